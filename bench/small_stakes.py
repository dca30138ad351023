"""How small the stakes are that the search finds: beside the usual design and the lower bound, on the literature and on 200 generated environments.

    cargo build --release -p ambimech-solve --example smallest_stakes_table
    python3 bench/small_stakes.py [PROGRAM [EVERY]] > rows.jsonl

PROGRAM is the example `smallest_stakes_table`, by default the release build's. With EVERY, a whole number, only one in so many of the
generated environments is looked at. One JSON object for each environment goes to standard output, the tables of docs/performance.md
to standard error. Seeds are 0, 1, 2, …; against mixed reports, with the fewest rules that are found.
"""

from __future__ import annotations

import sys
from pathlib import Path
from statistics import median

from few_rules import GOALS, ROOT, SHAPES, counted, rows_of

OUTCOMES = 4
MEASURES = ("largest-payment", "expected-payment")


def cell(row: dict) -> str:
    """Usual design, found, bound."""
    bound = "none" if row["bound"] is None else f"{row['bound']:.2f}"
    return f"{row['usual measure']:.2f} | {row['measure']:.2f} | {bound}"


def literature(program: Path) -> None:
    """One line for every example and goal."""
    print("| example, goal | rules | largest payment: usual | found | bound | expected payment: usual | found | bound |", file=sys.stderr)
    print("|---|---|---|---|---|---|---|---|", file=sys.stderr)
    for path in sorted(ROOT.glob("examples/*/environment.toml")):
        for goal in GOALS:
            words = str(path.relative_to(ROOT)), goal, "mixed"
            found = [row for measure in MEASURES for row in rows_of(program, *words, measure) if row.get("found")]
            if not found:
                continue
            cells = [cell(row) for row in found] + ["none | none | none"] * (len(MEASURES) - len(found))
            print(
                f"| {path.parent.name}, {goal} | {found[0]['usual']} → {found[0]['found']} | {' | '.join(cells)} |",
                file=sys.stderr,
                flush=True,
            )


def generated(program: Path, every: int) -> None:
    """One line for every shape."""
    print(
        "\n| types | number | rules | largest payment / usual: middle, worst | / bound: best, middle, worst | seconds: middle, longest |",
        file=sys.stderr,
    )
    print("|---|---|---|---|---|---|", file=sys.stderr)
    for shape, count in SHAPES:
        rows = []
        for seed in range(0, count, every):
            words = shape, "coalition-proof", "mixed", "largest-payment", str(OUTCOMES), str(seed), "1"
            rows += [row for row in rows_of(program, *words) if row.get("found")]
        if not rows:
            continue
        usual = [row["measure"] / row["usual measure"] for row in rows if row["usual measure"] > 0]
        above = [row["measure"] / row["bound"] for row in rows if row["bound"]]
        seconds = [row["seconds"] for row in rows]
        print(
            f"| {shape.replace('x', '×')} | {len(rows)} | {counted([row['found'] for row in rows])} "
            f"| {median(usual):.3f}, {max(usual):.3f} | {min(above):.2f}, {median(above):.2f}, {max(above):.2f} "
            f"| {median(seconds):.1f}, {max(seconds):.1f} |",
            file=sys.stderr,
            flush=True,
        )


def main() -> None:
    default = ROOT / "target" / "release" / "examples" / "smallest_stakes_table"
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    every = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    literature(program)
    generated(program, every)


if __name__ == "__main__":
    main()
