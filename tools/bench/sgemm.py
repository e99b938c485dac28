"""Is PyTorch at its best here? GFLOP/s of a 768 x 768 matrix product, and which BLAS computes it.

    OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2 python3 tools/bench/sgemm.py
"""
import os
import statistics
import sysconfig
import time

import torch

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")))
a, b = torch.randn(768, 768), torch.randn(768, 768)
s = []
for i in range(220):
    begin = time.perf_counter()
    a @ b
    s.append(time.perf_counter() - begin)
print(f"torch {torch.__version__}")
print(f"gflops {2 * 768**3 / statistics.median(s[20:]) / 1e9:.0f}")
try:
    with open("/proc/self/maps") as f:  # Linux
        mapped = {line.split()[-1] for line in f if "/" in line}
except OSError:
    mapped = set()
blas = sorted(path for path in mapped if os.path.basename(path).startswith("libblas.so"))
print("blas", *(blas or ["unknown"]))
print("multiarch", sysconfig.get_config_var("MULTIARCH") or "unknown")
