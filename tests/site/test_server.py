"""The real site behind a real web server, at a domain's root and in a sub-folder."""

from __future__ import annotations

import gzip
import http.client
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import brotli
import pytest

from explainer.commands.hosting import ServerError, running
from explainer.compress import TEXTS, compress_files
from explainer.hosting import FOR_EVER, FOR_MINUTES, HEADERS, POLICY, POLICY_EMBED, TYPES
from tests.reading import SitePage

pytestmark = [pytest.mark.real, pytest.mark.server]

BASES = ("/", "/some/where/")
#: What some servers call the same; and files that are the only ones of their kind.
ALSO = {"xml": {"text/xml", "application/atom+xml"}}
ALONE = {
    "feed.xml": "application/atom+xml",
    "zh/corrections.xml": "application/atom+xml",
    "zh/site.webmanifest": "application/manifest+json",
    "robots.txt": "text/plain",
    "favicon.ico": "image/x-icon",
}
#: An address that moved, as data/redirects.yaml may list one.
MOVED = "measures/old-name/"


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    type: str
    headers: Mapping[str, str]
    body: bytes


class Server:
    """A web server on this machine that offers the site below a path."""

    def __init__(self, program: str, port: int, base: str) -> None:
        """Connect to its port."""
        self.program = program
        self.base = base
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path of the domain."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request("GET", path, headers=named)
        response = self.connection.getresponse()
        kind = response.headers.get_content_type()
        return Answer(response.status, kind, dict(response.headers.items()), response.read())


