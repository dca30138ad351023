#!/usr/bin/env python3
"""An independent recomputation of everything in an example's `expected/` folder, in exact rational arithmetic.

    python3 examples/oracle.py examples/NAME ...            compare; exit code 1 on any difference
    python3 examples/oracle.py --write examples/NAME ...    rewrite the computed files and columns

It shares no code with ambimech and uses the definitions as they stand: every posterior, every value of every coalition
under every report and every rule is summed up from scratch, and mixed misreports are settled by solving a matrix game
exactly and checking both players' solutions. It is meant for small examples only. Python 3.11, standard library only.

What the files hold is documented in `examples/README.md`.
"""

import csv
import io
import itertools
import json
import operator
import re
import sys
import tomllib
from fractions import Fraction
from pathlib import Path

sys.dont_write_bytecode = True
import oracle_beliefs  # noqa: E402, beside this file
import oracle_smooth  # noqa: E402

VALUE_COLUMNS = ["source", "mechanism", "quantity", "coalition", "types", "report", "rule",
                 "printed", "value", "exact", "agrees"]
DEVIATION_COLUMNS = ["mechanism", "coalition", "types", "report", "on_path", "worst_case", "gain"]
CONDITIONS = ["bdp", "cbdp", "full-support", "efficient", "socially-rational", "private-values", "convex-independence",
              "identifiability", "coalitional-identifiability", "ncp-star", "ncp-star-star", "common-prior"]


class Bad(Exception):
    """Input that this script does not understand."""


# ---------------------------------------------------------------------------------------------------- numbers, formulas

def number(cell):
    """The exact number in a TOML or JSON cell: 3, 0.15 (already read from its text), "1/18", "0.15"."""
    if isinstance(cell, bool) or not isinstance(cell, (int, Fraction, str)):
        raise Bad(f"not a number: {cell!r}")
    if isinstance(cell, str) and re.fullmatch(r"[+-]?\d+(\.\d+)?/\d+", cell):
        numerator, denominator = cell.split("/")
        return Fraction(numerator) / Fraction(denominator)
    return Fraction(cell)


COMPARISONS = {"==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
               "<": operator.lt, ">": operator.gt}
TOKEN = re.compile(r'\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>"[^"]*")|(?P<attribute>[A-Za-z_][\w-]*)\s*\[(?P<agent>[^\]]*)\]'
                   r'|(?P<call>[A-Za-z_]\w*)\s*\(|(?P<word>[A-Za-z_]\w*)|(?P<sign>==|!=|<=|>=|[-+*/()<>,]))')


class Formula:
    """A formula of the environment format, evaluated at one type profile: `lookup(attribute, agent)` gives the atoms,
    `lookup(parameter, None)` the letters."""

    def __init__(self, text, lookup):
        self.lookup, self.tokens, place = lookup, [], 0
        while place < len(text.rstrip()):
            match = TOKEN.match(text, place)
            if not match:
                raise Bad(f"formula `{text}`: cannot read `{text[place:]}`")
            self.tokens.append((match.lastgroup if match.lastgroup != "agent" else "attribute", match))
            place = match.end()
        self.place = 0

    def value(self):
        result = self.comparison()
        if self.place != len(self.tokens):
            raise Bad("formula: something is left over at the end")
        return result

    def sign(self, *wanted):
        """Takes the next token if it is one of these signs."""
        if self.place < len(self.tokens) and self.tokens[self.place][0] == "sign":
            found = self.tokens[self.place][1]["sign"]
            if found in wanted:
                self.place += 1
                return found
        return None

    def expect(self, wanted):
        if not self.sign(wanted):
            raise Bad(f"formula: `{wanted}` expected")

    def comparison(self):
        left = self.sum()
        sign = self.sign(*COMPARISONS)
        return COMPARISONS[sign](left, self.sum()) if sign else left

    def sum(self):
        left = self.product()
        while sign := self.sign("+", "-"):
            right = self.product()
            left = left + right if sign == "+" else left - right
        return left

    def product(self):
        left = self.factor()
        while sign := self.sign("*", "/"):
            right = self.factor()
            left = left * right if sign == "*" else left / right
        return left

    def factor(self):
        if self.sign("-"):
            return -self.factor()
        if self.sign("("):
            inside = self.comparison()
            self.expect(")")
            return inside
        if self.place == len(self.tokens):
            raise Bad("formula: it ends too early")
        kind, match = self.tokens[self.place]
        self.place += 1
        if kind == "number":
            return Fraction(match["number"])
        if kind == "text":
            return match["text"][1:-1]
        if kind == "word":
            return self.lookup(match["word"], None)
        if kind == "attribute":
            return self.lookup(match["attribute"], match["agent"].strip().strip('"'))
        if kind != "call":
            raise Bad(f"formula: `{match['sign']}` not expected here")
        arguments = [self.comparison()]
        while self.sign(","):
            arguments.append(self.comparison())
        self.expect(")")
        if match["call"] == "if" and len(arguments) == 3:
            return arguments[1] if arguments[0] else arguments[2]
        if match["call"] in ("min", "max"):
            return {"min": min, "max": max}[match["call"]](arguments)
        raise Bad(f"formula: unknown function `{match['call']}`")


