"""The two moons in Python, the peer of micrograd.c: an engine in the manner of micrograd.

Every number is an object with a set of its sources and a closure for its backward; the order is found
by a recursive walk. The step makes the same 65818 values as the C program's. Each closure and its value
refer to each other, so nothing is freed until Python's garbage collector has searched all of them, which it
does again and again. So the step is measured with the collector on, the default, and with it off (then the
garbage is collected between the steps, and that time is not counted).

    python3 tools/bench/micrograd.py [--steps N]
"""
import gc
import os
import random
import statistics
import sys
import time


class Value:
    def __init__(self, data, sources=(), op=""):
        self.data = data
        self.grad = 0.0
        self.op = op
        self.sources = set(sources)
        self.pass_back = lambda: None

    def __add__(self, b):
        b = b if isinstance(b, Value) else Value(b)
        total = Value(self.data + b.data, (self, b), "+")

        def pass_back():
            self.grad += total.grad
            b.grad += total.grad

        total.pass_back = pass_back
        return total

    def __mul__(self, b):
        b = b if isinstance(b, Value) else Value(b)
        product = Value(self.data * b.data, (self, b), "*")

        def pass_back():
            self.grad += product.grad * b.data
            b.grad += product.grad * self.data

        product.pass_back = pass_back
        return product

    def relu(self):
        bent = Value(self.data if self.data > 0 else 0.0, (self,), "relu")

        def pass_back():
            if bent.data > 0:
                self.grad += bent.grad

        bent.pass_back = pass_back
        return bent

    def __radd__(self, a):
        return self + a

    def __rmul__(self, a):
        return self * a

    def order(self):
        done, order = set(), []

        def visit(value):
            if value in done:
                return
            done.add(value)
            for source in value.sources:
                visit(source)
            order.append(value)

        visit(self)
        return order

    def backward(self):
        order = self.order()
        self.grad = 1.0
        for value in reversed(order):
            value.pass_back()
        return len(order)


class Neuron:
    def __init__(self, nin, bend):
        self.w = [Value(random.uniform(-1, 1)) for _ in range(nin)]
        self.b = Value(0.0)
        self.bend = bend

    def __call__(self, x):
        total = sum((w * xi for w, xi in zip(self.w, x)), self.b)
        return total.relu() if self.bend else total


class MLP:
    def __init__(self, nin, nouts):
        self.layers = []
        for depth, nout in enumerate(nouts, 1):
            self.layers.append([Neuron(nin, depth < len(nouts)) for _ in range(nout)])
            nin = nout

    def __call__(self, x):
        for layer in self.layers:
            x = [neuron(x) for neuron in layer]
        return x[0]

    def parameters(self):
        return [p for layer in self.layers for neuron in layer for p in (*neuron.w, neuron.b)]


def step(mlp, points, rate):
    scores = [mlp([Value(x), Value(y)]) for x, y, _ in points]
    losses = [(1 + -label * score).relu() for (_, _, label), score in zip(points, scores)]
    data_loss = sum(losses) * (1.0 / len(losses))
    loss = data_loss + 1e-4 * sum(p * p for p in mlp.parameters())
    right = sum((label > 0) == (score.data > 0) for (_, _, label), score in zip(points, scores))
    for p in mlp.parameters():
        p.grad = 0.0
    nodes = loss.backward()
    for p in mlp.parameters():
        p.data -= rate * p.grad
    return loss.data, 100 * right / len(points), nodes


def measure(name, steps, mlp, points):
    ms = []
    for i in range(-1, steps):  # the first one warms up
        begin = time.perf_counter()
        step(mlp, points, 0.1)
        ms.append(1e3 * (time.perf_counter() - begin))
        if not gc.isenabled():
            gc.collect()
    print(f"{name} {statistics.median(ms[1:]):.1f}", flush=True)


steps = int(sys.argv[2]) if sys.argv[1:2] == ["--steps"] else 5
here = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(here, "../../datasets/moons.tsv")) as f:
    points = [tuple(map(float, line.split())) for line in f]
random.seed(1337)
mlp = MLP(2, [16, 16, 1])
loss, accuracy, nodes = step(mlp, points, 0.1)
print(f"first_loss {loss:.6f}\nnodes {nodes}")
measure("ms_per_step", steps, mlp, points)
gc.collect()
gc.disable()
measure("ms_per_step_collector_off", steps, mlp, points)
