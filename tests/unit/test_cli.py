"""The command line: exit codes, what is printed, and that nothing is lost."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from explainer.cli import main
from tests.builders import ROOT, append, edit

EN_PAGE = "content/en/explainer.md"
ZH_PAGE = "content/zh/explainer.md"


def digest_of(folder: Path) -> dict[str, str]:
    """Give a digest and the time of every file of a folder; the cache does not count."""
    return {
        path.relative_to(folder).as_posix(): (
            f"{hashlib.sha256(path.read_bytes()).hexdigest()} {path.stat().st_mtime_ns}"
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def in_both(root: Path, page: str, old: tuple[str, str], new: tuple[str, str]) -> None:
    """Change the same thing in both languages."""
    for language, before, after in zip(("en", "zh"), old, new, strict=True):
        edit(root, f"content/{language}/{page}", before, after)


# What goes well -----------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], ["build"]])
def test_a_build_writes_the_site_and_says_so(
    project: Path, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """One line: pages, files, folder, changes, time."""
    code = main([*command, "--root", str(project)])

    assert code == 0
    assert re.match(
        rf"\d+ pages, \d+ files in {project}/dist \(\d+ written, 0 removed, [\d.]+ s\)\n",
        capsys.readouterr().out,
    )
    assert (project / "dist/index.html").is_file()


def test_a_second_build_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same content gives the same bytes."""
    main(["--root", str(project)])
    before = digest_of(project / "dist")
    capsys.readouterr()

    assert main(["--root", str(project)]) == 0

    assert "(0 written, 0 removed" in capsys.readouterr().out
    assert digest_of(project / "dist") == before


def test_the_site_goes_where_it_is_told(project: Path, tmp_path: Path) -> None:
    """The project itself stays as it is."""
    before = digest_of(project)

    assert main(["--root", str(project), "--out", str(tmp_path / "elsewhere")]) == 0

    assert (tmp_path / "elsewhere/zh/index.html").is_file()
    assert digest_of(project) == before


