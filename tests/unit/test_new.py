"""“new”: a record in every language, in the right file and place, and nothing made up."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from explainer.changeset import Changeset
from explainer.check import TAKEN
from explainer.cli import main
from explainer.commands.new import KINDS
from explainer.problems import BuildError
from explainer.site import Built, load_site
from explainer.yaml_edit import read_nodes
from tests.builders import ROOT, edit, settings_of

SOURCE = (
    "new source --id ministry-2026 --kind official --date 2026-06-12 --publisher-en Ministry "
    "--publisher-zh 商务部 --title 公报 --title-language zh --describes-en totals "
    "--describes-zh 主要指标 --reading original --complete true --primary true"
)


def snapshot(root: Path) -> dict[str, bytes]:
    """Give every file of a project."""
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def changed(root: Path, before: dict[str, bytes]) -> dict[str, str]:
    """Give what came in, by file; of a file that was there, no line may be lost or moved."""
    found = {}
    for name, data in snapshot(root).items():
        if data != before.get(name):
            old, new = before.get(name, b"").decode(), data.decode()
            left = old.split("\n")
            added = []
            for line in new.split("\n"):
                if left and line == left[0]:
                    left.pop(0)
                else:
                    added.append(line)
            assert not left, f"{name} lost {left[0]!r}"
            found[name] = "\n".join(added).strip("\n")
    return found


def new(root: Path, command: str | list[str]) -> tuple[int, dict[str, str]]:
    """Run a command; give its exit code and what came into the files."""
    before = snapshot(root)
    words = command.split() if isinstance(command, str) else command
    code = main([*words, "--root", str(root)])
    return code, changed(root, before)


def type_in(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Answer the questions as an editor at a terminal; then the input ends."""
    stream = io.StringIO("".join(f"{line}\n" for line in lines))
    monkeypatch.setattr(stream, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", stream)


def test_a_source_is_ready(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It stands at the end of its file, and the check has nothing to say."""
    code, files = new(project, SOURCE)

    assert code == 0
    assert files == {
        "data/sources/all.yaml": "  - id: ministry-2026\n    kind: official\n    publisher:\n"
        "      en: Ministry\n      zh: 商务部\n    title: 公报\n    title_language: zh\n"
        "    describes:\n      en: totals\n      zh: 主要指标\n    date: 2026-06-12\n"
        "    reading: original\n    complete: true\n    primary: true"
    }
    assert "nothing to complain of" in capsys.readouterr().out
    assert "ministry-2026" in load_site(settings_of(project)).model.sources


def test_what_is_not_known_is_left_and_listed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With file and line; an unknown date is null, not made up."""
    code, files = new(project, "new source --id ministry-2026 --title-language zh")

    assert code == 0
    (added,) = files.values()
    assert "    date: null\n" in added
    assert "    kind:\n" in added
    told = capsys.readouterr().out
    assert "Left to do there:" in told
    for key in ("kind", "publisher.en", "publisher.zh", "title", "describes.zh", "primary"):
        assert f".{key}: error: " in told


def test_an_event_stands_where_its_date_belongs(project: Path) -> None:
    """Between the ones before and after it."""
    text = (project / "data/events/all.yaml").read_text(encoding="utf-8")
    dates = [line.split(": ")[1] for line in text.split("\n") if line.startswith("    date: ")]
    assert len(dates) > 1

    code, files = new(project, f"new event --id between --date {dates[0]} --track plan")

    assert code == 0
    after = (project / "data/events/all.yaml").read_text(encoding="utf-8")
    ids = [line.split(": ")[1] for line in after.split("\n") if line.startswith("  - id: ")]
    assert ids.index("between") == 1
    assert len(files) == 1


def test_an_observation_comes_after_the_earlier_ones(project: Path) -> None:
    """In the file of its indicator; its sources must exist."""
    code, files = new(
        project,
        "new observation gdp --period 2023-q1-q3 --value 16.90 --series evaluation --trust high "
        "--since 2026-11-21 --sources " + _a_source(project),
    )

    assert code == 0
    added = files["data/indicators/gdp.yaml"]
    assert '- period: "2023-q1-q3"\n    value: 16.90\n' in added
    keys = list(load_site(settings_of(project)).model.values)
    assert keys.index("gdp/2023-q1-q3/evaluation") < keys.index("gdp/2023/bulletin")


def _a_source(root: Path) -> str:
    return next(iter(load_site(settings_of(root)).model.sources))


def test_a_term_an_indicator_and_a_page_stand(project: Path) -> None:
    """Three commands, and the content has no error; the page is linked to by its name."""
    for command in (
        ["new", "term", "--term-en", "Land lease", "--term-zh", "土地出让",
         "--definition-en", "Land for a time.", "--definition-zh", "一定期限的土地。"],
        ["new", "indicator", "--name-en", "Ports", "--name-zh", "港口", "--unit", "count",
         "--group", "programme", "--definition-en", "Ports.", "--definition-zh", "港口。"],
        ["new", "page", "--id", "about", "--name-en", "About us", "--name-zh", "关于我们",
         "--description-en", "Who we are.", "--description-zh", "我们是谁。"],
    ):  # fmt: skip
        code, files = new(project, command)
        assert code == 0
        assert files
    edit(project, "content/en/explainer.md", "(term:zone)", "(term:zone) [us](page:about)")
    edit(project, "content/zh/explainer.md", "(term:zone)", "(term:zone)[我们](page:about)")

    loaded = load_site(settings_of(project))

    assert "land-lease" in loaded.model.terms
    assert loaded.model.indicators["ports"].observations == ()
    assert loaded.content.pages["zh"]["about"].front.title == "关于我们"


def test_an_own_page_is_published_in_every_language(project: Path) -> None:
    """With its sections and figures; an address of the site's own is refused."""
    from explainer.site import build_site

    new(project, ["new", "page", "--id", "about", "--name-en", "Us", "--name-zh", "我们",
                  "--description-en", "Who.", "--description-zh", "谁。"])  # fmt: skip
    for code, words in (("en", "We."), ("zh", "我们。")):
        with (project / f"content/{code}/about.md").open("a", encoding="utf-8") as stream:
            stream.write(f"\n{words}\n\n## Why {{#why}}\n\n::figure weight\n")

    files = build_site(settings_of(project)).files

    assert b'<h2 id="why">' in files["about/index.html"]
    assert b"figure-weight" in files["zh/about/index.html"]
    (project / "data/pages/data.yaml").write_text("id: data\nname:\n  en: D\n  zh: 数\n")
    with pytest.raises(BuildError, match="belongs to the site itself"):
        load_site(settings_of(project))


def test_a_measure_has_a_page_in_every_language(project: Path) -> None:
    """And the next number; what the official text would say stays null."""
    code, files = new(project, ["new", "measure", "--title-en", "Harbours", "--title-zh", "港口"])

    assert code == 0
    assert set(files) == {
        "content/en/measures/harbours.md",
        "content/zh/measures/harbours.md",
        "data/measures/harbours.yaml",
    }
    assert "official_number: null\nofficial_heading: null\n" in files["data/measures/harbours.yaml"]
    assert "title: 港口" in files["content/zh/measures/harbours.md"]


def test_a_figure_has_its_name_among_the_interface_words(project: Path) -> None:
    """Without it the page of the figure could not be made."""
    code, files = new(
        project,
        ["new", "figure", "--id", "growth", "--form", "bars", "--marks", "gdp/2024/bulletin",
         "--headline-en", "One", "--headline-zh", "一幅图", "--name-en", "Growth",
         "--name-zh", "增长", "--subtitle-en", "A", "--subtitle-zh", "甲",
         "--description-en", "B", "--description-zh", "乙"],
    )  # fmt: skip

    assert code == 0
    assert files["content/zh/ui.yaml"].strip() == "growth: 增长"
    assert "marks:\n  - value: gdp/2024/bulletin" in files["data/figures/growth.yaml"]
    assert "growth" in load_site(settings_of(project)).model.figures


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("new source --id x --kind offical", "--kind: error: “offical” is not"),
        ("new source --id x --date 2026-13", "[bad-date]"),
        ("new source --id X", "[bad-id]"),
        ("new source --kind official", "--id: error: the id is missing."),
        ("new event --id x --sources ministri-2025", "[unknown-id]"),
        ("new observation gdb --value 1", "Did you mean “gdp”?"),
        ("new observation gdp --value 1,5", "[wrong-type]"),
        ("new observation gdp --period 2023 --series bulletin", "update gdp/2023/bulletin VALUE"),
        ("new figure --id x --marks gdp/2024/buletin", "Did you mean “gdp/2024/bulletin”?"),
        ("new measure --id land", "--id: error: the id “land” is taken already."),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_refused(
    project: Path, capsys: pytest.CaptureFixture[str], command: str, words: str
) -> None:
    """With what would be right, and nothing is written."""
    code, files = new(project, command)

    told = capsys.readouterr().err
    assert (code, files) == (1, {})
    assert words in told
    assert told.endswith("Nothing was written.\n")


def test_questions_have_help_and_answers_are_checked(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong answer is asked again, with the nearest; the id is proposed."""
    type_in(
        monkeypatch, "Land lease", "土地出让", "", "", "Land for a time.", "一定期限的土地。",
        "zon", "zone", "", "",
    )  # fmt: skip

    code, files = new(project, "new term")

    told = capsys.readouterr().out
    assert code == 0, told
    assert "term (en): A name, in every language." in told
    assert "there is no term “zon”. Did you mean “zone”?" in told
    assert "Enter takes: land-lease" in told
    assert "related:\n      - zone" in files["data/glossary.yaml"]
    assert "also" not in files["data/glossary.yaml"]


def test_nothing_is_asked_twice_and_a_question_mark_lists_all(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was given as an option is known."""
    type_in(monkeypatch, "?", "law-firm", *[""] * 20)

    code, files = new(project, "new source --id firm-2026 --title-language zh")

    told = capsys.readouterr().out
    assert code == 0
    assert "agency, broadcast, digest, law-firm, official, other, press, research" in told
    assert "title_language: Language" not in told
    assert "kind: law-firm" in files["data/sources/all.yaml"]


@pytest.mark.parametrize("how", ["the input ends", "Ctrl-C"])
def test_stopping_leaves_everything_as_it_was(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], how: str
) -> None:
    """In the middle of the questions, or while it writes."""
    if how == "Ctrl-C":
        type_in(monkeypatch, *[""] * 40)

        def stop(_: Changeset) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(Changeset, "apply", stop)
    else:
        type_in(monkeypatch, "Land lease")

    code, files = new(project, "new term --id land-lease" if how == "Ctrl-C" else "new term")

    assert (code, files) == (2, {})
    assert "Nothing was changed." in capsys.readouterr().err


def test_a_file_that_cannot_be_written_changes_nothing(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not even the files before it."""
    (project / "data/pages").write_bytes(b"")

    code, files = new(project, "new page --id about --name-en Us --name-zh 我们")

    assert (code, files) == (3, {})
    assert "cannot be written" in capsys.readouterr().err


def test_a_file_of_its_own_layout_is_left_alone(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list on one line is not taken apart."""
    (project / "data/glossary.yaml").write_text("terms: [{id: a}]\n")

    code, files = new(project, "new term --id b --term-en B --term-zh 乙")

    assert (code, files) == (3, {})
    assert "Nothing was changed: " in capsys.readouterr().err


def test_the_file_can_be_named(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By its name; a misspelt one is not made."""
    (project / "data/sources/more.yaml").write_text("sources: []\n")

    assert main([*SOURCE.split(), "--file", "more", "--root", str(project)]) == 0
    assert "ministry-2026" in (project / "data/sources/more.yaml").read_text(encoding="utf-8")
    assert new(project, "new source --id x --file mor") == (3, {})
    assert "Did you mean" in capsys.readouterr().err


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_kind_explains_itself(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Options, exit codes, and an example."""
    with pytest.raises(SystemExit) as caught:
        main(["new", kind, "--help"])

    told = capsys.readouterr().out
    assert caught.value.code == 0
    assert f"Example: python build.py new {kind}" in " ".join(told.split())
    assert "Exit codes:" in told


def test_the_commands_are_not_loaded_by_others() -> None:
    """A build starts at once."""
    code = (
        "import sys; from explainer.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "print([m for m in sys.modules if m in ('yaml', 'explainer.commands.new')])"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert told.stdout.endswith("[]\n")


def test_examples_in_help_are_whole(project: Path) -> None:
    """Each can be called as it stands, on the real files or in part."""
    import shlex

    for kind in KINDS:
        words = shlex.split(kind.example)
        assert words[:2] == ["new", kind.name]
    code, files = new(project, shlex.split(KINDS[0].example))
    assert code == 0
    assert read_nodes(files["data/measures/harbours.yaml"])


def test_no_page_of_an_editor_takes_an_address_of_the_site(tiny: Built) -> None:
    """Whatever the site itself puts at the top of its folder is taken."""
    top = {name.split("/")[0] for name in tiny.files if "/" in name}

    assert top - TAKEN == set()
