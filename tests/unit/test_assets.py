"""Style sheets and scripts as they are published, with and without the library."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest

from explainer.assets import read_assets, shrink_css, shrink_js
from explainer.cli import main
from explainer.site import build_site
from tests.builders import ROOT, settings_of


@pytest.fixture
def static(tmp_path: Path) -> Path:
    """A project with little more than static files."""
    texts = {
        "static/css/order.txt": "a.css\nb.css\n",
        "static/css/a.css": "/* Says what it is. */\na {\n  color: red;\n}\n",
        "static/css/b.css": "b {\n  color: blue;\n}\n",
        "static/css/explore.txt": "explore.css\n",
        "static/css/explore.css": "c {\n  color: green;\n}\n",
        "static/js/order.txt": "one.js\ntwo.js\n",
        "static/js/one.js": "// Says what it is.\nfirst();\n",
        "static/js/two.js": 'load("explore-run.js", "plotly.js");\n',
        "static/js/explore-run.js": 'style("explore.css");\n',
        "static/js/alone.js": "alone();\n",
        "static/img/icon.svg": "<svg/>",
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_a_kind_of_page_fetches_what_it_needs(static: Path) -> None:
    """Parts that name kinds go to these alone, parts that exclude some to all others."""
    order = "one.js\nalone.js: zone figure\ntwo.js: !zone\n"
    (static / "static/js/order.txt").write_text(order, encoding="utf-8")

    assets = read_assets(static)

    site, zone, figure = (
        assets.files[assets.addresses[f"{name}.js"]]
        for name in ("site", "page-zone", "page-figure")
    )
    assert site == b'first();\nload("explore-run.js","plotly.js");\n'
    assert zone == b"first();\nalone();\n"
    assert figure == b'first();\nalone();\nload("explore-run.js","plotly.js");\n'
    assert "alone.js" not in assets.addresses
    assert "one.js" not in assets.addresses


def add_library(root: Path) -> None:
    """Put a stand-in where `make site` leaves the library."""
    folder = root / "bundle/out"
    folder.mkdir(parents=True)
    (folder / "plotly.js").write_text('/* "licences.txt" */ var Plotly;', encoding="utf-8")
    (folder / "plotly.css").write_text(".plot{margin:0}\n", encoding="utf-8")
    (folder / "licences.txt").write_text("Anybody may.\n", encoding="utf-8")


def test_lists_become_one_file_each(static: Path) -> None:
    """In the order of the list; a script in no list stays alone."""
    assets = read_assets(static)

    assert set(assets.addresses) == {"site.css", "site.js", "alone.js", "icon.svg"}
    assert assets.files[assets.addresses["site.css"]] == b"a{color:red}b{color:blue}\n"
    assert assets.files[assets.addresses["site.js"]].startswith(b"first();\nload(")
    assert not assets.explorable


def test_addresses_follow_the_content(static: Path) -> None:
    """So that browsers may keep a file for ever."""
    before = read_assets(static).addresses
    (static / "static/css/b.css").write_text("b {\n  color: black;\n}\n", encoding="utf-8")
    after = read_assets(static).addresses

    assert before["site.css"] != after["site.css"]
    assert before["alone.js"] == after["alone.js"]


def test_scripts_know_the_addresses_of_what_they_fetch(static: Path) -> None:
    """Names in quotes become names with digests, down to the licences."""
    add_library(static)

    assets = read_assets(static)

    def text(name: str) -> str:
        return assets.files[assets.addresses[name]].decode()

    def quoted(name: str) -> str:
        return f'"{assets.addresses[name].removeprefix("assets/")}"'

    assert assets.explorable
    assert f"load({quoted('explore-run.js')},{quoted('plotly.js')})" in text("site.js")
    assert f"style({quoted('explore.css')})" in text("explore-run.js")
    assert quoted("licences.txt") in text("plotly.js")
    assert text("explore.css") == ".plot{margin:0}\nc{color:green}\n"


def test_shrinking_leaves_what_works() -> None:
    """Comments and indentation go; an address in a string stays."""
    assert shrink_css("/* x */\na {\n  b: c;\n}\n") == "a{b:c}\n"
    assert shrink_js('// x\nif (a) {\n  b("//c"); // d\n}\n') == 'if(a){\nb("//c"); // d\n}\n'
    assert shrink_js('a = b ? "x, = y" : `${c}, ? d`;\n') == 'a=b?"x, = y":`${c}, ? d`;\n'
    assert shrink_js("(a, b) => (c ??= a - -b);\n") == "(a,b)=>(c??=a - -b);\n"


def test_a_site_without_the_library_is_whole(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages offer no exploring, and the build says how to have it."""
    code = main(["--root", str(project)])

    assert code == 0
    assert "cannot be explored" in capsys.readouterr().out
    page = (project / "dist/index.html").read_text(encoding="utf-8")
    assert "svg" in page
    assert "data-explore" not in page
    assert not list(project.glob("dist/figures/*/wide.js"))


def test_a_site_with_the_library_offers_it(project: Path) -> None:
    """Each drawing names what is fetched for it, and that is published."""
    add_library(project)

    built = build_site(settings_of(project))

    assert built.explorable
    page = built.files["zh/index.html"].decode()
    assert 'data-explore="figures/weight/narrow.js"' in page
    assert "zh/figures/weight/narrow.js" in built.files


def test_the_library_is_the_one_that_draws() -> None:
    """Readers explore with the very version of Plotly that has drawn the pictures."""
    package = json.loads((ROOT / "bundle/package.json").read_text(encoding="utf-8"))
    drawn_with = files("plotly").joinpath("package_data/plotly.min.js")

    with drawn_with.open(encoding="utf-8") as script:
        banner = script.read(200)

    assert f"plotly.js v{package['dependencies']['plotly.js']}\n" in banner


@pytest.mark.parametrize("folder", ["bundle", "tests"])
def test_lock_files_hold_hashes_and_no_addresses(folder: str) -> None:
    """Every package is what it was, wherever it is fetched from."""
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))

    packages = {name: about for name, about in lock["packages"].items() if name}
    assert packages
    assert all("integrity" in about for about in packages.values())
    assert not any("resolved" in about for about in packages.values())
