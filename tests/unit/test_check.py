"""Texts say what the data says, in every language; problems lead to the spot.

What each kind of problem reads like is in tests/golden/; here are the finer points.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from explainer.check import _check_language_names
from explainer.content import Content
from explainer.memory import Memory
from explainer.problems import BuildError, Problems
from explainer.site import build_site, load_site
from tests.builders import append, edit, problems_of, settings_of

EN_PAGE = "content/en/explainer.md"
ZH_PAGE = "content/zh/explainer.md"
AREAS = "data/areas.yaml"


def told(root: Path) -> list[str]:
    """Give the problems of a project as place and kind."""
    return [f"{problem.place} {problem.kind}" for problem in problems_of(root).errors]


def replace_link(root: Path, target: str) -> None:
    """Let the link to the measure lead elsewhere, in both languages."""
    edit(root, EN_PAGE, "(measure:land)", f"({target})")
    edit(root, ZH_PAGE, "(measure:land)", f"({target})")


def test_the_tiny_site_has_no_problem(project: Path) -> None:
    """What follows starts from content without a mistake."""
    loaded = load_site(settings_of(project))

    assert loaded.warnings == ()
    assert set(loaded.model.zones) == {"kunshan", "suzhou-industrial-park", "yinchuan"}


# Places -------------------------------------------------------------------------------------


def test_a_problem_in_folded_text_is_on_its_own_line(project: Path) -> None:
    """Not on the line where the text begins."""
    edit(
        project,
        AREAS,
        "      en: What the zones need.",
        "      en: >-\n        What the zones need\n        is told by all\n        14 ports.",
    )

    assert f"{AREAS}:15:9 unbound-number" in told(project)


def test_the_second_of_two_equal_numbers_has_its_own_place(project: Path) -> None:
    """Both are told, each where it stands."""
    edit(project, AREAS, "en: What the zones need.", "en: 14 zones and 14 ports.")

    places = told(project)

    assert f"{AREAS}:12:11 unbound-number" in places
    assert f"{AREAS}:12:24 unbound-number" in places


def test_a_repeated_passage_has_its_own_place(project: Path) -> None:
    """The second time it stands is where the second problem is, on its line or on the next."""
    ports = "14 ports and so on and so on,"
    edit(
        project,
        AREAS,
        "      en: What the zones need.",
        f"      en: >-\n        {ports} {ports}\n        {ports} the end.",
    )

    unbound = [place for place in told(project) if place.endswith("unbound-number")]

    assert unbound == [f"{AREAS}:{spot} unbound-number" for spot in ("13:9", "13:39", "14:9")]


def test_a_problem_in_a_page_names_line_and_column(project: Path) -> None:
    """Counted from the top of the file, keys included."""
    edit(project, EN_PAGE, "[[zones/2024]] of them", "[[zones/2042]] of them")

    assert f"{EN_PAGE}:14:52 unknown-value" in told(project)


def test_problems_in_keys_of_a_page_are_told(project: Path) -> None:
    """Title, description, standfirst and findings are texts, too."""
    edit(project, EN_PAGE, "title: The zones in short", "title: 14 zones in short")
    edit(project, EN_PAGE, "description: What the zones are.", "description: What 15 zones are.")
    edit(project, EN_PAGE, "There are [[zones/2024 | words]] zones.", "There are 16 zones.")
    edit(project, EN_PAGE, "They make [[gdp/2024/bulletin]].", "They make 17.")

    places = told(project)

    for line in (2, 3, 4, 6):
        assert any(place.startswith(f"{EN_PAGE}:{line}:") for place in places), line


def test_titles_of_pages_and_names_of_records_print_no_references(project: Path) -> None:
    """Each is told where it stands."""
    edit(project, EN_PAGE, "title: The zones in short", "title: The [[zones/2024]] zones")
    edit(project, "data/sectors.yaml", "en: Machinery", 'en: "[x](measure:land)"')

    not_here = [place for place in told(project) if place.endswith("reference-not-here")]

    assert not_here == [
        f"{EN_PAGE}:2:8 reference-not-here",
        "data/sectors.yaml:5:11 reference-not-here",
    ]


# What is remembered -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "kind"),
    [
        (AREAS, "en: What the zones need.", "en: What 14 zones need.", "unbound-number"),
        (AREAS, "zh: 园区所需。", "zh: 2025年所需。", "dates-differ"),
        (EN_PAGE, "Before the first heading.", "Before 14 headings.", "unbound-number"),
        (EN_PAGE, "Before the first heading.", "In June.", "dates-differ"),
        (ZH_PAGE, "据[日报]", "6月据[日报]", "dates-differ"),
        ("data/indicators/zones.yaml", "value: 3", "value: 300", "option-does-not-fit"),
    ],
)
def test_what_was_right_is_looked_at_again_where_it_changed(
    project: Path, file: str, old: str, new: str, kind: str
) -> None:
    """A check is remembered until the text, the other language or a value changes."""
    first = Memory(keeps=True)
    load_site(settings_of(project), first)
    edit(project, file, old, new)

    for _ in range(2):
        again = Memory(first.after, keeps=True)
        with pytest.raises(BuildError) as caught:
            load_site(settings_of(project), again)

        assert kind in {problem.kind for problem in caught.value.errors}
        first = again


# Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "target",
    [
        "measure:land",
        "page:methods",
        "page:explainer#what",
        "page:explainer#main",
        "figure:weight",
        "indicator:gdp",
        "zone:kunshan",
        "province:jiangsu",
        "region:east",
        "term:zone",
        "source:daily-2025",
        "event:launch-2025",
        "document:notice-2025",
        "area:open-economy",
    ],
)
def test_every_kind_of_record_can_be_linked(project: Path, target: str) -> None:
    """The kinds that the editors' guide lists."""
    replace_link(project, target)

    assert load_site(settings_of(project)).warnings == ()


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("https://example.org/", "bad-link"),
        ("//example.org", "bad-link"),
        ("javascript:alert(1)", "bad-link"),
        ("mailto:a@example.org", "bad-link"),
        ("../land/", "bad-link"),
        ("#next", "bad-link"),
        ("", "bad-link"),
        ("measure:nowhere", "unknown-id"),
        ("page:nowhere", "unknown-id"),
        ("page:methods#nowhere", "unknown-id"),
        ("person:nobody", "unknown-id"),
        ("measure:", "bad-link"),
    ],
)
def test_links_lead_to_what_exists_on_the_site(project: Path, target: str, kind: str) -> None:
    """Outside pages are sources; everything else must exist, anchors included."""
    replace_link(project, target)

    assert any(place.endswith(kind) for place in told(project))


