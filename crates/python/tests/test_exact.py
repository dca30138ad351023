"""Numbers: what is taken, what is refused, and what comes out."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import ambimech
import numpy as np
import pytest
from ambimech import Environment


def sale(weight: Any, cost: Any = 1) -> dict[str, Any]:
    """A seller and a buyer, with one number of each kind open."""
    return {
        "agents": {"seller": {"any": cost}, "buyer": {"high": 3, "low": 2}},
        "prior": {("any", "high"): weight, ("any", "low"): 3},
        "outcomes": {"keep": {"seller": 0, "buyer": 0}, "sell": {"seller": "-value[seller]", "buyer": "value[buyer]"}},
        "allocation": {"rule": "efficient"},
    }


@pytest.mark.parametrize(
    "number", [Fraction(1, 3), "1/3", "0.25", Decimal("0.15"), Decimal("1E-3"), 7, np.int64(7), np.uint8(7), 10**30]
)
def test_every_exact_number_is_the_same_inside(number: Any) -> None:
    value = Fraction(int(number)) if isinstance(number, np.integer) else Fraction(number)
    environment = Environment.from_dict(sale(number))
    assert environment.prior_dict[("any", "high")] == value / (value + 3)
    assert Environment.from_dict(sale(1, cost=number)).attributes["seller"]["any"]["value"] == value


@pytest.mark.parametrize("number", [0.15, np.float64(0.15), np.float32(0.5), 1.0])
def test_a_float_is_refused_with_what_to_write_instead(number: Any) -> None:
    with pytest.raises(TypeError) as refused:
        Environment.from_dict(sale(number))
    text = str(refused.value)
    assert "prior['any high']" in text and "float" in text
    for mended in (f"Fraction('{float(number)!r}')", f"Decimal('{float(number)!r}')"):
        assert mended in text
    Environment.from_dict(sale(Fraction(repr(float(number)))))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), True, np.True_, 1j, object(), b"1"])
def test_what_is_no_number_is_refused(number: Any) -> None:
    with pytest.raises((TypeError, ambimech.InputError)):
        Environment.from_dict(sale(number))


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity"), "nan", "1/0", "", "1e999999999", "0x10", "½"])
def test_what_is_no_finite_number_is_an_input_error(number: Any) -> None:
    with pytest.raises(ambimech.InputError):
        Environment.from_dict(sale(number))


def test_long_numbers_are_read_up_to_the_bound_and_refused_beyond() -> None:
    long = 10**4000 + 1
    environment = Environment.from_dict(sale(long))
    assert environment.prior_dict[("any", "high")] == Fraction(long, long + 3)
    for beyond in (10**5000, Fraction(1, 10**5000), "9" * 30_000):
        with pytest.raises(ambimech.InputError):
            Environment.from_dict(sale(beyond))


def test_arrays_of_floats_are_refused_and_exact_ones_taken() -> None:
    types, payoffs = [["s", "t"], ["s", "t"]], np.zeros((1, 2, 2, 2), dtype=int)
    with pytest.raises(TypeError, match="array of floats"):
        Environment.from_arrays(types=types, prior=np.full((2, 2), 0.25), payoffs=payoffs)
    with pytest.raises(TypeError, match="float"):
        Environment.from_arrays(types=types, prior=np.array([[1, 1], [1, 0.5]], dtype=object), payoffs=payoffs)
    with pytest.raises(TypeError, match="dtype bool"):
        Environment.from_arrays(types=types, prior=np.ones((2, 2), dtype=bool), payoffs=payoffs)
    exact = np.array([[Fraction(1, 3), "1/6"], [Decimal("0.25"), 1]], dtype=object)
    prior = Environment.from_arrays(types=types, prior=exact, payoffs=payoffs).prior
    assert prior is not None and prior.sum() == 1 and prior[0, 0] == 2 * prior[0, 1]
    assert all(isinstance(number, Fraction) for number in prior.flat)


def test_arrays_that_come_out_cannot_be_changed(public_good: Environment) -> None:
    prior = public_good.prior
    assert prior is not None
    for array in (prior, public_good.payoffs, public_good.allocation, public_good.beliefs["1"]):
        with pytest.raises(ValueError, match="read-only"):
            array.reshape(-1)[0] = 0
