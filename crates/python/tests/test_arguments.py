"""Arguments: what is meant is taken, anything else is refused in words that name the argument."""

from __future__ import annotations

import time
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import ambimech
import numpy as np
import pytest
from ambimech import Certificate, Environment, InputError, Mechanism
from conftest import Program

NOT_TEXTS: list[Any] = [None, 3, b"ic", ["ic", "bb"]]
SMALL: dict[str, Any] = {"prior": np.array([[1, 2], [3, 4]]), "payoffs": np.arange(16).reshape(2, 2, 2, 2)}
TYPES = [["s", "t"]] * 2


@pytest.mark.parametrize("value", NOT_TEXTS, ids=repr)
def test_words_are_texts(value: Any, public_good: Environment, paper_mechanism: Mechanism) -> None:
    env = public_good
    asked: list[tuple[str, Callable[[], object]]] = [
        ("goal", lambda: ambimech.decide(env, value)),
        ("mechanism", lambda: ambimech.decide(env, "ic", mechanism=value)),
        ("reports", lambda: ambimech.decide(env, "ic", reports=value)),
        ("reports", lambda: ambimech.solve(env, reports=value)),
        ("reports", lambda: ambimech.compare(env, reports=value)),
        ("reports", lambda: ambimech.verify(env, paper_mechanism, reports=value)),
        ("parameter", lambda: ambimech.threshold(env, value, "ic")),
        ("condition", lambda: ambimech.conditions(env, [value])),
        ("example", lambda: ambimech.example(value)),
        ("TOML text", lambda: Environment.from_toml(value)),
        ("JSON text", lambda: Mechanism.from_json(env, value)),
        ("text", lambda: Certificate(env, value)),
    ]
    if value is not None:
        asked += [
            ("goal", lambda: ambimech.solve(env, goal=value)),
            ("goal", lambda: ambimech.design(env, value)),
            ("method", lambda: ambimech.design(env, "ic", method=value)),
            ("entry", lambda: ambimech.explain(value)),
            ("condition", lambda: ambimech.counterexample(env, value)),
            ("goal", lambda: ambimech.counterexample(env, "bdp", value)),
        ]
    for name, call in asked:
        with pytest.raises(TypeError, match=rf"{name}.*expected a text"):
            call()


def test_what_is_no_environment() -> None:
    calls: list[Callable[[Any], object]] = [
        lambda thing: ambimech.decide(thing, "ic", coalitions="all"),
        lambda thing: Mechanism.from_json(thing, "{}"),
        lambda thing: Mechanism.from_file(thing, "m.json"),
        lambda thing: Mechanism.from_arrays(thing, {}),
        lambda thing: Certificate(thing, "{}"),
        lambda thing: ambimech.check(thing, "missing.json"),
    ]
    things: list[Any] = [None, {"agents": {}}, "environment.toml"]
    for call in calls:
        for thing in things:
            with pytest.raises(TypeError, match="expected an Environment"):
                call(thing)
    made: list[Callable[[Any], object]] = [Environment, lambda thing: Mechanism(ambimech.example("bilateral-trade"), thing)]
    for make in made:
        with pytest.raises(TypeError, match="from_"):
            make({"agents": {}})
    with pytest.raises(TypeError, match="path=…"):
        ambimech.report(ambimech.example("bilateral-trade"), "report.html")  # type: ignore[call-overload]


def test_lists_and_dictionaries(public_good: Environment) -> None:
    for coalitions in (None, 5, [1], b"all"):
        with pytest.raises(TypeError, match="coalition"):
            public_good.with_coalitions(coalitions)  # type: ignore[arg-type]
    for members in ([], ["1", "1"]):
        with pytest.raises(InputError, match="every one once"):
            public_good.with_coalitions([members])
    with pytest.raises(TypeError, match="names is 5"):
        ambimech.conditions(public_good, 5)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="set is a int"):
        Environment.from_toml(public_good.to_toml(), set=3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="rules is a list"):
        Mechanism.from_arrays(public_good, [1])  # type: ignore[arg-type]
    for agent, types in ((1, "H"), ("1", None)):
        with pytest.raises(TypeError, match="expected"):
            public_good.posterior(agent, types)  # type: ignore[arg-type]


def test_what_is_in_a_mapping_of_conditions(public_good: Environment) -> None:
    answers = ambimech.conditions(public_good, "full_support")
    assert "full_support" in answers and "bdp" not in answers
    nothing: Any = None
    assert nothing not in answers and answers.get(nothing) is None


def test_a_rule_is_a_name_or_a_whole_number(paper_mechanism: Mechanism) -> None:
    assert paper_mechanism.pay(np.int64(1), "H H H") == paper_mechanism.pay(1, "H H H")  # type: ignore[arg-type]
    for rule in (1.5, 1.0, True, None):
        with pytest.raises(TypeError, match="the rule is"):
            paper_mechanism.pay(rule, "H H H")  # type: ignore[arg-type]


def test_a_mechanism_is_true_however_many_rules_it_has(
    paper_mechanism: Mechanism, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Mechanism, "rule_count", None)
    with pytest.raises(OverflowError):
        len(paper_mechanism)
    assert paper_mechanism


