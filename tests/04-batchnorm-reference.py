"""Makes tests/04-batchnorm.txt: what PyTorch says about lesson 04's exercises.

    /usr/bin/python3 tests/04-batchnorm-reference.py > tests/04-batchnorm.txt

Runs under Debian's python3-torch (1.13). A line is a name and its numbers.
"""
import torch
import torch.nn.functional as F


def show(name, *values):
    numbers = [v for x in values for v in torch.as_tensor(x).flatten().tolist()]
    print(name, *(f"{v:.9g}" for v in numbers))


# 4.2
gain = torch.nn.init.calculate_gain
show("init_scale", [gain(f) / fan_in**0.5 for fan_in in (30, 100, 7) for f in ("linear", "tanh", "relu")])

# 4.1: 32 x 20 numbers, the columns more and more spread
g = torch.Generator().manual_seed(42)
h = torch.tanh(torch.randn((32, 20), generator=g) * torch.arange(20) ** 2)
show("saturation", (h.abs() > 0.9).float().mean(), (h.abs() > 0.9).all(0).sum())

# 4.3: two batches, then an evaluation; 8 examples of 5 neurons, eps 0.25, momentum 0.1
g = torch.Generator().manual_seed(42)
x, y = torch.randn((8, 5), generator=g), torch.randn((8, 5), generator=g) * 3 + 1
bngain, bnbias = torch.randn((1, 5), generator=g) + 2, torch.randn((1, 5), generator=g)
weigh = torch.randn((8, 5), generator=g)  # the loss is a weighted sum
bnmean_running, bnstd_running = torch.zeros((1, 5)), torch.ones((1, 5))
for t in (x, y, bngain, bnbias):
    t.requires_grad = True
for name, batch in (("x", x), ("y", y)):
    mean, std = batch.mean(0, keepdim=True), (batch.var(0, keepdim=True) + 0.25) ** 0.5
    out = bngain * (batch - mean) / std + bnbias
    if name == "x":
        (out * weigh).sum().backward()
        show("dx", x.grad)
        show("dbngain", bngain.grad)
        show("dbnbias", bnbias.grad)
    with torch.no_grad():
        bnmean_running = 0.9 * bnmean_running + 0.1 * mean
        bnstd_running = 0.9 * bnstd_running + 0.1 * std
    show("out_" + name, out)
show("bnmean_running", bnmean_running)
show("bnstd_running", bnstd_running)
show("evaluated", bngain * (x - bnmean_running) / bnstd_running + bnbias)
# and the same function in PyTorch's own words
assert torch.allclose(F.batch_norm(y, None, None, bngain[0], bnbias[0], True, 0.1, 0.25 * 7 / 8)
                      * (7 / 8) ** 0.5 + bnbias * (1 - (7 / 8) ** 0.5), out, atol=1e-6)

# 4.5: a linear layer (6, 4) with a bias, then BatchNorm in evaluation; 10 examples
g = torch.Generator().manual_seed(42)
weight, bias = torch.randn((6, 4), generator=g), torch.randn(4, generator=g)
bngain, bnbias = torch.randn(4, generator=g), torch.randn(4, generator=g)
mean, std = torch.randn(4, generator=g), torch.rand(4, generator=g) + 0.5
x = torch.randn((10, 6), generator=g)
show("together", bngain * (x @ weight + bias - mean) / std + bnbias)
show("together_without_bias", bngain * (x @ weight - mean) / std + bnbias)