@pytest.mark.parametrize(
    "target",
    [
        " javascript:x ",
        "measure:nowhere 'title'",
        'measure:nowhere "title"',
        "\\nmeasure:nowhere",
        "<measure:nowhere>",
        "measure:land 'a title'",
    ],
)
def test_odd_writings_of_links_are_told_too(project: Path, target: str) -> None:
    """What Markdown takes for a link is checked as one."""
    replace_link(project, target.replace("\\n", "\n"))

    assert told(project)


def test_a_link_needs_words(project: Path) -> None:
    """An empty link can be neither seen nor heard."""
    edit(project, EN_PAGE, "[land](measure:land)", "[](measure:land)")

    assert [str(p).partition(": ")[2] for p in problems_of(project).errors] == [
        "error: the link has no words. Write [words](kind:id). [bad-link]"
    ]


def test_a_page_that_is_a_draft_cannot_be_linked(project: Path) -> None:
    """Readers would be led nowhere."""
    (project / "data/pages").mkdir()
    (project / "data/pages/plans.yaml").write_text(
        "id: plans\nname: {en: Plans, zh: 计划}\ndraft: true\n", encoding="utf-8"
    )
    replace_link(project, "page:plans")

    assert told(project) == [f"{EN_PAGE}:21:16 names-a-draft", f"{ZH_PAGE}:21:8 names-a-draft"]


def test_every_language_is_named_in_every_language() -> None:
    """Where the switch would show none, it is told whole."""
    words = {"en": {"language.en": "English"}, "zh": {"language.en": "英文", "language.zh": "中文"}}
    problems = Problems()

    _check_language_names(Content({}, words), problems)

    assert [str(p) for p in problems.found] == [
        (
            "content/en/ui.yaml:1:1: language.zh: error: the interface text “language.zh” is "
            "missing. Write the name of the language in its own words. [missing-word]"
        )
    ]


# Headings and blocks ------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["# One", "### Three", "##### Five", "One\n===", "One\n---"])
def test_only_headings_of_the_second_level_stand_in_a_page(project: Path, heading: str) -> None:
    """Others would break the outline of the page."""
    append(project, "content/en/glossary.md", f"\n{heading}\n")
    append(project, "content/zh/glossary.md", f"\n{heading}\n")

    assert any(place.endswith("heading-level") for place in told(project))


@pytest.mark.parametrize("identifier", ["main", "close", "part-sources"])
def test_a_heading_takes_no_id_of_the_page_itself(project: Path, identifier: str) -> None:
    """Two equal ids on a page lead links astray."""
    for language in ("en", "zh"):
        append(project, f"content/{language}/measures/land.md", f"\n## X {{#{identifier}}}\n\ny\n")

    assert any(place.endswith("duplicate-id") for place in told(project))


