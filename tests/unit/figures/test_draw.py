"""Drawing: with a browser the same bytes every time, without one a clear word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go
import pytest

from explainer.figures.browser import Browser, BrowserError
from explainer.figures.build import build_figures
from explainer.figures.draw import draw, draw_figures, find_browser, libraries
from explainer.figures.drawing import digest_of
from explainer.problems import Problems
from explainer.settings import Settings
from explainer.site import load_site
from tests.builders import ROOT
from tests.unit.figures.make import EN, make_figure, make_mark, make_model, make_value

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from explainer.figures.spec import Figure


def _figures(number: str = "5") -> Iterable[Figure]:
    figure = make_figure("bars", make_mark("firms/2024"))
    model = make_model(figure, values=(make_value("firms/2024", number),))
    return build_figures(model, {"en": EN}).values()


def _no_browser(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROME", raising=False)


def test_without_a_browser_the_editor_learns_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is written."""
    _no_browser(monkeypatch, tmp_path)
    problems = Problems()

    report = draw_figures(_figures(), tmp_path, problems)

    assert [problem.kind for problem in problems.found] == ["no-browser"]
    assert "apt-get install chromium" in problems.found[0].remedy
    assert report.drawn == ()
    assert list(tmp_path.iterdir()) == []


def test_current_drawings_need_no_browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Strays of figures that no longer exist are removed."""
    _no_browser(monkeypatch, tmp_path)
    folder = tmp_path / "drawings"
    folder.mkdir()
    (folder / "gone.en.wide.svg").write_text("<svg/>", encoding="utf-8")
    for figure in _figures():
        for drawing in figure.drawings:
            svg = f'<svg data-digest="{drawing.digest}"/>'
            (folder / drawing.name).write_text(svg, encoding="utf-8")
    problems = Problems()

    report = draw_figures(_figures(), tmp_path, problems)

    assert not problems.found
    assert report.kept == ("sample.en.narrow.svg", "sample.en.wide.svg")
    assert report.removed == ("gone.en.wide.svg",)


def test_the_browser_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CHROME comes before PATH; a name that is no program finds nothing."""
    program = tmp_path / "my-chrome"
    program.write_text("", encoding="utf-8")
    program.chmod(0o755)

    monkeypatch.setenv("CHROME", str(program))
    assert find_browser() == str(program)
    monkeypatch.setenv("CHROME", str(tmp_path / "none"))
    assert find_browser() is None


@pytest.mark.browser
def test_only_stale_drawings_are_drawn(tmp_path: Path) -> None:
    """A changed value draws its figure anew; progress is told."""
    told: list[str] = []
    problems = Problems()
    draw_figures(_figures("5"), tmp_path, problems)

    again = draw_figures(_figures("5"), tmp_path, problems)
    changed = draw_figures(
        _figures("6"), tmp_path, problems, progress=lambda _done, _total, name: told.append(name)
    )

    assert not problems.found
    assert (again.drawn, len(again.kept)) == ((), 2)
    assert sorted(told) == list(changed.drawn) == ["sample.en.narrow.svg", "sample.en.wide.svg"]
    for figure in _figures("6"):
        for drawing in figure.drawings:
            text = (tmp_path / "drawings" / drawing.name).read_text(encoding="utf-8")
            assert digest_of(text) == drawing.digest


@pytest.mark.browser
def test_what_a_browser_cannot_do_is_told(tmp_path: Path) -> None:
    """A script that fails, a program that is no browser; and the browser works on after it."""
    program = find_browser()
    assert program is not None
    with Browser(program) as browser:
        with pytest.raises(BrowserError, match="nothing is not defined"):
            browser.evaluate("nothing")
        assert browser.evaluate("'经开区'.length") == 3
    script = tmp_path / "no-browser"
    script.write_text("#!/bin/sh\n", encoding="utf-8")
    script.chmod(0o755)
    with Browser(str(script)) as browser, pytest.raises(BrowserError):
        browser.evaluate("1")


@pytest.mark.real
def test_the_library_knows_everything_that_forms_write() -> None:
    """A browser would guess in silence; Plotly’s own check names the property."""
    for figure in load_site(Settings(ROOT, ROOT / "dist")).figures.values():
        for drawing in figure.drawings:
            spec = drawing.spec
            go.Figure(data=spec["data"], layout=spec["layout"], skip_invalid=False)


@pytest.mark.browser
@pytest.mark.real
@pytest.mark.parametrize("number", [0, 1], ids=["small library", "whole library"])
def test_all_kept_drawings_are_those_that_would_be_drawn_now(number: int) -> None:
    """Byte for byte: no font, no machine, no chance and no edition of the library tells."""
    figures = load_site(Settings(ROOT, ROOT / "dist")).figures.values()
    drawings = [drawing for figure in figures for drawing in figure.drawings]
    problems, program = Problems(), find_browser()
    assert program is not None

    with Browser(program, libraries()[number]) as browser:
        drawn = draw(drawings, problems, browser=browser)

    assert drawn is not None, problems.found
    kept = {path.name: path.read_text(encoding="utf-8") for path in ROOT.glob("drawings/*.svg")}
    assert sorted(kept) == sorted(drawn)
    assert [name for name in drawn if drawn[name] != kept[name]] == []
