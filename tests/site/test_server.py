"""The real site behind a real web server, at a domain's root and in a sub-folder."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from tests.reading import SitePage

pytestmark = [pytest.mark.real, pytest.mark.server]

CONFIG = """
{user}
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
  access_log off;
  include {types};
  default_type application/octet-stream;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    keepalive_requests 100000;
    root {site};
    error_page 404 /404.html;
    location /some/where/ {{
      alias {site}/;
      error_page 404 /some/where/404.html;
    }}
  }}
}}
"""


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    type: str
    body: bytes


class Server:
    """A web server on this machine."""

    def __init__(self, port: int) -> None:
        """Connect to its port."""
        self.port = port
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

    def get(self, path: str) -> Answer:
        """Ask for a path."""
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        kind = response.headers.get_content_type()
        return Answer(response.status, kind, response.read())


@pytest.fixture(scope="module")
def server(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Nginx with the real site; where it is not installed the tests fail and say so."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if nginx is None:
        pytest.fail("No nginx was found (Debian: apt-get install nginx-light).", pytrace=False)
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "nginx.conf"
    config.write_text(
        CONFIG.format(
            user="user root;" if os.geteuid() == 0 else "",
            folder=folder,
            types="/etc/nginx/mime.types",
            port=port,
            site=site,
        ),
        encoding="utf-8",
    )
    process = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")],
        stderr=subprocess.PIPE,
    )
    try:
        _wait_for(port, process)
        running = Server(port)
        yield running
        running.connection.close()
    finally:
        process.terminate()
        process.communicate(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        if process.poll() is not None:
            assert process.stderr
            pytest.fail(f"nginx did not start: {process.stderr.read().decode()}", pytrace=False)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx did not answer within five seconds.", pytrace=False)


BASES = ("/", "/some/where/")


@pytest.mark.parametrize("base", BASES)
def test_every_page_is_served(server: Server, pages: dict[str, SitePage], base: str) -> None:
    """By its short address, as HTML."""
    wrong = []
    for address in pages:
        answer = server.get(base + address.removesuffix("index.html"))
        if (answer.status, answer.type) != (200, "text/html"):
            wrong.append(f"{address}: {answer.status} {answer.type}")

    assert wrong == []


@pytest.mark.parametrize("base", BASES)
def test_every_kind_of_file_has_its_type(server: Server, site: Path, base: str) -> None:
    """So that browsers take it for what it is."""
    types = {
        ".css": {"text/css"},
        ".js": {"application/javascript", "text/javascript"},
        ".svg": {"image/svg+xml"},
        ".json": {"application/json"},
        ".xml": {"text/xml", "application/xml"},
        ".txt": {"text/plain"},
    }
    seen = set()
    for path in sorted(site.rglob("*")):
        if path.suffix in types:
            answer = server.get(base + path.relative_to(site).as_posix())
            assert answer.status == 200, path
            assert answer.type in types[path.suffix], path
            assert answer.body == path.read_bytes()
            seen.add(path.suffix)

    assert seen == types.keys()


@pytest.mark.parametrize("base", BASES)
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


@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize("path", ["nothing", "zones/nowhere/", "zh/measures/no/such/page.html"])
def test_a_lost_reader_gets_a_page(server: Server, base: str, path: str) -> None:
    """With status 404, as HTML."""
    answer = server.get(base + path)

    assert (answer.status, answer.type) == (404, "text/html")
    assert SitePage("404.html", answer.body.decode()).kind == "notfound"


@pytest.mark.parametrize("path", ["nothing", "zones/nowhere/", "zh/measures/no/such/page.html"])
def test_the_page_for_lost_readers_is_whole_wherever_it_is_shown(server: Server, path: str) -> None:
    """Style sheet and links lead on, at the address for which the site was built."""
    page = SitePage("404.html", server.get(f"/{path}").body.decode())
    wrong = []
    for link in page.links():
        if not link.is_outside and not link.written.startswith("#"):
            where = urlsplit(urljoin(f"http://host/{path}", link.written)).path
            if server.get(where).status != 200:
                wrong.append(f"{link.written} → {where}")

    assert wrong == []
    assert len(list(page.links())) > 15


def test_compressed_copies_are_no_other_files(server: Server, site: Path) -> None:
    """Where .gz or .br copies are kept, they hold the same."""
    import gzip

    import brotli

    for path in sorted(site.rglob("*.gz")):
        assert gzip.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    for path in sorted(site.rglob("*.br")):
        assert brotli.decompress(path.read_bytes()) == path.with_suffix("").read_bytes()
    assert server.get("/").status == 200
