"""The questions that can be asked. Each returns its answer; only bad input raises. All release the interpreter while they work."""

from __future__ import annotations

import html
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias, overload

from . import _native
from ._error import wrong
from ._rendering import Fresh
from ._written import write_whole
from .certificate import Certificate
from .environment import Coalitions, Environment, native_of
from .exact import Exact, exact, listed, word
from .implementation import Economy, PayoffEnvironment, SocialChoiceSet, check_implementation
from .mechanism import Mechanism
from .sets import (
    AmbiguousEnvironment,
    SetAnswer,
    SetConditions,
    check_one_belief,
    check_sets,
    conditions_sets,
    decide_sets,
    text_of,
    verify_sets,
)
from .solution import Comparison, Counterexample, Solution
from .study import Collusion, Fragility, Frontier, Scales
from .verdict import (
    CheckVerdict,
    Conditions,
    DesignVerdict,
    Threshold,
    Verification,
    is_latex_path,
)

__all__ = [
    "Explanation",
    "auction",
    "check",
    "collude",
    "compare",
    "conditions",
    "counterexample",
    "decide",
    "design",
    "example",
    "example_files",
    "examples",
    "explain",
    "fragility",
    "frontier",
    "report",
    "scale",
    "solve",
    "threshold",
    "verify",
]

Limit: TypeAlias = Exact | Mapping[str, Exact] | None
"""A limit on payments: a number for all agents, a number for each of some, or none."""

_Limits: TypeAlias = tuple[list[tuple[str | None, str]], list[tuple[str | None, str]], bool]


@overload
def conditions(environment: Environment, names: str | Iterable[str] | None = None) -> Conditions: ...
@overload
def conditions(environment: AmbiguousEnvironment, names: str | Iterable[str] | None = None) -> SetConditions: ...
def conditions(
    environment: Environment | AmbiguousEnvironment, names: str | Iterable[str] | None = None
) -> Conditions | SetConditions:
    """Decides conditions on beliefs, payoffs and the allocation rule; all of them without ``names``. Under sets of priors those that have a
    meaning there, with their certificates."""
    if isinstance(names, str):
        names = [names]
    asked = None if names is None else [
        word(name, "a condition", "'bdp'") for name in listed(names, "names", "the names of conditions")
    ]
    if isinstance(environment, AmbiguousEnvironment):
        return conditions_sets(environment, asked)
    return Conditions(environment, Fresh(_native.conditions(native_of(environment), asked)))


@overload
def decide(
    environment: Environment,
    goal: str,
    mechanism: str = "simple",
    reports: str = "mixed",
    coalitions: Coalitions | None = None,
    liability: Limit = None,
    receipt: Limit = None,
    ex_post_participation: bool = False,
    *,
    criterion: None = None,
) -> DesignVerdict: ...
@overload
def decide(
    environment: AmbiguousEnvironment,
    goal: str,
    mechanism: str = "simple",
    reports: str = "mixed",
    *,
    criterion: str = "maxmin",
) -> SetAnswer: ...
def decide(
    environment: Environment | AmbiguousEnvironment,
    goal: str,
    mechanism: str = "simple",
    reports: str = "mixed",
    coalitions: Coalitions | None = None,
    liability: Limit = None,
    receipt: Limit = None,
    ex_post_participation: bool = False,
    *,
    criterion: str | None = None,
) -> DesignVerdict | SetAnswer:
    """Decides exactly whether this allocation rule can be implemented, with one rule (``simple``) or several (``ambiguous``).

    ``goal`` is ``implement``, ``extract``, ``coalition-proof``, ``coalition-proof-extract`` or a list of properties as in
    ``ic,bb``. ``coalitions`` asks the question with other coalitions than the environment's.

    ``liability`` is what an agent pays at most, ``receipt`` what one receives at most, under any rule at any profile:
    a number for all agents, or a dictionary by agent; with ``ex_post_participation`` no payoff and payment are less than 0 together.

    Under sets of priors, goals of ``ic``, ``ir`` and ``bb`` are decided by ``criterion``; ``.file`` is then the mechanism or the proof.
    """
    if isinstance(environment, AmbiguousEnvironment):
        _no_limits(coalitions, liability, receipt, ex_post_participation)
        return decide_sets(environment, goal, mechanism, reports, "maxmin" if criterion is None else criterion)
    if criterion is not None:
        raise wrong("a criterion is about sets of priors", found=repr(criterion), expected="AmbiguousEnvironment.of(environment)")
    native_of(environment)
    about = environment if coalitions is None else environment.with_coalitions(coalitions)
    words = (_goal(goal), _kind(mechanism), _reports(reports))
    limits = _limits(liability, receipt, ex_post_participation)
    return DesignVerdict(about, Fresh(_native.decide(native_of(about), *words, limits)))


