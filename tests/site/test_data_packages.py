"""The descriptions of the tables, held against the tables by the tools of their own standards."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.real, pytest.mark.checker]


def run(tool: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool of this environment in a folder."""
    return subprocess.run(
        [Path(sys.executable).with_name(tool), *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def spoiled(site: Path, tmp_path: Path) -> Path:
    """A copy of the tables in which one zone lies in no province and one year is a word."""
    folder = tmp_path / "data"
    shutil.copytree(site / "data", folder)
    file = folder / "zones.csv"
    heading, first, *rows = file.read_text(encoding="utf-8").split("\n")
    columns, cells = heading.strip().split(","), first.strip().split(",")
    cells[columns.index("province")] = "atlantis"
    cells[columns.index("year")] = "soon"
    file.write_text("\n".join([heading, ",".join(cells), *rows]), encoding="utf-8")
    return folder


def test_the_data_package_is_valid(site: Path, spoiled: Path) -> None:
    """Names, types, keys and links between tables; a spoiled copy is refused."""
    good = run("frictionless", "validate", "datapackage.json", "--json", folder=site / "data")
    bad = run("frictionless", "validate", "datapackage.json", "--json", folder=spoiled)

    report = json.loads(good.stdout)
    assert report["valid"], good.stdout
    assert report["stats"]["tasks"] == len(list((site / "data").glob("*.csv")))
    kinds = {e["type"] for task in json.loads(bad.stdout)["tasks"] for e in task["errors"]}
    assert kinds >= {"foreign-key", "type-error"}


def test_the_metadata_for_csv_on_the_web_is_valid(site: Path, spoiled: Path) -> None:
    """The same, by the other standard."""
    good = run("csvwvalidate", "csv-metadata.json", folder=site / "data")
    bad = run("csvwvalidate", "csv-metadata.json", folder=spoiled)

    assert (good.returncode, good.stdout.strip()) == (0, "OK"), good.stdout + good.stderr
    assert bad.stdout.strip() != "OK"


def test_every_column_says_what_it_means_in_both_languages(site: Path) -> None:
    """In the metadata and on the pages for the data."""
    metadata = json.loads((site / "data/csv-metadata.json").read_text(encoding="utf-8"))
    pages = [(site / name).read_text(encoding="utf-8") for name in _PAGES]
    for table in metadata["tables"]:
        heading = (site / "data" / table["url"]).read_text(encoding="utf-8").partition("\n")[0]
        columns = table["tableSchema"]["columns"]
        assert heading.strip().split(",") == [column["name"] for column in columns]
        for column in columns:
            said = {m["@language"]: m["@value"] for m in column["dc:description"]}
            assert said.keys() == {"en", "zh"}
            assert f"<dd>{said['en']}</dd>" in pages[0]
            assert f"<dd>{said['zh']}</dd>" in pages[1]


_PAGES = ("data/index.html", "zh/data/index.html")


def test_the_archive_holds_all_of_it(site: Path) -> None:
    """Every table, both descriptions and the licence, as they stand on the site."""
    (file,) = (site / "data/releases").iterdir()
    manifest: dict[str, Any] = json.loads((site / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["version"] in file.name
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        names = archive.namelist()
        inside = {name.partition("/")[2]: archive.read(name) for name in names}
        days = {entry.date_time[:3] for entry in archive.infolist()}

    assert days == {tuple(map(int, manifest["updated"].split("-")))}
    assert names == sorted(names)
    tables = {path.name for path in (site / "data").glob("*.csv")}
    assert tables | {"datapackage.json", "csv-metadata.json", "licence.txt"} <= inside.keys()
    for name, data in inside.items():
        assert (site / "data" / name).read_bytes() == data, name
