"""Cases of a sweep under threads, processes and Dask: the rows of the command line."""

from __future__ import annotations

import csv
import multiprocessing
import os
import pickle
import subprocess
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import ambimech
import pytest
from ambimech.sweep import Cell

PLAN = """
format = "ambimech-sweep/1"
seed = 3
repetitions = 3
shapes = ["2x2", "2x3"]
conditions = ["bdp"]
priors = [{ name = "p", kind = "dirichlet", denominator = 30 }]
payoffs = [{ name = "u", kind = "integers", least = -3, most = 3 }]
decisions = [{ name = "d", goal = "ic,bb", mechanism = "ambiguous", stakes = true }]
"""


@pytest.fixture()
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_rows_are_typed_and_the_same_in_threads_and_processes(plan: Path) -> None:
    cases = ambimech.sweep_cases(plan)
    assert [case.number for case in cases] == list(range(6))
    assert pickle.loads(pickle.dumps(cases)) == cases
    rows = [ambimech.run_case(case) for case in cases]
    assert rows[0]["case"] == 0 and rows[0]["bdp"] in ("holds", "fails")
    payments = [row["d_payment"] for row in rows if row["d"] == "feasible"]
    assert payments and all(isinstance(payment, Fraction) for payment in payments)
    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(ambimech.run_case, cases)) == rows
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as processes:
        assert list(processes.map(ambimech.run_case, cases)) == rows


def test_rows_are_those_of_the_command_line(plan: Path) -> None:
    program = os.environ.get("AMBIMECH_PROGRAM")
    if program is None:
        pytest.skip("set AMBIMECH_PROGRAM")
    out = plan.parent / "results"
    subprocess.run([program, "sweep", plan, "--out", out], check=True, capture_output=True)
    with (out / "results.csv").open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))

    def text(cell: Cell) -> str:
        return "" if cell is None else str(cell)

    for case, expected in zip(ambimech.sweep_cases(plan), written, strict=True):
        row = ambimech.run_case(case)
        exact = {name: text(cell) for name, cell in row.items() if not name.endswith("_num")}
        assert exact == {name: cell for name, cell in expected.items() if not name.endswith("_num")}


def test_dask_gives_the_same_rows(plan: Path) -> None:
    distributed = pytest.importorskip("dask.distributed")
    cases = ambimech.sweep_cases(plan)
    with distributed.Client(n_workers=2, threads_per_worker=1, dashboard_address=None) as client:
        rows = client.gather(client.map(ambimech.run_case, cases))
    assert rows == [ambimech.run_case(case) for case in cases]


def test_mistakes_are_explained(tmp_path: Path) -> None:
    path = tmp_path / "plan.toml"
    path.write_text(PLAN.replace("dirichlet", "dirichet"), encoding="utf-8")
    with pytest.raises(ambimech.InputError, match="did you mean `dirichlet`"):
        ambimech.sweep_cases(path)
