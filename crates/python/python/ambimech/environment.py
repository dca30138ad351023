"""Environments: agents, types, beliefs, outcomes, payoffs, an allocation rule, and who can collude."""

from __future__ import annotations

import difflib
import itertools
import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from . import _native
from ._error import wrong
from ._written import write_whole
from .exact import Exact, ExactArray, fraction, fractions, key_text, listed, number_text, plain, word

__all__ = ["Environment", "Profile"]

FORMAT = "ambimech-environment/1"

Profile: TypeAlias = str | Sequence[str] | Mapping[str, str]
"""A type profile: ``"H L"``, ``("H", "L")`` or ``{"1": "H", "2": "L"}``."""

Coalitions: TypeAlias = str | Iterable[Iterable[str]]
"""``"all"``, ``"singletons"``, or the coalitions of several agents that can form, by the names of their members."""

_NUMBER = re.compile(r"-?\d+(/\d+)?\Z")


class Environment:
    """An environment: what a mechanism is designed for. Immutable; make one with the ``from_…`` methods.

    Two environments are equal when they mean the same: same names, numbers, allocation and coalitions, however they were
    written. Name and source are for people and do not count.
    """

    def __init__(self, native: _native.Environment) -> None:
        if not isinstance(native, _native.Environment):
            raise TypeError(
                f"an Environment is not made from a {type(native).__name__} like this; see Environment.from_dict, "
                "from_file, from_toml, from_json, from_arrays and from_frame"
            )
        self._native = native

    # Making one

    @classmethod
    def from_file(cls, path: str | os.PathLike[str], set: Mapping[str, Exact] | None = None) -> Environment:
        """Reads an environment file, TOML, or JSON when its name ends in ``.json``; ``set`` gives parameters other values."""
        return cls(_native.Environment.read(os.fspath(path), _settings(set)))

    @classmethod
    def from_toml(
        cls, text: str, set: Mapping[str, Exact] | None = None, folder: str | os.PathLike[str] | None = None
    ) -> Environment:
        """Reads the text of an environment file in TOML; ``folder`` is where a CSV file of its prior is looked for."""
        return cls._read(text, "toml", "TOML text", set, folder)

    @classmethod
    def from_json(
        cls, text: str, set: Mapping[str, Exact] | None = None, folder: str | os.PathLike[str] | None = None
    ) -> Environment:
        """Reads the text of an environment file in JSON."""
        return cls._read(text, "json", "JSON text", set, folder)

    @classmethod
    def from_dict(
        cls,
        data: Mapping[str, Any],
        set: Mapping[str, Exact] | None = None,
        folder: str | os.PathLike[str] | None = None,
    ) -> Environment:
        """An environment from a dictionary with the keys of the environment file; ``format`` may be left out.

        Numbers are ``int``, ``Fraction``, ``Decimal`` or texts; a ``float`` raises ``TypeError``. Profiles are ``"H L"`` or
        ``("H", "L")``; agents a list as in the file, or a dictionary from names to types.

        >>> from fractions import Fraction
        >>> env = Environment.from_dict({
        ...     "agents": {"seller": ["any"], "buyer": {"high": 3, "low": Fraction(1, 2)}},
        ...     "prior": {("any", "high"): 1, ("any", "low"): 3},
        ...     "outcomes": {"keep": {"seller": 0, "buyer": 0}, "trade": {"seller": -1, "buyer": "value[buyer]"}},
        ...     "allocation": {"rule": "efficient"},
        ... })
        >>> env.prior_dict[("any", "low")]
        Fraction(3, 4)
        """
        if not isinstance(data, Mapping):
            raise TypeError(f"expected a dictionary with the keys of an environment file, not a {type(data).__name__}")
        given = dict(data)
        agents = given.get("agents")
        if isinstance(agents, Mapping):
            given["agents"] = [{"name": key_text(name, "agents"), "types": types} for name, types in agents.items()]
        ordered = {"format": FORMAT} | given
        text = json.dumps(plain(ordered, ""), indent=1, ensure_ascii=False)
        return cls._read(text, "json", "dictionary", set, folder)

    @classmethod
    def from_arrays(
        cls,
        *,
        types: Mapping[str, Any] | Sequence[Any],
        payoffs: object,
        allocation: object = "efficient",
        prior: object | None = None,
        beliefs: Mapping[str, object] | None = None,
        outcomes: Sequence[str] | None = None,
        agents: Sequence[str] | None = None,
        outside: str | None = None,
        coalitions: Coalitions = "all",
        attitudes: Mapping[str, Any] | None = None,
        name: str = "",
        source: str = "",
    ) -> Environment:
        """An environment from arrays of integers, or ``dtype=object`` with exact numbers.

        Parameters
        ----------
        types
            For every agent its types: a list of names, or a dictionary from names to numbers. A dictionary from agents to these,
            or a list with ``agents`` beside it (by default ``"1"``, ``"2"``, …).
        prior
            Weights with one axis per agent. Or ``beliefs``: for every agent weights with one axis per agent, of which those at
            one type of the agent itself are that type's belief about the others.
        payoffs
            One number per outcome, agent and profile: axes ``[outcome, agent, types of agent 1, types of agent 2, …]``.
        allocation
            With one axis per agent, the place or the name of the outcome; or ``"efficient"``.
        attitudes
            What ambiguity is to whom, as under ``[attitudes]`` in a file; all look at the worst case without.
        """
        from . import arrays

        data: dict[str, Any] = {"name": name, "source": source, "coalitions": _pattern(coalitions)}
        data |= arrays.environment_dict(types, agents, prior, beliefs, payoffs, outcomes, allocation)
        if outside is not None:
            data["outside"] = outside
        if attitudes is not None:
            data["attitudes"] = dict(attitudes)
        return cls.from_dict(data)

    @classmethod
    def from_frame(
        cls,
        prior: Any,
        *,
        types: Mapping[str, Any] | None = None,
        weight: str | None = None,
        agents: Sequence[str] | None = None,
        payoffs: Any = None,
        outcomes: Mapping[str, Any] | None = None,
        allocation: Any = "efficient",
        outside: str | None = None,
        coalitions: Coalitions = "all",
        attitudes: Mapping[str, Any] | None = None,
        name: str = "",
        source: str = "",
    ) -> Environment:
        """An environment whose prior is a pandas frame or series.

        Parameters
        ----------
        prior
            Long: one column per agent with the names of types, and a column of weights (``weight``, by default ``probability``,
            ``weight`` or ``p``). Wide: index and columns are the types of the agents they are named for.
        types
            For agents with numbers attached to their types, or for another order than that of appearance.
        payoffs
            A frame with columns ``outcome``, ``agent``, ``payoff`` and one per agent on whose type the payoff depends, as
            :meth:`payoff_frame` makes it. Or ``outcomes`` as in the environment file.
        allocation
            ``"efficient"``, a dictionary as in the environment file, or a frame with a column per agent and ``outcome``.
        attitudes
            What ambiguity is to whom, as under ``[attitudes]`` in a file; all look at the worst case without.
        """
        from . import frames

        data = frames.environment_dict(prior, types, weight, agents, payoffs, outcomes, allocation)
        data |= {"name": name, "source": source, "coalitions": _pattern(coalitions)}
        if outside is not None:
            data["outside"] = outside
        if attitudes is not None:
            data["attitudes"] = dict(attitudes)
        return cls.from_dict(data)

    @classmethod
    def _read(
        cls,
        text: str,
        format: str,
        file_name: str,
        set: Mapping[str, Exact] | None,
        folder: str | os.PathLike[str] | None = None,
    ) -> Environment:
        where = None if folder is None else os.fspath(folder)
        text = word(text, f"the {file_name}", "the content of an environment file")
        return cls(_native.Environment.parse(text, file_name, format, where, _settings(set)))

    def with_parameters(self, **values: Exact) -> Environment:
        """The same environment with other values for some of its parameters."""
        return Environment(self._native.with_settings(_settings(values)))

    def with_coalitions(self, coalitions: Coalitions) -> Environment:
        """The same environment with other coalitions. Parameters become the numbers that they stand for."""
        pattern = _pattern(coalitions)
        if pattern == "all":
            return Environment(self._native.with_coalitions(None))
        if pattern == "singletons":
            return Environment(self._native.with_coalitions([]))
        members = [[self._agent(agent) for agent in coalition] for coalition in pattern]
        return Environment(self._native.with_coalitions(members))

    # What it is made of

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
    def digest(self) -> str:
        """``sha256:…``, the identity by which certificates name it."""
        return str(self._outline["digest"])

    @cached_property
    def agents(self) -> tuple[str, ...]:
        """The names of the agents."""
        return tuple(agent["name"] for agent in self._outline["agents"])

    @property
    def types(self) -> dict[str, tuple[str, ...]]:
        """The names of every agent's types."""
        return dict(self._types)

    @cached_property
    def _types(self) -> dict[str, tuple[str, ...]]:
        return {agent["name"]: tuple(own["name"] for own in agent["types"]) for agent in self._outline["agents"]}

    @property
    def attributes(self) -> dict[str, dict[str, dict[str, Fraction]]]:
        """The numbers attached to every agent's types, by their names; ``value`` for a bare number."""
        return {
            agent["name"]: {
                own["name"]: {name: fraction(number) for name, number in own["attributes"].items()}
                for own in agent["types"]
            }
            for agent in self._outline["agents"]
        }

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The names of the outcomes."""
        return tuple(self._outline["outcomes"])

    @property
    def outside(self) -> str | None:
        """The outcome of not taking part, if one is named; not taking part is worth 0 to everyone."""
        outside: str | None = self._outline["outside"]
        return outside

    @property
    def parameters(self) -> dict[str, Fraction]:
        """The parameters with their present values."""
        return {name: fraction(value) for name, value in self._outline["parameters"]}

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """How many types every agent has."""
        return tuple(len(own) for own in self._types.values())

    @cached_property
    def profiles(self) -> tuple[tuple[str, ...], ...]:
        """All type profiles; the last agent's type changes fastest."""
        return tuple(itertools.product(*self._types.values()))

    @cached_property
    def prior(self) -> ExactArray | None:
        """The probability of every profile, one axis per agent; ``None`` without a common prior."""
        texts = self._native.prior()
        return None if texts is None else fractions(texts, self.shape)

    @cached_property
    def prior_dict(self) -> dict[tuple[str, ...], Fraction]:
        """The probability of every profile; empty without a common prior."""
        return {} if self.prior is None else dict(zip(self.profiles, self.prior.reshape(-1).tolist(), strict=True))

    @property
    def beliefs(self) -> dict[str, ExactArray]:
        """For every agent, with one axis per agent, the probability of the others' types given its own."""
        return dict(self._beliefs)

    @cached_property
    def _beliefs(self) -> dict[str, ExactArray]:
        return {agent: self._belief(place) for place, agent in enumerate(self.agents)}

    def _belief(self, agent: int) -> ExactArray:
        others = self.shape[:agent] + self.shape[agent + 1 :]
        rows = [self._native.posterior([agent], [own]) for own in range(self.shape[agent])]
        # Every type of an agent occurs, so that every row is there.
        numbers = fractions(itertools.chain.from_iterable(row or [] for row in rows), (len(rows), *others))
        return np.moveaxis(numbers, 0, agent)

    @cached_property
    def payoffs(self) -> ExactArray:
        """Before transfers: axes ``[outcome, agent, types of agent 1, …]``."""
        return fractions(self._native.payoffs(), (len(self.outcomes), len(self.agents), *self.shape))

    @cached_property
    def allocation(self) -> npt.NDArray[np.object_]:
        """The name of the allocated outcome, one axis per agent."""
        names = np.empty(len(self.outcomes), dtype=object)
        names[:] = self.outcomes
        allocation = names[np.array(self._native.allocation(), dtype=np.intp)].reshape(self.shape)
        allocation.flags.writeable = False
        return allocation

    @cached_property
    def coalitions(self) -> tuple[tuple[str, ...], ...]:
        """The coalitions that can form, single agents among them, by the names of their members."""
        return tuple(tuple(coalition) for coalition in self._native.coalitions())

    @property
    def attitudes(self) -> dict[str, Any]:
        """What ambiguity is to whom, as under ``[attitudes]`` in a file; ``{"*": "maxmin"}`` when all look at the worst case."""
        found: dict[str, Any] = self.to_dict().get("attitudes", {"*": "maxmin"})
        return found

    def posterior(
        self, agent: str | Sequence[str], type: str | Sequence[str]
    ) -> dict[tuple[str, ...], Fraction] | None:
        """What an agent of a type, or a coalition of a type profile, believes about the others' types.

        ``None`` for types that never occur, and for several agents without a common prior.
        """
        agents = listed(agent, "the agent", "an agent or a list of agents") if not isinstance(agent, str) else [agent]
        members = [self._agent(one) for one in agents]
        names = [type] if isinstance(type, str) and isinstance(agent, str) else _words(type)
        if len(members) != len(names) or len(set(members)) != len(members):
            raise wrong(
                "one type for every agent is needed",
                found=f"{len(members)} agents and {len(names)} types",
                expected="as many types as agents, every agent once",
            )
        own = [self._type(member, name) for member, name in zip(members, names, strict=True)]
        belief = self._native.posterior(members, own)
        if belief is None:
            return None
        others = [types for place, types in enumerate(self._types.values()) if place not in members]
        return dict(zip(itertools.product(*others), map(fraction, belief), strict=True))

    def profile(self, profile: Profile) -> int:
        """The number of a profile in :attr:`profiles`."""
        if isinstance(profile, Mapping):
            missing = [agent for agent in self.agents if agent not in profile]
            if missing or len(profile) != len(self.agents):
                raise wrong("this is no type profile", found=repr(dict(profile)), expected="one type for every agent")
            profile = [profile[agent] for agent in self.agents]
        names = _words(profile)
        if len(names) != len(self.agents):
            raise wrong(
                "this is no type profile",
                found=" ".join(names),
                expected=f"{len(self.agents)} types, of {', '.join(self.agents)}",
            )
        types = tuple(self._type(agent, name) for agent, name in enumerate(names))
        return int(np.ravel_multi_index(types, self.shape))

    def _agent(self, name: object) -> int:
        return _find("agent", key_text(name, "agents"), self.agents)

    def _type(self, agent: int, name: str) -> int:
        known = self._types[self.agents[agent]]
        return _find(f"type of agent {self.agents[agent]}", name, known)

    # Writing it

    def to_toml(self) -> str:
        """An environment file with all numbers in it; reading it gives an equal environment."""
        return self._native.toml()

    def to_dict(self) -> dict[str, Any]:
        """The same as a dictionary for :meth:`from_dict`; numbers are ``int`` and ``Fraction``."""
        data = tomllib.loads(self.to_toml())
        for key in ("prior", "beliefs", "outcomes", "agents", "attitudes"):
            if key in data:
                data[key] = _with_fractions(data[key])
        return data

    def to_json(self) -> str:
        """The same as the text of an environment file in JSON."""
        return json.dumps(tomllib.loads(self.to_toml()), indent=1, ensure_ascii=False) + "\n"

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes an environment file, JSON when the name ends in ``.json``."""
        is_json = os.fspath(path).lower().endswith(".json")
        write_whole(path, self.to_json() if is_json else self.to_toml())

    def prior_frame(self) -> Any:
        """The prior as a pandas frame: one column per agent, and ``probability``."""
        from . import frames

        return frames.prior_frame(self)

    def payoff_frame(self) -> Any:
        """The payoffs as a pandas frame: ``outcome``, one column per agent, ``agent``, ``payoff``."""
        from . import frames

        return frames.payoff_frame(self)

    def allocation_frame(self) -> Any:
        """The allocation as a pandas frame: one column per agent, and ``outcome``."""
        from . import frames

        return frames.allocation_frame(self)

    # Showing it

    def text(self) -> str:
        """Everything, as the command line prints it."""
        return self._native.text()

    def latex(self) -> str:
        """A LaTeX fragment."""
        return self._native.latex()

    def _repr_html_(self) -> str:
        return self._native.html()

    def __repr__(self) -> str:
        sizes = " x ".join(map(str, self.shape))
        name = f" {self.name!r}" if self.name else ""
        return f"<Environment{name}: {len(self.agents)} agents, {sizes} types, {len(self.outcomes)} outcomes>"

    def __str__(self) -> str:
        return self.text()

    def __eq__(self, other: object) -> bool:
        return self.digest == other.digest if isinstance(other, Environment) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> tuple[object, ...]:
        return (_restored, self._native.portable())


def native_of(environment: object) -> _native.Environment:
    """The compiled part of an environment; raises ``TypeError`` for anything else."""
    if not isinstance(environment, Environment):
        raise TypeError(
            f"expected an Environment, not a {type(environment).__name__}; make one with Environment.from_file, "
            "from_dict, from_arrays or ambimech.example"
        )
    return environment._native


def _restored(text: str, file_name: str, format: str, settings: list[tuple[str, str]]) -> Environment:
    return Environment(_native.Environment.parse(text, file_name, format, None, settings))


def _settings(values: Mapping[str, Exact] | None) -> list[tuple[str, str]]:
    given = {} if values is None else values
    if not isinstance(given, Mapping):
        raise TypeError(f"set is a {type(given).__name__}; expected a dictionary from parameters to numbers")
    return [(name, number_text(value, f"the parameter {name}").strip()) for name, value in given.items()]


def _words(names: str | Sequence[str]) -> list[str]:
    if isinstance(names, str):
        return names.split()
    return [key_text(name, "types") for name in listed(names, "the types", "a text such as 'H L' or a list of types")]


def _find(what: str, name: str, known: Sequence[str]) -> int:
    try:
        return known.index(name)
    except ValueError:
        near = difflib.get_close_matches(name, known, n=1)
        raise wrong(
            f"there is no {what} {name!r}",
            found=repr(name),
            expected="one of " + ", ".join(map(repr, known)),
            help=f"did you mean {near[0]!r}?" if near else "",
        ) from None


def _pattern(coalitions: Coalitions) -> Any:
    if isinstance(coalitions, str):
        if coalitions not in ("all", "singletons"):
            raise wrong(
                "this says not which coalitions can form",
                found=repr(coalitions),
                expected='"all", "singletons" or a list of lists of agents',
            )
        return coalitions
    made = []
    for coalition in listed(coalitions, "coalitions", '"all", "singletons" or a list of lists of agents'):
        if isinstance(coalition, str):
            raise wrong(
                "a coalition is a list of agents", found=repr(coalition), expected="a list such as ['1', '2']"
            )
        members = [key_text(agent, "coalitions") for agent in listed(coalition, "a coalition", "a list of agents")]
        if not members or len(set(members)) != len(members):
            raise wrong(
                "a coalition has members, every one once", found=repr(members), expected="a list such as ['1', '2']"
            )
        made.append(members)
    several = [coalition for coalition in made if len(coalition) > 1]
    return several if several else "singletons"


def _with_fractions(value: Any) -> Any:
    if isinstance(value, dict):
        # Lists of types are names, whatever they look like.
        return {
            key: entry if key == "types" and isinstance(entry, list) or key == "name" else _with_fractions(entry)
            for key, entry in value.items()
        }
    if isinstance(value, list):
        return [_with_fractions(entry) for entry in value]
    if isinstance(value, str) and _NUMBER.match(value):
        return fraction(value) if "/" in value else fraction(value).numerator
    return value
