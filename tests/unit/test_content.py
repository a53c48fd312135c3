"""The prose of both languages: the same pages, sections, blocks, numbers, links and words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from explainer.content import Content, FrontMatter, ProsePage, compare_pages, read_content
from explainer.load import MAX_PROSE
from explainer.memory import Memory
from explainer.problems import Problems
from explainer.records_reader import digest
from tests.builders import ROOT, append, edit, kinds, only

LANGUAGES = ("en", "zh")


def problems_in(root: Path) -> Problems:
    """Read and compare the content of a project."""
    problems = Problems()
    compare_pages(read_content(root, LANGUAGES, problems), problems)
    return problems


def test_the_tiny_site_is_the_same_in_both_languages(project: Path) -> None:
    """What follows starts from content without a mistake."""
    problems = Problems()

    content = read_content(project, LANGUAGES, problems)
    compare_pages(content, problems)

    assert not problems.found
    assert content.pages["en"].keys() == content.pages["zh"].keys()
    assert {"explainer", "measures/land", "notfound"} <= content.pages["en"].keys()


def test_a_page_knows_its_name_and_where_its_text_starts(project: Path) -> None:
    """Problems name file, line and column of the text."""
    page = read_content(project, LANGUAGES, Problems()).pages["en"]["measures/land"]

    assert (page.name, page.file) == ("measures/land", "content/en/measures/land.md")
    offset = page.body.index("measure")
    assert str(page.place(offset)) == "content/en/measures/land.md:6:9"


EXPLAINER = "content/zh/explainer.md"


def move_number(root: Path) -> None:
    """Let a number stand in another section."""
    edit(root, EXPLAINER, "变动为[[computed/change]]。", "")
    edit(root, EXPLAINER, "[经开区](term", "变动为[[computed/change]]。[经开区](term")


DIFFERENCES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a page is missing": (
        lambda root: (root / "content/zh/glossary.md").unlink(),
        "content/zh/glossary.md missing-translation this page is missing.",
    ),
    "a page stands in one language only": (
        lambda root: (root / "content/zh/extra.md").write_text(
            "---\ntitle: 多\ndescription: 多。\n---\n", encoding="utf-8"
        ),
        "content/en/extra.md missing-translation this page is missing.",
    ),
    "a section is missing": (
        lambda root: edit(root, EXPLAINER, "## 接下来 {#next}\n", ""),
        "content/zh/explainer.md languages-differ the section “nothing” stands where",
    ),
    "a section has another id": (
        lambda root: edit(root, EXPLAINER, "{#next}", "{#then}"),
        ("content/zh/explainer.md:19:1 languages-differ the section “then” stands where the other "
        "language has “next” at content/en/explainer.md:19:1."),
    ),
    "a block is missing": (
        lambda root: edit(root, EXPLAINER, "::measures\n", ""),
        ("content/zh/explainer.md:24:1 languages-differ the block “timeline plan” stands where the "
        "other language has “measures” at content/en/explainer.md:23:1."),
    ),
    "a block shows something else": (
        lambda root: edit(root, EXPLAINER, "::timeline plan", "::timeline since"),
        "content/zh/explainer.md:25:1 languages-differ the block “timeline since” stands where",
    ),
    "a number is missing": (
        lambda root: edit(root, EXPLAINER, "企业[[firms/2024]]家，", ""),
        "content/en/explainer.md:14:81 languages-differ the number “firms/2024” stands here",
    ),
    "a number stands in one language only": (
        lambda root: append(root, EXPLAINER, "\n共[[count/zones]]家。\n"),
        "content/zh/explainer.md:29:2 languages-differ the number “count/zones” stands here",
    ),
    "a number stands more often": (
        lambda root: append(root, EXPLAINER, "\n变动[[computed/change]]。\n"),
        "content/zh/explainer.md:21:25 languages-differ the number “computed/change” stands here",
    ),
    "a number stands in another section": (
        move_number,
        "content/en/explainer.md:21:46 languages-differ the number “computed/change” stands here",
    ),
    "a link is missing": (
        lambda root: edit(root, EXPLAINER, "[土地](measure:land)", "土地"),
        "content/en/explainer.md:21:14 languages-differ the link “measure:land” stands here",
    ),
    "a finding is missing": (
        lambda root: edit(root, EXPLAINER, "  - 占全国[[gdp-share/2024/bulletin]]。\n", ""),
        ("content/zh/explainer.md:5:1 languages-differ 1 findings stand here, 2 in "
        "content/en/explainer.md:5:1."),
    ),
    "a finding tells another number": (
        lambda root: edit(
            root, EXPLAINER, "占全国[[gdp-share/2024/bulletin]]。\n", "占全国[[computed/share]]。\n"
        ),
        "languages-differ",
    ),
    "the standfirst tells another number": (
        lambda root: edit(root, EXPLAINER, "全国有[[zones/2024]]家", "全国有[[zones/2023]]家"),
        "languages-differ",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DIFFERENCES)
def test_what_stands_in_one_language_only_is_told(project: Path, name: str) -> None:
    """Place and words lead to the spot that must change."""
    change, expected = DIFFERENCES[name]
    change(project)

    problems = problems_in(project)

    told = [f"{p.place} {p.kind} {p.message}" for p in problems.errors]
    assert any(expected in line for line in told), told


UI = "content/zh/ui.yaml"


def test_a_missing_interface_word_is_told_with_its_other_place(project: Path) -> None:
    """The key is named, and where its other language stands."""
    edit(project, UI, "  home: ", "  hoem: ")

    problems = problems_in(project)

    assert [(p.kind, p.place.key) for p in problems.errors] == [
        ("missing-translation", "site.hoem"),
        ("missing-translation", "site.home"),
    ]
    assert problems.errors[1].place.file == UI
    assert problems.errors[1].remedy.startswith("It stands at content/en/ui.yaml:")


def test_a_field_that_differs_is_told(project: Path) -> None:
    """A translated field name would stop the site."""
    edit(project, UI, "内容截至{date}，版本 ", "内容截至{日期}，版本 ")

    problem = only(problems_in(project))

    assert problem.kind == "fields-differ"
    assert "“site.updated”" in problem.message
    assert problem.remedy.startswith("See content/en/ui.yaml:")


@pytest.mark.parametrize("text", ["no", "[a, b]", "null", "~"])
def test_interface_words_are_text(project: Path, text: str) -> None:
    """A word that YAML readers convert must be quoted."""
    append(project, "content/en/ui.yaml", f"odd: {text}\n")
    append(project, UI, "odd: 词\n")

    assert "wrong-type" in kinds(problems_in(project))


def test_a_file_that_nothing_reads_is_told(project: Path) -> None:
    """Its editor believes it is published."""
    (project / "content/en/notes.txt").write_text("x", encoding="utf-8")

    problem = only(problems_in(project))

    assert (problem.kind, problem.place.file) == ("stray-file", "content/en/notes.txt")


@pytest.mark.parametrize(
    ("front", "kind"),
    [
        ("title: T", "missing-key"),
        ("title: T\ndescription: D\nsubtitle: S", "unknown-key"),
        ("title: T\ndescription: 2024", "ambiguous"),
        ("title: T\ndescription: D\nfindings: one", "wrong-type"),
    ],
)
def test_the_keys_of_a_page_are_checked(project: Path, front: str, kind: str) -> None:
    """Pages are records, too."""
    (project / "content/en/glossary.md").write_text(f"---\n{front}\n---\n", encoding="utf-8")

    assert kind in kinds(problems_in(project))


def test_a_page_is_cut_where_its_headings_are() -> None:
    """Sections are compared one by one."""
    front = FrontMatter(title="T", description="D")
    page = ProsePage("p", "content/en/p.md", "en", front, "a\n## B {#b}\nc\n", 5)

    assert {name: words for name, (_, words) in page.parts().items()} == {
        "": "a\n",
        "b": "## B {#b}\nc\n",
    }


SAID = yaml.safe_load((ROOT / "tests/unit/said/content.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", SAID, ids=lambda case: case["name"])
def test_each_mistake_of_content_is_told_whole(case: dict[str, Any], tmp_path: Path) -> None:
    """Place, key, words, remedy and kind; what is not told is right."""
    files = {"en/ui.yaml": "a: x\n", "zh/ui.yaml": "a: 甲\n"} | case["files"]
    for name, text in files.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")

    assert sorted(map(str, problems_in(tmp_path).found)) == case["told"]


def test_names_are_interface_words_in_every_language() -> None:
    """By the rest of their key; a word that is missing is shown by its key."""
    content = Content({}, {"en": {"name.a": "A", "name.b": "B", "x": "X"}, "zh": {"name.a": "甲"}})

    names = content.names("name.")

    assert {key: dict(text.by_language) for key, text in names.items()} == {
        "a": {"en": "A", "zh": "甲"},
        "b": {"en": "B", "zh": "name.b"},
    }


def test_files_that_are_the_same_are_read_once(project: Path) -> None:
    """What an earlier build read is taken over, file by file; what was wrong is read again."""
    append(project, "content/zh/measures/land.md", "\n\x07")
    first = Memory(keeps=True)
    before = read_content(project, LANGUAGES, Problems(), first)
    again = Memory(first.after, keeps=True)
    problems = Problems()

    after = read_content(project, LANGUAGES, problems, again)

    assert after == before
    assert kinds(problems) == ["control-character"]
    assert after.digests.keys() >= {"content/en/explainer.md", "content/zh/measures/land.md"}
    mark = after.digests["content/en/explainer.md"]
    assert again.recall_file("content/en/explainer.md", mark) is not None
    assert again.recall_file("content/zh/measures/land.md", mark) is None


def test_a_file_that_changed_is_read_anew(project: Path) -> None:
    """Pages and interface words; what stands in them now is what counts."""
    first = Memory(keeps=True)
    read_content(project, LANGUAGES, Problems(), first)
    for language in LANGUAGES:
        append(project, f"content/{language}/ui.yaml", "added: x\n")
        append(project, f"content/{language}/measures/land.md", "\nAdded.\n")
    again, problems = Memory(first.after, keeps=True), Problems()

    content = read_content(project, LANGUAGES, problems, again)

    assert problems.found == []
    for language in LANGUAGES:
        assert content.words[language]["added"] == "x"
        assert content.pages[language]["measures/land"].body.endswith("\nAdded.\n")
        file = f"content/{language}/ui.yaml"
        words, places = Memory(again.after).recall_file(file, digest((project / file).read_bytes()))
        assert (words, places["added"].file) == (content.words[language], file)


def test_a_page_of_prose_has_its_limit(project: Path) -> None:
    """Far below that of other files."""
    append(project, "content/en/explainer.md", "x" * MAX_PROSE)
    problems = Problems()

    read_content(project, LANGUAGES, problems)

    assert [(str(p.place), p.kind) for p in problems.errors] == [
        ("content/en/explainer.md", "file-too-large")
    ]
