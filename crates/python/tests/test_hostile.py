"""Whatever is given, the answer is a value or an exception with words; never a crash, never a hang."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import ambimech
import numpy as np
import pytest
from ambimech import Certificate, Environment, Mechanism


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = {"x": value}
    return value


LOOP: dict[str, Any] = {}
LOOP["outcomes"] = LOOP


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"format": "ambimech-environment/2"},
        {"format": None},
        {"agents": []},
        {"agents": None},
        {"agents": {"1": []}},
        {"agents": {"1": {}}},
        {"agents": {"": ["a"]}},
        {"agents": {"1": ["a"] * 3}},
        {"agents": {1: {2: 3}}},
        {"agents": {("a", "b"): ["c"]}},
        {"agents": [[[[]]]]},
        {"prior": np.zeros((2, 2), dtype=int)},
        {"\0": "\0"},
        {"name": "\ud800"},
        {"coalitions": [[["1"]]]},
        nested(100),
        nested(5000),
        LOOP,
        {"agents": {f"a{i}": [f"t{j}" for j in range(50)] for i in range(30)}},
    ],
    ids=range(20),
)
def test_strange_dictionaries(data: Any) -> None:
    with pytest.raises((ambimech.InputError, TypeError, UnicodeError)):
        Environment.from_dict(data)


@pytest.mark.parametrize("key", [1.5, None, b"x", frozenset()])
def test_strange_keys(key: Any) -> None:
    with pytest.raises(TypeError, match="key"):
        Environment.from_dict({"agents": {key: ["a"]}})


@pytest.mark.parametrize("text", ["", "\0", "{", "[" * 100_000, "x" * (2 << 20), "=", '{"format": 1}', "\ufeff", "nan"])
def test_strange_texts(text: str, public_good: Environment) -> None:
    for read in (
        Environment.from_toml,
        Environment.from_json,
        lambda text: Mechanism.from_json(public_good, text),
        lambda text: ambimech.check(public_good, Certificate(public_good, text)),
    ):
        with pytest.raises(ambimech.InputError):
            read(text)


def test_strange_files(tmp_path: Path) -> None:
    (tmp_path / "binary.toml").write_bytes(bytes(range(256)))
    (tmp_path / "folder.toml").mkdir()
    for name in ("binary.toml", "folder.toml", "missing.toml", "bad\0name.toml"):
        with pytest.raises((ambimech.InputError, ValueError)):
            Environment.from_file(tmp_path / name)


def test_strange_arrays() -> None:
    types = [["s", "t"]] * 2
    good, payoffs = np.ones((2, 2), dtype=int), np.zeros((1, 2, 2, 2), dtype=int)
    for prior in (
        np.array(1),
        np.zeros((0, 0), dtype=int),
        np.ones((2,) * 30, dtype=np.int8)[..., :0],
        np.array([["a", "b"], ["c", "d"]]),
        np.array([[None, 1], [1, 1]], dtype=object),
        np.array([[np.nan, 1], [1, 1]], dtype=object),
        np.array([["2026-01-01"] * 2] * 2, dtype="datetime64[D]"),
        good.astype(complex),
        [[1, 2], [3]],
        [[1.5, 2], [3, 4]],
        "prior",
        7,
    ):
        with pytest.raises((ambimech.InputError, TypeError)):
            Environment.from_arrays(types=types, prior=prior, payoffs=payoffs)
    for allocation in (np.full((2, 2), 0.5), np.full((2, 2), 2**62), np.array([[None] * 2] * 2), [["a", "b"], ["c", 0]]):
        with pytest.raises((ambimech.InputError, TypeError)):
            Environment.from_arrays(types=types, prior=good, payoffs=payoffs, allocation=allocation)
    big = Environment.from_arrays(types=types, prior=np.full((2, 2), 2**63, dtype=np.uint64), payoffs=payoffs)
    assert big.prior_dict[("s", "s")] * 4 == 1


def test_questions_about_what_does_not_exist(public_good: Environment, paper_mechanism: Mechanism) -> None:
    native = public_good._native
    for call in (
        lambda: native.posterior([7], [0]),
        lambda: native.posterior([0], [7]),
        lambda: native.posterior([0, 0], [0, 0]),
        lambda: native.posterior([0], []),
        lambda: native.with_coalitions([[0, 99]]),
        lambda: paper_mechanism._native.transfers(10**9),
        lambda: paper_mechanism._native.payments(0, 10**9),
        lambda: paper_mechanism._native.payments(10**9, 0),
    ):
        with pytest.raises(IndexError):
            call()
    with pytest.raises(OverflowError):
        native.posterior([-1], [0])


def test_changed_files_are_read_refused_or_answered(public_good: Environment) -> None:
    """A thousand small changes of a certified mechanism: none is accepted with other payments."""
    mechanism = ambimech.design(public_good, "coalition-proof").mechanism
    assert mechanism is not None
    text = mechanism.to_json()
    source = random.Random(7)
    for _ in range(300):
        at = source.randrange(len(text))
        changed = text[:at] + source.choice('0123456789/-"{}[],: xHL') + text[at + 1 :]
        try:
            verdict = ambimech.check(public_good, Certificate(public_good, changed))
        except ambimech.InputError:
            continue
        if verdict.verdict == "accepted":
            again = Mechanism.from_json(public_good, changed)
            same = all((again.transfers(r) == mechanism.transfers(r)).all() for r in range(len(mechanism)))
            assert same and again.claims == mechanism.claims


def test_writing_fails_without_leaving_anything(public_good: Environment, tmp_path: Path) -> None:
    with pytest.raises(OSError):
        public_good.save(tmp_path / "missing" / "a.toml")
    with pytest.raises(ambimech.InputError):
        ambimech.report(public_good, path=tmp_path / "a.doc")
    assert list(tmp_path.iterdir()) == []
