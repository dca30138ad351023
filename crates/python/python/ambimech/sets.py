"""Sets of priors: environments whose types have several beliefs, and the questions about them.

Answers are :class:`SetAnswer`: what the command line prints with ``--format json``, and the texts of the files that go with it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from . import _native
from ._error import UndecidedError, wrong
from ._written import write_whole
from .environment import Environment, _find, _settings, native_of
from .exact import Exact, listed, number_text, word
from .mechanism import Mechanism

__all__ = ["AmbiguousEnvironment", "SetAnswer", "SetConditions", "ambiguity", "device", "expect", "insure"]

_TRUE = ("feasible", "holds", "accepted", "done")


class SetAnswer:
    """An answer about sets of priors. ``.data`` is exactly what the command line prints; exact numbers are texts there. Immutable."""

    def __init__(self, data: dict[str, Any], files: Mapping[str, str] | None = None) -> None:
        self._data = data
        self._files = dict(files or {})

    @property
    def data(self) -> dict[str, Any]:
        """What the command line prints with ``--format json``."""
        found: dict[str, Any] = json.loads(json.dumps(self._data))
        return found

    @property
    def verdict(self) -> str | None:
        """The verdict, where there is one for the whole."""
        verdict: str | None = self._data.get("verdict")
        return verdict

    @property
    def file(self) -> str | None:
        """The text of the file of the answer: a mechanism, verdicts with their proofs, or the proof that there is none."""
        return self._files.get("file")

    @property
    def mechanism(self) -> str | None:
        """The text of the mechanism's file, if the answer has one."""
        if "mechanism" in self._files:
            return self._files["mechanism"]
        text = self.file
        return text if text is not None and json.loads(text)["format"].startswith("ambimech-mechanism/") else None

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the file of the answer."""
        if self.file is None:
            raise wrong("this answer has no file", found=repr(self), expected="a mechanism, a proof or verdicts")
        write_whole(path, self.file)

    def __bool__(self) -> bool:
        if self.verdict is None or self.verdict == "undecided":
            raise UndecidedError(f"this answer is neither true nor false: its verdict is {self.verdict}")
        return self.verdict in _TRUE

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.verdict or 'see .data'}>"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SetAnswer):
            return NotImplemented
        return type(self) is type(other) and self._data == other._data and self._files == other._files

    def __hash__(self) -> int:
        return hash(json.dumps(self._data, sort_keys=True))

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self._data, self._files))


class SetConditions(SetAnswer):
    """Conditions under sets of priors; ``.file`` holds the certificates of those that are decided."""

    @property
    def conditions(self) -> dict[str, str]:
        """The verdict of every condition by its name."""
        return {str(row["name"]): str(row["verdict"]) for row in self._data["conditions"]}

    @property
    def reasons(self) -> dict[str, tuple[str, ...]]:
        """Why every condition holds, fails or is undecided."""
        return {str(row["name"]): tuple(map(str, row["reasons"])) for row in self._data["conditions"]}

    @property
    def verdict(self) -> str:
        """``fails`` if one does, otherwise ``undecided`` if one is, otherwise ``holds``."""
        found = set(self.conditions.values())
        return next((word for word in ("fails", "undecided") if word in found), "holds")


class AmbiguousEnvironment:
    """An environment with a set of beliefs of every type, from a file with ``[priors]``; one belief is a set of one. Immutable."""

    def __init__(self, native: _native.Sets) -> None:
        if not isinstance(native, _native.Sets):
            raise TypeError("an AmbiguousEnvironment is made by from_file, from_toml, from_json or of")
        self._native = native
        self._outline: Mapping[str, Any] = MappingProxyType(json.loads(native.outline()))

    @classmethod
    def from_file(
        cls, path: str | os.PathLike[str], set: Mapping[str, Exact] | None = None
    ) -> AmbiguousEnvironment:
        """Reads an environment file; ``set`` gives parameters other values."""
        return cls(_native.Sets.read(os.fspath(path), _settings(set)))

    @classmethod
    def from_toml(cls, text: str, set: Mapping[str, Exact] | None = None) -> AmbiguousEnvironment:
        """Reads the text of an environment file in TOML."""
        text = word(text, "the TOML text", "the content of an environment file")
        return cls(_native.Sets.parse(text, "TOML text", "toml", None, _settings(set)))

    @classmethod
    def from_json(cls, text: str, set: Mapping[str, Exact] | None = None) -> AmbiguousEnvironment:
        """Reads the text of an environment file in JSON."""
        text = word(text, "the JSON text", "the content of an environment file")
        return cls(_native.Sets.parse(text, "JSON text", "json", None, _settings(set)))

    @classmethod
    def of(cls, environment: Environment) -> AmbiguousEnvironment:
        """The sets of one belief of an environment's types."""
        return cls(_native.Sets.of(native_of(environment)))

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
        return f"<AmbiguousEnvironment{name}: {len(self.agents)} agents, {sizes} types>"

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, AmbiguousEnvironment) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)


