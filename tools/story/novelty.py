#!/usr/bin/env python3
"""What of some stories is new, and what of them is right: against the corpus, and by the grammar.

Reads stories separated by an empty line, as grammar.py prints them, from a file or the standard input. A story that was
cut off counts with its last, unfinished sentence.
"""

import argparse
import sys
from pathlib import Path

from grammar import CORPUS_SEED, CORPUS_STORIES, Grammar
from spelling import runs_of, sentences

RUN = 12


def measure(stories, grammar, corpus):
    """The figures by name; `corpus` is read once, in order."""
    told, runs = set(stories), [run for story in stories for run in runs_of(story, RUN)]
    parts = [s for story in stories for paragraph in story.split("\n") for s in sentences(paragraph)]
    known_stories, known_runs = _known(told, set(runs), corpus)
    return {
        "stories": f"{len(stories)}",
        "distinct stories": f"{len(told)}",
        "stories in the corpus": _share(s in known_stories for s in stories),
        f"runs of {RUN} words in the corpus": _share(r in known_runs for r in runs),
        "sentences accepted": _share(grammar.accepts(s) for s in parts),
        "stories accepted": _share(grammar.accepts_story(s) for s in stories),
    }


def _known(stories, runs, corpus):
    """Which of these stories and of these runs stand in the corpus."""
    known_stories, known_runs = set(), set()
    for text in corpus:
        known_runs |= runs.intersection(runs_of(text, RUN))
        known_stories |= stories & {text}
    return known_stories, known_runs


def _share(flags):
    flags = list(flags)
    return f"{100 * sum(flags) / max(1, len(flags)):.1f} % of {len(flags)}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("stories", nargs="?", type=Path, help="the file with the stories; without it the standard input")
    parser.add_argument("--count", type=int, default=CORPUS_STORIES, help="stories of the corpus")
    parser.add_argument("--seed", type=int, default=CORPUS_SEED, help="its seed")
    arguments = parser.parse_args()
    text = arguments.stories.read_text("utf-8") if arguments.stories else sys.stdin.read()
    stories = [s.strip("\n") for s in text.split("\n\n") if s.strip()]
    grammar = Grammar()
    for name, figure in measure(stories, grammar, grammar.corpus(arguments.count, arguments.seed)).items():
        print(f"{name:32} {figure}")


if __name__ == "__main__":
    main()
