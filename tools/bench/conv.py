"""A convolutional network's training step in PyTorch, the peer of conv.c, images with their channels last.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 tools/bench/conv.py [--steps N]
"""
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

BATCHES = 20
steps = int(sys.argv[2]) if len(sys.argv) == 3 else 100

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
torch.manual_seed(1337)
net = torch.nn.Sequential(
    torch.nn.Conv2d(3, 32, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(32, 64, 3, padding=1), torch.nn.ReLU(), torch.nn.MaxPool2d(2),
    torch.nn.Conv2d(64, 128, 3, 2, padding=1), torch.nn.ReLU(),
    torch.nn.Flatten(), torch.nn.Linear(2048, 10),
)
formats = [torch.contiguous_format, torch.channels_last]  # which is faster depends on the processor
images, labels = torch.rand(32, 3, 32, 32) - 0.5, torch.arange(32) % 10


def measure(images):
    optim = torch.optim.SGD(net.parameters(), lr=0.01)
    size, s = max(1, steps // BATCHES), []
    for batch in range(-2, BATCHES):  # two warm up
        begin = time.perf_counter()
        for _ in range(size):
            optim.zero_grad()
            F.cross_entropy(net(images), labels).backward()
            optim.step()
        if batch >= 0:
            s.append((time.perf_counter() - begin) / size)
    return 1000 * statistics.median(s)


print("parameters", sum(p.numel() for p in net.parameters()))
print(f"ms_per_step {min(measure(images.to(memory_format=f)) for f in formats):.3f}")
