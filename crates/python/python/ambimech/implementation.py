"""Full implementation, and exchange economies whose sets of allocations are to be implemented.

Payoff environments have no beliefs (:func:`robust`); social choice sets come with sets of priors (:func:`implementable`); economies have
maximin preferences (:func:`economy`). Answers keep what the command line prints with ``--format json`` and the file with the proofs, which
:func:`ambimech.check` recomputes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, Self, TypeVar

from . import _native
from ._error import wrong
from .environment import _find, _settings
from .exact import Exact, listed, number_text, word
from .sets import SetAnswer, text_of

__all__ = [
    "Economy",
    "EconomyAnswer",
    "ImplementationAnswer",
    "PayoffEnvironment",
    "SocialChoiceSet",
    "economy",
    "implementable",
    "robust",
]


Kind = TypeVar("Kind", bound="_Written")


class ImplementationAnswer(SetAnswer):
    """Whether a choice can be implemented: ``holds``, ``fails``, or ``undecided``, with the conditions that decide it."""

    @property
    def summary(self) -> str:
        """The answer in one sentence."""
        return str(self._data.get("summary", self._data.get("message", "")))

    @property
    def conditions(self) -> dict[str, str]:
        """The verdict of every condition by its name."""
        return {str(row["name"]): str(row["verdict"]) for row in self._data.get("conditions", ())}

    @property
    def reasons(self) -> dict[str, str]:
        """Why every condition holds, fails or is undecided."""
        return {str(row["name"]): str(row["reason"]) for row in self._data.get("conditions", ())}


class EconomyAnswer(SetAnswer):
    """What is found about an exchange economy, question by question."""

    @property
    def questions(self) -> dict[str, str]:
        """The verdict of every question that was asked."""
        return {str(row["question"]): str(row["verdict"]) for row in self._data["questions"]}

    def words(self, question: str) -> str:
        """The answer to a question in words."""
        return str(self._row(question)["words"])

    def allocation(self, question: str) -> Mapping[str, Any] | None:
        """The allocation that was found or looked at: bundles by type profile and agent, exact amounts as texts."""
        found = self._row(question).get("allocation")
        return None if found is None else MappingProxyType(json.loads(json.dumps(found)))

    def _row(self, question: str) -> Mapping[str, Any]:
        place = _find("question", question, tuple(self.questions))
        row: Mapping[str, Any] = self._data["questions"][place]
        return row


class _Written:
    """What is read from a file and has a digest."""

    _outline: Mapping[str, Any]

    @property
    def name(self) -> str:
        """A name for people; may be empty."""
        return str(self._outline["name"])

    @property
    def source(self) -> str:
        """Where it comes from; may be empty."""
        return str(self._outline["source"])

    @property
    def digest(self) -> str:
        """``sha256:…``, the identity by which files name it."""
        return str(self._outline["digest"])

    @property
    def types(self) -> dict[str, tuple[str, ...]]:
        """The names of every agent's types."""
        return {agent["name"]: tuple(agent["types"]) for agent in self._outline["agents"]}

    @property
    def agents(self) -> tuple[str, ...]:
        """The names of the agents."""
        return tuple(self.types)

    def __repr__(self) -> str:
        sizes = " x ".join(str(len(own)) for own in self.types.values())
        name = f" {self.name!r}" if self.name else ""
        return f"<{type(self).__name__}{name}: {len(self.agents)} agents, {sizes} types>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, _Written):
            return NotImplemented
        return self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)


class PayoffEnvironment(_Written):
    """Agents, payoff types, payoffs and a social choice function, and no beliefs; those of the file are not looked at. Immutable."""

    def __init__(self, native: _native.Payoffs) -> None:
        if not isinstance(native, _native.Payoffs):
            raise TypeError("a PayoffEnvironment is made by from_file, from_toml or from_json")
        self._native = native
        self._outline = MappingProxyType(json.loads(native.outline()))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], set: Mapping[str, Exact] | None = None) -> Self:
        """Reads an environment file; ``set`` gives parameters other values."""
        return cls(_native.Payoffs.read(os.fspath(path), _settings(set)))

    @classmethod
    def from_toml(cls, text: str, set: Mapping[str, Exact] | None = None) -> Self:
        """Reads the text of an environment file in TOML."""
        text = word(text, "the TOML text", "the content of an environment file")
        return cls(_native.Payoffs.parse(text, "TOML text", "toml", _settings(set)))

    @classmethod
    def from_json(cls, text: str, set: Mapping[str, Exact] | None = None) -> Self:
        """Reads the text of an environment file in JSON."""
        text = word(text, "the JSON text", "the content of an environment file")
        return cls(_native.Payoffs.parse(text, "JSON text", "json", _settings(set)))

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes."""
        return tuple(self._outline["outcomes"])


class SocialChoiceSet(_Written):
    """An environment with sets of priors and the functions to be implemented. Immutable."""

    def __init__(self, native: _native.Choices) -> None:
        if not isinstance(native, _native.Choices):
            raise TypeError("a SocialChoiceSet is made by from_file, from_toml or from_json")
        self._native = native
        self._outline = MappingProxyType(json.loads(native.outline()))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], set: Mapping[str, Exact] | None = None) -> Self:
        """Reads an environment file; ``set`` gives parameters other values."""
        return cls(_native.Choices.read(os.fspath(path), _settings(set)))

    @classmethod
    def from_toml(cls, text: str, set: Mapping[str, Exact] | None = None) -> Self:
        """Reads the text of an environment file in TOML."""
        text = word(text, "the TOML text", "the content of an environment file")
        return cls(_native.Choices.parse(text, "TOML text", "toml", _settings(set)))

    @classmethod
    def from_json(cls, text: str, set: Mapping[str, Exact] | None = None) -> Self:
        """Reads the text of an environment file in JSON."""
        text = word(text, "the JSON text", "the content of an environment file")
        return cls(_native.Choices.parse(text, "JSON text", "json", _settings(set)))

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the social choice functions."""
        return tuple(self._outline["functions"])


