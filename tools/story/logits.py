"""The golden logits: the network in float64 over the numbers that a model file means.

    python logits.py MODEL.gguf FOLDER

writes FOLDER/logits.npy, f32 [row, word], and FOLDER/tokens.txt: a line for each sequence, its tokens, a colon, and the
positions whose logits are the next rows.
"""

import random
import sys
from pathlib import Path

import numpy as np

import bpe
import gguf
from files import atomically
from grammar import Grammar
from layout import Config
from network import Network

SEED = 3
#: Length of a sequence -> the positions on record.
SEQUENCES = {1: (0,), 20: (7, 19), 60: (15, 33, 47, 59)}


def sequences(tokenizer, grammar):
    """The beginnings of stories that the corpus does not hold."""
    rng = random.Random(SEED)
    return [[tokenizer.end, *tokenizer.encode(grammar.story(rng))][:n] for n in SEQUENCES]


def golden(parameters, tokens, positions):
    """[position, word] of one sequence."""
    n = len(tokens)
    logits, _ = Network(parameters.config, parameters).logits(np.array(tokens), np.arange(n), [(0, n)])
    return logits[list(positions)]


def write(model, folder, tokenizer, grammar):
    parameters = gguf.read(model, Config())
    texts = sequences(tokenizer, grammar)
    rows = np.concatenate([golden(parameters, t, p) for t, p in zip(texts, SEQUENCES.values())])
    lines = [" ".join(map(str, t)) + " : " + " ".join(map(str, p)) + "\n" for t, p in zip(texts, SEQUENCES.values())]
    atomically(folder / "logits.npy", lambda f: np.save(f, rows.astype("<f4")))
    atomically(folder / "tokens.txt", lambda f: f.write("".join(lines).encode("ascii")))


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    words = Grammar()
    write(Path(sys.argv[1]), Path(sys.argv[2]), bpe.of_corpus(words), words)
