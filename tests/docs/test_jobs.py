"""Every job of docs/editors.md, done on a copy of the real content as the page says.

A command is run, a change is made, and what the page shows must be there; in the end the content
has no error and no warning.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from explainer.cli import main
from explainer.problems import BuildError
from explainer.settings import Settings
from explainer.site import load_site
from explainer.yaml_edit import add_item
from tests.builders import ROOT

PAGE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
JOBS = {
    title: text
    for title, text in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    if "*Good:*" in text
}
#: Done otherwise: with a copy of the builder.
ELSEWHERE = {"Add a language"}
#: Commands that draw, serve or build; their tests are elsewhere.
SLOW = {"draw", "serve", "build", "publish", "diff"}

_FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.M | re.S)
_TABLE = re.compile(r"^( *)\| before \| after \|\n *\|---\|---\|\n((?: *\|.*\|\n)+)", re.M)


@dataclass(frozen=True)
class Step:
    """Something that a job does or shows: the words before it, and its text."""

    kind: str
    lead: str
    text: str


def steps_of(text: str) -> Iterator[Step]:
    """Give the examples of a job in their order."""
    found = [(m.start(), m) for pattern in (_FENCE, _TABLE) for m in pattern.finditer(text)]
    for start, match in sorted(found, key=lambda pair: pair[0]):
        lead = text[:start].rstrip().rsplit("\n", 1)[-1].strip()
        if match.re is _FENCE:
            body = re.sub(rf"^{match.group(1)}", "", match.group(3), flags=re.M)
            yield Step(match.group(2), lead, body)
        else:
            yield Step("table", lead, match.group(2))


def commands_of(text: str) -> list[list[str]]:
    """Give the calls of the builder in a block, as the shell would split them."""
    whole = re.sub(r"\\\n\s*", " ", text)
    lines = [line for line in whole.split("\n") if "build.py" in line]
    return [shlex.split(line, comments=True)[2:] for line in lines]


def file_of(lead: str) -> str:
    """Give the file that the words before an example name."""
    found: list[str] = re.findall(r"`([\w./-]+\.(?:yaml|md|py))`", lead)
    assert found, f"no file is named: {lead}"
    return found[-1]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the real content."""
    for name in ("data", "content", "static", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("released.json", "budget.yaml"):
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def swap(root: Path, step: Step) -> None:
    """Make the changes of a table, each in the file that the words before it name."""
    path = root / file_of(step.lead)
    for row in step.text.strip().split("\n"):
        before, after = (
            cell.replace("⏎", "\n").replace("\\|", "|")
            for cell in re.findall(r"`((?:[^`]|``)+)`", row)
        )
        text = path.read_text(encoding="utf-8")
        assert before in text, f"{before!r} is not in {path.name}"
        path.write_text(text.replace(before, after, 1), encoding="utf-8")


def put_in(root: Path, step: Step) -> None:
    """Put the text of an example where the words before it say, or look for it there."""
    path = root / file_of(step.lead)
    text = path.read_text(encoding="utf-8")
    if "stands" in step.lead:
        assert step.text.strip("\n") in text, f"{path.name} does not hold what is shown"
        return
    key = re.search(r"At the end of `(\w+)` in", step.lead)
    if key:
        item = textwrap.dedent(re.sub(r"^- ", "  ", step.text)).rstrip().split("\n")
        text = add_item(text, [key.group(1)], item, _length(text, key.group(1)))
    elif step.lead.startswith("Under `changes:`"):
        text = text.replace("changes:\n", f"changes:\n{step.text}", 1)
    else:
        assert "t the end" in step.lead, step.lead
        text += step.text if path.suffix == ".yaml" else f"\n{step.text}"
    path.write_text(text, encoding="utf-8")


def _length(text: str, key: str) -> int:
    from explainer.load import Sequence
    from explainer.yaml_edit import node_at, read_nodes

    node = node_at(read_nodes(text), [key])
    assert isinstance(node, Sequence)
    return len(node.items)


def has_lines(output: str, shown: str) -> None:
    """What is shown stands in what was said, line by line; “…” stands for anything."""
    for line in shown.strip().split("\n"):
        pattern = ".*".join(re.escape(part) for part in line.strip().split("…"))
        assert re.search(rf"^ *{pattern}$", output, re.M), f"{line!r} is not in:\n{output}"


@pytest.mark.real
@pytest.mark.parametrize("title", sorted(JOBS.keys() - ELSEWHERE))
def test_job_is_done_as_the_page_says(
    title: str, copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Commands, changes, and what is shown; then there is nothing to complain of."""
    output = ""
    for step in steps_of(JOBS[title]):
        if step.kind == "sh":
            output = ""
            for words in commands_of(step.text):
                if words[0] not in SLOW:
                    assert main([*words, "--root", str(copy)]) == 0, capsys.readouterr()
                    output += capsys.readouterr().out
        elif step.kind == "text":
            has_lines(output, step.text)
        elif step.kind == "table":
            swap(copy, step)
        else:
            put_in(copy, step)

    try:
        left = load_site(Settings(copy, copy / "dist")).warnings
    except BuildError as error:
        left = error.errors
    assert [str(problem) for problem in left] == []


def test_every_job_is_listed() -> None:
    """And each tells what good looks like."""
    assert len(JOBS) >= 14
    listed = set(re.findall(r"\]\(#([\w-]+)\)", PAGE.split("\n## ")[1]))
    assert {title.lower().replace(" ", "-") for title in JOBS} <= listed
    titles = re.findall(r"^## (.+)$", PAGE, re.M)
    jobs = titles[titles.index("The jobs") + 1 : titles.index("See what readers would see change")]
    assert jobs == list(JOBS)


@pytest.mark.real
def test_every_command_on_the_page_exists() -> None:
    """Those in running text, too; an unknown word would end the call with its usage."""
    known = set(re.findall(r"^    (\w[\w-]*) ", _help(), re.M))
    named = set(re.findall(r"build\.py ([a-z]+)", PAGE))

    assert named - known == set()


def _help() -> str:
    told = subprocess.run(
        [sys.executable, "build.py", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return told.stdout


def in_french(text: str) -> str:
    """Give each English text of a YAML file a French line beside it, with the same words."""
    lines, out, number = text.split("\n"), [], 0
    while number < len(lines):
        match = re.match(r"( *)(- )?en:(.*)", lines[number])
        end = number + 1
        if match:
            margin = len(match.group(1) + (match.group(2) or ""))
            while end < len(lines) and lines[end].startswith(" " * (margin + 1)):
                end += 1
            out += lines[number:end]
            out += [" " * margin + "fr:" + match.group(3), *lines[number + 1 : end]]
        else:
            out.append(lines[number])
        number = end
    return "\n".join(out)


def test_a_language_can_be_added(project: Path, tmp_path: Path) -> None:
    """As the page says, in a copy of the builder: what is missing is told, then nothing."""
    builder = tmp_path / "builder"
    shutil.copytree(
        ROOT / "explainer", builder / "explainer", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "build.py", builder / "build.py")
    for step in steps_of(JOBS["Add a language"]):
        if step.kind == "table":
            swap(builder, step)

    def check() -> str:
        told = subprocess.run(
            [sys.executable, "build.py", "check", "--root", str(project)],
            cwd=builder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return told.stdout + told.stderr

    shutil.copytree(project / "content/en", project / "content/fr")
    told = check()
    assert "the text in “fr” is missing." in told
    assert "Traceback" not in told

    for path in (project / "data").rglob("*.yaml"):
        path.write_text(in_french(path.read_text(encoding="utf-8")), encoding="utf-8")
    assert "“language.fr” is missing. Write the name of the language" in check()
    for code in ("en", "zh", "fr"):
        path = project / f"content/{code}/ui.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("language:\n", "language:\n  fr: Français\n"), "utf-8")
    told = check()

    kinds = set(re.findall(r"\[([a-z-]+)\]$", told, re.M))
    assert kinds <= {"borrowed-words", "missing-drawing"}, told
    assert "borrowed-words" in kinds
