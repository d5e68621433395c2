#!/usr/bin/env python3
"""Writes what the Java tests of the story model compare with: stories.txt, and tokens.txt.

stories.txt holds stories of another seed than the corpus, separated by an empty line. A line of tokens.txt is the ids of
a text, a tab, and the text with Java's escapes for line ends, tabs and backslashes.
"""

import argparse
from pathlib import Path

from bpe import of_corpus
from grammar import Grammar

SEED, STORIES, TOKENIZED = 3, 100, 10
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})
#: Texts that no story has.
ODD = (
    "",
    " ",
    "a\nb\n\nc  d \t e ",
    "He'll say we've 42 things, won't he?!",
    "Tom and Mia",
    "Once upon a time, a fox",
    '"Where is my kite?" asked Lily. "Here!" ...',
    "Stra\u00dfe, na\u00efve \u4e2d\u6587 \U0001f98a_x__y\r\n",
    "a\\nb <|endoftext|>",
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write them")
    folder = parser.parse_args().folder
    grammar = Grammar()
    stories, bpe = grammar.corpus(STORIES, SEED), of_corpus(grammar)
    vectors = [f"{' '.join(map(str, bpe.encode(text)))}\t{text.translate(_ESCAPES)}\n" for text in (*ODD, *stories[:TOKENIZED])]
    (folder / "stories.txt").write_text("\n\n".join(stories) + "\n", "ascii")
    (folder / "tokens.txt").write_text("".join(vectors), "utf-8")


if __name__ == "__main__":
    main()
