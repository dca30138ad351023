"""pandas frames in and out. pandas is imported when one of these functions is called, and never otherwise."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ._error import wrong
from .exact import key_text, number_text, refused_float

if TYPE_CHECKING:
    from .environment import Environment
    from .mechanism import Mechanism
    from .verdict import Conditions, Verification

WEIGHTS = ("probability", "weight", "p")
"""Names under which a column of weights is found."""


def _pandas() -> Any:
    try:
        return importlib.import_module("pandas")
    except ImportError as error:
        raise ImportError("frames need pandas: pip install pandas") from error


def environment_dict(
    prior: Any,
    types: Mapping[str, Any] | None,
    weight: str | None,
    agents: Sequence[str] | None,
    payoffs: Any,
    outcomes: Mapping[str, Any] | None,
    allocation: Any,
) -> dict[str, Any]:
    """The dictionary of an environment whose prior, and maybe payoffs and allocation, are frames."""
    names, rows = prior_rows(prior, weight, agents)
    seen: list[list[str]] = [list(dict.fromkeys(labels[place] for labels, _ in rows)) for place in range(len(names))]
    given = dict(types) if types is not None else {}
    unknown = [agent for agent in given if agent not in names]
    if unknown:
        raise wrong(
            "types of agents that the prior does not have", found=", ".join(unknown), expected=", ".join(names)
        )
    listed = {agent: given.get(agent, own) for agent, own in zip(names, seen, strict=True)}
    data: dict[str, Any] = {"agents": [{"name": agent, "types": own} for agent, own in listed.items()]}
    weights: dict[str, str] = {}
    for labels, number in rows:
        profile = " ".join(labels)
        if profile in weights:
            raise wrong(f"the profile {profile} has two weights", expected="one row per profile")
        weights[profile] = number
    data["prior"] = weights
    if (payoffs is None) == (outcomes is None):
        raise wrong("an environment has payoffs or outcomes", expected="one of payoffs=… and outcomes=…")
    if outcomes is not None:
        data["outcomes"] = outcomes
    else:
        data["outcomes"] = payoff_rows(payoffs, {agent: [key_text(t, "types") for t in own] for agent, own in listed.items()})
    data["allocation"] = allocation_rows(allocation, names)
    return data


def prior_rows(prior: Any, weight: str | None, agents: Sequence[str] | None) -> tuple[list[str], list[tuple[tuple[str, ...], str]]]:
    """The agents, and every profile with its weight."""
    _pandas()
    if not hasattr(prior, "index") or not hasattr(prior.index, "names"):
        raise TypeError(f"expected a pandas frame or series, not a {type(prior).__name__}")
    if hasattr(prior, "columns"):
        if weight is None and None not in [*prior.index.names, *prior.columns.names]:
            # Every axis is named for an agent: wide, whatever the types are called.
            return _wide(prior, agents)
        columns = [str(column) if not isinstance(column, tuple) else column for column in prior.columns]
        column = weight if weight is not None else next((name for name in WEIGHTS if name in columns), None)
        if weight is not None and weight not in columns:
            raise wrong(f"the frame has no column {weight!r}", found=", ".join(map(str, columns)))
        if column is not None:
            if None not in prior.index.names:
                # Agents in the index are columns like the others.
                prior = prior.reset_index()
            return _long(prior, str(column), agents)
        return _wide(prior, agents)
    return _series(prior, agents)


def _long(prior: Any, column: str, agents: Sequence[str] | None) -> tuple[list[str], list[tuple[tuple[str, ...], str]]]:
    names = [str(name) for name in prior.columns if str(name) != column] if agents is None else list(agents)
    by_name = _by_name(prior, "the frame")
    missing = [name for name in names if name not in by_name]
    if missing:
        raise wrong("the frame has no column for " + ", ".join(missing), found=", ".join(by_name))
    weights = _numbers(prior[by_name[column]], f"the column {column!r}")
    labels = [[_label(entry, name) for entry in prior[by_name[name]].tolist()] for name in names]
    return names, list(zip(zip(*labels, strict=True), weights, strict=True))


def _wide(prior: Any, agents: Sequence[str] | None) -> tuple[list[str], list[tuple[tuple[str, ...], str]]]:
    names = _level_names([*prior.index.names, *prior.columns.names], agents)
    rows = []
    for place, down in enumerate(prior.index.tolist()):
        weights = _numbers(prior.iloc[place], f"the row {down!r}")
        for across, number in zip(prior.columns.tolist(), weights, strict=True):
            rows.append((_labels(down) + _labels(across), number))
    return names, rows


def _series(prior: Any, agents: Sequence[str] | None) -> tuple[list[str], list[tuple[tuple[str, ...], str]]]:
    names = _level_names(prior.index.names, agents)
    weights = _numbers(prior, "the series")
    return names, [(_labels(at), number) for at, number in zip(prior.index.tolist(), weights, strict=True)]


def _level_names(levels: Sequence[Any], agents: Sequence[str] | None) -> list[str]:
    if agents is not None:
        if len(agents) != len(levels):
            raise wrong(
                "the frame has another number of agents", found=f"{len(levels)} levels", expected=", ".join(agents)
            )
        return list(agents)
    if any(level is None for level in levels):
        raise wrong(
            "the agents of the frame have no names",
            found="an index or columns without a name",
            expected="a column of weights, or index and columns named for the agents",
            help="a long frame: name its weights, weight='…'; a wide one: name the agents, "
            "frame.rename_axis(index='1', columns='2'), or agents=['1', '2']",
        )
    return [str(level) for level in levels]


def _labels(entry: Any) -> tuple[str, ...]:
    return tuple(_label(part, "the index") for part in (entry if isinstance(entry, tuple) else (entry,)))


def _label(entry: Any, where: str) -> str:
    if isinstance(entry, float):
        raise TypeError(f"a type in {where} is {entry!r}; expected the name of a type (is a row empty?)")
    return key_text(entry, where)


def _numbers(series: Any, where: str) -> list[str]:
    values = series.tolist()
    if getattr(series.dtype, "kind", "O") == "f" and values:
        raise TypeError(
            f"{where} holds floats; {refused_float(values[0], 'its first number')}; convert the column, for example "
            "with frame[column].map(lambda x: Fraction(str(x))) once you have looked at it, or read it with dtype=str"
        )
    return [number_text(value, f"{where}, row {place}") for place, value in enumerate(values)]


def payoff_rows(payoffs: Any, types: Mapping[str, list[str]]) -> dict[str, Any]:
    """Payoffs in a frame with columns ``outcome``, ``agent``, ``payoff`` and some agents' types."""
    _columns(payoffs, ("outcome", "agent", "payoff"), "payoffs")
    agents = list(types)
    deciding = [agent for agent in agents if agent in [str(name) for name in payoffs.columns]]
    extra = [str(name) for name in payoffs.columns if str(name) not in ("outcome", "agent", "payoff", *deciding)]
    if extra:
        raise wrong("the payoffs have columns that are no agents", found=", ".join(extra), expected=", ".join(agents))
    numbers = _numbers(payoffs["payoff"], "the column 'payoff'")
    found: dict[str, dict[str, dict[str, str]]] = {}
    by_name = _by_name(payoffs, "payoffs")
    columns = {agent: payoffs[by_name[agent]].tolist() for agent in deciding}
    for place, (outcome, agent) in enumerate(zip(payoffs["outcome"].tolist(), payoffs["agent"].tolist(), strict=True)):
        who = key_text(agent, "agent")
        if who not in agents:
            raise wrong(f"there is no agent {who!r} in the prior", expected=", ".join(agents))
        label = " ".join(_label(columns[one][place], one) if one in columns else "*" for one in agents)
        rows = found.setdefault(key_text(outcome, "outcome"), {}).setdefault(label, {})
        if who in rows:
            raise wrong(f"agent {who} has two payoffs of {outcome} at {label}", expected="one row each")
        rows[who] = numbers[place]
    made: dict[str, Any] = {}
    for outcome, at in found.items():
        made[outcome] = {}
        for label, rows in at.items():
            missing = [agent for agent in agents if agent not in rows]
            if missing:
                raise wrong(f"agent {missing[0]} has no payoff of {outcome} at {label}", expected="one row each")
            made[outcome][label] = [rows[agent] for agent in agents]
    return made