# ------------------------------------------------------------------------------------------------- files and their model

def spread(table, profiles):
    """A table with `*` as a dictionary that has every profile once."""
    found = {}
    for pattern, cell in table.items():
        labels = tuple(pattern.split())
        for profile in profiles:
            if len(labels) == len(profile) and all(a in ("*", b) for a, b in zip(labels, profile)):
                if profile in found:
                    raise Bad(f"profile {' '.join(profile)} is covered twice")
                found[profile] = cell
    missing = [profile for profile in profiles if profile not in found]
    if missing:
        raise Bad(f"profile {' '.join(missing[0])} is not covered")
    return found


class Environment:
    """Agents are numbered from 0; a profile, or a coalition's type, is a tuple of type labels in agent order."""

    def __init__(self, path):
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text, parse_float=Fraction)
        if data.pop("format") != "ambimech-environment/1":
            raise Bad(f"{path}: unknown format")
        unknown = data.keys() - {"name", "source", "outside", "coalitions", "parameters", "agents", "prior", "beliefs", "outcomes",
                                 "allocation", "attitudes"}
        if unknown:
            raise Bad(f"{path}: this script does not know {sorted(unknown)}")
        self.parameters = {name: number(cell["value"] if isinstance(cell, dict) else cell)
                           for name, cell in data.get("parameters", {}).items()}
        self.names = [agent["name"] for agent in data["agents"]]
        self.agents = range(len(self.names))
        self.types, self.attributes = [], []
        for agent in data["agents"]:
            types = agent["types"]
            self.types.append(list(types))
            attributes = {}
            for label in types:
                cell = types[label] if isinstance(types, dict) else {}
                cell = cell if isinstance(cell, dict) else {"value": cell}
                attributes[label] = {key: self.evaluate(value) for key, value in cell.items()}
            self.attributes.append(attributes)
        self.profiles = list(itertools.product(*self.types))

        self.prior, self.beliefs = None, None
        if "beliefs" in data:
            self.beliefs = [self.read_beliefs(i, data["beliefs"][self.names[i]]) for i in self.agents]
        else:
            self.prior = self.normalised(spread(data["prior"], self.profiles))
            for i, j in itertools.combinations(self.agents, 2):
                for pair in itertools.product(self.types[i], self.types[j]):
                    if self.probability((i, j), pair) == 0:
                        raise Bad(f"types {pair} of agents {self.names[i]} and {self.names[j]} never occur together")

        self.outcomes = list(data["outcomes"])
        self.payoff = {}                                           # (outcome, profile) -> payoffs in agent order
        for outcome, table in data["outcomes"].items():
            if set(table) == set(self.names):
                cells = {profile: [table[name] for name in self.names] for profile in self.profiles}
            else:
                cells = spread(table, self.profiles)
            for profile in self.profiles:
                self.payoff[outcome, profile] = [self.evaluate(cell, profile) for cell in cells[profile]]
        outside = data.get("outside")
        if outside and any(any(self.payoff[outside, profile]) for profile in self.profiles):
            raise Bad("the outside option does not give everyone 0")

        if data["allocation"].get("rule") == "efficient":
            self.allocation = {profile: max(self.outcomes, key=lambda a: sum(self.payoff[a, profile]))
                               for profile in self.profiles}       # `max` takes the first of several
        else:
            self.allocation = spread(data["allocation"], self.profiles)

        everyone = [c for size in range(1, len(self.names) + 1) for c in itertools.combinations(self.agents, size)]
        listed = data.get("coalitions", "all")
        if listed == "all":
            self.pattern = everyone
        elif listed == "singletons":
            self.pattern = everyone[:len(self.names)]
        else:
            chosen = {tuple(sorted(self.names.index(name) for name in members)) for members in listed}
            self.pattern = [c for c in everyone if len(c) == 1 or c in chosen]
        self.attitudes = {key if key == "*" else tuple(sorted(self.names.index(name) for name in key.split())):
                          self.read_attitude(cell) for key, cell in data.get("attitudes", {}).items()}

    def read_attitude(self, cell):
        """(α, ε): ε of the weight is on α times the worst plus 1 − α times the best rule, the rest on their mean. Smooth with the
        CARA coefficient a: ("cara", a, ε)."""
        cell = {"kind": cell} if isinstance(cell, str) else cell
        if cell["kind"] == "smooth" and cell["utility"] == "cara":
            return "cara", self.evaluate(cell["coefficient"]), self.evaluate(cell.get("epsilon", 1))
        if cell["kind"] != "maxmin":
            raise Bad(f"unknown attitude {cell}")
        return self.evaluate(cell.get("alpha", 1)), self.evaluate(cell.get("epsilon", 1))

    def attitude(self, coalition):
        return self.attitudes.get(coalition, self.attitudes.get("*", (Fraction(1), Fraction(1))))

    def worth(self, coalition, values):
        """What values under the rules are worth to a coalition; the smallest of them where there is no [attitudes]."""
        attitude = self.attitude(coalition) if len(values) > 1 else (1, 1)
        if attitude[0] == "cara":
            return oracle_smooth.certainty_equivalent(values, *attitude[1:])
        alpha, epsilon = attitude
        mean = Fraction(sum(values)) / len(values)
        return (1 - epsilon) * mean + epsilon * (alpha * min(values) + (1 - alpha) * max(values))

    def read_prior(self, table):
        weights = {profile: self.evaluate(cell) for profile, cell in spread(table, self.profiles).items()}
        total = sum(weights.values())
        prior = {profile: weight / total for profile, weight in weights.items()}
        for i, j in itertools.combinations(self.agents, 2):
            for pair in itertools.product(self.types[i], self.types[j]):
                if not any(weight for profile, weight in prior.items() if (profile[i], profile[j]) == pair):
                    raise Bad(f"types {pair} of agents {self.names[i]} and {self.names[j]} never occur together")
        return prior

    def read_beliefs(self, tables):
        beliefs = {}
        for i in self.agents:
            of_types = spread(tables[self.names[i]], [(label,) for label in self.types[i]])
            for (label,), table in of_types.items():
                cells = spread(table, self.joint_types(self.others((i,))))
                weights = {rest: self.evaluate(cell) for rest, cell in cells.items()}
                total = sum(weights.values())
                beliefs[i, label] = {rest: weight / total for rest, weight in weights.items()}
        return beliefs

    def evaluate(self, cell, profile=None):
        """A number or a formula; one that speaks about types needs the profile."""
        if not isinstance(cell, str) or re.fullmatch(r"[-+\d./]+", cell):
            return number(cell)

        def lookup(name, agent):
            if agent is None:
                return self.parameters[name]
            i = self.names.index(agent)
            return profile[i] if name == "type" else self.attributes[i][profile[i]][name]

        return Fraction(Formula(cell, lookup).value())

    def normalised(self, weights):
        weights = {key: self.evaluate(cell) for key, cell in weights.items()}
        total = sum(weights.values())
        return {key: weight / total for key, weight in weights.items()}

    def read_beliefs(self, i, table):
        """p_i(.|own) for every type of an agent, as a dictionary by the others' types."""
        rests = self.joint_types(self.others((i,)))
        by_type = spread(table, [(own,) for own in self.types[i]])
        beliefs = {own: self.normalised(spread(rows, rests)) for (own,), rows in by_type.items()}
        for own, belief in beliefs.items():
            for place, j in enumerate(self.others((i,))):
                for t in self.types[j]:
                    if sum(chance for rest, chance in belief.items() if rest[place] == t) == 0:
                        raise Bad(f"type {own} of agent {self.names[i]} excludes type {t} of agent {self.names[j]}")
        return beliefs

    def others(self, coalition):
        return tuple(i for i in self.agents if i not in coalition)

    def joint_types(self, coalition):
        return list(itertools.product(*(self.types[i] for i in coalition)))

    def profile(self, coalition, own, rest):
        """The profile in which the coalition has types `own` and the others have `rest`."""
        place = dict(zip(coalition, own)) | dict(zip(self.others(coalition), rest))
        return tuple(place[i] for i in self.agents)

    def probability(self, coalition, own):
        """p(own); without a common prior 1 for a single agent's type, which always has a belief."""
        if self.prior is None:
            return Fraction(len(coalition) == 1)
        return sum(self.prior[self.profile(coalition, own, rest)] for rest in self.joint_types(self.others(coalition)))

    def posterior(self, coalition, own):
        """p(θ_−S | θ_S) as a dictionary; for the grand coalition the certainty of nobody's types."""
        if self.prior is None:
            if len(coalition) != 1:
                raise Bad("without a common prior only single agents have beliefs")
            return self.beliefs[coalition[0]][own[0]]
        total = self.probability(coalition, own)
        rests = self.joint_types(self.others(coalition))
        if coalition == tuple(self.agents):
            return {rest: Fraction(1) for rest in rests}
        return {rest: self.prior[self.profile(coalition, own, rest)] / total for rest in rests}

    def possible_types(self, coalition):
        """The types θ_S of positive probability: the others never form a belief, nor get to report."""
        return [own for own in self.joint_types(coalition) if self.prior is None or self.probability(coalition, own) > 0]

    def surplus(self, outcome, profile):
        return sum(self.payoff[outcome, profile])