Sets: TypeAlias = AmbiguousEnvironment | Environment


def sets_of(environment: Sets) -> _native.Sets:
    """The compiled part; an environment with one belief of every type has sets of one."""
    if isinstance(environment, Environment):
        environment = AmbiguousEnvironment.of(environment)
    if not isinstance(environment, AmbiguousEnvironment):
        raise TypeError(
            f"expected an AmbiguousEnvironment or an Environment, not a {type(environment).__name__}; make one with "
            "AmbiguousEnvironment.from_file"
        )
    return environment._native


def answer(printed: tuple[str, list[tuple[str, str]]]) -> SetAnswer:
    """An answer from the compiled part."""
    text, files = printed
    return SetAnswer(json.loads(text), dict(files))


def expect(
    environment: Sets,
    agent: str | None = None,
    type: str | None = None,
    of: str | Mapping[str, Exact] = "truth",
) -> SetAnswer:
    """The least and the largest expectation of a payoff over a set of beliefs, with the beliefs that attain them.

    ``of`` is ``"truth"``, a type to report instead, or for one agent a number for every type profile of the others, as in
    ``{"H L": 1, …}``. Without ``type`` the answer is about every type of the agent, without ``agent`` about everybody.
    """
    native = sets_of(environment)
    types = environment.types
    if agent is None:
        if type is not None:
            raise wrong("a type is a type of an agent", expected="the agent too")
        if of != "truth":
            raise wrong("a report or values are about one agent", found=repr(of), expected="an agent")
        return SetAnswer(json.loads(native.expect(None)))
    place = _find("agent", agent, tuple(types))
    own = [_find("type", type, types[agent])] if type is not None else list(range(len(types[agent])))
    report, values = None, None
    if isinstance(of, str):
        report = None if of == "truth" else _find("type", of, types[agent])
    else:
        values = _values(types, agent, of)
    found = [json.loads(native.expect((place, one), report, values)) for one in own]
    for one in found:
        if one.get("verdict") == "undecided":
            return SetAnswer(one)
    whole = found[0] | {"expectations": [row for one in found for row in one["expectations"]]}
    return SetAnswer(whole)


def _values(types: Mapping[str, tuple[str, ...]], agent: str, of: Mapping[str, Exact]) -> list[str]:
    states = [""]
    for other, names in types.items():
        if other != agent:
            states = [f"{state} {name}".strip() for state in states for name in names]
    if not isinstance(of, Mapping) or set(of) != set(states):
        raise wrong(
            "every type profile of the others has one value",
            found=", ".join(map(str, of)) if isinstance(of, Mapping) else repr(of),
            expected=", ".join(states),
        )
    return [number_text(of[state], f"the value of {state}").strip() for state in states]


