"""Files that are written whole or not at all."""

from __future__ import annotations

import os


def write_whole(path: str | os.PathLike[str], text: str) -> None:
    """Writes beside the place first, then moves it there."""
    beside = os.fspath(path) + ".partial"
    try:
        with open(beside, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(beside, path)
    except BaseException:
        if os.path.exists(beside):
            os.remove(beside)
        raise
