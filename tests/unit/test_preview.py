"""What a preview shows and keeps, without server and browser."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from explainer.decode import UNTRANSLATED
from explainer.preview import PREFIX, Preview
from explainer.problems import BuildError
from explainer.site import Built, Watched, build_site
from tests.builders import edit, settings_of


def preview_of(root: Path) -> Built:
    """Build as `serve` does."""
    return build_site(replace(settings_of(root), preview=True))


def test_a_page_stands_where_readers_find_it(tiny: Built) -> None:
    """With and without the name of the file."""
    preview = Preview(Path())
    preview.take(tiny)

    assert preview.page_of("/") == "index.html"
    assert preview.page_of("/zh/") == "zh/index.html"
    assert preview.page_of("/zh/index.html") == "zh/index.html"
    assert preview.page_of("/nowhere/") is None


def test_only_pages_carry_the_script_of_the_preview(tiny: Built) -> None:
    """And only as they are sent."""
    preview = Preview(Path())
    preview.take(tiny)

    assert preview.body_of("index.html").count(PREFIX.encode()) == 2
    assert preview.body_of("sitemap.xml") == tiny.files["sitemap.xml"]
    assert not any(PREFIX.encode() in tiny.files[name] for name in tiny.files)


def test_a_mistake_leaves_the_last_good_pages(project: Path) -> None:
    """And goes with the next good ones."""
    preview = Preview(project)
    good = preview_of(project)
    preview.take(good)
    edit(project, "data/indicators/firms.yaml", "value: 60000", "value: many")
    with pytest.raises(BuildError) as caught:
        preview_of(project)
    preview.refuse(caught.value)

    news = preview.news("/")

    assert preview.body_of("sitemap.xml") == good.files["sitemap.xml"]
    assert [problem["kind"] for problem in news["errors"]] == ["wrong-type"]
    assert news["errors"][0]["source"][1]["text"].strip() == "value: many"
    preview.take(good)
    assert preview.news("/")["errors"] == []


def test_what_changed_is_told_to_whom_it_concerns(project: Path) -> None:
    """A page whose bytes are the same need not be fetched."""
    preview = Preview(project)
    preview.take(preview_of(project))
    edit(project, "data/zones/ningxia.yaml", "pinyin: yinchuan", "pinyin: yinchuanshi")
    changed = preview.take(preview_of(project))

    assert not preview.news("/glossary/", changed)["renew"]
    assert preview.news("/glossary/", changed)["exists"]
    assert not preview.news("/nowhere/", changed)["exists"]


def test_a_text_without_translation_is_shown_in_the_other_language_and_marked(
    project: Path,
) -> None:
    """Only here: a build for readers refuses it."""
    edit(project, "data/sectors.yaml", "      zh: 机械\n", "")

    built = preview_of(project)

    assert [p.kind for p in built.warnings] == ["missing-translation"]
    assert any("⟦not translated⟧ Machinery".encode() in data for data in built.files.values())
    with pytest.raises(BuildError):
        build_site(settings_of(project))


def test_an_interface_word_without_translation_is_shown_and_marked(project: Path) -> None:
    """As a text is."""
    path = project / "content/zh/ui.yaml"
    lines = path.read_text("utf-8").split("\n")
    path.write_text("\n".join(x for x in lines if not x.startswith("  skip: ")), "utf-8")

    built = preview_of(project)

    assert {p.kind for p in built.warnings} == {"missing-translation"}
    assert "⟦not translated⟧" in built.files["zh/index.html"].decode()


def test_a_figure_that_is_not_drawn_is_marked(project: Path) -> None:
    """Missing or stale, its page is there."""
    (project / "drawings/weight.en.wide.svg").unlink()

    built = preview_of(project)
    preview = Preview(project)
    preview.take(built)

    assert {drawing.name for drawing in preview.waiting} == {"weight.en.wide.svg"}
    (mark,) = preview.news("/")["marks"]
    assert (mark["element"], mark["language"]) == ("figure-weight", "en")
    assert "build.py draw" in mark["words"]


def test_building_again_gives_what_building_anew_gives(project: Path) -> None:
    """Whatever was taken over from the build before."""
    settings = replace(settings_of(project), preview=True)
    preview = Preview(project)
    preview.take(preview.build(settings))
    edit(project, "data/indicators/firms.yaml", "value: 60000", "value: 61000")
    edit(project, "content/en/explainer.md", "[[zones/2024]] of them", "[[zones/2024]] of those")

    changed = preview.take(preview.build(settings))

    anew = build_site(settings).files
    assert {n: data for n, (_, data) in preview.contents.items()} == {n: anew[n] for n in anew}
    assert "index.html" in changed
    assert "glossary/index.html" not in changed


def test_the_page_that_is_looked_at_comes_first(project: Path) -> None:
    """Before the rest is made; then it is not told again."""
    settings = replace(settings_of(project), preview=True)
    preview = Preview(project)
    preview.take(preview.build(settings))
    edit(project, "data/indicators/firms.yaml", "value: 60000", "value: 61000")
    early: list[frozenset[str]] = []
    watched = Watched(frozenset({"zh/"}), lambda files: early.append(preview.take_early(files)))

    changed = preview.take(preview.build(settings, watched=watched))

    assert "zh/index.html" in early[0]
    assert "zh/index.html" not in changed
    assert "index.html" in changed
    anew = build_site(settings).files
    assert {n: data for n, (_, data) in preview.contents.items()} == {n: anew[n] for n in anew}


def test_a_page_that_one_language_lacks_shows_the_other_and_says_so(project: Path) -> None:
    """A build for readers refuses it; where both lack it, there is nothing to show."""
    settings = replace(settings_of(project), preview=True)
    (project / "content/zh/methods.md").unlink()
    preview = Preview(project)

    preview.take(preview.build(settings))

    page = preview.body_of("zh/methods/index.html").decode()
    assert f"{UNTRANSLATED}Methods" in page
    assert [str(p.place) for p in preview.unfinished if p.kind == "missing-translation"] == [
        "content/zh/methods.md"
    ]
    with pytest.raises(BuildError, match="this page is missing"):
        build_site(settings_of(project))
    (project / "content/en/methods.md").unlink()
    with pytest.raises(BuildError, match="this page is missing"):
        preview.build(settings)


def test_a_page_that_says_what_is_wrong_is_not_shown_early(project: Path) -> None:
    """An entry of changes that is dated in the future, and a value that one looks at."""
    settings = replace(settings_of(project), preview=True)
    preview = Preview(project)
    preview.take(preview.build(settings))
    edit(project, "data/changes.yaml", "date: 2025-06-01", "date: 2025-07-01")
    edit(project, "data/indicators/firms.yaml", "value: 60000", "value: 61000")
    early: list[Mapping[str, bytes]] = []

    with pytest.raises(BuildError, match="future-change"):
        preview.build(settings, watched=Watched(frozenset({""}), early.append))

    assert early == []
