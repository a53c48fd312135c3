"""What the pictures show that other sites put beside a link: one card for each kind of page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.figures.plan import drawn_text
from explainer.figures.spec import Figure
from explainer.model import SiteModel
from explainer.pages.base import Maker
from explainer.pages.story import AreaMeasures, KeyNumber

#: Pixels of a card, as the networks want them.
CARD_SIZE = (1200, 630)

#: Kinds of page whose card shows a figure, and which. The others show a key number.
SHOWN: Mapping[str, str] = {
    "explainer": "weight",
    "measures": "measures-by-area",
    "zones": "tile-map",
    "province": "tile-map",
    "zone": "zone-count",
    "indicator": "trade-share",
    "figures": "regions",
    "timeline": "zones-by-era",
    "methods": "gdp-two-series",
}
#: Kinds of page whose card has no page of prose to take its title from.
_TITLED = ("province", "zone", "indicator")
#: Kinds of page whose card shows a key number: in the order of data/site.yaml.
_NUMBERED = ("numbers", "data", "sources", "corrections", "digests", "glossary")


@dataclass(frozen=True, slots=True)
class Card:
    """A card: its words, and beneath or beside them a figure, a key number, or an area's measures.

    ``alt`` is what those read who do not see it.
    """

    name: str
    language: str
    title: str
    words: str
    alt: str
    figure: Figure | None = None
    number: KeyNumber | None = None
    area: AreaMeasures | None = None

    @property
    def address(self) -> str:
        """Where the card stands, counted from the root of the site."""
        return card_address(self.name, self.language)


def card_address(name: str, language: str) -> str:
    """Give where a card stands, counted from the root of the site and below drawings/."""
    return f"cards/{name}.{language}.png"


def card_names(model: SiteModel) -> tuple[str, ...]:
    """Give the names of all cards, which pages carry."""
    areas = (f"area-{area}" for area in model.areas)
    return (*SHOWN, *_NUMBERED, *areas, *(f"figure-{figure}" for figure in model.figures))


def make_card(maker: Maker, name: str) -> Card:
    """Give a card in one language."""
    if name in SHOWN or name in _NUMBERED:
        return _titled(maker, name)
    kind, _, identifier = name.partition("-")
    if kind == "figure":
        return _of_figure(maker, maker.figure(identifier))
    area = maker.model.areas[identifier]
    return _of_area(maker, AreaMeasures(area, maker.model.measures_of(identifier)))


def _titled(maker: Maker, name: str) -> Card:
    locale = maker.locale
    title = locale(f"card.{name}") if name in _TITLED else maker.prose(name).front.title
    title = _plain(title, maker)
    shown = SHOWN.get(name, "")
    if shown in maker.model.figures:
        figure = maker.figure(shown)
        words = _plain(figure.record.headline[locale.code], maker)
        alt = locale("card.alt", title=title, words=words)
        return Card(name, locale.code, title, words, alt, figure=figure)
    keys = maker.model.site.key_numbers
    key = keys[_NUMBERED.index(name) % len(keys) if name in _NUMBERED else 0]
    values = maker.model.values
    number = KeyNumber(values[key.value], values[key.share] if key.share else None)
    words = number.value.name[locale.code]
    alt = locale("card.alt", title=title, words=words)
    return Card(name, locale.code, title, words, alt, number=number)


def _of_area(maker: Maker, row: AreaMeasures) -> Card:
    locale = maker.locale
    title = row.area.name[locale.code]
    words = locale("list.comma").join(m.title[locale.code] for m in row.measures)
    alt = locale("card.alt", title=title, words=words)
    return Card(f"area-{row.area.id}", locale.code, title, words, alt, area=row)


def _of_figure(maker: Maker, figure: Figure) -> Card:
    locale = maker.locale
    title = _plain(figure.record.headline[locale.code], maker)
    words = _plain(figure.record.subtitle[locale.code], maker)
    alt = locale("card.alt", title=title, words=words)
    return Card(f"figure-{figure.id}", locale.code, title, words, alt, figure=figure)


def _plain(text: str, maker: Maker) -> str:
    return drawn_text(text, maker.model.values, maker.locale)
