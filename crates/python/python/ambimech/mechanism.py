"""Mechanisms: the announced transfer rules, money to every agent at every reported profile."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from . import _native
from ._error import wrong
from ._written import write_whole
from .environment import Environment, Profile, native_of
from .exact import ExactArray, exact_array, fraction, fractions, key_text, word

__all__ = ["Mechanism", "Payment", "Stakes"]

FORMAT = "ambimech-mechanism/1"

_MOST_NAMES = 1_000_000
"""Rules up to which their names are listed."""


@dataclass(frozen=True)
class Payment:
    """An amount of money and where it is paid."""

    amount: Fraction
    """How much."""
    agent: str | None
    """Who pays or receives; ``None`` for a total."""
    profile: str | None
    """At which reported profile; ``None`` for an expectation."""
    rule: str
    """Under which rule."""


@dataclass(frozen=True)
class Stakes:
    """How large the payments of a mechanism are."""

    largest_payment: Payment
    """The most that an agent ever pays."""
    largest_receipt: Payment
    """The most that an agent ever receives."""
    expected_turnover: Payment | None
    """The largest expectation, over the rules, of the sum of all amounts; ``None`` without a common prior."""


class Mechanism:
    """A mechanism in an environment: the transfer rules that are announced, one or several. Immutable.

    Money is *to* the agent; a negative amount is paid by it. The text of the file it was read from, or that a design was
    written to, is kept as it is, seal and certificate included.
    """

    def __init__(self, environment: Environment, native: _native.Mechanism) -> None:
        native_of(environment)
        if not isinstance(native, _native.Mechanism):
            raise TypeError(
                f"a Mechanism is not made from a {type(native).__name__} like this; see Mechanism.from_arrays, "
                "from_file and from_json, and ambimech.design"
            )
        self._environment = environment
        self._native = native

    @classmethod
    def from_file(cls, environment: Environment, path: str | os.PathLike[str]) -> Mechanism:
        """Reads a mechanism file. Nothing is proved by reading: see :func:`ambimech.check` and :func:`ambimech.verify`."""
        return cls(environment, _native.Mechanism.read(native_of(environment), os.fspath(path)))

    @classmethod
    def from_json(cls, environment: Environment, text: str) -> Mechanism:
        """Reads the text of a mechanism file."""
        return cls._read(environment, word(text, "the JSON text", "the content of a mechanism file"), "JSON text")

    @classmethod
    def from_arrays(
        cls,
        environment: Environment,
        rules: Mapping[str, object],
        *,
        goal: str | None = None,
        name: str = "",
        source: str = "",
    ) -> Mechanism:
        """A mechanism from one array per rule, axes ``[agent, types of agent 1, …]``: integers, or exact numbers as objects."""
        native_of(environment)
        if not isinstance(rules, Mapping):
            raise TypeError(f"rules is a {type(rules).__name__}; expected a dictionary from names of rules to arrays")
        shape = (len(environment.agents), *environment.shape)
        labels = [" ".join(profile) for profile in environment.profiles]
        listed = []
        for rule, payments in rules.items():
            texts = exact_array(payments, f"rules[{rule!r}]")
            if texts.shape != shape:
                raise wrong(
                    f"the payments of rule {rule!r} have the wrong shape",
                    found=str(texts.shape),
                    expected=f"{shape}: agents, then one axis per agent",
                )
            rows = texts.reshape(shape[0], -1).T.tolist()
            listed.append({"name": key_text(rule, "rules"), "transfers": dict(zip(labels, rows, strict=True))})
        data: dict[str, Any] = {"format": FORMAT, "environment": environment.digest}
        for key, text in (("name", name), ("source", source), ("goal", goal)):
            if text:
                data[key] = text
        data["rules"] = listed
        return cls._read(environment, json.dumps(data, indent=1, ensure_ascii=False), "arrays")

    @classmethod
    def _read(cls, environment: Environment, text: str, file_name: str, format: str = "json") -> Mechanism:
        return cls(environment, _native.Mechanism.parse(native_of(environment), text, file_name, format))

    @property
    def environment(self) -> Environment:
        """The environment."""
        return self._environment

    @cached_property
    def _outline(self) -> dict[str, Any]:
        outline: dict[str, Any] = json.loads(self._native.outline())
        return outline

    @property
    def name(self) -> str:
        """A name for people; may be empty."""
        return str(self._outline["name"])

    @property
    def source(self) -> str:
        """Where it comes from; may be empty."""
        return str(self._outline["source"])

    @property
    def goal(self) -> str | None:
        """What it was made for, if its file says so."""
        goal: str | None = self._outline["goal"]
        return goal

    @property
    def made_for(self) -> str | None:
        """The digest of the environment that it says it was made for."""
        digest: str | None = self._outline["environment"]
        return digest

    @property
    def claims(self) -> tuple[str, ...]:
        """What its certificate claims, as ``cic against mixed reports``; empty without a certificate.

        A claim is proved when :func:`ambimech.check` accepts the mechanism, not before.
        """
        return tuple(self._outline["claims"] or ())

    @property
    def rule_count(self) -> int | None:
        """Number of rules; ``None`` when a closed form has more than can be counted."""
        count: int | None = self._outline["rules"]
        return count

    def __len__(self) -> int:
        if self.rule_count is None:
            raise OverflowError("this mechanism has more rules than can be counted; rules are there by their numbers")
        return self.rule_count

    def __bool__(self) -> bool:
        # Not by its length, which may be uncountable.
        return True

    @cached_property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules."""
        if self.rule_count is None or self.rule_count > _MOST_NAMES:
            raise OverflowError("too many rules to list their names; rules are there by their numbers, see rule_name")
        return tuple(self.rule_name(rule) for rule in range(self.rule_count))

    def rule_name(self, rule: int) -> str:
        """The name of the rule with this number from 0."""
        return self._native.rule_name(self._rule(rule))

    def _rule(self, rule: int | str) -> int:
        if isinstance(rule, str):
            if rule not in self.rules:
                shown = ", ".join(map(repr, self.rules[:12])) + (", …" if len(self.rules) > 12 else "")
                raise wrong(f"there is no rule {rule!r}", found=repr(rule), expected=f"one of {shown}")
            return self.rules.index(rule)
        if isinstance(rule, (bool, np.bool_)) or not isinstance(rule, (int, np.integer)):
            raise TypeError(f"the rule is {rule!r}, a {type(rule).__name__}; expected its name, or its number from 0")
        count = self.rule_count
        if rule < 0 or (count is not None and rule >= count):
            raise wrong(f"there is no rule number {rule}", found=str(rule), expected="0" if count == 1 else f"0 to {(count or 0) - 1}")
        return int(rule)

    def transfers(self, rule: int | str) -> ExactArray:
        """All payments of a rule: axes ``[agent, types of agent 1, …]``."""
        shape = self._environment.shape
        numbers = fractions(self._native.transfers(self._rule(rule)), (*shape, len(self._environment.agents)))
        return np.moveaxis(numbers, -1, 0)

    def pay(self, rule: int | str, profile: Profile) -> dict[str, Fraction]:
        """What a rule pays to every agent when the profile is reported; other profiles are not evaluated."""
        amounts = self._native.payments(self._rule(rule), self._environment.profile(profile))
        return dict(zip(self._environment.agents, map(fraction, amounts), strict=True))

    @cached_property
    def stakes(self) -> Stakes:
        """How large the payments are, over all rules."""
        return read_stakes(json.loads(self._native.stakes()))

    def written_out(self) -> Mechanism:
        """The same with every rule as a table; a certificate goes along."""
        return Mechanism(self._environment, self._native.written_out())

    def to_json(self) -> str:
        """The text of its file."""
        text, _, format = self._native.portable()
        return self.written_out().to_json() if format != "json" else text

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes its file, in JSON."""
        write_whole(path, self.to_json())

    def to_frame(self) -> Any:
        """All payments as a pandas frame: ``rule``, one column per agent, ``agent``, ``payment``."""
        from . import frames

        return frames.transfer_frame(self)

    def text(self) -> str:
        """The first rules as tables."""
        return self._native.text()

    def latex(self) -> str:
        """The rules as LaTeX tables."""
        return self._native.latex()

    def _repr_html_(self) -> str:
        return self._native.html()

    def __repr__(self) -> str:
        count = "uncounted" if self.rule_count is None else self.rule_count
        goal = f", for {self.goal}" if self.goal else ""
        certified = ", with a certificate" if self.claims else ""
        return f"<Mechanism: {count} rule{'' if count == 1 else 's'}{goal}{certified}>"

    def __str__(self) -> str:
        return self.text()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mechanism):
            return NotImplemented
        return self._environment == other._environment and self._native.portable()[0] == other._native.portable()[0]

    def __hash__(self) -> int:
        return hash((self._environment, self._native.portable()[0]))

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, (self._environment, *self._native.portable()))


def _restored(environment: Environment, text: str, file_name: str, format: str) -> Mechanism:
    return Mechanism._read(environment, text, file_name, format)


def read_stakes(data: Mapping[str, Any]) -> Stakes:
    """The stakes of an answer."""

    def payment(entry: Mapping[str, Any]) -> Payment:
        return Payment(fraction(entry["amount"]), entry.get("agent"), entry.get("profile"), entry["rule"])

    turnover = data["expected-turnover"]
    return Stakes(
        payment(data["largest-payment"]),
        payment(data["largest-receipt"]),
        None if turnover is None else payment(turnover),
    )