@overload
def design(
    environment: Environment,
    goal: str | None = None,
    mechanism: str = "ambiguous",
    reports: str = "mixed",
    method: str | None = None,
    rules: int | None = None,
    liability: Limit = None,
    receipt: Limit = None,
    ex_post_participation: bool = False,
) -> DesignVerdict: ...
@overload
def design(
    environment: AmbiguousEnvironment, goal: str, mechanism: str = "ambiguous", reports: str = "mixed"
) -> SetAnswer: ...
def design(
    environment: Environment | AmbiguousEnvironment,
    goal: str | None = None,
    mechanism: str = "ambiguous",
    reports: str = "mixed",
    method: str | None = None,
    rules: int | None = None,
    liability: Limit = None,
    receipt: Limit = None,
    ex_post_participation: bool = False,
) -> DesignVerdict | SetAnswer:
    """A mechanism for a goal, or the proof that there is none.

    ``method`` is ``closed-form``, ``few-rules`` (a search, with at most ``rules`` rules), ``lp``, or a mechanism of the literature (``vcg``, ``agv``, ``cremer-mclean``,
    ``kosenok-severinov``, ``safronov``), which is made for the properties it is known for when no goal is given.

    Limits on payments are those of :func:`decide`; only ``lp`` and ``few-rules`` keep them.
    Under sets of priors the answer is that of :func:`decide` by maxmin.
    """
    if isinstance(environment, AmbiguousEnvironment):
        if goal is None or method is not None or rules is not None:
            raise wrong("under sets of priors a design has a goal and no method", expected="a goal such as 'ic,bb'")
        _no_limits(None, liability, receipt, ex_post_participation)
        return decide_sets(environment, goal, mechanism, reports, "maxmin")
    native = native_of(environment)
    asked = None if goal is None else _goal(goal)
    made = None if method is None else word(method, "method", "'lp', 'few-rules' or 'closed-form'")
    limits = _limits(liability, receipt, ex_post_participation)
    most = _count(rules, "rules", None)
    answer = _native.design(native, asked, _kind(mechanism), _reports(reports), limits, (made, most))
    return DesignVerdict(environment, Fresh(answer))


@overload
def verify(
    environment: Environment,
    mechanism: Mechanism,
    reports: str = "mixed",
    goal: str | None = None,
    *,
    criterion: None = None,
) -> Verification: ...
@overload
def verify(
    environment: Environment | AmbiguousEnvironment, mechanism: Mechanism | SetAnswer | str, *, criterion: str
) -> SetAnswer: ...
def verify(
    environment: Environment | AmbiguousEnvironment,
    mechanism: Mechanism | SetAnswer | str,
    reports: str = "mixed",
    goal: str | None = None,
    *,
    criterion: str | None = None,
) -> Verification | SetAnswer:
    """Every property of a mechanism with its worst case; the verdict is about ``goal``, by default the mechanism's own.

    With a ``criterion`` (``maxmin``, ``optimal`` or ``maximal``): ``ic``, against pure and mixed reports, ``ir``, ``bb`` and efficiency under
    sets of priors; ``.file`` holds the verdicts with their proofs. The mechanism may then be an answer, or the text of a file.
    """
    if criterion is not None:
        return verify_sets(environment, mechanism, criterion)
    if isinstance(environment, AmbiguousEnvironment):
        raise wrong("sets of priors need a criterion", expected="criterion='maxmin', 'optimal' or 'maximal'")
    if not isinstance(mechanism, Mechanism):
        raise TypeError(f"expected a Mechanism, not a {type(mechanism).__name__}")
    there = _in(environment, mechanism)
    asked = None if goal is None else _goal(goal)
    return Verification(environment, Fresh(_native.verify(there._native, _reports(reports), asked)), there)


