"""Makes tensor-reference.txt, which tensor-torch.c compares the tensor library with.

    make tensor-reference

(needs torch 1.13: Debian's python3-torch). A line of the file is KEY = VALUE...:

    add 4x3 3 @ -2 2 = 1.25 ...     an op's case (tensor-cases.h says how to read it): the result,
    add 4x3 3 @ -2 2 a = ...        and the gradient of each source a, b, c, once the result has been
                                    multiplied by the same random weights and summed
    mlp loss = 27.8...              a lecture's model before its first step: the loss of a minibatch,
    mlp 1 = 0.5 ...                 and of each parameter's gradient, in their order, the norm and
                                    five elements
    adam A = ...                    a parameter after five steps of an optimiser

Random numbers are drawn in float, as the lectures do; everything after that is computed in double.
"""

import math
import os
import random
import sys

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
lines = []


def write(key, *tensors):
    numbers = torch.cat([torch.as_tensor(t, dtype=torch.float64).flatten() for t in tensors])
    lines.append(f"{key} = " + " ".join(f"{x:.10g}" for x in numbers.tolist()))


# ---- ops ----


def axis(f):
    return lambda k, shapes, a: f(a, int(k))


def ids(factor, offset, count, size):
    return torch.tensor([(factor * i + offset) % size for i in range(count)])


def cross_entropy(padded, shapes, a):
    a = a.reshape(-1, a.shape[-1])
    targets = ids(5, 2, len(a), a.shape[-1])
    if padded:
        targets[1::3] = -1
    return F.cross_entropy(a, targets, ignore_index=-1)


def embed(_, shapes, a):
    return a[ids(7, 3, math.prod(shapes[1]), len(a)).view(shapes[1])]


def batchnorm(unbiased, shapes, x, gain, bias):
    if not unbiased:
        rows = x.reshape(-1, x.shape[-1])
        if len(rows) > 1:
            return F.batch_norm(rows, None, None, gain.flatten(), bias.flatten(), True, 0, 1e-5).view(x.shape)
    dims = tuple(range(x.dim() - 1))  # the lectures' own
    mean, var = x.mean(dims, keepdim=True), x.var(dims, unbiased=bool(unbiased), keepdim=True)
    return (x - mean) / torch.sqrt(var + 1e-5) * gain + bias


def dropout(p, _, a):
    u = torch.rand(a.numel(), generator=torch.Generator().manual_seed(7)).view(a.shape)
    return a * (u >= torch.tensor(p, dtype=torch.float32)) / (1 - p)


