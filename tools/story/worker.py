"""One of the processes that train together: its share of every batch, then its share of the tensors."""

import multiprocessing
import time

import numpy as np

from batches import Stories
from layout import Parameters
from network import Network
from optimizer import Schedule, Update
from shared import Shared

PATIENCE = 900  # seconds until a worker gives up on the others
SAVED_EVERY, SHOWN_EVERY, JUDGED_EVERY, JUDGED = 60, 50, 250, 100  # seconds; steps; steps; stories


class Worker:
    def __init__(self, index, config, plan, shared, streams):
        self.index, self.plan, self.shared = index, plan, shared
        self.stories, self.held = (Stories(np.load(s), config.context) for s in streams)
        self.values, self.first, self.second = (Parameters(config, shared.view(n)) for n in Shared.NAMES)
        self.gradients = [Parameters(config, np.frombuffer(g, np.float32)) for g in shared.gradients]
        self.total = Parameters.zeros(config)
        self.network = Network(config, self.values)
        self.update = Update(Schedule(plan.steps, plan.warm_up))
        self.mine = list(config.shapes())[index::plan.workers]
        self.began = self.saved = time.monotonic()
        self.done = self.seen = 0

    def run(self, keep):
        while self.shared.step.value < self.plan.steps:
            step = self.shared.step.value
            self.advance(step)
            if self.index == 0:
                self.shared.step.value = step + 1
                self.report(step + 1)
                if step + 1 == self.plan.steps or time.monotonic() - self.saved > SAVED_EVERY:
                    keep()
                    self.saved = time.monotonic()
            if (step + 1) % JUDGED_EVERY == 0 or step + 1 == self.plan.steps:
                self.judge(step + 1)
            self.meet()

    def meet(self):
        """Waits for the other workers, but not for ever, and not once nobody waits for the result."""
        parent = multiprocessing.parent_process()
        if parent and not parent.is_alive():
            self.shared.barrier.abort()
        self.shared.barrier.wait(PATIENCE)

    def advance(self, step):
        """One step: gradients of the shares, summed in the order of the workers, then the update of the shares."""
        mine, shared, chosen = self.gradients[self.index], self.shared, self.choose(step)
        weight = 1 / self.stories.tokens(chosen)
        mine.flat[:] = 0
        shared.losses[self.index] = shared.tokens[self.index] = 0
        for texts in self.parts(chosen):
            data = self.stories.take(texts)
            shared.losses[self.index] += self.network.gradient(*data, weight, mine) * len(data[0])
            shared.tokens[self.index] += len(data[0])
        self.meet()
        np.copyto(self.total.flat, self.gradients[0].flat)
        for g in self.gradients[1:]:
            self.total.flat += g.flat
        self.loss = sum(shared.losses) / sum(shared.tokens)
        self.seen += sum(shared.tokens)
        self.norm = self.update.apply(self.mine, self.values, self.total, self.first, self.second, step)
        self.meet()

    def choose(self, step):
        """The stories of a step: every epoch in an order of its own."""
        at = step * self.plan.batch + np.arange(self.plan.batch)
        epochs, places = np.divmod(at, len(self.stories))
        orders = {e: np.random.default_rng([self.plan.seed, e]).permutation(len(self.stories)) for e in set(epochs.tolist())}
        return np.array([orders[e][p] for e, p in zip(epochs.tolist(), places.tolist())])

    def parts(self, chosen):
        """This worker's texts: lists of texts, which are lists of stories."""
        plan = self.plan
        parts = chosen.reshape(-1, plan.part)
        share = len(parts) // plan.workers
        for i in range(self.index * share, (self.index + 1) * share):
            yield parts[i].reshape(-1, 1 if i % plan.pair_every else 2)

    def report(self, step):
        self.done += 1
        if step % SHOWN_EVERY == 0:
            passed = time.monotonic() - self.began
            print(f"step {step}/{self.plan.steps}  loss {self.loss:.4f}  gradient {self.norm:.2f}  {self.seen / passed:.0f} tokens/s  "
                  f"{(self.plan.steps - step) * passed / self.done / 60:.1f} min left", flush=True)

    def judge(self, step):
        """Held-out loss; the workers share the stories."""
        self.shared.losses[self.index] = held_loss(self.network, self.held, range(self.index, JUDGED, self.plan.workers))
        self.meet()
        if self.index == 0:
            print(f"step {step}  held-out loss {np.mean(self.shared.losses):.4f}", flush=True)


def held_loss(network, stories, which):
    """The mean over stories of the mean loss of each."""
    return float(np.mean([network.loss(*stories.take([[i]])) for i in which]))
