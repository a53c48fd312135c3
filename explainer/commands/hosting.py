"""`hosting` and `preview`: recipes for servers, and the site as a real server would send it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from explainer.hosting import (
    Redirect,
    Served,
    read_redirects,
    render_caddy,
    render_nginx,
    render_whole_nginx,
)

#: Where the recipes for servers are kept.
FOLDER = "hosting"
#: Where Debian puts the folder of a site; an administrator changes it.
_ROOT = "/var/www/zones"
_MODULE = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so"


class ServerError(Exception):
    """A server is not installed or does not start; the message says what to do."""


def render_recipes(address: str, redirects: Iterable[Redirect]) -> dict[str, str]:
    """Give the configurations for servers by the names of their files."""
    moves = tuple(redirects)
    parts = urlsplit(address)
    served = Served(parts.hostname or "", _ROOT, parts.path)
    return {
        f"{FOLDER}/nginx.conf": render_nginx(served, moves),
        f"{FOLDER}/Caddyfile": render_caddy(served, moves),
    }


def redirects_of(site: Path) -> tuple[Redirect, ...]:
    """Give the moves that a built site lists."""
    file = site / "_redirects"
    return read_redirects(file.read_text(encoding="utf-8")) if file.is_file() else ()


@contextmanager
def running(
    program: str, site: Path, path: str = "/", port: int = 0, certificate: str = ""
) -> Iterator[int]:
    """Serve a built site under a path of this machine with nginx or Caddy; give the port.

    With a folder that holds a certificate nginx serves it as it will be, encrypted, by HTTP/2.

    Raises:
        ServerError: when the server is not installed or does not start.
    """
    found = shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if found is None:
        raise ServerError(f"No {program} was found (Debian: apt-get install {_PACKAGES[program]}).")
    with tempfile.TemporaryDirectory(prefix="serving-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        root = folder / "root"
        target = root / path.strip("/") if path != "/" else root
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(site.absolute())
        port = port or _free_port()
        brotli = Path(_MODULE).is_file()
        served = Served("127.0.0.1", str(root), path, port, brotli, certificate)
        command = (_nginx if program == "nginx" else _caddy)(found, served, site, folder)
        environment = os.environ | {"HOME": name, "XDG_DATA_HOME": name, "XDG_CONFIG_HOME": name}
        with (folder / "told.txt").open("wb") as told:
            process = subprocess.Popen(  # noqa: S603 - the server and files of our own
                command, stdout=told, stderr=told, env=environment
            )
        try:
            _wait_for(process, port, folder / "told.txt")
            yield port
        finally:
            process.terminate()
            process.wait(timeout=10)


_PACKAGES = {"nginx": "nginx-light libnginx-mod-http-brotli-static", "caddy": "caddy"}


def _nginx(program: str, served: Served, site: Path, folder: Path) -> list[str]:
    module = _MODULE if served.brotli else None
    # Started by root, its workers would be somebody who may not read what root built.
    user = "root" if os.geteuid() == 0 else None
    (folder / "site.conf").write_text(render_nginx(served, redirects_of(site)), encoding="utf-8")
    whole = render_whole_nginx(str(folder), module, user)
    (folder / "nginx.conf").write_text(whole, encoding="utf-8")
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf"),
            "-e", str(folder / "error.log")]  # fmt: skip


def _caddy(program: str, served: Served, site: Path, folder: Path) -> list[str]:
    file = folder / "Caddyfile"
    file.write_text(render_caddy(served, redirects_of(site)), encoding="utf-8")
    return [program, "run", "--adapter", "caddyfile", "--config", str(file)]


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _wait_for(process: subprocess.Popen[bytes], port: int, told: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise ServerError(f"The server did not start: {told.read_text(errors='replace')}")


@dataclass(frozen=True, slots=True)
class Costs:
    """What a month costs in requests and bytes, at the readers' end and at the origin at most."""

    requests: int
    bytes: int
    origin_requests: int
    origin_bytes: int


def costs_of(site: Path, readers: int, views: int, edges: int, releases: int) -> Costs:
    """Give what so many readers cost who begin with the first page and open others after it.

    The first page is fetched with its style sheet, its script and the icon; each page after it
    with the one sheet or script that is its own. Each edge of a network asks the origin once for
    every file after each release.
    """
    copies = {path: _sent(path) for path in site.rglob("*") if path.suffix not in {".br", ".gz"}}
    sent = {path: size for path, size in copies.items() if size}
    first = site / "index.html"
    named = re.findall(r'(?:href|src)="(assets/[^"]+)"', first.read_text(encoding="utf-8"))
    start = sent[first] + sum(sent[site / name] for name in dict.fromkeys(named))
    middle = statistics.median(size for path, size in sent.items() if path.suffix == ".html")
    own = statistics.median(size for path, size in sent.items() if path.suffix == ".css")
    more = views - 1
    return Costs(
        requests=readers * (1 + len(dict.fromkeys(named)) + 2 * more),
        bytes=round(readers * (start + more * (middle + own))),
        origin_requests=edges * releases * len(sent),
        origin_bytes=edges * releases * sum(sent.values()),
    )


def _sent(path: Path) -> int:
    """Give the bytes of a file as it is sent to most readers; 0 for folders."""
    copy = path.with_name(f"{path.name}.br")
    return (copy if copy.is_file() else path).stat().st_size if path.is_file() else 0
