#!/usr/bin/env python3
"""How time and memory of the whole command grow with the environment: `conditions` and `decide`, from the file to the checked answer.

    cargo build --release -p ambimech
    python3 bench/growth.py [--shapes 2x2x2 3x3x3 2x2x2x2 ...] [--program target/release/ambimech] [--runs 3]

Every environment is a case of a sweep: whole prior weights from 1 to 100, three outcomes with whole payoffs from -10 to 10, the efficient rule.
Beside each the time that the program takes to read the file alone (`ambimech sweep case` has written it; `conditions` with nothing but
`full-support`). Processor time (user and system) and the largest memory of the process, the least of the runs.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ["2x2x2", "3x3x3", "2x2x2x2", "4x4x4", "2x2x2x2x2", "3x3x3x3", "2x2x2x2x2x2", "3x3x3x3x3"]
PLAN = """format = "ambimech-sweep/1"
seed = 1
shapes = ["{shape}"]
conditions = ["bdp"]
priors = [{{ name = "weights", kind = "integers", most = 100 }}]
payoffs = [{{ name = "interdependent", kind = "integers", least = -10, most = 10 }}]
"""


def run(command, folder, runs):
    """Least processor time in seconds and memory in MB, and the exit code."""
    best, memory, code = float("inf"), float("inf"), None
    for _ in range(runs):
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1, 3):
            sys.exit(f"{command} ended with {code}")
        best, memory = min(best, used.ru_utime + used.ru_stime), min(memory, used.ru_maxrss / 1024)
    return best, memory, code


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shapes", nargs="*", default=SHAPES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/ambimech")
    options = parser.parse_args()
    program = options.program.resolve()
    asked = [
        ("read", ["conditions", "case.toml", "full-support"]),
        ("conditions", ["conditions", "case.toml", "bdp", "cbdp", "convex-independence", "identifiability"]),
        ("simple", ["decide", "case.toml", "--goal", "cic,bb", "--mechanism", "simple"]),
        ("ambiguous", ["decide", "case.toml", "--goal", "cic,bb", "--mechanism", "ambiguous"]),
    ]
    print("| shape | profiles | file | " + " | ".join(name for name, _ in asked) + " |")
    print("|---" * (3 + len(asked)) + "|")
    for shape in options.shapes:
        profiles = 1
        for count in shape.split("x"):
            profiles *= int(count)
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "plan.toml").write_text(PLAN.format(shape=shape), encoding="utf-8")
            subprocess.run([program, "sweep", "case", "plan.toml", "0", "--out", "case.toml"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            size = (Path(folder) / "case.toml").stat().st_size
            cells = []
            for _, words in asked:
                time, memory, code = run([program, *words], folder, options.runs)
                cells.append(f"{1000 * time:.0f} ms, {memory:.0f} MB" + (" (undecided)" if code == 3 else ""))
        print(f"| {shape} | {profiles} | {size / 1024:.0f} KB | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