@pytest.mark.parametrize("page", ["glossary", "measures/land", "zones"])
def test_a_block_that_the_page_does_not_show_is_refused(project: Path, page: str) -> None:
    """It must not vanish without a word."""
    for language in ("en", "zh"):
        append(project, f"content/{language}/{page}.md", "\n::figure weight\n")

    assert told(project)


@pytest.mark.parametrize("track", ["programme", "plan", "since"])
def test_every_track_of_the_timeline_can_be_shown(project: Path, track: str) -> None:
    """The three that the editors’ guide names."""
    for page in (EN_PAGE, ZH_PAGE):
        edit(project, page, "::timeline plan", f"::timeline {track}")

    assert load_site(settings_of(project)).warnings == ()


# Languages ----------------------------------------------------------------------------------


def test_the_same_numbers_stand_in_both_languages_of_a_record(project: Path) -> None:
    """How often counts, not in which order."""
    edit(project, AREAS, "en: What the zones need.", "en: The [[zones/2024]] of [[zones/2024]].")
    edit(project, AREAS, "zh: 园区所需。", "zh: 共[[zones/2024]]家。")

    assert told(project) == [f"{AREAS}:13:11 languages-differ"]


@pytest.mark.parametrize(
    ("english", "chinese", "kinds"),
    [
        ("Since 27 May 2025.", "2025年5月27日起。", []),
        ("Since 27 May 2025.", "2025年5月26日起。", ["dates-differ"]),
        ("Since May 2025.", "2025年6月起。", ["dates-differ"]),
        ("By 国发〔2019〕11号.", "据国发〔2019〕12号。", ["dates-differ"]),
    ],
)
def test_the_same_dates_stand_in_both_languages(
    project: Path, english: str, chinese: str, kinds: list[str]
) -> None:
    """Days, months and document numbers."""
    edit(project, AREAS, "en: What the zones need.", f"en: {english}")
    edit(project, AREAS, "zh: 园区所需。", f"zh: {chinese}")

    if kinds:
        assert [place.split()[-1] for place in told(project)] == kinds
    else:
        assert load_site(settings_of(project)).warnings == ()


# Series -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "chinese", "refused"),
    [
        (
            "From [[gdp/2023/evaluation]] to [[gdp/2024/bulletin]].",
            "由[[gdp/2023/evaluation]]到[[gdp/2024/bulletin]]。",
            True,
        ),
        (
            "It was [[gdp/2023/evaluation]]. Another count: [[gdp/2024/bulletin]].",
            "曾为[[gdp/2023/evaluation]]。另一口径：[[gdp/2024/bulletin]]。",
            False,
        ),
        (
            "The same year: [[gdp/2023/evaluation]] or [[gdp/2023/bulletin]].",
            "同一年：[[gdp/2023/evaluation]]或[[gdp/2023/bulletin]]。",
            False,
        ),
        (
            "All [[count/zones]] made [[gdp/2024/bulletin]].",
            "[[count/zones]]家共[[gdp/2024/bulletin]]。",
            False,
        ),
        (
            "They made [[gdp/2024/bulletin]], all [[count/zones]].",
            "共[[gdp/2024/bulletin]]，凡[[count/zones]]家。",
            False,
        ),
        (
            "From [[gdp/2023/bulletin]] to [[gdp/2024/bulletin]].",
            "由[[gdp/2023/bulletin]]到[[gdp/2024/bulletin]]。",
            False,
        ),
    ],
)
def test_one_sentence_never_joins_two_series(
    project: Path, english: str, chinese: str, *, refused: bool
) -> None:
    """Side by side they look like growth that nobody measured."""
    edit(project, AREAS, "en: What the zones need.", f'en: "{english}"')
    edit(project, AREAS, "zh: 园区所需。", f'zh: "{chinese}"')

    if refused:
        assert {place.split()[-1] for place in told(project)} == {"joined-series"}
    else:
        assert load_site(settings_of(project)).warnings == ()


# Words of the page --------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["title", "description"])
def test_titles_and_descriptions_show_their_numbers(project: Path, key: str) -> None:
    """A reference there is printed, or refused; never shown as brackets."""
    words = {"title": "Glossary", "description": "About glossary."}[key]
    edit(project, "content/en/glossary.md", f"{key}: {words}", f'{key}: "[[zones/2024]] words"')
    edit(
        project,
        "content/zh/glossary.md",
        f"{key}: " + {"title": "页面：glossary", "description": "关于glossary。"}[key],
        f'{key}: "[[zones/2024]]个词"',
    )
    try:
        html = build_site(settings_of(project)).files["glossary/index.html"].decode()
    except BuildError as error:
        html = "" if "content/en/glossary.md" in str(error) else "[[ refused for something else"

    assert "[[" not in html