class Mechanism:
    """The rules of a mechanism file: `payments[rule][profile]` in agent order."""

    def __init__(self, path, env):
        data = json.loads(path.read_text(encoding="utf-8"), parse_float=Fraction)
        if data["format"] != "ambimech-mechanism/1":
            raise Bad(f"{path}: unknown format")
        self.goal = data["goal"]
        self.payments = {}
        for rule in data["rules"]:
            table = {tuple(label.split()): [number(x) for x in row] for label, row in rule["transfers"].items()}
            if set(table) != set(env.profiles) or any(len(row) != len(env.names) for row in table.values()):
                raise Bad(f"{path}: rule {rule['name']} does not pay every agent at every profile exactly once")
            self.payments[rule["name"]] = table
        self.rules = list(self.payments)


# -------------------------------------------------------------------------------------------- what the definitions say

def gross_value(env, coalition, own, report):
    """Σ_{i∈S} E[u_i(q(θ̂_S, θ_−S), θ) | θ_S]: the value of a report before transfers."""
    return sum(weight * env.payoff[env.allocation[env.profile(coalition, report, rest)],
                                   env.profile(coalition, own, rest)][i]
               for rest, weight in env.posterior(coalition, own).items() for i in coalition)


def interim_transfer(env, mechanism, rule, coalition, own, report):
    """Σ_{i∈S} E[t_i(θ̂_S, θ_−S) | θ_S]."""
    return sum(weight * mechanism.payments[rule][env.profile(coalition, report, rest)][i]
               for rest, weight in env.posterior(coalition, own).items() for i in coalition)


