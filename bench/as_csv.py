"""Rows of `small_stakes.py` or `few_rules.py` as CSV, without what depends on the machine.

    python3 bench/as_csv.py < rows.jsonl > bench/results/small_stakes.csv

Of two rows about the same environment, goal and measure the later one counts.
"""

from __future__ import annotations

import csv
import json
import sys

LEFT_OUT = {"seconds", "timeout"}


def main() -> None:
    rows: dict[tuple, dict] = {}
    seen: dict[tuple, int] = {}
    for line in sys.stdin:
        row = json.loads(line)
        if not row.get("found"):
            continue
        # Rows about several measures of one environment follow one another, the measure itself is not among their words.
        words = (row["name"], row.get("goal"), row.get("usual measure"))
        seen.setdefault(words, len(seen))
        rows[words] = row
    ordered = [rows[words] for words in sorted(rows, key=seen.__getitem__)]
    columns = [key for key in (ordered[0] if ordered else {}) if key not in LEFT_OUT]
    if any(row.get("bound") for row in ordered):
        columns.append("over bound")
    writer = csv.DictWriter(sys.stdout, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in ordered:
        bound = row.get("bound")
        writer.writerow(row | ({"over bound": f"{row['measure'] / bound:.3f}"} if bound else {}))


if __name__ == "__main__":
    main()
