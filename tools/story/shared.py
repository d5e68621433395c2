"""What decides a training, and its state, which the workers share and a checkpoint keeps."""

import hashlib
import json
from dataclasses import asdict, dataclass

import numpy as np

from files import atomically


@dataclass(frozen=True)
class Plan:
    """Sizes of a training; batches and parts of them are counted in stories."""

    steps: int = 5000
    warm_up: int = 100
    batch: int = 16
    #: As many at a time as the cache likes.
    part: int = 4
    #: In one of so many parts two stories are one text, which shows the network longer distances.
    pair_every: int = 4
    workers: int = 2
    seed: int = 1

    def __post_init__(self):
        if self.part % 2 or self.batch % (self.part * self.workers):
            raise ValueError(f"an even part, and a multiple of part times workers for the batch wanted, found {self}")


class Shared:
    """Flat arrays that all workers see, and where they meet."""

    NAMES = ("values", "first", "second")

    def __init__(self, config, plan, context):
        self.arrays = {n: context.RawArray("f", config.size()) for n in self.NAMES}
        self.gradients = [context.RawArray("f", config.size()) for _ in range(plan.workers)]
        self.losses, self.tokens = context.RawArray("d", plan.workers), context.RawArray("q", plan.workers)
        self.step = context.RawValue("q", 0)
        self.barrier = context.Barrier(plan.workers)

    def view(self, name):
        return np.frombuffer(self.arrays[name], np.float32)

    def save(self, path, identity):
        state = {n: self.view(n) for n in self.NAMES}
        atomically(path, lambda f: np.savez(f, identity=identity, step=self.step.value, **state))

    def load(self, path, identity):
        """Takes over the state of a checkpoint, which has to belong to the same training."""
        with np.load(path) as saved:
            if str(saved["identity"]) != identity:
                raise SystemExit(f"{path} is of another training: {identity} wanted, found {saved['identity']}; remove it, or name another folder")
            for n in self.NAMES:
                self.view(n)[:] = saved[n]
            self.step.value = int(saved["step"])


def identity(config, plan, stream):
    """All that decides the result, in words."""
    return json.dumps({**asdict(config), **asdict(plan), "stream": hashlib.sha256(stream.read_bytes()).hexdigest()})