def values(env, mechanism, coalition, own, report):
    """V_S[θ̂_S](t, θ_S) for every rule t (CPAM section 2.1)."""
    gross = gross_value(env, coalition, own, report)
    return [gross + interim_transfer(env, mechanism, rule, coalition, own, report) for rule in mechanism.rules]


def conditions(env):
    """The conditions as "holds" or "fails"; "undecided" where they are about a common prior and there is none."""
    def beliefs_differ(coalitions):
        return all(env.posterior(c, a) != env.posterior(c, b)
                   for c in coalitions for a, b in itertools.combinations(env.possible_types(c), 2))

    grand = tuple(env.agents)
    alone = all(len(c) == 1 for c in env.pattern)
    holds = {
        "bdp": beliefs_differ([(i,) for i in env.agents]),
        "cbdp": beliefs_differ([c for c in env.pattern if c != grand]) if alone or env.prior else None,
        "full-support": all(env.prior.values()) if env.prior else None,
        "efficient": all(env.surplus(env.allocation[profile], profile) >= env.surplus(outcome, profile)
                         for profile in env.profiles for outcome in env.outcomes),
        "socially-rational": expected_surplus(env) >= 0 if env.prior else None,
        "private-values": all(env.payoff[a, x][i] == env.payoff[a, y][i] for a in env.outcomes for i in env.agents
                              for x in env.profiles for y in env.profiles if x[i] == y[i]),
        "convex-independence": oracle_beliefs.convex_independence(env),
        "identifiability": oracle_beliefs.identifiability(env) if env.prior else None,
        "coalitional-identifiability": oracle_beliefs.coalitional_identifiability(env) if env.prior else None,
        "ncp-star": oracle_beliefs.ncp_star(env),
        "ncp-star-star": oracle_beliefs.ncp_star_star(env),
        "common-prior": oracle_beliefs.common_prior(env),
    }
    return {name: {True: "holds", False: "fails", None: "undecided"}[holds[name]] for name in CONDITIONS}


