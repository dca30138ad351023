"""What several tests use: the root of the repository, its examples, the command line, and a job that takes a moment."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ambimech
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = sorted(path.name for path in (ROOT / "examples").iterdir() if (path / "environment.toml").exists())

Program = Callable[..., Any]


@pytest.fixture(scope="session")
def program() -> Program:
    """Runs the command line with ``--format json``; gives what it prints."""
    given = os.environ.get("AMBIMECH_PROGRAM")
    path = Path(given) if given else ROOT / "target" / "debug" / "ambimech"
    if not path.exists():
        if given:
            pytest.fail(f"there is no program {path}")
        pytest.skip("the command line is not built: cargo build, or set AMBIMECH_PROGRAM")

    def run(*words: str) -> Any:
        done = subprocess.run(
            [path, *words, "--format", "json"], capture_output=True, text=True, cwd=ROOT, check=False, encoding="utf-8"
        )
        assert done.returncode in (0, 1, 3), done.stderr
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="session")
def public_good() -> ambimech.Environment:
    return ambimech.example("guo-2021-public-good")


@pytest.fixture(scope="session")
def paper_mechanism(public_good: ambimech.Environment) -> ambimech.Mechanism:
    """The four rules of the paper."""
    return ambimech.Mechanism.from_json(
        public_good, ambimech.example_files("guo-2021-public-good")["mechanism.json"]
    )


@pytest.fixture(scope="session")
def long_job() -> Callable[[], ambimech.Verification]:
    """A verification that takes about a second or more."""
    random = np.random.default_rng(1)
    shape = (2,) * 5
    environment = ambimech.Environment.from_arrays(
        types=[["s", "t"]] * 5,
        prior=random.integers(1, 1000, shape),
        payoffs=random.integers(0, 50, (3, 5, *shape)),
    )
    mechanism = ambimech.design(environment, "coalition-proof").mechanism
    assert mechanism is not None
    return lambda: ambimech.verify(environment, mechanism)
