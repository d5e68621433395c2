"""Trains the network on a stream of tokens: workers of one BLAS thread each over shared memory.

    python train.py STREAM.npy --held HELD.npy --out FOLDER [--steps N]

The stream is of uint16, every story begins with the token that ends the one before. Every worker does the same share of each batch, and gradients are
summed in the order of the workers: on one machine the same command gives the same bits, also where it was killed and
started again, since it goes on from the newest checkpoint in FOLDER.
"""

import argparse
import json
import multiprocessing
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path


def settle():
    """Before numpy is loaded, here and in the workers: one BLAS thread, and memory that is kept, which halves the time."""
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    os.environ.update(MALLOC_MMAP_THRESHOLD_="1000000000", MALLOC_TRIM_THRESHOLD_="2000000000", MALLOC_TOP_PAD_="100000000")
    flags = Path("/proc/cpuinfo").read_text().split() if Path("/proc/cpuinfo").exists() else []
    if {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"} <= set(flags):
        # OpenBLAS takes its AVX2 kernels on processors newer than itself: half the speed.
        os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")


settle()

import numpy as np  # noqa: E402

from files import atomically  # noqa: E402
from layout import Config, Parameters  # noqa: E402
from network import Network  # noqa: E402
from optimizer import Schedule, Update  # noqa: E402
from batches import Stories  # noqa: E402

STATE = "checkpoint.npz"
PATIENCE = 900  # seconds until a worker gives up on the others


@dataclass(frozen=True)
class Plan:
    """Everything that decides the result."""

    steps: int = 5000
    warm_up: int = 100
    batch: int = 16
    micro: int = 4
    pair_every: int = 4
    workers: int = 2
    seed: int = 1
    held: int = 100


class Shared:
    """Flat arrays that all workers see."""

    NAMES = ("values", "first", "second")

    def __init__(self, config, plan, context):
        self.arrays = {n: context.RawArray("f", config.size()) for n in self.NAMES}
        self.gradients = [context.RawArray("f", config.size()) for _ in range(plan.workers)]
        self.losses, self.tokens = context.RawArray("d", plan.workers), context.RawArray("q", plan.workers)
        self.step = context.RawValue("q", 0)
        self.barrier = context.Barrier(plan.workers)

    def view(self, name):
        return np.frombuffer(self.arrays[name], np.float32)

    def save(self, path, plan):
        state = {n: self.view(n) for n in self.NAMES}
        atomically(path, lambda f: np.savez(f, plan=json.dumps(asdict(plan)), step=self.step.value, **state))

    def load(self, path, plan):
        """Goes on from a checkpoint of the same plan."""
        with np.load(path) as saved:
            if str(saved["plan"]) != json.dumps(asdict(plan)):
                raise SystemExit(f"{path} belongs to another plan, {saved['plan']}: remove it, or choose another folder")
            for n in self.NAMES:
                self.view(n)[:] = saved[n]
            self.step.value = int(saved["step"])


class Worker:
    def __init__(self, index, config, plan, shared, streams, folder):
        self.index, self.plan, self.shared, self.folder = index, plan, shared, folder
        self.stories, self.held = (Stories(np.load(s), config.context) for s in streams)
        self.values, self.first, self.second = (Parameters(config, shared.view(n)) for n in Shared.NAMES)
        self.gradients = [Parameters(config, np.frombuffer(g, np.float32)) for g in shared.gradients]
        self.total = Parameters.zeros(config)
        self.network = Network(config, self.values)
        self.update = Update(Schedule(plan.steps, plan.warm_up))
        self.mine = list(config.shapes())[index::plan.workers]
        self.began = self.saved = time.monotonic()
        self.done = self.seen = 0

    def run(self):
        while self.shared.step.value < self.plan.steps:
            step = self.shared.step.value
            loss, norm = self.advance(step)
            if self.index == 0:
                self.shared.step.value = step + 1
                self.report(step + 1, loss, norm)
            if (step + 1) % 250 == 0 or step + 1 == self.plan.steps:
                self.judge(step + 1)
            self.meet()

    def meet(self):
        """Waits for the other workers, but not for ever, and not once nobody waits for the result."""
        if not multiprocessing.parent_process().is_alive():
            self.shared.barrier.abort()
        self.shared.barrier.wait(PATIENCE)

    def advance(self, step):
        mine, shared = self.gradients[self.index], self.shared
        chosen = self.choose(step)
        weight = 1 / self.stories.tokens(chosen)
        mine.flat[:] = 0
        shared.losses[self.index] = shared.tokens[self.index] = 0
        for texts in self.parts(chosen):
            data = self.stories.take(texts)
            shared.losses[self.index] += self.network.gradient(*data, weight, mine) * len(data[0])
            shared.tokens[self.index] += len(data[0])
        self.meet()
        np.copyto(self.total.flat, self.gradients[0].flat)
        for g in self.gradients[1:]:
            self.total.flat += g.flat
        loss = sum(shared.losses) / sum(shared.tokens)
        self.seen += sum(shared.tokens)
        norm = self.update.apply(self.mine, self.values, self.total, self.first, self.second, step)
        self.meet()
        return loss, norm

    def parts(self, chosen):
        """This worker's texts, as many at a time as the cache likes: stories alone, or two as one, which shows longer distances."""
        plan = self.plan
        parts = [chosen[i:i + plan.micro] for i in range(0, plan.batch, plan.micro)]
        share = len(parts) // plan.workers
        for i in range(self.index * share, (self.index + 1) * share):
            yield parts[i].reshape(-1, 1 if i % plan.pair_every else 2)

    def choose(self, step):
        """The stories of a step: every epoch in an order of its own."""
        at = step * self.plan.batch + np.arange(self.plan.batch)
        epochs, places = np.divmod(at, len(self.stories))
        orders = {e: np.random.default_rng([self.plan.seed, e]).permutation(len(self.stories)) for e in set(epochs.tolist())}
        return np.array([orders[e][p] for e, p in zip(epochs.tolist(), places.tolist())])

    def report(self, step, loss, norm):
        self.done += 1
        now = time.monotonic()
        if step % 50 == 0:
            a_step = (now - self.began) / self.done
            print(f"step {step}/{self.plan.steps}  loss {loss:.4f}  norm {norm:.2f}  "
                  f"{self.seen / (now - self.began):.0f} tokens/s  {(self.plan.steps - step) * a_step / 60:.1f} min left", flush=True)
        if now - self.saved > 60 or step == self.plan.steps:
            self.shared.save(self.folder / STATE, self.plan)
            self.saved = time.monotonic()

    def judge(self, step):
        """Held-out loss; the workers share the stories."""
        loss = held_loss(self.network, self.held, range(self.index, self.plan.held, self.plan.workers))
        self.shared.losses[self.index] = loss
        self.meet()
        if self.index == 0:
            print(f"step {step}  held-out loss {np.mean(self.shared.losses):.4f}", flush=True)


def held_loss(network, stories, which):
    """The mean over stories of the mean loss of each."""
    return float(np.mean([network.loss(*stories.take([[i]])) for i in which]))


def work(index, *args):
    Worker(index, *args).run()


def train(stream, held, folder, plan, config=Config()):
    """Trains to the end of the plan; returns the parameters."""
    folder.mkdir(parents=True, exist_ok=True)
    context = multiprocessing.get_context("spawn")
    shared = Shared(config, plan, context)
    shared.view("values")[:] = Parameters.random(config, plan.seed).flat
    if (folder / STATE).exists():
        shared.load(folder / STATE, plan)
        print(f"going on from step {shared.step.value}", flush=True)
    workers = [context.Process(target=work, args=(i, config, plan, shared, (stream, held), folder)) for i in range(plan.workers)]
    for w in workers:
        w.start()
    try:
        for w in workers:
            w.join()
    finally:
        for w in workers:
            w.terminate()
    if any(w.exitcode for w in workers):
        raise SystemExit("a worker failed; the same command goes on from the newest checkpoint")
    return Parameters(config, shared.view("values").copy())


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stream", type=Path)
    parser.add_argument("--held", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=Plan.steps)
    options = parser.parse_args(arguments)
    train(options.stream, options.held, options.out, Plan(steps=options.steps))


if __name__ == "__main__":
    main(sys.argv[1:])
