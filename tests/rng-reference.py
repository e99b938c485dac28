"""Makes rng-torch.txt and rng-python.txt, which unit-rng.c compares common/base/rng.c with.

    /usr/bin/python3 tests/rng-reference.py     (needs torch 1.13: Debian's python3-torch)

One line is one draw:

    NAME SEED CALL ARGUMENT... = VALUE...

Lines that follow each other with the same name and seed are draws from one generator; the first
of them seeds it. The calls are those of rng.h, under the names of torch and Python. "weights" draws
nothing: it gives the probabilities of the multinomials, or of the choices, that follow. Of a long draw, "randn-some N
K" and "shuffle-some N K" keep the elements 0, K, 2K, ... only; shuffle-some, for which that would
let much slip through, ends with a checksum of all: sum((i + 1) a[i]).

Floats have 9 significant digits and doubles 17: they read back as the same number. A line
"end COUNT" after the last draw shows that nothing was cut off.
"""

import os
import random

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
TORCH_SEEDS = [0, 42, 1337, 2147483647, 2147483657]
PYTHON_SEEDS = [0, 42, 1337, 2147483647, 2**32, 0x123456789ABCDEF]

# How often a name starts with each letter, roughly, and some that never occur: the first, the last
# and two in the middle. They do not sum to 1, nor need they.
WEIGHTS = [0, 44, 13, 15.5, 17, 15, 4, 7, 9, 6, 24, 29.25, 16, 25, 11, 0, 0, 1, 16, 21, 13, 0.78125,
           4, 3, 1.3, 5, 0]


class Reference:
    """The lines of one file, and the generator of the sequence being written."""

    def __init__(self, seed_generator, digits):
        self.lines = []
        self.seed_generator = seed_generator
        self.digits = digits

    def start(self, name, seed):
        self.name, self.seed = name, seed
        self.generator = self.seed_generator(seed)

    def line(self, call, args, values):
        texts = [str(v) if isinstance(v, int) else f"{v:.{self.digits}g}" for v in values]
        words = [self.name, str(self.seed), call, *map(str, args), "=", *texts]
        self.lines.append(" ".join(words))

    def write(self, file, source):
        with open(os.path.join(HERE, file), "w") as f:
            f.write(f"# Made by rng-reference.py, which says what a line is, with {source}.\n")
            f.write("\n".join(self.lines) + f"\nend {len(self.lines)}\n")


class TorchReference(Reference):
    def __init__(self):
        super().__init__(lambda seed: torch.Generator().manual_seed(seed), 9)

    def rand(self, n):
        self.line("rand", [n], torch.rand(n, generator=self.generator).tolist())

    def randn(self, n):
        self.line("randn", [n], torch.randn(n, generator=self.generator).tolist())

    def randn_some(self, n, k):
        self.line("randn-some", [n, k], torch.randn(n, generator=self.generator)[::k].tolist())

    def randint(self, low, high, n):
        x = torch.randint(low, high, (n,), generator=self.generator)
        self.line("randint", [low, high, n], x.tolist())

    def randperm(self, n):
        self.line("randperm", [n], torch.randperm(n, generator=self.generator).tolist())

    def weights(self, values):
        self.p = torch.tensor(values, dtype=torch.float32)
        self.line("weights", [len(values)], self.p.tolist())

    def draw(self, count):
        return torch.multinomial(self.p, count, replacement=True, generator=self.generator)

    def multinomial(self, times):
        self.line("multinomial", [times], [self.draw(1).item() for _ in range(times)])

    def multinomial_race(self, times):  # without replacement=True
        x = [torch.multinomial(self.p, 1, generator=self.generator).item() for _ in range(times)]
        self.line("multinomial-race", [times], x)

    def multinomial_many(self, count):
        self.line("multinomial-many", [count], self.draw(count).tolist())


class PythonReference(Reference):
    def __init__(self):
        super().__init__(random.Random, 17)

    def random(self, n):
        self.line("random", [n], [self.generator.random() for _ in range(n)])

    def uniform(self, a, b, n):
        self.line("uniform", [a, b, n], [self.generator.uniform(a, b) for _ in range(n)])

    def gauss(self, mu, sigma, n):
        self.line("gauss", [mu, sigma, n], [self.generator.gauss(mu, sigma) for _ in range(n)])

    def shuffled(self, n):
        a = list(range(n))
        self.generator.shuffle(a)
        return a

    def shuffle(self, n):
        self.line("shuffle", [n], self.shuffled(n))

    def shuffle_some(self, n, k):
        a = self.shuffled(n)
        self.line("shuffle-some", [n, k], a[::k] + [sum((i + 1) * x for i, x in enumerate(a))])

    def weights(self, values):
        self.p = [float(v) for v in values]
        self.line("weights", [len(values)], self.p)

    def choices(self, times):
        indices = range(len(self.p))
        self.line("choices", [times], [self.generator.choices(indices, self.p)[0] for _ in range(times)])


