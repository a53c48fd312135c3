"""What pages are in the words of schema.org: nothing in it can leave its place in the page."""

from __future__ import annotations

import json

import pytest

from explainer.site import Built
from explainer.structured import data_block, structured_data
from tests.builders import EN


@pytest.mark.parametrize(
    "words",
    ["</script><script>x()</script>", "<!--", "]]>", "a & b", "\u2028", "\u2029", '"\\'],
)
def test_no_words_end_the_element_around_them(words: str) -> None:
    """Signs that HTML or scripts might take for their own are written as numbers."""
    block = data_block({"name": words})

    assert not set("<>&\u2028\u2029") & set(block)
    assert json.loads(block) == {"name": words}


def test_the_first_day_of_a_value_is_the_day_of_publication(tiny: Built) -> None:
    """Not the day of the build."""
    days = {v.since.text for v in tiny.loaded.model.values.values() if v.since}

    assert tiny.loaded.model.first_published.text == min(days)


def test_an_indicator_is_a_dataset_over_its_years(tiny: Built) -> None:
    """With the files that hold it."""
    page = next(p for p in tiny.pages if p.address == "numbers/gdp/")

    node = structured_data(page, tiny.loaded.model, EN, None)["mainEntity"]

    assert node["@type"] == "Dataset"
    assert node["temporalCoverage"] in {"2024", "2023/2024"}
    assert [file["encodingFormat"] for file in node["distribution"]] == [
        "application/json",
        "text/csv",
    ]


def test_the_page_for_lost_readers_is_nothing(tiny: Built) -> None:
    """It has no address of its own."""
    page = next(p for p in tiny.pages if p.template == "notfound")

    assert structured_data(page, tiny.loaded.model, EN, None) == {}
