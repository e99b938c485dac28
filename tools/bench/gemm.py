"""The matrix product in PyTorch, the peer of gemm.c: GFLOP/s of A @ B, A.T @ B and A @ B.T.

The result goes into an existing tensor, as in the C program. PyTorch itself needs one or two microseconds
to reach the BLAS, which counts in small products.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python3 tools/bench/gemm.py M N K
"""
import os
import statistics
import sys
import time

import torch

BATCHES = 20

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
M, N, K = map(int, sys.argv[1:4]) if len(sys.argv) > 1 else (768, 768, 768)
flops = 2 * M * N * K
size = 1 + int(2e8 / flops)
C = torch.empty(M, N)


def measure(name, A, B):
    s = []
    for batch in range(-2, BATCHES):  # two warm up
        begin = time.perf_counter()
        for _ in range(size):
            torch.mm(A, B, out=C)
        if batch >= 0:
            s.append((time.perf_counter() - begin) / size)
    print(f"gflops_{name} {flops / statistics.median(s) / 1e9:.2f}")


measure("ab", torch.rand(M, K), torch.rand(K, N))
measure("atb", torch.rand(K, M).t(), torch.rand(K, N))
measure("abt", torch.rand(M, K), torch.rand(N, K).t())