def expected_surplus(env, best=False):
    """The expected surplus of the allocation rule, or the largest of all allocation rules."""
    return sum(weight * (max(env.surplus(a, profile) for a in env.outcomes) if best
                         else env.surplus(env.allocation[profile], profile))
               for profile, weight in env.prior.items())


def revenue(env, mechanism, rule):
    return -sum(weight * sum(mechanism.payments[rule][profile]) for profile, weight in env.prior.items())


def solve_game(matrix):
    """(value, mixture of rows, weights of columns) of the game in which the row player maximises `matrix`.

    Exact simplex with Bland's rule for the column player's program; both solutions are checked before they are returned.
    """
    rows, columns = len(matrix), len(matrix[0])
    shift = 1 - min(min(row) for row in matrix)
    tableau = [[cell + shift for cell in row] + [Fraction(r == k) for k in range(rows)] + [Fraction(1)]
               for r, row in enumerate(matrix)]                    # Σ_t (a_rt + shift) x_t + slack_r = 1
    objective = [Fraction(-1)] * columns + [Fraction(0)] * (rows + 1)
    basis = [columns + r for r in range(rows)]
    while (entering := next((j for j in range(columns + rows) if objective[j] < 0), None)) is not None:
        ratios = [(row[-1] / row[entering], basis[r], r) for r, row in enumerate(tableau) if row[entering] > 0]
        leaving = min(ratios)[2]
        pivot = tableau[leaving][entering]
        tableau[leaving] = [cell / pivot for cell in tableau[leaving]]
        for row in [row for r, row in enumerate(tableau) if r != leaving] + [objective]:
            factor = row[entering]
            if factor:
                row[:] = [cell - factor * other for cell, other in zip(row, tableau[leaving])]
        basis[leaving] = entering
    total = objective[-1]
    weights, mixture = [Fraction(0)] * columns, [cell / total for cell in objective[columns:-1]]
    for r, variable in enumerate(basis):
        if variable < columns:
            weights[variable] = tableau[r][-1] / total
    value = 1 / total - shift
    assert sum(weights) == sum(mixture) == 1 and min(weights) >= 0 and min(mixture) >= 0
    assert all(sum(w * cell for w, cell in zip(weights, row)) <= value for row in matrix)
    assert all(sum(m * row[t] for m, row in zip(mixture, matrix)) >= value for t in range(columns))
    return value, mixture, weights


def best_mixture(env, coalition, matrix):
    """(value, mixture of rows) of what a mixture of these reports' values under the rules can be worth to a coalition.

    With weight on the best rule the best mixture is found by assuming each rule in turn to be the best."""
    alpha, epsilon = env.attitude(coalition) if len(matrix[0]) > 1 else (Fraction(1), Fraction(1))
    found = []
    for best in range(len(matrix[0]) if alpha < 1 else 1):
        weighed = [[(1 - epsilon) * Fraction(sum(row)) / len(row) + epsilon * (alpha * cell + (1 - alpha) * row[best])
                    for cell in row] for row in matrix]
        value, mixture, _ = solve_game(weighed)
        found.append((value, mixture))
    return max(found, key=lambda entry: entry[0])


