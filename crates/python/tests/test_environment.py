"""Environments from dictionaries, files, texts and arrays, and back."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import ambimech
import numpy as np
import pytest
from ambimech import Environment, InputError
from conftest import EXAMPLES, ROOT


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_way_to_write_an_environment_reads_as_the_same(name: str, tmp_path: Path) -> None:
    environment = ambimech.example(name)
    assert environment == Environment.from_file(ROOT / "examples" / name / "environment.toml")
    assert environment == Environment.from_toml(environment.to_toml())
    assert environment == Environment.from_json(environment.to_json())
    assert environment == Environment.from_dict(environment.to_dict())
    for file in ("a.toml", "a.json"):
        environment.save(tmp_path / file)
        assert environment == Environment.from_file(tmp_path / file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.json", "a.toml"]


@pytest.mark.parametrize("name", EXAMPLES)
def test_arrays_make_the_same_environment(name: str) -> None:
    environment = ambimech.example(name)
    has_prior = environment.prior is not None
    singles = all(len(coalition) == 1 for coalition in environment.coalitions)
    types = {
        agent: {own: numbers["value"] for own, numbers in listed.items()}
        if all("value" in numbers for numbers in listed.values())
        else list(listed)
        for agent, listed in environment.attributes.items()
    }
    made = Environment.from_arrays(
        types=types,
        prior=environment.prior,
        beliefs=None if has_prior else environment.beliefs,
        payoffs=environment.payoffs,
        allocation=environment.allocation,
        outcomes=environment.outcomes,
        outside=environment.outside,
        coalitions="singletons" if singles else environment.coalitions,
        attitudes=environment.attitudes,
    )
    assert made.attitudes == environment.attitudes
    assert made.prior_dict == environment.prior_dict
    assert all((made.beliefs[agent] == environment.beliefs[agent]).all() for agent in environment.agents)
    assert (made.payoffs == environment.payoffs).all() and (made.allocation == environment.allocation).all()
    assert made.coalitions == environment.coalitions
    # Equal in every way where the types carry the same numbers.
    if made.attributes == environment.attributes:
        assert made == environment or environment.coalitions[-1] == environment.agents


def test_what_an_environment_is_made_of(public_good: Environment) -> None:
    assert public_good.agents == ("1", "2", "3")
    assert public_good.types == {"1": ("H", "L"), "2": ("H", "L"), "3": ("H", "L")}
    assert public_good.attributes["1"] == {"H": {"value": Fraction(5)}, "L": {"value": Fraction(1)}}
    assert public_good.outcomes == ("none", "build") and public_good.outside == "none"
    assert public_good.shape == (2, 2, 2) and public_good.payoffs.shape == (2, 3, 2, 2, 2)
    assert public_good.payoffs[1, 1, 0, 0, 1] == 2 - 5
    assert public_good.allocation[0, 1, 1] == "none" and public_good.allocation[1, 0, 0] == "build"
    assert len(public_good.coalitions) == 7 and public_good.coalitions[3] == ("1", "2")
    prior = public_good.prior
    assert prior is not None and prior[0, 0, 1] == Fraction(3, 20)
    assert public_good.posterior("1", "H") == {
        ("H", "H"): Fraction(2, 5), ("H", "L"): Fraction(3, 10), ("L", "H"): Fraction(1, 5), ("L", "L"): Fraction(1, 10)
    }  # fmt: skip
    assert public_good.posterior(("2", "1"), ("L", "H")) == {("H",): Fraction(2, 3), ("L",): Fraction(1, 3)}
    assert public_good.digest.startswith("sha256:") and len({public_good, ambimech.example("guo-2021-public-good")}) == 1
    assert repr(public_good) == (
        "<Environment 'Public good with a conflicted agent': 3 agents, 2 x 2 x 2 types, 2 outcomes>"
    )


def test_beliefs_are_the_posteriors(public_good: Environment) -> None:
    prior = public_good.prior
    assert prior is not None
    for place, agent in enumerate(public_good.agents):
        others = tuple(axis for axis in range(3) if axis != place)
        assert (public_good.beliefs[agent] == prior / prior.sum(axis=others, keepdims=True)).all()


def test_types_that_never_occur_have_no_posterior() -> None:
    environment = ambimech.example("zero-probability-profile")
    never = [profile for profile, number in environment.prior_dict.items() if number == 0]
    assert never
    pairs = [(("1", "2"), profile[:2]) for profile in never]
    for agents, own in pairs:
        belief = environment.posterior(environment.agents[:2], own)
        total = sum(number for profile, number in environment.prior_dict.items() if profile[:2] == own)
        assert (belief is None) == (total == 0), (agents, own)


def test_parameters() -> None:
    name = "guo-2017-no-common-prior"
    environment = ambimech.example(name)
    assert environment.parameters == {"a": Fraction(1), "B": Fraction(7)}
    other = environment.with_parameters(B="13/2")
    assert other.parameters["B"] == Fraction(13, 2) and other != environment
    assert other.with_parameters(B=7) == environment
    path = ROOT / "examples" / name / "environment.toml"
    assert Environment.from_file(path, set={"B": Fraction(13, 2)}) == other
    with pytest.raises(InputError, match="no parameter"):
        environment.with_parameters(C=1)
    with pytest.raises(TypeError, match="float"):
        environment.with_parameters(B=6.5)  # type: ignore[arg-type]


def test_a_dictionary_may_have_parameters_and_tuples() -> None:
    environment = Environment.from_dict(
        {
            "parameters": {"h": 3},
            "agents": {"s": ["any"], "b": {"high": "h", "low": 1}},
            "prior": {("any", "high"): 1, ("any", "low"): 1},
            "outcomes": {"keep": {"s": 0, "b": 0}, "sell": {"s": Fraction(-1, 2), "b": "value[b]"}},
            "allocation": {"*  *": "sell"},
            "coalitions": "singletons",
        }
    )
    assert environment.attributes["b"]["high"]["value"] == 3
    assert environment.with_parameters(h=4).attributes["b"]["high"]["value"] == 4


def test_a_prior_in_another_file_is_found_and_travels(tmp_path: Path) -> None:
    (tmp_path / "prior.csv").write_text("s,b,probability\nany,high,1\nany,low,3\n", encoding="utf-8")
    data = {
        "agents": {"s": ["any"], "b": ["high", "low"]},
        "prior": {"file": "prior.csv"},
        "outcomes": {"keep": {"s": 0, "b": 0}},
        "allocation": {"* *": "keep"},
    }
    with pytest.raises(InputError):
        Environment.from_dict(data)
    try:
        environment = Environment.from_dict(data, folder=tmp_path)
    except InputError as error:
        pytest.fail(f"the CSV file was not read: {error}")
    import pickle

    moved = pickle.dumps(environment)
    (tmp_path / "prior.csv").unlink()
    assert pickle.loads(moved) == environment


def test_other_coalitions(public_good: Environment) -> None:
    assert public_good.with_coalitions("singletons").coalitions == (("1",), ("2",), ("3",))
    some = public_good.with_coalitions([["3", "1"]])
    assert some.coalitions == (("1",), ("2",), ("3",), ("1", "3"))
    assert some.with_coalitions("all") == public_good
    with pytest.raises(InputError, match="no agent '4'"):
        public_good.with_coalitions([["1", "4"]])
    with pytest.raises(InputError):
        public_good.with_coalitions("everybody")


def test_input_errors_say_where(tmp_path: Path) -> None:
    text = ambimech.example_files("guo-2021-public-good")["environment.toml"]
    path = tmp_path / "mine.toml"
    path.write_text(text.replace('"H H L" = 0.15', '"H H M" = 0.15'), encoding="utf-8")
    with pytest.raises(InputError) as raised:
        Environment.from_file(path)
    error = raised.value
    assert error.file == str(path) and error.line == text[: text.index('"H H L"')].count("\n") + 1
    assert error.found and error.expected and error.help and error.title in str(error)
    with pytest.raises(InputError) as raised:
        Environment.from_file(tmp_path / "none.toml")
    assert raised.value.title == "there is no such file" and raised.value.line is None
    assert isinstance(raised.value, ValueError)


def test_shapes_and_names_that_do_not_fit() -> None:
    types, prior, payoffs = [["s", "t"]] * 2, np.ones((2, 2), dtype=int), np.zeros((1, 2, 2, 2), dtype=int)
    make = Environment.from_arrays
    assert make(types=types, prior=prior, payoffs=payoffs).outcomes == ("x0",)
    for wrong in (
        {"prior": np.ones((2, 3), dtype=int)},
        {"prior": None},
        {"payoffs": np.zeros((2, 2, 2), dtype=int)},
        {"payoffs": np.zeros((0, 2, 2, 2), dtype=int)},
        {"payoffs": [[[[0, 0], [0]], [[0, 0], [0, 0]]]]},
        {"outcomes": ["a", "b"]},
        {"allocation": np.ones((2, 2), dtype=int)},
        {"allocation": -np.ones((2, 2), dtype=int)},
        {"allocation": "best"},
        {"types": [["s", "t"]]},
        {"types": [["s", "t"], []]},
        {"types": [["s", "s"], ["s", "t"]]},
        {"types": [["s t", "t"], ["s", "t"]]},
        {"coalitions": [["1", "5"]]},
        {"beliefs": {"1": prior}},
        {"prior": -prior},
        {"prior": prior * 0},
    ):
        with pytest.raises(InputError):
            make(**({"types": types, "prior": prior, "payoffs": payoffs} | wrong))  # type: ignore[arg-type]


def test_unknown_keys_and_names_are_refused(public_good: Environment) -> None:
    with pytest.raises(InputError, match="alocation"):
        Environment.from_dict(public_good.to_dict() | {"alocation": {}})
    with pytest.raises(InputError, match="twice"):
        Environment.from_dict({"outcomes": {1: {}, "1": {}}})
    with pytest.raises(TypeError):
        Environment.from_dict([])  # type: ignore[arg-type]
    for call in (
        lambda: public_good.posterior("4", "H"),
        lambda: public_good.posterior("1", "M"),
        lambda: public_good.posterior(("1", "1"), ("H", "H")),
        lambda: public_good.profile("H H"),
        lambda: ambimech.example("guo-2021-public-god"),
        lambda: ambimech.explain("bdq"),
    ):
        with pytest.raises(InputError):
            call()


def test_profiles_are_found_in_every_form(public_good: Environment) -> None:
    for profile in ("H L H", ("H", "L", "H"), {"3": "H", "1": "H", "2": "L"}):
        assert public_good.profiles[public_good.profile(profile)] == ("H", "L", "H")


def test_to_dict_has_fractions_and_no_floats(public_good: Environment) -> None:
    data = public_good.to_dict()

    def numbers(value: object) -> list[object]:
        if isinstance(value, dict):
            return [found for entry in value.values() for found in numbers(entry)]
        if isinstance(value, list):
            return [found for entry in value for found in numbers(entry)]
        return [value]

    assert not any(isinstance(value, float) for value in numbers(data))
    half = Environment.from_dict(data | {"prior": {key: Fraction(1, 8) for key in data["prior"]}}).to_dict()
    assert json.dumps(half["allocation"])


FACTORED = ROOT / "examples" / "factored-priors"


@pytest.mark.parametrize("file", ["factored.toml", "independent.toml", "markov.toml", "mixture.toml"])
def test_a_prior_in_factored_form_is_read_as_its_table(file: str) -> None:
    environment = Environment.from_file(FACTORED / file)
    assert environment.prior is not None and environment.prior.sum() == 1
    # Written with the table, and read again.
    assert environment == Environment.from_toml(environment.to_toml())
    expected = json.loads((FACTORED / "expected" / "factored.json").read_text())[file]
    found = ambimech.conditions(environment, list(expected))
    assert {name: found[name].verdict for name in expected} == expected


def test_a_table_that_is_too_large_says_how_large() -> None:
    with pytest.raises(InputError, match=r"2\^40 profiles"):
        Environment.from_file(FACTORED / "forty-agents.toml")
