"""Settles how numpy computes. To be imported before numpy; what it sets, worker processes inherit."""

import os
from pathlib import Path

#: The processor features that OpenBLAS's AVX-512 kernels need.
_WIDE = {"avx512f", "avx512bw", "avx512dq", "avx512vl", "avx512cd"}


def _settle():
    # A process a core and a thread a process: faster here than one process of many threads, and the same bits every time.
    os.environ["OPENBLAS_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = "1"
    # glibc gives large arrays back to the system at once, which costs a third of the training time.
    os.environ.update(MALLOC_MMAP_THRESHOLD_="1000000000", MALLOC_TRIM_THRESHOLD_="2000000000", MALLOC_TOP_PAD_="100000000")
    # On processors newer than itself OpenBLAS takes its AVX2 kernels: half the speed.
    facts = Path("/proc/cpuinfo")
    if facts.exists() and _WIDE <= set(facts.read_text().split()):
        os.environ.setdefault("OPENBLAS_CORETYPE", "SkylakeX")


_settle()
