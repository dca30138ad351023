"""Answers: values that say what was found, why, and with which certificate. Only bad input raises."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

from . import _native
from ._error import UndecidedError, wrong
from ._rendering import Kept, Rendering, kept
from .certificate import Certificate
from .environment import Environment
from .exact import Between, Exact, amount, exact, fraction
from .mechanism import Mechanism, Stakes, read_stakes

__all__ = [
    "CheckVerdict",
    "ConditionVerdict",
    "Conditions",
    "DesignVerdict",
    "PropertyVerdict",
    "ReportValue",
    "Threshold",
    "ThresholdEnd",
    "Verdict",
    "Verification",
]


class Verdict:
    """An answer. ``bool(answer)`` is whether it is a yes; of an undecided one it raises :class:`UndecidedError`."""

    _yes: frozenset[str] = frozenset({"holds", "feasible", "accepted", "attainable", "done"})
    _no: frozenset[str] = frozenset({"fails", "infeasible", "refused", "never"})

    def __init__(self, environment: Environment, rendering: Rendering) -> None:
        self._environment = environment
        self._rendering = rendering

    @property
    def environment(self) -> Environment:
        """The environment that it is about."""
        return self._environment

    @property
    def data(self) -> Any:
        """What ``--format json`` of the command line prints: exact numbers as texts. Yours to change: a new one every time."""
        return json.loads(self._rendering.json())

    @cached_property
    def _data(self) -> Any:
        return json.loads(self._rendering.json())

    @property
    def verdict(self) -> str:
        """The verdict word."""
        return str(self._data["verdict"])

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, one sentence each."""
        return tuple(self._rendering.reasons())

    @property
    def reason(self) -> str:
        """Why."""
        return "; ".join(self.reasons)

    @property
    def certificate(self) -> Certificate | None:
        """What the verdict rests on, for :func:`ambimech.check`; ``None`` when it is undecided or has no file."""
        text = self._rendering.file()
        return None if text is None else Certificate(self._environment, text)

    @property
    def is_settled(self) -> bool:
        """Whether it is a yes or a no."""
        return self.verdict in self._yes | self._no

    def __bool__(self) -> bool:
        if not self.is_settled:
            raise UndecidedError(f"undecided is neither true nor false ({self.reason}); look at .verdict")
        return self.verdict in self._yes

    def text(self) -> str:
        """Everything, as the command line prints it."""
        return self._rendering.text()

    def latex(self) -> str:
        """A LaTeX fragment, to be input in a document with amsmath, booktabs and longtable."""
        return self._rendering.latex()

    def _repr_html_(self) -> str:
        return self._rendering.html()

    def __str__(self) -> str:
        return self.text()

    def _about(self) -> str:
        return _shortened(self.reason)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.verdict}: {self._about()}>"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self) or not isinstance(other, Verdict):
            return NotImplemented
        return self._environment == other._environment and self._rendering.json() == other._rendering.json()

    def __hash__(self) -> int:
        return hash((self._environment, self._rendering.json()))

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (type(self), self._environment, kept(self._rendering)))


def _restored(kind: type[Verdict], environment: Environment, rendering: Kept) -> Verdict:
    return kind(environment, rendering)


def _shortened(text: str) -> str:
    return text if len(text) <= 100 else text[:99] + "…"


class ConditionVerdict(Verdict):
    """Whether a condition holds."""

    @property
    def _entry(self) -> dict[str, Any]:
        entry: dict[str, Any] = self._data["conditions"][0]
        return entry

    @property
    def name(self) -> str:
        """The condition."""
        return str(self._entry["name"])

    @property
    def verdict(self) -> str:
        """``holds``, ``fails`` or ``undecided``."""
        return str(self._entry["verdict"])

    @property
    def agents(self) -> Mapping[str, str]:
        """Every agent's verdict, for conditions that are about single agents; empty otherwise."""
        return MappingProxyType(self._entry["agents"])

    @property
    def witness(self) -> Mapping[str, Any] | None:
        """The first piece of evidence that decides."""
        witness = self._entry["witness"]
        return None if witness is None else MappingProxyType(witness)

    def __repr__(self) -> str:
        return f"<{self.name} {self.verdict}: {_shortened(self.reason)}>"


