"""Makes tests/02-bigram.txt: what PyTorch says about lesson 02's exercises.

    /usr/bin/python3 tests/02-bigram-reference.py > tests/02-bigram.txt

Runs under Debian's python3-torch (1.13). Besides the gradient it prints, on stderr, the names that
tests/02-bigram.c expects of sample_name, so that they can be compared.
"""
import sys

import torch
import torch.nn.functional as F

xs = torch.tensor([0, 1, 2, 2, 0, 0, 2])
ys = torch.tensor([1, 2, 0, 5, 1, 26, 0])
W = torch.randn((3, 27), generator=torch.Generator().manual_seed(42)).requires_grad_()
F.cross_entropy(W[xs], ys).backward()
print("dW", *(f"{v:.9g}" for v in W.grad.flatten().tolist()))

P = torch.zeros((27, 27))
P[0, 1] = P[0, 2] = P[1, 0] = P[2, 0] = 0.5
P[1, 1] = P[1, 2] = P[2, 1] = P[2, 2] = 0.25
g = torch.Generator().manual_seed(2147483647)
for _ in range(5):
    name, ix = "", 0
    while True:
        ix = torch.multinomial(P[ix], num_samples=1, replacement=True, generator=g).item()
        if ix == 0:
            break
        name += ".ab"[ix]
    print(name, file=sys.stderr)
