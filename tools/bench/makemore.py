"""The three makemore networks in PyTorch, written as in the lectures: the peers of mlp.c, batchnorm.c and
wavenet.c. `python3 tools/bench/makemore.py mlp|batchnorm|wavenet [--steps N]` prints steps_per_s.

A step is a minibatch of 32 drawn with randint, forward, backward and p.data += -0.1 * p.grad.
"""
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

BATCH, BATCHES = 32, 20


class Linear:
    def __init__(self, fan_in, fan_out, bias=True):
        self.weight = torch.randn((fan_in, fan_out)) / fan_in**0.5
        self.bias = torch.zeros(fan_out) if bias else None

    def __call__(self, x):
        out = x @ self.weight
        return out if self.bias is None else out + self.bias

    def parameters(self):
        return [self.weight] + ([] if self.bias is None else [self.bias])


class BatchNorm1d:
    def __init__(self, width):
        self.gamma, self.beta = torch.ones(width), torch.zeros(width)
        self.running_mean, self.running_var = torch.zeros(width), torch.ones(width)

    def __call__(self, x):
        dim = tuple(range(x.ndim - 1))
        mean, var = x.mean(dim, keepdim=True), x.var(dim, keepdim=True)
        with torch.no_grad():
            self.running_mean = 0.9 * self.running_mean + 0.1 * mean
            self.running_var = 0.9 * self.running_var + 0.1 * var
        return self.gamma * (x - mean) / torch.sqrt(var + 1e-5) + self.beta

    def parameters(self):
        return [self.gamma, self.beta]


def mlp():
    C, W1, b1 = torch.randn(27, 10), torch.randn(30, 200) * 0.3, torch.randn(200) * 0.01
    W2, b2 = torch.randn(200, 27) * 0.01, torch.zeros(27)
    forward = lambda X: torch.tanh(C[X].view(X.shape[0], -1) @ W1 + b1) @ W2 + b2
    return 3, forward, [C, W1, b1, W2, b2]


def batchnorm():
    C, layers = torch.randn(27, 10), []
    for i in range(6):
        fan_in, fan_out = 30 if i == 0 else 100, 100 if i < 5 else 27
        layers += [Linear(fan_in, fan_out, bias=False), BatchNorm1d(fan_out)] + ([torch.tanh] if i < 5 else [])

    def forward(X):
        x = C[X].view(X.shape[0], -1)
        for layer in layers:
            x = layer(x)
        return x

    return 3, forward, [C] + [p for layer in layers if layer is not torch.tanh for p in layer.parameters()]


def wavenet():
    C, levels, last = torch.randn(27, 24), [], Linear(128, 27)
    for i in range(3):
        levels.append((Linear(2 * (24 if i == 0 else 128), 128, bias=False), BatchNorm1d(128)))

    def forward(X):
        x = C[X]
        for linear, norm in levels:
            B, T, width = x.shape
            x = torch.tanh(norm(linear(x.view(B, T // 2, 2 * width))))
        return last(x.squeeze(1))

    return 8, forward, [C] + [p for pair in levels for layer in pair for p in layer.parameters()] + last.parameters()


def main():
    name = sys.argv[1]
    steps = int(sys.argv[3]) if sys.argv[2:3] == ["--steps"] else 1000
    torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
    torch.manual_seed(42)
    context, forward, parameters = {"mlp": mlp, "batchnorm": batchnorm, "wavenet": wavenet}[name]()
    for p in parameters:
        p.requires_grad = True
    X, Y = torch.randint(0, 27, (180000, context)), torch.randint(0, 27, (180000,))

    def step():
        ix = torch.randint(0, X.shape[0], (BATCH,))
        loss = F.cross_entropy(forward(X[ix]), Y[ix])
        for p in parameters:
            p.grad = None
        loss.backward()
        for p in parameters:
            p.data += -0.1 * p.grad

    rates = []
    for batch in range(-2, BATCHES):
        begin = time.perf_counter()
        for _ in range(max(1, steps // BATCHES)):
            step()
        if batch >= 0:
            rates.append(max(1, steps // BATCHES) / (time.perf_counter() - begin))
    print("parameters", sum(p.nelement() for p in parameters))
    print(f"steps_per_s {statistics.median(rates):.0f}")


main()