@overload
def check(environment: Environment, certificate: Certificate | Mechanism) -> CheckVerdict: ...
@overload
def check(environment: Environment, certificate: str | os.PathLike[str]) -> CheckVerdict | SetAnswer: ...
@overload
def check(
    environment: Environment | AmbiguousEnvironment,
    certificate: SetAnswer,
    mechanism: Mechanism | SetAnswer | str | None = None,
) -> SetAnswer: ...
@overload
def check(
    environment: PayoffEnvironment | SocialChoiceSet | Economy,
    certificate: SetAnswer | str | os.PathLike[str],
) -> SetAnswer: ...
@overload
def check(
    environment: AmbiguousEnvironment,
    certificate: SetAnswer | str | os.PathLike[str],
    mechanism: Mechanism | SetAnswer | str | None = None,
) -> SetAnswer: ...
def check(
    environment: Environment | AmbiguousEnvironment | PayoffEnvironment | SocialChoiceSet | Economy,
    certificate: Certificate | Mechanism | SetAnswer | str | os.PathLike[str],
    mechanism: Mechanism | SetAnswer | str | None = None,
) -> CheckVerdict | SetAnswer:
    """Asks the independent checker, which knows nothing of how answers are found.

    A path names a file; a text of more than one line is the content of one. Under sets of priors, and for the files of
    ``ambiguity`` and ``device``, the answer is a :class:`SetAnswer`; verdicts about a mechanism are checked beside it."""
    if isinstance(environment, (PayoffEnvironment, SocialChoiceSet, Economy)):
        if isinstance(certificate, (Certificate, Mechanism)):
            raise TypeError(f"expected a SetAnswer or a file, not a {type(certificate).__name__}")
        return check_implementation(environment, certificate)
    if isinstance(environment, AmbiguousEnvironment) or isinstance(certificate, SetAnswer):
        if isinstance(certificate, (Certificate, Mechanism)):
            raise TypeError(f"expected a SetAnswer or a file, not a {type(certificate).__name__}")
        return check_sets(environment, certificate, mechanism)
    native = native_of(environment)
    if isinstance(certificate, (str, os.PathLike)):
        text, name = text_of(certificate)
        of_sets = check_one_belief(environment, text, name)
        if of_sets is not None:
            return of_sets
        certificate = Certificate(environment, text, name)
    if isinstance(certificate, Mechanism):
        text, name, format = certificate._native.portable()
    elif isinstance(certificate, Certificate):
        text, name = str(certificate), certificate.file_name
        format = "toml" if name.lower().endswith(".toml") else "json"
    else:
        raise TypeError(f"expected a Certificate, a Mechanism or a file, not a {type(certificate).__name__}")
    return CheckVerdict(environment, Fresh(_native.check(native, text, name, format)))


def threshold(
    environment: Environment, parameter: str, goal: str, mechanism: str = "simple", reports: str = "mixed"
) -> Threshold:
    """The values of a parameter at which a goal is attainable, with a mechanism at each end and a proof of what lies beyond."""
    words = (word(parameter, "parameter", "'B'"), _goal(goal), _kind(mechanism), _reports(reports))
    answer = _native.threshold(native_of(environment), *words)
    return Threshold(environment, Fresh(answer))


