"""Every object has a display for notebooks that stands alone, and a short plain one."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import ambimech
import pytest
from test_pickle import objects

VOID = {"br", "meta", "img", "hr", "input", "link", "circle", "rect", "line", "path", "polygon"}


class Balanced(HTMLParser):
    """Complains about elements that are not closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.identifiers: list[str] = []
        self.named: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        for name, value in attrs:
            if name == "id":
                self.identifiers.append(value or "")
            if name == "aria-labelledby":
                self.named.extend((value or "").split())
            assert not name.startswith("on"), "a script"
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open and self.open.pop() == tag, tag


def parsed(html: str) -> Balanced:
    parser = Balanced()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser


@pytest.mark.parametrize("shown", [o for o in objects() if hasattr(o, "_repr_html_")], ids=lambda o: type(o).__name__)
def test_displays_stand_alone(shown: Any) -> None:
    html = shown._repr_html_()
    found = parsed(html)
    assert "script" not in found.seen and not re.search(r"https?://(?!www\.w3\.org/)", html)
    assert len(set(found.identifiers)) == len(found.identifiers)
    assert set(found.named) <= set(found.identifiers)
    assert not re.search(r'href="#', html), "a link to what is not there"
    text = repr(shown)
    assert text.startswith("<") and text.endswith(">") and "\n" not in text and len(text) < 700
    assert html == shown._repr_html_()


def test_an_environment_shows_its_prior_and_beliefs(public_good: ambimech.Environment) -> None:
    html = public_good._repr_html_()
    found = parsed(html)
    assert "svg" in found.seen and "table" in found.seen
    for piece in ("Public good with a conflicted agent", "Beliefs of agent 1", "3/20", "build"):
        assert piece in html


def test_verdicts_carry_their_sign() -> None:
    for shown, sign in (
        (ambimech.threshold(ambimech.example("two-type-bilateral-trade"), "h", "implement"), "✓</span> attainable"),
        (ambimech.decide(ambimech.example("guo-2021-public-good"), "cic"), "✗</span> infeasible"),
    ):
        assert sign in shown._repr_html_()


def test_styles_reach_nothing_outside(public_good: ambimech.Environment) -> None:
    html = public_good._repr_html_()
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    assert re.match(r"\.ambimech(\.ambimech)* \{", style) and style.rstrip().endswith("}") and ":root" not in style
    assert style.count("{") == style.count("}")


def test_styles_win_over_those_of_a_notebook(public_good: ambimech.Environment) -> None:
    """JupyterLab sets texts in tables to the right, with two classes and elements in the selector."""
    html = public_good._repr_html_()
    style = html[html.index("<style>") + 7 : html.index("</style>")]
    assert style[: style.index("{")].count(".ambimech") >= 3
    for rule in ("dt { float: none; width: auto;", "tr { background: none; }", "table-layout: auto; color: inherit; }"):
        assert rule in style


def test_two_displays_share_no_identifier(public_good: ambimech.Environment) -> None:
    other = ambimech.example("bilateral-trade")
    one, two = parsed(public_good._repr_html_()), parsed(other._repr_html_())
    assert not set(one.identifiers) & set(two.identifiers)


def test_names_are_escaped() -> None:
    nasty = '<script>alert("1")</script>'.replace(" ", "").replace('"', "")
    environment = ambimech.Environment.from_dict(
        {
            "name": nasty,
            "agents": {nasty: ["<b>", "&amp;"], "2": ["x", "y"]},
            "prior": {"* *": 1},
            "outcomes": {"<blink>": {nasty: 0, "2": 0}},
            "allocation": {"* *": "<blink>"},
        }
    )
    for shown in (environment, ambimech.conditions(environment), ambimech.solve(environment)):
        assert not {"script", "blink"} & parsed(shown._repr_html_()).seen
