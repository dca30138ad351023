#!/usr/bin/env python3
"""Many small decisions: how many a second on one core, what the sweep around them costs, and the same as one process for each case.

    cargo build --release -p ambimech
    cargo build --release -p ambimech-sweep --example decision_time
    python3 bench/sweep_speed.py [--cases 100000] [--runs 3] [--peer-cases 50] [--program target/release/ambimech]

A case: 3 agents with 2 types, whole prior weights from 1 to 100, three outcomes with whole payoffs from -10 to 10, the efficient rule; decided is whether
an ordinary mechanism has CIC and a balanced budget, with the certificate that the checker accepted. Four runs, one thread each:

    draw      the environments alone
    decide    the environments and the decisions, nothing written
    sweep     the same cases with `ambimech sweep`: journal, CSV, Parquet, codebook, times
    command   some of the cases as files, `ambimech decide` for each: what a script does without a sweep

Times are processor time of the process (user and system), the least of some runs that take turns, so that other work on the machine counts little. The overhead of the sweep is
1 - decide / sweep; with drawing counted as overhead it is 1 - (decide - draw) / sweep.
"""
import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAN = """format = "ambimech-sweep/1"
name = "Small decisions"
seed = 1
repetitions = {cases}
shapes = ["2x2x2"]
priors = [{{ name = "weights", kind = "integers", most = 100 }}]
payoffs = [{{ name = "interdependent", kind = "integers", least = -10, most = 10 }}]
decisions = [{{ name = "simple", goal = "cic,bb", mechanism = "simple", reports = "pure" }}]
"""


def run(command, cwd):
    """Processor time of a command in seconds, its peak memory in MB, and what it printed."""
    process = subprocess.Popen([str(word) for word in command], cwd=cwd, stdout=subprocess.PIPE)
    printed = process.stdout.read().decode()
    _, status, used = os.wait4(process.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, 1):
        sys.exit(f"{command} ended with {code}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, printed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peer-cases", type=int, default=50)
    parser.add_argument("--program", type=Path, default=ROOT / "target/release/ambimech")
    options = parser.parse_args()
    program, alone = options.program.resolve(), ROOT / "target/release/examples/decision_time"
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / "plan.toml"
        plan.write_text(PLAN.format(cases=options.cases), encoding="utf-8")
        draw = decide = sweep = float("inf")
        for number in range(options.runs):
            draw = min(draw, run([alone, plan, "draw"], folder)[0])
            time, memory, printed = run([alone, plan, "decide"], folder)
            decide = min(decide, time)
            words = ["sweep", plan, "--out", f"results-{number}", "--threads", "1"]
            time, sweep_memory, _ = run([program, *words], folder)
            sweep = min(sweep, time)
        peer = 0.0
        for case in range(options.peer_cases):
            run([program, "sweep", "case", plan, case, "--out", f"{case}.toml"], folder)
            decision = ["decide", f"{case}.toml", "--goal", "cic,bb", "--mechanism", "simple", "--reports", "pure"]
            peer += run([program, *decision], folder)[0]
    cases = options.cases
    print(f"{cases} cases: {printed.strip()}")
    print(f"draw     {draw / cases * 1e6:8.1f} us a case")
    print(f"decide   {(decide - draw) / cases * 1e6:8.1f} us a case: {cases / (decide - draw):,.0f} a second on one core; {memory:.0f} MB")
    print(f"sweep    {sweep / cases * 1e6:8.1f} us a case; {sweep_memory:.0f} MB")
    print(f"overhead {100 * (1 - decide / sweep):8.1f} % of the sweep; with drawing {100 * (1 - (decide - draw) / sweep):.1f} %")
    if options.peer_cases:
        one = peer / options.peer_cases
        print(f"command  {one * 1e6:8.1f} us a case, {one / (sweep / cases):.0f} times the sweep's")


if __name__ == "__main__":
    main()
