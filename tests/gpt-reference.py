"""Makes gpt.safetensors and gpt-reference.txt, which tensor-gpt.c compares the GPT with.

    /usr/bin/python3 tests/gpt-reference.py        (needs torch 1.13: Debian's python3-torch)

The first file holds a small GPT with random weights, under GPT-2's names and in its shapes; the second, as
lines of KEY = VALUE..., what PyTorch computes with them in double: the logits for the tokens below, the loss
(a target of -1 does not count) and every parameter's gradient.
"""

import json
import math
import os
import struct

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
V, T, LAYERS, HEADS, C = 11, 6, 2, 2, 8
IDS = torch.tensor([[3, 1, 4, 1, 5, 9], [2, 6, 5, 3, 5, 8]])
TARGETS = torch.tensor([[1, 4, 1, 5, 9, 2], [6, 5, -1, 5, 8, 10]])

g = torch.Generator().manual_seed(7)
p = {}


def randn(name, *shape, mean=0.0):
    p[name] = mean + 0.3 * torch.randn(shape, generator=g)


randn("wte.weight", V, C)
randn("wpe.weight", T, C)
for i in range(LAYERS):
    for part, shape in {
        "ln_1": None, "attn.c_attn": (C, 3 * C), "attn.c_proj": (C, C),
        "ln_2": None, "mlp.c_fc": (C, 4 * C), "mlp.c_proj": (4 * C, C),
    }.items():
        randn(f"h.{i}.{part}.weight", *(shape or (C,)), mean=0.0 if shape else 1.0)
        randn(f"h.{i}.{part}.bias", shape[1] if shape else C)
randn("ln_f.weight", C, mean=1.0)
randn("ln_f.bias", C)


def save(path):
    header, at = {"__metadata__": {"heads": str(HEADS)}}, 0
    for name, t in p.items():
        header[name] = {"dtype": "F32", "shape": list(t.shape), "data_offsets": [at, at + 4 * t.numel()]}
        at += 4 * t.numel()
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text)
        for t in p.values():
            f.write(struct.pack(f"<{t.numel()}f", *t.flatten().tolist()))


def forward(p):
    norm = lambda x, name: F.layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"], 1e-5)
    linear = lambda x, name: x @ p[name + ".weight"] + p[name + ".bias"]
    x = p["wte.weight"][IDS] + p["wpe.weight"]
    future = torch.tril(torch.ones(T, T)) == 0
    for i in range(LAYERS):
        h = f"h.{i}."
        qkv = linear(norm(x, h + "ln_1"), h + "attn.c_attn").split(C, 2)
        q, k, v = (a.view(len(IDS), T, HEADS, C // HEADS).transpose(1, 2) for a in qkv)
        w = (q @ k.transpose(2, 3) / math.sqrt(C // HEADS)).masked_fill(future, float("-inf"))
        y = (F.softmax(w, -1) @ v).transpose(1, 2).reshape(x.shape)
        x = x + linear(y, h + "attn.c_proj")
        x = x + linear(F.gelu(linear(norm(x, h + "ln_2"), h + "mlp.c_fc"), approximate="tanh"), h + "mlp.c_proj")
    return norm(x, "ln_f") @ p["wte.weight"].T


save(os.path.join(HERE, "gpt.safetensors"))
p = {name: t.double().requires_grad_() for name, t in p.items()}
logits = forward(p)
loss = F.cross_entropy(logits.view(-1, V), TARGETS.view(-1), ignore_index=-1)
loss.backward()
with open(os.path.join(HERE, "gpt-reference.txt"), "w") as f:
    f.write("# Made by gpt-reference.py, which says what a line is, with PyTorch 1.13.\n")
    for key, t in [("logits", logits), ("loss", loss)] + [(name, t.grad) for name, t in p.items()]:
        f.write(f"{key} = " + " ".join(f"{x:.9g}" for x in t.flatten().tolist()) + "\n")
