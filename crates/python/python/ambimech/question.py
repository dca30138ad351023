"""The questions that can be asked. Each returns its answer; only bad input raises. All release the interpreter while they work."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, overload

from . import _native
from ._error import wrong
from ._rendering import Fresh
from ._written import write_whole
from .certificate import Certificate
from .environment import Coalitions, Environment
from .mechanism import Mechanism
from .verdict import (
    CheckVerdict,
    Comparison,
    Conditions,
    DesignVerdict,
    Solution,
    Threshold,
    Verification,
    is_latex_path,
)

__all__ = [
    "Explanation",
    "check",
    "compare",
    "conditions",
    "decide",
    "design",
    "example",
    "example_files",
    "examples",
    "explain",
    "report",
    "solve",
    "threshold",
    "verify",
]


def conditions(environment: Environment, names: str | Iterable[str] | None = None) -> Conditions:
    """Decides conditions on beliefs, payoffs and the allocation rule; all of them without ``names``."""
    listed = None if names is None else [names] if isinstance(names, str) else list(names)
    return Conditions(environment, Fresh(_native.conditions(_native_of(environment), listed)))


def decide(
    environment: Environment,
    goal: str,
    mechanism: str = "simple",
    reports: str = "mixed",
    coalitions: Coalitions | None = None,
) -> DesignVerdict:
    """Decides exactly whether this allocation rule can be implemented, with one rule (``simple``) or several (``ambiguous``).

    ``goal`` is ``implement``, ``extract``, ``coalition-proof``, ``coalition-proof-extract`` or a list of properties as in
    ``ic,bb``. ``coalitions`` asks the question with other coalitions than the environment's.
    """
    about = environment if coalitions is None else environment.with_coalitions(coalitions)
    return DesignVerdict(about, Fresh(_native.decide(_native_of(about), goal, mechanism, reports)))


def design(
    environment: Environment,
    goal: str | None = None,
    mechanism: str = "ambiguous",
    reports: str = "mixed",
    method: str | None = None,
) -> DesignVerdict:
    """A mechanism for a goal, or the proof that there is none.

    ``method`` is ``closed-form``, ``lp``, or a mechanism of the literature (``vcg``, ``agv``, ``cremer-mclean``,
    ``kosenok-severinov``, ``safronov``), which is made for the properties it is known for when no goal is given.
    """
    return DesignVerdict(environment, Fresh(_native.design(_native_of(environment), goal, mechanism, reports, method)))


def verify(
    environment: Environment, mechanism: Mechanism, reports: str = "mixed", goal: str | None = None
) -> Verification:
    """Every property of a mechanism with its worst case; the verdict is about ``goal``, by default the mechanism's own."""
    there = _in(environment, mechanism)
    return Verification(environment, Fresh(_native.verify(there._native, reports, goal)), there)


def check(environment: Environment, certificate: Certificate | Mechanism | str | os.PathLike[str]) -> CheckVerdict:
    """Asks the independent checker, which knows nothing of how answers are found; a text or path names a file."""
    format = "json"
    if isinstance(certificate, Mechanism):
        text, name, format = certificate._native.portable()
    elif isinstance(certificate, Certificate):
        text, name = certificate.to_json(), certificate.file_name
    elif isinstance(certificate, (str, os.PathLike)):
        name = os.fspath(certificate)
        format = "json" if name.lower().endswith(".json") else "toml"
        try:
            with open(name, encoding="utf-8") as file:
                text = file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise wrong(f"{name} cannot be read: {error}", expected="a certificate or mechanism file") from error
    else:
        raise TypeError(f"expected a Certificate, a Mechanism or a file, not a {type(certificate).__name__}")
    return CheckVerdict(environment, Fresh(_native.check(_native_of(environment), text, name, format)))


