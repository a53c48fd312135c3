"""What readers would see change: between a commit and the files as they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from explainer.cli import main
from explainer.commands.diff import (
    LIMIT,
    MARK,
    Revision,
    as_review,
    compare_with,
    fate_of,
    find_revision,
)
from explainer.comparison import Comparison, Run, WordsChange, compare_words
from explainer.snapshots import Spot
from tests.builders import NBSP, ROOT, edit, settings_of


def git(root: Path, *arguments: str) -> None:
    """Run git as somebody, at a fixed time."""
    who = {
        f"GIT_{role}_{what}": "x@x"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    when = {f"GIT_{role}_DATE": "2026-11-20T12:00:00Z" for role in ("AUTHOR", "COMMITTER")}
    subprocess.run(
        ["git", *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        env={**os.environ, **who, **when},
    )


@pytest.fixture
def kept(project: Path) -> Path:
    """A tiny project under version control, released, with its drawings."""
    assert main(["release", "--root", str(project)]) == 0
    git(project, "init", "-q")
    git(project, "add", "data", "content", "drawings", "released.json")
    git(project, "commit", "-q", "-m", "Released")
    return project


def files_of(root: Path) -> list[Path]:
    """Give the files of a project but for the cache."""
    return sorted(p for p in root.rglob("*") if ".cache" not in p.parts)


def compared(root: Path) -> Comparison:
    """Give what changed since the last release."""
    return compare_with(settings_of(root), find_revision(root, ""))


def shown(change: WordsChange) -> list[str]:
    """Give the sentences of a change with marks about what went and what came."""
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return [
        "".join(marks[r.kind].format(r.text) for r in sentence) for sentence in change.sentences
    ]


def test_nothing_changed_is_said(kept: Path) -> None:
    """The same content is the same, by whatever way it was read."""
    assert compared(kept).is_empty


def test_a_value_is_told_wherever_readers_see_it(kept: Path) -> None:
    """From, to and where; every sentence, figure and page that prints it."""
    edit(kept, "data/indicators/firms.yaml", "value: 60000", "value: 61000")

    found = compared(kept)

    (change,) = found.values
    assert change.key == "firms/2024"
    assert change.before is not None
    assert change.after is not None
    assert change.before.words["en"] == f"more than{NBSP}60,000"
    assert change.after.words["en"] == f"more than{NBSP}61,000"
    assert "explainer#what" in change.shown.pages
    told = [line for words in found.words for line in shown(words)]
    assert any("[-60,000-][+61,000+]" in line for line in told), told
    assert {w.spot.language for w in found.words} == {"en", "zh"}
    assert "index.html" in {p.after for p in found.changed}
    assert "zh/index.html" in {p.after for p in found.changed}


def test_an_earlier_state_is_read_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A commit does not change; what was read of it is kept, and told the same."""
    edit(kept, "data/indicators/firms.yaml", "value: 60000", "value: 61000")
    first = compared(kept)

    def never(*_: object) -> None:
        raise AssertionError("the commit was read again")

    monkeypatch.setattr("explainer.commands.diff.checked_out", never)

    assert compared(kept) == first


def test_a_headline_is_told_in_its_language_and_its_figure_is_marked(kept: Path) -> None:
    """The kept picture is no longer the one it should be."""
    edit(kept, "data/figures/weight.yaml", "headline:\n  en: ", "headline:\n  en: Now, ")

    found = compared(kept)

    (headline,) = found.headlines
    assert (headline.spot.owner, headline.spot.language) == ("figure weight", "en")
    assert shown(headline)[0].startswith("[+Now, +]")


def test_a_zone_that_is_renamed_is_a_renamed_page(kept: Path) -> None:
    """Its old address needs a redirect; nothing is told as removed."""
    path = kept / "data/zones/ningxia.yaml"
    path.write_text(path.read_text("utf-8").replace("id: yinchuan", "id: yinchuan-new"), "utf-8")

    found = compared(kept)

    assert [(p.before, p.after) for p in found.renamed] == [
        ("zones/ningxia/yinchuan/index.html", "zones/ningxia/yinchuan-new/index.html"),
        ("zh/zones/ningxia/yinchuan/index.html", "zh/zones/ningxia/yinchuan-new/index.html"),
    ]
    assert not found.added
    assert not found.removed


