"""Files that appear whole or not at all."""

import os


def atomically(path, write):
    """Calls write(stream) on a temporary file beside `path`, which then takes its name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as stream:
            write(stream)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