def test_a_check_writes_nothing(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It only says what it found."""
    before = digest_of(project)

    assert main(["check", "--root", str(project)]) == 0

    assert capsys.readouterr().out.startswith("No errors, 0 warnings, 2 notices.")
    assert digest_of(project) == before


def test_notices_are_listed_on_request(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What could be better supported."""
    assert main(["check", "--notices", "--root", str(project)]) == 0

    assert "[single-second-hand-source]" in capsys.readouterr().out


# What goes wrong ----------------------------------------------------------------------------


def test_six_mistakes_in_four_files_are_told_in_one_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each with file, line and column; the site of yesterday stays as it is."""
    assert main(["--root", str(project)]) == 0
    before = digest_of(project / "dist")
    capsys.readouterr()
    edit(project, "data/zones/ningxia.yaml", "pinyin: yinchuan", "pinyn: yinchuan")
    edit(project, "data/zones/ningxia.yaml", "year: 2001", "year: 1949")
    edit(project, "data/sectors.yaml", "      zh: 机械\n", "")
    edit(project, "data/indicators/gdp.yaml", "value: 10.5", "value: 10,5")
    edit(project, "content/zh/explainer.md", "title: 经开区简介", "titel: 经开区简介")

    code = main(["--root", str(project)])

    told = capsys.readouterr()
    assert code == 1
    *lines, number, last = told.err.splitlines()
    problems = [line for line in lines if ": error: " in line]
    assert {line.split(": ")[0] for line in problems} >= {
        "content/zh/explainer.md:2:1",
        "data/indicators/gdp.yaml:24:12",
        "data/sectors.yaml:5:7",
        "data/zones/ningxia.yaml:3:5",
        "data/zones/ningxia.yaml:7:5",
        "data/zones/ningxia.yaml:9:11",
    }
    assert number == f"{len(problems)} errors, 0 warnings in 4 files."
    assert last == "Nothing was written."
    assert told.out == ""
    assert digest_of(project / "dist") == before


def test_six_mistakes_in_prose_are_told_in_one_run(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers, links, blocks and dates, in both languages and in records."""
    assert main(["--root", str(project)]) == 0
    before = digest_of(project / "dist")
    in_both(project, "explainer.md", ("(term:zone)", "(term:zone)"), ("(term:zon)", "(term:zon)"))
    in_both(project, "explainer.md", ("::measures", "::measures"), ("::mesures", "::mesures"))
    edit(project, EN_PAGE, "[[zones/2024]] of them", "3 of them")
    edit(project, ZH_PAGE, "企业[[firms/2024]]家", "企业[[firm/2024]]家")
    edit(project, "data/areas.yaml", "en: What the zones need.", "en: Since 27 May 2025.")
    edit(project, "data/relations.yaml", "      - national-gdp/2024", "      - national-gpd/2024")
    capsys.readouterr()

    code = main(["--root", str(project)])

    told = capsys.readouterr().err
    assert code == 1
    for kind in (
        "unknown-id", "unknown-block", "unbound-number", "unknown-value", "dates-differ",
    ):  # fmt: skip
        assert f"[{kind}]" in told
    assert len({line.split(":")[0] for line in told.splitlines() if ": error: " in line}) >= 4
    assert digest_of(project / "dist") == before


@pytest.mark.parametrize(
    "arguments",
    [["--nonsense"], ["nonsense"], ["--root"], ["draw", "--everything"], ["check", "x"]],
)
def test_a_wrong_call_is_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, with the usage."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)

    assert caught.value.code == 2
    assert "usage: build.py" in capsys.readouterr().err


def test_a_folder_that_is_no_project_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything that is missing is listed."""
    assert main(["--root", str(tmp_path)]) == 1

    told = capsys.readouterr().err
    assert "data/site.yaml: error: this file is missing." in told
    assert "Nothing was written." in told


def test_a_foreign_folder_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 3, and the folder stays."""
    out = tmp_path / "mine"
    out.mkdir()
    (out / "thesis.doc").write_bytes(b"x")

    assert main(["--root", str(project), "--out", str(out)]) == 3

    assert "The site was not written" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["thesis.doc"]


def test_warnings_stop_a_strict_build_only(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A source that is due does not stop an ordinary build."""
    edit(
        project,
        "data/sources/all.yaml",
        "    reading: repost\n",
        "    reading: repost\n    review_by: 2025-01\n",
    )

    assert main(["--root", str(project)]) == 0
    assert "[review-due]" in capsys.readouterr().err
    shutil.rmtree(project / "dist")
    assert main(["--strict", "--root", str(project)]) == 1
    assert not (project / "dist").exists()
    assert main(["check", "--strict", "--root", str(project)]) == 1


def test_a_release_is_refused_while_there_are_warnings(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is on record was clean."""
    edit(
        project,
        "data/sources/all.yaml",
        "    reading: repost\n",
        "    reading: repost\n    review_by: 2025-01\n",
    )

    assert main(["release", "--root", str(project)]) == 1

    assert "Not released" in capsys.readouterr().err
    assert not (project / "released.json").exists()


def test_a_release_is_put_on_record_and_guards_its_values(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change without entry is a warning from then on."""
    assert main(["release", "--root", str(project)]) == 0
    assert main(["check", "--strict", "--root", str(project)]) == 0
    capsys.readouterr()

    edit(project, "data/indicators/firms.yaml", "value: 60000", "value: 61000")

    assert main(["check", "--strict", "--root", str(project)]) == 1
    told = capsys.readouterr().err
    assert "[unrecorded-change]" in told
    assert "data/indicators/firms.yaml:14:12" in told


# No mistake of an editor shows a traceback --------------------------------------------------


def ui(root: Path, old: str, new: str) -> None:
    """Change the first place of a piece in both files of interface words."""
    for language in ("en", "zh"):
        path = root / f"content/{language}/ui.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def as_folder(path: Path) -> None:
    """Put a folder in a file's place."""
    path.unlink()
    path.mkdir()


def as_pipe(path: Path) -> None:
    """Put a pipe in a file's place."""
    path.unlink()
    os.mkfifo(path)


MISTAKES: dict[str, Callable[[Path], object]] = {
    "an interface word missing in both": lambda root: ui(root, "  skip: ", "  skop: "),
    "a field renamed in both": lambda root: ui(root, "{date}", "{day}"),
    "a brace broken in both": lambda root: ui(root, "{date}", "{date"),
    "a field that looks inside": lambda root: ui(root, "{date}", "{date.__class__}"),
    "a figure without name": lambda root: ui(root, "    weight: ", "    wieght: "),
    "the map missing": lambda root: (root / "data/figures/tile-map.yaml").unlink(),
    "a province without region": lambda root: edit(
        root, "data/provinces.yaml", "    region: west\n", ""
    ),
    "no inputs": lambda root: edit(
        root,
        "data/computed.yaml",
        "change\n    inputs:\n      - gdp/2023/bulletin\n      - gdp/2024/bulletin\n",
        "sum\n    inputs: []\n",
    ),
    "a broken record": lambda root: (root / "released.json").write_text("[" * 99_999),
    "a folder as record": lambda root: (root / "released.json").mkdir(),
    "a folder as drawing": lambda root: as_folder(root / "drawings/weight.en.wide.svg"),
    "a drawing that is no text": lambda root: (root / "drawings/weight.en.wide.svg").write_bytes(
        b"\xff\xfe\xff"
    ),
    "a script in a drawing": lambda root: edit(
        root, "drawings/weight.en.wide.svg", "<path", "<script>alert(1)</script><path"
    ),
    "a pipe as page": lambda root: as_pipe(root / EN_PAGE),
    "brackets without end": lambda root: append(root, "data/sectors.yaml", "x: " + "[" * 100_000),
    "private characters": lambda root: append(root, EN_PAGE, "\n\ue0000\ue001\n"),
    "an endless number": lambda root: edit(
        root, "data/indicators/gdp.yaml", "value: 10.5", "value: " + "9" * 5000
    ),
    "a list as site": lambda root: (root / "data/site.yaml").write_text("- a\n"),
    "no data": lambda root: shutil.rmtree(root / "data"),
    "no pages": lambda root: shutil.rmtree(root / "content/zh"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_no_mistake_shows_a_traceback(
    project: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """It is told with its file, and nothing is written."""
    MISTAKES[name](project)

    assert main(["--root", str(project)]) == 1

    told = capsys.readouterr().err
    assert re.search(r"^(content|data|drawings|released)[\w./-]*(:\d+)*: ?.*error: ", told, re.M), (
        told[:300]
    )
    assert not (project / "dist").exists()


# The command itself -------------------------------------------------------------------------


def run(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run build.py as editors do."""
    return subprocess.run(
        [sys.executable, str(ROOT / "build.py"), *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_is_quick_and_names_the_commands() -> None:
    """It needs no data and loads no engine."""
    told = run("--help")

    assert told.returncode == 0
    for command in ("build", "check", "draw", "release"):
        assert re.search(rf"^ +{command} ", told.stdout, re.M), command


def test_the_command_works_from_any_folder(project: Path, tmp_path: Path) -> None:
    """Paths count from where the editor stands."""
    told = run("--root", "project", "--out", "here", cwd=tmp_path)

    assert told.returncode == 0, told.stderr
    assert (tmp_path / "here/index.html").is_file()
    assert project.is_dir()


def test_exit_codes_reach_the_shell(project: Path) -> None:
    """Scripts rely on them."""
    edit(project, "data/sectors.yaml", "en: Machinery", "en:")

    told = run("check", "--root", str(project))

    assert told.returncode == 1
    assert "Traceback" not in told.stderr


FULL = "What there is to say cannot be written: No space left on device.\n"


@pytest.mark.parametrize(
    ("shell", "code", "told"),
    [
        ('"$@" check --notices > /dev/full; echo $?', "4", FULL),
        ('"$@" check --notices | true; echo ${PIPESTATUS[0]}', "141", ""),
        ('"$@" --help > /dev/full; echo $?', "4", FULL),
        ('"$@" --help | true; echo ${PIPESTATUS[0]}', "141", ""),
        ('PYTHONUNBUFFERED=1 "$@" --help > /dev/full; echo $?', "4", FULL),
        ('PYTHONUNBUFFERED=1 "$@" --help | true; echo ${PIPESTATUS[0]}', "141", ""),
        ('PYTHONUNBUFFERED=1 "$@" --help 2> /dev/full > /dev/null; echo $?', "0", ""),
        ('"$@" nonsense 2> /dev/full; echo $?', "4", ""),
        ('"$@" nonsense 2>&1 | true; echo ${PIPESTATUS[0]}', "141", ""),
        ('"$@" hosting --readers 9 >&- 2>&-; echo $?', "2", ""),
    ],
)
def test_what_cannot_be_said_is_no_traceback(
    project: Path, shell: str, code: str, told: str
) -> None:
    """A full disk is told in a line, a reader that went away not at all; others do not mind."""
    words = [sys.executable, str(ROOT / "build.py"), "--root", str(project)]
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-c", shell, "-", *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout.strip(), done.stderr) == (code, told)


def test_a_build_that_cannot_say_so_is_published(project: Path) -> None:
    """The site stands there, whatever became of the words."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, str(ROOT / "build.py"), "--root", str(project)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert (done.returncode, done.stderr) == (4, FULL)
    assert (project / "dist/index.html").is_file()


def test_help_has_exit_codes_and_examples(capsys: pytest.CaptureFixture[str]) -> None:
    """Of the whole, and of every command."""
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert "Exit codes: 0 done; 1 " in told
    for command in re.findall(r"^    ([a-z]+) ", told, re.M):
        with pytest.raises(SystemExit):
            main([command, "--help"])
        assert f"Example: python build.py {command}" in capsys.readouterr().out


def test_stopping_a_draw_says_what_is_done(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Drawings are whole; pictures are as they were."""
    from explainer.figures import photograph

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    before = digest_of(project)
    monkeypatch.setattr(photograph, "photograph_pictures", stop)

    assert main(["draw", "--root", str(project)]) == 2

    assert "Stopped. The drawings are done" in capsys.readouterr().err
    assert digest_of(project) == before


def test_a_record_that_cannot_be_written_is_told(
    project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3, and the old one stays."""
    from explainer.changeset import Changeset

    def refuse(_: Changeset) -> None:
        raise OSError(28, "No space left on device", "released.json")

    monkeypatch.setattr(Changeset, "_apply", refuse)

    assert main(["release", "--root", str(project)]) == 3

    assert "Not released: released.json cannot be written: No space" in capsys.readouterr().err
    assert not (project / "released.json").exists()