def attention(heads, _, qkv):
    p, heads = (0.3 if heads % 1 else 0), int(heads)
    B, T, C = qkv.shape[0], qkv.shape[1], qkv.shape[2] // 3
    q, k, v = (x.view(B, T, heads, C // heads).transpose(1, 2) for x in qkv.split(C, dim=2))
    w = q @ k.transpose(-2, -1) / math.sqrt(C // heads)
    w = F.softmax(w.masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf")), -1)
    return (dropout(p, None, w) @ v).transpose(1, 2).reshape(B, T, C)


OPS = {  # the function, and how many sources it has
    "add": (lambda k, s, a, b: a + b, 2),
    "sub": (lambda k, s, a, b: a - b, 2),
    "mul": (lambda k, s, a, b: a * b, 2),
    "div": (lambda k, s, a, b: a / b, 2),
    "matmul": (lambda k, s, a, b: a @ b, 2),
    "scale": (lambda k, s, a: k * a, 1),
    "shift": (lambda k, s, a: a + k, 1),
    "pow": (lambda k, s, a: a**k, 1),
    "exp": (lambda k, s, a: a.exp(), 1),
    "log": (lambda k, s, a: a.log(), 1),
    "tanh": (lambda k, s, a: a.tanh(), 1),
    "relu": (lambda k, s, a: a.relu(), 1),
    "view": (lambda k, s, a: a.view(s[1]), 1),
    "transpose": (lambda k, s, a: a.mT, 1),
    "softmax": (lambda k, s, a: F.softmax(a, -1), 1),
    "sum_all": (lambda k, s, a: a.sum(), 1),
    "mean_all": (lambda k, s, a: a.mean(), 1),
    "sum": (axis(lambda a, i: a.sum(i, keepdim=True)), 1),
    "mean": (axis(lambda a, i: a.mean(i, keepdim=True)), 1),
    "var": (axis(lambda a, i: a.var(i, keepdim=True)), 1),
    "max": (axis(lambda a, i: a.max(i, keepdim=True).values), 1),
    "embed": (embed, 1),
    "cross_entropy": (cross_entropy, 1),
    "batchnorm": (batchnorm, 3),
    "linear": (lambda k, s, x, W, b=None: x @ W if b is None else x @ W + b.flatten(), 3),
    "unembed": (lambda k, s, x, table: F.linear(x, table), 2),
    "gelu": (lambda k, s, a: F.gelu(a, approximate="tanh"), 1),
    "dropout": (dropout, 1),
    "cat": (lambda k, s, a, b: torch.cat((a, b), -1), 2),
    "slice": (lambda k, s, a: a[..., int(k) - 1 :], 1),
    "swap_axes": (lambda k, s, a: a.transpose(int(k) // 10, int(k) % 10), 1),
    "causal_mask": (lambda k, s, a: F.softmax(a.masked_fill(torch.tril(torch.ones(a.shape[-2:])) == 0, float("-inf")), -1), 1),
    "attention": (attention, 1),
    "layernorm": (lambda k, s, x, g, b: F.layer_norm(x, x.shape[-1:], g, b, 1e-5), 3),
}


def shape_of(text):
    return () if text == "()" else tuple(map(int, text.split("x")))


def case(text):
    words, (low, high) = text.split("@")[0].split(), map(float, text.split("@")[1].split())
    op, _, constant = words[0].partition(":")
    f, count = OPS[op]
    g = torch.Generator().manual_seed(1)
    shapes, sources = [], []
    for i, word in enumerate(words[1:]):
        shapes.append(shapes[-1] if word == "=" else shape_of(word))
        if i >= count:
            continue
        if word == "=":
            sources.append(sources[-1])
        else:
            u = torch.rand(math.prod(shapes[-1]), generator=g).double()
            a = (low + (high - low) * u).float().double().view(shapes[-1])
            sources.append(a.requires_grad_())
    out = f(float(constant or 0), shapes, *sources)
    weights = 2 * torch.rand(out.numel(), generator=g).double() - 1
    (out * weights.view(out.shape)).sum().backward()
    write(text, out)
    for name, word, a in zip("abc", words[1:], sources):
        if word != "=":
            write(f"{text} {name}", a.grad)


# ---- the lectures' models ----


def examples(context):
    words = open(os.path.join(HERE, "../datasets/names.txt")).read().split()
    random.seed(42)
    random.shuffle(words)
    X, Y = [], []
    for word in words[: int(0.8 * len(words))]:
        window = [0] * context
        for ix in [ord(c) - 96 for c in word] + [0]:
            X.append(window)
            Y.append(ix)
            window = window[1:] + [ix]
    return torch.tensor(X), torch.tensor(Y)


class Model:
    """Parameters by name, drawn in float from g (None: the global generator), kept in double."""

    def __init__(self, name, g, context):
        self.name, self.g, self.context, self.p = name, g, context, {}

    def randn(self, name, *shape, scale=1.0):
        self.p[name] = torch.randn(shape, generator=self.g).double() * scale

    def full(self, name, value, *shape):
        self.p[name] = torch.full(shape, value).double()

    def finish(self, forward):
        for p in self.p.values():
            p.requires_grad_()
        X, Y = examples(self.context)
        ix = torch.randint(0, len(X), (32,), generator=self.g)
        loss = F.cross_entropy(forward(self.p, X[ix]), Y[ix])
        loss.backward()
        write(f"{self.name} loss", loss)
        for i, p in enumerate(self.p.values()):
            flat = p.grad.flatten()
            some = [flat[k * (len(flat) - 1) // 4] for k in range(5)]
            write(f"{self.name} {i}", p.grad.norm(), torch.stack(some))


def norm(x, gain, bias, eps=1e-5):
    dims = tuple(range(x.dim() - 1))
    return (x - x.mean(dims, keepdim=True)) / torch.sqrt(x.var(dims, keepdim=True) + eps) * gain + bias


def lecture():
    return torch.Generator().manual_seed(2147483647)


def mlp():
    m = Model("mlp", lecture(), 3)
    m.randn("C", 27, 10)
    m.randn("W1", 30, 200)
    m.randn("b1", 200)
    m.randn("W2", 200, 27)
    m.randn("b2", 27)
    m.finish(lambda p, X: torch.tanh(p["C"][X].view(-1, 30) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"])


def batchnorm_net():
    m = Model("batchnorm", lecture(), 3)
    m.randn("C", 27, 10)
    m.randn("W1", 30, 200, scale=(5 / 3) / 30**0.5)
    m.randn("W2", 200, 27, scale=0.01)
    m.randn("b2", 27, scale=0)
    m.full("bngain", 1.0, 1, 200)
    m.full("bnbias", 0.0, 1, 200)

    def forward(p, X):
        hpreact = norm(p["C"][X].view(-1, 30) @ p["W1"], p["bngain"], p["bnbias"], 0)
        return torch.tanh(hpreact) @ p["W2"] + p["b2"]

    m.finish(forward)


def deep():
    m = Model("deep", lecture(), 3)
    m.randn("C", 27, 10)
    sizes = [30, 100, 100, 100, 100, 100, 27]
    for i in range(6):
        m.randn(f"weight{i}", sizes[i], sizes[i + 1], scale=sizes[i] ** -0.5)
    for i in range(6):
        m.full(f"gamma{i}", 1.0 if i < 5 else 0.1, sizes[i + 1])
        m.full(f"beta{i}", 0.0, sizes[i + 1])

    def forward(p, X):
        h = p["C"][X].view(-1, 30)
        for i in range(6):
            h = norm(h @ p[f"weight{i}"], p[f"gamma{i}"], p[f"beta{i}"])
            h = torch.tanh(h) if i < 5 else h
        return h

    m.finish(forward)


def wavenet():
    torch.manual_seed(42)
    m = Model("wavenet", None, 8)
    m.randn("C", 27, 24)
    for i, fan_in in enumerate([48, 256, 256]):
        m.randn(f"weight{i}", fan_in, 128, scale=fan_in**-0.5)
    m.randn("weight3", 128, 27, scale=0.1 * 128**-0.5)
    m.full("bias3", 0.0, 27)
    for i in range(3):
        m.full(f"gamma{i}", 1.0, 128)
        m.full(f"beta{i}", 0.0, 128)

    def forward(p, X):
        h = p["C"][X]
        for i, T in enumerate([4, 2, 1]):
            h = h.reshape(len(X), T, -1) if T > 1 else h.reshape(len(X), -1)
            h = torch.tanh(norm(h @ p[f"weight{i}"], p[f"gamma{i}"], p[f"beta{i}"]))
        return h @ p["weight3"] + p["bias3"]

    m.finish(forward)


# ---- optimisers ----


def optimiser(name, make, most=None):
    g = torch.Generator().manual_seed(3)
    draw = lambda n: 2 * torch.rand(n, generator=g).double() - 1
    A, b = draw(12).view(3, 4).requires_grad_(), draw(4).requires_grad_()
    optim = make(A, b)
    for _ in range(5):
        A.grad, b.grad = draw(12).view(3, 4), draw(4)
        if most:
            write(f"{name} norm", torch.nn.utils.clip_grad_norm_([A, b], most))
        optim.step()
    write(f"{name} A", A.detach())
    write(f"{name} b", b.detach())


def adamw(A, b):
    groups = [{"params": [A], "weight_decay": 0.1}, {"params": [b], "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=0.5, betas=(0.9, 0.95), eps=1e-3)


for text in sys.stdin.read().splitlines():
    case(text)
for model in mlp, batchnorm_net, deep, wavenet:
    model()
optimiser("sgd", lambda A, b: torch.optim.SGD([A, b], lr=0.5))
optimiser("momentum", lambda A, b: torch.optim.SGD([A, b], lr=0.5, momentum=0.9))
optimiser("adam", lambda A, b: torch.optim.Adam([A, b], lr=0.5))
optimiser("adamw", adamw)
optimiser("clip", lambda A, b: torch.optim.SGD([A, b], lr=1.0), most=2.25)
with open(os.path.join(HERE, "tensor-reference.txt"), "w") as f:
    f.write("# Made by tensor-reference.py, which says what a line is, with PyTorch 1.13.\n")
    f.write("\n".join(lines) + "\n")
