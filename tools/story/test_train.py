"""Training gives the same bits again, goes on where it stopped, and learns."""

import multiprocessing
import tempfile
import unittest
from pathlib import Path

import machine  # noqa: F401, before numpy

import numpy as np

import corpus
from batches import Stories
from layout import Config, Parameters
from optimizer import Schedule, orthogonal
from shared import Plan, Shared, identity
from train import train
from worker import Worker

SMALL = Config(words=16, width=32, layers=1, hidden=32, heads=2, groups=1, head=16, context=24)
PLAN = Plan(steps=30, warm_up=4, batch=8, part=4)


def stories(count, seed=5):
    """Each counts up from a random number, and ends at the last but one of the words."""
    rng, end = np.random.default_rng(seed), SMALL.words - 1
    return np.concatenate([np.append(end, np.arange(start, end)) for start in rng.integers(0, end - 3, count)]).astype(np.uint16)


class TrainTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.stream, self.held = self.folder / "train.npy", self.folder / "held.npy"
        corpus.write(self.stream, stories(40))
        corpus.write(self.held, stories(100, 6))

    def run_here(self, shared, steps, plan):
        worker = Worker(0, SMALL, plan, shared, (self.stream, self.held))
        for step in steps:
            worker.advance(step)
        return worker

    def test_two_processes_give_the_same_bits_again(self):
        first, again = (train(self.stream, self.held, self.folder / name, PLAN, SMALL) for name in ("a", "b"))
        np.testing.assert_array_equal(first.flat, again.flat)
        with self.assertRaisesRegex(SystemExit, "of another training"):
            train(self.stream, self.held, self.folder / "a", Plan(steps=31, warm_up=4, batch=8, part=4), SMALL)
        corpus.write(self.stream, stories(41))
        with self.assertRaisesRegex(SystemExit, "of another training"):
            train(self.stream, self.held, self.folder / "a", PLAN, SMALL)

    def test_a_checkpoint_goes_on_with_the_same_bits(self):
        plan = Plan(steps=30, warm_up=4, batch=8, part=4, workers=1)
        straight, stopped, resumed = (Shared(SMALL, plan, multiprocessing) for _ in range(3))
        for shared in (straight, stopped):
            shared.view("values")[:] = Parameters.random(SMALL, 1).flat
        began = self.run_here(straight, range(1), plan).loss
        ended = self.run_here(straight, range(1, 30), plan).loss
        self.assertLess(ended, 0.8 * began)
        self.run_here(stopped, range(12), plan)
        file, name = self.folder / "checkpoint.npz", identity(SMALL, plan, self.stream)
        stopped.save(file, name)
        resumed.load(file, name)
        self.run_here(resumed, range(12, 30), plan)
        np.testing.assert_array_equal(straight.view("values"), resumed.view("values"))

    def test_a_batch_that_cannot_be_shared_is_refused(self):
        with self.assertRaisesRegex(ValueError, "multiple of part times workers"):
            Plan(batch=12, part=4, workers=2)


class PartsTest(unittest.TestCase):
    def test_stories_alone_and_two_as_one_text(self):
        told = Stories(np.array([9, 1, 2, 9, 3, 9, 4, 5, 6], np.uint16), 6)
        tokens, positions, segments, targets = told.take([[1], [0, 2]])
        self.assertEqual([9, 3, 9, 1, 2, 9, 4, 5], tokens.tolist())  # the last text is cut at six tokens
        self.assertEqual([3, 9, 1, 2, 9, 4, 5, 6], targets.tolist())
        self.assertEqual([0, 1, 0, 1, 2, 3, 4, 5], positions.tolist())
        self.assertEqual([(0, 2), (2, 8)], segments)
        self.assertEqual(7, told.tokens(np.array([0, 2])))

    def test_the_schedule_rises_and_falls(self):
        schedule = Schedule(steps=110, warm_up=10)
        self.assertEqual([0.1, 1.0, 1.0], [schedule.factor(s) for s in (0, 9, 10)])
        self.assertAlmostEqual(0.5, schedule.factor(60))
        self.assertLess(schedule.factor(109), 1e-3)

    def test_an_update_is_made_nearly_orthogonal(self):
        for shape in ((24, 40), (40, 24)):
            values = np.linalg.svd(orthogonal(np.random.default_rng(3).normal(size=shape)), compute_uv=False)
            self.assertGreater(values.min(), 0.5)
            self.assertLess(values.max(), 1.3)


if __name__ == "__main__":
    unittest.main()
