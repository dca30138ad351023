"""Several answers at once: the whole job, the mechanisms of the literature side by side, counterexamples."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType

from . import _native
from ._rendering import Fresh, Rendering
from ._written import write_whole
from .certificate import Certificate
from .environment import Environment
from .exact import fraction
from .mechanism import Mechanism
from .verdict import Conditions, DesignVerdict, Verdict, Verification, is_latex_path

__all__ = ["Comparison", "Counterexample", "GoalVerdicts", "Solution"]


@dataclass(frozen=True)
class GoalVerdicts:
    """What mechanisms with one rule and with several can do about a goal."""

    simple: DesignVerdict
    """With one rule."""
    ambiguous: DesignVerdict
    """With any number of rules."""


class Solution(Verdict):
    """The whole job: conditions, all goals with one rule and with several, and the best mechanism looked at closely."""

    @cached_property
    def _parts(self) -> dict[str, tuple[Environment, Rendering]]:
        return {name: (environment, part) for name, environment, part in self._rendering.parts()}

    @property
    def verdict(self) -> str:
        """About the chosen goal with several rules: ``feasible``, ``infeasible`` or ``undecided``."""
        word = str(self._data["verdict"])
        return "feasible" if word == "done" else word

    @cached_property
    def conditions(self) -> Conditions:
        """The conditions."""
        return Conditions(*self._parts["conditions"])

    @cached_property
    def goals(self) -> dict[str, GoalVerdicts]:
        """Every goal that was tried, the chosen one first."""
        made = {}
        for name in self._parts:
            kind, _, goal = name.partition(" ")
            if kind == "simple":
                simple = DesignVerdict(*self._parts[name])
                made[goal] = GoalVerdicts(simple, DesignVerdict(*self._parts[f"ambiguous {goal}"]))
        return made

    @property
    def goal(self) -> str:
        """The chosen goal."""
        return next(iter(self.goals))

    @property
    def design(self) -> DesignVerdict:
        """The chosen goal with several rules."""
        return self.goals[self.goal].ambiguous

    @property
    def simple(self) -> DesignVerdict:
        """The chosen goal with one rule."""
        return self.goals[self.goal].simple

    @cached_property
    def paper(self) -> DesignVerdict | None:
        """The construction that :attr:`design` stands in for, when that has fewer rules or smaller payments."""
        part = self._parts.get("paper")
        return None if part is None else DesignVerdict(*part)

    @property
    def mechanism(self) -> Mechanism | None:
        """The mechanism for the chosen goal."""
        return self.design.mechanism

    @cached_property
    def verification(self) -> Verification | None:
        """The properties of that mechanism."""
        if self.mechanism is None:
            return None
        answer = _native.verify(self.mechanism._native, str(self.design._data["reports"]), None)
        return Verification(self._environment, Fresh(answer), self.mechanism)

    def report(self, path: str | os.PathLike[str]) -> None:
        """Writes the report: a page that stands alone (``.html``) or a LaTeX document (``.tex``)."""
        document = self._rendering.document(is_latex_path(path))
        write_whole(path, document or "")


class Comparison(Verdict, Mapping[str, DesignVerdict]):
    """The mechanisms of the literature beside those designed here, by their names."""

    @cached_property
    def _parts(self) -> dict[str, DesignVerdict]:
        return {name: DesignVerdict(environment, part) for name, environment, part in self._rendering.parts()}

    def __getitem__(self, name: str) -> DesignVerdict:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def _about(self) -> str:
        had = [name for name, answer in self._parts.items() if answer.verdict == "feasible"]
        return f"{len(had)} of {len(self)} mechanisms can be had here"

    __eq__ = Verdict.__eq__
    __hash__ = Verdict.__hash__


class Counterexample(Verdict):
    """An efficient allocation rule that is out of reach under an environment's beliefs: ``done`` with the environment made, ``fails``
    where there is none, ``undecided`` where no proof reaches the case. ``.environment`` is the one that was asked about."""

    @cached_property
    def impossibility(self) -> DesignVerdict | None:
        """That no mechanism reaches the goal in the environment made, with the proof."""
        parts = [DesignVerdict(environment, part) for _, environment, part in self._rendering.parts()]
        return parts[0] if parts else None

    @property
    def made(self) -> Environment | None:
        """The environment made: payoffs and an efficient rule that no mechanism implements."""
        return None if self.impossibility is None else self.impossibility.environment

    @property
    def certificate(self) -> Certificate | None:
        """What the answer rests on: the proof about :attr:`made`, or where there is no counterexample the condition's."""
        return super().certificate if self.impossibility is None else self.impossibility.certificate

    @property
    def proof(self) -> str | None:
        """The statement and the proof, as text; see also :meth:`latex`."""
        return self._rendering.proof()

    @property
    def theorem(self) -> str | None:
        """The proof that is followed; :func:`ambimech.explain` tells more."""
        name: str | None = self._data.get("proof")
        return name

    @property
    def numbers(self) -> Mapping[str, Fraction]:
        """The numbers chosen, by their names in the proof."""
        return MappingProxyType({name: fraction(value) for name, value in self._data.get("numbers", {}).items()})
