"""The build backend: maturin, with the literature examples put into source distributions.

The examples are compiled into the library and lie in `examples/` at the root of the repository, outside every crate, where maturin
does not look. A source distribution has the crates at the same places below its root, so that the examples belong at its root.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import maturin
from maturin import (
    build_editable,
    build_wheel,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

HERE = Path(__file__).resolve().parent
BESIDE = ("examples/*/environment.toml", "examples/*/README.md", "examples/*/*.json", "LICENSE-*")
"""What a source distribution needs besides the crates."""


def build_sdist(sdist_directory: str, config_settings: Mapping[str, Any] | None = None) -> str:
    """The source distribution that maturin makes, and in it what lies beside the crates."""
    name = str(maturin.build_sdist(sdist_directory, config_settings))
    # The root of the repository, or of an unpacked source distribution, which has this file at its root.
    root = next((place for place in (HERE, HERE.parents[1]) if (place / "examples").is_dir()), None)
    if root is None:
        raise FileNotFoundError(f"there is no folder of examples for {HERE}: build from a copy of the repository")
    add(Path(sdist_directory) / name, root)
    return name


def add(archive: Path, root: Path) -> None:
    """Writes the archive again with the files in it; the same files give the same bytes."""
    beside = archive.with_name(archive.name + ".partial")
    with tarfile.open(archive) as old, open(beside, "wb") as file:
        members = old.getmembers()
        top = members[0].name.split("/")[0]
        with gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0) as packed:
            with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as new:
                for member in members:
                    new.addfile(member, old.extractfile(member))
                known = {member.name for member in members}
                for path in sorted(path for pattern in BESIDE for path in root.glob(pattern)):
                    entry = tarfile.TarInfo(f"{top}/{path.relative_to(root).as_posix()}")
                    if entry.name not in known:
                        content = path.read_bytes()
                        entry.size, entry.mtime = len(content), members[0].mtime
                        new.addfile(entry, io.BytesIO(content))
    os.replace(beside, archive)
