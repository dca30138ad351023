"""How much a design bears: scales for other attitudes, distances from failing, side contracts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

from .certificate import Certificate
from .exact import fraction
from .verdict import DesignVerdict, Verdict

__all__ = ["Collusion", "Fragility", "Frontier", "FrontierPoint", "ScaleRow", "Scales"]


@dataclass(frozen=True)
class ScaleRow:
    """The smallest scale for one attitude."""

    attitude: Mapping[str, str] | None = field(hash=False)
    """``kind`` and its numbers; ``None`` for the attitudes of the environment."""
    verdict: str
    """Whether there is a scale."""
    scale: Fraction | None
    """A scale that is enough: the smallest one, or at least near it, see ``more_than``."""
    more_than: Fraction | None
    """Every scale that is enough is larger than this; ``None`` where ``scale`` is the smallest."""
    largest_payment: Fraction | None
    """The largest payment of the rules with that scale."""


class Scales(Verdict):
    """The smallest scales of rules in pairs: ``done``, or ``undecided`` where such rules cannot be made."""

    @cached_property
    def rows(self) -> tuple[ScaleRow, ...]:
        """One for each attitude."""

        def number(text: str | None) -> Fraction | None:
            return None if text is None else fraction(text)

        def row(entry: Mapping[str, Any]) -> ScaleRow:
            attitude = entry.get("attitude")
            return ScaleRow(
                None if attitude is None else MappingProxyType(attitude),
                str(entry["verdict"]),
                number(entry.get("scale")),
                number(entry.get("more-than")),
                number(entry.get("largest-payment")),
            )

        return tuple(row(entry) for entry in self._data.get("rows", ()))


class Fragility(Verdict):
    """How far a condition is from failing: ``holds`` with its distances, ``fails``, or ``undecided``."""

    @property
    def condition(self) -> str:
        """The condition."""
        return str(self._data["condition"])

    @property
    def distances(self) -> tuple[Mapping[str, Any], ...]:
        """One for each measure, with the nearest prior that fails; exact numbers as texts."""
        return tuple(MappingProxyType(entry) for entry in self._data["distances"])

    @property
    def way(self) -> Mapping[str, Any] | None:
        """The mechanisms on the way to the nearest prior that fails."""
        way = self._data.get("way")
        return None if way is None else MappingProxyType(way)


@dataclass(frozen=True)
class FrontierPoint:
    """A mechanism on the frontier."""

    cap: Fraction | None
    """The cap on rents; ``None`` where there is none, or the goal says what rents are."""
    rules: int
    """Number of its rules."""
    stakes: Fraction
    """Its stakes, in the measure that was asked for."""
    rents: Fraction | None
    """What all agents together keep in expectation on path."""
    design: DesignVerdict
    """The mechanism with its certificate."""


class Frontier(Verdict):
    """Few rules against small stakes: ``done`` with the points, ``infeasible``, or ``undecided``."""

    @cached_property
    def points(self) -> tuple[FrontierPoint, ...]:
        """From few rules to many, one cap on rents after another."""
        parts = iter(self._rendering.parts())
        points = []
        for level in self._data.get("levels", ()):
            cap = None if level["cap"] in ("any", "fixed") else fraction(level["cap"])
            for entry in level["points"]:
                _, environment, part = next(parts)
                rents = None if entry["rents"] is None else fraction(entry["rents"])
                design = DesignVerdict(environment, part)
                points.append(FrontierPoint(cap, int(entry["rules"]), fraction(entry["stakes"]), rents, design))
        return tuple(points)

    @property
    def lower_bounds(self) -> tuple[Fraction | None, ...]:
        """What no mechanism goes below with any number of rules, for each cap on rents; ``None`` where that is not known."""
        bounds = [level["lower-bound"] for level in self._data.get("levels", ())]
        return tuple(None if bound is None else fraction(bound) for bound in bounds)

    @property
    def least(self) -> int | None:
        """Every mechanism for the goal has at least so many rules."""
        least: int | None = self._data.get("least")
        return least


class Collusion(Verdict):
    """Whether a coalition gains from a mechanism by a side contract: ``done`` with one, ``infeasible``, or ``undecided``."""

    @property
    def certificate(self) -> Certificate | None:
        """``None``: its file is about a mechanism too, and is checked by ``ambimech check ENV FILE --mechanism MECHANISM``."""
        return None

    @property
    def file(self) -> str | None:
        """The text of the file about collusion: the contract, or the proof that there is none."""
        return self._rendering.file()

    @property
    def coalition(self) -> tuple[str, ...] | None:
        """Who has the contract, or was asked about; ``None`` for all coalitions."""
        members = self._data["coalition"]
        return None if members is None else tuple(members)

    @property
    def contract(self) -> Mapping[str, Any] | None:
        """The contract: what its members report, and what they pay one another; exact numbers as texts."""
        contract = self._data.get("contract")
        return None if contract is None else MappingProxyType(contract)
