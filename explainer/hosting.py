"""How the site wants to be served: types, policy, caching, redirects. The one place that says so.

Out of it come ``_headers`` for hosts that read it, and whole configurations for nginx and Caddy
(``hosting/``). Servers differ in how rules add up, so no two rules here are about the same thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from explainer.settings import LANGUAGES

#: What a page may load: what stands beside it, and nothing written into it.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
#: Pages for other sites to place in theirs, and all others.
EMBED = "embed"
POLICY_EMBED = f"{_POLICY}; frame-ancestors *"
POLICY = f"{_POLICY}; frame-ancestors 'none'"

_NOT_USED = (
    "accelerometer camera display-capture encrypted-media geolocation gyroscope magnetometer "
    "microphone midi payment publickey-credentials-get screen-wake-lock usb xr-spatial-tracking"
).split()

#: Headers of every answer.
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_USED),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Access-Control-Allow-Origin": "*",
    "Strict-Transport-Security": "max-age=31536000",
}

#: Assets are named by their content, so they may be kept for ever; everything else keeps its
#: name when it changes, so it is asked for again after some minutes and may be shown meanwhile.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_MINUTES = "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"

#: Types by the ending of the file; texts are UTF-8 throughout.
TYPES: Mapping[str, str] = {
    "html": "text/html",
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "webmanifest": "application/manifest+json",
    "xml": "application/xml",
    "csv": "text/csv",
    "txt": "text/plain",
    "bib": "application/x-bibtex",
    "svg": "image/svg+xml",
    "png": "image/png",
    "ico": "image/x-icon",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
#: Types whose answers say that they are UTF-8; the others are by definition, or are no texts.
_NAMED = tuple(k for k in TYPES.values() if k.startswith("text/") or k.endswith("bibtex"))
FEED_TYPE = "application/atom+xml"
_FEEDS = ("feed.xml", "corrections.xml")
#: Pages that hold everything they need, styles too, and are made to be opened from a disk.
_ALONE_STANDING = r"editions/[^/]+\.html"
_FOLDERS = tuple(folder for _, folder, _ in LANGUAGES if folder)
_LANGUAGE = f"(?:{'|'.join(f'{folder}/' for folder in _FOLDERS)})?"


@dataclass(frozen=True, slots=True)
class Redirect:
    """An address that moved, and the one that took its place; both from the domain's root."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Served:
    """Where a server finds the site and under which address it offers it.

    ``root`` is the folder of the domain: the site itself, or, where it lives below a ``path``
    such as /zones/, the folder that holds it under that path. ``port`` serves on this machine
    alone, encrypted where a folder with a ``certificate`` is named; None is the real thing.
    """

    host: str
    root: str
    path: str = "/"
    port: int | None = None
    brotli: bool = True
    certificate: str = ""


def read_redirects(text: str) -> tuple[Redirect, ...]:
    """Give the moves that a file ``_redirects`` lists."""
    lines = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(Redirect(line[0], line[1]) for line in lines if line[2:] == ["301"])


def render_headers(files: Collection[str]) -> bytes:
    """Give ``_headers`` for the files of a site that stands at the root of its domain.

    Some hosts join the values of rules that match the same address, some let the last one win; so
    the policy is given folder by folder, and nothing is said twice of any address.
    """
    folders, alone = set[str](), set[str]()
    for name in files:
        folder, _, rest = _inside_language(name).partition("/")
        if rest:
            folders.add(folder)
        elif folder.endswith(".html"):
            alone.add(folder)
    blocks = [_block("/*", HEADERS)]
    for start in ("/", *(f"/{folder}/" for folder in _FOLDERS)):
        own = {"Content-Security-Policy": POLICY}
        blocks += [_block(start + name, own) for name in ("", *sorted(alone))]
        for folder in sorted(folders):
            policy = POLICY_EMBED if folder == EMBED else POLICY
            rule = {"Content-Security-Policy": policy}
            if folder == "assets":
                rule["Cache-Control"] = FOR_EVER
            blocks.append(_block(f"{start}{folder}/*", rule))
    alone_standing = sorted(n for n in files if re.fullmatch(_ALONE_STANDING, n))
    blocks += [_block(f"/{name}", {"Content-Disposition": "attachment"}) for name in alone_standing]
    return "".join(blocks).encode()


