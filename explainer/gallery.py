"""Every picture of the site as it would have to be now, each made when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from explainer.figures.picture import Picture
from explainer.figures.spec import Figure
from explainer.figures.standalone import light_colours, make_standalone, source_line
from explainer.pages.base import Maker
from explainer.pages.cards import card_address, card_names, make_card
from explainer.pictures import (
    FAVICON_SIDE,
    ICONS,
    card_picture,
    icon_name,
    icon_picture,
    picture_name,
    print_picture,
)
from explainer.plain import plain_text


@dataclass(frozen=True, slots=True)
class Gallery:
    """What pictures are made from; ``makers`` are those of every language, by its code."""

    makers: Mapping[str, Maker]
    drawings: Mapping[str, str]
    colours: Mapping[str, str]
    icon: str

    def pictures(self) -> dict[str, Callable[[], Picture]]:
        """Give how each picture is made, by its name below drawings/."""
        ways: dict[str, Callable[[], Picture]] = {}
        for side in (FAVICON_SIDE, *ICONS):
            ways[icon_name(side)] = partial(icon_picture, side, self.icon)
        for code, maker in self.makers.items():
            for identifier in maker.model.figures:
                ways[picture_name(identifier, code)] = partial(self._print, identifier, code)
            for name in card_names(maker.model):
                ways[card_address(name, code)] = partial(self._card, name, code)
        return ways

    def standalone(self, figure: Figure, size: str) -> str:
        """Give a drawing as a file of its own."""
        maker = self.makers[figure.language]
        model, locale = maker.model, maker.locale
        drawing = next(d for d in figure.drawings if d.size == size)
        return make_standalone(
            self.drawings[drawing.name],
            self.colours,
            title=plain_text(figure.record.headline[locale.code], model, locale),
            subtitle=plain_text(figure.record.subtitle[locale.code], model, locale),
            source=source_line(figure, model, locale),
            language=locale.code,
        )

    def _print(self, identifier: str, code: str) -> Picture:
        figure = self.makers[code].figure(identifier)
        return print_picture(figure, self.standalone(figure, "wide"))

    def _card(self, name: str, code: str) -> Picture:
        maker = self.makers[code]
        card = make_card(maker, name)
        return card_picture(card, self.drawings, self.colours, maker.model, maker.locale)


def open_gallery(makers: Mapping[str, Maker], drawings: Mapping[str, str], root: Path) -> Gallery:
    """Give the gallery of a project, with the colours and the icon that stand under static/."""
    tokens, icon = (
        (root / "static" / name).read_text(encoding="utf-8")
        for name in ("css/tokens.css", "img/icon.svg")
    )
    return Gallery(makers, drawings, light_colours(tokens), icon)
