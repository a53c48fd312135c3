"""The registers of the tiny site: timeline and sources, each entry under its old id."""

from __future__ import annotations

from lxml import html

from explainer.pages.base import Maker
from explainer.pages.sources import grasp_of, weight_of
from explainer.pages.timeline import stretches_of
from explainer.site import Built


def page(built: Built, name: str) -> html.HtmlElement:
    """Give a page of a site as a tree."""
    return html.document_fromstring(built.files[name].decode())


def test_the_timeline_has_decades_before_the_plan_and_years_from_then_on(tiny: Built) -> None:
    """No event is lost, and none stands twice."""
    model = tiny.loaded.model
    stretches = list(stretches_of(tuple(model.events.values()), model.values))

    assert [(s.first, s.last, s.planned) for s in stretches] == [
        (1984, 1989, False),
        (2025, 2025, True),
    ]
    assert [e.id for s in stretches for e in s.events] == list(model.events)
    assert stretches[0].zones == "zones/2023"


def test_what_moved_to_pages_of_its_own_keeps_its_anchor(tiny: Built) -> None:
    """Links of others go on leading to the line that leads on."""
    model = tiny.loaded.model
    for name, wanted in (
        ("timeline/index.html", {*model.events, *model.documents}),
        ("timeline/index.html", {f"statement-{s.id}" for s in model.statements}),
        ("zh/sources/index.html", set(model.sources)),
        ("methods/index.html", {f"relation-{e.relation.id}" for e in model.ledger}),
    ):
        assert wanted <= set(page(tiny, name).xpath("//@id"))


def test_what_rests_on_a_source_is_counted_as_its_page_lists_it(tiny: Built) -> None:
    """The number in the index is the number of lines on the page."""
    loaded = tiny.loaded
    maker = Maker(
        loaded.model,
        loaded.figures,
        loaded.content,
        loaded.locales["en"],
        loaded.reader,
        loaded.leaning,
    )
    counted = {}
    for source in tiny.loaded.model.sources:
        tree = page(tiny, f"sources/{source}/index.html")
        counted[source] = len(tree.xpath("//section[h2[@id='part-rests']]//li"))
        assert counted[source] == weight_of(maker, source)
    lines = page(tiny, "sources/index.html").xpath("//ol[@class='shelf']/li")

    assert {line.get("id"): int(line.xpath("string(b)")) for line in lines} == counted
    for kind in page(tiny, "sources/index.html").xpath("//ol[@class='shelf']"):
        numbers = [int(n) for n in kind.xpath("li/b/text()")]
        assert numbers == sorted(numbers, reverse=True)


def test_a_copy_is_not_read_as_the_original(tiny: Built) -> None:
    """The sign says how far a source was read."""
    for source in tiny.loaded.model.sources.values():
        whole = source.reading == "original" and source.complete
        assert (grasp_of(source) == "high") == whole
