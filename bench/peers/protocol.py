"""What the Python peers share. A peer is a child process that answers every line of JSON on stdin with one on stdout."""

import json
import resource
import sys
import time

import numpy as np


def load(job):
    """The rows of a data set as written by bench/data/store.mjs: X [rows, columns] and y [rows], float32."""
    x = np.fromfile(job["x"], np.float32).reshape(job["rows"], job["columns"])
    return x, np.fromfile(job["y"], np.float32)


def timed(work):
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_bytes():
    """Largest resident size of this process so far. VmHWM, because ru_maxrss starts at the parent's size."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def serve(versions, operations):
    """Announces the versions, then runs operations[job["op"]](job) for every line until stdin ends."""
    print(json.dumps({"versions": {"Python": sys.version.split()[0], "NumPy": np.__version__, **versions}}), flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(operations[job["op"]](job)), flush=True)
