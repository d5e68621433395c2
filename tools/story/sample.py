"""Writes stories with a trained network: 50 seeds at temperature 0.8, by default among the 40 likeliest and 0.95 of the mass.

    python sample.py CHECKPOINT.npz [--seeds 50] [--temperature 0.8]
"""

import argparse
import sys
from pathlib import Path

import machine  # noqa: F401, before numpy

import numpy as np

import bpe
from attention import Rotation
from grammar import Grammar
from layout import Config, Parameters
from network import Norm, sigmoid

TEMPERATURE, TOP_K, TOP_P = 0.8, 40, 0.95
PROMPT = "Once upon a time"


class Writer:
    """Writes many texts at once, a token each at a time; keys and values of earlier tokens are kept."""

    def __init__(self, parameters, texts):
        self.p, self.config = parameters, parameters.config
        c, dtype = self.config, parameters.flat.dtype
        self.norm, self.rotation = Norm(c.epsilon), Rotation(c, dtype)
        self.keys, self.values = (np.zeros((c.layers, texts, c.context, c.groups, c.head), dtype) for _ in range(2))
        self.at = 0

    def step(self, tokens):
        """The logits behind one more token of each text."""
        p, c = self.p, self.config
        x = p["token_embd.weight"][tokens]
        for layer in range(c.layers):
            name = f"blk.{layer}."
            h, _ = self.norm.forward(x, p[name + "attn_norm.weight"])
            x = x + self._attend(layer, h, name) @ p[name + "attn_output.weight"].T
            h, _ = self.norm.forward(x, p[name + "ffn_norm.weight"])
            gate = h @ p[name + "ffn_gate.weight"].T
            x = x + (gate * sigmoid(gate) * (h @ p[name + "ffn_up.weight"].T)) @ p[name + "ffn_down.weight"].T
        self.at += 1
        return self.norm.forward(x, p["output_norm.weight"])[0] @ p["token_embd.weight"].T

    def _attend(self, layer, h, name):
        c, n, at = self.config, len(h), self.at
        q, k, v = ((h @ self.p[name + f"attn_{part}.weight"].T).reshape(n, -1, c.head) for part in "qkv")
        self.rotation.turn(q, np.array([at]), c.head ** -0.5)
        self.rotation.turn(k, np.array([at]))
        self.keys[layer, :, at], self.values[layer, :, at] = k, v
        seen = slice(0, at + 1)
        scores = np.einsum("ngrd,nsgd->ngrs", q.reshape(n, c.groups, -1, c.head), self.keys[layer, :, seen])
        weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        return np.einsum("ngrs,nsgd->ngrd", weights, self.values[layer, :, seen]).reshape(n, -1)


def chosen(logits, temperature, rng):
    """One token by temperature, among the likeliest."""
    order = np.argsort(-logits, kind="stable")[:TOP_K]
    p = np.exp((logits[order] - logits[order[0]]).astype(np.float64) / temperature)
    p /= p.sum()
    kept = 1 + int(np.searchsorted(np.cumsum(p), TOP_P))
    p = p[:kept] / p[:kept].sum()
    return int(order[min(np.searchsorted(np.cumsum(p), rng.random()), len(p) - 1)])


def stories(parameters, tokenizer, seeds, temperature=TEMPERATURE, prompt=PROMPT):
    """A story for each seed, to its end or to the end of the context."""
    begin = [tokenizer.end, *tokenizer.encode(prompt)]
    rngs = [np.random.default_rng(s) for s in seeds]
    writer, texts = Writer(parameters, len(rngs)), [list(begin[1:]) for _ in rngs]
    ended = [False] * len(rngs)
    for token in begin:
        logits = writer.step(np.full(len(rngs), token))
    while not all(ended) and writer.at < writer.config.context:
        tokens = [chosen(l, temperature, r) for l, r in zip(logits, rngs)]
        for i, token in enumerate(tokens):
            ended[i] |= token == tokenizer.end
            if not ended[i]:
                texts[i].append(token)
        logits = writer.step(np.array(tokens))
    return [tokenizer.decode(t) for t in texts]


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("--seeds", type=int, default=50)
    parser.add_argument("--temperature", type=float, default=TEMPERATURE)
    options = parser.parse_args(arguments)
    with np.load(options.checkpoint) as saved:
        parameters = Parameters(Config(), saved["values"])
    print("\n\n".join(stories(parameters, bpe.of_corpus(Grammar()), range(options.seeds), options.temperature)))


if __name__ == "__main__":
    main(sys.argv[1:])
