"""gpt.c's work in PyTorch: a GPT-2 shaped model, forward, backward and AdamW on random tokens.

    python3 tools/bench/gpt.py --layers 4 --heads 4 --embd 128 --block 64 --batch 12 --vocab 65 --steps 50

Biases, tied head, GELU (tanh), no dropout; attention as this version does it best on a CPU (from 2.0 on
scaled_dot_product_attention, in 1.13 baddbmm with the mask as its first operand, softmax, bmm); AdamW with the decay on
matrices only, fused from 2.4 on. Prints ms_per_step (the
median of the steps after two to warm up), tokens_per_s and peak_mb. Threads by OMP_NUM_THREADS; see compare
for the environment in which PyTorch is at its best.
"""

import argparse
import math
import os
import resource
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
for name, default in dict(layers=4, heads=4, embd=128, block=64, batch=12, vocab=65, steps=20).items():
    parser.add_argument(f"--{name}", type=int, default=default)
parser.add_argument("--autocast", action="store_true", help="products in bfloat16")
o = parser.parse_args()
torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(1337)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        C = o.embd
        self.ln_1, self.ln_2 = nn.LayerNorm(C), nn.LayerNorm(C)
        self.attn, self.attn_proj = nn.Linear(C, 3 * C), nn.Linear(C, C)
        self.fc, self.fc_proj = nn.Linear(C, 4 * C), nn.Linear(4 * C, C)

    def forward(self, x, mask):
        B, T, C = x.shape
        size = C // o.heads
        q, k, v = self.attn(self.ln_1(x)).split(C, dim=2)
        q, k, v = (a.view(B, T, o.heads, size).transpose(1, 2) for a in (q, k, v))
        if hasattr(F, "scaled_dot_product_attention"):
            y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            q, k, v = (a.reshape(-1, T, size) for a in (q, k, v))
            w = F.softmax(torch.baddbmm(mask, q, k.transpose(1, 2), alpha=1 / math.sqrt(size)), -1)
            y = (w @ v).view(B, o.heads, T, size)
        y = y.transpose(1, 2).reshape(B, T, C)
        x = x + self.attn_proj(y)
        return x + self.fc_proj(F.gelu(self.fc(self.ln_2(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.wte, self.wpe = nn.Embedding(o.vocab, o.embd), nn.Embedding(o.block, o.embd)
        self.blocks, self.ln_f = nn.ModuleList([Block() for _ in range(o.layers)]), nn.LayerNorm(o.embd)
        self.register_buffer("mask", torch.full((o.block, o.block), float("-inf")).triu(1))
        for p in self.parameters():
            if p.dim() >= 2:
                nn.init.normal_(p, 0, 0.02)

    def forward(self, x, y):
        h = self.wte(x) + self.wpe.weight[: x.shape[1]]
        for block in self.blocks:
            h = block(h, self.mask)
        logits = F.linear(self.ln_f(h), self.wte.weight)
        return F.cross_entropy(logits.view(-1, o.vocab), y.view(-1))


model = GPT()
matrices = [p for p in model.parameters() if p.dim() >= 2]
others = [p for p in model.parameters() if p.dim() < 2]
groups = [{"params": matrices, "weight_decay": 0.1}, {"params": others, "weight_decay": 0.0}]
optimizer = torch.optim.AdamW(groups, lr=3e-4, betas=(0.9, 0.95), eps=1e-8)
if torch.__version__ >= "2.4":
    optimizer = torch.optim.AdamW(groups, lr=3e-4, betas=(0.9, 0.95), eps=1e-8, fused=True)
times = []
for step in range(o.steps + 2):
    begin = time.perf_counter()
    x = torch.randint(o.vocab, (o.batch, o.block))
    y = torch.randint(o.vocab, (o.batch, o.block))
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=o.autocast):
        loss = model(x, y)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    times.append(1e3 * (time.perf_counter() - begin))
ms = sorted(times[2:])[o.steps // 2]
print(f"parameters {sum(p.numel() for p in model.parameters())}")
print(f"loss {loss.item():.4f}")
print(f"ms_per_step {ms:.3f}\ntokens_per_s {1e3 * o.batch * o.block / ms:.0f}")
print(f"peak_mb {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
