"""The source distribution holds everything that the compiled part is made of."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from conftest import EXAMPLES, ROOT

pytest.importorskip("maturin")
PACKAGE = ROOT / "crates" / "python"
BUILD = "import sys, build_backend as backend; print(backend.build_sdist(sys.argv[1]))"


def built(package: Path, place: Path) -> Path:
    place.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(place)], capture_output=True, text=True, cwd=package, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return place / done.stdout.split()[-1]


def locked_versions(root: Path) -> set[tuple[str, str]]:
    packages = tomllib.loads((root / "Cargo.lock").read_text(encoding="utf-8"))["package"]
    return {(package["name"], package["version"]) for package in packages}


def test_every_file_that_is_compiled_in_is_there(tmp_path: Path) -> None:
    archive = built(PACKAGE, tmp_path / "first")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    root = tmp_path / archive.name.removesuffix(".tar.gz")
    found = 0
    for source in (root / "crates").glob("**/*.rs"):
        for name in re.findall(r'include_(?:str|bytes)!\(\s*"([^"]+)"', source.read_text(encoding="utf-8")):
            assert (source.parent / name).is_file(), f"{source.relative_to(root)} includes {name}"
            found += 1
    assert found > 10
    listed = (root / "crates" / "io" / "src" / "example.rs").read_text(encoding="utf-8")
    for name in EXAMPLES:
        entry = re.search(rf'example!\("{name}"((?:,\s*"[^"]+")*)', listed)
        assert entry is not None, f"the example {name} is not compiled in"
        for file in ("environment.toml", "README.md", *re.findall(r'"([^"]+)"', entry[1])):
            there = root / "examples" / name / file
            assert there.read_bytes() == (ROOT / "examples" / name / file).read_bytes()
    assert (root / "LICENSE-MIT").is_file()

    # As maturin will: its crates are whole, and their versions are those of Cargo.lock.
    options = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["maturin"]
    locked = ["--locked"] if options.get("locked") else []
    versions = locked_versions(root)
    words = ["cargo", "metadata", "--offline", "--format-version", "1", *locked]
    done = subprocess.run(words, capture_output=True, text=True, cwd=root, check=False)
    assert done.returncode == 0, done.stderr
    assert locked_versions(root) <= versions

    # Again from what was unpacked: the same files.
    again = built(root, tmp_path / "second")
    with tarfile.open(archive) as one, tarfile.open(again) as other:
        assert sorted(one.getnames()) == sorted(other.getnames())
    assert built(PACKAGE, tmp_path / "third").read_bytes() == archive.read_bytes()