def test_a_page_that_leads_on_needs_nothing(kept: Path) -> None:
    """With a redirect the rename is told as one, and that its old address leads on."""
    path = kept / "data/zones/ningxia.yaml"
    path.write_text(path.read_text("utf-8").replace("id: yinchuan", "id: yinchuan-new"), "utf-8")
    before = [fate_of(page) for page in compared(kept).renamed]
    with (kept / "data/redirects.yaml").open("a", encoding="utf-8") as moves:
        moves.write(
            "  - old: zones/ningxia/yinchuan/\n    new: zones/ningxia/yinchuan-new/\n"
            "    since: 2026-11-21\n"
        )

    found = compared(kept)

    assert before == ["the old address needs a redirect"] * 2
    assert [(p.before, p.after) for p in found.renamed] == [
        ("zones/ningxia/yinchuan/index.html", "zones/ningxia/yinchuan-new/index.html"),
        ("zh/zones/ningxia/yinchuan/index.html", "zh/zones/ningxia/yinchuan-new/index.html"),
    ]
    assert [fate_of(page) for page in found.renamed] == ["the old address leads on"] * 2
    assert not found.added
    assert not any("yinchuan" in (page.after or "") for page in found.changed)


def test_the_page_and_both_texts_are_written(
    kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page loads nothing from anywhere; the review says the same in short."""
    edit(kept, "data/indicators/firms.yaml", "value: 60000", "value: 61000")
    before = files_of(kept)
    page, review = tmp_path / "changes.html", tmp_path / "review.md"

    code = main(["diff", "--root", str(kept), "--page", str(page), "--review", str(review)])

    assert code == 0
    assert files_of(kept) == before
    told = capsys.readouterr().out
    assert f"firms/2024: more than{NBSP}60,000 → more than{NBSP}61,000" in told
    html = page.read_text("utf-8")
    assert not re.findall(r"<script|<link|\ssrc=|url\(", html)
    assert "default-src 'none'" in html
    text = review.read_text("utf-8")
    assert text.startswith(MARK)
    assert f"`firms/2024` | more than{NBSP}60,000 · " in text


def test_a_revision_that_is_not_there_is_told(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2; an option cannot be smuggled in as a revision."""
    assert main(["diff", "no-such-branch", "--root", str(kept)]) == 2
    assert "no revision “no-such-branch”" in capsys.readouterr().err


def test_a_project_without_history_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a traceback."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(project.parent))

    assert main(["diff", "--root", str(project)]) == 2
    assert "git cannot tell" in capsys.readouterr().err


def test_an_earlier_state_that_cannot_be_read_is_told(
    kept: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the first place, and what to do."""
    edit(kept, "data/zones/ningxia.yaml", "pinyin: yinchuan", "pinyn: yinchuan")
    git(kept, "commit", "-qam", "Broken")
    edit(kept, "data/zones/ningxia.yaml", "pinyn: yinchuan", "pinyin: yinchuan")

    assert main(["diff", "HEAD", "--root", str(kept)]) == 2
    told = capsys.readouterr().err
    assert "does not read" in told
    assert "data/zones/ningxia.yaml:3" in told


def test_words_are_compared_by_words_and_chinese_by_characters() -> None:
    """What is the same stays readable."""
    (english,) = compare_words("It rose by 3.1% in May.", "It rose by 3.2% in May.")
    (chinese,) = compare_words("增长了三倍。", "增长了四倍。")

    assert [r.text for r in english if r.kind != "same"] == ["3.1", "3.2"]
    assert [r.text for r in chinese if r.kind != "same"] == ["三", "四"]


def test_a_rewritten_sentence_is_shown_whole() -> None:
    """Word by word it would be a riddle."""
    (sentence,) = compare_words("One thing was so.", "Nobody expected anything different here!")

    assert [run.kind for run in sentence] == ["gone", "new"]


def test_a_review_fits_and_calls_nobody() -> None:
    """However much changed; what editors wrote is no markup."""
    words = tuple(
        WordsChange(
            Spot("page x", f"part-{n}", "en"), ((Run("new", "@all <b>|" + "long " * 900),),)
        )
        for n in range(99)
    )
    found = Comparison((), (), (), words, (), (), (), (), ())

    text = as_review(found, Revision("main", "0" * 40, "2026-11-20"))

    assert len(text) < LIMIT + 500
    assert "<b>" not in text
    assert "@all" not in text
    assert text.count("<details") == text.count("</details>")


def test_the_workflow_finds_its_own_comment_and_may_do_no_more() -> None:
    """Nothing that runs what a request brings may write; every action is pinned whole."""
    text = (ROOT / ".github/workflows/diff.yml").read_text("utf-8")
    flow = yaml.safe_load(text)

    assert f'startswith("{MARK}")' in text
    assert flow["permissions"] == {}
    assert flow["jobs"]["compare"]["permissions"] == {"contents": "read"}
    assert flow["jobs"]["comment"]["permissions"] == {"pull-requests": "write"}
    assert not any("uses" in step for step in flow["jobs"]["comment"]["steps"])
    used = [s["uses"] for job in flow["jobs"].values() for s in job["steps"] if "uses" in s]
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action) for action in used)
    scripts = [s["run"] for job in flow["jobs"].values() for s in job["steps"] if "run" in s]
    assert not any("${{" in script for script in scripts)


GH = """#!/bin/sh
printf '%s\\n' "$*" | head -n 1 >> gh.log
case "$*" in *--paginate*) echo "$FOUND";; esac
"""


def test_the_steps_of_the_workflow_run_in_their_order(kept: Path) -> None:
    """As the code host runs them, with a merged request and a stand-in for its own program."""
    edit(kept, "data/areas.yaml", "What the zones need.", "All that zones need.")
    git(kept, "commit", "-qam", "A request")
    python, gh = kept / ".venv/bin/python", kept / "bin/gh"
    for program, text in ((python, f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'), (gh, GH)):
        program.parent.mkdir(parents=True)
        program.write_text(text, encoding="utf-8")
        program.chmod(0o755)
    (kept / "build.py").write_text(
        f"import sys\nsys.path.insert(0, {str(ROOT)!r})\nfrom explainer.cli import main\n"
        f"sys.exit(main([*sys.argv[1:], '--root', {str(kept)!r}]))\n",
        encoding="utf-8",
    )
    output, summary = kept / "output", kept / "summary"
    jobs = yaml.safe_load((ROOT / ".github/workflows/diff.yml").read_text("utf-8"))["jobs"]

    def run(job: str, **given: str) -> None:
        for step in jobs[job]["steps"]:
            if "run" not in step or step["name"] == "Set up":
                continue
            subprocess.run(
                ["bash", "-e", "-c", step["run"]],
                cwd=kept,
                check=True,
                capture_output=True,
                env={**os.environ, "PATH": f"{gh.parent}:{os.environ['PATH']}", **given},
            )

    run("compare", GITHUB_OUTPUT=str(output), GITHUB_STEP_SUMMARY=str(summary))
    review = summary.read_text(encoding="utf-8")
    first, *lines, last = output.read_text(encoding="utf-8").splitlines(keepends=True)
    for found in ("77\n78", ""):
        run("comment", REVIEW=review, REPOSITORY="o/r", NUMBER="9", FOUND=found)

    assert first == f"review<<{last}"
    assert "".join(lines) == review
    assert review.startswith(MARK)
    assert "<ins>All</ins>" in review
    assert (kept / "changes.html").is_file()
    asked, renewed, _, written = (kept / "gh.log").read_text(encoding="utf-8").splitlines()
    comments = "repos/o/r/issues/9/comments"
    assert asked.startswith(f"api --paginate {comments} --jq .[] | select(")
    assert renewed == (f"api --method PATCH repos/o/r/issues/comments/77 --raw-field body={MARK}")
    assert written == f"api --method POST {comments} --raw-field body={MARK}"


def test_a_state_from_before_a_file_that_every_site_has_is_read(kept: Path) -> None:
    """It is given the file of today: what came later is no difference an editor made."""
    git(kept, "rm", "-q", "--cached", "data/redirects.yaml", "content/en/methods.md")
    git(kept, "commit", "-qm", "Before")

    found = compare_with(settings_of(kept), find_revision(kept, "HEAD"))

    assert found.is_empty
