"""The grammar's stories as streams of tokens, for training and for judging."""

import numpy as np

from files import atomically

HELD_SEED, HELD_STORIES = 2, 1_000


def stream(bpe, stories):
    """Tokens of all stories, each behind the token that begins and ends a text."""
    tokens = []
    for story in stories:
        tokens.append(bpe.end)
        tokens += bpe.encode(story)
    return np.array(tokens, np.uint16)


def write(path, tokens):
    atomically(path, lambda f: np.save(f, tokens))
