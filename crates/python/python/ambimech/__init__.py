"""Mechanism design under ambiguity, decided, designed and proved exactly.

>>> import ambimech
>>> env = ambimech.example("guo-2021-public-good")
>>> ambimech.decide(env, "cic,bb").verdict
'infeasible'
>>> found = ambimech.design(env, "coalition-proof")
>>> found.verdict, len(found.mechanism)
('feasible', 18)
>>> ambimech.check(env, found.mechanism).verdict
'accepted'

Environments are made by :class:`Environment`, mechanisms by :func:`design` or :class:`Mechanism`. Questions are functions; their
answers are objects with a ``verdict``, a ``reason`` and a ``certificate``. Numbers are exact: ``int``, ``Fraction``, ``Decimal``
or text in, ``Fraction`` out; a ``float`` raises ``TypeError``. Anything else that is wrong with what is given raises
:class:`InputError`.
"""

from ._error import InputError, UndecidedError
from ._native import __version__
from .certificate import Certificate
from .environment import Environment
from .exact import Between
from .implementation import (
    Economy,
    EconomyAnswer,
    ImplementationAnswer,
    PayoffEnvironment,
    SocialChoiceSet,
    economy,
    implementable,
    robust,
)
from .mechanism import Mechanism, Payment, Stakes
from .playing import PlayAnswer, play
from .question import (
    Explanation,
    auction,
    check,
    collude,
    compare,
    conditions,
    counterexample,
    decide,
    design,
    example,
    example_files,
    examples,
    explain,
    fragility,
    frontier,
    report,
    scale,
    solve,
    threshold,
    verify,
)
from .sets import AmbiguousEnvironment, SetAnswer, SetConditions, ambiguity, device, expect, insure
from .solution import Comparison, Counterexample, GoalVerdicts, Solution
from .study import Collusion, Fragility, Frontier, FrontierPoint, ScaleRow, Scales
from .sweep import SweepCase, run_case, sweep_cases
from .verdict import (
    CheckVerdict,
    Conditions,
    ConditionVerdict,
    DesignVerdict,
    PropertyVerdict,
    ReportValue,
    Threshold,
    ThresholdEnd,
    Verdict,
    Verification,
)

__all__ = [
    "AmbiguousEnvironment",
    "Between",
    "Certificate",
    "CheckVerdict",
    "Collusion",
    "Comparison",
    "ConditionVerdict",
    "Conditions",
    "Counterexample",
    "DesignVerdict",
    "Economy",
    "EconomyAnswer",
    "Environment",
    "Explanation",
    "Fragility",
    "Frontier",
    "FrontierPoint",
    "GoalVerdicts",
    "ImplementationAnswer",
    "InputError",
    "Mechanism",
    "Payment",
    "PayoffEnvironment",
    "PlayAnswer",
    "PropertyVerdict",
    "ReportValue",
    "ScaleRow",
    "Scales",
    "SetAnswer",
    "SetConditions",
    "SocialChoiceSet",
    "Solution",
    "Stakes",
    "SweepCase",
    "Threshold",
    "ThresholdEnd",
    "UndecidedError",
    "Verdict",
    "Verification",
    "__version__",
    "ambiguity",
    "auction",
    "check",
    "collude",
    "compare",
    "conditions",
    "counterexample",
    "decide",
    "design",
    "device",
    "economy",
    "example",
    "example_files",
    "examples",
    "expect",
    "explain",
    "fragility",
    "frontier",
    "implementable",
    "insure",
    "play",
    "report",
    "robust",
    "run_case",
    "scale",
    "solve",
    "sweep_cases",
    "threshold",
    "verify",
]
