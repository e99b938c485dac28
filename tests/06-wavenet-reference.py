"""Makes tests/06-wavenet.txt: what PyTorch says about lesson 06's exercises.

    /usr/bin/python3 tests/06-wavenet-reference.py > tests/06-wavenet.txt

Runs under Debian's python3-torch (1.13). Every input is sin(a * i) for i = 0, 1, ..., with an `a` of
its own, which the tests repeat.
"""
import torch
import torch.nn.functional as F


def sine(a, *shape):
    n = torch.Size(shape).numel()
    return torch.sin(a * torch.arange(n, dtype=torch.float64)).reshape(shape).requires_grad_()


def show(name, t):
    print(name, *(f"{v:.9g}" for v in t.detach().flatten().tolist()))


# 6.2: BatchNorm of (B, T, C) is torch's BatchNorm1d, whose channels come second
B, T, C = 3, 4, 5
x, gamma, beta, w = sine(0.7, B, T, C), sine(1.1, C), sine(1.3, C), sine(1.7, B, T, C)
mean, var = torch.zeros(C, dtype=torch.float64), torch.ones(C, dtype=torch.float64)
m, v = x.mean((0, 1)), x.var((0, 1))  # with n - 1, as the lecture's own class
out = gamma * (x - m) / torch.sqrt(v + 1e-5) + beta
(out * w).sum().backward()
F.batch_norm(x.detach().mT, mean, var, training=True, momentum=0.1)  # torch's running statistics
for name, t in ("out", out), ("dx", x.grad), ("dgamma", gamma.grad), ("dbeta", beta.grad), ("mean", mean), ("var", var):
    show("norm_" + name, t)

# 6.3: a dilated causal convolution, by torch's conv1d
B, T, C, N = 2, 6, 3, 2
for dilation in 1, 2, 4:
    x, weight, w = sine(0.9, B, T, C), sine(1.9, 2 * C, N), sine(2.3, B, T, N)
    taps = weight.reshape(2, C, N).permute(2, 1, 0)  # (N, C, 2)
    out = F.conv1d(F.pad(x.mT, (dilation, 0)), taps, dilation=dilation).mT
    (out * w).sum().backward()
    for name, t in ("out", out), ("dx", x.grad), ("dweight", weight.grad):
        show(f"conv{dilation}_{name}", t)