def deviations(env, mechanism, coalitions):
    """(coalition, types, report, what the truth is worth, what the report is worth), for every pure misreport."""
    for coalition in coalitions:
        for own in env.possible_types(coalition):
            on_path = env.worth(coalition, values(env, mechanism, coalition, own, own))
            for report in env.joint_types(coalition):
                if report != own:
                    value = env.worth(coalition, values(env, mechanism, coalition, own, report))
                    yield coalition, own, report, on_path, value


def best_marginal_gain(env, mechanism, coalition):
    """The largest marginal gain at the truth of a coalition with a smooth attitude: (gain, types, report)."""
    found = []
    for own in env.possible_types(coalition):
        on_path = values(env, mechanism, coalition, own, own)
        for lie in env.joint_types(coalition):
            if lie != own:
                there = values(env, mechanism, coalition, own, lie)
                gain = oracle_smooth.marginal_gain(on_path, there, *env.attitude(coalition)[1:])
                found.append((oracle_smooth.settled(gain), own, lie))
    return max(found, key=lambda entry: entry[0], default=(Fraction(0), (), ()))


def labels(env, coalition):
    return [env.names[i] for i in coalition]


def verify(env, mechanism):
    """Every property of a mechanism, with the worst case and the first who attains it."""
    singles = [(i,) for i in env.agents]
    properties = []

    def report(name, verdict, worst, reports=None):
        entry = {"name": name} | ({"reports": reports} if reports else {})
        properties.append(entry | {"verdict": "holds" if verdict else "fails", "worst": worst})

    for name, coalitions in (("ic", singles), ("cic", env.pattern)):
        found = [(oracle_smooth.settled(worst - on_path), c, own, lie)
                 for c, own, lie, on_path, worst in deviations(env, mechanism, coalitions)]
        gain = max((entry[0] for entry in found), default=Fraction(0))
        first = [entry for entry in found if entry[0] == gain]
        worst = {"gain": oracle_smooth.shown(gain)}
        if first:
            worst |= {"coalition": labels(env, first[0][1]), "types": list(first[0][2]), "report": list(first[0][3]),
                      "attained": len(first)}
        report(name, gain <= 0, worst, "pure")

        best = (Fraction(0), None)
        smooth = [c for c in coalitions if env.attitude(c)[0] == "cara" and len(mechanism.rules) > 1]
        if smooth:
            # A mixture gains exactly when a report has a positive marginal gain at the truth; how much is not computed here.
            marginal = [(*best_marginal_gain(env, mechanism, c), c) for c in smooth]
            most, own, lie, coalition = max(marginal, key=lambda entry: entry[0])
            if set(smooth) != set(coalitions):
                raise Bad("smooth and other attitudes in one file")
            report(name, most <= 0, {"marginal-gain": oracle_smooth.shown(most), "coalition": labels(env, coalition),
                                     "types": list(own), "report": list(lie)}, "mixed")
            continue
        for coalition in coalitions:
            for own in env.possible_types(coalition):
                reports = env.joint_types(coalition)
                matrix = [values(env, mechanism, coalition, own, lie) for lie in reports]
                value, mixture = best_mixture(env, coalition, matrix)
                gain = value - env.worth(coalition, matrix[reports.index(own)])
                if gain > best[0]:
                    best = (gain, {"coalition": labels(env, coalition), "types": list(own), "mixture": {
                        " ".join(lie): str(weight) for lie, weight in zip(reports, mixture) if weight}})
        report(name, best[0] == 0, {"gain": str(best[0])} | (best[1] or {}), "mixed")

    # A coalition that gains by a mixture can have a mediator always report it and pay nothing (CPAM section 2.2).
    weak = {} if env.attitudes else {"wcic": properties[-1]["verdict"]}

    on_path = {(c, own): values(env, mechanism, c, own, own) for c in env.pattern for own in env.possible_types(c)}
    for name, coalitions in (("ir", singles), ("cr", env.pattern)):
        value, (coalition, own) = min(((env.worth(k[0], v), k) for k, v in on_path.items() if k[0] in coalitions),
                                      key=lambda entry: entry[0])
        report(name, value >= 0, {"value": oracle_smooth.shown(value), "coalition": labels(env, coalition), "types": list(own)})
    value, (coalition, own) = max(((max(v) - min(v), k) for k, v in on_path.items()), key=lambda entry: entry[0])
    report("ai", value == 0, {"spread": str(value), "coalition": labels(env, coalition), "types": list(own)})

    value, rule, profile = max(((abs(sum(row)), rule, profile) for rule, table in mechanism.payments.items()
                                for profile, row in table.items()), key=lambda entry: entry[0])
    report("bb", value == 0, {"imbalance": str(value), "rule": rule, "profile": list(profile)})
    if env.prior is None:                                          # then no revenue can be expected
        return {"goal": mechanism.goal} | weak | {"properties": properties}
    best = expected_surplus(env, best=True)
    value, rule = max(((abs(best - revenue(env, mechanism, rule)), rule) for rule in mechanism.rules),
                      key=lambda entry: entry[0])
    efficient = expected_surplus(env) == best
    report("fse", value == 0 and efficient,
           {"difference": str(value), "rule": rule, "revenue": str(revenue(env, mechanism, rule)),
            "largest-surplus": str(best)})
    return {"goal": mechanism.goal} | weak | {"properties": properties}


