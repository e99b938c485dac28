"""Makes tests/09-gpt2.txt: twenty steps of GPT-3's recipe in PyTorch.

    /usr/bin/python3 tests/09-gpt2-reference.py > tests/09-gpt2.txt

Runs under Debian's python3-torch (1.13), in double. A GPT-2 of two layers begins with weights a sin(b i) and is trained
on three pieces a step, of which not all targets count: accumulation over the targets, clipping, AdamW in two groups,
warm-up and cosine. The norm is clipped at 0.5, which some steps exceed. tests/unit-recipe.c does the same. A line is a name and its numbers: of each parameter every fifth.
"""
import math
import torch
import torch.nn.functional as F

double = torch.float64
V, BLOCK, LAYERS, HEADS, C = 11, 6, 2, 2, 8
PIECES, B, T, STEPS, WARMUP, HIGH, LOW = 3, 2, 6, 20, 5, 3e-3, 3e-4

shapes = {"wte.weight": (V, C), "wpe.weight": (BLOCK, C)}
for i in range(LAYERS):
    for name, shape in [("ln_1.weight", (C,)), ("ln_1.bias", (C,)), ("attn.c_attn.weight", (C, 3 * C)),
                        ("attn.c_attn.bias", (3 * C,)), ("attn.c_proj.weight", (C, C)), ("attn.c_proj.bias", (C,)),
                        ("ln_2.weight", (C,)), ("ln_2.bias", (C,)), ("mlp.c_fc.weight", (C, 4 * C)),
                        ("mlp.c_fc.bias", (4 * C,)), ("mlp.c_proj.weight", (4 * C, C)), ("mlp.c_proj.bias", (C,))]:
        shapes[f"h.{i}.{name}"] = shape
shapes |= {"ln_f.weight": (C,), "ln_f.bias": (C,)}
p = {}
for k, (name, shape) in enumerate(shapes.items()):
    n = torch.Size(shape).numel()
    p[name] = (0.4 * torch.sin((0.7 + 0.1 * k) * torch.arange(n, dtype=double) + 1)).reshape(shape).requires_grad_()


def norm(x, name):
    return F.layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"])


def product(x, name):
    return x @ p[name + ".weight"] + p[name + ".bias"]


def attention(x, name):
    q, k, v = (t.reshape(B, T, HEADS, C // HEADS).transpose(1, 2) for t in product(x, name + ".c_attn").split(C, 2))
    wei = (q @ k.transpose(-2, -1)) * (C // HEADS) ** -0.5
    wei = wei.masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf"))
    return product((F.softmax(wei, -1) @ v).transpose(1, 2).reshape(B, T, C), name + ".c_proj")


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def losses(ids, targets):
    x = p["wte.weight"][ids] + p["wpe.weight"][:T]
    for i in range(LAYERS):
        x = x + attention(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn")
        x = x + product(gelu(product(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc")), f"h.{i}.mlp.c_proj")
    logits = norm(x, "ln_f") @ p["wte.weight"].T
    return F.cross_entropy(logits.reshape(-1, V), targets.reshape(-1), ignore_index=-1, reduction="sum")


def piece(step, k):
    i = torch.arange(B * T)
    x = (i * i + 3 * step + 5 * k) % V
    y = torch.where((i + step) % (k + 2) == 1, -1, (2 * x + i) % V)
    return x.reshape(B, T), y.reshape(B, T)


def rate(step):
    if step < WARMUP:
        return HIGH * (step + 1) / WARMUP
    part = (step - WARMUP) / (STEPS - WARMUP)
    return LOW + (HIGH - LOW) * (1 + math.cos(math.pi * part)) / 2


matrices = [t for t in p.values() if t.dim() >= 2]
vectors = [t for t in p.values() if t.dim() < 2]
adamw = torch.optim.AdamW([{"params": matrices, "weight_decay": 0.1}, {"params": vectors, "weight_decay": 0.0}],
                          lr=HIGH, betas=(0.9, 0.95), eps=1e-8)
all_losses, norms = [], []
for step in range(STEPS):
    adamw.zero_grad()
    pieces = [piece(step, k) for k in range(PIECES)]
    count = sum(int((y >= 0).sum()) for _, y in pieces)
    total = sum(losses(x, y) for x, y in pieces) / count
    total.backward()
    norms.append(float(torch.nn.utils.clip_grad_norm_(p.values(), 0.5)))
    for group in adamw.param_groups:
        group["lr"] = rate(step)
    adamw.step()
    all_losses.append(float(total))
print("losses", *(f"{v:.9g}" for v in all_losses))
print("norms", *(f"{v:.9g}" for v in norms))
for name, t in p.items():
    print(name, *(f"{v:.9g}" for v in t.detach().flatten()[::5].tolist()))