def allocation_rows(allocation: Any, agents: list[str]) -> Any:
    """An allocation as in files: ``efficient``, a dictionary, or a frame with a column per agent and ``outcome``."""
    if isinstance(allocation, Mapping):
        return allocation
    if isinstance(allocation, str):
        if allocation != "efficient":
            raise wrong("this is no allocation rule", found=repr(allocation), expected='"efficient", or a frame')
        return {"rule": "efficient"}
    _columns(allocation, ("outcome", *agents), "allocation")
    by_name = _by_name(allocation, "allocation")
    rows: dict[str, str] = {}
    labels = [[_label(entry, agent) for entry in allocation[by_name[agent]].tolist()] for agent in agents]
    for profile, outcome in zip(zip(*labels, strict=True), allocation["outcome"].tolist(), strict=True):
        label = " ".join(profile)
        if label in rows:
            raise wrong(f"the profile {label} is allocated twice", expected="one row per profile")
        rows[label] = key_text(outcome, "outcome")
    return rows


def _by_name(frame: Any, what: str) -> dict[str, Any]:
    """The columns by their names as texts."""
    names = [str(name) for name in frame.columns]
    twice = next((name for place, name in enumerate(names) if name in names[:place]), None)
    if twice is not None:
        raise wrong(f"{what} has two columns called {twice!r}", found=", ".join(names), expected="different names")
    return dict(zip(names, frame.columns, strict=True))


