"""The tokenizer of the little stories: byte-level pair encoding as GPT-2 does it, 512 tokens in all.

Ids 0 to 255 are the bytes, spelled in GPT-2's alphabet; then the merges in their order; last the token that begins and
ends a text.
"""

import re
from collections import Counter

SIZE = 512
END_OF_TEXT = "<|endoftext|>"
#: Stories to count pairs in: more of them change no merge that matters.
SAMPLE = 6_000
# GPT-2's pattern; [^\W\d_] are letters and \d digits, of which Python knows a few more signs than Unicode's N.
_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[^\W\d_]+| ?\d+| ?(?:[^\s\w]|_)+|\s+(?!\S)|\s+")


def _alphabet():
    """A printable character for every byte: itself if it is one, else the next from U+0100 on."""
    kept = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [b for b in range(256) if b not in kept]
    return {**{b: chr(b) for b in kept}, **{b: chr(0x100 + i) for i, b in enumerate(others)}}


_CHARACTERS = _alphabet()
_BYTES = {c: b for b, c in _CHARACTERS.items()}


class Bpe:
    """A tokenizer, by its list of merges: pairs of symbols, the best first."""

    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.tokens = [_CHARACTERS[b] for b in range(256)] + [a + b for a, b in self.merges] + [END_OF_TEXT]
        self.end = len(self.tokens) - 1
        self._ids = {token: i for i, token in enumerate(self.tokens[:-1])}
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        self._known = {}

    def encode(self, text):
        """The ids of a text, without a token for its begin or end."""
        return [i for word in _WORDS.findall(text) for i in self._word(word)]

    def decode(self, ids):
        """The text of some ids; the token that ends a text prints nothing."""
        written = "".join(self.tokens[i] for i in ids if i != self.end)
        return bytes(_BYTES[c] for c in written).decode("utf-8", "replace")

    def _word(self, word):
        if word not in self._known:
            symbols = _symbols(word)
            while pair := min(zip(symbols, symbols[1:]), key=self._rank, default=None):
                if pair not in self._ranks:
                    break
                symbols = _merged(symbols, pair)
            self._known[word] = [self._ids[s] for s in symbols]
        return self._known[word]

    def _rank(self, pair):
        return self._ranks.get(pair, len(self._ranks))


def train(texts, size=SIZE):
    """The tokenizer whose merges are the most frequent pairs, one after the other; of equals the first in the alphabet."""
    words = {w: (_symbols(w), n) for w, n in Counter(w for t in texts for w in _WORDS.findall(t)).items()}
    merges = []
    while len(merges) < size - 257:
        counts = Counter()
        for symbols, n in words.values():
            for pair in zip(symbols, symbols[1:]):
                counts[pair] += n
        best = min(counts, key=lambda pair: (-counts[pair], pair))
        merges.append(best)
        words = {w: (_merged(symbols, best), n) for w, (symbols, n) in words.items()}
    return Bpe(merges)


def _symbols(word):
    return [_CHARACTERS[b] for b in word.encode("utf-8")]


def _merged(symbols, pair):
    """The symbols with each such pair made one, from the left."""
    merged, i = [], 0
    while i < len(symbols):
        width = 2 if tuple(symbols[i:i + 2]) == pair else 1
        merged.append("".join(symbols[i:i + width]))
        i += width
    return merged


def of_corpus(grammar):
    """The tokenizer of a grammar's stories: the same one every time."""
    return train(grammar.corpus(SAMPLE))
