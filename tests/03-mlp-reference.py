"""Makes tests/03-mlp.txt: what PyTorch says about lesson 03's exercises.

    /usr/bin/python3 tests/03-mlp-reference.py > tests/03-mlp.txt

Runs under Debian's python3-torch (1.13). Each line is a name and its numbers.
"""
import torch
import torch.nn.functional as F


def show(name, tensor):
    print(name, *(f"{v:.9g}" for v in tensor.detach().flatten().tolist()))


def randn(*shape):
    return torch.randn(shape, generator=g).requires_grad_()


# 3.2: the embedding, with a weight for each of its numbers as the gradient that comes back
g = torch.Generator().manual_seed(42)
C, demb = randn(27, 3), randn(6, 3)
emb = C[torch.tensor([5, 13, 13, 0, 26, 13])]
emb.backward(demb.detach())
show("emb", emb)
show("dC", C.grad)

# 3.3: cross_entropy of logits that are three times as large as randn's
g = torch.Generator().manual_seed(42)
logits = (3 * torch.randn((4, 27), generator=g)).requires_grad_()
loss = F.cross_entropy(logits, torch.tensor([0, 5, 13, 26]))
loss.backward()
show("loss", loss)
show("dlogits", logits.grad)

# 3.7: direct connections
g = torch.Generator().manual_seed(42)
x, W1, b1, W2, b2, W3 = randn(5, 6), randn(6, 8), randn(8), randn(8, 27), randn(27), randn(6, 27)
logits = torch.tanh(x @ W1 + b1) @ W2 + b2 + x @ W3
F.cross_entropy(logits, torch.tensor([0, 5, 13, 13, 1])).backward()
show("direct", logits)
for name, tensor in ("dx", x), ("dW1", W1), ("db1", b1), ("dW2", W2), ("db2", b2), ("dW3", W3):
    show(name, tensor.grad)
    tensor.grad = None
logits = torch.tanh(x @ W1 + b1) @ W2 + b2 + x.detach() @ W3  # what x gets if the graph is cut there
F.cross_entropy(logits, torch.tensor([0, 5, 13, 13, 1])).backward()
show("dx_cut", x.grad)
