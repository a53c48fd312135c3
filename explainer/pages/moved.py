"""Pages at addresses that moved: they lead on at once, with scripts or without."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explainer.pages.base import Draft, Maker, Page


@dataclass(frozen=True, slots=True)
class MovedContext:
    """Where the page stands now, counted from the root of the site."""

    address: str


def make_moved(maker: Maker) -> Iterator[Draft]:
    """Give a page for each address that moved."""
    for move in maker.model.moves:
        yield Draft(move.old, _moved_page, (move.old, move.new))


def _moved_page(maker: Maker, old: str, new: str) -> Page:
    title = maker.locale("moved.title")
    context = MovedContext(maker.address(new))
    return maker.page(old, "moved", context, title=title, description=title, card="")