def _columns(frame: Any, needed: Sequence[str], what: str) -> None:
    if not hasattr(frame, "columns"):
        raise TypeError(f"expected a pandas frame for {what}, not a {type(frame).__name__}")
    names = [str(name) for name in frame.columns]
    missing = [name for name in needed if name not in names]
    if missing:
        raise wrong(f"{what} has no column {missing[0]!r}", found=", ".join(names), expected=", ".join(needed))


def _free(environment: Environment, *names: str) -> None:
    taken = [name for name in names if name in environment.agents]
    if taken:
        raise wrong(
            f"an agent is called {taken[0]!r}, as a column of the frame is", help="take the arrays, or rename the agent"
        )


def _profile_columns(environment: Environment, repeat: int) -> dict[str, list[str]]:
    columns = zip(*environment.profiles, strict=True)
    return {agent: list(column) * repeat for agent, column in zip(environment.agents, columns, strict=True)}


def prior_frame(environment: Environment) -> Any:
    """One row per profile."""
    _free(environment, "probability")
    if environment.prior is None:
        raise wrong("this environment has no common prior", help="see Environment.beliefs")
    columns: dict[str, Any] = dict(_profile_columns(environment, 1))
    columns["probability"] = environment.prior.reshape(-1)
    return _pandas().DataFrame(columns)


def payoff_frame(environment: Environment) -> Any:
    """One row per outcome, agent and profile."""
    _free(environment, "outcome", "agent", "payoff")
    size, agents = len(environment.profiles), environment.agents
    columns: dict[str, Any] = {"outcome": np.repeat(np.array(environment.outcomes, dtype=object), size * len(agents))}
    columns |= _profile_columns(environment, len(environment.outcomes) * len(agents))
    columns["agent"] = np.tile(np.repeat(np.array(agents, dtype=object), size), len(environment.outcomes))
    columns["payoff"] = environment.payoffs.reshape(-1)
    return _pandas().DataFrame(columns)


def allocation_frame(environment: Environment) -> Any:
    """One row per profile."""
    _free(environment, "outcome")
    columns: dict[str, Any] = dict(_profile_columns(environment, 1))
    columns["outcome"] = environment.allocation.reshape(-1)
    return _pandas().DataFrame(columns)


def transfer_frame(mechanism: Mechanism) -> Any:
    """One row per rule, agent and profile."""
    environment = mechanism.environment
    _free(environment, "rule", "agent", "payment")
    size, agents = len(environment.profiles), environment.agents
    columns: dict[str, Any] = {"rule": np.repeat(np.array(mechanism.rules, dtype=object), size * len(agents))}
    columns |= _profile_columns(environment, len(mechanism.rules) * len(agents))
    columns["agent"] = np.tile(np.repeat(np.array(agents, dtype=object), size), len(mechanism.rules))
    columns["payment"] = np.concatenate([mechanism.transfers(rule).reshape(-1) for rule in range(len(mechanism))])
    return _pandas().DataFrame(columns)


def condition_frame(conditions: Conditions) -> Any:
    """One row per condition."""
    return _pandas().DataFrame(
        {
            "condition": list(conditions),
            "verdict": [answer.verdict for answer in conditions.values()],
            "reason": [answer.reason for answer in conditions.values()],
        }
    )


def value_frame(verification: Verification) -> Any:
    """One row per coalition, true types and report."""
    rows = verification.values
    columns: dict[str, Any] = {
        "coalition": [row.coalition for row in rows],
        "types": [row.types for row in rows],
        "report": [row.report for row in rows],
    }
    for place, rule in enumerate(verification.mechanism.rules):
        columns[rule] = [row.values[place] for row in rows]
    columns["worst"] = [row.worst for row in rows]
    columns["on_path"] = [row.on_path for row in rows]
    columns["gain"] = [row.gain for row in rows]
    return _pandas().DataFrame(columns)
