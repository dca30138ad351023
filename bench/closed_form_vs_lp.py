#!/usr/bin/env python3
"""One side bet of CPAM Lemma 4: the linear program that the lemma suggests, beside the closed form.

    python3 bench/closed_form_vs_lp.py [--sizes 3,3 4,3 6,2 8,2] [--largest 100] [--seed 1] [--limit 60]

The unknowns of the program are the n |Theta| payments phi_i(theta); its rows are the lemma's conditions:
  1  sum_i phi_i(theta) = 0 for every profile theta;
  2  sum_{i in C} sum_x p(theta_C, x) phi_i(theta_C, x) = 0 for every coalition C but the grand one, and every theta_C;
  3  sum_{i in S} sum_x p(truth, x) phi_i(report, x) <= -1 for the coalition S, one truth and every other report.
S is the first half of the agents, the truth its first type profile. The same random prior goes to both sides.

Solvers, each skipped when it is not there: HiGHS (`pip install highspy`; floating point, the time of its solving alone)
and, exact, `glpsol --exact` (package glpk-utils) and `esolver` (package qsopt-ex), the time of the whole process.
The closed form runs in the same session: cargo run --release -p ambimech-solve --example side_bet_time.
"""
import argparse
import itertools
import json
import os
import shutil
import subprocess
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
MASK = (1 << 64) - 1


def random_weights(count, largest, seed):
    """The weights of crates/solve/benches/random_environment/mod.rs."""
    weights, state = [], seed
    for _ in range(count):
        state = (state + 0x9E3779B97F4A7C15) & MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        weights.append(1 + (z >> 32) % largest)
    return weights


def program(agents, types, weights):
    """Rows (sense, right side, {column: coefficient}); column profile * agents + agent. Weights stand for p."""
    place = lambda profile: sum(t * types ** (agents - 1 - i) for i, t in enumerate(profile))
    profiles = list(itertools.product(range(types), repeat=agents))
    rows = [("=", 0, {place(profile) * agents + i: 1 for i in range(agents)}) for profile in profiles]

    def expectation(members, truth, report):
        """Columns of the members' payments when they report `report`, weighted as `truth` expects the others."""
        others = [i for i in range(agents) if i not in members]
        row = {}
        for x in itertools.product(range(types), repeat=len(others)):
            profile = [0] * agents
            for i, t in zip(others, x):
                profile[i] = t
            for i, t in zip(members, truth):
                profile[i] = t
            weight = weights[place(profile)]
            for i, t in zip(members, report):
                profile[i] = t
            for i in members:
                row[place(profile) * agents + i] = weight
        return row

    for size in range(1, agents):
        for members in itertools.combinations(range(agents), size):
            for own in itertools.product(range(types), repeat=size):
                rows.append(("=", 0, expectation(members, own, own)))
    bettors = tuple(range(max(1, agents // 2)))
    truth, *reports = itertools.product(range(types), repeat=len(bettors))
    for report in reports:
        rows.append(("<=", -1, expectation(bettors, truth, report)))
    return agents * len(profiles), rows


def highs_seconds(columns, rows, limit):
    try:
        import highspy
    except ImportError:
        return None
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows)
    infinity = highspy.kHighsInf
    model.col_cost_ = [0.0] * columns
    model.col_lower_, model.col_upper_ = [-infinity] * columns, [infinity] * columns
    model.row_lower_ = [float(right) if sense == "=" else -infinity for sense, right, _ in rows]
    model.row_upper_ = [float(right) for _, right, _ in rows]
    start, index, value = [0], [], []
    for _, _, row in rows:
        index += row.keys()
        value += [float(entry) for entry in row.values()]
        start.append(len(index))
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = start, index, value
    best = None
    for _ in range(3):
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("time_limit", float(limit))
        solver.passModel(model)
        begin = time.perf_counter()
        solver.run()
        seconds = time.perf_counter() - begin
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return str(solver.getModelStatus()).rsplit(".", 1)[-1]
        best = seconds if best is None else min(best, seconds)
    return best


def write_lp(path, columns, rows):
    """CPLEX LP format as both exact solvers read it."""
    with open(path, "w", encoding="ascii") as file:
        file.write("Minimize\n obj: 0 x0\nSubject To\n")
        for number, (sense, right, row) in enumerate(rows):
            terms = [f"+ {entry} x{column}" for column, entry in row.items()]
            lines = [" ".join(terms[at:at + 12]) for at in range(0, len(terms), 12)]
            file.write(f" r{number}: " + "\n  ".join(lines) + f" {sense} {right}\n")
        file.write("Bounds\n" + "".join(f" x{column} free\n" for column in range(columns)) + "End\n")


def process_seconds(command, limit):
    if shutil.which(command[0]) is None:
        return None
    begin = time.perf_counter()
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=limit, check=False)
    except subprocess.TimeoutExpired:
        return f"over {limit} s"
    seconds = time.perf_counter() - begin
    said = done.stdout.decode(errors="replace").upper()
    return seconds if "OPTIMAL" in said or "SOLVED EXACTLY" in said else "no answer"


def closed_form(agents, types, largest, seed):
    words = [str(word) for word in (agents, types, largest, seed)]
    command = ["cargo", "run", "-q", "--release", "-p", "ambimech-solve", "--example", "side_bet_time", "--", *words]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def shown(seconds):
    if seconds is None:
        return "not there"
    return seconds if isinstance(seconds, str) else f"{seconds:.2e} s"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", nargs="+", default=["3,3", "4,3", "6,2", "8,2"], help="AGENTS,TYPES ...")
    parser.add_argument("--largest", type=int, default=100, help="weights of the prior are from 1 to this")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60, help="seconds for each solver")
    choice = parser.parse_args()
    print("| agents, types | rows x columns | closed form, integers | rationals | solver | time | times rationals | times integers |")
    print("|---|---|---|---|---|---|---|---|")
    for size in choice.sizes:
        agents, types = (int(word) for word in size.split(","))
        weights = random_weights(types ** agents, choice.largest, choice.seed)
        columns, rows = program(agents, types, weights)
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "program.lp")
            write_lp(file, columns, rows)
            ours = closed_form(agents, types, choice.largest, choice.seed)
            times = {
                "HiGHS": highs_seconds(columns, rows, choice.limit),
                "glpsol --exact": process_seconds(["glpsol", "--exact", "--lp", file], choice.limit),
                "QSopt_ex": process_seconds(["esolver", "-L", "-O", os.path.join(folder, "out"), file], choice.limit),
            }
        for solver, seconds in times.items():
            known = isinstance(seconds, float)
            ratios = [f"{seconds / ours[kind]:,.0f}" if known else "" for kind in ("rationals", "integers")]
            print(f"| {agents}, {types} | {len(rows)} x {columns} | {shown(ours['integers'])} | {shown(ours['rationals'])} "
                  f"| {solver} | {shown(seconds)} | {ratios[0]} | {ratios[1]} |", flush=True)


if __name__ == "__main__":
    main()
