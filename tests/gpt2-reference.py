"""Makes gpt2-reference.txt, with which tests/gpt2.sh compares: logits of GPT-2s with random weights, by PyTorch.

    /usr/bin/python3 tests/gpt2-reference.py > tests/gpt2-reference.txt       (torch 1.13: Debian's python3-torch)

and, where the safetensors package is (PyTorch 2.6 and python3-safetensors of Debian 13), tries it on files of ours, and
writes one with it, of which tests/gpt2.sh must get the same logits (results: gpt2-package.txt, .safetensors):

    python3 tests/gpt2-reference.py --open SHAPE TYPE FILE                    are these its weights?
    python3 tests/gpt2-reference.py --save mini bf16 tests/gpt2-package.safetensors

A model is mini, tiny or of GPT-2's own shape, 124M parameters. Its weights are 0.02 randn from seed 1337 (and 1 more
where a norm multiplies), parameter by parameter, rounded to the type. For 64 tokens, token t being (7919 t + 13) % V, a
line has the 64 values of logsumexp, or of the logit of token 37 t % V at place t. The arithmetic is float32, as a user of
PyTorch has it.
"""

import math
import sys

import torch
import torch.nn.functional as F

T = 64
SHAPES = {"mini": (260, 64, 1, 2, 8), "tiny": (320, 64, 3, 4, 48), "124M": (50257, 1024, 12, 12, 768)}
TYPES = {"f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}


def weights(V, block, layers, heads, C):
    g = torch.Generator().manual_seed(1337)
    shapes = {"wte.weight": (V, C), "wpe.weight": (block, C)}
    for i in range(layers):
        for part, size in {
            "ln_1": (C,), "attn.c_attn": (C, 3 * C), "attn.c_proj": (C, C),
            "ln_2": (C,), "mlp.c_fc": (C, 4 * C), "mlp.c_proj": (4 * C, C),
        }.items():
            shapes[f"h.{i}.{part}.weight"] = size
            shapes[f"h.{i}.{part}.bias"] = size[-1:]
    shapes.update({"ln_f.weight": (C,), "ln_f.bias": (C,)})
    p = {}
    for name, shape in shapes.items():
        p[name] = 0.02 * torch.randn(shape, generator=g) + ("ln_" in name and ".weight" in name)
    return p


def logits(p, ids, layers, heads, C):
    norm = lambda x, name: F.layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"], 1e-5)
    linear = lambda x, name: x @ p[name + ".weight"] + p[name + ".bias"]
    x = p["wte.weight"][ids] + p["wpe.weight"][: len(ids)]
    future = torch.ones(len(ids), len(ids)).triu(1) == 1
    for i in range(layers):
        h = f"h.{i}."
        qkv = linear(norm(x, h + "ln_1"), h + "attn.c_attn").split(C, 1)
        q, k, v = (a.view(len(ids), heads, C // heads).transpose(0, 1) for a in qkv)
        w = (q @ k.transpose(1, 2) / math.sqrt(C // heads)).masked_fill(future, float("-inf"))
        x = x + linear((F.softmax(w, -1) @ v).transpose(0, 1).reshape(x.shape), h + "attn.c_proj")
        x = x + linear(F.gelu(linear(norm(x, h + "ln_2"), h + "mlp.c_fc"), approximate="tanh"), h + "mlp.c_proj")
    return norm(x, "ln_f") @ p["wte.weight"].T


def main():
    print("# Made by gpt2-reference.py, which says what a line is, with PyTorch", torch.__version__)
    for shape, (V, block, layers, heads, C) in SHAPES.items():
        p = weights(V, block, layers, heads, C)
        ids = torch.tensor([(t * 7919 + 13) % V for t in range(T)])
        for type, dtype in TYPES.items():
            y = logits({name: t.to(dtype).float() for name, t in p.items()}, ids, layers, heads, C)
            for key, values in {"lse": y.logsumexp(1), "logit": torch.stack([y[t, t * 37 % V] for t in range(T)])}.items():
                print(shape, type, key, "=", " ".join(f"{v:.6f}" for v in values.tolist()))


def rounded(shape, type):
    return {name: t.to(TYPES[type]).contiguous() for name, t in weights(*SHAPES[shape]).items()}


def save(shape, type, path):
    from safetensors.torch import save_file

    save_file({"transformer." + name: t for name, t in rounded(shape, type).items()}, path, metadata={"format": "pt"})


def open_ours(shape, type, path):
    """Our file through the package, against torch's draws: their last bit may differ, and then what it rounds to."""
    import safetensors
    from safetensors.torch import load_file

    ours, theirs, worst = load_file(path), rounded(shape, type), 0.0
    assert ours.keys() == theirs.keys(), ours.keys() ^ theirs.keys()
    for name, t in theirs.items():
        assert ours[name].dtype == t.dtype and ours[name].shape == t.shape, name
        worst = max(worst, ((ours[name].float() - t.float()).abs() / (t.float().abs() + 0.02)).max().item())
    step = {"f32": 2.0**-22, "f16": 2.0**-10, "bf16": 2.0**-7}[type]
    assert worst < step, worst
    print(shape, type, "opened by safetensors", safetensors.__version__, "in PyTorch", torch.__version__ + ":", len(ours),
          "tensors,", sum(t.numel() for t in ours.values()), "numbers, each within a rounding step of torch's")


if sys.argv[1:2] == ["--save"]:
    save(*sys.argv[2:5])
elif sys.argv[1:2] == ["--open"]:
    open_ours(*sys.argv[2:5])
else:
    with torch.no_grad():
        main()
