"""Makes tests/13-finetune.txt: the masked loss of fine-tuning, and its gradients, in PyTorch.

    /usr/bin/python3 tests/13-finetune-reference.py > tests/13-finetune.txt

Runs under Debian's python3-torch (1.13), in double. A GPT of two layers with adapters of rank 3 has weights
0.4 sin((0.7 + 0.1 k) i + 1), where k counts the tensors and i the numbers in each. Two turns are padded; the loss counts the
answers alone. tests/tensor-lora.c does the same. A line is a name, = and its numbers: the logits and the loss with adapters, the
gradients of the adapters; then, without them, the loss, and of each parameter's gradient every third number.
"""
import math
import torch
import torch.nn.functional as F

double = torch.float64
V, BLOCK, LAYERS, HEADS, C, B, T, RANK, ALPHA = 13, 8, 2, 2, 8, 2, 8, 3, 6

shapes = {"wte.weight": (V, C), "wpe.weight": (BLOCK, C)}
products = {"attn.c_attn": (C, 3 * C), "attn.c_proj": (C, C), "mlp.c_fc": (C, 4 * C), "mlp.c_proj": (4 * C, C)}
for i in range(LAYERS):
    for norm_name, pair in [("ln_1", ["attn.c_attn", "attn.c_proj"]), ("ln_2", ["mlp.c_fc", "mlp.c_proj"])]:
        shapes[f"h.{i}.{norm_name}.weight"] = shapes[f"h.{i}.{norm_name}.bias"] = (C,)
        for name in pair:
            shapes[f"h.{i}.{name}.weight"], shapes[f"h.{i}.{name}.bias"] = products[name], products[name][1:]
shapes |= {"ln_f.weight": (C,), "ln_f.bias": (C,)}
for i in range(LAYERS):
    for name, (k, n) in products.items():
        shapes[f"h.{i}.{name}.lora_A"], shapes[f"h.{i}.{name}.lora_B"] = (k, RANK), (RANK, n)
p = {}
for k, (name, shape) in enumerate(shapes.items()):
    n = torch.Size(shape).numel()
    p[name] = (0.4 * torch.sin((0.7 + 0.1 * k) * torch.arange(n, dtype=double) + 1)).reshape(shape).requires_grad_()

# user 3 5 end assistant 7 1 end, and user 2 end assistant 9 end, padding
ids = torch.tensor([[10, 3, 5, 12, 11, 7, 1, 12], [10, 2, 12, 11, 9, 12, 10, 10]])
targets = torch.tensor([[-1, -1, -1, -1, 7, 1, 12, -1], [-1, -1, -1, 9, 12, -1, -1, -1]])


def norm(x, name):
    return F.layer_norm(x, (C,), p[name + ".weight"], p[name + ".bias"])


def product(x, name, adapted):
    y = x @ p[name + ".weight"] + p[name + ".bias"]
    return y + ALPHA / RANK * (x @ p[name + ".lora_A"]) @ p[name + ".lora_B"] if adapted else y


def attention(x, name, adapted):
    q, k, v = (t.reshape(B, T, HEADS, C // HEADS).transpose(1, 2)
               for t in product(x, name + ".c_attn", adapted).split(C, 2))
    wei = (q @ k.transpose(-2, -1)) * (C // HEADS) ** -0.5
    wei = wei.masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf"))
    return product((F.softmax(wei, -1) @ v).transpose(1, 2).reshape(B, T, C), name + ".c_proj", adapted)


def gelu(x):
    return 0.5 * x * (1 + torch.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def forward(adapted):
    x = p["wte.weight"][ids] + p["wpe.weight"][:T]
    for i in range(LAYERS):
        x = x + attention(norm(x, f"h.{i}.ln_1"), f"h.{i}.attn", adapted)
        h = gelu(product(norm(x, f"h.{i}.ln_2"), f"h.{i}.mlp.c_fc", adapted))
        x = x + product(h, f"h.{i}.mlp.c_proj", adapted)
    return norm(x, "ln_f") @ p["wte.weight"].T


def say(name, x):
    print(name, "=", *(f"{v:.12g}" for v in x.detach().flatten().tolist()))


for adapted in (True, False):
    for x in p.values():
        x.grad = None
    logits = forward(adapted)
    loss = F.cross_entropy(logits.reshape(-1, V), targets.reshape(-1), ignore_index=-1)
    loss.backward()
    say("adapted.logits" if adapted else "logits", logits)
    say("adapted.loss" if adapted else "loss", loss)
    for name, x in p.items():
        if ("lora" in name) == adapted:
            say(name, x.grad if adapted else x.grad.flatten()[::3])
