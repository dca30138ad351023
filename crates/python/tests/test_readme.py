"""What the READMEs and the docstrings show is what happens."""

from __future__ import annotations

import ast
import doctest
import re
from pathlib import Path
from typing import Any

import ambimech
import ambimech.environment
import pytest
from conftest import ROOT


def blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("path", ["README.md", "crates/python/README.md"])
def test_examples_of_the_readme(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = blocks(ROOT / path)
    assert found
    compared = 0
    for block in found:
        names: dict[str, Any] = {}
        block = block.replace('"examples/', f'"{ROOT.as_posix()}/examples/')
        monkeypatch.chdir(tmp_path)
        lines = block.splitlines()
        for statement in ast.parse(block).body:
            code = compile(ast.Module([statement], []), path, "exec")
            comment = lines[(statement.end_lineno or 1) - 1].partition("  #")[2].strip()
            if isinstance(statement, ast.Expr) and comment[:1] in ("'", "{", "F"):
                value = eval(compile(ast.Expression(statement.value), path, "eval"), names)
                assert comment.startswith(repr(value)), (comment, value)
                compared += 1
            else:
                exec(code, names)
    assert compared


def test_docstrings() -> None:
    for module in (ambimech, ambimech.environment):
        result = doctest.testmod(module)
        assert result.attempted > 0 and result.failed == 0
