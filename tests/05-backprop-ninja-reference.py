"""Makes tests/05-backprop-ninja.txt: what PyTorch says about lesson 05's smallest network.

    /usr/bin/python3 tests/05-backprop-ninja-reference.py > tests/05-backprop-ninja.txt

Runs under Debian's python3-torch (1.13), in double. A line is a variable's name and its numbers: first
the loss, then d loss / d variable for all twenty-six. With --train NAMES STEPS it prints instead what
the lesson prints with --video, from the lecture's names.txt and with so many steps (200000 are the
lecture's): the losses every 10000 steps, then the losses on the training and dev set and the samples.
"""
import random
import sys

import torch
import torch.nn.functional as F


def pieces(p, X, Y):
    """The forward pass in small pieces: every variable by its name."""
    n = len(Y)
    v = dict(p)
    v["emb"] = v["C"][X]
    v["embcat"] = v["emb"].view(n, -1)
    v["hprebn"] = v["embcat"] @ v["W1"] + v["b1"]
    v["bnmeani"] = v["hprebn"].sum(0, keepdim=True) / n
    v["bndiff"] = v["hprebn"] - v["bnmeani"]
    v["bndiff2"] = v["bndiff"] ** 2
    v["bnvar"] = v["bndiff2"].sum(0, keepdim=True) / (n - 1)
    v["bnvar_inv"] = (v["bnvar"] + 1e-5) ** -0.5
    v["bnraw"] = v["bndiff"] * v["bnvar_inv"]
    v["hpreact"] = v["bngain"] * v["bnraw"] + v["bnbias"]
    v["h"] = torch.tanh(v["hpreact"])
    v["logits"] = v["h"] @ v["W2"] + v["b2"]
    v["logit_maxes"] = v["logits"].max(1, keepdim=True).values
    v["norm_logits"] = v["logits"] - v["logit_maxes"]
    v["counts"] = v["norm_logits"].exp()
    v["counts_sum"] = v["counts"].sum(1, keepdim=True)
    v["counts_sum_inv"] = v["counts_sum"] ** -1
    v["probs"] = v["counts"] * v["counts_sum_inv"]
    v["logprobs"] = v["probs"].log()
    loss = -v["logprobs"][range(n), Y].mean()
    for t in v.values():
        t.retain_grad()
    loss.backward()
    return v, loss


def tiny():
    """Parameter k, counted through all of them in order, is ((k k + 4 k) mod 11 - 5) / 8, the gains + 1."""
    shapes = {"C": (4, 2), "W1": (4, 2), "b1": (1, 2), "W2": (2, 4), "b2": (1, 4),
              "bngain": (1, 2), "bnbias": (1, 2)}
    p, k = {}, 0
    for name, (rows, columns) in shapes.items():
        count = rows * columns
        values = torch.tensor([((i * i + 4 * i) % 11 - 5) / 8 for i in range(k, k + count)], dtype=torch.float64)
        p[name] = (values + (name == "bngain")).view(rows, columns).requires_grad_()
        k += count
    v, loss = pieces(p, torch.tensor([[0, 0], [0, 1], [1, 3], [3, 2], [2, 2]]), torch.tensor([1, 3, 2, 2, 0]))
    print("loss", f"{loss.item():.12g}")
    for name, t in v.items():
        print(name, *(f"{g:.12g}" for g in t.grad.flatten().tolist()))


def network(hidden, second):
    g = torch.Generator().manual_seed(2147483647)
    p = {"C": torch.randn((27, 10), generator=g),
         "W1": torch.randn((30, hidden), generator=g) * (5 / 3) / 30**0.5,
         "b1": torch.randn(hidden, generator=g) * 0.1,
         "W2": torch.randn((hidden, 27), generator=g) * 0.1,
         "b2": torch.randn(27, generator=g) * 0.1,
         "bngain": torch.randn((1, hidden), generator=second) * 0.1 + 1,
         "bnbias": torch.randn((1, hidden), generator=second) * 0.1}
    return {name: t.requires_grad_() for name, t in p.items()}, g


def examples(words):
    X, Y = [], []
    for word in words:
        context = [0, 0, 0]
        for ch in word + ".":
            ix = 0 if ch == "." else ord(ch) - 96
            X.append(context)
            Y.append(ix)
            context = context[1:] + [ix]
    return torch.tensor(X), torch.tensor(Y)


def train(file, steps):
    words = open(file).read().split()
    random.seed(42)
    random.shuffle(words)
    a, b = int(0.8 * len(words)), int(0.9 * len(words))
    (Xtr, Ytr), (Xdev, Ydev) = examples(words[:a]), examples(words[a:b])
    second = torch.Generator().manual_seed(42)
    p, g = network(64, second)
    ix = torch.randint(0, len(Ytr), (32,), generator=g)
    print("chunk_loss", f"{pieces(p, Xtr[ix], Ytr[ix])[1].item():.4f}")
    p, g = network(200, second)
    for step in range(steps):
        ix = torch.randint(0, len(Ytr), (32,), generator=g)
        hprebn = p["C"][Xtr[ix]].view(32, -1) @ p["W1"] + p["b1"]
        mean, var = hprebn.mean(0, keepdim=True), hprebn.var(0, keepdim=True)
        h = torch.tanh(p["bngain"] * (hprebn - mean) * (var + 1e-5) ** -0.5 + p["bnbias"])
        loss = F.cross_entropy(h @ p["W2"] + p["b2"], Ytr[ix])
        grads = torch.autograd.grad(loss, list(p.values()))
        with torch.no_grad():
            for t, grad in zip(p.values(), grads):
                t -= (0.1 if step < steps / 2 else 0.01) * grad
        if step % 10000 == 0:
            print(f"ninja_loss_{step} {loss.item():.4f}", flush=True)
    with torch.no_grad():
        hprebn = p["C"][Xtr].view(len(Ytr), -1) @ p["W1"] + p["b1"]
        mean, var = hprebn.mean(0, keepdim=True), hprebn.var(0, keepdim=True)

        def logits(X):
            hprebn = p["C"][X].view(len(X), -1) @ p["W1"] + p["b1"]
            h = torch.tanh(p["bngain"] * (hprebn - mean) * (var + 1e-5) ** -0.5 + p["bnbias"])
            return h @ p["W2"] + p["b2"]

        print("train_loss", f"{F.cross_entropy(logits(Xtr), Ytr).item():.4f}")
        print("dev_loss", f"{F.cross_entropy(logits(Xdev), Ydev).item():.4f}")
        g = torch.Generator().manual_seed(2147483647 + 10)
        for i in range(20):
            context, name = [0, 0, 0], ""
            while not name.endswith("."):
                probs = F.softmax(logits(torch.tensor([context])), 1)
                ix = torch.multinomial(probs, num_samples=1, generator=g).item()
                context = context[1:] + [ix]
                name += "." if ix == 0 else chr(96 + ix)
            print(f"sample_{i + 1}", name)


if sys.argv[1:2] == ["--train"]:
    torch.set_num_threads(1)
    train(sys.argv[2], int(sys.argv[3]))
else:
    tiny()
