"""How the site wants to be served: one policy, said once of every address, in every recipe."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from explainer.commands.hosting import costs_of, render_recipes
from explainer.hosting import (
    FOR_EVER,
    HEADERS,
    POLICY,
    POLICY_EMBED,
    Redirect,
    Served,
    read_redirects,
    render_caddy,
    render_headers,
    render_nginx,
)
from explainer.site import Built
from tests.builders import ROOT

FILES = (
    "index.html",
    "404.html",
    "measures/land/index.html",
    "embed/weight/index.html",
    "assets/site.0123456789.css",
    "feed.xml",
    "zh/index.html",
    "zh/embed/weight/index.html",
    "zh/zones/index.html",
)


def rules_of(text: str) -> list[tuple[str, dict[str, str]]]:
    """Read _headers as hosts do: a path, and headers indented beneath it."""
    rules: list[tuple[str, dict[str, str]]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            name, _, value = line.strip().partition(": ")
            assert name not in rules[-1][1]
            rules[-1][1][name] = value
        else:
            rules.append((line, {}))
    return rules


def headers_for(path: str, text: str) -> dict[str, list[str]]:
    """Give every value that the rules give to a path."""
    found: dict[str, list[str]] = {}
    for rule, headers in rules_of(text):
        if re.fullmatch(re.escape(rule).replace(r"\*", ".*"), path):
            for name, value in headers.items():
                found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("policy", [POLICY, POLICY_EMBED])
def test_nothing_is_allowed_that_is_not_there(policy: str) -> None:
    """No inline code, no other host, no address written into the page."""
    parts = dict(part.split(" ", 1) for part in policy.split("; "))

    assert parts.pop("default-src") == parts.pop("base-uri") == "'none'"
    framed = parts.pop("frame-ancestors")
    assert framed == ("*" if policy == POLICY_EMBED else "'none'")
    assert set(parts.values()) == {"'self'"}
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/", POLICY),
        ("/index.html", POLICY),
        ("/404.html", POLICY),
        ("/measures/land/", POLICY),
        ("/zh/", POLICY),
        ("/zh/zones/", POLICY),
        ("/embed/weight/", POLICY_EMBED),
        ("/zh/embed/weight/index.html", POLICY_EMBED),
    ],
)
def test_hosts_that_join_rules_and_hosts_that_replace_them_agree(path: str, policy: str) -> None:
    """No header is said twice of one address."""
    found = headers_for(path, render_headers(FILES).decode())

    assert all(len(values) == 1 for values in found.values()), found
    assert found["Content-Security-Policy"] == [policy]
    assert {name: found[name] for name in HEADERS} == {n: [v] for n, v in HEADERS.items()}


def test_assets_are_kept_for_ever() -> None:
    """And nothing else is told about keeping: hosts know that themselves."""
    text = render_headers(FILES).decode()

    assert headers_for("/assets/site.0123456789.css", text)["Cache-Control"] == [FOR_EVER]
    assert "Cache-Control" not in headers_for("/measures/land/", text)


def test_every_page_of_a_site_has_a_policy(tiny: Built) -> None:
    """Whatever folders there are."""
    text = tiny.files["_headers"].decode()

    for name in tiny.files:
        if name.endswith(".html"):
            short = "/" + name.removesuffix("index.html")
            assert len(headers_for(short, text)["Content-Security-Policy"]) == 1, name
    # What the strictest of the hosts takes.
    assert len(rules_of(text)) <= 100
    assert max(map(len, text.splitlines())) <= 2000


def test_the_recipes_are_those_that_the_code_makes(tiny: Built) -> None:
    """`python build.py hosting` writes them anew."""
    del tiny
    site = (ROOT / "data/site.yaml").read_text(encoding="utf-8")
    found = re.search(r"^address: (\S+)$", site, re.M)
    assert found
    kept = {path.name for path in (ROOT / "hosting").iterdir()}
    made = render_recipes(found.group(1), ())

    assert {name.removeprefix("hosting/") for name in made} == kept
    for name, text in made.items():
        assert (ROOT / name).read_text(encoding="utf-8") == text, name


def test_recipes_tell_the_whole_policy() -> None:
    """Each header, on every address, in a sub-folder too; HSTS where there is a certificate."""
    for text in (
        render_nginx(Served("zones.example", "/srv", "/zones/")),
        render_caddy(Served("zones.example", "/srv", "/zones/")),
    ):
        assert POLICY in text
        assert POLICY_EMBED in text
        assert all(value in text for value in HEADERS.values())
        assert "Strict-Transport-Security" in text
        assert "/zones/404.html" in text
        assert "/zones/zh/404.html" in text


def test_redirects_are_read_from_their_file() -> None:
    """Moves alone; the lines for lost readers are for other hosts."""
    text = "# moved\n/a/ /b/ 301\n/zh/* /zh/404.html 404\n\n/c/ /d/ 301\n"

    assert read_redirects(text) == (Redirect("/a/", "/b/"), Redirect("/c/", "/d/"))


def test_costs_are_computed_from_the_files(tmp_path: Path) -> None:
    """As they are sent: compressed, where there is a copy."""
    page = '<link rel="stylesheet" href="assets/a.css"><script src="assets/b.js"></script>'
    for name, size in (("assets/a.css", 100), ("assets/b.js", 50), ("c.png", 7), ("x.html", 9)):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x" * size)
    (tmp_path / "index.html").write_text(page, encoding="utf-8")
    (tmp_path / "index.html.br").write_bytes(b"x" * 11)

    costs = costs_of(tmp_path, readers=10, views=3, edges=2, releases=5)

    assert costs.requests == 10 * (3 + 2 * 2)
    assert costs.bytes == 10 * (11 + 100 + 50 + 2 * (10 + 100))
    assert costs.origin_requests == 2 * 5 * 5
    assert costs.origin_bytes == 2 * 5 * (100 + 50 + 7 + 9 + 11)
