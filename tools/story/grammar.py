#!/usr/bin/env python3
"""Reads grammar.txt; writes stories by it, and says whether a text is right by it.

As a command it prints the corpus: stories, separated by an empty line.
"""

import argparse
import random
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from spelling import END, PARAGRAPH, forms, sentences, spell_story

FILE = Path(__file__).with_name("grammar.txt")
CORPUS_SEED, CORPUS_STORIES = 1, 40_000
_MOST_ROWS = 64
_MARKS = (".", ",", "?", "!", '"')


class GrammarError(Exception):
    """What is wrong in a grammar file, and where."""


# ------------------------------------------------------------------------------------------------------ what a file says


@dataclass(frozen=True, eq=False)
class Table:
    """A class of words: rows of cells, a word each."""

    columns: tuple
    rows: tuple

    @cached_property
    def masks(self):
        """By column: its words, and the rows that have one there, as a mask."""
        found = [{} for _ in self.columns]
        for row, cells in enumerate(self.rows):
            for column, word in zip(found, cells):
                column[word] = column.get(word, 0) | 1 << row
        return found


@dataclass(frozen=True, eq=False)
class Variable:
    """One row of a table, other than the rows of the variables it excepts; `index` counts the variables."""

    index: int
    table: Table
    excepted: tuple


@dataclass(frozen=True)
class Word:
    """A word as it stands."""

    text: str

    def write(self, teller):
        return [self.text]

    def read(self, reader, states):
        return {(at + 1, rows) for at, rows in states if self.text in reader.forms(at)}


@dataclass(frozen=True)
class Cell:
    """A column of a variable's row, or of a row drawn afresh where there is no variable."""

    table: Table
    column: int
    variable: Variable | None

    def write(self, teller):
        return [self.table.rows[teller.row(self)][self.column]]

    def read(self, reader, states):
        masks = self.table.masks[self.column]
        return {
            (at + 1, narrowed)
            for at, rows in states
            for word in reader.forms(at)
            for narrowed in reader.narrow(rows, self.variable, masks.get(word, 0))
        }


@dataclass(frozen=True)
class Sequence:
    """One after the other."""

    items: tuple

    def write(self, teller):
        return [word for item in self.items for word in item.write(teller)]

    def read(self, reader, states):
        for item in self.items:
            states = item.read(reader, states) if states else states
        return states


@dataclass(frozen=True)
class Choice:
    """One of several, all equally likely."""

    options: tuple

    def write(self, teller):
        return self.options[teller.draw(len(self.options))].write(teller)

    def read(self, reader, states):
        return set().union(*(option.read(reader, states) for option in self.options))


# --------------------------------------------------------------------------------------------------- writing and reading


class Teller:
    """One story in the making: its random numbers, and the rows of its variables."""

    def __init__(self, rng, variables):
        self._rng = rng
        self._rows = []
        for v in variables:
            taken = {self._rows[other.index] for other in v.excepted}
            free = [row for row in range(len(v.table.rows)) if row not in taken]
            self._rows.append(free[self.draw(len(free))])

    def draw(self, count):
        return int(self._rng.random() * count)

    def row(self, cell):
        return self._rows[cell.variable.index] if cell.variable else self.draw(len(cell.table.rows))


class Reader:
    """A text, as the plain words each of its words may spell, and what it lets the variables be.

    A state is (place in the text, a mask of rows by variable); nodes map the states before them to those after.
    """

    def __init__(self, words, variables):
        self._words = words
        self._rivals = [[] for _ in variables]
        for v in variables:
            for other in v.excepted:
                self._rivals[v.index].append(other.index)
                self._rivals[other.index].append(v.index)
        self._start = (0, tuple((1 << len(v.table.rows)) - 1 for v in variables))

    def reads(self, node):
        """Whether the node can spell the whole text."""
        return any(at == len(self._words) for at, _ in node.read(self, {self._start}))

    def forms(self, at):
        """The plain words that the word at a place may spell."""
        return self._words[at] if at < len(self._words) else ()

    def narrow(self, rows, variable, mask):
        """The masks, in a list, when the variable, or a fresh row, is one of those of `mask`; none where it cannot be."""
        if variable is None:
            return [rows] if mask else []
        return self._narrow(rows, variable.index, mask)

    def _narrow(self, rows, index, mask):
        left = rows[index] & mask
        if left == rows[index]:
            return [rows]
        narrowed = [rows[:index] + (left,) + rows[index + 1:]] if left else []
        if left.bit_count() == 1:
            for rival in self._rivals[index]:
                narrowed = [r for n in narrowed for r in self._narrow(n, rival, ~left)]
        return narrowed