def insure(environment: Sets, criterion: str = "maxmin", reports: str = "mixed") -> SetAnswer:
    """Whether transfers make truth optimal, by every criterion; ``.file`` holds the mechanism by ``criterion``, or the proof
    that there is none."""
    words = (word(criterion, "criterion", "'maxmin'"), word(reports, "reports", "'pure' or 'mixed'"))
    return answer(sets_of(environment).insure(*words))


def ambiguity(
    environment: Environment,
    family: str | Iterable[str] = ("contamination", "total-variation"),
    reports: str = "pure",
) -> SetAnswer:
    """How much ambiguity around the beliefs of an environment is enough for full insurance; ``.file`` holds the proofs."""
    names = [family] if isinstance(family, str) else listed(family, "family", "names of families of sets")
    families = [word(name, "family", "'contamination'") for name in names]
    return answer(_native.ambiguity(native_of(environment), families, word(reports, "reports", "'pure' or 'mixed'")))


def device(environment: Environment) -> SetAnswer:
    """Messages that create enough ambiguity for full insurance; ``.file`` holds the devices, ``.mechanism`` what is played after them."""
    return answer(_native.device(native_of(environment)))


def conditions_sets(environment: AmbiguousEnvironment, names: list[str] | None) -> SetConditions:
    """Conditions that have a meaning for sets."""
    text, files = sets_of(environment).conditions(names)
    return SetConditions(json.loads(text), dict(files))


def decide_sets(environment: Sets, goal: str, mechanism: str, reports: str, criterion: str) -> SetAnswer:
    """Whether a mechanism reaches a goal of ``ic``, ``ir`` and ``bb``."""
    words = (
        word(goal, "goal", "'ic,ir'"),
        word(mechanism, "mechanism", "'simple' or 'ambiguous'"),
        word(reports, "reports", "'pure' or 'mixed'"),
        word(criterion, "criterion", "'maxmin'"),
    )
    return answer(sets_of(environment).decide(*words))


def verify_sets(environment: Sets, mechanism: Mechanism | SetAnswer | str, criterion: str) -> SetAnswer:
    """What a mechanism promises by a criterion."""
    text = _mechanism(mechanism)
    return answer(sets_of(environment).verify(text, word(criterion, "criterion", "'maxmin'")))


def check_sets(
    environment: Sets,
    file: str | os.PathLike[str] | SetAnswer,
    mechanism: Mechanism | SetAnswer | str | None,
) -> SetAnswer:
    """The independent checker on a file about sets of priors."""
    text, name = text_of(file)
    if isinstance(environment, Environment):
        found = check_one_belief(environment, text, name)
        if found is not None:
            return found
    beside = None if mechanism is None else _mechanism(mechanism)
    return SetAnswer(json.loads(sets_of(environment).check(text, name, beside)))


def check_one_belief(environment: Environment, text: str, name: str) -> SetAnswer | None:
    """The independent checker on a file of ``ambiguity`` or ``device``; ``None`` for every other file."""
    found = _native.check_one_belief(native_of(environment), text, name)
    return None if found is None else SetAnswer(json.loads(found))


def _mechanism(mechanism: Mechanism | SetAnswer | str) -> str:
    if isinstance(mechanism, Mechanism):
        return mechanism.to_json()
    if isinstance(mechanism, SetAnswer):
        if mechanism.mechanism is None:
            raise wrong("this answer has no mechanism", found=repr(mechanism), expected="one with a mechanism")
        return mechanism.mechanism
    return word(mechanism, "the mechanism", "a Mechanism or the text of its file")


def text_of(file: str | os.PathLike[str] | SetAnswer) -> tuple[str, str]:
    """The content of a file and what messages call it; a text of more than one line is the content itself."""
    if isinstance(file, SetAnswer):
        if file.file is None:
            raise wrong("this answer has no file", found=repr(file), expected="a mechanism, a proof or verdicts")
        return file.file, "the file"
    if isinstance(file, str) and "\n" in file:
        return file, "the file"
    return _native.read_text(os.fspath(file)), os.fspath(file)
