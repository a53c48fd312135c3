"""Addresses that moved: pages that lead on, and what hosts read to answer by themselves."""

from __future__ import annotations

from explainer.addresses import address_of, addresses_of, moved_addresses
from explainer.site import Built
from tests.reading import SitePage

#: What tests/tiny/data/redirects.yaml says.
MOVED = {
    "measures/land-quota/": "measures/land/",
    "terms/": "glossary/",
    "zh/measures/land-quota/": "zh/measures/land/",
    "zh/terms/": "zh/glossary/",
}


def test_every_language_moves(tiny: Built) -> None:
    """One entry is enough."""
    assert moved_addresses(tiny.loaded.model) == MOVED


def test_a_page_at_the_old_address_leads_on_without_scripts(tiny: Built) -> None:
    """At once, by a link that works wherever the site is, and unseen by search engines."""
    for old, new in MOVED.items():
        page = SitePage(f"{old}index.html", tiny.files[f"{old}index.html"].decode())
        [refresh] = page.strings("//meta[@http-equiv='refresh']/@content")
        seconds, _, address = refresh.partition("; url=")

        assert seconds == "0"
        assert page.resolve(address)[0] == f"{new}index.html"
        assert page.strings("//main//a/@href") == [address]
        assert page.strings("//link[@rel='canonical']/@href")[0].endswith(f"/{new}")
        assert page.strings("//meta[@name='robots']/@content") == ["noindex"]
        assert "script" not in page.source


def test_hosts_are_told(tiny: Built) -> None:
    """Under the published address: each move, then which page lost readers of a language get."""
    lines = tiny.files["_redirects"].decode().splitlines()

    assert lines == [f"/site/{old} /site/{new} 301" for old, new in MOVED.items()] + [
        "/site/zh/* /site/zh/404.html 404"
    ]


def test_every_page_is_known_as_an_address(tiny: Built) -> None:
    """So that nothing that exists can be said to have moved."""
    known = addresses_of(tiny.loaded.model)
    trees = {
        page.tree
        for page in tiny.pages
        if page.template not in {"moved", "notfound"} and not page.tree.startswith("search/")
    }

    assert trees <= known
    assert address_of("term", next(iter(tiny.loaded.model.terms)), tiny.loaded.model) in known
