#!/usr/bin/env python3
"""The tables of the map, in Markdown, from study/map/results: python3 study/map/report.py > study/map/results/tables.md"""
import csv
import gzip
from fractions import Fraction
from pathlib import Path
from statistics import median_low

HERE = Path(__file__).resolve().parent
CONDITIONS = ["bdp", "cbdp", "convex-independence", "identifiability", "coalitional-identifiability"]
FAMILIES = {"random": ["uniform", "coarse"], "structured": ["two-states", "markov"], "tied": ["tied-bdp", "tied-cbdp"]}


def rows():
    for part in ("small", "middle", "large"):
        with gzip.open(HERE / "results" / part / "results.csv.gz", "rt", encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def table(heads, lines):
    print("| " + " | ".join(heads) + " |")
    print("|" + "---|" * len(heads))
    for line in lines:
        print("| " + " | ".join(str(cell) for cell in line) + " |")
    print()


def what_works(cases):
    """Ordinary, only ambiguous, none, not settled and, of those, with an ambiguous mechanism that works. One rule is a mechanism with several, so that
    where no ambiguous one works, no ordinary one does."""
    counts = [0, 0, 0, 0]
    ambiguous_works = 0
    for case in cases:
        simple, ambiguous = case["simple"], case["ambiguous"]
        if simple == "feasible":
            counts[0] += 1
        elif ambiguous == "infeasible":
            counts[2] += 1
        elif simple == "infeasible" and ambiguous == "feasible":
            counts[1] += 1
        else:
            counts[3] += 1
            ambiguous_works += ambiguous == "feasible"
    return " / ".join(map(str, counts)) + (f" ({ambiguous_works})" if counts[3] else "")


def main():
    cases = list(rows())
    shapes = list(dict.fromkeys(case["shape"] for case in cases))
    priors = list(dict.fromkeys(case["prior"] for case in cases))
    of = lambda **keys: [case for case in cases if all(case[key] == value for key, value in keys.items())]
    print("# Tables of the map\n")
    print(f"{len(cases):,} cases. Made by `study/map/report.py` from the results beside this file.\n")
    print("## How often conditions hold\n")
    print("Of the priors of each shape and family (random: `uniform`, `coarse`; structured: `two-states`, `markov`; tied: `tied-bdp`, `tied-cbdp`); a prior counts once.\n")
    lines = []
    for shape in shapes:
        for family, members in FAMILIES.items():
            drawn = [case for prior in members for case in of(shape=shape, prior=prior, payoffs="interdependent")]
            cells = []
            for condition in CONDITIONS:
                held = sum(case[condition] == "holds" for case in drawn)
                unsettled = sum(case[condition] not in ("holds", "fails") for case in drawn)
                cells.append(f"{held}" + (f" (+{unsettled} open)" if unsettled else ""))
            lines.append([shape, family, len(drawn), *cells])
    table(["shape", "priors", "draws", *CONDITIONS], lines)
    for payoffs in ("interdependent", "private"):
        print(f"## What works, {payoffs} values\n")
        print("CIC and a balanced budget, a random efficient rule: ordinary / only ambiguous / none / not settled (of them an ambiguous one works).\n")
        lines = []
        for prior in priors:
            cells = [what_works(of(shape=shape, prior=prior, payoffs=payoffs)) for shape in shapes]
            lines.append([prior, *cells])
        table(["prior", *shapes], lines)
    print("## Rules and stakes\n")
    print("Where an ambiguous mechanism works and an ordinary one does not: number of rules of the mechanism that was made, and its largest payment (payoffs are whole numbers from -10 to 10).\n")
    lines = []
    for shape in shapes:
        only = [case for case in of(shape=shape) if case["simple"] == "infeasible" and case["ambiguous"] == "feasible"]
        if not only:
            lines.append([shape, 0, "", "", "", ""])
            continue
        rules = sorted(int(case["ambiguous_rules"]) for case in only)
        payments = sorted(Fraction(case["ambiguous_payment"]) for case in only)
        at = lambda share: f"{float(payments[int(share * (len(payments) - 1))]):,.0f}"
        lines.append([shape, len(only), median_low(rules), rules[-1], at(0.5), at(0.9)])
    table(["shape", "cases", "rules: middle", "most", "largest payment: middle", "nine of ten below"], lines)


if __name__ == "__main__":
    main()
