"""Names of zones in tables, what sets a place apart, what readers narrow lists by."""

from __future__ import annotations

import json

import pytest

from explainer.pages.choices import Choice, make_choices
from explainer.pages.places import short_name
from explainer.site import Built

ENDING = "Economic and Technological Development Zone"


@pytest.mark.parametrize(
    ("name", "ending", "short"),
    [
        (f"Wuhu {ENDING}", ENDING, "Wuhu"),
        (f"Tianjin {ENDING} (TEDA)", ENDING, "Tianjin (TEDA)"),
        ("Suzhou Industrial Park", ENDING, "Suzhou Industrial Park"),
        (ENDING, ENDING, ENDING),
        ("芜湖经济技术开发区", "经济技术开发区", "芜湖"),
        ("上海漕河泾新兴技术开发区", "经济技术开发区", "上海漕河泾新兴技术开发区"),
    ],
)
def test_names_lose_what_most_of_them_end_in(name: str, ending: str, short: str) -> None:
    """And nothing else; a name that is nothing else stays."""
    assert short_name(name, ending) == short


def test_choices_count_the_items_that_have_them() -> None:
    """In the order of the choices; what no item has is no choice."""
    words = [("a", "A"), ("b", "B"), ("c", "C")]

    found = make_choices(words, [("b",), ("a", "b"), ("b", "b")])

    assert found == (Choice("a", "A", 1), Choice("b", "B", 3))


def test_a_province_is_told_with_bound_numbers(tiny: Built) -> None:
    """What readers keep carries the same receipts as the province's page."""
    text = tiny.files["zh/zones/jiangsu/mine.js"].decode()
    spec = json.loads(text.removeprefix("document.currentScript.spec=").removesuffix(";\n"))

    assert spec["yours"] == "你的省份：江苏。"
    assert spec["page"] == "zones/jiangsu/index.html"
    page = tiny.files["zh/zones/jiangsu/index.html"].decode()
    anchors = [part.split('"')[0] for part in spec["sentence"].split("index.html#")[1:]]
    assert len(anchors) >= 2
    assert all(f'id="{anchor}"' in page for anchor in anchors)
