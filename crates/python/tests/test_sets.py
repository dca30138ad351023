"""Sets of priors: what the command line prints, and files that the checker accepts and refuses."""

from __future__ import annotations

import json
import pickle
from fractions import Fraction
from pathlib import Path

import ambimech
import pytest
from ambimech import AmbiguousEnvironment, InputError, SetAnswer, SetConditions, UndecidedError
from conftest import ROOT, Program

AUCTION = "examples/song-finite-auction/sets.toml"
ONE = "examples/song-finite-auction/one-belief.toml"
HEDGING = "examples/song-hedging/sets.toml"
THREE = "examples/three-criteria/sets.toml"
FILES = [AUCTION, HEDGING, *([THREE] if (ROOT / THREE).exists() else [])]


def sets_of(name: str) -> AmbiguousEnvironment:
    return AmbiguousEnvironment.from_file(ROOT / name)


@pytest.mark.parametrize("name", FILES)
def test_answers_equal_the_command_line(name: str, program: Program) -> None:
    environment = sets_of(name)
    found = program("expect", name)
    assert ambimech.expect(environment).data == found
    agent, types = next(iter(environment.types.items()))
    lie = ambimech.expect(environment, agent, types[0], of=types[-1])
    assert lie.data == program("expect", name, "--agent", agent, "--type", types[0], "--of", types[-1])
    for reports in ("pure", "mixed"):
        assert ambimech.insure(environment, reports=reports).data == program("insure", name, "--reports", reports)
    for goal in ("ic", "ic,bb", "implement"):
        for kind in ("simple", "ambiguous"):
            words = ("--goal", goal, "--mechanism", kind)
            assert ambimech.decide(environment, goal, kind).data == program("decide", name, *words)
            assert ambimech.design(environment, goal, kind).data == program("design", name, *words)


@pytest.mark.parametrize("name", FILES)
def test_every_file_is_accepted_and_a_changed_one_refused(name: str) -> None:
    environment = sets_of(name)
    seen = 0
    for goal in ("ic,ir", "ic,bb"):
        for criterion in ("maxmin", "optimal", "maximal"):
            found = ambimech.decide(environment, goal, criterion=criterion)
            if found.verdict == "undecided" or found.file is None:
                continue
            if found.mechanism is None:
                assert not found
                assert ambimech.check(environment, found).verdict == "accepted"
                other = found.file.replace('"sha256:', '"sha256:0', 1)
                assert ambimech.check(environment, other).verdict == "refused"
            else:
                verdicts = ambimech.verify(environment, found, criterion=criterion)
                held = {row["name"]: row["verdict"] for row in verdicts.data["properties"] if row.get("reports") != "pure"}
                assert all(held[one] == "holds" for one in goal.split(",")), (goal, criterion, held)
                assert ambimech.check(environment, verdicts, found).verdict == "accepted"
                assert verdicts.file is not None
                turned = verdicts.file.replace('"holds"', '"fails"', 1)
                assert turned == verdicts.file or ambimech.check(environment, turned, found).verdict == "refused"
            seen += 1
    assert seen > 0


def test_the_least_ambiguity_and_devices(program: Program) -> None:
    environment = ambimech.Environment.from_file(ROOT / ONE)
    families = ["contamination", "total-variation", "prokhorov"]
    found = ambimech.ambiguity(environment, families)
    assert found.data == program("ambiguity", ONE, "--family", ",".join(families))
    least = [Fraction(row["epsilon"]) for row in found.data["families"]]
    assert least == [Fraction(1, 5), Fraction(1, 8), Fraction(1, 8)]
    assert ambimech.check(environment, found)
    messages = ambimech.device(environment)
    assert messages.data == program("device", ONE)
    assert ambimech.check(environment, messages)
    assert messages.mechanism is not None
    assert ambimech.verify(environment, messages, criterion="maxmin").file is not None
    other = ambimech.example("guo-2021-public-good")
    assert ambimech.check(other, found).verdict == "refused"


