"""How builds grow: projects of so many synthetic zones, beside Hugo on as many pages.

Run: make bench, or .venv/bin/python bench/scale.py [--zones 1000 10000] [--runs 5] [--real]
Every time is that of a whole process, the median of the runs, in seconds by the clock and of
processors (on a machine that others use the second says more); memory is the largest resident size
of one process in MiB. Each synthetic zone has a page in each language with its table of facts, as
Hugo has; both start from nothing for "clean". ``--real`` times the real site, too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.builders import make_project, stand_ins, write_drawings  # noqa: E402 - found beside this folder

_INDUSTRIES = (("machines", "机械"), ("chemicals", "化工"), ("electronics", "电子"))


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds of a process by the clock and of processors, and its largest size in MiB."""

    seconds: float
    work: float
    memory: float


def run(*command: str, folder: Path) -> Timing:
    """Run a command to its end.

    Raises:
        SystemExit: with what it said, when it fails.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise SystemExit(said.read().decode())
    return Timing(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def median(runs: int, command: tuple[str, ...], folder: Path, before: Callable[[], None]) -> Timing:
    """Give the medians of several runs, something done before each."""
    found = []
    for _ in range(runs):
        before()
        found.append(run(*command, folder=folder))
    return Timing(
        statistics.median(t.seconds for t in found),
        statistics.median(t.work for t in found),
        max(t.memory for t in found),
    )


def make_synthetic(folder: Path, number: int) -> Path:
    """Give a whole project of so many zones; the same number gives the same bytes."""
    root = make_project(folder, drawings=False)
    halves = (("jiangsu", range(number // 2)), ("ningxia", range(number // 2, number)))
    for province, numbers in halves:
        path = root / "data/zones" / f"{province}.yaml"
        known = path.read_text(encoding="utf-8")
        path.write_text(known + "".join(map(_zone, numbers)), encoding="utf-8")
    write_drawings(root, stand_ins(root))
    return root


def _zone(number: int) -> str:
    english, chinese = _INDUSTRIES[number % 3]
    return f"""\
  - id: zone-{number:05}
    name:
      en: Zone {number:05}
      zh: 第{number:05}经开区
    pinyin: zone{number:05}
    name_support: independent
    year: {1984 + number % 40}
    year_support: verified
    year_sources: [ministry-2025]
    area_hectares: {500 + number}
    industries:
      en: {english}
      zh: {chinese}
    detail_sources: [ministry-2025]
    sources: [list-2025, ministry-2025]
