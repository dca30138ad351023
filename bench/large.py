#!/usr/bin/env python3
"""Whole commands on priors of millions of profiles, beside reading the file: conditions, a closed-form design, spot checks and the whole check.

    python3 -m pip install numpy
    cargo build --release -p ambimech
    python3 bench/large.py [--shapes 215x215x215 ...] [--program target/release/ambimech] [--runs 3] [--design]

Every prior is drawn with whole weights from 1 to 65,536 and saved as an array of 8 bytes an entry. The units, measured in the same run: *bytes*, a pass of `cat`
over the file; *numpy*, `numpy.load` and the sum of all weights; *ours*, the program asked for `full-support` alone, which is reading the file and looking at every weight
once. Processor time (user and system) and the largest memory of the process, the least of the runs; the file is in the cache of the operating system.
"""
import argparse
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHAPES = ["100x100x10", "100x100x100", "x".join("2" * 20), "215x215x215", "10x10x10x10x10x10x10", "x".join("2" * 23)]
DRAW = "import numpy, sys; w = numpy.random.default_rng(1).integers(1, 2**16, size=[int(c) for c in sys.argv[1:]], endpoint=True); numpy.save('prior.npy', w.astype('<u8'))"
SUM = "import numpy, sys; print(numpy.load(sys.argv[1]).sum())"


def environment(counts):
    """Two outcomes, private values, the efficient rule; types are numbered."""
    lines = ['format = "ambimech-environment/1"', 'name = "A large prior"', 'outside = "none"']
    for agent, count in enumerate(counts):
        types = ", ".join(f"t{place} = {place}" for place in range(count))
        lines += ["[[agents]]", f'name = "a{agent}"', f"types = {{ {types} }}"]
    lines += ["[prior]", 'file = "prior.npy"', "[outcomes.none]"]
    lines += [f"a{agent} = 0" for agent in range(len(counts))]
    lines += ["[outcomes.build]"]
    lines += [f'a{agent} = "value[a{agent}] - {(count - 1) // 2}"' for agent, count in enumerate(counts)]
    lines += ["[allocation]", 'rule = "efficient"']
    return "\n".join(lines) + "\n"


def run(command, folder, runs):
    """Least processor time in seconds and memory in MB, and the exit code."""
    best, memory, code = float("inf"), float("inf"), None
    for _ in range(runs):
        process = subprocess.Popen([str(word) for word in command], cwd=folder, stdout=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        best, memory = min(best, used.ru_utime + used.ru_stime), min(memory, used.ru_maxrss / 1024)
    return best, memory, code


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shapes", nargs="*", default=SHAPES)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--design", action="store_true", help="the closed-form design and its checks, too")
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/ambimech")
    options = parser.parse_args()
    program = options.program.resolve()
    asked = [("bytes", ["cat", "prior.npy"]), ("numpy", [sys.executable, "-c", SUM, "prior.npy"])]
    asked += [(name, [program, "conditions", "e.toml", name]) for name in ("full-support", "bdp", "cbdp")]
    if options.design:
        design = [program, "design", "e.toml", "--method", "closed-form", "--goal", "extract", "--out", "m.json"]
        asked += [("design", design), ("spot", [program, "check", "e.toml", "m.json", "--spot", "1000", "--seed", "1"]), ("check", [program, "check", "e.toml", "m.json"])]
    print("| agents, types | profiles | " + " | ".join(name for name, _ in asked) + " | bdp, cbdp over reading |")
    print("|---" * (3 + len(asked)) + "|")
    for shape in options.shapes:
        counts = [int(count) for count in shape.split("x")]
        with tempfile.TemporaryDirectory() as folder:
            # Drawn by a process of its own: what this one holds would count as memory of those it starts.
            subprocess.run([sys.executable, "-c", DRAW, *map(str, counts)], cwd=folder, check=True)
            (Path(folder) / "e.toml").write_text(environment(counts), encoding="utf-8")
            cells, times = [], {}
            for name, words in asked:
                time, memory, code = run(words, folder, options.runs)
                times[name] = time
                cells.append(f"{1000 * time:.0f} ms, {memory:.0f} MB" + {0: "", 1: " (fails)", 3: " (undecided)"}.get(code, f" (exit {code})"))
        ratios = ", ".join(f"{times[name] / times['full-support']:.1f}" for name in ("bdp", "cbdp"))
        kinds = f"{len(counts)}, {counts[0]}" if len(set(counts)) == 1 else shape.replace("x", "×")
        print(f"| {kinds} | {math.prod(counts):,} | " + " | ".join(cells) + f" | {ratios} |", flush=True)


if __name__ == "__main__":
    main()
