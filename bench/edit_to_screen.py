"""How long from saving a file to the change on the screen: `serve`, a real Chromium, the real site.

Run: .venv/bin/python bench/edit_to_screen.py [--runs 10]
Works on a copy; needs the packages of requirements/dev.lock and Chromium. Times run from the end
of the write to the change of the page's document, by the clock of one machine, in milliseconds.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from explainer.figures.draw import find_browser  # noqa: E402 - found beside this folder
from tests.serving import previewed  # noqa: E402 - found beside this folder

#: What a change is seen by: the text of an element, watched from before the save.
_WATCH = """
(selector) => {
  const text = () => document.querySelector(selector)?.outerHTML;
  const before = text();
  window.seen = new Promise((tell) => {
    const look = () => {
      if (text() !== before) { tell(Date.now()); watcher.disconnect(); }
    };
    const watcher = new MutationObserver(look);
    const all = {subtree: true, childList: true, characterData: true, attributes: true};
    watcher.observe(document, all);
  });
}
"""


def measure(
    page: Page, address: str, selector: str, runs: int, save: Callable[[int], None]
) -> list[float]:
    """Give the milliseconds from each save to the change of an element."""
    page.goto(address)
    page.wait_for_function("document.querySelector('.preview') !== null")
    times = []
    for number in range(1, runs + 1):
        page.wait_for_timeout(1500)
        page.evaluate(_WATCH, selector)
        save(number)
        saved = time.time() * 1000
        times.append(page.evaluate("window.seen") - saved)
    return times


def swap(path: Path, pattern: str, words: Callable[[int], str]) -> Callable[[int], None]:
    """Give what writes another text in the place of a pattern, each time."""
    whole = path.read_text("utf-8")
    assert len(re.findall(pattern, whole)) >= 1, f"{pattern} does not stand in {path}"

    def save(number: int) -> None:
        path.write_text(re.sub(pattern, words(number), whole, count=1), "utf-8")

    return save


def main() -> None:
    """Measure a text, a value and a figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=10, help="saves of each kind (default: 10)")
    runs = parser.parse_args().runs
    browser = find_browser()
    if browser is None:
        sys.exit("Chromium is needed.")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        root = Path(folder) / "project"
        root.mkdir()
        for name in ("content", "data", "drawings", "static", "templates", "bundle/out"):
            if (ROOT / name).exists():
                shutil.copytree(ROOT / name, root / name)
        for name in ("budget.yaml", "released.json"):
            shutil.copy(ROOT / name, root / name)
        prose = root / "content/en/explainer.md"
        values = root / "data/indicators"
        cases: tuple[tuple[str, str, str, Callable[[int], None]], ...] = (
            (
                "text",
                "",
                "main",
                swap(prose, r"(?s)^(---.*?---\n.*?) of ", lambda n: rf"\g<1> of{' a' * n} "),
            ),
            (
                "value",
                "numbers/listed-firms/",
                "main",
                swap(values / "listed-firms.yaml", "value: 894", lambda n: f"value: {894 + n}"),
            ),
            (
                "figure",
                "figures/trade-share/",
                ".figure__wide svg",
                swap(
                    values / "trade-share.yaml",
                    "value: 21.7",
                    lambda n: f"value: {21.7 - n / 10:.1f}",
                ),
            ),
        )
        running = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        with previewed(root) as address:
            page = running.new_page()
            for name, where, selector, save in cases:
                times = measure(page, address + where, selector, runs, save)
                print(
                    f"{name:>7}: median {statistics.median(times):.0f} ms, "
                    f"largest {max(times):.0f} ms ({runs} saves)"
                )
        running.close()


if __name__ == "__main__":
    main()
