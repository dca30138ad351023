"""Sweeps: the cases of a plan, to be run under threads, processes, Dask or Ray. The rows are those of ``ambimech sweep``."""

from __future__ import annotations

import os
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from . import _native

__all__ = ["Cell", "SweepCase", "run_case", "sweep_cases"]

Cell: TypeAlias = int | str | Fraction | float | None
"""What stands in a column: a count, a word, an exact number, its rounded decimal, or nothing."""


@dataclass(frozen=True)
class SweepCase:
    """One case of a plan. It is small, can be pickled, and has all that :func:`run_case` needs but the files that the plan names."""

    number: int
    plan: str
    """The text of the plan."""
    file: str
    """The name of its file, for messages."""
    folder: str
    """Where the files that it names are."""


_opened = lru_cache(maxsize=16)(_native.Sweep.of_text)


def sweep_cases(plan: str | os.PathLike[str]) -> list[SweepCase]:
    """The cases of a plan, a file of the format ``ambimech-sweep/1``."""
    path = Path(plan)
    count = _native.Sweep.read(path).cases
    text, folder = path.read_text(encoding="utf-8"), str(path.resolve().parent)
    return [SweepCase(number, text, str(plan), folder) for number in range(count)]


def run_case(case: SweepCase) -> dict[str, Cell]:
    """Draws a case, decides everything that its plan asks, and gives the row of ``results.csv``. Releases the interpreter."""
    sweep = _opened(case.plan, case.file, case.folder)
    cells = sweep.row(case.number)
    return {name: _cell(kind, text) for (name, kind), text in zip(sweep.columns, cells, strict=True)}


def _cell(kind: str, text: str) -> Cell:
    if not text:
        return None
    if kind == "whole number":
        return int(text)
    if kind == "exact number as text":
        return Fraction(text)
    return float(text) if kind == "decimal" else text
