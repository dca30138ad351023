"""The exceptions of the package."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["InputError", "UndecidedError"]


class InputError(ValueError):
    """Something is wrong with what was given: a file, a text, a dictionary, an array, a name.

    The message says everything; its parts are attributes. Answers are never exceptions: a condition that fails, a goal that is
    out of reach and a certificate that is refused are returned.
    """

    title: str
    """What is wrong, in a few words."""
    file: str | None
    """The file or what stands for it; ``None`` for an argument."""
    line: int | None
    """The line from 1; ``None`` when no line is meant."""
    column: int | None
    """The column from 1, in characters."""
    found: str
    """What was found; may be empty."""
    expected: str
    """What was expected; may be empty."""
    help: tuple[str, ...]
    """How to mend it, one suggestion each."""

    def __init__(
        self,
        message: str,
        *,
        title: str | None = None,
        file: str | None = None,
        line: int | None = None,
        column: int | None = None,
        found: str = "",
        expected: str = "",
        help: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.title = message if title is None else title
        self.file = file
        self.line = line
        self.column = column
        self.found = found
        self.expected = expected
        self.help = tuple(help)

    def __reduce__(self) -> tuple[object, ...]:
        return (_remake, (str(self), self.title, self.file, self.line, self.column, self.found, self.expected, self.help))


def _remake(
    message: str,
    title: str,
    file: str | None,
    line: int | None,
    column: int | None,
    found: str,
    expected: str,
    help: tuple[str, ...],
) -> InputError:
    return InputError(
        message, title=title, file=file, line=line, column=column, found=found, expected=expected, help=help
    )


def wrong(title: str, *, found: str = "", expected: str = "", help: str = "") -> InputError:
    """The exception for an argument, its message put together as the command line does."""
    lines = [title]
    for name, text in (("found", found), ("expected", expected), ("help", help)):
        if text:
            lines.append(f"  = {name}: {text}")
    return InputError("\n".join(lines), title=title, found=found, expected=expected, help=(help,) if help else ())


class UndecidedError(TypeError):
    """An undecided verdict was asked whether it is true. Look at ``.verdict`` and ``.reason`` instead."""
