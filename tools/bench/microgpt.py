"""Lesson 00's GPT in plain Python, the peer of microgpt.c: numbers that are objects, one for each sum and product.

It makes the same draws and the same steps as lessons/00-microgpt.c, so it also says what the losses and the invented
names must be: tests/00-microgpt.txt is its output without the last line. With --steps N it takes the first N of the 1000
steps, and prints the mean time of one. It is idiomatic Python: operators, a list of each value's sources, an order found
by a recursive walk. No value refers to a later one, so nothing waits for the garbage collector.

    python3 tools/bench/microgpt.py [--steps N] [--data FILE]
"""
import argparse
import math
import os
import random
import time

LETTERS = "abcdefghijklmnopqrstuvwxyz"
VOCAB, BOS, BLOCK, WIDTH, HEADS, STEPS = 27, 26, 16, 16, 4, 1000
HEAD = WIDTH // HEADS


class Value:
    __slots__ = ("data", "grad", "sources", "slopes")

    def __init__(self, data, sources=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.sources = sources
        self.slopes = slopes

    def __add__(self, b):
        b = b if isinstance(b, Value) else Value(b)
        return Value(self.data + b.data, (self, b), (1.0, 1.0))

    def __mul__(self, b):
        b = b if isinstance(b, Value) else Value(b)
        return Value(self.data * b.data, (self, b), (b.data, self.data))

    def __pow__(self, n):
        return Value(self.data**n, (self,), (n * self.data ** (n - 1),))

    def exp(self):
        e = math.exp(self.data)
        return Value(e, (self,), (e,))

    def log(self):
        return Value(math.log(self.data), (self,), (1 / self.data,))

    def relu(self):
        return Value(max(self.data, 0.0), (self,), (float(self.data > 0),))

    __radd__, __rmul__ = __add__, __mul__

    def backward(self):
        order, seen = [], set()

        def visit(value):
            if value not in seen:
                seen.add(value)
                for source in value.sources:
                    visit(source)
                order.append(value)

        visit(self)
        self.grad = 1.0
        for value in reversed(order):
            for source, slope in zip(value.sources, value.slopes):
                source.grad += slope * value.grad


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def linear(W, x):
    return [dot(row, x) for row in W]


def softmax(scores):
    largest = max(score.data for score in scores)
    parts = [(score + -largest).exp() for score in scores]
    share = sum(parts) ** -1
    return [part * share for part in parts]


def rmsnorm(x):
    scale = (dot(x, x) * (1 / len(x)) + 1e-5) ** -0.5
    return [xi * scale for xi in x]


def table(rows, columns):
    return [[Value(random.gauss(0, 0.08)) for _ in range(columns)] for _ in range(rows)]


class GPT:
    def __init__(self):
        self.wte, self.wpe, self.lm_head = table(VOCAB, WIDTH), table(BLOCK, WIDTH), table(VOCAB, WIDTH)
        self.wq, self.wk, self.wv, self.wo = (table(WIDTH, WIDTH) for _ in range(4))
        self.fc1, self.fc2 = table(4 * WIDTH, WIDTH), table(WIDTH, 4 * WIDTH)
        tables = (self.wte, self.wpe, self.lm_head, self.wq, self.wk, self.wv, self.wo, self.fc1, self.fc2)
        self.parameters = [p for rows in tables for row in rows for p in row]

    def attend(self, query, keys, values):
        found = []
        for first in range(0, WIDTH, HEAD):
            part = slice(first, first + HEAD)
            weights = softmax([dot(query[part], key[part]) * HEAD**-0.5 for key in keys])
            found += [dot(weights, column) for column in zip(*(value[part] for value in values))]
        return found

    def logits(self, token, position, keys, values):
        x = rmsnorm([a + b for a, b in zip(self.wte[token], self.wpe[position])])
        y = rmsnorm(x)
        keys.append(linear(self.wk, y))
        values.append(linear(self.wv, y))
        y = linear(self.wo, self.attend(linear(self.wq, y), keys, values))
        x = [a + b for a, b in zip(x, y)]
        y = linear(self.fc2, [h.relu() for h in linear(self.fc1, rmsnorm(x))])
        x = [a + b for a, b in zip(x, y)]
        return linear(self.lm_head, x)

    def loss(self, name):
        tokens = [BOS, *map(LETTERS.index, name), BOS][: BLOCK + 1]
        keys, values, logs = [], [], []
        for position, (token, following) in enumerate(zip(tokens, tokens[1:])):
            logs.append(softmax(self.logits(token, position, keys, values))[following].log())
        return sum(logs) * (-1 / len(logs))

    def invent(self, temperature):
        name, token, keys, values = "", BOS, [], []
        for position in range(BLOCK):
            logits = self.logits(token, position, keys, values)
            chances = softmax([logit * (1 / temperature) for logit in logits])
            token = random.choices(range(VOCAB), [chance.data for chance in chances])[0]
            if token == BOS:
                break
            name += LETTERS[token]
        return name


def adam(parameters, m, v, step):
    rate = 0.01 * (1 - step / STEPS)
    for i, p in enumerate(parameters):
        m[i] = 0.85 * m[i] + (1 - 0.85) * p.grad
        v[i] = 0.99 * v[i] + (1 - 0.99) * p.grad**2
        mean, mean_square = m[i] / (1 - 0.85 ** (step + 1)), v[i] / (1 - 0.99 ** (step + 1))
        p.data -= rate * mean / (mean_square**0.5 + 1e-8)
        p.grad = 0.0


def main():
    parser = argparse.ArgumentParser()
    here = os.path.dirname(os.path.abspath(__file__))
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--data", default=os.path.join(here, "../../datasets/names.txt"))
    options = parser.parse_args()

    random.seed(42)
    with open(options.data) as f:
        names = f.read().split()
    random.shuffle(names)
    gpt = GPT()
    m, v = [0.0] * len(gpt.parameters), [0.0] * len(gpt.parameters)
    seconds = 0
    for step in range(options.steps):
        begin = time.perf_counter()
        loss = gpt.loss(names[step % len(names)])
        loss.backward()
        adam(gpt.parameters, m, v, step)
        seconds += time.perf_counter() - begin
        if step + 1 in (1, 2, 3, 4, 5, 10, 100, 200, 500, 1000):
            print(f"loss_{step + 1} {loss.data:.17g}", flush=True)
    if options.steps == STEPS:
        for i in range(1, 21):
            print(f"sample_{i} {gpt.invent(0.5)}")
    print(f"ms_per_step {1e3 * seconds / options.steps:.1f}")


main()
