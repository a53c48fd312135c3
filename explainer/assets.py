"""Style sheets, scripts and pictures of the pages: shrunk, joined and named by their content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from explainer.load import list_files
from explainer.outputs import Kept

#: Where `make site` leaves the libraries that readers fetch when they use them (bundle/build.js).
BUNDLE = "bundle/out"
#: The one with which they explore figures.
LIBRARY = "plotly.js"
#: Each library, and the style sheet and the script that are of no use without it.
LIBRARIES: Mapping[str, tuple[str, str]] = {
    LIBRARY: ("explore.css", "explore-run.js"),
    "minisearch.js": ("search.css", "search.js"),
}

#: Style sheets that stand inside the files to take away and are not published by themselves.
INSIDE = ("edition.css", "paper.css")

#: What stands between spaces in scripts and does not need them.
_SIGNS = re.compile(r" (=>|[=!]==|(?:\?\?|\+|\|\|)?=|\?\?|&&|\|\||[?:]) ")

#: The list in static/css and static/js of what pages fetch, in its order. Behind a part stand the
#: kinds of page that need it, behind "!" those that do not; without either, every page does.
PAGES = "order"


@dataclass(frozen=True, slots=True)
class Assets:
    """The addresses of all assets by their names, and the files by their addresses.

    Addresses carry a digest of the content, so that browsers may keep the files for ever.
    ``inside`` are the style sheets of the files to take away, by name.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, bytes | Kept]
    inside: Mapping[str, str]

    @property
    def explorable(self) -> bool:
        """Whether the library is there with which readers explore figures."""
        return LIBRARY in self.addresses

    @property
    def searchable(self) -> bool:
        """Whether the library is there with which readers search."""
        return "minisearch.js" in self.addresses


def read_assets(root: Path) -> Assets:
    """Give all assets of a project. Without a library there are none of what goes with it."""
    static, bundle = root / "static", root / BUNDLE
    sheets, scripts = _sheets(static / "css"), _scripts(static / "js")
    inside = {name: sheets.pop(name) for name in INSIDE if name in sheets}
    libraries = {}
    for library, (sheet, script) in LIBRARIES.items():
        if (bundle / library).is_file():
            libraries[library] = (bundle / library).read_text("utf-8")
        else:
            sheets.pop(sheet, None)
            scripts.pop(script, None)
    if libraries:
        libraries = {"licences.txt": (bundle / "licences.txt").read_text("utf-8")} | libraries
    if LIBRARY in libraries:
        sheets["explore.css"] = (bundle / "plotly.css").read_text("utf-8") + sheets["explore.css"]
    addresses: dict[str, str] = {}
    files: dict[str, bytes] = {}

    def add(name: str, data: bytes) -> None:
        stem, _, ending = name.rpartition(".")
        digest = hashlib.sha256(data).hexdigest()[:10]
        addresses[name] = f"assets/{stem}.{digest}.{ending}"
        files[addresses[name]] = data

    for path in list_files(static / "img", "*"):
        add(path.name, path.read_bytes())
    for name, text in (sheets | libraries | scripts).items():
        add(name, _with_addresses(text, addresses).encode())
    return Assets(addresses, files, inside)


def _with_addresses(text: str, addresses: Mapping[str, str]) -> str:
    """Put the names that files have in place of those that a text writes in double quotes."""
    for name, address in addresses.items():
        text = text.replace(f'"{name}"', f'"{address.removeprefix("assets/")}"')
    return text


def _sheets(folder: Path) -> dict[str, str]:
    """Give the style sheets by name; each list (*.txt) names what becomes one."""
    return {
        f"{name}.css": shrink_css("\n".join((folder / p).read_text("utf-8") for p in parts))
        for name, parts in _lists(folder)
    }


def _scripts(folder: Path) -> dict[str, str]:
    """Give the scripts by name, those alone first; each list (*.txt) names what becomes one."""
    texts = {p.name: shrink_js(p.read_text("utf-8")) for p in list_files(folder, "*.js")}
    lists = dict(_lists(folder))
    joined = {f"{name}.js": "".join(texts[part] for part in parts) for name, parts in lists.items()}
    parts = {part for names in lists.values() for part in names}
    return {name: text for name, text in texts.items() if name not in parts} | joined


def _lists(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Give each list by the name of what it makes.

    That of the pages makes a file for each kind that it names, and “site” for all other kinds.
    """
    for path in list_files(folder, "*.txt"):
        lines = path.read_text(encoding="utf-8").splitlines()
        if path.stem != PAGES:
            yield path.stem, lines
            continue
        parts = [_part(line) for line in lines]
        yield "site", [name for name, only, _ in parts if not only]
        for kind in sorted({kind for _, only, but in parts for kind in only | but}):
            needed = [
                name for name, only, but in parts if kind not in but and (kind in only or not only)
            ]
            yield page_asset(kind, ""), needed


def _part(line: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """Read a line of the list of what pages fetch: name, kinds that need it, kinds that do not."""
    name, _, kinds = line.partition(":")
    only = frozenset(kind for kind in kinds.split() if not kind.startswith("!"))
    return name, only, frozenset(kind[1:] for kind in kinds.split() if kind.startswith("!"))


def page_asset(kind: str, ending: str) -> str:
    """Give the name of the style sheet or script that one kind of page fetches."""
    return f"page-{kind}{ending}"


def shrink_css(text: str) -> str:
    """Drop comments and the white space that only people need."""
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    out = ""
    for line in filter(None, map(str.strip, text.split("\n"))):
        piece = re.sub(r"^([a-z-]+): ", r"\1:", line)
        piece = re.sub(r" \{$", "{", piece)
        if piece == "}":
            out = out.removesuffix(";") + "}"
        else:
            out += piece if piece.endswith(("{", ";", ",")) else f"{piece} "
    pieces = re.split(r'("[^"]*")', out)
    pieces[::2] = (_shrink_values(piece) for piece in pieces[::2])
    return "".join(pieces) + "\n"


def _shrink_values(text: str) -> str:
    """Drop the spaces around signs that divide by themselves, and the nought before a point."""
    text = re.sub(r"(,|:(?=[^{}]*\))) ", r"\1", text)
    text = re.sub(r" ([>/]) ", r"\1", text)
    return re.sub(r"(?<![\w.])0(?=\.\d)", "", text)


def shrink_js(text: str) -> str:
    """Drop indentation, the lines that are comments, and spaces around signs outside of strings.

    Scripts write their strings in double quotes or backticks, and every sign with its spaces.
    """
    lines = (line.strip() for line in text.split("\n"))
    text = "".join(f"{line}\n" for line in lines if line and not line.startswith("//"))
    pieces = re.split(r'("(?:[^"\\\n]|\\.)*"|`[^`]*`)', text)
    pieces[::2] = (
        re.sub(r"(,|\b(?:if|for|while|catch)(?= \()|\)(?= \{)) ", r"\1", _SIGNS.sub(r"\1", piece))
        for piece in pieces[::2]
    )
    return "".join(pieces)
