"""Model files, golden logits and the sampler's token-by-token network."""

import tempfile
import unittest
from pathlib import Path

import machine  # noqa: F401, before numpy

import numpy as np

import gguf
import logits
from bpe import Bpe
from layout import Config, Parameters
from network import Network
from sample import Writer

SMALL = Config(words=258, width=64, layers=2, hidden=96, heads=4, groups=2, head=16, context=32)


class Q8Test(unittest.TestCase):
    def test_halves_go_away_from_zero_and_the_scale_is_the_largest_by_127(self):
        row = np.zeros((1, 32), np.float32)
        row[0, :6] = 127, 0.5, -0.5, 2.5, -3.49, 0.49999997
        d, codes = gguf.blocks(row)
        self.assertEqual(1.0, d[0, 0, 0])
        self.assertEqual([127, 1, -1, 3, -3, 0], codes[0, 0, :6].tolist())

    def test_zeros_stay_zeros(self):
        self.assertEqual(bytes(34), gguf.q8_0(np.zeros((1, 32), np.float32)))

    def test_the_bytes_of_a_block(self):
        row = -np.arange(32, dtype=np.float32)[None]
        scale = np.float32(31) / np.float32(127)
        wanted = np.array([scale], "<f2").tobytes() + np.rint(row / scale).astype(np.int8).tobytes()
        self.assertEqual(wanted, gguf.q8_0(row))


class FileTest(unittest.TestCase):
    def test_what_is_written_is_read(self):
        with tempfile.TemporaryDirectory() as folder:
            file, p = Path(folder) / "x.gguf", Parameters.random(SMALL, 4)
            keys = gguf.keys(SMALL, Bpe([("a", "b")]), {"name": "x"})
            gguf.write(file, keys, gguf.whole(p))
            self.assertEqual([file], list(Path(folder).iterdir()))
            np.testing.assert_array_equal(p.flat, gguf.read(file, SMALL, np.float32).flat)
            gguf.write(file, keys, gguf.small(p))
            found = gguf.read(file, SMALL, np.float32)
            self.assertFalse(np.array_equal(p.flat, found.flat))
            for name, values in p.views.items():
                most = np.abs(values).max() / 127
                np.testing.assert_allclose(found[name], values, atol=most if values.ndim == 2 else 0, err_msg=name)


class WriterTest(unittest.TestCase):
    def test_a_token_at_a_time_is_as_all_at_once(self):
        p = Parameters.zeros(SMALL, np.float64)
        p.flat[:] = np.random.default_rng(5).normal(0.1, 0.4, p.flat.size)
        texts = np.random.default_rng(6).integers(0, SMALL.words, (3, 9))
        writer = Writer(p, 3)
        steps = np.stack([writer.step(column) for column in texts.T], axis=1)
        for text, found in zip(texts, steps):
            np.testing.assert_allclose(found, logits.golden(p, list(text), range(9)), rtol=1e-9)
        whole, _ = Network(SMALL, p).logits(texts[0], np.arange(9), [(0, 9)])
        np.testing.assert_allclose(steps[0], whole, rtol=1e-9)


if __name__ == "__main__":
    unittest.main()
