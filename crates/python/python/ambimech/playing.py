"""Canonical mechanisms of full implementation: profiles of messages step by step, and the search for unwanted equilibria.

Answers keep what the command line ``ambimech play`` prints with ``--format json``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from . import _native
from ._error import wrong
from .exact import word
from .implementation import PayoffEnvironment, SocialChoiceSet, _bound
from .sets import SetAnswer

__all__ = ["PlayAnswer", "play"]


class PlayAnswer(SetAnswer):
    """Profiles that were played, in ``.steps``; or the verdict of a search: ``holds``, ``fails`` or ``undecided``."""

    @property
    def steps(self) -> tuple[Mapping[str, Any], ...]:
        """What became of every profile: its region, the reason, the outcome, and what the agents sent and got."""
        return tuple(MappingProxyType(step) for step in self.data.get("steps", ()))

    @property
    def equilibrium(self) -> str | None:
        """An unwanted equilibrium in words, if one was found."""
        found: str | None = self._data.get("equilibrium")
        return found

    @property
    def from_truth(self) -> str | None:
        """A profitable deviation from the truth in words, if one was found."""
        found = self._data.get("from-truth")
        if isinstance(found, dict):
            return f"all asking for {found['function']}: {found['deviation']}"
        return None if found is None else str(found)


def play(
    environment: PayoffEnvironment | SocialChoiceSet,
    profiles: str | os.PathLike[str] | None = None,
    *,
    search: bool = False,
    concept: str = "coalitional",
    economy: bool = False,
    notion: str = "pooled",
    type_space: str | os.PathLike[str] | None = None,
    numbers: int = 2,
    limit: int = 100_000,
) -> PlayAnswer:
    """Plays the profiles of messages of a file, a path or a TOML text; or searches its mechanism for unwanted equilibria.

    A payoff environment has the mechanism of THESIS theorems 2.5.1 and 2.6.1, with ``economy`` that of section 2.8.1; a social choice set has
    that of theorems 3.4.1 and 3.5.1. ``notion`` is ``pooled``, or ``committed`` when members keep their types to themselves. Searches are for beliefs
    that are uniform, or those of a type space, a path or a TOML text. Beyond ``limit`` strategies the answer is ``undecided``."""
    for name, flag in (("search", search), ("economy", economy)):
        if not isinstance(flag, bool):
            raise wrong(name, found=repr(flag), expected="True or False")
    bounds = (_bound(numbers, "numbers"), _bound(limit, "limit")) if search else None
    asked = word(concept, "a concept", "'nash'")
    told = word(notion, "a notion", "'pooled'")
    if type_space is not None and not search:
        raise wrong("a type space without a search", found="search=False", expected="search=True")
    if isinstance(environment, PayoffEnvironment):
        text = _native.play_payoffs(
            environment._native, _written(profiles), _written(type_space), (asked, told), bounds, economy
        )
        return PlayAnswer(json.loads(text))
    if not isinstance(environment, SocialChoiceSet):
        raise TypeError(f"expected PayoffEnvironment or SocialChoiceSet, not {type(environment).__name__}")
    if asked not in ("coalitional", "double"):
        raise wrong("a concept under ambiguity", found=repr(asked), expected="'coalitional' or 'double'")
    if economy or told != "pooled" or type_space is not None:
        raise wrong(
            "economy, notion and type_space are for payoff environments", found="a social choice set", expected="none of them"
        )
    return PlayAnswer(json.loads(_native.play_choices(environment._native, _written(profiles), asked == "double", bounds)))


def _written(file: str | os.PathLike[str] | None) -> tuple[str, str, str] | None:
    if file is None:
        return None
    if isinstance(file, str) and "\n" in file:
        return (file, "TOML text", "toml")
    name = os.fspath(file)
    return (_native.read_text(name), name, "json" if name.lower().endswith(".json") else "toml")
