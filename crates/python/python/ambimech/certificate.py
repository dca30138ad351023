"""Certificates: what a verdict rests on, as the text of a file that the independent checker reads."""

from __future__ import annotations

import html
import json
import os
import tomllib
from typing import Any

from . import _native
from ._written import write_whole
from .environment import Environment, native_of
from .exact import word

__all__ = ["Certificate"]


class Certificate:
    """The text of a certificate file, or of a certified mechanism, with the environment it is about. Immutable.

    Having one proves nothing: :func:`ambimech.check` does.
    """

    def __init__(self, environment: Environment, text: str, file_name: str = "certificate") -> None:
        native_of(environment)
        word(text, "the text", "the content of a certificate file")
        self._environment = environment
        self._text = text
        self._file_name = file_name

    @classmethod
    def from_file(cls, environment: Environment, path: str | os.PathLike[str]) -> Certificate:
        """Takes the text of a file; it is read when it is checked."""
        return cls(environment, _native.read_text(os.fspath(path)), os.fspath(path))

    @property
    def environment(self) -> Environment:
        """The environment it is about."""
        return self._environment

    @property
    def file_name(self) -> str:
        """What messages call it."""
        return self._file_name

    def to_json(self) -> str:
        """The text of the file."""
        return self._text

    @property
    def data(self) -> Any:
        """The content of the file."""
        is_toml = self._file_name.lower().endswith(".toml")
        return tomllib.loads(self._text) if is_toml else json.loads(self._text)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file."""
        write_whole(path, self._text)

    def _repr_html_(self) -> str:
        return (
            f"<details><summary>{html.escape(repr(self))}</summary><pre>{html.escape(self._text)}</pre></details>"
        )

    def __repr__(self) -> str:
        return f"<Certificate: {len(self._text):,} characters>"

    def __str__(self) -> str:
        return self._text

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Certificate):
            return NotImplemented
        return self._environment == other._environment and self._text == other._text

    def __hash__(self) -> int:
        return hash((self._environment, self._text))

    def __reduce__(self) -> tuple[object, ...]:
        return (Certificate, (self._environment, self._text, self._file_name))
