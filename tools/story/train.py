"""Trains the network on a stream of tokens: processes of one BLAS thread each over shared memory.

    python train.py STREAM.npy --held HELD.npy --out FOLDER [--steps N]

The stream is of uint16, every story begins with the token that ends the one before. On one machine the same command
gives the same bits, also where it was killed and started again, since it goes on from the newest checkpoint in FOLDER.
"""

import argparse
import multiprocessing
import sys
from pathlib import Path

import machine  # noqa: F401, before numpy

from layout import Config, Parameters
from shared import Plan, Shared, identity
from worker import Worker

STATE = "checkpoint.npz"


def work(index, config, plan, shared, streams, name, state):
    Worker(index, config, plan, shared, streams).run(lambda: shared.save(state, name))


def train(stream, held, folder, plan, config=Config()):
    """Trains to the end of the plan; returns the parameters."""
    context = multiprocessing.get_context("spawn")
    shared, name, state = Shared(config, plan, context), identity(config, plan, stream), folder / STATE
    shared.view("values")[:] = Parameters.random(config, plan.seed).flat
    if state.exists():
        shared.load(state, name)
        print(f"going on from step {shared.step.value}", flush=True)
    workers = [context.Process(target=work, args=(i, config, plan, shared, (stream, held), name, state)) for i in range(plan.workers)]
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
    parser.add_argument("--held", type=Path, required=True, help="the stream that it is judged by")
    parser.add_argument("--out", type=Path, required=True, help="the folder of checkpoints")
    parser.add_argument("--steps", type=int, default=Plan.steps)
    options = parser.parse_args(arguments)
    train(options.stream, options.held, options.out, Plan(steps=options.steps))


if __name__ == "__main__":
    main(sys.argv[1:])