class Economy(_Written):
    """An exchange economy whose agents expect the worst of the others' types. Immutable."""

    def __init__(self, native: _native.Economy) -> None:
        if not isinstance(native, _native.Economy):
            raise TypeError("an Economy is made by from_file, from_toml or from_json")
        self._native = native
        self._outline = MappingProxyType(json.loads(native.outline()))

    @classmethod
    def from_file(cls, path: str | os.PathLike[str]) -> Self:
        """Reads an economy file."""
        return cls(_native.Economy.read(os.fspath(path)))

    @classmethod
    def from_toml(cls, text: str) -> Self:
        """Reads the text of an economy file in TOML."""
        return cls(_native.Economy.parse(word(text, "the TOML text", "the content of a file"), "TOML text", "toml"))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads the text of an economy file in JSON."""
        return cls(_native.Economy.parse(word(text, "the JSON text", "the content of a file"), "JSON text", "json"))

    @property
    def goods(self) -> tuple[str, ...]:
        """The names of the goods."""
        return tuple(self._outline["goods"])


def robust(
    environment: PayoffEnvironment,
    concept: str = "coalitional",
    type_space: str | os.PathLike[str] | None = None,
    limit: int = 1_000_000,
    branches: int = 10_000,
) -> ImplementationAnswer:
    """Full implementation in every type space, against single agents (``nash``), the coalitions of the file (``coalitional``), all
    (``strong``), or by one mechanism for both (``double``); ``.file`` holds the proofs. With a type space, a path or a TOML text, the interim
    conditions on it."""
    native = _expect(environment, PayoffEnvironment)._native
    asked = word(concept, "a concept", "'nash'")
    bounds = (_bound(limit, "limit"), _bound(branches, "branches"))
    if type_space is None:
        text, files = native.robust(asked, *bounds)
        return ImplementationAnswer(json.loads(text), dict(files))
    if isinstance(type_space, str) and "\n" in type_space:
        file = (type_space, "TOML text", "toml")
    else:
        name = os.fspath(type_space)
        file = (_native.read_text(name), name, "json" if name.lower().endswith(".json") else "toml")
    text, files = native.interim(file, asked, *bounds)
    return ImplementationAnswer(json.loads(text), dict(files))


def implementable(
    environment: SocialChoiceSet, double: bool = False, comparisons: int = 500_000, steps: int = 200
) -> ImplementationAnswer:
    """Full implementation of a social choice set under sets of priors by the theorems of THESIS chapter 3; ``double``: under every coalition
    pattern at once. ``.file`` holds the proofs."""
    native = _expect(environment, SocialChoiceSet)._native
    if not isinstance(double, bool):
        raise wrong("double", found=repr(double), expected="True or False")
    text, files = native.implementable(double, _bound(comparisons, "comparisons"), _bound(steps, "steps"))
    return ImplementationAnswer(json.loads(text), dict(files))


def economy(
    environment: Economy,
    questions: str | Iterable[str] = ("efficient", "core", "value"),
    weights: Mapping[str, Exact] | None = None,
    allocation: str | os.PathLike[str] | None = None,
) -> EconomyAnswer:
    """Whether there is an efficient allocation, one in the maximin core, a maximin value; or whether an allocation, a path or a TOML text, is one.

    ``weights`` by agent say which efficient or core allocation is preferred. ``.file`` holds the proofs."""
    native = _expect(environment, Economy)._native
    names = [questions] if isinstance(questions, str) else listed(questions, "questions", "a list such as ['core']")
    asked = [word(name, "a question", "'core'") for name in names]
    if not asked:
        raise wrong("a question is needed", found="none", expected="'efficient', 'core' or 'value'")
    by_place = ["1"] * len(environment.agents)
    for agent, weight in ({} if weights is None else weights).items():
        text = number_text(weight, f"the weight of {agent}").strip()
        if text.startswith("-") or text == "0":
            raise wrong(f"the weight of {agent}", found=text, expected="a positive number")
        by_place[_find("agent", agent, environment.agents)] = text
    file = None
    if allocation is not None:
        if isinstance(allocation, str) and "\n" in allocation:
            file = (allocation, "TOML text", "toml")
        else:
            name = os.fspath(allocation)
            file = (_native.read_text(name), name, "json" if name.lower().endswith(".json") else "toml")
    text, files = native.ask(asked, by_place, file)
    return EconomyAnswer(json.loads(text), dict(files))


def check_implementation(
    environment: PayoffEnvironment | SocialChoiceSet | Economy, file: str | os.PathLike[str] | SetAnswer
) -> SetAnswer:
    """The independent checker on a file about full implementation or an economy."""
    text, name = text_of(file)
    return SetAnswer(json.loads(environment._native.check(text, name)))


def _expect(environment: Kind, kind: type[Kind]) -> Kind:
    if not isinstance(environment, kind):
        raise TypeError(f"expected {kind.__name__}, not {type(environment).__name__}; make one with {kind.__name__}.from_file")
    return environment


def _bound(value: int, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise wrong(name, found=repr(value), expected="a whole number from 0")
    return value
