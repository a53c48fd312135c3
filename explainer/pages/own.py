"""Pages of prose that editors add: title, sections and blocks, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from explainer.pages.base import Draft, Maker, Page
from explainer.pages.story import Blocks, make_blocks
from explainer.prose import Section


@dataclass(frozen=True, slots=True)
class OwnContext:
    """A page of an editor."""

    standfirst: str
    sections: tuple[Section, ...]
    blocks: Blocks


def make_own(maker: Maker) -> Iterator[Draft]:
    """Give the pages that stand in data/pages/."""
    for own in maker.model.pages:
        yield Draft(f"{own}/", _own_page, (own,))


def _own_page(maker: Maker, own: str) -> Page:
    context = OwnContext(
        standfirst=maker.prose(own).front.standfirst or "",
        sections=maker.sections(own),
        blocks=make_blocks(maker),
    )
    return maker.page(f"{own}/", "own", context, prose=own, card="explainer")
