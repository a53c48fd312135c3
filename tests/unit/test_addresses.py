"""Addresses that never change, and relative links that work from any depth."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from explainer.addresses import LINK_KINDS, PAGES, UnknownTargetError, address_of, link_between
from explainer.site import Built

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,5}", fullmatch=True)
FOLDERS = st.lists(NAMES, max_size=4).map(lambda names: "".join(f"{name}/" for name in names))
PLACES = st.one_of(FOLDERS, st.tuples(FOLDERS, NAMES).map(lambda p: f"{p[0]}{p[1]}.html"))


@pytest.mark.parametrize(
    ("page", "target", "link"),
    [
        ("", "", "index.html"),
        ("", "measures/land/", "measures/land/index.html"),
        ("measures/land/", "", "../../index.html"),
        ("measures/land/", "measures/talent/", "../talent/index.html"),
        ("measures/land/", "measures/land/", "index.html"),
        ("zh/measures/land/", "measures/land/", "../../../measures/land/index.html"),
        ("measures/land/", "zh/measures/land/", "../../zh/measures/land/index.html"),
        ("zones/", "zones/#east", "#east"),
        ("zones/jiangsu/", "zones/#east", "../index.html#east"),
        ("", "#what", "#what"),
        ("404.html", "measures/", "measures/index.html"),
        ("zones/jiangsu/kunshan/", "assets/site.0.css", "../../../assets/site.0.css"),
        ("zh/", "zh/feed.xml", "feed.xml"),
    ],
)
def test_links_are_relative_and_name_their_file(page: str, target: str, link: str) -> None:
    """They work at a domain's root, in a sub-folder and from a disk."""
    assert link_between(page, target) == link


@given(PLACES, PLACES, st.sampled_from(["", "#a", "#n-gdp-2024"]))
def test_a_link_leads_to_its_target_from_anywhere(page: str, target: str, anchor: str) -> None:
    """Resolved as a browser does, the link is the target's file."""
    assume(not page.endswith(".html") or target != page)
    link = link_between(page, target + anchor)

    file = page + "index.html" if page.endswith("/") or not page else page
    path, _, fragment = link.partition("#")
    found = posixpath.normpath(posixpath.join(posixpath.dirname(file), path)) if path else file

    expected = target + "index.html" if target.endswith("/") or not target else target
    assert found == expected
    assert f"#{fragment}" == (anchor or "#")
    assert not link.startswith("/")


@pytest.mark.parametrize(
    ("kind", "identifier", "address"),
    [
        *(("page", name, address) for name, address in PAGES.items()),
        ("page", "methods#rounding", "methods/#rounding"),
        ("measure", "land", "measures/land/"),
        ("figure", "weight", "figures/weight/"),
        ("indicator", "gdp", "numbers/gdp/"),
        ("zone", "kunshan", "zones/jiangsu/kunshan/"),
        ("province", "jiangsu", "zones/jiangsu/"),
        ("region", "east", "zones/#east"),
        ("term", "zone", "glossary/#zone"),
        ("source", "daily-2025", "sources/daily-2025/"),
        ("event", "launch-2025", "timeline/launch-2025/"),
        ("document", "notice-2025", "timeline/documents/#notice-2025"),
        ("area", "open-economy", "measures/#open-economy"),
    ],
)
def test_every_record_has_its_address(
    tiny: Built, kind: str, identifier: str, address: str
) -> None:
    """Addresses are for ever: a change here breaks the links of others."""
    assert address_of(kind, identifier, tiny.loaded.model) == address


@pytest.mark.parametrize("kind", LINK_KINDS)
def test_what_does_not_exist_has_no_address(tiny: Built, kind: str) -> None:
    """The error carries what exists, for advice."""
    with pytest.raises(UnknownTargetError) as caught:
        address_of(kind, "nowhere", tiny.loaded.model)

    assert (caught.value.kind, caught.value.identifier) == (kind, "nowhere")
    assert caught.value.known


def test_an_unknown_kind_of_link_is_told(tiny: Built) -> None:
    """With the kinds that exist."""
    with pytest.raises(UnknownTargetError) as caught:
        address_of("person", "nobody", tiny.loaded.model)

    assert caught.value.known == LINK_KINDS


def test_every_page_stands_where_its_address_says(tiny: Built) -> None:
    """Every address that a link can name is a file of the site."""
    model = tiny.loaded.model
    addresses = [address_of("page", name, model) for name in PAGES]
    addresses += [address_of("measure", m, model) for m in model.measures]
    addresses += [address_of("zone", z, model) for z in model.zones]
    addresses += [address_of("indicator", i, model) for i in model.indicators]
    addresses += [address_of("figure", f, model) for f in model.figures]

    for address in addresses:
        assert f"{address}index.html" in tiny.files
        assert f"zh/{address}index.html" in tiny.files
