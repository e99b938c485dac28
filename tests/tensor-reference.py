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


def targets(padded, a):  # the rows of a, and one of their numbers each, or -1
    a = a.reshape(-1, a.shape[-1])
    chosen = ids(5, 2, len(a), a.shape[-1])
    if padded:
        chosen[1::3] = -1
    return a, chosen


def cross_entropy(padded, shapes, a):
    return F.cross_entropy(*targets(padded, a), ignore_index=-1)


def cross_entropy_rows(weighted, shapes, a):
    losses = F.cross_entropy(*targets(weighted, a), ignore_index=-1, reduction="none")
    return losses * ((torch.arange(len(losses)) % 4) / 2 - 0.25 if weighted else 1)


def pick(padded, shapes, a):
    rows, chosen = targets(padded, a)
    return rows.gather(-1, chosen.clamp(min=0).unsqueeze(-1)) * (chosen >= 0).unsqueeze(-1)


def rms_norm(_, shapes, x, gain=None):
    y = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-5)
    return y if gain is None else y * gain.flatten()


def conv2d(stride, padding, shapes, a, kernel):
    a, kernel = a.permute(0, 3, 1, 2).contiguous(), kernel.permute(3, 2, 0, 1).contiguous()
    return F.conv2d(a, kernel, None, int(stride), int(padding)).permute(0, 2, 3, 1)


def max_pool(size, stride, shapes, a):
    return F.max_pool2d(a.permute(0, 3, 1, 2), int(size), int(stride)).permute(0, 2, 3, 1)


def sliced(axis, begin, end, shapes, a):
    n = a.shape[int(axis)]
    return a.narrow(int(axis), int(begin), n + int(end) - int(begin))


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


def attend(heads, kv_heads, how, _, q, k, v):
    heads, kv_heads, B, T, S = int(heads), int(kv_heads), q.shape[0], q.shape[1], k.shape[1]
    q = q.view(B, T, heads, -1).transpose(1, 2)
    k, v = (x.view(B, S, kv_heads, -1).transpose(1, 2).repeat_interleave(heads // kv_heads, 1) for x in (k, v))
    w = q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])
    t, s = torch.arange(T).view(T, 1), torch.arange(S)
    if how % 2:  # causal; the last query sees all keys
        w = w.masked_fill(s > t + S - T, float("-inf"))
    if how >= 2:  # padding
        lengths = torch.tensor([S, max(1, S - 2)]).view(B, 1, 1, 1)
        w = w.masked_fill(s >= lengths, float("-inf"))
    return (F.softmax(w, -1) @ v).transpose(1, 2).reshape(B, T, -1)


OPS = {  # the function of the constants (one if none is given), all shapes, and the sources; how many sources
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
    "cat": (lambda k, s, a, b: torch.cat((a, b), int(k)), 2),
    "slice": (sliced, 1),
    "swap_axes": (lambda i, j, s, a: a.transpose(int(i), int(j)), 1),
    "causal_mask": (lambda k, s, a: F.softmax(a.masked_fill(torch.tril(torch.ones(a.shape[-2:])) == 0, float("-inf")), -1), 1),
    "attention": (attention, 1),
    "attend": (attend, 3),
    "sigmoid": (lambda k, s, a: a.sigmoid(), 1),
    "silu": (lambda k, s, a: F.silu(a), 1),
    "clamp": (lambda low, high, s, a: a.clamp(low, high), 1),
    "minimum": (lambda k, s, a, b: torch.minimum(a, b), 2),
    "maximum": (lambda k, s, a, b: torch.maximum(a, b), 2),
    "rms_norm": (rms_norm, 2),
    "log_softmax": (lambda k, s, a: F.log_softmax(a, -1), 1),
    "cross_entropy_rows": (cross_entropy_rows, 1),
    "pick": (pick, 1),
    "conv2d": (conv2d, 2),
    "max_pool": (max_pool, 1),
    "layernorm": (lambda k, s, x, g, b: F.layer_norm(x, x.shape[-1:], g, b, 1e-5), 3),
}


# At the edges of float, what PyTorch computes in float, except where the sums of ours are in double. PyTorch's own
# layer_norm loses all digits of (1e30, 1e30), even in double.
IN_DOUBLE = {"mean", "var", "layernorm", "rms_norm", "matmul", "linear", "conv2d"}


def layernorm(_, shapes, x, gain, bias):
    d = x - x.mean(-1, keepdim=True)
    return d / torch.sqrt(d.pow(2).mean(-1, keepdim=True) + 1e-5) * gain + bias


def shape_of(text):
    return () if text == "()" else tuple(map(int, text.split("x")))


EDGES = [0.0, -0.0, 1.0, -2.5, 1e30, -1e30, math.inf, -math.inf, math.nan, 3.4028234e38, 1.2e-38, 1e-40, 88.5, -88.0]


def edges(a, which):
    """The source's numbers, if it has as many as EDGES, or as all pairs of them: as tensor-edges.c says."""
    e, n = torch.tensor(EDGES), len(EDGES)
    pairs = [e.repeat_interleave(n), e.repeat(n)]
    fill = {n: e, n * n: pairs[which > 0], 2 * n * n: torch.stack(pairs, -1)}.get(a.numel(), a)
    return fill.clone().view(a.shape)


def case(text):
    edge = text.startswith("edge ")
    text = text.removeprefix("edge ")
    words, (low, high) = text.split("@")[0].split(), map(float, text.split("@")[1].split())
    op, _, constants = words[0].partition(":")
    if op not in OPS:
        sys.exit(f"tests/tensor-reference.py: its table OPS has no {op}; add a line that says it in PyTorch")
    f, count = OPS[op]
    kind = torch.float32 if edge and op not in IN_DOUBLE else torch.float64
    f = layernorm if edge and op == "layernorm" else f
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
            a = (low + (high - low) * u).float().view(shapes[-1])
            sources.append((edges(a, i) if edge else a).to(kind).requires_grad_())
    out = f(*map(float, (constants or "0").split(",")), shapes, *sources)
    weights = 2 * torch.rand(out.numel(), generator=g).to(kind) - 1
    (out * weights.view(out.shape)).sum().backward()
    if edge:
        text, out = "edge " + text, out.float()
    write(text, out)
    for name, word, a in zip("abc", words[1:], sources):
        if word != "=":
            write(f"{text} {name}", a.grad.float() if edge else a.grad)


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
write("edges", torch.tensor(EDGES))
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
