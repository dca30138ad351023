"""Full implementation and economies: what the command line prints, and files that the checker accepts and refuses."""

from __future__ import annotations

import pickle
from pathlib import Path

import ambimech
import pytest
from ambimech import Economy, ImplementationAnswer, InputError, PayoffEnvironment, SocialChoiceSet, UndecidedError
from conftest import ROOT, Program

GOOD = "examples/guo-2018-robust-public-good/payoffs.toml"
SAFE = "examples/ambiguous-safe-option/sets.toml"
TRADE = "examples/maximin-exchange/economy.toml"
TINY = """
format = "ambimech-economy/1"
goods = ["bread"]
[[agents]]
name = "1"
endowment = { bread = 1 }
types = { H = { bread = 1 } }
[[agents]]
name = "2"
endowment = { bread = 1 }
types = { H = { bread = 2 } }
"""


def payoffs(gamma: object = 1) -> PayoffEnvironment:
    return PayoffEnvironment.from_file(ROOT / GOOD, set={"gamma": gamma})  # type: ignore[dict-item]


def test_robust_answers_equal_the_command_line(program: Program) -> None:
    for concept in ("nash", "strong", "double"):
        found = ambimech.robust(payoffs(), concept)
        assert found.data == program("robust", GOOD, "--concept", concept)
        assert set(found.conditions.values()) <= {"holds", "fails", "undecided"} and len(found.conditions) == 7
        assert found.summary.startswith("robust") and found.reasons.keys() == found.conditions.keys()
        accepted = ambimech.check(payoffs(), found)
        assert accepted.verdict == "accepted" and accepted.data["conclusion"] == found.verdict
        assert found.file is not None
        changed = found.file.replace('"holds"', '"fails"', 1)
        assert ambimech.check(payoffs(), changed).verdict == "refused"
        assert ambimech.check(payoffs("1/2"), found).verdict == "refused"
    assert ambimech.robust(payoffs(), "strong") and not ambimech.robust(payoffs(), "nash")
    short = ambimech.robust(payoffs(), "nash", limit=5)
    assert short.verdict == "undecided" and short.file is None
    with pytest.raises(UndecidedError):
        bool(short)


def test_a_failure_shows_in_a_type_space(tmp_path: Path, program: Program) -> None:
    beliefs = tmp_path / "beliefs.toml"
    words = ("--set", "gamma=1/2", "--concept", "strong")
    program("robust", GOOD, *words, "--type-space-out", str(beliefs))
    found = ambimech.robust(payoffs("1/2"), "strong", type_space=beliefs)
    assert found.data == program("robust", GOOD, *words, "--type-space", str(beliefs))
    assert not found and found == ambimech.robust(payoffs("1/2"), "strong", beliefs.read_text(encoding="utf-8"))
    accepted = ambimech.check(payoffs("1/2"), found)
    assert accepted.verdict == "accepted" and accepted.data["answer"] == found.data
    assert found.file is not None
    assert ambimech.check(payoffs("1/2"), found.file.replace('"3/16"', '"1/16"', 1)).verdict == "refused"
    assert ambimech.check(payoffs(), found).verdict == "refused"


def test_social_choice_sets_equal_the_command_line(program: Program) -> None:
    environment = SocialChoiceSet.from_file(ROOT / SAFE)
    assert environment.functions and environment.agents
    for double in (False, True):
        found = ambimech.implementable(environment, double)
        assert found.data == program("implementable", SAFE, *(["--double"] if double else []))
        assert ambimech.check(environment, found).verdict == "accepted"
        assert found.file is not None
        assert ambimech.check(environment, found.file.replace("sha256:", "sha256:0", 1)).verdict == "refused"
    assert ambimech.implementable(environment, comparisons=10).verdict == "undecided"


def test_economies_equal_the_command_line(program: Program) -> None:
    market = Economy.from_file(ROOT / TRADE)
    found = ambimech.economy(market)
    assert found.data == program("economy", TRADE) and set(found.questions) == {"efficient", "core", "value"}
    for question in found.questions:
        assert found.words(question)
    one = ambimech.economy(market, "core", weights={market.agents[0]: 3})
    assert one.data == program("economy", TRADE, "--core", "--weights", f"{market.agents[0]}=3")
    assert ambimech.check(market, found).verdict == "accepted"
    assert ambimech.check(Economy.from_toml(TINY), found).verdict == "refused"
    given = 'format = "ambimech-allocation/1"\n[allocation]\n"H H" = { 1 = { bread = 2 }, 2 = { bread = 0 } }\n'
    looked = ambimech.economy(Economy.from_toml(TINY), ["efficient", "core"], allocation=given)
    assert looked.questions == {"efficient": "holds", "core": "fails"}
    assert looked.allocation("core") is not None


def test_what_is_read_is_a_value() -> None:
    for one, again in ((payoffs(), payoffs()), (Economy.from_toml(TINY), Economy.from_toml(TINY))):
        assert one == again and hash(one) == hash(again) and one.digest.startswith("sha256:")
    assert payoffs() != payoffs(0) and payoffs() != Economy.from_toml(TINY)
    assert repr(Economy.from_toml(TINY)) == "<Economy: 2 agents, 1 x 1 types>"
    assert Economy.from_toml(TINY).goods == ("bread",)
    assert "gift" in payoffs().outcomes
    found = ambimech.robust(payoffs(), "strong")
    copied = pickle.loads(pickle.dumps(found))
    assert type(copied) is ImplementationAnswer and copied == found


def test_mistakes_have_their_messages() -> None:
    with pytest.raises(InputError, match="concept"):
        ambimech.robust(payoffs(), "weak")
    with pytest.raises(TypeError, match="PayoffEnvironment"):
        ambimech.robust(SocialChoiceSet.from_file(ROOT / SAFE))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="whole number"):
        ambimech.robust(payoffs(), limit=-1)
    with pytest.raises(InputError, match="True or False"):
        ambimech.implementable(SocialChoiceSet.from_file(ROOT / SAFE), double=1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="question"):
        ambimech.economy(Economy.from_toml(TINY), "kernel")
    with pytest.raises(InputError, match="positive"):
        ambimech.economy(Economy.from_toml(TINY), weights={"1": 0})
    with pytest.raises(InputError, match="agent"):
        ambimech.economy(Economy.from_toml(TINY), weights={"9": 1})
    with pytest.raises(InputError, match="goods"):
        Economy.from_toml('format = "ambimech-economy/1"')
    assert ambimech.check(payoffs(), "{\n}").verdict == "refused"
