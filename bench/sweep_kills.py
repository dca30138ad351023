#!/usr/bin/env python3
"""A sweep that is killed again and again ends with the bytes of one that is not.

    cargo build --release -p ambimech
    python3 bench/sweep_kills.py [PLAN] [--kills 20] [--seed 1] [--program target/release/ambimech]

The plan, by default a small one of its own, is run once in peace. Then it is begun again and again, every time with another number of threads, and
killed (SIGKILL) after a random time, until it was killed so often while it worked; the last run is left alone. Its results must be the same to the byte; no case
may stand twice in the journal, and none that stood there before a kill may be missing after it. Exit code 1 otherwise.
"""
import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAN = """format = "ambimech-sweep/1"
name = "Killed"
seed = 3
repetitions = {repetitions}
shapes = ["2x2x2", "3x3"]
conditions = ["bdp", "cbdp"]
priors = [{{ name = "p", kind = "dirichlet", denominator = 200 }}, {{ name = "q", kind = "integers", most = 4, bias = "bdp" }}]
payoffs = [{{ name = "u", kind = "integers", least = -9, most = 9 }}]
decisions = [
  {{ name = "simple", goal = "cic,bb", mechanism = "simple" }},
  {{ name = "ambiguous", goal = "cic,bb", mechanism = "ambiguous", stakes = true }},
]
"""
FILES = ["results.csv", "results.parquet", "codebook.csv", "sweep.json"]


def finished(folder):
    """The cases whose lines in the journal are whole."""
    path = folder / "journal-1-of-1.txt"
    if not path.exists():
        return []
    lines = path.read_bytes().split(b"\n")[1:-1]
    return [line.split(b"\t")[0] for line in lines]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("plan", nargs="?", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--repetitions", type=int, default=400)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/ambimech")
    options = parser.parse_args()
    draw = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = options.plan.resolve() if options.plan else folder / "plan.toml"
        if not options.plan:
            plan.write_text(PLAN.format(repetitions=options.repetitions), encoding="utf-8")

        def command(out, threads):
            return [options.program.resolve(), "sweep", plan, "--out", folder / out, "--threads", str(threads)]

        start = time.monotonic()
        subprocess.run(command("peace", 2), check=True, capture_output=True)
        whole = time.monotonic() - start
        kills, early, seen = 0, 0, set()
        while kills < options.kills:
            process = subprocess.Popen(command("killed", draw.randint(1, 4)), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(draw.uniform(0, 1.5 * whole / options.kills))
            if process.poll() is not None:
                # It was finished before its kill: from the beginning.
                early += 1
                for path in (folder / "killed").iterdir():
                    path.unlink()
                seen = set()
                if early > options.kills:
                    sys.exit("the plan is too short to be killed so often")
                continue
            process.kill()
            process.wait()
            kills += 1
            now = finished(folder / "killed")
            if len(now) != len(set(now)) or not seen <= set(now):
                sys.exit(f"kill {kills}: a case was lost or doubled")
            seen = set(now)
        subprocess.run(command("killed", 2), check=True, capture_output=True)
        other = [file for file in FILES if (folder / "peace" / file).read_bytes() != (folder / "killed" / file).read_bytes()]
        if other:
            sys.exit(f"other bytes: {', '.join(other)}")
        print(f"{kills} kills, the last with {len(seen)} cases done; the same bytes as without")


if __name__ == "__main__":
    main()