def solve(environment: Environment, goal: str | None = None, reports: str = "mixed") -> Solution:
    """The whole job: conditions, what can be done with one rule and with several, the best mechanism, its verification."""
    asked = None if goal is None else _goal(goal)
    return Solution(environment, Fresh(_native.solve(native_of(environment), _reports(reports), asked)))


def compare(environment: Environment, reports: str = "mixed") -> Comparison:
    """The mechanisms of the literature beside those designed here: properties, payments, revenue."""
    return Comparison(environment, Fresh(_native.compare(native_of(environment), _reports(reports))))


def counterexample(
    environment: Environment,
    condition: str | None = None,
    goal: str | None = None,
    private_values: bool = False,
) -> Counterexample:
    """Payoffs and an efficient allocation rule, for the agents, types, beliefs and coalitions of the environment, that no mechanism
    of a class implements, where the beliefs fail the condition. Without one the question is about coalitions and one transfer rule,
    under any beliefs. The payoffs of the environment play no part."""
    asked = None if condition is None else word(condition, "a condition", "'bdp'")
    wanted = None if goal is None else _goal(goal)
    if not isinstance(private_values, bool):
        raise wrong("private_values", found=repr(private_values), expected="True or False")
    return Counterexample(
        environment, Fresh(_native.counterexample(native_of(environment), asked, wanted, private_values))
    )


def scale(
    environment: Environment,
    goal: str,
    reports: str = "mixed",
    alpha: Iterable[Exact] = (),
    cara: Iterable[Exact] = (),
    power: Iterable[Exact] = (),
    wealth: Exact | None = None,
    epsilon: Iterable[Exact] = (1,),
) -> Scales:
    """The smallest scale M of the rules η ± Mφ for each attitude to ambiguity: α-maxmin with weights ``alpha`` on the worst case, smooth with
    CARA coefficients ``cara``, or with power coefficients ``power`` and a ``wealth``; each over Π^ε for every ``epsilon``."""

    def numbers(values: object, where: str) -> list[str]:
        return [str(exact(value, where)) for value in listed(values, where, "a list of numbers")]

    kinds = [("maxmin", numbers(alpha, "alpha")), ("cara", numbers(cara, "cara")), ("power", numbers(power, "power"))]
    if not any(values for _, values in kinds):
        raise wrong("no attitude is named", expected="alpha, cara or power", help="as in alpha=[1, '3/4']")
    if kinds[2][1] and wealth is None:
        raise wrong("power utilities need a wealth", help="as in wealth=100")
    owned = None if wealth is None else str(exact(wealth, "wealth"))
    attitudes = [
        (kind, value, share, owned if kind == "power" else None)
        for share in numbers(epsilon, "epsilon")
        for kind, values in kinds
        for value in values
    ]
    return Scales(environment, Fresh(_native.scale(native_of(environment), _goal(goal), _reports(reports), attitudes)))


def fragility(
    environment: Environment,
    condition: str = "bdp",
    goal: str | None = None,
    reports: str = "mixed",
    steps: int = 8,
) -> Fragility:
    """How far the prior is from failing ``bdp``, ``cbdp`` or ``convex-independence``, with the nearest prior that fails, and how payments grow
    on the way there, which is halved ``steps`` times."""
    if isinstance(steps, bool) or not isinstance(steps, int):
        raise TypeError(f"steps is {steps!r}, a {type(steps).__name__}; expected an int from 0 to 64")
    if not 0 <= steps <= 64:
        raise wrong("steps is out of range", found=str(steps), expected="0 to 64")
    words = (word(condition, "a condition", "'bdp'"), _reports(reports))
    asked = None if goal is None else _goal(goal)
    return Fragility(environment, Fresh(_native.fragility(native_of(environment), *words, steps, asked)))


