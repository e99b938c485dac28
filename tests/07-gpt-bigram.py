"""Makes 07-gpt-bigram.txt: the 501 characters that lesson 07's bigram model writes after training on
tinyshakespeare.txt, with the lecture's seed and steps, in PyTorch 1.13. tests/video.sh compares ours with it.

    DATASETS=... /usr/bin/python3 tests/07-gpt-bigram.py    (make datasets gets tinyshakespeare.txt)

Prints the losses as well, step: train, val. They are the R numbers of tests/video.sh. One thread, some
fifteen seconds.
"""

import os

import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
BLOCK, BATCH, STEPS, EVERY, BATCHES = 8, 32, 3000, 300, 200

folder = os.environ.get("DATASETS", os.path.join(HERE, "../datasets"))
text = open(os.path.join(folder, "tinyshakespeare.txt")).read()
itos = sorted(set(text))
V = len(itos)
data = torch.tensor([itos.index(c) for c in text])
parts = data[: int(0.9 * len(data))], data[int(0.9 * len(data)) :]
torch.manual_seed(1337)
table = torch.nn.Embedding(V, V)
optimizer = torch.optim.AdamW(table.parameters(), lr=1e-2)


def loss_of_batch(part):
    ix = torch.randint(len(part) - BLOCK, (BATCH,))
    x = torch.stack([part[i : i + BLOCK] for i in ix])
    y = torch.stack([part[i + 1 : i + BLOCK + 1] for i in ix])
    return F.cross_entropy(table(x).view(-1, V), y.view(-1))


for step in range(STEPS):
    if step % EVERY == 0:
        with torch.no_grad():
            means = [torch.tensor([loss_of_batch(p).item() for _ in range(BATCHES)]).mean() for p in parts]
        print(f"{step}: {means[0]:.4f}, {means[1]:.4f}", flush=True)
    optimizer.zero_grad()
    loss_of_batch(parts[0]).backward()
    optimizer.step()

said, now = itos[0], torch.zeros((1, 1), dtype=torch.long)
for _ in range(500):
    with torch.no_grad():
        now = torch.multinomial(F.softmax(table(now)[:, -1], -1), 1)
    said += itos[now.item()]
open(os.path.join(HERE, "07-gpt-bigram.txt"), "w").write(said)
