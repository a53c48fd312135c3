"""The schemas and the reference are what the record classes say now, and fit the real files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from explainer.cli import main
from explainer.commands.schemas import made_files
from explainer.load import (
    list_files,
    markdown_document,
    parse_yaml,
    read_yaml,
    yaml_document,
)
from explainer.problems import Problems
from explainer.schemas import (
    NAMED,
    example_of,
    file_kinds,
    json_of,
    make_schema,
    make_words_schema,
    page_files,
    schema_files,
)
from explainer.settings import Settings
from explainer.site import load_site
from tests.builders import ROOT

LANGUAGES = Settings(ROOT, ROOT).languages
KINDS = {kind.name: kind for kind in file_kinds()}


@pytest.mark.real
def test_everything_made_is_current() -> None:
    """Run “python build.py schemas” when this fails, and keep what it writes."""
    made = made_files(ROOT, LANGUAGES)
    kept = {
        path.relative_to(ROOT).as_posix()
        for folder in ("schemas", "docs/reference")
        for path in (ROOT / folder).iterdir()
    }

    stale = [
        name
        for name, text in made.items()
        if not (ROOT / name).exists() or (ROOT / name).read_text(encoding="utf-8") != text
    ]
    assert stale == [], "python build.py schemas"
    assert kept - made.keys() == set(), "made by nothing any more"


@pytest.mark.parametrize("name", [*KINDS, "ui"])
def test_schema_is_a_schema(name: str) -> None:
    """By the rules of JSON Schema itself."""
    schema = make_words_schema() if name == "ui" else make_schema(KINDS[name], LANGUAGES)

    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == Draft7Validator.META_SCHEMA["$schema"]


@pytest.mark.real
@pytest.mark.parametrize("name", KINDS)
def test_every_real_file_fits_its_schema(name: str) -> None:
    """What the build takes, the editor does not mark."""
    validator = Draft7Validator(make_schema(KINDS[name], LANGUAGES))
    paths = list(list_files(ROOT, KINDS[name].pattern))
    read = markdown_document if name == "front-matter" else yaml_document
    for path in paths:
        document = read(path.read_bytes(), path.name, Problems())
        assert document is not None
        found = [(e.json_path, e.message) for e in validator.iter_errors(json_of(document.root))]
        assert found == [], path
    assert paths or name == "pages"


@pytest.mark.real
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_interface_words_fit_their_schema(code: str) -> None:
    """And a field that is not closed does not."""
    validator = Draft7Validator(make_words_schema())
    document = read_yaml(ROOT / f"content/{code}/ui.yaml", "ui.yaml", Problems())
    assert document is not None
    words: Any = json_of(document.root)

    assert validator.is_valid(words)
    assert not validator.is_valid({**words, "x": {"y": "{date"}})
    assert not validator.is_valid({**words, "x": 5})


@pytest.mark.real
def test_every_file_of_the_project_is_known_to_the_editors() -> None:
    """Each YAML file of the content has one schema in the settings, and all settings agree."""
    settings = json.loads((ROOT / ".vscode/settings.json").read_text(encoding="utf-8"))
    zed = json.loads((ROOT / ".zed/settings.json").read_text(encoding="utf-8"))
    schemas: dict[str, str] = settings["yaml.schemas"]
    paths = [*list_files(ROOT, "data/**/*.yaml"), *list_files(ROOT, "content/**/*.yaml")]

    for path in paths:
        name = path.relative_to(ROOT)
        assert len([s for s, pattern in schemas.items() if name.match(pattern)]) == 1, name
    assert zed["lsp"]["yaml-language-server"]["settings"]["yaml"]["schemas"] == schemas
    assert all((ROOT / name).is_file() for name in schemas)


MISTAKES = {
    "an unknown key": ("sectors", "sectors:\n  - x: 1\n", "sectors[0]", "'x' was unexpected"),
    "a missing language": ("sectors", "sectors:\n  - name: {en: A}\n", "sectors[0].name", "'zh'"),
    "another language": (
        "sectors", "sectors:\n  - name: {en: A, zh: 甲, fr: A}\n", "sectors[0].name", "'fr'",
    ),
    "an empty text": ("sectors", "sectors:\n  - name: {en: }\n", "sectors[0].name.en", "None"),
    "no id": ("sectors", "sectors:\n  - id: A b\n", "sectors[0].id", "'A b' does not match"),
    "another list": ("sectors", "sector: []\n", "", "'sector' was unexpected"),
    "a word that is not allowed": (
        "changes", "changes:\n  - kind: slip\n", "changes[0].kind", "is not one of ['update'",
    ),
    "no time": ("changes", "changes:\n  - date: 2024-5\n", "changes[0].date", "'2024-5'"),
    "a number as text": ("series", "series:\n  - name: {en: 5}\n", "series[0].name.en", "5 is"),
    "out of range": ("areas", "areas:\n  - order: 10\n", "areas[0].order", "greater than the max"),
    "half a number": ("areas", "areas:\n  - order: 1.5\n", "areas[0].order", "'integer'"),
    "twice the same": (
        "areas", "areas:\n  - sources: [a, a]\n", "areas[0].sources", "non-unique",
    ),
    "no address": (
        "documents", "documents:\n  - url: www.example\n", "documents[0].url", "www.example",
    ),
    "a comma in a number": (
        "indicators", "observations:\n  - value: 16,9\n", "observations[0].value", "'number'",
    ),
    "true in quotes": (
        "sources", 'sources:\n  - complete: "true"\n', "sources[0].complete", "'boolean'",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_what_the_build_refuses_is_marked(name: str) -> None:
    """At its place, while the editor types."""
    kind, text, path, words = MISTAKES[name]
    node = parse_yaml(text, "", Problems())
    assert node is not None
    validator = Draft7Validator(make_schema(KINDS[kind], LANGUAGES))

    found = {e.json_path for e in validator.iter_errors(json_of(node)) if words in e.message}

    assert f"$.{path}".rstrip(".") in found, [
        e.message for e in validator.iter_errors(json_of(node))
    ]


@pytest.mark.real
def test_examples_of_ids_exist() -> None:
    """Each kind that a key may name has an example from the data."""
    model = load_site(Settings(ROOT, ROOT / "dist")).model
    tables = {
        "area": model.areas, "audience": model.audiences, "body": model.bodies,
        "event": model.events, "figure": model.figures, "indicator": model.indicators,
        "measure": model.measures, "place": model.regions, "province": model.provinces,
        "region": model.regions, "sector": model.sectors, "series": model.series,
        "source": model.sources, "term": model.terms, "value": model.values, "zone": model.zones,
        "page": {f"measures/{name}" for name in model.measures},
    }  # fmt: skip

    assert {kind for kind, (_, example) in NAMED.items() if example not in tables[kind]} == set()


def test_every_key_is_explained() -> None:
    """By hover text and in the reference."""
    for name, text in schema_files(LANGUAGES).items():
        if name.startswith("schemas/") and name != "schemas/ui.json":
            schema = json.loads(text)
            for record in (schema, *schema.get("definitions", {}).values()):
                for key, value in record["properties"].items():
                    assert value["description"].endswith((".", "…", "?")), (name, key)
    for name, text in page_files({}).items():
        assert "|  |" not in text, name


def test_an_example_is_the_first_record_with_short_lists() -> None:
    """Comments between its lines stay, those of the next record do not."""
    text = (
        "# Top.\nthings:\n  - id: a\n    parts:\n      - x: 1\n        y: 2\n      - x: 3\n"
        "    # Why.\n    end: 1\n\n  # Of b.\n  - id: b\n"
    )

    assert example_of(text, "things") == [
        "things:", "  - id: a", "    parts:", "      - x: 1", "        y: 2", "    # Why.",
        "    end: 1",
    ]  # fmt: skip


def test_the_command_writes_what_is_stale_and_sweeps(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second run has nothing to do."""
    assert main(["schemas", "--root", str(project)]) == 0
    (project / "schemas/sources.json").write_text("{}")
    (project / "schemas/old.json").write_text("{}")
    capsys.readouterr()

    assert main(["schemas", "--root", str(project)]) == 0
    assert re.fullmatch(r"\d+ files: 1 written, 1 removed\.\n", capsys.readouterr().out)
    assert main(["schemas", "--root", str(project)]) == 0
    assert ": 0 written, 0 removed." in capsys.readouterr().out