def frontier(
    environment: Environment,
    goal: str,
    reports: str = "mixed",
    most_rules: int = 4,
    measure: str = "largest-payment",
    neat: bool = False,
    rents: Iterable[Exact] = (),
    liability: Limit = None,
    receipt: Limit = None,
    ex_post_participation: bool = False,
) -> Frontier:
    """Numbers of rules up to ``most_rules`` against the smallest stakes that are found, each with its mechanism, and what no mechanism goes
    below. ``measure`` is ``largest-payment``, ``expected-payment`` or ``exposure``; ``neat`` asks for payments that are multiples of 1 or of a short decimal; ``rents`` are caps on what all agents together keep in
    expectation, for goals that leave a choice. Limits on payments are those of :func:`decide`."""
    most = _count(most_rules, "most_rules", 16)
    if not isinstance(neat, bool):
        raise wrong("neat", found=repr(neat), expected="True or False")
    caps = [str(exact(value, "rents")) for value in listed(rents, "rents", "a list of numbers")]
    limits = _limits(liability, receipt, ex_post_participation)
    wishes = (most, word(measure, "measure", "'largest-payment'"), neat)
    answer = _native.frontier(native_of(environment), _goal(goal), _reports(reports), wishes, caps, limits)
    return Frontier(environment, Fresh(answer))


def collude(
    environment: Environment,
    mechanism: Mechanism,
    coalition: str | Iterable[str] | None = None,
    voluntary: bool = False,
) -> Collusion:
    """A side contract by which the coalition, or without one any that can form, gains from a mechanism, or why there is none; ``voluntary``
    asks for one that leaves no member worse off."""
    there = _in(environment, mechanism)
    if not isinstance(voluntary, bool):
        raise wrong("voluntary", found=repr(voluntary), expected="True or False")
    members = None
    if coalition is not None:
        names = [coalition] if isinstance(coalition, str) else listed(coalition, "coalition", "names of agents")
        known = list(environment.agents)
        for name in names:
            if name not in known:
                raise wrong(f"there is no agent {name!r}", found=repr(name), expected=f"one of {', '.join(known)}")
        if not names:
            raise wrong("a coalition has at least one member")
        members = [known.index(name) for name in names]
    return Collusion(environment, Fresh(_native.collude(there._native, voluntary, members)))


def auction(source: str | os.PathLike[str]) -> dict[str, Any]:
    """The conditions of an auction with continuous signals and what follows for its efficient rule: what ``ambimech auction --format json`` prints,
    as a dict, exact numbers as strings. ``source`` is the path of an auction file, or its text, which has more than one line."""
    if isinstance(source, str) and "\n" in source:
        text, name = source, "the auction"
        is_json = source.lstrip().startswith("{")
    else:
        name = os.fspath(source)
        text, is_json = _native.read_text(source), name.endswith(".json")
    found: dict[str, Any] = json.loads(_native.auction(text, name, is_json))
    return found


@overload
def report(environment: Environment, mechanism: Mechanism | None = None, path: None = None) -> str: ...
@overload
def report(
    environment: Environment, mechanism: Mechanism | None = None, *, path: str | os.PathLike[str]
) -> None: ...
@overload
def report(environment: Environment, mechanism: Mechanism | None, path: str | os.PathLike[str]) -> None: ...
def report(
    environment: Environment,
    mechanism: Mechanism | None = None,
    path: str | os.PathLike[str] | None = None,
) -> str | None:
    """The report, of the whole job or about a mechanism: written to ``path`` (``.html`` or ``.tex``), or returned as a page."""
    if isinstance(mechanism, (str, os.PathLike)):
        raise TypeError(f"the mechanism is {os.fspath(mechanism)!r}, a path; write report(environment, path=…)")
    is_latex = path is not None and is_latex_path(path)
    there = None if mechanism is None else _in(environment, mechanism)._native
    document = _native.report(native_of(environment), is_latex, there)
    if path is None:
        return document
    write_whole(path, document)
    return None