"""


def make_hugo(folder: Path, number: int) -> Path:
    """Give a Hugo site with a page a zone in two languages, the same table on each."""
    root = folder / "hugo"
    (root / "layouts/_default").mkdir(parents=True)
    (root / "hugo.yaml").write_text(
        "baseURL: https://zones.example/\\ntitle: Zones\\ndisableKinds: [taxonomy, term, rss]\\n"
        "defaultContentLanguage: en\\nlanguages:\\n  en: {contentDir: content/en, weight: 1}\\n"
        "  zh: {contentDir: content/zh, weight: 2}\\n".replace("\\n", "\n"),
        encoding="utf-8",
    )
    rows = "".join(
        f"<tr><th>{name}</th><td>{{{{ .Params.{key} }}}}</td></tr>"
        for name, key in (
            ("Province", "province"), ("Year", "year"), ("Area", "area"),
            ("Industries", "industries"), ("Sources", "sources"),
        )
    )  # fmt: skip
    page = (
        "<!doctype html><html lang={{ .Site.Language.Lang }}><title>{{ .Title }}</title>"
        f"<h1>{{{{ .Title }}}}</h1><table>{rows}</table>{{{{ .Content }}}}</html>"
    )
    (root / "layouts/_default/single.html").write_text(page, encoding="utf-8")
    listed = "<tr><td><a href='{{ .RelPermalink }}'>{{ .Title }}</a><td>{{ .Params.year }}</tr>"
    (root / "layouts/_default/list.html").write_text(
        f"<table>{{{{ range .RegularPages }}}}{listed}{{{{ end }}}}</table>", encoding="utf-8"
    )
    for code in ("en", "zh"):
        pages = root / "content" / code / "zones"
        pages.mkdir(parents=True)
        for zone in range(number):
            english, chinese = _INDUSTRIES[zone % 3]
            words = english if code == "en" else chinese
            (pages / f"zone-{zone:05}.md").write_text(
                f"---\ntitle: Zone {zone:05}\nprovince: Jiangsu\nyear: {1984 + zone % 40}\n"
                f"area: {500 + zone}\nindustries: {words}\nsources: [list-2025, ministry-2025]\n"
                "---\n\nOne zone.\n",
                encoding="utf-8",
            )
    return root


def build_times(root: Path, out: Path, file: str, words: tuple[str, str], runs: int) -> Timing:
    """Print the times of a project: from nothing, unchanged, one value changed, there and back.

    Gives the first of them.
    """
    command = (sys.executable, str(ROOT / "build.py"), "--root", str(root), "--out", str(out))

    def from_nothing() -> None:
        for folder in (out, root / ".cache"):
            shutil.rmtree(folder, ignore_errors=True)

    def change() -> None:
        path = root / file
        text = path.read_text(encoding="utf-8")
        old, new = words if words[0] in text else words[::-1]
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    clean = median(runs, command, root, from_nothing)
    say("clean", clean)
    time.sleep(0.1)
    run(*command, folder=root)
    say("nothing changed", median(runs, command, root, lambda: None))
    say("one value changed", median(runs, command, root, change))
    return clean


def say(what: str, timing: Timing) -> None:
    """Print one line."""
    print(
        f"  {what:20}{timing.seconds:8.3f} s {timing.work:8.3f} s of processors "
        f"{timing.memory:6.0f} MiB",
        flush=True,
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--zones", type=int, nargs="*", default=[1000, 10000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--real", action="store_true", help="time the real site, too")
    options = parser.parse_args()
    beside = str(Path(sys.executable).parent)
    hugo = shutil.which("hugo", path=os.pathsep.join((beside, os.environ.get("PATH", ""))))
    if hugo is None:
        print("Hugo is not here: no ratios (make bench installs it).")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if options.real:
            root = folder / "real"
            shutil.copytree(
                ROOT, root, ignore=shutil.ignore_patterns(".*", "dist", "node_modules", "tests")
            )
            print("the real site")
            words = ("value: 50000", "value: 50001")
            file = "data/indicators/same-policy-parks.yaml"
            text = (root / file).read_text(encoding="utf-8")
            value = text.rpartition("value: ")[2].split("\n")[0]
            words = (f"value: {value}\n    sources:\n      - annual", "")
            words = (words[0], words[0].replace(f"value: {value}", f"value: {value}1"))
            build_times(root, folder / "real-out", file, words, options.runs)
        for number in options.zones:
            print(f"{number:,} synthetic zones")
            root = make_synthetic(folder / f"zones-{number}", number)
            words = ("area_hectares: 501\n", "area_hectares: 502\n")
            file = "data/zones/jiangsu.yaml"
            ours = build_times(root, folder / f"out-{number}", file, words, options.runs)
            if hugo is not None:
                site = make_hugo(folder / f"hugo-{number}", number)
                command = (
                    hugo,
                    "--quiet",
                    "--destination",
                    str(folder / f"hugo-out-{number}"),
                )

                def clean(number: int = number) -> None:
                    shutil.rmtree(folder / f"hugo-out-{number}", ignore_errors=True)

                theirs = median(options.runs, command, site, clean)
                say("Hugo, clean", theirs)
                print(
                    f"  ours is {ours.seconds / theirs.seconds:.1f} times Hugo's by the clock, "
                    f"{ours.work / theirs.work:.1f} times of processors"
                )


if __name__ == "__main__":
    main()
