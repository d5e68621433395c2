"""Muon for the matrices, AdamW for the embedding and the norms; one warm-up and cosine schedule for both."""

from dataclasses import dataclass
from math import cos, pi

import numpy as np


@dataclass(frozen=True)
class Schedule:
    """Linear warm-up, then half a cosine down to nothing."""

    steps: int
    warm_up: int

    def factor(self, step):
        if step < self.warm_up:
            return (step + 1) / self.warm_up
        return 0.5 + 0.5 * cos(pi * (step - self.warm_up) / max(1, self.steps - self.warm_up))


class AdamW:
    """Loshchilov and Hutter, arXiv 1711.05101, with the bias correction."""

    def __init__(self, rate=4e-3, betas=(0.9, 0.98), epsilon=1e-8, decay=0.05):
        self.rate, self.betas, self.epsilon, self.decay = rate, betas, epsilon, decay

    def update(self, value, gradient, first, second, step, factor):
        """In place; only matrices decay."""
        (a, b), rate = self.betas, self.rate * factor
        first *= a
        first += (1 - a) * gradient
        second *= b
        second += (1 - b) * gradient * gradient
        if value.ndim > 1:
            value *= 1 - rate * self.decay
        spread = np.sqrt(second / (1 - b ** (step + 1)))
        spread += self.epsilon
        value -= rate / (1 - a ** (step + 1)) * first / spread


class Muon:
    """Momentum made orthogonal by Newton-Schulz steps (Keller Jordan), scaled as in arXiv 2502.16982."""

    def __init__(self, rate=4e-3, momentum=0.95, decay=0.05):
        self.rate, self.momentum, self.decay = rate, momentum, decay

    def update(self, value, gradient, first, second, step, factor):
        """In place; the second moment is not used."""
        first *= self.momentum
        first += gradient
        turn = orthogonal(gradient + self.momentum * first)
        rate = self.rate * factor
        value *= 1 - rate * self.decay
        value -= rate * 0.2 * max(value.shape) ** 0.5 * turn


def orthogonal(matrix, steps=5):
    """About u v' of a matrix u s v': an odd polynomial drives every singular value into 0.7 ... 1.2."""
    x = matrix / (np.linalg.norm(matrix) + 1e-7)
    if x.shape[0] > x.shape[1]:
        return orthogonal(matrix.T, steps).T
    for _ in range(steps):
        square = x @ x.T
        x = 3.4445 * x + (-4.7750 * square + 2.0315 * square @ square) @ x
    return x


class Update:
    """Applies each tensor's rule after the norm of the whole gradient was clipped."""

    def __init__(self, schedule, clip=1.0, matrices=None, others=None):
        self.schedule, self.clip = schedule, clip
        self.matrices, self.others = matrices or Muon(), others or AdamW()

    def rule(self, name, value):
        return self.matrices if value.ndim == 2 and name.startswith("blk.") else self.others

    def apply(self, names, values, gradient, first, second, step):
        """Over the named tensors only: the workers share the work. All take the same clipping factor."""
        norm = float(np.linalg.norm(gradient.flat))
        shrink = np.float32(min(1.0, self.clip / (norm + 1e-12)))
        factor = self.schedule.factor(step)
        for name in names:
            self.rule(name, values[name]).update(values[name], gradient[name] * shrink, first[name], second[name], step, factor)
        return norm