# -------------------------------------------------------------------------------------------------- the printed numbers

def find_coalition(env, cell):
    return tuple(env.names.index(name) for name in cell.split())


def smallest_scale(env, mechanism, bet):
    """The least c ≥ 0 for which {η + cψ, η − cψ} stops all pure misreports of single agents, where η is the mean of the
    mechanism's rules and ψ the only rule of the side-bet file (MDAT proofs of Theorems 5.1 and 5.2)."""
    scale = Fraction(0)
    for i in env.agents:
        for own, lie in itertools.permutations(env.types[i], 2):
            args = env, mechanism, (i,), (own,)
            gain = (sum(values(*args, (lie,))) - sum(values(*args, (own,)))) / len(mechanism.rules)
            stake = abs(interim_transfer(env, bet, bet.rules[0], (i,), (own,), (lie,)))
            if gain > 0:
                scale = max(scale, gain / stake)
    return scale


def contradiction(env, data):
    """The number x of a proof "no simple mechanism can do it, or 0 ≥ x".

    Each constraint is an inequality that a simple rule t must satisfy; multiplied by its weight and added, the
    transfers must cancel (given the budget, when the proof uses it), and x is what is left.
    """
    left = Fraction(0)
    coefficient = {(i, profile): Fraction(0) for i in env.agents for profile in env.profiles}

    def add(weight, coalition, own, lie):
        """weight · V_S[lie](t, own)."""
        nonlocal left
        left += weight * gross_value(env, coalition, own, lie)
        for rest, chance in env.posterior(coalition, own).items():
            for i in coalition:
                coefficient[i, env.profile(coalition, lie, rest)] += weight * chance

    for entry in data["constraints"]:
        coalition = find_coalition(env, " ".join(entry["coalition"]))
        weight, own = number(entry["weight"]), tuple(entry["types"])
        if weight < 0:
            raise Bad("a weight is negative")
        if entry["kind"] == "ic":                                  # V(lie) - V(truth) <= 0
            add(weight, coalition, own, tuple(entry["report"]))
            add(-weight, coalition, own, own)
        elif entry["kind"] == "ir":                                # -V(truth) <= 0
            add(-weight, coalition, own, own)
        elif entry["kind"] == "no-rent":                           # V(truth) <= 0, what full extraction leaves
            add(weight, coalition, own, own)
        else:
            raise Bad(f"unknown kind {entry['kind']}")
    for profile in env.profiles:
        coefficients = {coefficient[i, profile] for i in env.agents}
        if len(coefficients) > 1 or (not data["uses-budget-balance"] and coefficients != {0}):
            raise Bad(f"the transfers do not cancel at {' '.join(profile)}")
    return left


