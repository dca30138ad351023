"""Environments from arrays of integers or exact numbers."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from ._error import wrong
from .exact import ExactArray, exact_array, key_text, listed


def environment_dict(
    types: object,
    agents: Sequence[str] | None,
    prior: object | None,
    beliefs: Mapping[str, object] | None,
    payoffs: object,
    outcomes: Sequence[str] | None,
    allocation: object,
) -> dict[str, Any]:
    """Agents, prior or beliefs, outcomes and allocation of an environment as :meth:`Environment.from_dict` takes them."""
    names, given = _agents(types, agents)
    shape = tuple(len(own) for own in given)
    profiles = [" ".join(labels) for labels in itertools.product(*(_type_names(own) for own in given))]
    data: dict[str, Any] = {"agents": [{"name": agent, "types": own} for agent, own in zip(names, given, strict=True)]}
    if (prior is None) == (beliefs is None):
        raise wrong("an environment has a prior or beliefs", expected="one of prior=… and beliefs=…")
    if prior is not None:
        weights = _shaped(prior, "prior", shape)
        data["prior"] = dict(zip(profiles, weights.reshape(-1), strict=True))
    else:
        data["beliefs"] = _beliefs(beliefs or {}, names, given, shape)
    numbers = exact_array(payoffs, "payoffs")
    if numbers.ndim != len(shape) + 2 or numbers.shape[1:] != (len(names), *shape) or numbers.shape[0] == 0:
        raise wrong(
            "payoffs have the wrong shape",
            found=str(numbers.shape),
            expected=f"(outcomes, {', '.join(map(str, (len(names), *shape)))}): outcome, agent, one axis per agent",
        )
    named = [f"x{place}" for place in range(numbers.shape[0])] if outcomes is None else outcomes
    chosen = [key_text(outcome, "outcomes") for outcome in listed(named, "outcomes", "a list of names")]
    if len(chosen) != numbers.shape[0]:
        raise wrong(
            "the payoffs are about another number of outcomes",
            found=f"{len(chosen)} names and {numbers.shape[0]} outcomes in payoffs",
            expected="one name per outcome",
        )
    if len(set(chosen)) != len(chosen):
        raise wrong("two outcomes have the same name", found=", ".join(chosen), expected="different names")
    data["outcomes"] = {
        outcome: dict(zip(profiles, numbers[place].reshape(len(names), -1).T.tolist(), strict=True))
        for place, outcome in enumerate(chosen)
    }
    data["allocation"] = _allocation(allocation, chosen, shape, profiles)
    return data


def _agents(types: object, agents: Sequence[str] | None) -> tuple[list[str], list[Any]]:
    if isinstance(types, Mapping):
        if agents is not None and [*map(str, agents)] != [*map(str, types)]:
            raise wrong("types and agents name different agents", found=f"{list(types)} and {list(agents)}")
        names, given = [key_text(agent, "types") for agent in types], list(types.values())
    else:
        given = listed(types, "types", "a list of every agent's types, or a dictionary from agents to types")
        named = range(1, len(given) + 1) if agents is None else listed(agents, "agents", "a list of names")
        names = [key_text(agent, "agents") for agent in named]
    if len(names) != len(given):
        raise wrong(
            "agents and types do not fit", found=f"{len(names)} agents, {len(given)} lists", expected="one list each"
        )
    for place, (agent, own) in enumerate(zip(names, given, strict=True)):
        if isinstance(own, Iterable) and not isinstance(own, (str, bytes, Mapping)):
            given[place] = own = _type_names(own)
        if not isinstance(own, (list, Mapping)) or not own:
            raise wrong(
                f"the types of agent {agent} cannot be read",
                found=repr(own)[:60],
                expected="a list of names, or a dictionary from names to numbers, with at least one type",
            )
    return names, given


def _type_names(own: Any) -> list[str]:
    return [key_text(name, "types") for name in own]


def _shaped(value: object, what: str, shape: tuple[int, ...]) -> ExactArray:
    array = exact_array(value, what)
    if array.shape != shape:
        raise wrong(f"{what} has the wrong shape", found=str(array.shape), expected=f"{shape}: one axis per agent")
    return array


def _beliefs(
    beliefs: object, names: list[str], given: list[Any], shape: tuple[int, ...]
) -> dict[str, Any]:
    if not isinstance(beliefs, Mapping):
        raise TypeError(f"beliefs is a {type(beliefs).__name__}; expected a dictionary from agents to arrays")
    beliefs = {key_text(agent, "beliefs"): weights for agent, weights in beliefs.items()}
    if set(beliefs) != set(names):
        raise wrong("beliefs of every agent are needed", found=str(list(beliefs)), expected=str(names))
    made: dict[str, Any] = {}
    for place, agent in enumerate(names):
        weights = np.moveaxis(_shaped(beliefs[agent], f"beliefs[{agent!r}]", shape), place, 0)
        others = [_type_names(own) for other, own in enumerate(given) if other != place]
        labels = [" ".join(profile) for profile in itertools.product(*others)]
        made[agent] = {
            name: dict(zip(labels, weights[own].reshape(-1).tolist(), strict=True))
            for own, name in enumerate(_type_names(given[place]))
        }
    return made


def _allocation(allocation: object, outcomes: list[str], shape: tuple[int, ...], profiles: list[str]) -> Any:
    if isinstance(allocation, Mapping):
        return allocation
    if isinstance(allocation, str):
        if allocation != "efficient":
            raise wrong("this is no allocation rule", found=repr(allocation), expected='"efficient", or an array')
        return {"rule": "efficient"}
    array = np.array(allocation, dtype=object) if isinstance(allocation, (list, tuple)) else np.asarray(allocation)
    if array.shape != shape:
        raise wrong("allocation has the wrong shape", found=str(array.shape), expected=f"{shape}: one axis per agent")
    chosen: dict[str, str] = {}
    for label, outcome in zip(profiles, array.reshape(-1).tolist(), strict=True):
        if isinstance(outcome, str):
            chosen[label] = outcome
        elif isinstance(outcome, (int, np.integer)) and not isinstance(outcome, bool):
            if not 0 <= outcome < len(outcomes):
                raise wrong(
                    f"there is no outcome number {outcome}, allocated at {label}",
                    expected=f"a number from 0 to {len(outcomes) - 1}, or a name",
                )
            chosen[label] = outcomes[outcome]
        else:
            raise TypeError(f"allocation at {label} is {outcome!r}; expected the number or the name of an outcome")
    return chosen
