#!/usr/bin/env python3
"""Reads grammar.txt; writes stories by it, and says whether a text is right by it.

As a command it prints the corpus: stories, separated by an empty line.
"""

import argparse
import random
from pathlib import Path

from grammar_file import GrammarFile
from rules import Choice, Reader, Teller
from spelling import END, PARAGRAPH, forms, sentences, spell_story

FILE = Path(__file__).with_name("grammar.txt")
CORPUS_SEED, CORPUS_STORIES = 1, 40_000


class Grammar:
    """The rules of a file."""

    def __init__(self, path=FILE):
        file = GrammarFile(path)
        self._variables = tuple(file.variables.values())
        self._story = file.rule("story")
        self._sentence = Choice(tuple(file.rule(name) for name in file.names("sentence")))

    def story(self, rng):
        """A story by the random numbers of `rng`."""
        return spell_story(self._story.write(Teller(rng, self._variables)))

    def corpus(self, count=CORPUS_STORIES, seed=CORPUS_SEED):
        """So many stories, the same ones for the same seed."""
        rng = random.Random(seed)
        return [self.story(rng) for _ in range(count)]

    def accepts(self, sentence):
        """Whether a sentence is right by itself."""
        return Reader([*forms(sentence), (END,)], self._variables).reads(self._sentence)

    def accepts_story(self, text):
        """Whether a text is a whole story, of one choice of the variables."""
        words = []
        for paragraph in text.split("\n"):
            for sentence in sentences(paragraph):
                words += [*forms(sentence), (END,)]
            words.append((PARAGRAPH,))
        return Reader(words[:-1], self._variables).reads(self._story)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=CORPUS_STORIES)
    parser.add_argument("--seed", type=int, default=CORPUS_SEED)
    arguments = parser.parse_args()
    print("\n\n".join(Grammar().corpus(arguments.count, arguments.seed)))


if __name__ == "__main__":
    main()