class Conditions(Verdict, Mapping[str, ConditionVerdict]):
    """Verdicts about conditions, by their names; a yes when all hold."""

    @cached_property
    def _parts(self) -> dict[str, ConditionVerdict]:
        return {
            name: ConditionVerdict(environment, part) for name, environment, part in self._rendering.parts()
        }

    def __getitem__(self, name: str) -> ConditionVerdict:
        # What is no text is no name; that it is missing is what mappings say.
        return self._parts[name.replace("_", "-") if isinstance(name, str) else name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    @property
    def verdict(self) -> str:
        """``fails`` when one fails, else ``undecided`` when one is, else ``holds``."""
        words = {answer.verdict for answer in self._parts.values()}
        return "fails" if "fails" in words else "undecided" if "undecided" in words else "holds"

    @property
    def failing(self) -> tuple[str, ...]:
        """Those that fail."""
        return tuple(name for name, answer in self._parts.items() if answer.verdict == "fails")

    def to_frame(self) -> Any:
        """A pandas frame: ``condition``, ``verdict``, ``reason``."""
        from . import frames

        return frames.condition_frame(self)

    def __repr__(self) -> str:
        words = ", ".join(f"{name} {answer.verdict}" for name, answer in self._parts.items())
        return f"<Conditions: {words}>"

    __eq__ = Verdict.__eq__
    __hash__ = Verdict.__hash__


class DesignVerdict(Verdict):
    """Whether a goal can be reached: with the mechanism, with the proof that there is none, or with what is in the way."""

    @property
    def verdict(self) -> str:
        """``feasible``, ``infeasible`` or ``undecided``."""
        word = str(self._data["verdict"])
        return "feasible" if word == "done" else word

    @property
    def goal(self) -> str:
        """The goal."""
        return str(self._data["goal"])

    @cached_property
    def mechanism(self) -> Mechanism | None:
        """The mechanism, with its certificate."""
        text = self._rendering.file() if self.verdict == "feasible" else None
        return None if text is None else Mechanism._read(self._environment, text, "designed mechanism")

    @property
    def proof(self) -> str | None:
        """The statement and the proof that there is none, as text; see also :meth:`latex`."""
        return self._rendering.proof()

    @property
    def claims(self) -> tuple[str, ...]:
        """What the mechanism's certificate proves."""
        claims = self._data.get("claims", ())
        return tuple(
            claim["name"] if claim["reports"] is None else f"{claim['name']} against {claim['reports']} reports"
            for claim in claims
        )

    @property
    def construction(self) -> str | None:
        """How the mechanism was made; :func:`ambimech.explain` tells more."""
        construction: str | None = self._data.get("construction")
        return construction

    @property
    def scale(self) -> Fraction | None:
        """The scale of the side bets, called c or M in the papers."""
        scale = self._data.get("scale")
        return None if scale is None else fraction(scale)

    @property
    def stakes(self) -> Stakes | None:
        """How large the mechanism's payments are."""
        stakes = self._data.get("stakes")
        return None if stakes is None else read_stakes(stakes)

    @property
    def witness(self) -> Mapping[str, Any] | None:
        """What the proof rests on: rows with their multipliers, a pair of types, …"""
        witness = self._data.get("witness")
        return None if witness is None else MappingProxyType(witness)

    @property
    def reachable(self) -> tuple[str, ...]:
        """Other goals that have a design in closed form here, where they were looked for."""
        return tuple(self._data.get("reachable") or ())

    def _about(self) -> str:
        kind = self._data.get("mechanism")
        asked = "" if kind is None else f", {kind}, against {self._data['reports']} reports"
        return _shortened(f"{self.goal}{asked}: {self.reason}")


@dataclass(frozen=True)
class PropertyVerdict:
    """Whether a mechanism has a property."""

    name: str
    """``ic``, ``cic``, ``ir``, ``cr``, ``ai``, ``bb``, ``fse`` or ``wcic``."""
    reports: str | None
    """``pure`` or ``mixed`` for properties about misreports."""
    verdict: str
    """``holds``, ``fails`` or ``undecided``."""
    reason: str
    """The worst case in words."""
    worst: Mapping[str, Any] | None = field(hash=False)
    """The worst case: where it fails most, or holds most narrowly; exact numbers as texts."""

    @property
    def gain(self) -> Fraction | Between | None:
        """For ``ic`` and ``cic`` what the best misreport gains; not positive when the property holds. With a smooth attitude the gain
        is irrational as a rule, and given between two numbers."""
        return None if self.worst is None else amount(self.worst.get("gain"))

    def __bool__(self) -> bool:
        if self.verdict == "undecided":
            raise UndecidedError(f"undecided is neither true nor false ({self.reason}); look at .verdict")
        return self.verdict == "holds"


@dataclass(frozen=True)
class ReportValue:
    """What a report is worth to a coalition of given types under every rule."""

    coalition: tuple[str, ...]
    """The members."""
    types: tuple[str, ...]
    """Their true types."""
    report: tuple[str, ...]
    """What they report; equal to the true types for the on-path value."""
    values: tuple[Fraction, ...]
    """The interim value under every rule, in rule order."""
    on_path: Fraction | Between | None
    """What the on-path values are worth by the coalition's attitude: as a rule the worst; ``None`` for minus infinity."""
    worth: Fraction | Between | None
    """What the values of the report are worth in the same way."""
    gain: Fraction | Between | None
    """What the report is worth beyond the truth: profitable when positive; ``None`` where something is minus infinity."""

    @property
    def worst(self) -> Fraction:
        """The worst value over the rules."""
        return min(self.values)

    @property
    def is_truth(self) -> bool:
        """Whether the report is the truth."""
        return self.types == self.report


class Verification(Verdict):
    """Every property of a mechanism. The verdict is about the properties asked for: those of the goal."""

    def __init__(self, environment: Environment, rendering: Rendering, mechanism: Mechanism) -> None:
        super().__init__(environment, rendering)
        self._mechanism = mechanism

    @property
    def mechanism(self) -> Mechanism:
        """The mechanism."""
        return self._mechanism

    @property
    def data(self) -> Any:
        """What ``--format json`` of the command line prints: exact numbers as texts. Yours to change: a new one every time."""
        # What was asked for the command line says with its exit code.
        return {key: entry for key, entry in super().data.items() if key != "asked"}

    @cached_property
    def properties(self) -> tuple[PropertyVerdict, ...]:
        """All properties, ``ic`` and ``cic`` once against pure and once against mixed reports."""
        entries = self._data["properties"]
        return tuple(
            PropertyVerdict(entry["name"], entry["reports"], entry["verdict"], reason, entry.get("worst"))
            for entry, reason in zip(entries, self.reasons, strict=False)
        )

    @property
    def asked(self) -> tuple[PropertyVerdict, ...]:
        """The properties that the verdict is about."""
        asked = [(claim["name"], claim["reports"]) for claim in self._data.get("asked", ())]
        return tuple(found for found in self.properties if (found.name, found.reports) in asked)

    def answer(self, name: str, reports: str = "mixed") -> PropertyVerdict:
        """The verdict about one property; ``reports`` matters for ``ic`` and ``cic``."""
        for found in self.properties:
            if found.name == name and found.reports in (None, reports):
                return found
        known = ", ".join(dict.fromkeys(found.name for found in self.properties))
        raise wrong(f"there is no property {name!r} against {reports} reports", expected=f"one of {known}")

    @property
    def verdict(self) -> str:
        """``holds``, ``fails`` or ``undecided``."""
        if "verdict" in self._data:
            return str(self._data["verdict"])
        words = {found.verdict for found in self.asked}
        return "fails" if "fails" in words else "undecided" if "undecided" in words else "holds"

    @property
    def reason(self) -> str:
        """The worst cases that matter for the verdict."""
        if "verdict" in self._data:
            return str(self._data["reason"])
        return "; ".join(
            f"{found.name}: {found.reason}" for found in self.asked if found.verdict == self.verdict
        )

    @cached_property
    def values(self) -> tuple[ReportValue, ...]:
        """What every report of every coalition is worth under every rule, however many they are."""
        data = json.loads(_native.values(self._mechanism._native))
        return tuple(
            ReportValue(
                tuple(row["coalition"]),
                tuple(row["types"]),
                tuple(row["report"]),
                tuple(map(fraction, row["values"])),
                amount(row["on-path"]),
                amount(row["worth"] if "worth" in row else row["worst"]),
                amount(row["gain"]),
            )
            for row in data["reports"]
        )

    def values_frame(self) -> Any:
        """The values as a pandas frame: ``coalition``, ``types``, ``report``, one column per rule, ``worst``, ``gain``."""
        from . import frames

        return frames.value_frame(self)

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored_verification, (self._environment, kept(self._rendering), self._mechanism))


