"""Where every page stands, and how one page points to another wherever the site is hosted.

Addresses are for ever. Links between pages are relative and name ``index.html``, so that they
work at a domain's root, in a sub-folder, and from a folder on disk (docs/decisions/0003).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from explainer.settings import LANGUAGES

if TYPE_CHECKING:
    from explainer.model import SiteModel

#: Pages of their own, by the name that prose uses for them.
PAGES: Mapping[str, str] = {
    "explainer": "",
    "measures": "measures/",
    "zones": "zones/",
    "numbers": "numbers/",
    "figures": "figures/",
    "timeline": "timeline/",
    "glossary": "glossary/",
    "methods": "methods/",
    "sources": "sources/",
    "corrections": "corrections/",
    "data": "data/",
    "digests": "digests/",
    "search": "search/",
}

#: Pages beneath those, and the interface words that are their titles.
BENEATH: Mapping[str, str] = {
    "timeline/documents": "timeline.documents",
    "timeline/briefing": "timeline.briefing",
    "methods/arithmetic": "arithmetic.title",
}

#: Kinds of record that prose may link to, with the reason why each has its address.
LINK_KINDS = (
    "page",
    "measure",
    "figure",
    "indicator",
    "zone",
    "province",
    "region",
    "term",
    "source",
    "event",
    "document",
    "area",
)


#: Where records of each kind stand: the mapping of the model that holds them, and the address.
_TABLES: Mapping[str, tuple[str, str]] = {
    "measure": ("measures", "measures/{}/"),
    "figure": ("figures", "figures/{}/"),
    "indicator": ("indicators", "numbers/{}/"),
    "province": ("provinces", "zones/{}/"),
    "region": ("regions", "zones/#{}"),
    "term": ("terms", "glossary/#{}"),
    "source": ("sources", "sources/{}/"),
    "event": ("events", "timeline/{}/"),
    "document": ("documents", "timeline/documents/#{}"),
    "area": ("areas", "measures/#{}"),
}


def description_of(title: str) -> str:
    """Give the interface word that describes a page, by the one that is its title."""
    return f"{title}-description"


class UnknownTargetError(KeyError):
    """A link that leads nowhere; ``known`` are the ids that exist."""

    def __init__(self, kind: str, identifier: str, known: tuple[str, ...]) -> None:
        """Keep what the editor needs."""
        super().__init__(identifier)
        self.kind = kind
        self.identifier = identifier
        self.known = known


def address_of(kind: str, identifier: str, model: SiteModel) -> str:
    """Give the address of a record inside its language's tree, such as ``measures/land/``.

    Raises:
        UnknownTargetError: when there is no such record or kind.
    """
    if kind == "page":
        name, _, anchor = identifier.partition("#")
        pages = {**{own: f"{own}/" for own in model.pages}, **PAGES}
        if name not in pages:
            raise UnknownTargetError(kind, name, tuple(pages))
        return pages[name] + (f"#{anchor}" if anchor else "")
    if kind == "zone":
        if identifier not in model.zones:
            raise UnknownTargetError(kind, identifier, tuple(model.zones))
        return f"zones/{model.province_of[identifier]}/{identifier}/"
    if kind not in _TABLES:
        raise UnknownTargetError("kind of link", kind, LINK_KINDS)
    name, pattern = _TABLES[kind]
    table: Mapping[str, object] = getattr(model, name)
    if identifier not in table:
        raise UnknownTargetError(kind, identifier, tuple(table))
    return pattern.format(identifier)


def archive_address(model: SiteModel) -> str:
    """Give the address of the archive that holds the data of the present version."""
    return f"data/releases/china-development-zones-{model.site.version}.zip"


def link_between(page: str, target: str) -> str:
    """Give the relative link from one address of the site to another.

    Both count from the site's root; an address that ends in / (or is empty) is a page.
    """
    path, _, anchor = target.partition("#")
    fragment = f"#{anchor}" if anchor else ""
    here = page.split("/")[:-1]
    there = path.split("/")
    folder, name = there[:-1], there[-1] or "index.html"
    if page == path and fragment:
        return fragment
    shared = 0
    while shared < min(len(here), len(folder)) and here[shared] == folder[shared]:
        shared += 1
    steps = [".."] * (len(here) - shared) + folder[shared:] + [name]
    return "/".join(steps) + fragment


def addresses_of(model: SiteModel) -> frozenset[str]:
    """Give every address inside a language's tree that leads somewhere, anchors of records too."""
    found = set(PAGES.values()) | {f"{own}/" for own in model.pages}
    found |= {f"embed/{figure}/" for figure in model.figures}
    found |= {f"{name}/" for name in BENEATH}
    # Where events, documents and sources stood before they had pages of their own.
    found |= {f"timeline/#{one}" for one in (*model.events, *model.documents)}
    found |= {f"sources/#{source}" for source in model.sources}
    kinds: dict[str, Mapping[str, object]] = {
        "measure": model.measures,
        "figure": model.figures,
        "indicator": model.indicators,
        "province": model.provinces,
        "zone": model.zones,
        "region": model.regions,
        "term": model.terms,
        "source": model.sources,
        "event": model.events,
        "document": model.documents,
        "area": model.areas,
    }
    for kind, records in kinds.items():
        found |= {address_of(kind, identifier, model) for identifier in records}
    return frozenset(found)


def moved_addresses(model: SiteModel) -> Mapping[str, str]:
    """Give the new address of every one that moved, in every language, from the site's root."""
    folders = [f"{folder}/" if folder else "" for _, folder, _ in LANGUAGES]
    return {folder + m.old: folder + m.new for folder in folders for m in model.moves}
