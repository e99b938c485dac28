"""The bigram net's training step in PyTorch, the peer of bigram.c, in four spellings:

    lecture   as the lecture writes it: one-hot inside the loop, exp, sum, log of what was picked
    one_hot   one-hot once, before the loop, and F.cross_entropy
    rows      W[xs] instead of the product, and F.cross_entropy
    shared    log_softmax of the 27 rows of W; each example picks one number from it. The C program does
              this too, and never makes a table with a row for each example

    python3 tools/bench/bigram.py [--steps N]; OMP_NUM_THREADS says how many threads
"""
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

steps = int(sys.argv[2]) if sys.argv[1:2] == ["--steps"] else 20
threads = int(os.environ.get("OMP_NUM_THREADS", "1"))
torch.set_num_threads(threads)

here = os.path.dirname(os.path.abspath(__file__))
places = [(os.environ.get("DATASETS", ""), "makemore-names.txt"),
          (os.path.join(here, "../../datasets"), "makemore-names.txt"),
          (os.path.join(here, "../../datasets"), "names.txt")]
folder, data = next(place for place in places if os.path.isfile(os.path.join(*place)))
with open(os.path.join(folder, data)) as f:
    names = f.read().split()
text = "." + ".".join(names) + "."
index = torch.tensor([0 if c == "." else ord(c) - 96 for c in text])
xs, ys = index[:-1].clone(), index[1:].clone()
n = len(xs)
every = torch.arange(n)
ready = F.one_hot(xs, num_classes=27).float()


def lecture(W):
    xenc = F.one_hot(xs, num_classes=27).float()
    logits = xenc @ W
    counts = logits.exp()
    probs = counts / counts.sum(1, keepdim=True)
    return -probs[every, ys].log().mean()


def one_hot(W):
    return F.cross_entropy(ready @ W, ys)


def rows(W):
    return F.cross_entropy(W[xs], ys)


def shared(W):
    return -W.log_softmax(1)[xs, ys].mean()


def measure(loss_of):
    g = torch.Generator().manual_seed(2147483647)
    W = torch.randn((27, 27), generator=g, requires_grad=True)
    ms = []
    for i in range(steps + 3):
        begin = time.perf_counter()
        loss = loss_of(W) + 0.01 * (W**2).mean()
        W.grad = None
        loss.backward()
        W.data += -50 * W.grad
        ms.append(1e3 * (time.perf_counter() - begin))
        if i == 0 and loss_of is lecture:
            print(f"first_loss {loss.item():.4f}")
    print(f"{loss_of.__name__} {statistics.median(ms[3:]):.3f}", flush=True)  # three to warm up


print(f"data {data}\nexamples {n}\nthreads {threads}")
for form in lecture, one_hot, rows, shared:
    measure(form)
