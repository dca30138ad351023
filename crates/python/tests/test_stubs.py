"""Types: a user's program under mypy --strict, and the stubs against the module."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("mypy")
HERE = Path(__file__).resolve().parent


def run(*words: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-m", *words], capture_output=True, text=True, cwd=folder, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_typed_program_passes(tmp_path: Path) -> None:
    run("mypy", "--strict", "--cache-dir", str(tmp_path), str(HERE / "typed_program.py"), folder=tmp_path)


def test_a_wrongly_typed_program_does_not(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "import ambimech\nenv = ambimech.example('bilateral-trade')\nenv.prior_dict[0]\n"
        "ambimech.design(env, goal=3)\nambimech.solve(env).mechanism.rules\n",
        encoding="utf-8",
    )
    words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(tmp_path), str(wrong)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1 and "Found 3 errors" in done.stdout, done.stdout


def test_the_stubs_say_what_is_there(tmp_path: Path) -> None:
    assert "Success" in run("mypy.stubtest", "ambimech", folder=tmp_path)


def test_the_package_and_its_tests_are_typed(tmp_path: Path) -> None:
    run("mypy", "--strict", "--cache-dir", str(tmp_path), "-p", "ambimech", folder=tmp_path)
    files = [str(path) for path in sorted(HERE.glob("*.py"))]
    run("mypy", "--strict", "--cache-dir", str(tmp_path), *files, folder=HERE)