def _restored_verification(environment: Environment, rendering: Kept, mechanism: Mechanism) -> Verification:
    return Verification(environment, rendering, mechanism)


class CheckVerdict(Verdict):
    """What the independent checker says about a certificate or a certified mechanism."""

    @property
    def claims(self) -> tuple[str, ...]:
        """For a mechanism that was accepted, what is proved of it."""
        return tuple(
            claim["name"] if claim["reports"] is None else f"{claim['name']} against {claim['reports']} reports"
            for claim in self._data.get("claims", ())
        )

    @property
    def row(self) -> Any:
        """For a refusal, the row that fails with both sides exact, where there is one."""
        return self._data.get("row")


@dataclass(frozen=True)
class ThresholdEnd:
    """An end of the attainable values."""

    value: Fraction
    """The last attainable value of the parameter."""
    design: DesignVerdict
    """The mechanism there."""
    beyond: DesignVerdict
    """The proof that nothing beyond is attainable, written out at one value."""


class Threshold(Verdict):
    """The values of a parameter at which a goal is attainable: ``attainable`` at some, ``never``, or ``undecided``."""

    @cached_property
    def _parts(self) -> dict[str, DesignVerdict]:
        return {name: DesignVerdict(environment, part) for name, environment, part in self._rendering.parts()}

    @property
    def parameter(self) -> str:
        """The parameter."""
        return str(self._data["parameter"])

    @property
    def goal(self) -> str:
        """The goal."""
        return str(self._data["goal"])

    @property
    def lower(self) -> ThresholdEnd | None:
        """The smallest attainable value; ``None`` when there is none."""
        return self._end("lower")

    @property
    def upper(self) -> ThresholdEnd | None:
        """The largest attainable value; ``None`` when there is none."""
        return self._end("upper")

    def _end(self, name: str) -> ThresholdEnd | None:
        end = self._data.get(name)
        if end is None:
            return None
        return ThresholdEnd(fraction(end["value"]), self._parts[name], self._parts[f"beyond-{name}"])

    @property
    def proofs(self) -> tuple[DesignVerdict, ...]:
        """The proofs of what is out of reach."""
        return tuple(part for part in self._parts.values() if part.verdict == "infeasible")

    def attains(self, value: Exact) -> bool:
        """Whether the goal is attainable at this value."""
        value = exact(value, "the value")
        if self.verdict == "never":
            return False
        bool(self)  # raises when undecided
        above = self.lower is None or value >= self.lower.value
        return above and (self.upper is None or value <= self.upper.value)


def is_latex_path(path: str | os.PathLike[str]) -> bool:
    """Whether a report of this name is LaTeX; raises for names that are neither that nor a page."""
    ending = os.path.splitext(os.fspath(path))[1].lower()
    if ending not in (".html", ".htm", ".tex"):
        raise wrong(
            "the form of the report cannot be told from its name",
            found=os.fspath(path),
            expected="a name that ends in .html or .tex",
        )
    return ending == ".tex"