def _inside_language(name: str) -> str:
    folder, _, rest = name.partition("/")
    return rest if folder in _FOLDERS and rest else name


def _block(path: str, headers: Mapping[str, str]) -> str:
    return path + "\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _patterns(path: str) -> Mapping[str, str]:
    """Give regular expressions for the parts of a site that are served in their own way."""
    start = f"^{re.escape(path)}"
    feeds = "|".join(map(re.escape, _FEEDS))
    return {
        "embed": f"{start}{_LANGUAGE}{EMBED}/",
        "assets": f"{start}assets/",
        "feeds": f"{start}{_LANGUAGE}(?:{feeds})$",
        "to_keep": f"{start}{_ALONE_STANDING}$",
        "unsent": f"{start}_(?:headers|redirects)$",
    }


def render_nginx(served: Served, redirects: Iterable[Redirect] = ()) -> str:
    """Give the configuration for nginx, to be included in its ``http`` block."""
    path, find = served.path, _patterns(served.path)
    lines = [
        "# Made by `python build.py hosting`; explainer/hosting.py says why it is so.",
        "map $uri $zones_policy {",
        f'  default "{POLICY}";',
        f'  "~{find["embed"]}" "{POLICY_EMBED}";',
        "}",
        "map $uri $zones_cache {",
        f'  default "{FOR_MINUTES}";',
        f'  "~{find["assets"]}" "{FOR_EVER}";',
        "}",
        "map $uri $zones_disposition {",
        '  default "";',
        f'  "~{find["to_keep"]}" "attachment";',
        "}",
        "map $uri $zones_moved {",
        '  default "";',
        *(f'  "{move.old}" "{move.new}";' for move in redirects),
        "}",
    ]
    if served.port is None:
        lines += [
            "server {",
            "  listen 80;",
            "  listen [::]:80;",
            f"  server_name {served.host};",
            "  return 301 https://$host$request_uri;",
            "}",
        ]
    lines += ["server {"]
    certificate = served.certificate
    if served.port is None:
        certificate = certificate or f"/etc/letsencrypt/live/{served.host}"
        lines += ["  listen 443 ssl http2;", "  listen [::]:443 ssl http2;"]
    else:
        lines += [f"  listen 127.0.0.1:{served.port}{' ssl http2' if certificate else ''};"]
    if certificate:
        lines += [
            f"  ssl_certificate {certificate}/fullchain.pem;",
            f"  ssl_certificate_key {certificate}/privkey.pem;",
        ]
    lines += [
        f"  server_name {served.host};",
        f"  root {served.root};",
        "  index index.html;",
        "  server_tokens off;",
        "  absolute_redirect off;",
        "  charset utf-8;",
        f"  charset_types {' '.join(_NAMED)};",
        "  types {",
        *(f"    {kind} {ending};" for ending, kind in TYPES.items()),
        "  }",
        "  default_type application/octet-stream;",
        "  sendfile on;",
        "  tcp_nopush on;",
        "  open_file_cache max=10000 inactive=60s;",
        "  open_file_cache_valid 30s;",
        "  gzip_static on;",
        "  gzip_vary on;",
    ]
    if served.brotli:
        lines.append("  brotli_static on; # Debian: libnginx-mod-http-brotli-static")
    lines += [
        *(f'  add_header {name} "{value}" always;' for name, value in HEADERS.items()),
        "  add_header Content-Security-Policy $zones_policy always;",
        "  add_header Cache-Control $zones_cache always;",
        "  add_header Content-Disposition $zones_disposition always;",
        # A folder without a page is nowhere, not forbidden.
        f"  error_page 403 404 =404 {path}404.html;",
        '  if ($zones_moved) { return 301 "$zones_moved"; }',
        f'  location ~ "{find["unsent"]}" {{ return 404; }}',
        f'  location ~ "{find["feeds"]}" {{ types {{ }} default_type {FEED_TYPE}; }}',
        "  location / { try_files $uri $uri/ =404; }",
    ]
    lines += [
        f"  location {path}{folder}/ "
        f"{{ error_page 403 404 =404 {path}{folder}/404.html; try_files $uri $uri/ =404; }}"
        for folder in _FOLDERS
    ]
    return "\n".join([*lines, "}", ""])


