"""Makes the bundled model from nothing: corpus, tokenizer, training, model files, golden logits, and figures of its quality.

    python tools/story/make.py [--out FOLDER] [--steps N] [--ship]

Everything is written below FOLDER, target/story unless another is named; with --ship the model and the golden logits are
then put into the repository. Killed and started again, it goes on from the newest checkpoint. Needs Python 3.11 and numpy 2.
"""

import argparse
import shutil
import sys
import time
from pathlib import Path

import machine  # noqa: F401, before numpy

import numpy as np

import bpe
import corpus
import gguf
import logits
import novelty
import sample
import train
from batches import Stories
from files import atomically
from grammar import CORPUS_SEED, CORPUS_STORIES, Grammar
from layout import Config
from network import Network
from shared import Plan
from worker import held_loss

ROOT = Path(__file__).parents[2]
BUNDLED = ROOT / "decoder/src/main/resources/intarsia/decoder/bundled"
GOLDEN = ROOT / "tests/src/test/resources/intarsia/tests/bundled"
SEEDS = range(50)
MOST_BYTES = 2_000_000
README = """\
stories.gguf: "Intarsia stories", a language model of {size:,} parameters that writes little stories.

It was made by this project from nothing but its own grammar of stories, with

    python tools/story/make.py

which writes {count:,} stories by tools/story/grammar.txt (seed {seed}; {tokens:,} tokens), makes a byte-pair tokenizer of
{words} tokens from them, and trains a Llama network ({width} wide, {layers} layers, feed-forward {hidden}, {heads} heads of {head} with
{groups} of keys and values, context {context}, tied embeddings) for {steps:,} steps of {batch} stories with Muon and AdamW in float32.
Matrices are stored in Q8_0. CC0-1.0, see LICENSE.

Figures, as make.py printed them:

{figures}
"""


class Clock:
    """Says how long each step of the work took."""

    def __init__(self):
        self.last = time.monotonic()

    def done(self, what):
        now = time.monotonic()
        print(f"[{now - self.last:6.1f} s] {what}", flush=True)
        self.last = now


def make(out, plan):
    """Writes everything below `out`; returns the figures by name."""
    clock, grammar, config = Clock(), Grammar(), Config()
    tokenizer = bpe.of_corpus(grammar)
    clock.done(f"tokenizer of {len(tokenizer.tokens)} tokens")
    stream, held = out / "train.npy", out / "held.npy"
    corpus.write(stream, corpus.stream(tokenizer, grammar.corpus()))
    corpus.write(held, corpus.stream(tokenizer, grammar.corpus(corpus.HELD_STORIES, corpus.HELD_SEED)))
    tokens = len(np.load(stream, mmap_mode="r"))
    clock.done(f"corpus of {tokens:,} tokens")
    parameters = train.train(stream, held, out / "run", plan, config)
    clock.done(f"training, {plan.steps} steps")
    files = out / "stories-f32.gguf", out / "stories.gguf"
    write_models(files, parameters, tokenizer, plan)
    logits.write(files[1], out / "golden", tokenizer, grammar)
    clock.done("model files and golden logits")
    figures = judge(files, held, tokenizer, grammar, config)
    clock.done("figures")
    facts = {**vars(config), **vars(plan), "size": config.size(), "count": CORPUS_STORIES, "seed": CORPUS_SEED, "tokens": tokens}
    lines = "\n".join(f"    {name:42} {figure}" for name, figure in figures.items())
    atomically(out / "README.txt", lambda f: f.write(README.format(**facts, figures=lines).encode("utf-8")))
    return figures


def write_models(files, parameters, tokenizer, plan):
    """The model in f32, and small."""
    facts = {"name": "Intarsia stories", "license": "CC0-1.0", "description":
             f"Writes little stories. Made by tools/story/make.py from nothing but {CORPUS_STORIES} stories of the project's own "
             f"grammar (seed {CORPUS_SEED}), in {plan.steps} steps of {plan.batch} stories."}
    keys = gguf.keys(parameters.config, tokenizer, facts)
    for file, tensors in zip(files, (gguf.whole(parameters), gguf.small(parameters))):
        gguf.write(file, keys, tensors)
    if files[1].stat().st_size > MOST_BYTES:
        raise SystemExit(f"{files[1]}: at most {MOST_BYTES} bytes wanted, found {files[1].stat().st_size}")


def judge(files, held, tokenizer, grammar, config):
    """Losses of both files, and what stories of the small one are worth."""
    stories, figures = Stories(np.load(held), config.context), {}
    for file in files:
        network = Network(config, gguf.read(file, config, np.float32))
        figures[f"held-out loss of {file.name}"] = f"{held_loss(network, stories, range(len(stories))):.4f} nats a token"
        figures[f"bytes of {file.name}"] = f"{file.stat().st_size:,}"
    told = sample.stories(gguf.read(files[1], config, np.float32), tokenizer, SEEDS)
    atomically(files[1].with_name("samples.txt"), lambda f: f.write(("\n\n".join(told) + "\n").encode("utf-8")))
    return {**figures, **novelty.measure(told, grammar, grammar.corpus())}


def ship(out):
    """Puts what is kept in the repository there."""
    for folder, files in ((BUNDLED, [out / "stories.gguf", out / "README.txt"]), (GOLDEN, [*(out / "golden").iterdir()])):
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            shutil.copyfile(file, folder / file.name)
            print(f"shipped {(folder / file.name).relative_to(ROOT)}")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "target/story", help="where everything is written")
    parser.add_argument("--steps", type=int, default=Plan.steps, help="steps of training; fewer make a worse model sooner")
    parser.add_argument("--ship", action="store_true", help="then replace the repository's model and golden logits")
    options = parser.parse_args(arguments)
    for name, figure in make(options.out, Plan(steps=options.steps)).items():
        print(f"{name:42} {figure}")
    if options.ship:
        ship(options.out)


if __name__ == "__main__":
    main(sys.argv[1:])
