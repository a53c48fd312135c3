"""Pages as data: what the page shows, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from explainer.page_data import data_name, record_as_data
from explainer.site import Built
from tests.builders import EN, make_measure, make_text, words_of


def data_of(built: Built, name: str) -> dict[str, Any]:
    """Give a page as data."""
    found: dict[str, Any] = json.loads(built.files[name])
    return found


def test_every_page_but_frames_and_the_lost_has_its_data(tiny: Built) -> None:
    """Beside it, and linked from its head."""
    for page in tiny.pages:
        name = data_name(page)
        if name is None:
            assert page.template in {"embed", "moved", "notfound"}
            continue
        html = tiny.files[name.removesuffix("json") + "html"].decode()
        assert '<link rel="alternate" type="application/json" href="index.json">' in html
        data = data_of(tiny, name)
        assert data["title"] == page.title
        assert data["address"].endswith(f"/{page.address}")


@pytest.mark.parametrize("folder", ["", "zh/"])
def test_the_facts_are_those_with_a_receipt_on_the_page(tiny: Built, folder: str) -> None:
    """With their words, their sources and since when they stand."""
    html = tiny.files[f"{folder}measures/land/index.html"].decode()
    data = data_of(tiny, f"{folder}measures/land/index.json")

    assert data["facts"]
    for fact in data["facts"]:
        anchor = "n-" + fact["key"].replace("/", "-")
        assert anchor in html
        assert fact["shown"].replace("\u00a0", " ") in words_of(html).replace("\u00a0", " ")
    listed = {source["id"] for source in data["sources"]}
    assert {s for fact in data["facts"] for s in fact["sources"].split()} <= listed


def test_figures_come_with_their_words_and_files(tiny: Built) -> None:
    """And every file that is named is there."""
    data = data_of(tiny, "figures/tile-map/index.json")

    (figure,) = data["figures"]
    base = tiny.loaded.model.site.address
    assert figure["headline"]
    assert figure["image"].removeprefix(base) in tiny.files
    assert figure["table"].removeprefix(base) in tiny.files


def test_records_are_told_in_the_words_of_the_page(tiny: Built) -> None:
    """One language, numbers printed, links as words."""
    data = data_of(tiny, "zh/measures/land/index.json")

    (measure,) = (m for m in data["records"]["measure"] if m["id"] == "land")
    assert measure["title"] == tiny.loaded.model.measures["land"].title["zh"]
    assert "[[" not in json.dumps(data)


def test_a_record_in_all_languages_keeps_them_apart(tiny: Built) -> None:
    """As editors write it; what is not known is left out."""
    measure = make_measure(title=make_text("Land", "土地"))

    told = record_as_data(measure, tiny.loaded.model)

    assert told["title"] == {"en": "Land", "zh": "土地"}
    assert "official_number" not in told
    assert "at" not in told
    assert record_as_data(measure, tiny.loaded.model, EN)["title"] == "Land"
