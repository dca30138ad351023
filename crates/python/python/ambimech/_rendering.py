"""The forms of an answer: made when asked for while the answer is fresh, all kept when it is pickled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeAlias

from . import _native
from .environment import Environment


class Rendering(Protocol):
    """What every answer can be asked for."""

    def json(self) -> str: ...
    def text(self) -> str: ...
    def html(self) -> str: ...
    def latex(self) -> str: ...
    def file(self) -> str | None: ...
    def reasons(self) -> list[str]: ...
    def proof(self) -> str | None: ...
    def document(self, is_latex: bool) -> str | None: ...
    def parts(self) -> Parts: ...


Parts: TypeAlias = list[tuple[str, Environment, Rendering]]


class Fresh:
    """An answer of the library."""

    def __init__(self, answer: _native.Answer) -> None:
        self._answer = answer
        self.json = cache(answer.json)
        self.text = cache(answer.text)
        self.html = cache(answer.html)
        self.latex = cache(answer.latex)
        self.file = cache(answer.file)
        self.reasons = cache(answer.reasons)
        self.proof = cache(answer.proof)
        self.document = cache(answer.document)

    def parts(self) -> Parts:
        """The answers it is made of."""
        return [(name, Environment(environment), Fresh(answer)) for name, environment, answer in self._answer.parts()]


@dataclass(frozen=True)
class Kept:
    """An answer that was pickled."""

    forms: tuple[str, str, str, str, str | None, list[str], str | None]
    documents: tuple[str | None, str | None]
    pieces: Parts

    def json(self) -> str:
        return self.forms[0]

    def text(self) -> str:
        return self.forms[1]

    def html(self) -> str:
        return self.forms[2]

    def latex(self) -> str:
        return self.forms[3]

    def file(self) -> str | None:
        return self.forms[4]

    def reasons(self) -> list[str]:
        return self.forms[5]

    def proof(self) -> str | None:
        return self.forms[6]

    def document(self, is_latex: bool) -> str | None:
        return self.documents[int(is_latex)]

    def parts(self) -> Parts:
        return self.pieces


def kept(rendering: Rendering) -> Kept:
    """All forms of an answer, which a file can hold."""
    if isinstance(rendering, Kept):
        return rendering
    r = rendering
    forms = (r.json(), r.text(), r.html(), r.latex(), r.file(), r.reasons(), r.proof())
    parts: Parts = [(name, environment, kept(part)) for name, environment, part in r.parts()]
    return Kept(forms, (r.document(False), r.document(True)), parts)
