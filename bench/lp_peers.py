#!/usr/bin/env python3
"""Exact linear programming beside its peers: programs like those of mechanism design, decided with proof.

    python3 bench/lp_peers.py [--programs gains,3,3 gains,4,3 ...] [--seed 1] [--limit 60] [--solvers ours glpsol ...] [--write FOLDER]

Programs KIND,AGENTS,TYPES; unknown is the payment of every agent at every profile, n |Theta| free variables:
  gains     budgets balance; every proper coalition C and ordered pair a, b of its joint types must lose at least a
            random number from 0 to 10 by reporting b instead of a under the prior's weights (infeasible as a rule)
  mixed     the same with numbers from -10 to 10
  hidden    the same with what a hidden balanced rule gives, less a random number from 0 to 10 (feasible)
  border    the same with exactly what the hidden rule gives (feasible, every row may be tight)
  bumped    as border, one row more by 1 (close to feasible)
  bet       a side bet: balanced budgets, every proper coalition expects 0 on path, one joint type of the first half
            of the agents loses at least 1 by every misreport (feasible)
All numbers are integers. The time of every solver is that of its whole process, reading included; ours also says how
much of it was floating point, exact, and one more verification. Exact peers: `soplex` (--solvemode=2 and tolerances
0; pip and apt have none with rational arithmetic, but the crate soplex-sys 0.1.6 contains its source: cmake with
-DGMP=on -DBOOST=on -DMPFR=off -DPAPILO=off, target soplex), `esolver` (package qsopt-ex), `glpsol --exact` (package glpk-utils), `z3`. HiGHS (`pip install highspy`) is
floating point. A solver that is not there is skipped with a word about it.
"""
import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MASK = (1 << 64) - 1


