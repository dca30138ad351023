"""A program as a user writes it, for the type checker."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import ambimech
import numpy as np
import numpy.typing as npt

env = ambimech.Environment.from_dict({"agents": {"1": ["a"]}}, set={"B": Fraction(1, 3), "C": "0.15", "D": Decimal(1)})
arrays = ambimech.Environment.from_arrays(
    types={"1": ["s", "t"], "2": {"s": 1, "t": 2}},
    prior=np.ones((2, 2), dtype=int),
    payoffs=np.zeros((1, 2, 2, 2), dtype=int),
    coalitions=[["1", "2"]],
)
prior: npt.NDArray[np.object_] | None = env.prior
weights: dict[tuple[str, ...], Fraction] = env.prior_dict
agents: tuple[str, ...] = env.agents
belief: dict[tuple[str, ...], Fraction] | None = env.posterior("1", "a")
other: ambimech.Environment = env.with_parameters(B=7).with_coalitions("singletons")

conditions: ambimech.Conditions = ambimech.conditions(env, ["bdp", "cbdp"])
condition: ambimech.ConditionVerdict = conditions["bdp"]
decided: ambimech.DesignVerdict = ambimech.decide(env, "ic,bb", coalitions=[("1", "2")])
proof: str | None = decided.proof
mechanism: ambimech.Mechanism | None = ambimech.design(env, "implement").mechanism
if mechanism is not None:
    amounts: dict[str, Fraction] = mechanism.pay(0, ("a", "b"))
    table: npt.NDArray[np.object_] = mechanism.transfers("r1")
    verification = ambimech.verify(env, mechanism, reports="pure")
    gain: Fraction | ambimech.Between | None = verification.answer("cic", "pure").gain
    worst: list[Fraction] = [row.worst for row in verification.values if not row.is_truth]
    checked: ambimech.CheckVerdict = ambimech.check(env, mechanism)
end: ambimech.ThresholdEnd | None = ambimech.threshold(env, "B", "implement").upper
solution: ambimech.Solution = ambimech.solve(env)
page: str = ambimech.report(env)
ambimech.report(env, mechanism, path="report.html")
names: tuple[str, ...] = ambimech.explain()
entry: ambimech.Explanation = ambimech.explain("cbdp")
