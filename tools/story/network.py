"""The Llama network, forward and backward, written by hand. float32 trains; float64 makes golden logits."""

import numpy as np

from attention import Attention, Rotation
from layout import Parameters


class Norm:
    """y = x * g / sqrt(mean(x^2) + eps) for each row."""

    def __init__(self, epsilon):
        self.epsilon = epsilon

    def forward(self, x, gain):
        scale = np.einsum("nc,nc->n", x, x)[:, None]
        scale /= x.shape[1]
        scale += x.dtype.type(self.epsilon)
        np.sqrt(scale, out=scale)
        unit = x / scale
        return unit * gain, (unit, scale)

    def backward(self, d_y, gain, kept, d_gain):
        unit, scale = kept
        d_gain += np.einsum("nc,nc->c", d_y, unit)
        d_unit = d_y * gain
        inner = np.einsum("nc,nc->n", d_unit, unit)[:, None]
        inner /= d_y.shape[1]
        d_unit -= unit * inner
        d_unit /= scale
        return d_unit


class Network:
    """Works on rows of tokens stacked into one stream; `segments` say which tokens see one another."""

    def __init__(self, config, parameters):
        self.config, self.p = config, parameters
        dtype = parameters.flat.dtype.type
        self.norm = Norm(config.epsilon)
        self.rotation = Rotation(config, dtype)
        self.attention = Attention(config, dtype)

    def logits(self, tokens, positions, segments):
        """[token, word], and what the way back needs."""
        x = self.p["token_embd.weight"][tokens]
        kept = []
        for layer in range(self.config.layers):
            x, attended = self._attend(f"blk.{layer}.", x, positions, segments)
            x, fed = self._feed(f"blk.{layer}.", x)
            kept.append((attended, fed))
        y, last = self.norm.forward(x, self.p["output_norm.weight"])
        return y @ self.p["token_embd.weight"].T, (kept, y, last)

    def loss(self, tokens, positions, segments, targets):
        """The mean of -ln p(target)."""
        logits, _ = self.logits(tokens, positions, segments)
        return cross_entropy(logits, targets)

    def gradient(self, tokens, positions, segments, targets, weight, to):
        """Adds the gradient of the summed loss times `weight` to parameters `to`; returns the mean loss."""
        logits, (kept, y, last) = self.logits(tokens, positions, segments)
        loss = cross_entropy(logits, targets)  # leaves the probabilities in logits
        logits[np.arange(len(targets)), targets] -= 1
        logits *= logits.dtype.type(weight)
        to.add("token_embd.weight", logits.T @ y)
        d_x = self.norm.backward(logits @ self.p["token_embd.weight"], self.p["output_norm.weight"], last, to["output_norm.weight"])
        for layer in reversed(range(self.config.layers)):
            attended, fed = kept[layer]
            self._feed_back(f"blk.{layer}.", d_x, fed, to)
            self._attend_back(f"blk.{layer}.", d_x, attended, positions, segments, to)
        scatter(to["token_embd.weight"], tokens, d_x)
        return loss

    def _split(self, qkv):
        """Views of queries, keys and values in the rows of their common product."""
        c, n = self.config, len(qkv)
        query, key = c.heads * c.head, c.groups * c.head
        parts = np.split(qkv, [query, query + key], axis=1)
        return [part.reshape(n, -1, c.head) for part in parts]

    def _attend(self, at, x, positions, segments):
        c = self.config
        h, norm = self.norm.forward(x, self.p[at + "attn_norm.weight"])
        qkv = h @ self.p.joined(at + "attn_q.weight", at + "attn_v.weight").T
        q, k, v = self._split(qkv)
        self.rotation.turn(q, positions, c.head ** -0.5)
        self.rotation.turn(k, positions)
        out = np.empty((len(x), c.heads, c.head), x.dtype)
        seen = self.attention.forward(q, k, v, segments, out)
        return x + out.reshape(len(x), -1) @ self.p[at + "attn_output.weight"].T, (h, norm, qkv, out, seen)

    def _attend_back(self, at, d_x, kept, positions, segments, to):
        """Adds to d_x, which is also the gradient behind the residual sum."""
        h, norm, qkv, out, seen = kept
        c, n = self.config, len(d_x)
        to.add(at + "attn_output.weight", d_x.T @ out.reshape(n, -1))
        d_out = (d_x @ self.p[at + "attn_output.weight"]).reshape(out.shape)
        d_qkv = np.zeros_like(qkv)
        d_q, d_k, d_v = self._split(d_qkv)
        q, k, v = self._split(qkv)
        self.attention.backward(q, k, v, out, seen, segments, d_out, d_q, d_k, d_v)
        self.rotation.turn_back(d_q, positions, c.head ** -0.5)
        self.rotation.turn_back(d_k, positions)
        ends = (at + "attn_q.weight", at + "attn_v.weight")
        to.add_joined(*ends, d_qkv.T @ h)
        d_x += self.norm.backward(d_qkv @ self.p.joined(*ends), self.p[at + "attn_norm.weight"], norm, to[at + "attn_norm.weight"])

    def _feed(self, at, x):
        h, norm = self.norm.forward(x, self.p[at + "ffn_norm.weight"])
        both = h @ self.p.joined(at + "ffn_gate.weight", at + "ffn_up.weight").T
        gate, up = np.split(both, 2, axis=1)
        open_ = sigmoid(gate)
        silu = gate * open_
        y = silu * up
        return x + y @ self.p[at + "ffn_down.weight"].T, (h, norm, gate, up, open_, silu, y)

    def _feed_back(self, at, d_x, kept, to):
        """Adds to d_x, which is also the gradient behind the residual sum."""
        h, norm, gate, up, open_, silu, y = kept
        to.add(at + "ffn_down.weight", d_x.T @ y)
        d_y = d_x @ self.p[at + "ffn_down.weight"]
        d_both = np.empty((len(d_x), 2 * y.shape[1]), y.dtype)
        d_gate, d_up = np.split(d_both, 2, axis=1)
        np.multiply(d_y, silu, out=d_up)
        # silu' = s + gate s (1 - s) = s + silu - silu s
        slope = silu * open_
        np.subtract(silu, slope, out=slope)
        slope += open_
        slope *= up
        np.multiply(d_y, slope, out=d_gate)
        ends = (at + "ffn_gate.weight", at + "ffn_up.weight")
        to.add_joined(*ends, d_both.T @ h)
        d_x += self.norm.backward(d_both @ self.p.joined(*ends), self.p[at + "ffn_norm.weight"], norm, to[at + "ffn_norm.weight"])


def sigmoid(x):
    """By tanh, which does not overflow and is twice as fast as exp in numpy."""
    y = x * x.dtype.type(0.5)
    np.tanh(y, out=y)
    y += 1
    y *= x.dtype.type(0.5)
    return y


def cross_entropy(logits, targets):
    """The mean loss; turns the logits into probabilities, in place."""
    logits -= logits.max(axis=1, keepdims=True)
    chosen = logits[np.arange(len(targets)), targets].astype(np.float64)
    np.exp(logits, out=logits)
    total = logits.sum(axis=1, keepdims=True)
    logits /= total
    return float(np.mean(np.log(total[:, 0].astype(np.float64)) - chosen))


def scatter(table, tokens, rows):
    """Adds each row to its token's row of the table. A product with the one-hot matrix: far faster than np.add.at."""
    hot = np.zeros((len(tokens), len(table)), rows.dtype)
    hot[np.arange(len(tokens)), tokens] = 1
    table += hot.T @ rows