def torch_single_draws(r, seed):
    for n in [1, 5, 40]:
        r.start(f"rand-{n}", seed)
        r.rand(n)
    for n in [1, 15, 16, 17, 40]:
        r.start(f"randn-{n}", seed)
        r.randn(n)
    r.start("randn-729", seed)
    if seed == 2147483647:
        r.randn(729)
    else:
        r.randn_some(729, 28)
    for n in [1, 5, 100]:
        r.start(f"randperm-{n}", seed)
        r.randperm(n)


def torch_integers(r, seed):
    for name, low, high in [("letter", 0, 27), ("example", 0, 182625), ("negative", -5, 5),
                            ("only-one", 7, 8), ("wide", -2**31, 2**31), ("almost", 0, 2**32 - 1),
                            ("wider", 0, 2**32 + 1), ("widest", -2**63, 2**63 - 1)]:
        r.start(f"randint-{name}", seed)
        r.randint(low, high, 10)


def torch_multinomials(r, seed):
    r.start("multinomial", seed)
    r.weights(WEIGHTS)
    r.multinomial(50)
    r.start("multinomial-many", seed)
    r.weights(WEIGHTS)
    r.multinomial_many(50)
    r.multinomial_many(1)
    r.multinomial_many(2)
    r.weights([1])
    r.multinomial_many(3)
    r.multinomial(3)
    r.rand(1)
    r.start("multinomial-race", seed)
    r.weights(WEIGHTS)
    r.multinomial_race(50)
    r.weights([0, 1e-3])
    r.multinomial_race(3)
    r.rand(1)


def torch_mixtures(r, seed):
    r.start("waiting-normal", seed)  # 3 leave one waiting; 16 and rand pass it by; 2 take it
    r.randn(3)
    r.randn(2)
    r.randn(1)
    r.randn(2)
    r.randn(1)
    r.start("normal-waits", seed)
    r.randn(5)
    r.randint(0, 182625, 3)
    r.rand(3)
    r.randn(16)
    r.randn(2)
    r.randperm(10)
    r.rand(1)
    r.start("sampling", seed)
    r.randn(40)
    r.weights(WEIGHTS)
    r.multinomial(5)
    r.multinomial_race(5)
    r.multinomial_many(5)
    r.rand(2)
    r.start("long", seed)  # across several refills of the state
    r.randn_some(2000, 111)
    r.randint(0, 27, 3)


def python_draws(r, seed):
    r.start("random", seed)
    r.random(10)
    r.start("uniform", seed)
    r.uniform(-1, 1, 10)
    r.uniform(0.1, 0.7, 50)
    r.uniform(3, -0.3, 10)
    r.start("gauss", seed)
    r.gauss(0, 1, 9)
    r.random(1)
    r.gauss(0, 1, 2)
    r.gauss(0.3, 1.7, 10)
    r.start("shuffle", seed)
    r.shuffle(1)
    r.shuffle(10)
    r.random(2)
    r.start("long", seed)
    r.shuffle_some(1000, 111)
    r.random(2)
    r.start("choices", seed)
    r.weights(WEIGHTS)
    r.choices(50)
    r.weights([0, 1e-300, 0])
    r.choices(3)
    r.weights([2.5])
    r.choices(2)
    r.random(1)


def main():
    r = TorchReference()
    for seed in TORCH_SEEDS:
        torch_single_draws(r, seed)
        torch_integers(r, seed)
        torch_multinomials(r, seed)
        torch_mixtures(r, seed)
    r.start("rand-5", 2**32 + 42)  # the same as with seed 42
    r.rand(5)
    r.write("rng-torch.txt", f"PyTorch {torch.__version__}")
    r = PythonReference()
    for seed in PYTHON_SEEDS:
        python_draws(r, seed)
    r.write("rng-python.txt", "Python's random")


main()
