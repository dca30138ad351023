"""pandas frames in and out."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction

import ambimech
import pytest
from ambimech import Environment, InputError

pandas = pytest.importorskip("pandas")


@pytest.mark.parametrize("name", ["guo-2021-public-good", "bilateral-trade", "zero-probability-profile"])
def test_round_trip(name: str) -> None:
    environment = ambimech.example(name)
    made = Environment.from_frame(
        environment.prior_frame(),
        types=environment.attributes if all(environment.attributes[a][t] for a in environment.agents for t in environment.types[a]) else environment.types,
        payoffs=environment.payoff_frame(),
        allocation=environment.allocation_frame(),
        outside=environment.outside,
        coalitions="all" if len(environment.coalitions[-1]) == len(environment.agents) else "singletons",
    )
    assert made.prior_dict == environment.prior_dict
    assert (made.payoffs == environment.payoffs).all() and (made.allocation == environment.allocation).all()


OUTCOMES = {"keep": {"s": 0, "b": 0}, "sell": {"s": -1, "b": "value[b]"}}
TYPES = {"b": {"high": 3, "low": "1/2"}}


def test_long_wide_and_series_are_the_same() -> None:
    long = pandas.DataFrame({"s": ["any", "any"], "b": ["high", "low"], "weight": [Fraction(1, 4), "0.75"]})
    wide = pandas.DataFrame([[1, 3]], index=["any"], columns=["high", "low"]).rename_axis(index="s", columns="b")
    series = pandas.Series([1, 3], index=pandas.MultiIndex.from_tuples([("any", "high"), ("any", "low")], names=["s", "b"]))
    made = [Environment.from_frame(prior, types=TYPES, outcomes=OUTCOMES) for prior in (long, wide, series)]
    assert made[0] == made[1] == made[2] and made[0].prior_dict[("any", "low")] == Fraction(3, 4)
    renamed = long.rename(columns={"weight": "how often"})
    assert Environment.from_frame(renamed, weight="how often", types=TYPES, outcomes=OUTCOMES) == made[0]


def test_payoffs_that_depend_on_some_types_only() -> None:
    prior = pandas.DataFrame({"s": ["any", "any"], "b": ["high", "low"], "p": [1, 3]})
    payoffs = pandas.DataFrame(
        [("keep", "s", "high", 0), ("keep", "s", "low", 0), ("keep", "b", "high", 0), ("keep", "b", "low", 0),
         ("sell", "s", "high", -1), ("sell", "s", "low", -1), ("sell", "b", "high", 3), ("sell", "b", "low", "1/2")],
        columns=["outcome", "agent", "b", "payoff"],
    )  # fmt: skip
    made = Environment.from_frame(prior, payoffs=payoffs)
    assert made.payoffs[1, 1].tolist() == [[3, Fraction(1, 2)]]
    with pytest.raises(InputError, match="two payoffs"):
        Environment.from_frame(prior, payoffs=pandas.concat([payoffs, payoffs]))
    with pytest.raises(InputError, match="no payoff"):
        Environment.from_frame(prior, payoffs=payoffs[1:])
    with pytest.raises(InputError, match="no column"):
        Environment.from_frame(prior, payoffs=payoffs.drop(columns="agent"))


def test_floats_and_gaps_are_refused() -> None:
    long = pandas.DataFrame({"s": ["any", "any"], "b": ["high", "low"], "p": [0.25, 0.75]})
    with pytest.raises(TypeError, match="floats"):
        Environment.from_frame(long, types=TYPES, outcomes=OUTCOMES)
    long["p"] = ["1/4", None]
    with pytest.raises(TypeError):
        Environment.from_frame(long, types=TYPES, outcomes=OUTCOMES)
    wide = pandas.DataFrame([[1, 3]], index=["any"], columns=["high", "low"])
    with pytest.raises(InputError, match="no names"):
        Environment.from_frame(wide, types=TYPES, outcomes=OUTCOMES)
    assert Environment.from_frame(wide, agents=["s", "b"], types=TYPES, outcomes=OUTCOMES).agents == ("s", "b")
    for wrong in (3, [1], None):
        with pytest.raises(TypeError):
            Environment.from_frame(wrong, outcomes=OUTCOMES)
    twice = pandas.DataFrame({"s": ["any"] * 3, "b": ["high", "low", "low"], "p": [1, 1, 1]})
    with pytest.raises(InputError, match="two weights"):
        Environment.from_frame(twice, types=TYPES, outcomes=OUTCOMES)


def test_answers_as_frames(public_good: Environment, paper_mechanism: ambimech.Mechanism) -> None:
    conditions = ambimech.conditions(public_good).to_frame()
    assert dict(zip(conditions["condition"], conditions["verdict"], strict=True))["cbdp"] == "holds"
    values = ambimech.verify(public_good, paper_mechanism).values_frame()
    assert list(values.columns)[:3] == ["coalition", "types", "report"] and values["gain"].max() == 0
    transfers = paper_mechanism.to_frame()
    assert len(transfers) == 4 * 3 * 8
    assert transfers.groupby(["rule", "1", "2", "3"])["payment"].sum().map(lambda x: x == 0).all()


def test_pandas_is_not_imported_unless_used() -> None:
    script = (
        "import sys, ambimech; env = ambimech.example('guo-2021-public-good'); ambimech.solve(env)._repr_html_(); "
        "print('pandas' in sys.modules, 'matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_axes_named_for_agents_are_agents_whatever_the_types_are_called() -> None:
    index, columns = pandas.Index(["p", "weight"], name="A"), pandas.Index(["p", "q"], name="B")
    frame = pandas.DataFrame([[1, 2], [3, 4]], index=index, columns=columns)
    outcomes = {"o": {"A": 0, "B": 0}}
    found = Environment.from_frame(frame, outcomes=outcomes)
    assert found.types == {"A": ("p", "weight"), "B": ("p", "q")}
    long = frame.stack().rename("p").reset_index()
    assert Environment.from_frame(long, outcomes=outcomes) == found
    assert Environment.from_frame(long.set_index(["A", "B"]), outcomes=outcomes) == found
    with pytest.raises(ambimech.InputError, match="two columns called 'p'"):
        Environment.from_frame(pandas.concat([long, long[["p"]]], axis=1), outcomes=outcomes)
    with pytest.raises(ambimech.InputError, match="weight="):
        Environment.from_frame(long.rename(columns={"p": "prob"}), outcomes=outcomes)
