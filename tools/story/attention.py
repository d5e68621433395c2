"""Causal grouped-query attention with rotary embeddings over segments of a token stream, forward and backward.

Arrays are [token, head, element]. A segment is a range of tokens that see one another and nothing else.
"""

import numpy as np

# Queries at a time: fewer waste less on keys that the causal mask hides, more make larger products.
BLOCK = 128


class Rotation:
    """Turns of neighbouring pairs (2i, 2i+1), as complex numbers: position p turns pair i by p * base^(-2i/head)."""

    def __init__(self, config, dtype):
        pairs = np.arange(config.head // 2)
        angles = np.outer(np.arange(config.context), config.rope_base ** (-2.0 * pairs / config.head))
        self.kind = np.dtype(f"c{2 * np.dtype(dtype).itemsize}")
        self.turns = np.exp(1j * angles).astype(self.kind)[:, None, :]

    def turn(self, heads, positions, scale=1.0):
        """In place: every head turned by its token's position, and scaled."""
        z = heads.view(self.kind)
        z *= self.turns[positions] * heads.dtype.type(scale)

    def turn_back(self, gradient, positions, scale=1.0):
        """In place: the gradient before the turn, from that behind it."""
        z = gradient.view(self.kind)
        z *= np.conj(self.turns[positions]) * gradient.dtype.type(scale)


def blocks(segments):
    """(first query, behind the last query, first key) of every block of queries."""
    return [(q, min(q + BLOCK, end), start) for start, end in segments for q in range(start, end, BLOCK)]


def grouped(heads, groups):
    """[token, head, element] as [group, head of the group, token, element]."""
    return heads.reshape(heads.shape[0], groups, -1, heads.shape[2]).transpose(1, 2, 0, 3)


class Attention:
    def __init__(self, config, dtype):
        self.groups = config.groups
        hidden = np.triu(np.ones((BLOCK, BLOCK), bool), 1)
        self.mask = np.where(hidden, dtype(-np.inf), dtype(0))

    def forward(self, q, k, v, segments, out):
        """Writes softmax(q k') v for scaled queries; returns the probabilities of every block."""
        kept = []
        for first, last, start in blocks(segments):
            keys = grouped(k[start:last], self.groups)
            scores = np.matmul(grouped(q[first:last], self.groups), keys.swapaxes(2, 3))
            n = last - first
            scores[..., first - start:] += self.mask[:n, :n]
            scores -= scores.max(axis=-1, keepdims=True)
            np.exp(scores, out=scores)
            scores /= scores.sum(axis=-1, keepdims=True)
            grouped(out[first:last], self.groups)[:] = np.matmul(scores, grouped(v[start:last], self.groups))
            kept.append(scores)
        return kept

    def backward(self, q, k, v, out, kept, segments, d_out, d_q, d_k, d_v):
        """Gradients with respect to queries, keys and values; keys and values add, so they must begin at zero."""
        inner = np.einsum("thd,thd->th", d_out, out)
        for (first, last, start), p in zip(blocks(segments), kept):
            d_o = grouped(d_out[first:last], self.groups)
            d_p = np.matmul(d_o, grouped(v[start:last], self.groups).swapaxes(2, 3))
            d_p -= grouped(inner[first:last, :, None], self.groups)
            d_p *= p
            grouped(d_q[first:last], self.groups)[:] = np.matmul(d_p, grouped(k[start:last], self.groups))
            self._add(d_k[start:last], d_p, grouped(q[first:last], self.groups))
            self._add(d_v[start:last], p, d_o)

    def _add(self, to, weights, rows):
        """Adds weights' rows to every key, summed over the heads of its group."""
        sums = np.matmul(weights.swapaxes(2, 3), rows)
        to = grouped(to, self.groups)
        to += sums.sum(axis=1, keepdims=True)
