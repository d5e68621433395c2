"""Writes a model as GGUF version 3, matrices in Q8_0, and reads what it wrote."""

import struct

import numpy as np

from files import atomically
from layout import Parameters

ALIGNMENT = 32
U32, I32, F32, BOOL, STRING, ARRAY = 4, 5, 6, 7, 8, 9
TYPE_F32, TYPE_Q8_0 = 0, 8
BLOCK = 32
NORMAL, CONTROL = 1, 3
_FORMATS = {U32: "<I", I32: "<i", F32: "<f", BOOL: "<?"}


def blocks(matrix):
    """Q8_0 by GGML's rule: f16 scales [rows, blocks, 1] and int8 codes [rows, blocks, 32]."""
    x = np.ascontiguousarray(matrix, np.float32).reshape(matrix.shape[0], -1, BLOCK)
    d = np.abs(x).max(axis=2, keepdims=True) / np.float32(127)
    with np.errstate(divide="ignore"):
        inverse = np.where(d == 0, np.float32(0), np.float32(1) / d)
    scaled = x * inverse
    codes = np.trunc(scaled)
    codes += np.copysign(np.abs(scaled - codes) >= 0.5, scaled)  # halves away from zero, as roundf
    return d.astype(np.float16), codes.astype(np.int8)


def q8_0(matrix):
    """The bytes of a matrix in Q8_0: each block's scale, then its codes."""
    d, codes = blocks(matrix)
    return np.concatenate([d.view(np.uint8), codes.view(np.uint8)], axis=2).tobytes()


def _text(value):
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _value(kind, value):
    if kind == STRING:
        return _text(value)
    if kind == ARRAY:
        inner, values = value
        return struct.pack("<IQ", inner, len(values)) + b"".join(_value(inner, v) for v in values)
    return struct.pack(_FORMATS[kind], value)


def write(path, keys, tensors):
    """keys: name -> (type, value), an array's value being (type, values); tensors: name -> (type, shape, bytes)."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(keys))
    for name, (kind, value) in keys.items():
        head += _text(name) + struct.pack("<I", kind) + _value(kind, value)
    offset = 0
    for name, (kind, shape, data) in tensors.items():
        dims = shape[::-1]  # GGUF has the fastest first
        head += _text(name) + struct.pack(f"<I{len(dims)}QIQ", len(dims), *dims, kind, offset)
        offset += _padded(len(data))

    def parts(stream):
        for data in [head, *(data for _, _, data in tensors.values())]:
            stream.write(data + bytes(_padded(len(data)) - len(data)))

    atomically(path, parts)


def _padded(size):
    return -(-size // ALIGNMENT) * ALIGNMENT


def keys(config, bpe, facts):
    """The metadata of a Llama model with a GPT-2 tokenizer; facts: what is said under `general.`, name -> text."""
    sizes = {"context_length": config.context, "embedding_length": config.width, "block_count": config.layers,
             "feed_forward_length": config.hidden, "rope.dimension_count": config.head, "attention.head_count": config.heads,
             "attention.head_count_kv": config.groups, "vocab_size": config.words}
    return {
        "general.architecture": (STRING, "llama"),
        **{"general." + name: (STRING, text) for name, text in facts.items()},
        "general.alignment": (U32, ALIGNMENT),
        **{"llama." + name: (U32, n) for name, n in sizes.items()},
        "llama.attention.layer_norm_rms_epsilon": (F32, config.epsilon),
        "llama.rope.freq_base": (F32, config.rope_base),
        "tokenizer.ggml.model": (STRING, "gpt2"),
        "tokenizer.ggml.pre": (STRING, "gpt-2"),
        "tokenizer.ggml.tokens": (ARRAY, (STRING, bpe.tokens)),
        "tokenizer.ggml.token_type": (ARRAY, (I32, [CONTROL if i == bpe.end else NORMAL for i in range(len(bpe.tokens))])),
        "tokenizer.ggml.merges": (ARRAY, (STRING, [" ".join(m) for m in bpe.merges])),
        "tokenizer.ggml.bos_token_id": (U32, bpe.end),
        "tokenizer.ggml.eos_token_id": (U32, bpe.end),
        "tokenizer.ggml.add_bos_token": (BOOL, True),
    }


def whole(parameters):
    """Every tensor in f32."""
    return {name: (TYPE_F32, v.shape, v.astype("<f4").tobytes()) for name, v in parameters.views.items()}


def small(parameters):
    """Matrices in Q8_0, norms in f32."""
    return {**whole(parameters), **{name: (TYPE_Q8_0, v.shape, q8_0(v)) for name, v in parameters.views.items() if v.ndim == 2}}


# ------------------------------------------------------------------------------------------------------------- reading


class _Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, form):
        values = struct.unpack_from(form, self.data, self.at)
        self.at += struct.calcsize(form)
        return values if len(values) > 1 else values[0]

    def text(self):
        n = self.take("<Q")
        self.at += n
        return self.data[self.at - n:self.at].decode("utf-8")

    def value(self, kind):
        if kind == STRING:
            return self.text()
        if kind == ARRAY:
            inner, n = self.take("<IQ")
            return [self.value(inner) for _ in range(n)]
        return self.take(_FORMATS[kind])


def read(path, config, dtype=np.float64):
    """The numbers that a file of this writer's means, as parameters."""
    reader = _Reader(path.read_bytes())
    tensors, keys_ = reader.take("<8xQQ")
    for _ in range(keys_):
        reader.text()
        reader.value(reader.take("<I"))
    entries = []
    for _ in range(tensors):
        name, rank = reader.text(), reader.take("<I")
        entries.append((name, reader.take(f"<{rank}QIQ")))
    start, p = _padded(reader.at), Parameters.zeros(config, dtype)
    for name, (*dims, kind, offset) in entries:
        p[name][:] = _numbers(reader.data, kind, start + offset, dims[::-1], dtype)
    return p


def _numbers(data, kind, at, shape, dtype):
    count = int(np.prod(shape))
    if kind == TYPE_F32:
        return np.frombuffer(data, "<f4", count, at).astype(dtype).reshape(shape)
    block = np.frombuffer(data, np.dtype([("d", "<f2"), ("codes", "i1", BLOCK)]), count // BLOCK, at)
    return (block["d"].astype(dtype)[:, None] * block["codes"]).reshape(shape)
