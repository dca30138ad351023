"""Every object survives pickling: equal, shown alike, and still good for further questions."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import ambimech
import pytest
from ambimech import Environment, InputError, Mechanism


def objects() -> list[Any]:
    environment = ambimech.example("guo-2021-public-good")
    own_beliefs = ambimech.example("guo-2018-bilateral-trade")
    mechanism = Mechanism.from_json(environment, ambimech.example_files("guo-2021-public-good")["mechanism.json"])
    conditions = ambimech.conditions(environment)
    infeasible = ambimech.decide(environment, "cic")
    parametric = ambimech.example("two-type-bilateral-trade")
    verification = ambimech.verify(environment, mechanism)
    return [
        environment,
        own_beliefs,
        parametric,
        mechanism,
        mechanism.stakes,
        conditions,
        conditions["cbdp"],
        infeasible,
        infeasible.certificate,
        ambimech.design(environment, "coalition-proof"),
        verification,
        verification.answer("cic"),
        verification.values,
        ambimech.check(environment, mechanism),
        ambimech.threshold(parametric, "h", "implement"),
        ambimech.solve(environment),
        ambimech.compare(environment),
        ambimech.counterexample(environment),
        ambimech.counterexample(environment, "bdp"),
        ambimech.explain("cbdp"),
    ]


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_round_trip(protocol: int) -> None:
    for original in objects():
        again = pickle.loads(pickle.dumps(original, protocol))
        assert type(again) is type(original) and again == original and repr(again) == repr(original)
        if hasattr(original, "_repr_html_"):
            assert again._repr_html_() == original._repr_html_()
        if hasattr(original, "latex"):
            assert again.latex() == original.latex() and again.text() == original.text()
        twice = pickle.loads(pickle.dumps(again, protocol))
        assert twice == original


def test_what_comes_back_can_be_asked_further() -> None:
    environment = ambimech.example("guo-2021-public-good")
    solution = pickle.loads(pickle.dumps(ambimech.solve(environment)))
    assert solution.mechanism is not None and ambimech.check(solution.environment, solution.mechanism)
    assert solution.goals["implement"].simple.verdict and solution.conditions["bdp"]
    assert solution.verification.verdict == "holds"
    parametric = pickle.loads(pickle.dumps(ambimech.example("two-type-bilateral-trade")))
    assert parametric.with_parameters(h="1/2").parameters["h"] * 2 == 1
    threshold = pickle.loads(pickle.dumps(ambimech.threshold(parametric, "h", "implement")))
    assert ambimech.check(threshold.upper.beyond.environment, threshold.upper.beyond.certificate)
    assert copy.deepcopy(environment) == environment


def test_a_setting_survives() -> None:
    changed = ambimech.example("two-type-bilateral-trade").with_parameters(h="1/3")
    again: Environment = pickle.loads(pickle.dumps(changed))
    assert again == changed and again.parameters == changed.parameters and again.name == changed.name


def test_errors_survive() -> None:
    with pytest.raises(InputError) as raised:
        Environment.from_toml("x = 1")
    again = pickle.loads(pickle.dumps(raised.value))
    assert (str(again), again.line, again.help) == (str(raised.value), raised.value.line, raised.value.help)
