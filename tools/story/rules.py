"""What grammar.txt says, as objects: words, variables and the nodes that rules are made of.

A node writes itself with a Teller, and is read by a Reader.
"""

from dataclasses import dataclass
from functools import cached_property


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
