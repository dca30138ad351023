"""Every question on examples of the literature: the verdicts of the papers, and what the command line prints."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import ambimech
import pytest
from ambimech import Between, Environment, InputError, Mechanism, UndecidedError
from conftest import EXAMPLES, ROOT, Program


def path_of(name: str, file: str = "environment.toml") -> str:
    return f"examples/{name}/{file}"


@pytest.mark.parametrize("name", EXAMPLES)
def test_conditions_are_those_of_the_papers_and_of_the_command_line(name: str, program: Program) -> None:
    environment = ambimech.example(name)
    found = ambimech.conditions(environment)
    assert found.data == program("conditions", path_of(name))
    expected = json.loads((ROOT / "examples" / name / "expected" / "conditions.json").read_text(encoding="utf-8"))
    assert {condition: answer.verdict for condition, answer in found.items()} == expected
    for answer in found.values():
        assert answer.reason and (answer.certificate is None) == (answer.verdict == "undecided")
        if answer.certificate is not None:
            assert ambimech.check(environment, answer.certificate).verdict == "accepted"


@pytest.mark.parametrize("name", EXAMPLES)
def test_decisions_and_designs_equal_the_command_line(name: str, program: Program) -> None:
    environment = ambimech.example(name)
    for goal in ("implement", "cic,bb"):
        for kind in ("simple", "ambiguous"):
            found = ambimech.decide(environment, goal, kind)
            assert found.data == program("decide", path_of(name), "--goal", goal, "--mechanism", kind)
            if found.certificate is not None:
                assert ambimech.check(environment, found.certificate)
            assert (found.mechanism is not None) == (found.verdict == "feasible")
            assert (found.proof is not None) == (found.verdict == "infeasible")
        designed = program("design", path_of(name), "--goal", goal)
        file = designed.pop("file")
        design = ambimech.design(environment, goal)
        assert design.data == designed
        if design.certificate is not None:
            assert design.certificate.data == file


@pytest.mark.parametrize("name", EXAMPLES)
def test_mechanisms_verify_and_check_as_on_the_command_line(name: str, program: Program) -> None:
    environment = ambimech.example(name)
    for file, text in ambimech.example_files(name).items():
        if not file.startswith("mechanism"):
            continue
        mechanism = Mechanism.from_json(environment, text)
        found = ambimech.verify(environment, mechanism)
        printed = program("verify", path_of(name), path_of(name, file), "--all")
        assert found.data["properties"] == printed["properties"]
        for row, value in zip(printed["values"]["reports"], found.values, strict=True):
            assert row["values"] == [str(number) for number in value.values]
            if isinstance(row["gain"], dict):
                ends = [value.gain.low, value.gain.high] if isinstance(value.gain, Between) else [value.gain] * 2
                assert [Fraction(row["gain"][end]) for end in ("low", "high")] == ends
            else:
                assert Fraction(row["gain"]) == value.gain
        assert ambimech.check(environment, mechanism).data == program("check", path_of(name), path_of(name, file))
        assert len(found.properties) == len(printed["properties"]) and found.reason


@pytest.mark.parametrize("name", EXAMPLES[:6])
def test_the_whole_job_equals_the_command_line(name: str, program: Program, tmp_path: Path) -> None:
    environment = ambimech.example(name)
    found = ambimech.solve(environment)
    assert found.data == program("solve", path_of(name))
    assert found.design.verdict == found.verdict and found.goal == found.design.goal
    if found.mechanism is not None:
        assert found.verification is not None and found.verification.verdict == "holds"
    for file in ("report.html", "report.tex"):
        found.report(tmp_path / file)
        ambimech.report(environment, path=tmp_path / f"again-{file}")
        text = (tmp_path / file).read_text(encoding="utf-8")
        assert text == (tmp_path / f"again-{file}").read_text(encoding="utf-8")
        assert text.startswith("<!DOCTYPE html>" if file.endswith("html") else "% Made by ambimech")


def test_comparison_equals_the_command_line(program: Program) -> None:
    name = "safronov-2018-public-good"
    found = ambimech.compare(ambimech.example(name))
    assert found.data == program("compare", path_of(name))
    assert len(found) == len(found.data["mechanisms"])
    assert {answer.verdict for answer in found.values()} <= {"feasible", "infeasible", "undecided"}


def test_a_counterexample_equals_the_command_line(program: Program) -> None:
    name = "safronov-2018-public-good"
    environment = ambimech.example(name)
    found = ambimech.counterexample(environment, "bdp", private_values=True)
    assert found.data == program("counterexample", path_of(name), "--condition", "bdp", "--private-values")
    assert found and found.verdict == "done" and found.theorem == "private-values-without-bdp"
    assert found.numbers["V"] == found.numbers["C"] + 1
    assert found.made is not None and found.certificate is not None and found.proof is not None
    assert ambimech.check(found.made, found.certificate)
    assert ambimech.conditions(found.made, ["efficient", "private-values"])
    assert ambimech.decide(found.made, "implement", "ambiguous", "pure").verdict == "infeasible"
    public_good = "guo-2021-public-good"
    none = ambimech.counterexample(ambimech.example(public_good), "cbdp")
    assert none.data == program("counterexample", path_of(public_good), "--condition", "cbdp")
    assert not none and none.made is None and none.impossibility is None and not none.numbers
    assert none.certificate is not None and ambimech.check(none.environment, none.certificate)
    beyond = ambimech.counterexample(environment, "efficient")
    assert beyond.verdict == "undecided" and beyond.certificate is None and beyond.proof is None


def test_scales_equal_the_command_line(program: Program) -> None:
    name = "guo-2021-public-good"
    found = ambimech.scale(ambimech.example(name), "coalition-proof", "pure", alpha=[Fraction(3, 4), 1], cara=["1"])
    words = ("--goal", "coalition-proof", "--reports", "pure", "--alpha", "3/4,1", "--cara", "1", "--epsilon", "1")
    assert found.data == program("scale", path_of(name), *words)
    assert found and found.verdict == "done" and len(found.rows) >= 3
    scales = {tuple((row.attitude or {}).items()): row for row in found.rows}
    half = scales[(("kind", "maxmin"), ("alpha", "3/4"), ("epsilon", "1"))].scale
    whole = scales[(("kind", "maxmin"), ("alpha", "1"), ("epsilon", "1"))].scale
    assert half is not None and whole is not None and half == 2 * whole
    with pytest.raises(InputError):
        ambimech.scale(ambimech.example(name), "coalition-proof")
    with pytest.raises(InputError, match="alpha"):
        ambimech.scale(ambimech.example(name), "coalition-proof", alpha=[2])
    with pytest.raises(TypeError):
        ambimech.scale(ambimech.example(name), "coalition-proof", alpha=[0.75])  # type: ignore[list-item]


def test_fragility_equals_the_command_line(program: Program) -> None:
    name = "bilateral-trade"
    found = ambimech.fragility(ambimech.example(name), steps=2)
    assert found.data == program("fragility", path_of(name), "--steps", "2")
    assert found and found.condition == "bdp" and len(found.distances) == 2 and found.way is not None
    with pytest.raises(InputError):
        ambimech.fragility(ambimech.example(name), "efficient")


def test_few_rules_equal_the_command_line(program: Program) -> None:
    name = "guo-2021-public-good"
    words = ("design", path_of(name), "--goal", "coalition-proof", "--method", "few-rules", "--rules", "2")
    found = ambimech.design(ambimech.example(name), "coalition-proof", method="few-rules", rules=2)
    printed = dict(program(*words))
    printed.pop("file")
    printed.pop("proof-file")
    assert found.data == printed and found.mechanism is not None and len(found.mechanism.rules) == 2
    with pytest.raises(InputError, match="few-rules"):
        ambimech.design(ambimech.example(name), "coalition-proof", rules=2)
    with pytest.raises(InputError, match="one rule"):
        ambimech.design(ambimech.example(name), "coalition-proof", "simple", method="few-rules")


def test_the_frontier_equals_the_command_line(program: Program) -> None:
    name = "guo-2017-implementation"
    found = ambimech.frontier(ambimech.example(name), "implement", most_rules=2)
    assert found.data == program("frontier", path_of(name), "--goal", "implement", "--most-rules", "2")
    assert found and found.least == 2 and len(found.points) >= 1
    point = found.points[0]
    assert point.rules == 2 and point.design.mechanism is not None and len(point.design.mechanism.rules) == 2
    bound = found.lower_bounds[0]
    assert bound is None or bound <= point.stakes
    with pytest.raises(InputError, match="rents"):
        ambimech.frontier(ambimech.example(name), "implement", rents=[1])
    with pytest.raises(InputError, match="most_rules"):
        ambimech.frontier(ambimech.example(name), "implement", most_rules=0)


def test_limits_on_payments_equal_the_command_line(program: Program) -> None:
    name = "guo-2021-public-good"
    environment = ambimech.example(name)
    goal = ("--goal", "coalition-proof")
    found = ambimech.decide(environment, "coalition-proof", "ambiguous", liability=6)
    assert found.data == program("decide", path_of(name), *goal, "--mechanism", "ambiguous", "--liability", "6")
    assert found and found.mechanism is not None
    tight = ambimech.decide(environment, "coalition-proof", "ambiguous", liability="4.5")
    assert tight.verdict == "infeasible" and tight.proof is not None
    agents = list(environment.agents)
    own = ambimech.design(environment, "implement", receipt={agents[0]: 20}, liability=30)
    words = ("design", path_of(name), "--goal", "implement", "--receipt", f"{agents[0]}=20", "--liability", "30")
    printed = dict(program(*words))
    printed.pop("file")
    assert own.data == printed
    few = ambimech.design(environment, "coalition-proof", method="few-rules", liability=6)
    assert few.mechanism is not None and len(few.mechanism.rules) <= 3
    with pytest.raises(InputError, match="closed-form|small stakes"):
        ambimech.design(environment, "coalition-proof", method="closed-form", liability=6)
    with pytest.raises(InputError, match="no agent"):
        ambimech.decide(environment, "implement", liability={"nobody": 1})
    with pytest.raises(InputError, match="amount"):
        ambimech.decide(environment, "implement", receipt=-1)
    with pytest.raises(InputError, match="True or False"):
        ambimech.decide(environment, "implement", ex_post_participation=1)  # type: ignore[call-overload]
    with pytest.raises(TypeError, match="float"):
        ambimech.frontier(environment, "implement", liability=0.5)  # type: ignore[arg-type]
    front = ambimech.frontier(ambimech.example("guo-2017-implementation"), "implement", most_rules=2, liability=5)
    limited = ("--goal", "implement", "--most-rules", "2", "--liability", "5")
    assert front.data == program("frontier", path_of("guo-2017-implementation"), *limited)


NOTHING_SMALLER = """
format = "ambimech-environment/1"
outside = "none"
[[agents]]
name = "1"
types = { a = 4, b = 5 }
[[agents]]
name = "2"
types = { a = 3, b = 9 }
[prior]
"a a" = "17/109"
"a b" = "57/109"
"b a" = "12/109"
"b b" = "23/109"
[outcomes.none]
"1" = 0
"2" = 0
[outcomes.build]
"1" = "0 * value[1] + 1 * value[2]"
"2" = "1 * value[1] + -2 * value[2]"
[allocation]
rule = "efficient"
"""


def test_solve_announces_few_rules_first() -> None:
    solution = ambimech.solve(ambimech.example("guo-2021-public-good"))
    assert solution.mechanism is not None and len(solution.mechanism.rules) == 2
    assert solution.paper is not None and solution.paper.mechanism is not None
    assert len(solution.paper.mechanism.rules) == 18
    cheaper = ambimech.solve(ambimech.example("guo-2018-no-common-prior"))
    assert cheaper.mechanism is not None and len(cheaper.mechanism.rules) == 2
    assert cheaper.paper is not None and cheaper.paper.mechanism is not None
    assert len(cheaper.paper.mechanism.rules) == 2


def test_solve_has_no_construction_beside_what_cannot_be_made_better() -> None:
    solution = ambimech.solve(ambimech.Environment.from_toml(NOTHING_SMALLER), "extract")
    assert solution.verdict == "feasible" and solution.paper is None


def test_collusion_equals_the_command_line(program: Program) -> None:
    name, file = "guo-coalitional-incentive-compatibility", "mechanism-two-rules.json"
    environment = ambimech.example(name)
    mechanism = Mechanism.from_json(environment, ambimech.example_files(name)[file])
    found = ambimech.collude(environment, mechanism)
    assert found.data == program("collude", path_of(name), path_of(name, file))
    assert found and found.coalition == ("1", "2") and found.contract is not None
    assert found.file is not None and json.loads(found.file)["format"] == "ambimech-collusion/1"
    alone = ambimech.collude(environment, mechanism, ["1"])
    assert alone.data == program("collude", path_of(name), path_of(name, file), "--coalition", "1")
    with pytest.raises(InputError):
        ambimech.collude(environment, mechanism, ["nobody"])


@pytest.mark.parametrize("name", ["song-informational-size", "song-communication-device", "song-linear-values"])
def test_auctions_equal_the_command_line(name: str, program: Program) -> None:
    path = ROOT / "examples" / name / "auction.toml"
    printed = program("auction", str(path))
    assert ambimech.auction(path) == printed
    assert ambimech.auction(path.read_text(encoding="utf-8")) == printed
    with pytest.raises(InputError, match="the key `bidders` is missing"):
        ambimech.auction('format = "ambimech-auction/1"\nbidder = 2\n')


def test_smooth_attitudes_give_gains_between_two_numbers() -> None:
    name = "guo-2021-smooth-ambiguity"
    environment = ambimech.example(name)
    files = ambimech.example_files(name)
    found = ambimech.verify(environment, Mechanism.from_json(environment, files["mechanism-for-the-worst-case.json"]))
    gain = found.answer("cic", "pure").gain
    assert isinstance(gain, Between) and Fraction("1.690107524273") - gain.low < Fraction(1, 10**9)
    assert gain.low <= gain.high and gain.low in gain and 0 not in gain
    held = ambimech.verify(environment, Mechanism.from_json(environment, files["mechanism.json"]), "pure")
    assert held.answer("cic", "pure") and not held.answer("cic", "mixed")


def test_the_values_of_the_paper(public_good: Environment, paper_mechanism: Mechanism) -> None:
    found = {(row.coalition, row.types, row.report): row for row in ambimech.verify(public_good, paper_mechanism).values}
    assert found[("1", "3"), ("H", "L"), ("L", "H")].values == tuple(map(Fraction, (-9, 11, -31, 33)))
    assert found[("1",), ("H",), ("L",)].values == tuple(map(Fraction, ("-21.875", "31.875", "-17", "27")))
    with open(ROOT / path_of("guo-2021-public-good", "expected/values.csv"), encoding="utf-8", newline="") as file:
        printed = [row for row in csv.DictReader(file) if row["quantity"].startswith("misreport")]
    assert len(printed) == 52 + 13
    for row in printed:
        key = (tuple(row["coalition"].split()), tuple(row["types"].split()), tuple(row["report"].split()))
        rule = row["rule"]
        value = found[key].values[paper_mechanism.rules.index(rule)] if rule else found[key].worst
        assert value == Fraction(row["exact"]), row


def test_a_proof_can_be_read_typeset_and_checked(public_good: Environment) -> None:
    found = ambimech.decide(public_good, "cic", "simple")
    assert found.verdict == "infeasible" and not found
    assert found.proof is not None and "a contradiction" in found.proof
    assert "\\emph{Proof.}" in found.latex()
    assert found.witness is not None and found.witness["kind"]
    assert ambimech.check(public_good, found.certificate or "").verdict == "accepted"
    assert ambimech.decide(public_good, "cic", "simple", coalitions="singletons").verdict == "feasible"


def test_a_changed_certificate_is_refused(public_good: Environment) -> None:
    design = ambimech.design(public_good, "coalition-proof")
    assert design.mechanism is not None and design.claims == design.mechanism.claims
    text = design.mechanism.to_json()
    changed = Mechanism.from_json(public_good, text.replace('"30/11"', '"31/11"', 1))
    found = ambimech.check(public_good, changed)
    assert found.verdict == "refused" and not found and "changed after it was sealed" in found.reason
    # The same with another environment.
    other = Environment.from_dict(public_good.to_dict() | {"prior": {"* * *": 1}})
    assert ambimech.check(other, design.mechanism).verdict == "refused"


def test_check_takes_files_texts_of_objects_and_nothing_else(public_good: Environment, tmp_path: Path) -> None:
    design = ambimech.design(public_good, "coalition-proof")
    assert design.mechanism is not None
    path = tmp_path / "m.json"
    design.mechanism.save(path)
    assert ambimech.check(public_good, path) and ambimech.check(public_good, str(path))
    assert Mechanism.from_file(public_good, path) == design.mechanism
    with pytest.raises(InputError):
        ambimech.check(public_good, tmp_path / "none.json")
    with pytest.raises(TypeError):
        ambimech.check(public_good, 3)  # type: ignore[call-overload]


def test_mechanisms_from_arrays(public_good: Environment, paper_mechanism: Mechanism) -> None:
    rules = {rule: paper_mechanism.transfers(rule) for rule in paper_mechanism.rules}
    made = Mechanism.from_arrays(public_good, rules, goal="coalition-proof")
    assert made.rules == ("t1", "t2", "t3", "t4") and len(made) == 4 and made.goal == "coalition-proof"
    assert (made.transfers("t3") == paper_mechanism.transfers(2)).all()
    assert made.pay("t1", "H L L") == {"1": Fraction(-75), "2": Fraction(15), "3": Fraction(60)}
    assert made.stakes.largest_payment.amount == 96 and made.stakes.largest_payment.agent == "2"
    assert ambimech.verify(public_good, made).verdict == "holds"
    worse = rules | {"t1": rules["t1"] + 1}
    found = ambimech.verify(public_good, Mechanism.from_arrays(public_good, worse, goal="coalition-proof"))
    assert found.verdict == "fails" and found.answer("bb").verdict == "fails" and not found.answer("bb")
    for wrong in ({}, {"t": rules["t1"][:2]}, {"": rules["t1"]}):
        with pytest.raises(InputError):
            Mechanism.from_arrays(public_good, wrong)
    with pytest.raises(TypeError, match="float"):
        Mechanism.from_arrays(public_good, {"t": rules["t1"].astype(float)})
    for rule in (-1, 4, "t5"):
        with pytest.raises(InputError):
            made.transfers(rule)


def test_closed_forms_are_evaluated_where_asked(public_good: Environment) -> None:
    design = ambimech.design(public_good, "coalition-proof", method="closed-form")
    assert design.mechanism is not None
    written = design.mechanism.written_out()
    for rule in range(len(written)):
        payments = written.transfers(rule)
        for place, profile in enumerate(public_good.profiles):
            at = tuple(public_good.types[a].index(t) for a, t in zip(public_good.agents, profile, strict=True))
            paid = design.mechanism.pay(rule, profile)
            assert list(paid.values()) == [payments[(agent, *at)] for agent in range(3)], place
    assert ambimech.check(public_good, written)


def test_methods_and_words(public_good: Environment) -> None:
    found = ambimech.design(public_good, method="agv")
    assert found.goal == "ic,bb" and found.verdict in ("feasible", "undecided")
    for call in (
        lambda: ambimech.design(public_good),
        lambda: ambimech.design(public_good, "coalition-prof"),
        lambda: ambimech.design(public_good, "implement", method="magic"),
        lambda: ambimech.design(public_good, "implement", "simple", method="closed-form"),
        lambda: ambimech.decide(public_good, "implement", "both"),
        lambda: ambimech.decide(public_good, "implement", reports="some"),
        lambda: ambimech.conditions(public_good, "bdq"),
        lambda: ambimech.threshold(public_good, "B", "implement"),
        lambda: ambimech.report(public_good, path="report.pdf"),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(InputError, match="did you mean `coalition-proof`"):
        ambimech.design(public_good, "coalition-prof")
    for wrong in (None, "examples/x.toml", 3):
        with pytest.raises(TypeError):
            ambimech.conditions(wrong)  # type: ignore[call-overload]


def test_threshold(program: Program) -> None:
    name = "two-type-bilateral-trade"
    environment = ambimech.example(name)
    found = ambimech.threshold(environment, "h", "implement", "simple")
    printed = program(
        "threshold", path_of(name), "--parameter", "h", "--goal", "implement", "--mechanism", "simple"
    )
    assert found.data == printed and found.verdict == "attainable" and found
    assert found.upper is not None and found.upper.value == Fraction(3, 4)
    assert found.attains(Fraction(3, 4)) and not found.attains(Fraction(76, 100)) and not found.attains(-1)
    there = environment.with_parameters(h="3/4")
    assert found.upper.design.environment == there and ambimech.check(there, found.upper.design.mechanism or "")
    beyond = found.upper.beyond
    assert beyond.verdict == "infeasible" and ambimech.check(beyond.environment, beyond.certificate or "")
    assert ambimech.decide(environment.with_parameters(h="0.76"), "implement", "simple").verdict == "infeasible"


def test_undecided_is_neither_true_nor_false() -> None:
    environment = ambimech.example("guo-2017-no-common-prior").with_coalitions("all")
    found = ambimech.conditions(environment, "cbdp")["cbdp"]
    assert found.verdict == "undecided" and found.certificate is None and not found.is_settled
    with pytest.raises(UndecidedError) as raised:
        bool(found)
    assert isinstance(raised.value, TypeError) and found.reason in str(raised.value)


def test_explanations_and_examples() -> None:
    names = ambimech.explain()
    assert "cbdp" in names
    for name in names:
        entry = ambimech.explain(name)
        assert entry.name == name and entry.sections and entry.text.startswith(entry.title)
    assert list(ambimech.examples()) and set(ambimech.examples()) == set(EXAMPLES)


def test_the_same_question_gets_the_same_answer(public_good: Environment) -> None:
    def everything() -> list[Any]:
        solution = ambimech.solve(public_good)
        assert solution.verification is not None
        return [solution.text(), solution._repr_html_(), solution.latex(), solution.verification._repr_html_()]

    assert everything() == everything()
