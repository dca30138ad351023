#!/usr/bin/env python3
"""The Parquet file of a sweep says what its CSV file says, for pyarrow and pandas.

    pip install pyarrow pandas
    python3 bench/same_tables.py RESULTS_FOLDER...

Every folder holds results.parquet, results.csv or results.csv.gz, and codebook.csv. Cells are compared as the codebook's kinds say: counts as whole
numbers, decimals as the nearest floating point numbers, words and exact numbers as text; an empty cell is a null. Exit code 1 on a difference.
"""
import csv
import gzip
import sys
from fractions import Fraction
from pathlib import Path

import pandas
import pyarrow.parquet


def main():
    folders = [Path(word) for word in sys.argv[1:]]
    if not folders:
        sys.exit(__doc__)
    for folder in folders:
        with (folder / "codebook.csv").open(encoding="utf-8", newline="") as file:
            kinds = {line["variable"]: line["storage"] for line in csv.DictReader(file) if line["file"] == "results.csv"}
        packed = folder / "results.csv.gz"
        opened = gzip.open(packed, "rt", encoding="utf-8", newline="") if packed.exists() else (folder / "results.csv").open(encoding="utf-8", newline="")
        with opened as file:
            rows = list(csv.DictReader(file))
        table = pyarrow.parquet.read_table(folder / "results.parquet")
        frame = pandas.read_parquet(folder / "results.parquet")
        if table.column_names != list(kinds) or list(frame.columns) != list(kinds) or not len(rows) == table.num_rows == len(frame):
            sys.exit(f"{folder}: other columns, or another number of rows")
        exact = 0
        for name, kind in kinds.items():
            for number, (row, cell) in enumerate(zip(rows, table.column(name).to_pylist())):
                text = row[name]
                if text == "":
                    same = cell is None or cell == ""
                elif kind == "whole number":
                    same = cell == int(text)
                elif kind == "decimal":
                    same = cell == float(text)
                else:
                    same = cell == text
                    if kind == "exact number as text":
                        Fraction(text)
                        exact += 1
                if not same:
                    sys.exit(f"{folder}: row {number}, column {name}: {text!r} in CSV, {cell!r} in Parquet")
        print(f"{folder}: {len(rows)} rows, {len(kinds)} columns, {exact} exact numbers, the same")


if __name__ == "__main__":
    main()
