"""Exact numbers: ``int``, ``Fraction``, ``Decimal`` and texts such as ``"0.15"`` or ``"1/18"`` in, ``Fraction`` out.

A ``float`` is refused: 0.15 as a machine number is 5404319552844595/36028797018963968, and a verdict about that number is not
the verdict about 3/20. Texts are handed on as they are and read by the library, which bounds their length and exponents.
"""

from __future__ import annotations

import numbers
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ._error import wrong

__all__ = ["Between", "Exact", "ExactArray"]

Exact: TypeAlias = int | Fraction | Decimal | str
"""What can be given as a number."""

ExactArray: TypeAlias = npt.NDArray[np.object_]
"""An array of ``Fraction``; read-only."""

_EXPONENT = re.compile(r"[eE]([-+]?\d+)\s*\Z")

_DEEPEST = 16
"""Levels of a dictionary that are looked at; an environment has four."""


def number_text(value: object, where: str) -> str:
    """The number as the text that the library reads.

    Raises ``TypeError`` for a float or something that is no number, ``InputError`` for one that is not finite or too long.
    """
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{where} is {value!r}, a truth value; expected a number: int, Fraction, Decimal or a text")
    if isinstance(value, str):
        return value
    if isinstance(value, (float, np.floating)):
        raise TypeError(refused_float(value, where))
    try:
        if isinstance(value, (int, np.integer)):
            return str(int(value))
        if isinstance(value, numbers.Rational):
            top, bottom = int(value.numerator), int(value.denominator)
            return str(top) if bottom == 1 else f"{top}/{bottom}"
    except ValueError as error:  # more digits than Python writes
        raise wrong(f"{where} is a number too long to be read", help="at most about 4,000 digits") from error
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise wrong(
                f"{where} is no number", found=str(value), expected="a finite number", help="write a number here"
            )
        return str(value)
    raise TypeError(
        f"{where} is {_shown(value)}, a {type(value).__name__}; expected a number: int, Fraction, Decimal or a text"
    )