class Numbers:
    """Numbers that look random and are the same everywhere (splitmix64)."""

    def __init__(self, seed):
        self.state = seed

    def between(self, least, most):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = ((self.state ^ (self.state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return least + (z >> 32) % (most - least + 1)


def program(kind, agents, types, seed):
    """Number of variables, and rows (sense, right side, {variable: coefficient})."""
    numbers = Numbers(seed)
    size = types ** agents
    step = [types ** (agents - 1 - i) for i in range(agents)]
    weights = [numbers.between(1, 100) for _ in range(size)]
    hidden = [[numbers.between(-9, 9) for _ in range(size)] for _ in range(agents)]
    hidden[-1] = [-sum(hidden[i][t] for i in range(agents - 1)) for t in range(size)]
    rows = [("=", 0, {i * size + t: 1 for i in range(agents)}) for t in range(size)]
    coalitions = [c for k in range(1, agents) for c in itertools.combinations(range(agents), k)]

    def places(members):
        """The sum of place values of every joint type of the members, in order."""
        return [sum(t * step[i] for i, t in zip(members, joint)) for joint in itertools.product(range(types), repeat=len(members))]

    if kind == "bet":
        for members in coalitions:
            others = places([i for i in range(agents) if i not in members])
            for own in places(members):
                rows.append(("=", 0, {i * size + own + x: weights[own + x] for i in members for x in others}))
        bettors = tuple(range(max(1, agents // 2)))
        others = places([i for i in range(agents) if i not in bettors])
        truth, *reports = places(bettors)
        for report in reports:
            rows.append(("<=", -1, {i * size + report + x: weights[truth + x] for i in bettors for x in others}))
        return agents * size, rows
    bumped = numbers.between(0, 10**6)
    first = len(rows)
    for members in coalitions:
        others = places([i for i in range(agents) if i not in members])
        for a in places(members):
            for b in places(members):
                if a == b:
                    continue
                row = {}
                for i in members:
                    for x in others:
                        row[i * size + a + x] = weights[a + x]
                        row[i * size + b + x] = -weights[a + x]
                worth = sum(weight * hidden[v // size][v % size] for v, weight in row.items())
                right = {
                    "gains": lambda: numbers.between(0, 10),
                    "mixed": lambda: numbers.between(-10, 10),
                    "hidden": lambda: worth - numbers.between(0, 10),
                    "border": lambda: worth,
                    "bumped": lambda: worth,
                }[kind]()
                rows.append((">=", right, row))
    if kind == "bumped":
        at = first + bumped % (len(rows) - first)
        rows[at] = (">=", rows[at][1] + 1, rows[at][2])
    return agents * size, rows


def write_text(path, columns, rows):
    with open(path, "w", encoding="ascii") as file:
        file.write(f"{len(rows)} {columns} {sum(len(row) for _, _, row in rows)}\n")
        for sense, right, row in rows:
            letter = {"=": "E", "<=": "L", ">=": "G"}[sense]
            file.write(f"{letter} {right} {len(row)} " + " ".join(f"{v} {e}" for v, e in row.items()) + "\n")


def write_lp(path, columns, rows):
    with open(path, "w", encoding="ascii") as file:
        file.write("Minimize\n obj: 0 x0\nSubject To\n")
        for number, (sense, right, row) in enumerate(rows):
            terms = [f"{'+' if e >= 0 else '-'} {abs(e)} x{v}" for v, e in row.items()]
            lines = [" ".join(terms[at:at + 12]) for at in range(0, len(terms), 12)]
            file.write(f" r{number}: " + "\n  ".join(lines) + f" {sense} {right}\n")
        file.write("Bounds\n" + "".join(f" x{v} free\n" for v in range(columns)) + "End\n")


def write_smt(path, columns, rows):
    literal = lambda e: f"{e}.0" if e >= 0 else f"(- {-e}.0)"
    with open(path, "w", encoding="ascii") as file:
        file.write("(set-logic QF_LRA)\n" + "".join(f"(declare-const x{v} Real)\n" for v in range(columns)))
        for sense, right, row in rows:
            terms = " ".join(f"(* {literal(e)} x{v})" for v, e in row.items())
            left = f"(+ {terms})" if len(row) > 1 else terms
            file.write(f"(assert ({sense} {left} {literal(right)}))\n")
        file.write("(check-sat)\n")


HIGHS = """
import sys, highspy
solver = highspy.Highs()
solver.setOptionValue("output_flag", False)
solver.readModel(sys.argv[1])
solver.run()
print(str(solver.getModelStatus()).rsplit(".k", 1)[-1])
"""


def available(solver):
    """The command for a solver and the form of its file, or why there is none."""
    if solver == "highs":
        found = subprocess.run([sys.executable, "-c", "import highspy"], capture_output=True, check=False)
        return ([sys.executable, "-c", HIGHS], "lp") if found.returncode == 0 else "pip install highspy"
    commands = {
        "soplex": (["soplex", "--solvemode=2", "--readmode=1", "-f0", "-o0"], "lp"),
        "qsopt": (["esolver", "-L"], "lp"),
        "glpsol": (["glpsol", "--exact", "--lp"], "lp"),
        "z3": (["z3"], "smt2"),
    }
    command, form = commands[solver]
    return (command, form) if shutil.which(command[0]) else f"there is no {command[0]} on this machine"


def said(text):
    """The verdict in a solver's words."""
    text = text.upper()
    if "SOLVED EXACTLY" in text:
        return "feasible"
    if any(word in text for word in ("INFEASIBLE", "UNSAT", "NO FEASIBLE", "NO PRIMAL FEASIBLE")):
        return "infeasible"
    return "feasible" if "OPTIMAL" in text or "SAT" in text else "no answer"


def memory(command, limit):
    """The largest memory of the process in megabytes, if GNU time is at hand to say it."""
    if not shutil.which("time"):
        return ""
    try:
        done = subprocess.run(["time", "-f", "%M", *command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return ""
    last = done.stderr.decode(errors="replace").split()[-1:]
    return f"{int(last[0]) / 1024:.1f}" if last and last[0].isdigit() else ""


def timed(command, limit):
    begin = time.perf_counter()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return f"over {limit:g} s", None, ""
    text = done.stdout.decode(errors="replace")
    return time.perf_counter() - begin, said(text), text


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = ["gains,3,3", "gains,4,2", "gains,5,2", "gains,4,3", "gains,6,2", "mixed,4,3", "hidden,4,3", "border,4,2", "bumped,4,2", "bet,6,2"]
    parser.add_argument("--programs", nargs="+", default=default, help="KIND,AGENTS,TYPES ...")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60, help="seconds for each solver")
    parser.add_argument("--solvers", nargs="+", default=["ours", "soplex", "qsopt", "glpsol", "z3", "highs"])
    parser.add_argument("--write", metavar="FOLDER", help="only write the programs there, in text form")
    choice = parser.parse_args()
    if choice.write:
        os.makedirs(choice.write, exist_ok=True)
        for name in choice.programs:
            kind, agents, types = name.split(",")
            columns, rows = program(kind, int(agents), int(types), choice.seed)
            write_text(os.path.join(choice.write, f"{kind}-{agents}-{types}-{choice.seed}.txt"), columns, rows)
        return
    build = ["cargo", "build", "-q", "--release", "-p", "ambimech-solve", "--example", "lp_time", "--message-format=json"]
    built = subprocess.run(build, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    ours = [json.loads(line)["executable"] for line in built if '"lp_time"' in line and '"executable":"' in line][-1]
    solvers = {}
    for solver in choice.solvers:
        found = ([ours], "txt") if solver == "ours" else available(solver)
        if isinstance(found, str):
            print(f"{solver} is skipped: {found}")
        else:
            solvers[solver] = found
    print("| program | rows x variables | solver | verdict | time | times ours | memory, MB | float part, exact part, verification | numbers, bits |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name in choice.programs:
        kind, agents, types = name.split(",")
        columns, rows = program(kind, int(agents), int(types), choice.seed)
        own = None
        with tempfile.TemporaryDirectory() as folder:
            for solver, (command, form) in solvers.items():
                path = os.path.join(folder, f"program.{form}")
                if not os.path.exists(path):
                    {"txt": write_text, "lp": write_lp, "smt2": write_smt}[form](path, columns, rows)
                extra = ["-O", os.path.join(folder, "answer")] if solver == "qsopt" else []
                runs = [timed([*command, *extra, path], choice.limit)]
                if isinstance(runs[0][0], float) and runs[0][0] < 5:
                    runs += [timed([*command, *extra, path], choice.limit) for _ in range(2)]
                seconds, verdict, text = sorted(runs, key=lambda run: run[0] if isinstance(run[0], float) else 1e9)[len(runs) // 2]
                known = isinstance(seconds, float)
                parts = sizes = ""
                if solver == "ours" and known and text.startswith("{"):
                    own, answer = seconds, json.loads(text)
                    verdict = answer["verdict"]
                    parts = f"{answer['float']:.4f}, {answer['exact']:.4f}, {answer['verify']:.4f} s"
                    sizes = f"{answer['numbers']}, {answer['bits']}"
                ratio = f"{seconds / own:.1f}" if known and own else ""
                shown = f"{seconds:.3f} s" if known else seconds
                most = memory([*command, *extra, path], choice.limit) if known else ""
                print(f"| {name} | {len(rows)} x {columns} | {solver} | {verdict or ''} | {shown} | {ratio} | {most} | {parts} | {sizes} |", flush=True)


if __name__ == "__main__":
    main()