def exact_value(env, folder, row):
    """The exact number that a row of `values.csv` names, from the definitions."""
    coalition = find_coalition(env, row["coalition"])
    own, lie, rule = tuple(row["types"].split()), tuple(row["report"].split()), row["rule"]
    quantity = row["quantity"]
    if quantity == "probability":
        return env.prior[own]
    if quantity == "posterior":
        return env.posterior(coalition, own)[lie]
    if quantity == "expected-surplus":
        return expected_surplus(env)
    if quantity == "gross-value":
        return gross_value(env, coalition, own, lie)
    if quantity == "constraint-count":
        return Fraction(sum(lie != own for own in env.joint_types(coalition) for lie in env.joint_types(coalition)))
    if quantity == "contradiction":
        return contradiction(env, json.loads((folder / row["mechanism"]).read_text(encoding="utf-8")))
    mechanism = Mechanism(folder / row["mechanism"], env)
    if quantity == "scale-bound":
        return smallest_scale(env, mechanism, Mechanism(folder / "side-bet.json", env))
    if quantity == "revenue":
        return revenue(env, mechanism, rule)
    if quantity == "payment":
        return mechanism.payments[rule][own][coalition[0]]
    if quantity in ("interim-transfer", "interim-transfer-size"):
        value = interim_transfer(env, mechanism, rule, coalition, own, lie)
        return abs(value) if quantity.endswith("size") else value
    if quantity == "mixture-worst-case":
        parts = [part.split("*") for part in row["report"].split("+")]
        table = [(number(weight.strip()), values(env, mechanism, coalition, own, tuple(report.split())))
                 for weight, report in parts]
        return min(sum(weight * v[t] for weight, v in table) for t in range(len(mechanism.rules)))
    found = values(env, mechanism, coalition, own, own if quantity.startswith("on-path") else lie)
    if quantity.endswith("worst-case"):
        return min(found)
    if quantity in ("on-path-value", "misreport-value"):
        return found[mechanism.rules.index(rule)]
    raise Bad(f"unknown quantity {quantity}")


def agreement(value, exact):
    """How a printed number compares: `exactly`, `rounded` to its decimals, `deviation`, or empty when unreadable."""
    if not value:
        return ""
    if number(value) == exact:
        return "exactly"
    decimals = len(value.partition(".")[2]) if "/" not in value else None
    if decimals and abs(number(value) - exact) <= Fraction(1, 2 * 10**decimals):
        return "rounded"
    return "deviation"


# --------------------------------------------------------------------------------------------------------------- driver

def csv_text(columns, rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def json_text(data):
    """JSON with one property to a line, so that differences can be read."""
    lines = json.dumps(data, ensure_ascii=False, indent=2)
    inner = re.compile(r"\[\s+((?:\"[^\"]*\",?\s+)+)\]")
    lines = inner.sub(lambda m: "[" + " ".join(m[1].split()) + "]" if "\n" in m[0] else m[0], lines)
    return lines + "\n"


def expected_files(folder):
    """What `expected/` should hold: file name -> text."""
    env = Environment(folder / "environment.toml")
    files = {"conditions.json": json_text(conditions(env))}
    mechanisms = {path.name: Mechanism(path, env) for path in sorted(folder.glob("mechanism*.json"))}
    if mechanisms:
        files["verification.json"] = json_text({name: verify(env, m) for name, m in mechanisms.items()})
        rows = [dict(zip(DEVIATION_COLUMNS, (name, " ".join(labels(env, c)), " ".join(own), " ".join(lie),
                                             *map(oracle_smooth.shown, (on_path, worst, worst - on_path)))))
                for name, m in mechanisms.items() for c, own, lie, on_path, worst in deviations(env, m, env.pattern)]
        files["deviations.csv"] = csv_text(DEVIATION_COLUMNS, rows)
    printed = folder / "expected" / "values.csv"
    if printed.exists():
        with printed.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for row in rows:
            exact = exact_value(env, folder, row)
            row |= {"exact": str(exact), "agrees": agreement(row["value"], exact)}
        files["values.csv"] = csv_text(VALUE_COLUMNS, rows)
    return files


def main(arguments):
    write = "--write" in arguments
    folders = [Path(argument) for argument in arguments if argument != "--write"]
    if not folders:
        print(__doc__.strip(), file=sys.stderr)
        return 2
    differences = 0
    for folder in folders:
        try:
            files = expected_files(folder)
        except (Bad, OSError, KeyError, ValueError) as error:
            print(f"{folder}: {error!r}", file=sys.stderr)
            return 2
        for name, text in files.items():
            path = folder / "expected" / name
            if write:
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")
            known = path.read_text(encoding="utf-8") if path.exists() else ""
            for line, (found, computed) in enumerate(itertools.zip_longest(known.splitlines(), text.splitlines()), 1):
                if found != computed:
                    differences += 1
                    print(f"{path}:{line}: {found!r} in the file, {computed!r} computed")
                    break
        print(f"{folder}: {'written' if write else 'compared'}")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