class Grammar:
    """The rules of a file."""

    def __init__(self, path=FILE):
        self._file = _File(path)
        self._variables = tuple(self._file.variables.values())
        self._story = self._file.rule("story")
        self._sentence = Choice(tuple(self._file.rule(name) for name in self._file.names("sentence")))

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


# ------------------------------------------------------------------------------------------------------ reading the file


@dataclass
class _File:
    """The blocks of a file by name; rules become nodes when first asked for."""

    path: Path
    tables: dict = field(default_factory=dict)
    variables: dict = field(default_factory=dict)

    def __post_init__(self):
        self._kinds, self._bodies, self._nodes = {}, {}, {}
        for headline, body in self._blocks():
            kind, _, rest = headline.partition(" ")
            if kind == "class":
                self._add_table(*_halves(rest), body)
            elif kind == "let":
                self._add_variable(*_halves(rest))
            elif kind in ("phrase", "sentence", "plot"):
                self._kinds[rest], self._bodies[rest] = kind, body
            else:
                raise GrammarError(f"'{headline}' begins no block; wanted class, let, phrase, sentence or plot")

    def names(self, kind):
        return [name for name, k in self._kinds.items() if k == kind]

    def rule(self, name):
        """The node of a rule."""
        if name not in self._nodes:
            if name not in self._bodies:
                raise GrammarError(f"no rule '{name}', or one that is inside itself")
            body, end = self._bodies.pop(name), [Word(END)] if self._kinds[name] == "sentence" else []
            self._nodes[name] = Choice(tuple(Sequence((*_Line(self, line).items(), *end)) for line in body))
        return self._nodes[name]

    def cell(self, reference, table, variable):
        """What `name.column` means, with the table of that name or the variable's."""
        column = reference.partition(".")[2]
        if column and column not in table.columns:
            raise GrammarError(f"'{reference}': no such column; known: {table.columns}")
        return Cell(table, table.columns.index(column) if column else 0, variable)

    def _blocks(self):
        blocks = []
        for line in Path(self.path).read_text("ascii").splitlines():
            if line.startswith("  "):
                blocks[-1][1].append(line.strip())
            elif line and not line.startswith("#"):
                blocks.append((line, []))
        return blocks

    def _add_table(self, name, columns, body):
        rows = tuple(tuple(line.split()) for line in body)
        if len(rows) > _MOST_ROWS or any(len(row) != len(columns) for row in rows):
            raise GrammarError(f"class {name} wants at most {_MOST_ROWS} rows of {len(columns)} cells")
        self.tables[name] = Table(tuple(columns), rows)

    def _add_variable(self, name, words):
        table, excepted = self.tables[words[0]], words[2:]
        self.variables[name] = Variable(len(self.variables), table, tuple(self.variables[e] for e in excepted))


def _halves(headline):
    name, _, rest = headline.partition(":")
    return name, rest.split()


class _Line:
    """One alternative of a rule, as it is read."""

    def __init__(self, file, line):
        self._file, self._line, self._left = file, line, line.split()[::-1]

    def items(self, until=()):
        """The items up to one of these words, which stays."""
        items = []
        while self._left and self._left[-1] not in until:
            items.append(self._item(self._left.pop()))
        if until and not self._left:
            raise GrammarError(f"'{self._line}' lacks one of {until}")
        return items

    def _item(self, word):
        mark, name = word[0], word[1:].partition(".")[0]
        if word == "(":
            return self._choice()
        if word == "[":
            return Choice((Sequence(tuple(self._group("]"))), Sequence(())))
        if mark == "@":
            return self._file.rule(name)
        if mark == "$" and name in self._file.variables:
            variable = self._file.variables[name]
            return self._file.cell(word, variable.table, variable)
        if mark == "#" and name in self._file.tables:
            return self._file.cell(word, self._file.tables[name], None)
        if word in _MARKS or word == PARAGRAPH or word.isalpha():
            return Word(word)
        raise GrammarError(f"'{self._line}': cannot read '{word}'")

    def _group(self, end):
        items = self.items((end,))
        self._left.pop()
        return items

    def _choice(self):
        options, end = [], "|"
        while end == "|":
            options.append(Sequence(tuple(self.items(("|", ")")))))
            end = self._left.pop()
        return Choice(tuple(options))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=CORPUS_STORIES)
    parser.add_argument("--seed", type=int, default=CORPUS_SEED)
    arguments = parser.parse_args()
    print("\n\n".join(Grammar().corpus(arguments.count, arguments.seed)))


if __name__ == "__main__":
    main()
