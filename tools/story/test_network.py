"""The gradient written by hand against finite differences, in float64, and attention against its definition."""

import unittest

import numpy as np

from attention import BLOCK
from layout import Config, Parameters
from network import Network

SEED = 7
SMALL = Config(words=11, width=12, layers=2, hidden=10, heads=4, groups=2, head=6, context=BLOCK + 40)


def example(config, lengths, seed=SEED):
    rng = np.random.default_rng(seed)
    n = sum(lengths)
    ends = np.cumsum(lengths)
    tokens, targets = rng.integers(0, config.words, (2, n))
    positions = np.concatenate([np.arange(k) for k in lengths])
    return tokens, positions, [(int(e - k), int(e)) for k, e in zip(lengths, ends)], targets


def strong(config, seed=SEED):
    """Parameters large enough that every part matters."""
    p = Parameters.zeros(config, np.float64)
    p.flat[:] = np.random.default_rng(seed).normal(0.3, 0.6, p.flat.size)
    return p


class GradientTest(unittest.TestCase):
    def check(self, lengths):
        p, args = strong(SMALL), example(SMALL, lengths)
        net, to = Network(SMALL, p), Parameters.zeros(SMALL, np.float64)
        loss = net.gradient(*args, 1 / sum(lengths), to)
        self.assertAlmostEqual(loss, net.loss(*args), 12)
        rng = np.random.default_rng(SEED)
        for name, (first, last) in to.spans.items():
            for i in rng.integers(first, last, 6):
                self.assertAlmostEqual(to.flat[i], self.slope(net, args, i), 6, f"{name}, number {i - first}")

    def slope(self, net, args, i, step=1e-5):
        flat, was = net.p.flat, net.p.flat[i]
        flat[i] = was + step
        above = net.loss(*args)
        flat[i] = was - step
        below = net.loss(*args)
        flat[i] = was
        return (above - below) / (2 * step)

    def test_short_segments(self):
        self.check([5, 1, 9])

    def test_a_segment_longer_than_a_block_of_queries(self):
        self.check([BLOCK + 3, 4])

    def test_the_gradient_is_added_to_what_is_there(self):
        args = example(SMALL, [6])
        net, once, twice = Network(SMALL, strong(SMALL)), Parameters.zeros(SMALL, np.float64), Parameters.zeros(SMALL, np.float64)
        net.gradient(*args, 1, once)
        for _ in range(2):
            net.gradient(*args, 1, twice)
        np.testing.assert_allclose(twice.flat, 2 * once.flat, rtol=1e-12)


class ForwardTest(unittest.TestCase):
    def test_one_query_at_a_time_by_the_book(self):
        args = example(SMALL, [7, 4])
        got, _ = Network(SMALL, strong(SMALL)).logits(*args[:3])
        np.testing.assert_allclose(got, by_the_book(SMALL, strong(SMALL), *args[:3]), rtol=1e-10)

    def test_float32_stays_close(self):
        args = example(SMALL, [30, 8])
        wide, _ = Network(SMALL, strong(SMALL)).logits(*args[:3])
        narrow, _ = Network(SMALL, Parameters(SMALL, strong(SMALL).flat.astype(np.float32))).logits(*args[:3])
        self.assertEqual(narrow.dtype, np.float32)
        self.assertLess(np.abs(wide - narrow).max(), 1e-3 * np.abs(wide).max())


def by_the_book(c, p, tokens, positions, segments):
    """Token by token and head by head, with sines and cosines, as the papers write it."""
    def norm(v, gain):
        return v / np.sqrt(np.mean(v * v) + c.epsilon) * gain

    def rope(v, position):
        out = v.copy()
        for i in range(c.head // 2):
            a = position * c.rope_base ** (-2 * i / c.head)
            x, y = v[2 * i], v[2 * i + 1]
            out[2 * i:2 * i + 2] = x * np.cos(a) - y * np.sin(a), x * np.sin(a) + y * np.cos(a)
        return out

    rows = []
    for start, end in segments:
        xs = [p["token_embd.weight"][t].copy() for t in tokens[start:end]]
        for layer in range(c.layers):
            w = lambda name: p[f"blk.{layer}.{name}.weight"]
            ks, vs = [], []
            for i, x in enumerate(xs):
                h, at = norm(x, w("attn_norm")), positions[start + i]
                q = [rope(r, at) for r in (w("attn_q") @ h).reshape(c.heads, -1)]
                ks.append([rope(r, at) for r in (w("attn_k") @ h).reshape(c.groups, -1)])
                vs.append((w("attn_v") @ h).reshape(c.groups, -1))
                out = []
                for head in range(c.heads):
                    g = head // (c.heads // c.groups)
                    e = np.exp([q[head] @ k[g] / np.sqrt(c.head) for k in ks])
                    out.append(sum(a * v[g] for a, v in zip(e / e.sum(), vs)))
                x = x + w("attn_output") @ np.concatenate(out)
                h = norm(x, w("ffn_norm"))
                gate = w("ffn_gate") @ h
                xs[i] = x + w("ffn_down") @ (gate / (1 + np.exp(-gate)) * (w("ffn_up") @ h))
        rows += [p["token_embd.weight"] @ norm(x, p["output_norm.weight"]) for x in xs]
    return np.array(rows)


if __name__ == "__main__":
    unittest.main()