def threshold(
    environment: Environment, parameter: str, goal: str, mechanism: str = "simple", reports: str = "mixed"
) -> Threshold:
    """The values of a parameter at which a goal is attainable, with a mechanism at each end and a proof of what lies beyond."""
    answer = _native.threshold(_native_of(environment), parameter, goal, mechanism, reports)
    return Threshold(environment, Fresh(answer))


def solve(environment: Environment, goal: str | None = None, reports: str = "mixed") -> Solution:
    """The whole job: conditions, what can be done with one rule and with several, the best mechanism, its verification."""
    return Solution(environment, Fresh(_native.solve(_native_of(environment), reports, goal)))


def compare(environment: Environment, reports: str = "mixed") -> Comparison:
    """The mechanisms of the literature beside those designed here: properties, payments, revenue."""
    return Comparison(environment, Fresh(_native.compare(_native_of(environment), reports)))


@overload
def report(environment: Environment, mechanism: Mechanism | None = None, path: None = None) -> str: ...
@overload
def report(
    environment: Environment, mechanism: Mechanism | None = None, *, path: str | os.PathLike[str]
) -> None: ...
@overload
def report(environment: Environment, mechanism: Mechanism | None, path: str | os.PathLike[str]) -> None: ...
def report(
    environment: Environment,
    mechanism: Mechanism | None = None,
    path: str | os.PathLike[str] | None = None,
) -> str | None:
    """The report, of the whole job or about a mechanism: written to ``path`` (``.html`` or ``.tex``), or returned as a page."""
    is_latex = path is not None and is_latex_path(path)
    there = None if mechanism is None else _in(environment, mechanism)._native
    document = _native.report(_native_of(environment), is_latex, there)
    if path is None:
        return document
    write_whole(path, document)
    return None


@dataclass(frozen=True)
class Explanation:
    """An entry of the glossary."""

    name: str
    """Its name."""
    title: str
    """Its title."""
    kind: str
    """Condition, goal, property, construction or notion."""
    sections: dict[str, str]
    """Its sections by their headings, in Markdown."""
    see_also: tuple[str, ...]
    """Names of related entries."""
    text: str
    """The entry as plain text."""

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text)}</pre>"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}: {self.title}>"

    def __str__(self) -> str:
        return self.text


@overload
def explain(name: None = None) -> tuple[str, ...]: ...
@overload
def explain(name: str) -> Explanation: ...
def explain(name: str | None = None) -> Explanation | tuple[str, ...]:
    """What a condition, goal, property, construction or notion is, with its source; the names of all entries without one."""
    if name is None:
        return tuple(_native.explain_names())
    text, data = _native.explain(name)
    found: dict[str, Any] = json.loads(data)
    return Explanation(
        found["name"], found["title"], found["kind"], found["sections"], tuple(found["see-also"]), text
    )


def examples() -> dict[str, str]:
    """The built-in examples of the literature: names and titles."""
    return dict(_native.example_titles())


def example(name: str) -> Environment:
    """The environment of a built-in example."""
    for file, text in _native.example_files(name):
        if file == "environment.toml":
            return Environment._read(text, "toml", f"{name}/{file}", None)
    raise wrong(f"the example {name!r} has no environment")


def example_files(name: str) -> dict[str, str]:
    """The files of a built-in example: environment, README, mechanisms."""
    return dict(_native.example_files(name))


def _native_of(environment: Environment) -> _native.Environment:
    if not isinstance(environment, Environment):
        raise TypeError(
            f"expected an Environment, not a {type(environment).__name__}; make one with Environment.from_file, "
            "from_dict, from_arrays or ambimech.example"
        )
    return environment._native


def _in(environment: Environment, mechanism: Mechanism) -> Mechanism:
    """The mechanism in this environment: read again when it was read in another."""
    if not isinstance(mechanism, Mechanism):
        raise TypeError(f"expected a Mechanism, not a {type(mechanism).__name__}")
    _native_of(environment)
    if mechanism.environment is environment or mechanism.environment == environment:
        return mechanism
    return Mechanism._read(environment, *mechanism._native.portable())