@pytest.fixture(scope="module")
def published(
    site: Path, page_kinds: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The real site with compressed copies of one page of each kind and a file of each ending."""
    out = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(site, out, copy_function=os.link)
    names = {path.suffix: path for path in sorted(out.rglob("*")) if path.suffix in TEXTS}
    some = {*names.values(), *(out / address for address in page_kinds.values())}
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(some)}
    for name, data in compress_files(files, Forgetful()).items():
        (out / name).write_bytes(data)
    moves = out / "_redirects"
    lines = moves.read_text(encoding="utf-8") if moves.is_file() else ""
    moves.unlink(missing_ok=True)
    for base in BASES:
        lines += f"{base}{MOVED} {base}measures/land/ 301\n"
    moves.write_text(lines, encoding="utf-8")
    return out


class Forgetful:
    """A cache that keeps nothing."""

    def get(self, key: str) -> bytes | None:
        """Know nothing."""
        del key

    def put(self, key: str, data: bytes) -> None:
        """Forget it."""


@pytest.fixture(scope="module", params=["nginx", "caddy"])
def program(request: pytest.FixtureRequest) -> str:
    """A server."""
    return str(request.param)


@pytest.fixture(scope="module", params=BASES)
def base(request: pytest.FixtureRequest) -> str:
    """Where the site lies on its domain."""
    return str(request.param)


@pytest.fixture(scope="module")
def server(program: str, base: str, published: Path) -> Iterator[Server]:
    """The published site behind a server; where it is not installed the tests fail and say so."""
    try:
        with running(program, published, base) as port:
            started = Server(program, port, base)
            yield started
            started.connection.close()
    except ServerError as error:
        pytest.fail(str(error), pytrace=False)


def test_every_page_is_served(server: Server, pages: dict[str, SitePage], base: str) -> None:
    """By its short address, as HTML, with its policy."""
    wrong = []
    for address in pages:
        answer = server.get(base + address.removesuffix("index.html"))
        embed = "/embed/" in f"/{address}"
        policy = answer.headers.get("Content-Security-Policy")
        fits = policy == (POLICY_EMBED if embed else POLICY)
        if (answer.status, answer.type, fits) != (200, "text/html", True):
            wrong.append(f"{address}: {answer.status} {answer.type}")

    assert wrong == []


def test_every_kind_of_file_has_its_type(server: Server, site: Path, base: str) -> None:
    """So that browsers take it for what it is."""
    seen = set()
    # Every seventh file, and all assets, some of which are the only ones of their kind.
    some = {*sorted(site.rglob("*"))[::7], *(site / "assets").iterdir()}
    for path in sorted(some):
        ending = path.suffix.removeprefix(".")
        if ending in TYPES:
            answer = server.get(base + path.relative_to(site).as_posix())
            assert answer.status == 200, path
            assert answer.type in {TYPES[ending], *ALSO.get(ending, ())}, path
            assert answer.body == path.read_bytes()
            seen.add(ending)

    assert seen >= TYPES.keys() - {"zip", "webmanifest", "ico", "txt", "pdf"}
    for name, kind in ALONE.items():
        assert server.get(base + name).type == kind, name


def test_links_work_from_the_short_address(
    server: Server, page_kinds: dict[str, str], pages: dict[str, SitePage], base: str
) -> None:
    """…/land/ and …/land/index.html are the same place; every link of a page is answered."""
    asked: dict[str, int] = {}
    wrong = []
    for name, address in page_kinds.items():
        if name.startswith("notfound"):
            continue
        here = f"http://host{base}{address.removesuffix('index.html')}"
        for link in pages[address].links():
            if link.is_outside:
                continue
            path = urlsplit(urljoin(here, link.written)).path
            if path not in asked:
                asked[path] = server.get(path).status
            if asked[path] != 200 or not path.startswith(base):
                wrong.append(f"{address}: {link.written} → {path} {asked[path]}")

    assert wrong == []
    assert len(asked) > 300


@pytest.mark.parametrize(
    "path",
    ["nothing", "zones/nowhere/", "assets/", "assets/none.css", "_headers", "zh/no/such/page.html"],
)
def test_a_lost_reader_gets_a_page(server: Server, base: str, path: str) -> None:
    """With status 404, as HTML, in the language of the address, and not for ever."""
    answer = server.get(base + path)
    page = SitePage("404.html", answer.body.decode())

    assert (answer.status, answer.type) == (404, "text/html")
    assert page.kind == "notfound"
    assert page.language == ("zh-Hans" if path.startswith("zh/") else "en")
    assert answer.headers["Content-Security-Policy"] == POLICY
    assert answer.headers["Cache-Control"] == FOR_MINUTES


@pytest.mark.parametrize("base", ["/"], indirect=True)
def test_the_page_for_lost_readers_is_whole_wherever_it_is_shown(server: Server) -> None:
    """Style sheet and links lead on, at the address for which the site was built: the root."""
    wrong = []
    for path in ("/nothing", "/zones/nowhere/", "/zh/measures/no/such/page.html"):
        page = SitePage("404.html", server.get(path).body.decode())
        links = [x.written for x in page.links() if not x.is_outside and x.written[0] != "#"]
        assert len(links) > 15
        for link in links:
            where = urlsplit(urljoin(f"http://host{path}", link)).path
            if server.get(where).status != 200:
                wrong.append(f"{link} → {where}")

    assert wrong == []


def test_every_answer_has_the_headers_of_the_house(server: Server, base: str) -> None:
    """Pages, pictures, tables, and what is not there."""
    for path in ("", "data/zones.csv", "cards/data.en.png", "nothing"):
        headers = server.get(base + path).headers
        for name, value in HEADERS.items():
            assert headers.get(name) == value, f"{path}: {name}"


def test_what_stands_alone_is_taken_away_not_shown(
    server: Server, base: str, published: Path
) -> None:
    """It holds its own styles, which the policy of the site does not let in."""
    found = sorted(path.name for path in (published / "editions").glob("*.html"))
    assert found
    for name in found:
        answer = server.get(f"{base}editions/{name}")
        assert (answer.status, answer.headers["Content-Disposition"]) == (200, "attachment")
    for path in sorted((published / "editions").glob("*.pdf")):
        assert server.get(f"{base}editions/{path.name}").headers["Content-Type"] == TYPES["pdf"]
    for path in ("", "data/zones.csv"):
        assert "Content-Disposition" not in server.get(base + path).headers


def test_what_is_named_by_its_content_is_kept_for_ever(
    server: Server, base: str, published: Path
) -> None:
    """Everything else is asked for again, and costs nothing where it is the same."""
    for path in sorted((published / "assets").iterdir()):
        if path.suffix not in {".br", ".gz"}:
            asked = server.get(f"{base}assets/{path.name}")
            assert asked.headers["Cache-Control"] == FOR_EVER
    for path in ("", "zh/", "data/zones.csv", "feed.xml", "manifest.json"):
        answer = server.get(base + path)
        tag = answer.headers.get("ETag", answer.headers.get("Etag", ""))
        assert answer.headers["Cache-Control"] == FOR_MINUTES
        again = server.get(base + path, If_None_Match=tag)
        assert (again.status, again.body) == (304, b"")


def test_compressed_copies_are_sent_to_those_who_can_read_them(
    server: Server, base: str, published: Path
) -> None:
    """Brotli before gzip, the same text in the end, and the plain file for all others."""
    copies = [p for p in sorted(published.rglob("*.br")) if p.with_suffix(".gz").is_file()]
    assert len({path.with_suffix("").suffix for path in copies}) >= 6
    for copy in copies:
        name = copy.relative_to(published).as_posix().removesuffix(".br")
        plain = (published / name).read_bytes()
        for accepted, coding, read in (
            ("gzip, br", "br", brotli.decompress),
            ("gzip", "gzip", gzip.decompress),
            ("", None, bytes),
        ):
            answer = server.get(base + name, Accept_Encoding=accepted)
            assert answer.headers.get("Content-Encoding") == coding, name
            assert read(answer.body) == plain, name
            assert coding is None or answer.headers["Vary"] == "Accept-Encoding"
            assert answer.type == server.get(base + name).type


def test_what_moved_leads_on(server: Server, base: str) -> None:
    """For good, to a page that is there; folders get their slash."""
    moved = server.get(base + MOVED)
    folder = server.get(f"{base}measures")

    assert (moved.status, moved.headers["Location"]) == (301, f"{base}measures/land/")
    assert server.get(moved.headers["Location"]).status == 200
    assert folder.status in {301, 308}
    assert folder.headers["Location"] == f"{base}measures/"
