"""What leans on what: who must be looked at when a value or a source changes."""

from __future__ import annotations

import json

import pytest

from explainer.leans import page_of_file
from explainer.site import Built


def test_a_value_knows_its_pages_figures_and_sums(tiny: Built) -> None:
    """Prose with its section, records with their page."""
    leaning = tiny.loaded.leaning

    assert set(leaning.pages_of_value["firms/2024"]) == {"explainer#what"}
    assert "digests" in leaning.pages_of_value["gdp/2024/bulletin"]
    assert set(leaning.figures_of_value["gdp-share/2024/bulletin"]) == {"weight"}
    assert set(leaning.computed_of_value["gdp/2024/bulletin"]) == {
        "computed/share",
        "computed/change",
    }


def test_sentences_are_counted_in_both_languages(tiny: Built) -> None:
    """Each place at which a value is printed."""
    assert tiny.loaded.leaning.sentences["firms/2024"] == 2


def test_a_source_knows_the_pages_that_cite_it(tiny: Built) -> None:
    """By a link, or by a value that rests on it."""
    pages = tiny.loaded.leaning.pages_of_source["daily-2025"]

    assert "explainer#what" in pages
    assert "digests" in pages


def test_the_index_is_published(tiny: Built) -> None:
    """Every observation, every computed value, every source."""
    data = json.loads(tiny.files["data/uses.json"])
    model = tiny.loaded.model

    assert data["sources"].keys() == model.sources.keys()
    assert data["values"].keys() == {
        key for key, value in model.values.items() if value.origin in {"observation", "computed"}
    }


@pytest.mark.parametrize(
    ("file", "page"),
    [
        ("data/measures/land.yaml", "measures/land"),
        ("data/figures/weight.yaml", "figures/weight"),
        ("data/indicators/gdp.yaml", "numbers/gdp"),
        ("data/zones/jiangsu.yaml", "zones/jiangsu"),
        ("data/events/all.yaml", None),
        ("data/briefing.yaml", "timeline/briefing"),
        ("data/glossary.yaml", "glossary"),
        ("data/bodies.yaml", None),
        ("content/en/ui.yaml", None),
    ],
)
def test_every_text_is_shown_on_a_page(file: str, page: str | None) -> None:
    """Or on none, where it is a name used everywhere."""
    assert page_of_file(file) == page