@dataclass(frozen=True)
class Explanation:
    """An entry of the glossary."""

    name: str
    """Its name."""
    title: str
    """Its title."""
    kind: str
    """Condition, goal, property, construction or notion."""
    sections: dict[str, str] = field(hash=False)
    """Its sections by their headings, in Markdown."""
    see_also: tuple[str, ...]
    """Names of related entries."""
    text: str
    """The entry as plain text."""

    def _repr_html_(self) -> str:
        return f"<pre>{html.escape(self.text)}</pre>"

    def __repr__(self) -> str:
        return f"<{self.kind} {self.name}: {self.title}>"

    def __str__(self) -> str:
        return self.text


@overload
def explain(name: None = None) -> tuple[str, ...]: ...
@overload
def explain(name: str) -> Explanation: ...
def explain(name: str | None = None) -> Explanation | tuple[str, ...]:
    """What a condition, goal, property, construction or notion is, with its source; the names of all entries without one."""
    if name is None:
        return tuple(_native.explain_names())
    text, data = _native.explain(word(name, "the entry", "'bdp'"))
    found: dict[str, Any] = json.loads(data)
    return Explanation(
        found["name"], found["title"], found["kind"], found["sections"], tuple(found["see-also"]), text
    )


def examples() -> dict[str, str]:
    """The built-in examples of the literature: names and titles."""
    return dict(_native.example_titles())


def example(name: str) -> Environment:
    """The environment of a built-in example."""
    for file, text in _native.example_files(word(name, "the example", "'bilateral-trade'")):
        if file == "environment.toml":
            return Environment._read(text, "toml", f"{name}/{file}", None)
    raise wrong(f"the example {name!r} has no environment")


def example_files(name: str) -> dict[str, str]:
    """The files of a built-in example: environment, README, mechanisms."""
    return dict(_native.example_files(word(name, "the example", "'bilateral-trade'")))


def _count(value: int | None, name: str, largest: int | None) -> Any:
    """A whole number from 1 on, or nothing where there is no largest one."""
    if value is None and largest is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{name} is {value!r}, a {type(value).__name__}; expected an int from 1 on")
    if value < 1 or (largest is not None and value > largest):
        raise wrong(f"{name} is out of range", found=str(value), expected=f"1 to {largest}" if largest else "1 or more")
    return value


def _limits(liability: Limit, receipt: Limit, ex_post_participation: bool) -> _Limits:
    """Limits on payments as they are handed on; an amount without an agent is for all."""
    if not isinstance(ex_post_participation, bool):
        raise wrong("ex_post_participation", found=repr(ex_post_participation), expected="True or False")

    def amounts(given: Limit, name: str) -> list[tuple[str | None, str]]:
        if given is None:
            return []
        if isinstance(given, Mapping):
            agents = [(word(agent, name, "an agent's name"), amount) for agent, amount in given.items()]
            return [(agent, str(exact(amount, f"{name} of {agent}"))) for agent, amount in agents]
        return [(None, str(exact(given, name)))]

    return amounts(liability, "liability"), amounts(receipt, "receipt"), ex_post_participation


def _goal(goal: object) -> str:
    return word(goal, "goal", "'coalition-proof' or 'ic,bb'")


def _kind(mechanism: object) -> str:
    return word(mechanism, "mechanism", "'simple' or 'ambiguous'")


def _reports(reports: object) -> str:
    return word(reports, "reports", "'pure' or 'mixed'")


def _no_limits(coalitions: object, liability: object, receipt: object, ex_post_participation: object) -> None:
    if coalitions is not None or liability is not None or receipt is not None or ex_post_participation:
        raise wrong(
            "under sets of priors payments are not limited, and nothing is asked about coalitions",
            help="leave out coalitions, liability, receipt and ex_post_participation",
        )


def _in(environment: Environment, mechanism: Mechanism) -> Mechanism:
    """The mechanism in this environment: read again when it was read in another."""
    if not isinstance(mechanism, Mechanism):
        raise TypeError(f"expected a Mechanism, not a {type(mechanism).__name__}")
    native_of(environment)
    if mechanism.environment is environment or mechanism.environment == environment:
        return mechanism
    return Mechanism._read(environment, *mechanism._native.portable())
