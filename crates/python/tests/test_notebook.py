"""The notebook of the documentation runs and says what it asserts.

Its cells are run in order in one namespace, as a kernel does, and the value of a cell's last expression is displayed. No kernel
is started: the cells use nothing of one, and a kernel would bring forty packages along for the same assertions.
"""

from __future__ import annotations

import ast
import json
from typing import Any

from conftest import ROOT
from test_display import parsed

NOTEBOOK = ROOT / "docs" / "notebooks" / "cpam-section-3.ipynb"


def test_the_notebook_is_stored_without_outputs() -> None:
    notebook = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == [] and cell["execution_count"] is None
    identifiers = [cell["id"] for cell in notebook["cells"]]
    assert len(set(identifiers)) == len(identifiers)


def test_the_notebook_runs() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    names: dict[str, Any] = {}
    shown = asserted = 0
    for place, source in enumerate(sources):
        tree = ast.parse(source, filename=f"cell {place + 1}")
        asserted += sum(isinstance(node, ast.Assert) for node in ast.walk(tree))
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            tree.body.pop()
            exec(compile(tree, f"cell {place + 1}", "exec"), names)
            value = eval(compile(ast.Expression(last.value), f"cell {place + 1}", "eval"), names)
            if hasattr(value, "_repr_html_"):
                parsed(value._repr_html_())
                shown += 1
        else:
            exec(compile(tree, f"cell {place + 1}", "exec"), names)
    assert shown >= 10 and asserted >= 15
    assert names["claim_1"].verdict == "infeasible" and names["verification"].verdict == "holds"
