"""What the real site says of provinces and zones, and where their tiles lie."""

from __future__ import annotations

import re

import pytest

from explainer.figures.template import NARROW, WIDE, Style
from explainer.figures.tile_map import outline
from explainer.formats import Locale
from explainer.pages.base import Maker
from explainer.pages.places import hidden_names
from explainer.pages.standing import province_sentence, zone_sentence
from explainer.plain import plain_text
from explainer.settings import Settings
from explainer.site import load_site
from explainer.workshop import Loaded
from tests.builders import ROOT

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def real() -> Loaded:
    """The real content; nobody changes it."""
    return load_site(Settings(ROOT, ROOT / "dist"))


def _maker(loaded: Loaded, locale: Locale) -> Maker:
    return Maker(
        loaded.model, loaded.figures, loaded.content, locale, loaded.reader, loaded.leaning
    )


@pytest.mark.parametrize("style", [WIDE, NARROW], ids=lambda style: str(style.size))
def test_a_tile_is_where_it_was_drawn(real: Loaded, style: Style) -> None:
    """A tile that is drawn as a path of its own tells its corner and its size."""
    drawing = (ROOT / f"drawings/tile-map.en.{style.size}.svg").read_text("utf-8")
    provinces = tuple(real.model.provinces.values())

    found = []
    for province in provinces:
        left, top, width, height = outline(province, provinces, style)
        for path in re.findall(r'<path d="M([\d.]+) ([\d.]+)v-([\d.]+)h([\d.]+)v', drawing):
            x, bottom, high, wide = map(float, path)
            near = abs(x - left) < 0.6 and abs(bottom - high - top) < 0.6
            if near and abs(wide - width) < 0.6 and abs(high - height) < 0.6:
                found.append(province.id)

    assert len(found) >= 10


SENTENCES = {
    ("en", "jiangsu"): "Jiangsu has 27 of the 232 national zones, more than any other",
    ("en", "zhejiang"): "Zhejiang has 22 of the 232 national zones, behind Jiangsu only.",
    ("en", "shandong"): "behind Jiangsu and Zhejiang only.",
    ("en", "xizang"): "No zone there was among the first 30 in the 2021 edition",
    ("zh", "jiangsu"): "全国232个国家级经开区，江苏有27个，居各省区市之首。",
    ("zh", "shandong"): "仅次于江苏和浙江。",
}


def test_sentences_say_who_has_more(real: Loaded) -> None:
    """Up to three provinces that have more are named; the best known place follows."""
    for (code, province), words in SENTENCES.items():
        maker = _maker(real, real.locales[code])
        sentence = province_sentence(maker, real.model.provinces[province])
        assert words in plain_text(sentence, real.model, real.locales[code])


def test_a_zone_is_told_by_its_best_place_and_by_what_is_open(real: Loaded) -> None:
    """The newest of its best places; a year that is not confirmed is said to be open."""
    model, maker = real.model, _maker(real, real.locales["en"])

    def told(zone: str) -> str:
        province = model.provinces[model.province_of[zone]]
        return plain_text(zone_sentence(maker, model.zones[zone], province), model, maker.locale)

    assert told("kunshan") == (
        "One of 27 national zones in Jiangsu, raised in 1992 to judge by its batch. "
        "Its best known place in the ministry’s evaluation is 4th (2023 edition)."
    )
    assert told("hainan-yangpu") == (
        "The only national zone in Hainan; when it was raised is not confirmed."
    )


def test_zones_are_found_by_what_their_rows_do_not_show(real: Loaded) -> None:
    """Pinyin, the name, province and city in the other language, the city in pinyin if known."""
    names = hidden_names(_maker(real, real.locales["en"]))

    assert names["binxi"] == ("binxi", "宾西", "黑龙江", "哈尔滨市", "haerbin")
    names = hidden_names(_maker(real, real.locales["zh"]))
    assert {"Binxi", "Heilongjiang", "Harbin"} <= set(names["binxi"])