def refused_float(value: Any, where: str) -> str:
    """Why a float is refused, and what to write instead."""
    number = float(value)
    if number != number or number in (float("inf"), float("-inf")):
        return f"{where} is {number}, which is no number here; every number is exact and finite"
    # A short float such as numpy's float32 as it is printed, not with the digits that widening adds.
    text = str(value) if isinstance(value, np.floating) else repr(number)
    return (
        f"{where} is the float {text}, which is not exactly what it looks like; write Fraction({text!r}), "
        f"the text {text!r} or Decimal({text!r})"
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"


def word(value: object, where: str, example: str) -> str:
    """An argument that is a text; raises ``TypeError`` for anything else, with an example of what is meant."""
    if isinstance(value, str):
        return value
    raise TypeError(f"{where} is {_shown(value)}, a {type(value).__name__}; expected a text such as {example}")


def listed(value: object, where: str, expected: str) -> list[Any]:
    """The entries of an argument that is a list, or anything else that can be gone through; a text is not."""
    if isinstance(value, (str, bytes)) or not isinstance(value, Iterable):
        raise TypeError(f"{where} is {_shown(value)}, a {type(value).__name__}; expected {expected}")
    return list(value)


def key_text(key: object, where: str) -> str:
    """A key as it stands in a file: a text, an int as its digits, a tuple of names with blanks between them."""
    if isinstance(key, str):
        return key
    if isinstance(key, tuple):
        return " ".join(key_text(part, where) for part in key)
    if isinstance(key, (int, np.integer)) and not isinstance(key, bool):
        return str(int(key))
    raise TypeError(f"a key of {where} is {_shown(key)}, a {type(key).__name__}; expected a text or a tuple of texts")


def plain(value: object, where: str, depth: int = 0) -> Any:
    """The value as JSON has it, numbers as texts where JSON has no exact form."""
    if depth > _DEEPEST:
        raise wrong(f"{where} is nested too deeply", expected=f"at most {_DEEPEST} levels")
    if isinstance(value, Mapping):
        made: dict[str, Any] = {}
        for key, entry in value.items():
            name = key_text(key, where)
            if name in made:
                raise wrong(f"{where} has the key {name!r} twice", help="a text and a number can be the same name")
            made[name] = plain(entry, f"{where}[{name!r}]" if where else name, depth + 1)
        return made
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return plain(value.item() if value.dtype != object else value[()], where, depth)
        return [plain(entry, f"{where}[{place}]", depth + 1) for place, entry in enumerate(value)]
    if isinstance(value, (list, tuple)):
        return [plain(entry, f"{where}[{place}]", depth + 1) for place, entry in enumerate(value)]
    if value is None or isinstance(value, (bool, np.bool_, str)):
        return bool(value) if isinstance(value, np.bool_) else value
    text = number_text(value, where)
    # Short integers stay numbers, which JSON holds exactly.
    return int(text) if isinstance(value, (int, np.integer)) and len(text) <= 18 else text


def fraction(text: str) -> Fraction:
    """A number as the library writes it: ``-75/2`` or ``3``."""
    top, _, bottom = text.partition("/")
    try:
        return Fraction(int(top), int(bottom) if bottom else 1)
    except ValueError:
        return Fraction(_long_integer(top), _long_integer(bottom) if bottom else 1)


@dataclass(frozen=True)
class Between:
    """A real number between two fractions: ``low`` ≤ the number ≤ ``high``, proved, never estimated."""

    low: Fraction
    """At most the number."""
    high: Fraction
    """At least the number."""

    def __contains__(self, number: Fraction | int) -> bool:
        return self.low <= number <= self.high

    def __float__(self) -> float:
        """The middle, as a float."""
        return float((self.low + self.high) / 2)

    def __str__(self) -> str:
        return f"between {float(self.low)!r} and {float(self.high)!r}"


def amount(value: str | Mapping[str, str] | None) -> Fraction | Between | None:
    """An amount of money of an answer: a text, or ``{"low", "high"}`` where it is known between two numbers."""
    if value is None:
        return None
    if isinstance(value, str):
        return fraction(value)
    low, high = (fraction(end) if "." not in end else Fraction(end) for end in (value["low"], value["high"]))
    return low if low == high else Between(low, high)


def exact(value: Exact, where: str) -> Fraction:
    """A number that was given as a ``Fraction``; raises as :func:`number_text` does."""
    text = number_text(value, where)
    try:
        # As far as the library reads exponents: Fraction would write out any number of zeros.
        exponent = _EXPONENT.search(text)
        if exponent is None or abs(int(exponent[1])) <= 5000:
            return Fraction(text)
        raise ValueError
    except (ValueError, ZeroDivisionError):
        raise wrong(f"{where} is no number", found=_shown(value), expected='a number such as 6, "1/3" or "0.15"') from None


def _long_integer(digits: str) -> int:
    """An integer with more digits than Python reads at once: pieces of 4,000."""
    sign, digits = (-1, digits[1:]) if digits.startswith("-") else (1, digits)
    total = 0
    for start in range(0, len(digits), 4000):
        piece = digits[start : start + 4000]
        total = total * 10 ** len(piece) + int(piece)
    return sign * total


def fractions(texts: Iterable[str], shape: tuple[int, ...]) -> ExactArray:
    """The numbers as a read-only array of ``Fraction``; equal texts share one object."""
    known: dict[str, Fraction] = {}

    def number(text: str) -> Fraction:
        found = known.get(text)
        if found is None:
            found = known[text] = fraction(text)
        return found

    entries = [number(text) for text in texts]
    array = np.empty(len(entries), dtype=object)
    array[:] = entries
    array = array.reshape(shape)
    array.flags.writeable = False
    return array


def exact_array(value: object, where: str) -> ExactArray:
    """An array of number texts from integers, ``Fraction``, ``Decimal`` or texts, in an array or nested lists.

    Raises ``TypeError`` for an array of floats.
    """
    array = value if isinstance(value, np.ndarray) else _object_array(value)
    if array.dtype.kind == "f":
        example = array.flat[0] if array.size else 0.0
        raise TypeError(
            f"{where} is an array of floats; {refused_float(example, 'its first number')}; "
            "an array of exact numbers has an integer dtype or dtype=object"
        )
    if array.dtype.kind not in "iuOU":
        raise TypeError(f"{where} has the dtype {array.dtype}; expected integers, or dtype=object with exact numbers")
    texts = np.empty(array.shape, dtype=object)
    for place in np.ndindex(*array.shape):
        texts[place] = number_text(array[place], f"{where}{list(place)}")
    return texts


def _object_array(value: object) -> npt.NDArray[Any]:
    """Nested lists as an array of their entries: numpy must not turn anything into a float on the way."""
    if isinstance(value, (list, tuple)):
        try:
            array = np.array(value, dtype=object)
        except ValueError as error:
            raise wrong("the nested lists do not make an array", help="give every list the same length") from error
        if any(isinstance(entry, (list, tuple)) for entry in array.flat):
            raise wrong("the nested lists do not make an array", help="give every list the same length")
        return array
    if hasattr(value, "__array__"):
        return np.asarray(value)
    raise TypeError(f"{_shown(value)} is no array; expected a numpy array or nested lists")
