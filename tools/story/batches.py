"""Cuts a stream of tokens into stories, and puts stories together as the network wants them."""

import numpy as np


class Stories:
    """Every story begins with the stream's first token, which so also ends the story before it."""

    def __init__(self, stream, context):
        self.stream, self.context = np.append(stream, stream[0]), context
        starts = np.flatnonzero(self.stream == stream[0])
        self.starts, self.ends = starts[:-1], starts[1:]

    def __len__(self):
        return len(self.starts)

    def tokens(self, chosen):
        """How many tokens the chosen stories have together."""
        return int((self.ends[chosen] - self.starts[chosen]).sum())

    def take(self, texts):
        """Tokens, positions, segments and targets of texts of one or more stories each; none is longer than the context."""
        parts = [np.concatenate([self.stream[self.starts[s]:self.ends[s]] for s in text] + [self.stream[:1]])[:self.context + 1]
                 for text in texts]
        ends = np.cumsum([len(p) - 1 for p in parts])
        segments = [(int(end) - len(p) + 1, int(end)) for p, end in zip(parts, ends)]
        tokens = np.concatenate([p[:-1] for p in parts]).astype(np.int64)
        targets = np.concatenate([p[1:] for p in parts]).astype(np.int64)
        return tokens, np.concatenate([np.arange(len(p) - 1) for p in parts]), segments, targets
