"""The conditions about beliefs, for `oracle.py`: their definitions written down as linear programs, solved in exact fractions.

Every program is a cone: non-negative variables, linear forms that must be 0 or at most 0, some variables at most 1. It starts
feasible at 0, and the question is whether a linear form can be positive.
"""

import itertools
from fractions import Fraction

ONE = Fraction(1)


class Cone:
    """Variables by name; a linear form is a dictionary from names to coefficients."""

    def __init__(self):
        self.forms, self.bounded = [], []

    def at_most_zero(self, form):
        self.forms.append(form)

    def zero(self, form):
        self.forms += [form, {name: -factor for name, factor in form.items()}]

    def at_most_one(self, *names):
        self.bounded += names

    def can_be_positive(self, objective):
        """Simplex with Bland's rule, until the objective is positive or cannot grow."""
        names = list(dict.fromkeys(name for form in [objective, *self.forms] for name in form) | dict.fromkeys(self.bounded))
        rows = [(form, Fraction(0)) for form in self.forms] + [({name: ONE}, ONE) for name in self.bounded]
        count = len(names)
        tableau = [[form.get(name, Fraction(0)) for name in names] + [Fraction(r == k) for k in range(len(rows))] + [right]
                   for r, (form, right) in enumerate(rows)]
        costs = [-objective.get(name, Fraction(0)) for name in names] + [Fraction(0)] * (len(rows) + 1)
        basis = [count + r for r in range(len(rows))]
        while costs[-1] <= 0:
            entering = next((j for j, cost in enumerate(costs[:-1]) if cost < 0), None)
            if entering is None:
                return False
            ratios = [(row[-1] / row[entering], basis[r], r) for r, row in enumerate(tableau) if row[entering] > 0]
            if not ratios:
                return True
            leaving = min(ratios)[2]
            pivot = tableau[leaving][entering]
            tableau[leaving] = [cell / pivot if cell else cell for cell in tableau[leaving]]
            for row in [row for r, row in enumerate(tableau) if r != leaving] + [costs]:
                factor = row[entering]
                if factor:
                    row[:] = [cell - factor * other if other else cell for cell, other in zip(row, tableau[leaving])]
            basis[leaving] = entering
        return True


def added(form, name, factor):
    form[name] = form.get(name, Fraction(0)) + factor


def belief(env, i, profile):
    """p_i(θ_−i|θ_i)."""
    return env.posterior((i,), (profile[i],))[profile[:i] + profile[i + 1:]]


def changed(profile, members, types):
    place = dict(zip(members, types))
    return tuple(place.get(i, own) for i, own in enumerate(profile))


def convex_independence(env):
    """No type's belief is a conic combination of those of the agent's other types."""
    def mixed(i, own):
        cone = Cone()
        cone.at_most_one("scale")
        for profile in [profile for profile in env.profiles if profile[i] == own]:
            form = {("c", other): belief(env, i, changed(profile, (i,), (other,))) for other in env.types[i] if other != own}
            cone.zero(form | {"scale": -belief(env, i, profile)})
        return cone.can_be_positive({"scale": ONE})

    return not any(mixed(i, own) for i in env.agents for own in env.types[i])


def identifiability(env):
    """Every distribution in all agents' cones gives every profile its prior probability."""
    cone = Cone()
    cone.at_most_one("total")
    cone.zero({profile: ONE for profile in env.profiles} | {"total": -ONE})
    for i in env.agents:
        for profile in env.profiles:
            form = {("c", i, profile[i], other): belief(env, i, changed(profile, (i,), (other,))) for other in env.types[i]}
            cone.zero(form | {profile: -ONE})
    return not any(cone.can_be_positive({profile: ONE, "total": -env.prior[profile]}) for profile in env.profiles)


def coalitional_identifiability(env):
    """No emergence probabilities and strategies, with a lie that is told, look the same to all agents."""
    cone = Cone()
    cone.at_most_one("scale")
    larger = [c for c in env.pattern if 1 < len(c) < len(env.names)]
    cone.at_most_zero({c: ONE for c in larger} | {"scale": -ONE})
    untruthful, views = {}, {(i, profile): {} for i in env.agents for profile in env.profiles}
    for c in larger + [(i,) for i in env.agents]:
        for truth in env.joint_types(c):
            total = {c: ONE} if c in larger else {"scale": ONE} | {s: -ONE for s in larger if c[0] in s}
            for report in env.joint_types(c):
                name = (c, truth, report)
                total[name] = -ONE
                if report != truth and env.probability(c, truth):
                    untruthful[name] = ONE
                for profile in env.profiles:
                    if tuple(profile[i] for i in c) == report:
                        for i in c:
                            added(views[i, profile], name, env.prior[changed(profile, c, truth)])
            cone.zero(total)
    for i in env.agents[1:]:
        for profile in env.profiles:
            form = dict(views[0, profile])
            for name, factor in views[i, profile].items():
                added(form, name, -factor)
            cone.zero(form)
    return not cone.can_be_positive(untruthful)


def beliefs_from_one(env, cone, besides=None):
    """μ with every type's belief as its conditional, `besides` left out, and "margin" below every type's probability."""
    for i in env.agents:
        for own in env.types[i]:
            if (i, own) != besides:
                cone.at_most_zero({"margin": ONE, ("mass", i, own): -ONE})
                for profile in [profile for profile in env.profiles if profile[i] == own]:
                    cone.zero({profile: ONE, ("mass", i, own): -belief(env, i, profile)})


def common_prior(env):
    cone = Cone()
    cone.at_most_one("margin")
    beliefs_from_one(env, cone)
    return cone.can_be_positive({"margin": ONE})


def ncp_star(env):
    """MDAT Definition 6.1 for every agent, with everything multiplied by a scale."""
    def violated(i, truth, report):
        cone = Cone()
        cone.at_most_one("margin", "scale")
        cone.at_most_zero({"margin": ONE, "scale": -ONE})
        cone.at_most_zero({"margin": ONE, "bar": -ONE})
        cone.at_most_zero({"margin": ONE, "scale": ONE, "hat": -ONE})
        beliefs_from_one(env, cone, (i, report))
        for j in [j for j in env.agents if j != i]:
            for profile in [profile for profile in env.profiles if profile[i] == truth]:
                lied = changed(profile, (i,), (report,))
                alike = [other for other in env.profiles if other[i] == truth and other[j] == profile[j]]
                ratio = sum(belief(env, i, other) for other in alike) / sum(belief(env, j, other) for other in alike)
                cone.zero({"hat": belief(env, i, lied), "scale": -belief(env, i, profile),
                           "bar": -ratio * belief(env, j, lied)})
        return cone.can_be_positive({"margin": ONE})

    return not any(violated(i, *pair) for i in env.agents for pair in itertools.permutations(env.types[i], 2))


def ncp_star_star(env):
    """THESIS Definition 1.5.2."""
    if len(env.names) < 3:
        return False
    for i, j in itertools.combinations(env.agents, 2):
        def given(k, pair):
            weights = [belief(env, k, profile) for profile in env.profiles if (profile[i], profile[j]) == pair]
            return [weight / sum(weights) for weight in weights]

        apart = [pair for pair in itertools.product(env.types[i], env.types[j]) if given(i, pair) != given(j, pair)]
        if any(a[0] != b[0] and a[1] != b[1] for a, b in itertools.combinations(apart, 2)):
            return True
    return False
