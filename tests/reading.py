"""Reading a built site as its visitors do: pages, links, anchors."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from lxml import html

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Attributes that hold an address, by element.
ADDRESSES = {
    "a": ("href",),
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "form": ("action",),
    "object": ("data",),
    "use": ("href",),
    "iframe": ("src",),
    "video": ("src", "poster"),
}
#: Attributes that name ids of the same page.
NAMES_OF_IDS = ("aria-labelledby", "aria-describedby", "aria-controls", "for", "headers")


@dataclass(frozen=True)
class Link:
    """An address as written, and the element that holds it."""

    element: str
    written: str
    rel: str

    @property
    def is_outside(self) -> bool:
        """Whether it leads to another site (or another program)."""
        return bool(urlsplit(self.written).scheme)


@dataclass(frozen=True)
class SitePage:
    """One built page."""

    address: str
    source: str

    @cached_property
    def root(self) -> html.HtmlElement:
        """The page as a tree."""
        return html.document_fromstring(self.source)

    @cached_property
    def ids(self) -> Counter[str]:
        """How often each id stands on the page."""
        return Counter(str(found) for found in self.root.xpath("//@id"))

    @property
    def kind(self) -> str:
        """What kind of page it is."""
        found = re.search(r'<body class="page page--([a-z-]+)', self.source)
        assert found, self.address
        return found[1]

    @property
    def is_embed(self) -> bool:
        """Whether it is a figure for pages of others, or leads on; without menu and twin."""
        return self.kind in {"embed", "moved"}

    @property
    def language(self) -> str:
        """The language it says it is in."""
        return str(self.root.get("lang"))

    @property
    def title(self) -> str:
        """Its title."""
        return self.text("//head/title")

    @property
    def description(self) -> str:
        """Its description for search results."""
        return "".join(self.strings("//head/meta[@name='description']/@content"))

    @property
    def tree(self) -> str:
        """Its address without the folder of its language."""
        return self.address.removeprefix("zh/")

    def strings(self, path: str) -> list[str]:
        """Give the strings that a path finds."""
        return [str(found) for found in self.root.xpath(path)]

    def text(self, path: str) -> str:
        """Give the text of what a path finds, white space folded."""
        return " ".join(" ".join(node.text_content() for node in self.root.xpath(path)).split())

    def links(self) -> Iterator[Link]:
        """Give every address on the page."""
        for node in self.root.iter():
            if not isinstance(node.tag, str):
                continue
            for attribute in ADDRESSES.get(node.tag, ()):
                value = node.get(attribute)
                if value is not None:
                    yield Link(node.tag, value, node.get("rel", ""))

    def resolve(self, written: str) -> tuple[str, str]:
        """Give the file and the anchor to which an address leads (/x counts from the root)."""
        path, _, anchor = written.partition("#")
        if not path:
            return self.address, unquote(anchor)
        path = path.partition("?")[0]
        if path.startswith("/"):
            return unquote(path[1:]) + ("index.html" if path.endswith("/") else ""), unquote(anchor)
        joined = posixpath.normpath(posixpath.join(posixpath.dirname(self.address), unquote(path)))
        return joined, unquote(anchor)


def read_pages(site: Path) -> dict[str, SitePage]:
    """Give all pages of a built site, by address; files to take away are no pages."""
    return {
        path.relative_to(site).as_posix(): SitePage(
            path.relative_to(site).as_posix(), path.read_text(encoding="utf-8")
        )
        for path in sorted(site.rglob("*.html"))
        if path.parent.name != "editions"
    }