def test_names_of_types_and_agents_in_arrays() -> None:
    expected = Environment.from_arrays(types=[["0", "1"]] * 2, **SMALL)
    given: list[Any] = [[[0, 1]] * 2, [range(2)] * 2, [np.array([0, 1])] * 2, [np.array(["0", "1"])] * 2]
    given += [{1: [0, 1], "2": ("0", 1)}, (iter("01"), iter("01"))]
    for types in given:
        assert Environment.from_arrays(types=types, **SMALL) == expected
    assert Environment.from_arrays(types=TYPES, agents=[7, "b"], **SMALL).agents == ("7", "b")  # type: ignore[list-item]
    for wrong in (None, 5, "st"):
        with pytest.raises(TypeError, match="types is"):
            Environment.from_arrays(types=wrong, **SMALL)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="outcomes is"):
        Environment.from_arrays(types=TYPES, outcomes="ab", **SMALL)
    beliefs: Any = {1: [[1, 2], [3, 4]], "2": [[1, 2], [3, 4]]}
    assert Environment.from_arrays(types=TYPES, beliefs=beliefs, payoffs=SMALL["payoffs"]).prior is None


def test_a_short_float_is_quoted_as_it_is_printed() -> None:
    with pytest.raises(TypeError, match=r"Fraction\('0.1'\)"):
        ambimech.example("two-type-bilateral-trade").with_parameters(v=np.float32(0.1))  # type: ignore[arg-type]


def test_files_that_cannot_be_read_are_named(public_good: Environment, tmp_path: Path) -> None:
    for path in (tmp_path / "missing.json", tmp_path, tmp_path / "a\0b"):
        for read in (
            lambda path: ambimech.check(public_good, path),
            lambda path: Certificate.from_file(public_good, path),
        ):
            with pytest.raises(InputError) as caught:
                read(path)
            assert caught.value.file is not None and caught.value.title


def test_a_certificate_in_toml(public_good: Environment, tmp_path: Path) -> None:
    mechanism = tmp_path / "mechanism.toml"
    mechanism.write_text('format = "ambimech-mechanism/1"\n[[rules]]\nname = "r"\ntransfers = { "* * *" = [0, 0, 0] }\n')
    certificate = Certificate.from_file(public_good, mechanism)
    assert certificate.data["rules"][0]["name"] == "r"
    for given in (certificate, mechanism, str(mechanism)):
        assert ambimech.check(public_good, given).verdict == "refused"  # read, but it proves nothing


def test_attainable_values_are_exact() -> None:
    environment = Environment.from_dict(
        {
            "parameters": {"h": 4},
            "agents": {"buyer": {"high": "h", "low": 1}, "seller": {"dear": "1/2", "cheap": 0}},
            "prior": {"high dear": 3, "high cheap": 1, "low dear": 2, "low cheap": 2},
            "outcomes": {"no": {"buyer": 0, "seller": 0}, "sale": {"buyer": "value[buyer]", "seller": "-value[seller]"}},
            "allocation": {"rule": "efficient"},
        }
    )
    found = ambimech.threshold(environment, "h", "implement")
    assert found.lower is not None and found.lower.value == Fraction(1, 2) and found.upper is None
    for value in (1, "1/2", "0.5", Decimal("0.5"), Fraction(1, 2)):
        assert found.attains(value)
    assert not found.attains("0.49")
    with pytest.raises(TypeError, match="float"):
        found.attains(0.5)  # type: ignore[arg-type]
    for text in ("", "1/0", "half", "1e999999999"):
        started = time.monotonic()
        with pytest.raises(InputError, match="the value is no number"):
            found.attains(text)
        assert time.monotonic() - started < 5


def test_what_was_handed_out_can_be_changed_without_harm(public_good: Environment) -> None:
    verdict = ambimech.decide(public_good, "cic")
    verdict.data["verdict"] = "feasible"
    assert verdict.verdict == "infeasible"
    for name in ("types", "attributes", "parameters", "beliefs"):
        before = dict(getattr(public_good, name))
        getattr(public_good, name)["1"] = None
        assert getattr(public_good, name).keys() == before.keys()
    public_good.attributes["1"]["H"]["value"] = Fraction(7)
    assert public_good.attributes["1"]["H"]["value"] == 5 and public_good.shape == (2, 2, 2)


def test_equal_parts_of_answers_have_equal_hashes(public_good: Environment, paper_mechanism: Mechanism) -> None:
    one, other = (ambimech.verify(public_good, paper_mechanism).properties for _ in range(2))
    assert one == other and len({*one, *other}) == len(one)
    assert hash(ambimech.explain("bdp")) == hash(ambimech.explain("bdp"))


def test_long_integers_come_back_as_integers() -> None:
    payoffs = np.zeros((1, 2, 2, 2), dtype=object)
    payoffs[:] = 10**30
    environment = Environment.from_arrays(types=TYPES, prior=SMALL["prior"], payoffs=payoffs)
    numbers = environment.to_dict()["outcomes"]["x0"]
    assert set(map(type, np.ravel(list(numbers.values())))) == {int}
    assert Environment.from_dict(environment.to_dict()) == environment


def test_a_verification_is_what_the_command_line_prints(
    public_good: Environment, paper_mechanism: Mechanism, program: Program, tmp_path: Path
) -> None:
    paper_mechanism.save(tmp_path / "m.json")
    printed = program("verify", "examples/guo-2021-public-good/environment.toml", str(tmp_path / "m.json"))
    found = ambimech.verify(public_good, paper_mechanism)
    assert found.data == printed
    assert [asked.name for asked in found.asked] == ["cic", "cr", "ai", "bb"]


def test_a_solution_is_verified_against_the_reports_asked_for(public_good: Environment) -> None:
    verification = ambimech.solve(public_good, reports="pure").verification
    assert verification is not None
    assert {asked.reports for asked in verification.asked} == {"pure", None}
