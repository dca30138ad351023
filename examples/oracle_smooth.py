"""The smooth model with constant absolute ambiguity aversion, for `oracle.py`: ψ(x) = −e^(−ax), the belief π about the rule uniform on
the simplex, and X = Σ_t π_t v_t with v_t = (1−ε)·mean + ε·V_t.

With z_t = a(max v − v_t) ≥ 0, E[e^(−aX)] = e^(−a·max v)·Σ_k h_k(z)/(m(m+1)⋯(m+k−1)), h_k the complete homogeneous symmetric polynomials: all
terms are positive and nothing cancels. Eighty digits are computed, and a difference below 10^−40 that is not 0 is refused.
"""

from decimal import Decimal, localcontext
from fractions import Fraction

DIGITS = 80
NEAR = Decimal(10) ** -40
SHOWN = Decimal(10) ** -12


def decimal(value):
    return Decimal(value.numerator) / Decimal(value.denominator)


def average(points, coefficient):
    """(max, E[e^(a(max − X))]) for X = Σ_t π_t points_t."""
    top, count = max(points), len(points)
    z = [decimal(coefficient * (top - point)) for point in points]
    total, factor, k = Decimal(1), Decimal(1), 0
    column = [Decimal(1)] * count                                  # h_k of the first 1, 2, …, m variables
    while True:
        factor /= count + k
        k += 1
        column[0] *= z[0]
        for place in range(1, count):
            column[place] = column[place - 1] + z[place] * column[place]
        term = column[-1] * factor
        total += term
        if k > 2 * max(z) and term < total * Decimal(10) ** -DIGITS:
            return decimal(top), total


def contaminated(values, epsilon):
    mean = Fraction(sum(values)) / len(values)
    return [(1 - epsilon) * mean + epsilon * value for value in values]


def certainty_equivalent(values, coefficient, epsilon):
    with localcontext() as context:
        context.prec = DIGITS
        top, mean = average(sorted(contaminated(values, epsilon)), coefficient)
        return top - mean.ln() / decimal(coefficient)


def marginal_gain(on_path, report, coefficient, epsilon):
    """Σ_t λ_t (report_t − on_path_t) with λ_t = E[ψ'(X) π̃_t]/E[ψ'(X)]; a Fraction when all on-path values are equal."""
    count = len(on_path)
    if len(set(on_path)) == 1:
        return (Fraction(sum(report)) - sum(on_path)) / count
    with localcontext() as context:
        context.prec = DIGITS
        points = contaminated(on_path, epsilon)
        _, all_of_it = average(points, coefficient)
        weights = [average([*points, point], coefficient)[1] / count / all_of_it for point in points]
        weights = [decimal((1 - epsilon) / count) + decimal(epsilon) * weight for weight in weights]
        return sum(weight * decimal(there - here) for weight, there, here in zip(weights, report, on_path))


def shown(value):
    """A number as text; decimals with twelve places."""
    if isinstance(value, Decimal):
        rounded = value.quantize(SHOWN)
        return format(rounded if rounded else abs(rounded), "f")
    return str(value)


def settled(value):
    """The number, when its sign is certain."""
    if isinstance(value, Decimal) and value and abs(value) < NEAR:
        raise ValueError(f"{value} is too near 0")
    return value
