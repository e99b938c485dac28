"""Makes tests/14-rl.txt: the losses of lesson 14 and their gradients, by PyTorch's autograd.

    /usr/bin/python3 tests/14-rl-reference.py > tests/14-rl.txt

Runs under Debian's python3-torch (1.13), in double. Inputs are formulas that tests/14-rl.c and tests/policy.c compute,
too. A line is a name and its numbers.
"""
import torch
import torch.nn.functional as F

double = torch.float64
B, T, V = 3, 4, 5
ANSWER = torch.tensor([[-1, 2, 0, 4], [-1, -1, 1, 3], [3, 0, -1, -1]])


def show(name, t):
    print(name, *(f"{v:.9g}" for v in t.detach().flatten().tolist()))


def wave(n, scale, power, shift=0.0):
    return scale * torch.sin(torch.arange(1, n + 1, dtype=double) ** power + shift)


def log_probs(logits):
    picked = logits.log_softmax(-1).gather(-1, ANSWER.clamp(0).unsqueeze(-1)).squeeze(-1)
    return picked * (ANSWER >= 0)


logits = wave(B * T * V, 1.5, 1.3).reshape(B, T, V).requires_grad_()
logp = log_probs(logits)
show("token_log_probs", logp)
weight = wave(B * T, 1, 1.1, 0.5).reshape(B, T)
loss = -(weight * logp).sum() / B
loss.backward()
show("policy_loss", loss)
show("policy_loss.logits", logits.grad)

reward = torch.tensor([[1.0, 0, 0, 1, 0, 0.5], [3, -1, 2.5, 0.5, 7, 0]], dtype=double)
show("group_advantages", (reward - reward.mean(1, keepdim=True)) / reward.std(1, unbiased=False, keepdim=True))

n = 12
now = (wave(n, 0.5, 1.2) - 1.5).requires_grad_()
old, advantage = wave(n, 0.4, 1.4, 1) - 1.5, wave(n, 2, 1.7, 2)
ratio = torch.exp(now - old)
value = torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage)
value.sum().backward()
show("clipped", value)
show("clipped.slope", now.grad)
now.grad = None
value = torch.exp(old - now) - (old - now) - 1
value.sum().backward()
show("kl_term", value)
show("kl_term.slope", now.grad)

better, worse = wave(n, 3, 1.2).requires_grad_(), wave(n, 3, 1.3, 1).requires_grad_()
loss = -F.logsigmoid(better - worse).mean()
loss.backward()
show("bradley_terry", loss)
show("bradley_terry.better", better.grad)
show("bradley_terry.worse", worse.grad)
better.grad = worse.grad = None
of_better, of_worse = wave(n, 2, 1.5, 2), wave(n, 2, 1.6, 3)
loss = -F.logsigmoid(0.3 * ((better - of_better) - (worse - of_worse))).mean()
loss.backward()
show("dpo", loss)
show("dpo.better", better.grad)
show("dpo.worse", worse.grad)

# GRPO's whole objective on logits, token mean, with a KL
logits.grad = None
logp = log_probs(logits)
old = logp.detach() + wave(B * T, 0.4, 1.4).reshape(B, T)
reference = logp.detach() + wave(B * T, 0.6, 1.6).reshape(B, T)
advantage = torch.tensor([[1.2], [-0.7], [0.4]], dtype=double)
ratio = torch.exp(logp - old)
gain = torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage)
d = reference - logp
objective = gain - 0.1 * (torch.exp(d) - d - 1)
counts = (ANSWER >= 0).to(double)
loss = -(objective * counts).sum() / counts.sum()
loss.backward()
show("grpo", loss)
show("grpo.logits", logits.grad)