def render_whole_nginx(folder: str, module: str | None, user: str | None) -> str:
    """Give a configuration with which nginx runs alone, without rights, out of one folder."""
    temporary = "".join(
        f"  {kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    head = f"load_module {module};\n" if module else ""
    head += f"user {user};\n" if user else ""
    return (
        f"{head}daemon off;\nworker_processes 1;\npid {folder}/nginx.pid;\n"
        f"error_log {folder}/error.log;\nevents {{ worker_connections 1024; }}\n"
        f"http {{\n  access_log off;\n{temporary}  include {folder}/site.conf;\n}}\n"
    )


def render_caddy(served: Served, redirects: Iterable[Redirect] = ()) -> str:
    """Give the configuration for Caddy."""
    path, find = served.path, _patterns(served.path)
    address = served.host if served.port is None else f"http://{served.host}:{served.port}"
    lines = ["# Made by `python build.py hosting`; explainer/hosting.py says why it is so."]
    if served.port is not None:
        lines += ["{", "\tadmin off", "\tauto_https off", "}"]
    lines += [
        f"{address} {{",
        f"\troot * {served.root}",
        "\theader {",
        *(f'\t\t{name} "{value}"' for name, value in HEADERS.items()),
        "\t}",
        # Alone: what takes a header away waits for the answer, and an error would not have it.
        "\theader -Server",
    ]
    for name, header, inside, others in (
        ("embed", "Content-Security-Policy", POLICY_EMBED, POLICY),
        ("assets", "Cache-Control", FOR_EVER, FOR_MINUTES),
    ):
        lines += [
            f"\t@{name} path_regexp {find[name]}",
            f"\t@not_{name} not path_regexp {find[name]}",
            f'\theader @{name} {header} "{inside}"',
            f'\theader @not_{name} {header} "{others}"',
        ]
    lines += [
        f"\t@to_keep path_regexp {find['to_keep']}",
        "\theader @to_keep Content-Disposition attachment",
        f"\t@feeds path_regexp {find['feeds']}",
        f"\theader @feeds Content-Type {FEED_TYPE}",
    ]
    for ending, kind in TYPES.items():
        if ending not in {"html", "xml"}:
            full = f"{kind}; charset=utf-8" if kind in _NAMED else kind
            lines.append(f"\t@{ending} path *.{ending}")
            lines.append(f'\theader @{ending} Content-Type "{full}"')
    lines += [f"\tredir {move.old} {move.new} 301" for move in redirects]
    lines += [
        "\tfile_server {",
        "\t\tprecompressed br gzip",
        "\t\thide _headers _redirects",
        "\t}",
        "\thandle_errors {",
        '\t\theader Content-Type "text/html; charset=utf-8"',
        f'\t\theader Cache-Control "{FOR_MINUTES}"',
    ]
    other = " ".join(f"{path}{folder}/*" for folder in _FOLDERS)
    for folder in _FOLDERS:
        lines += [
            f"\t\t@{folder} path {path}{folder}/*",
            f"\t\trewrite @{folder} {path}{folder}/404.html",
        ]
    lines += [
        f"\t\t@others not path {other}",
        f"\t\trewrite @others {path}404.html",
        "\t\tfile_server {",
        "\t\t\tprecompressed br gzip",
        "\t\t}",
        "\t}",
        "}",
        "",
    ]
    return "\n".join(lines)