@pytest.mark.parametrize("name", FILES)
def test_conditions_are_typed_and_certified(name: str, program: Program) -> None:
    environment = sets_of(name)
    found = ambimech.conditions(environment)
    assert isinstance(found, SetConditions)
    assert found.data == program("conditions", name)
    assert list(found.conditions) == ["full-support", "efficient", "socially-rational", "private-values"]
    words = set(found.conditions.values())
    assert found.verdict == ("fails" if "fails" in words else "undecided" if "undecided" in words else "holds")
    assert all(found.reasons[one] for one in found.conditions)
    assert ambimech.check(environment, found).verdict == "accepted"
    assert found.file is not None
    old, new = ('"holds"', '"fails"') if '"holds"' in found.file else ('"fails"', '"holds"')
    assert ambimech.check(environment, found.file.replace(old, new, 1)).verdict == "refused"
    one = ambimech.conditions(environment, "full-support")
    assert list(one.conditions) == ["full-support"]
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(InputError, match="one belief of every type"):
        ambimech.conditions(environment, ["efficient", "bdp"])
    with pytest.raises(InputError, match="condition"):
        ambimech.conditions(environment, "no-condition")


def test_the_least_ambiguity_against_mixed_reports(program: Program, tmp_path: Path) -> None:
    environment = ambimech.Environment.from_file(ROOT / ONE)
    found = ambimech.ambiguity(environment, "contamination", reports="mixed")
    assert found.data == program("ambiguity", ONE, "--family", "contamination", "--reports", "mixed")
    assert ambimech.check(environment, found)
    assert found.file is not None
    assert '"1/5"' in found.file
    assert ambimech.check(environment, found.file.replace('"1/5"', '"1/6"', 1)).verdict == "refused"
    found.save(tmp_path / "least.json")
    assert ambimech.check(environment, tmp_path / "least.json").verdict == "accepted"
    with pytest.raises(InputError, match="reports"):
        ambimech.ambiguity(environment, reports="drawn")


def test_values_by_the_types_of_others() -> None:
    environment = sets_of(AUCTION)
    agent, other = environment.agents
    names = environment.types[other]
    values = {name: Fraction(place, 3) for place, name in enumerate(names)}
    found = ambimech.expect(environment, agent, environment.types[agent][0], of=values)
    row = found.data["expectations"][0]
    for bound in ("lower", "upper"):
        belief = row[bound]["belief"]
        assert sum(Fraction(weight) for weight in belief.values()) == 1
        mean = sum(Fraction(weight) * values[name] for name, weight in belief.items())
        assert mean == Fraction(row[bound]["value"])
    constant = ambimech.expect(environment, agent, of=dict.fromkeys(names, 2))
    assert {row["lower"]["value"] for row in constant.data["expectations"]} == {"2"}


def test_mistakes_have_their_messages(tmp_path: Path) -> None:
    environment = sets_of(AUCTION)
    agent = environment.agents[0]
    with pytest.raises(InputError, match="criterion"):
        ambimech.decide(environment, "ic", criterion="best")
    with pytest.raises(InputError, match="ic, ir and bb"):
        ambimech.decide(environment, "extract")
    with pytest.raises(InputError, match="not limited"):
        ambimech.decide(environment, "ic", liability=3)  # type: ignore[call-overload]
    with pytest.raises(InputError, match="no agent"):
        ambimech.expect(environment, "nobody")
    with pytest.raises(InputError, match="one value"):
        ambimech.expect(environment, agent, of={"nothing": 1})
    with pytest.raises(TypeError):
        ambimech.expect(environment, agent, of=dict.fromkeys(environment.types[environment.agents[1]], 0.5))  # type: ignore[arg-type]
    with pytest.raises(InputError, match="family"):
        ambimech.ambiguity(ambimech.Environment.from_file(ROOT / ONE), "growth")
    with pytest.raises(InputError, match="a criterion"):
        ambimech.verify(environment, "{}")  # type: ignore[call-overload]
    with pytest.raises(InputError):
        ambimech.check(environment, "{\n}")
    with pytest.raises(InputError, match="no file"):
        ambimech.expect(environment).save(tmp_path / "nothing.json")
    with pytest.raises(InputError, match="priors"):
        ambimech.Environment.from_file(ROOT / AUCTION)
    with pytest.raises(UndecidedError):
        bool(ambimech.expect(environment))


def test_answers_are_values(tmp_path: Path) -> None:
    environment = sets_of(AUCTION)
    found: SetAnswer = ambimech.insure(environment)
    assert found == ambimech.insure(sets_of(AUCTION)) and hash(found) == hash(ambimech.insure(environment))
    assert pickle.loads(pickle.dumps(found)) == found
    assert environment == sets_of(AUCTION) and len({environment, sets_of(AUCTION), sets_of(HEDGING)}) == 2
    assert repr(environment).startswith("<AmbiguousEnvironment")
    found.save(tmp_path / "answer.json")
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["format"].startswith("ambimech-")
