"""Reads the notation at the head of grammar.txt."""

from rules import Cell, Choice, Sequence, Table, Variable, Word
from spelling import END, PARAGRAPH

_MOST_ROWS = 64
_MARKS = (".", ",", "?", "!", '"')


class GrammarError(Exception):
    """What is wrong in a grammar file, and where."""


class GrammarFile:
    """The blocks of a file by name; rules become nodes when first asked for."""

    def __init__(self, path):
        self.tables, self.variables = {}, {}
        self._kinds, self._bodies, self._nodes = {}, {}, {}
        for headline, body in _blocks(path.read_text("ascii")):
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

    def _add_table(self, name, columns, body):
        rows = tuple(tuple(line.split()) for line in body)
        if len(rows) > _MOST_ROWS or any(len(row) != len(columns) for row in rows):
            raise GrammarError(f"class {name} wants at most {_MOST_ROWS} rows of {len(columns)} cells")
        self.tables[name] = Table(tuple(columns), rows)

    def _add_variable(self, name, words):
        table, excepted = self.tables[words[0]], words[2:]
        self.variables[name] = Variable(len(self.variables), table, tuple(self.variables[e] for e in excepted))


def _blocks(text):
    """Headlines, each with the indented lines after it."""
    blocks = []
    for line in text.splitlines():
        if line.startswith("  "):
            blocks[-1][1].append(line.strip())
        elif line and not line.startswith("#"):
            blocks.append((line, []))
    return blocks


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
