"""How few rules and how small payments: the search beside the usual design, on the literature and on 200 generated environments.

    cargo build --release -p ambimech-solve --example few_rules_table
    python3 bench/few_rules.py [PROGRAM] > rows.jsonl

PROGRAM is the example `few_rules_table`, by default the release build's. One JSON object for each environment goes to standard
output, the tables of docs/performance.md to standard error. Seeds are 0, 1, 2, …; against mixed reports.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
GOALS = ("coalition-proof", "implement", "extract")
# Shape and number of environments; 200 in all, and one of five agents besides.
SHAPES = (
    ("2x2", 30),
    ("2x3", 30),
    ("3x3", 30),
    ("3x4", 20),
    ("2x2x2", 40),
    ("2x2x3", 20),
    ("3x3x3", 10),
    ("2x2x2x2", 20),
    ("2x2x2x2x2", 1),
)
OUTCOMES = 4
LONGEST = 600


def rows_of(program: Path, *words: str) -> list[dict]:
    """What the program prints, as far as it came."""
    try:
        done = subprocess.run(
            [str(program), *words], capture_output=True, text=True, timeout=LONGEST, check=False
        )
        text = done.stdout
    except subprocess.TimeoutExpired:
        print(json.dumps({"name": " ".join(words), "timeout": LONGEST}), flush=True)
        return []
    rows = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
    for row in rows:
        row["goal"] = words[1]
        print(json.dumps(row), flush=True)
    return rows


def counted(numbers: list[int]) -> str:
    """Numbers with how often they occur: `2 (38), 3 (2)`; a single number alone."""
    found = sorted(set(numbers))
    if len(found) == 1:
        return str(found[0])
    return ", ".join(f"{number} ({numbers.count(number)})" for number in found)


def table(title: str, groups: list[tuple[str, list[dict]]]) -> None:
    """One line for every group of rows."""
    print(f"\n{title}\n", file=sys.stderr)
    print(
        "| environments | number | usual | found | least proved | one bet excluded | payment / usual: middle, worst | seconds: middle, longest |",
        file=sys.stderr,
    )
    print("|---|---|---|---|---|---|---|---|", file=sys.stderr)
    for name, rows in groups:
        done = [row for row in rows if row.get("found")]
        if not done:
            continue
        ratios = [row["payment"] / row["usual payment"] for row in done if row["usual payment"] > 0]
        seconds = [row["seconds"] for row in done]
        ratio = f"{median(ratios):.2f}, {max(ratios):.2f}" if ratios else ""
        print(
            f"| {name} | {len(done)} | {counted([row['usual'] for row in done])} | {counted([row['found'] for row in done])} "
            f"| {counted([row['least'] for row in done])} | {sum(row['cases'] > 0 for row in done)} of {len(done)} | {ratio} "
            f"| {median(seconds):.2f}, {max(seconds):.2f} |",
            file=sys.stderr,
        )


def main() -> None:
    default = ROOT / "target" / "release" / "examples" / "few_rules_table"
    program = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    literature = []
    for path in sorted(ROOT.glob("examples/*/environment.toml")):
        for goal in GOALS:
            name = f"{path.parent.name}, {goal}"
            literature.append((name, rows_of(program, str(path.relative_to(ROOT)), goal, "mixed")))
    table("Literature", literature)
    shapes = []
    for shape, count in SHAPES:
        rows = []
        for seed in range(count):
            rows += rows_of(program, shape, "coalition-proof", "mixed", str(OUTCOMES), str(seed), "1")
        shapes.append((shape.replace("x", "×"), rows))
    table("Generated", shapes)


if __name__ == "__main__":
    main()
