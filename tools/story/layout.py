"""The shape of the bundled model and the names, order and shapes of its parameters, as GGUF's llama has them."""

from dataclasses import dataclass
from math import prod

import numpy as np


@dataclass(frozen=True)
class Config:
    """Width and hidden are multiples of 256, so that every GGUF type and every repacked panel can hold the matrices."""

    words: int = 512
    width: int = 256
    layers: int = 2
    hidden: int = 512
    heads: int = 4
    groups: int = 2
    head: int = 64
    context: int = 512
    epsilon: float = 1e-5
    rope_base: float = 10000.0

    def shapes(self):
        """Name -> shape, outputs by inputs. What is multiplied together (q, k, v; gate, up) stands together."""
        query, key = self.heads * self.head, self.groups * self.head
        shapes = {"token_embd.weight": (self.words, self.width)}
        for layer in range(self.layers):
            at = f"blk.{layer}."
            shapes[at + "attn_norm.weight"] = (self.width,)
            shapes[at + "attn_q.weight"] = (query, self.width)
            shapes[at + "attn_k.weight"] = (key, self.width)
            shapes[at + "attn_v.weight"] = (key, self.width)
            shapes[at + "attn_output.weight"] = (self.width, query)
            shapes[at + "ffn_norm.weight"] = (self.width,)
            shapes[at + "ffn_gate.weight"] = (self.hidden, self.width)
            shapes[at + "ffn_up.weight"] = (self.hidden, self.width)
            shapes[at + "ffn_down.weight"] = (self.width, self.hidden)
        shapes["output_norm.weight"] = (self.width,)
        return shapes

    def size(self):
        """Numbers in all parameters together."""
        return sum(prod(s) for s in self.shapes().values())


class Parameters:
    """One flat vector, and named views of it. Gradients and moments have the same form."""

    def __init__(self, config, flat):
        self.config, self.flat, self.views, self.spans = config, flat, {}, {}
        at = 0
        for name, shape in config.shapes().items():
            self.spans[name] = (at, at + prod(shape))
            self.views[name] = flat[at:at + prod(shape)].reshape(shape)
            at += prod(shape)
        if at != flat.size:
            raise ValueError(f"{at} numbers wanted for {config}, found {flat.size}")

    def __getitem__(self, name):
        return self.views[name]

    def joined(self, first, last):
        """The matrices from one name to another, which stand together, as one that has all their rows."""
        return self.flat[self.spans[first][0]:self.spans[last][1]].reshape(-1, self.views[first].shape[1])

    def add(self, name, values):
        self.views[name] += values

    def add_joined(self, first, last, values):
        joined = self.joined(first, last)
        joined += values

    @staticmethod
    def zeros(config, dtype=np.float32):
        return Parameters(config, np.zeros(config.size(), dtype))

    @staticmethod
    def random(config, seed, dtype=np.float32):
        """Normal numbers of deviation 0.02; less where a matrix writes into the residual stream; norms are 1."""
        p, rng = Parameters.zeros(config, dtype), np.random.default_rng(seed)
        for name, view in p.views.items():
            if view.ndim == 1:
                view[:] = 1
            else:
                writes = name.endswith(("attn_output.weight", "ffn_down.weight"))
                view[:] = rng.normal(0, 0.02 / np.sqrt(2 * config.layers if writes else 1), view.shape)
        return p
