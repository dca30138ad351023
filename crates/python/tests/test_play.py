"""Canonical mechanisms: what the command line prints, and what is wrong with what is given."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import ambimech
import pytest
from ambimech import InputError, PayoffEnvironment, PlayAnswer, SocialChoiceSet, UndecidedError
from conftest import ROOT, Program

GOOD = "examples/guo-2018-robust-public-good/payoffs.toml"
DOUBLE = "examples/guo-2018-robust-double/payoffs.toml"
SAFE = "examples/ambiguous-safe-option/sets.toml"
STEPS = """format = "ambimech-play/1"
truth = "one zero zero"
[rewards.y1]
coalition = ["1"]
reports = ["one"]
[[profiles]]
messages = { 1 = "zero", 2 = "zero", 3 = "zero" }
[[profiles]]
name = "a claim"
messages = { 1 = "zero, claim 3, reward y1" }
"""


def test_profiles_are_played_as_by_the_command_line(tmp_path: Path, program: Program) -> None:
    path = tmp_path / "steps.toml"
    path.write_text(STEPS, encoding="utf-8")
    environment = PayoffEnvironment.from_file(ROOT / DOUBLE)
    found = ambimech.play(environment, STEPS, concept="double")
    assert found.data == program("play", DOUBLE, str(path), "--concept", "double")
    assert found == ambimech.play(environment, path, concept="double")
    assert [step["region"] for step in found.steps] == ["M1", "M2"]
    assert found.steps[1]["name"] == "a claim" and found.steps[1]["outcome"]["f100"] == "3/4"
    assert found.verdict is None and pickle.loads(pickle.dumps(found)) == found


def test_searches_equal_the_command_line(program: Program) -> None:
    for file, concept, notion in ((GOOD, "nash", "pooled"), (GOOD, "strong", "committed"), (DOUBLE, "double", "pooled")):
        found = ambimech.play(PayoffEnvironment.from_file(ROOT / file), search=True, concept=concept, notion=notion)
        assert found.data == program("play", file, "--search", "--concept", concept, "--notion", notion)
    assert not ambimech.play(PayoffEnvironment.from_file(ROOT / GOOD), search=True, concept="nash")
    safe = SocialChoiceSet.from_file(ROOT / SAFE)
    found = ambimech.play(safe, search=True)
    assert found and found.data == program("play", SAFE, "--mechanism", "ambiguity", "--search")
    assert found.equilibrium is None and found.from_truth is None
    few = ambimech.play(safe, search=True, limit=3)
    assert few.verdict == "undecided"
    with pytest.raises(UndecidedError):
        bool(few)


def test_an_economy_is_searched(program: Program, tmp_path: Path) -> None:
    text = 'format = "ambimech-environment/1"\nname = "x"\ncoalitions = "singletons"\n'
    for agent, own in (("1", '["left", "right"]'), ("2", '["only"]'), ("3", '["only"]')):
        text += f'[[agents]]\nname = "{agent}"\ntypes = {own}\n'
    for winner in "123":
        text += f"[outcomes.all-{winner}]\n" + "".join(f'"{i}" = {4 if i == winner else 0}\n' for i in "123")
    text += '[outcomes.a]\n"1" = 1\n"2" = 1\n"3" = 1\n[outcomes.b]\n"1" = 1\n"2" = 1\n"3" = 2\n'
    text += '[allocation]\n"left * *" = "a"\n"right * *" = "b"\n'
    everything = 'format = "ambimech-play/1"\neverything = { 1 = "all-1", 2 = "all-2", 3 = "all-3" }\n'
    one, two = tmp_path / "x.toml", tmp_path / "y.toml"
    one.write_text(text, encoding="utf-8")
    two.write_text(everything, encoding="utf-8")
    environment = PayoffEnvironment.from_toml(text)
    found = ambimech.play(environment, everything, search=True, economy=True)
    assert found.data == program("play", str(one), str(two), "--mechanism", "economy", "--search")
    assert found.verdict == "fails" and found.equilibrium is not None
    with pytest.raises(InputError, match="everything"):
        ambimech.play(environment, search=True, economy=True)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "nothing to play"),
        ({"concept": "nosh", "search": True}, "concept"),
        ({"notion": "told", "search": True}, "notion"),
        ({"type_space": "x\n"}, "without a search"),
        ({"search": 1}, "True or False"),
        ({"search": True, "limit": -1}, "limit"),
        ({"profiles": 'format = "ambimech-play/1"\n[[profiles]]\nmessages = { 1 = "two" }\n'}, "expected one of"),
    ],
)
def test_what_is_wrong_is_said(options: dict[str, Any], expected: str) -> None:
    with pytest.raises(InputError, match=expected):
        ambimech.play(PayoffEnvironment.from_file(ROOT / DOUBLE), **options)


def test_other_objects_are_refused() -> None:
    with pytest.raises(TypeError, match="PayoffEnvironment or SocialChoiceSet"):
        ambimech.play(ambimech.example("bilateral-trade"))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="payoff environments"):
        ambimech.play(SocialChoiceSet.from_file(ROOT / SAFE), search=True, economy=True)
    assert repr(PlayAnswer({"verdict": "holds"})) == "<PlayAnswer: holds>"
