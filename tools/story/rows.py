"""Cuts a stream of stories into rows of equal length for training."""

import numpy as np

END = 0  # the id of <|endoftext|>, which begins every story and so ends the one before


class Rows:
    """Row i holds the tokens from a story's beginning on, and one more, the last target."""

    def __init__(self, stream, length):
        self.stream, self.length = stream, length
        starts = np.flatnonzero(stream == END)
        if not starts.size or starts[0] != 0:
            raise ValueError("a stream that begins with the end-of-text token wanted")
        self.begins = []
        at = 0
        while at + length < stream.size:
            self.begins.append(at)
            # The story that a row cuts begins the next one, unless it is a whole row long.
            behind = starts[np.searchsorted(starts, at + length, "right") - 1]
            at = int(behind) if behind > at else at + length
            if stream[at] != END:
                at = int(starts[min(np.searchsorted(starts, at), starts.size - 1)])
        self.begins = np.array(self.begins)

    def __len__(self):
        return len(self.begins)

    def take(self, rows, whole):
        """Tokens, positions, segments, targets. Row after row; where `whole` is set a row is one segment, else each story is."""
        cut = self.stream[self.begins[rows][:, None] + np.arange(self.length + 1)].astype(np.int64)
        tokens = cut[:, :-1].reshape(-1)
        segments = []
        for i in range(len(rows)):
            first = i * self.length
            starts = [first] if whole[i] else [first + int(s) for s in np.flatnonzero(cut[i, :-1] == END)]
            segments += list(zip(starts, starts[1:] + [first + self.length]))
        return tokens, np.tile(np.arange(self.length), len(rows)), segments, cut[:, 1:].reshape(-1)
