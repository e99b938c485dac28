"""Makes tests/07-gpt.txt: what PyTorch says about lesson 07's exercises.

    /usr/bin/python3 tests/07-gpt-reference.py > tests/07-gpt.txt

Runs under Debian's python3-torch (1.13), in double. Every input is a sin(b * i) for i = 0, 1, ..., with an a and
a b of its own, which the tests repeat. Each line is a name and its numbers.
"""
import torch
import torch.nn.functional as F

double = torch.float64


def sine(a, b, *shape):
    n = torch.Size(shape).numel()
    return (a * torch.sin(b * torch.arange(n, dtype=double))).reshape(shape).requires_grad_()


def show(name, t):
    print(name, *(f"{v:.9g}" for v in t.detach().flatten().tolist()))


def show_grads(prefix, **tensors):
    for name, t in tensors.items():
        show(f"{prefix}_d{name}", t.grad)


def hidden(wei):
    T = wei.shape[-1]
    return wei.masked_fill(torch.tril(torch.ones(T, T)) == 0, float("-inf"))


# 7.1: the mean of the past, version 3
x, w = sine(1, 0.7, 2, 5, 3), sine(1, 1.3, 2, 5, 3)
out = F.softmax(hidden(torch.zeros(5, 5, dtype=double)), -1) @ x
(out * w).sum().backward()
show("average_out", out)
show_grads("average", x=x)

# 7.2: one head
x, Wk, Wq, Wv, w = sine(2, 0.7, 2, 5, 6), sine(1, 1.1, 6, 4), sine(1, 2.3, 6, 4), sine(1, 1.7, 6, 4), sine(1, 1.3, 2, 5, 4)
k, q, v = x @ Wk, x @ Wq, x @ Wv
out = F.softmax(hidden(q @ k.transpose(-2, -1) * 4**-0.5), -1) @ v
(out * w).sum().backward()
show("head_out", out)
show_grads("head", x=x, Wk=Wk, Wq=Wq, Wv=Wv)

# 7.4: LayerNorm, of rows of very different size
x, gain, bias, w = sine(1, 0.7, 4, 5), sine(1, 1.1, 5), sine(1, 1.3, 5), sine(1, 1.7, 4, 5)
with torch.no_grad():
    x *= torch.tensor([1, 100, 0.01, 0.001], dtype=double)[:, None]
out = F.layer_norm(x, (5,), gain, bias)
(out * w).sum().backward()
show("norm_out", out)
show_grads("norm", x=x, gain=gain, bias=bias)

# 7.5: a block of two heads, relu in the middle
B, T, C, heads = 2, 4, 6, 2
x, w = sine(2, 0.7, B, T, C), sine(1, 1.3, B, T, C)
g1, b1, g2, b2 = sine(1, 0.9, C), sine(0.5, 1.9, C), sine(1, 1.5, C), sine(0.5, 2.5, C)
qkv, proj, proj_b = sine(1, 1.1, C, 3 * C), sine(1, 2.3, C, C), sine(0.3, 0.8, C)
fc, fc_b, mlp, mlp_b = sine(1, 1.7, C, 4 * C), sine(0.3, 0.6, 4 * C), sine(1, 2.9, 4 * C, C), sine(0.3, 0.4, C)


def heads_of(x, W, heads):
    B, T, C = x.shape
    q, k, v = (t.view(B, T, heads, C // heads).transpose(1, 2) for t in (x @ W).split(C, dim=2))
    wei = F.softmax(hidden(q @ k.transpose(-2, -1) * (C // heads)**-0.5), -1)
    return (wei @ v).transpose(1, 2).reshape(B, T, C)


y = x + heads_of(F.layer_norm(x, (C,), g1, b1), qkv, heads) @ proj + proj_b
out = y + F.relu(F.layer_norm(y, (C,), g2, b2) @ fc + fc_b) @ mlp + mlp_b
(out * w).sum().backward()
show("block_out", out)
show_grads("block", x=x, qkv=qkv, fc=fc, gamma1=g1, beta1=b1, proj=proj, gamma2=g2, beta2=b2, out=mlp)

# 7.10: six heads at once
x, W, w = sine(2, 0.7, 2, 5, 12), sine(1, 1.1, 12, 36), sine(1, 1.3, 2, 5, 12)
out = heads_of(x, W, 6)
(out * w).sum().backward()
show("heads_out", out)
show_grads("heads", x=x, W=W)

# 7.6: a whole GPT of two layers; its parameters are filled in GPT-2's order
V, T, block, C, layers = 7, 4, 5, 6, 2
of_layer = [(C,), (C,), (C, 3 * C), (3 * C,), (C, C), (C,), (C,), (C,), (C, 4 * C), (4 * C,), (4 * C, C), (C,)]
shapes = [(V, C), (block, C)] + layers * of_layer + [(C,), (C,)]
p = [(0.5 * torch.sin((0.7 + 0.13 * k) * (torch.arange(torch.Size(s).numel(), dtype=double) + 1))).reshape(s).requires_grad_()
     for k, s in enumerate(shapes)]
wte, wpe, gamma, beta = p[0], p[1], p[-2], p[-1]
ids = torch.tensor([[3, 1, 4, 1], [0, 2, 4, 3]])
read, written = wte.detach().clone().requires_grad_(), wte.detach().clone().requires_grad_()


def logits_of(read, written):
    x = read[ids] + wpe[:T]
    for i in range(layers):
        g1, b1, qkv, qkv_b, proj, proj_b, g2, b2, fc, fc_b, mlp, mlp_b = p[2 + 12 * i:14 + 12 * i]
        q, k, v = (t.view(2, T, 2, C // 2).transpose(1, 2) for t in (F.layer_norm(x, (C,), g1, b1) @ qkv + qkv_b).split(C, dim=2))
        wei = F.softmax(hidden(q @ k.transpose(-2, -1) * (C // 2)**-0.5), -1)
        x = x + (wei @ v).transpose(1, 2).reshape(2, T, C) @ proj + proj_b
        x = x + F.gelu(F.layer_norm(x, (C,), g2, b2) @ fc + fc_b, approximate="tanh") @ mlp + mlp_b
    return F.layer_norm(x, (C,), gamma, beta) @ written.T


w = sine(1, 1.3, 2, T, V)
(logits_of(read, written) * w).sum().backward()
show("gpt_dwte_read", read.grad)
show("gpt_dwte_written", written.grad)
for t in p:
    t.grad = None
out = logits_of(wte, wte)
(out * w).sum().backward()
show("gpt_out", out)
show_grads("gpt", wte=wte, wpe=wpe, gamma=gamma, beta=beta)

# 7.7: three steps of AdamW
size, n = torch.tensor([1, 100, 0.01, 1e-4, 1e-8, 3], dtype=double), torch.arange(6, dtype=double)
w = torch.sin(0.7 * (n + 1)).requires_grad_()
adamw = torch.optim.AdamW([w], lr=0.05, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.1)
for step in range(1, 4):
    w.grad = size * torch.cos(1.3 * step + n)
    adamw.step()
show("adamw_w", w)
show("adamw_m", adamw.state[w]["exp_avg"])
show("adamw_v", adamw.state[w]["exp_avg_sq"])
