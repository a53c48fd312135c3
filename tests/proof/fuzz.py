"""Fuzzing with Atheris, which looks for inputs that reach code no input has reached before.

    python tests/proof/fuzz.py TARGET [-max_total_time=60] [FOLDER OF INPUTS] …

Targets: yaml (the loader), records (the loader and every record class), pages (front matter, prose
and the search for numbers), references, periods. Whatever comes in, each gives a result or a
problem; anything else ends the run with the input that did it. What was found so far is kept as
tests in tests/unit/test_any_input.py and beside the modules.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
with atheris.instrument_imports(include=["explainer", "markdown"]):
    from explainer.decode import Decoder, decode_file
    from explainer.load import Document, markdown_document, parse_yaml
    from explainer.periods import Period
    from explainer.problems import BuildError, Problems
    from explainer.prose import ProseReader
    from explainer.records import FILES
    from explainer.references import (
        BadReferenceError,
        find_amounts,
        find_dates,
        find_doubled,
        find_references,
        find_unbound,
        find_years,
        print_reference,
    )

from tests.builders import EN, ROOT, ZH, make_value, values_of

VALUES = values_of(
    make_value("gdp/2024", "16.9", period=Period.parse("2024")),
    make_value("share/2024", "-24.5", unit="percent", origin="computed"),
    make_value("count/zones", "232", unit="count", qualifier="about"),
)


def yaml(data: bytes) -> None:
    """Any text is nodes or a problem."""
    problems = Problems()
    with contextlib.suppress(BuildError):
        node = parse_yaml(data.decode(errors="ignore"), "data/x.yaml", problems)
        assert node is not None or problems.errors


def records(data: bytes) -> None:
    """Any nodes are records or problems with a line; the first byte chooses the class."""
    problems = Problems()
    _, key, _, cls = FILES[data[0] % len(FILES) if data else 0]
    text = data[1:].decode(errors="ignore")
    with contextlib.suppress(BuildError):
        node = parse_yaml(text, "data/x.yaml", problems)
        if node is not None:
            decoder = Decoder(("en", "zh"), problems)
            list(decode_file(decoder, Document("data/x.yaml", text, node), cls, key))
    assert all(problem.place.line for problem in problems.errors)


def pages(data: bytes) -> None:
    """Any bytes are a page or a problem; any prose is searched and becomes HTML without tags."""
    problems = Problems()
    document = markdown_document(data, "content/en/x.md", problems)
    assert document is not None or problems.errors
    text = data.decode(errors="ignore")
    for language in ("en", "zh"):
        for reference in find_references(text):
            find_doubled(text, reference, language)
        list(find_unbound(text, language))
        find_dates(text, language)
        find_amounts(text, language)
    find_years(text)
    reader = ProseReader()
    reader.sections(text)
    html = reader.inline(text).html.casefold()
    assert not any(tag in html for tag in ("<script", "<img", "<svg", "<iframe", "<style", "<!"))


def references(data: bytes) -> None:
    """Any reference prints or says why not."""
    for reference in find_references(data.decode(errors="ignore")):
        for locale in (EN, ZH):
            with contextlib.suppress(BadReferenceError):
                assert print_reference(reference, VALUES, locale)


def periods(data: bytes) -> None:
    """Any text is a time or refused in words."""
    text = data.decode(errors="ignore")
    with contextlib.suppress(ValueError):
        period = Period.parse(text)
        assert period.first <= period.last
        assert text.isascii()


TARGETS: dict[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "records": records,
    "pages": pages,
    "references": references,
    "periods": periods,
}
_EXAMPLES = {
    "2024-q1-q3",
    "2022/2023",
    "[[gdp/2024 | short, year]]",
    "[[share/2024 | abs fraction]]",
}


def seeds(folder: Path) -> None:
    """Begin from the files of the tiny project, so that the first inputs make sense."""
    for number, path in enumerate(sorted((ROOT / "tests/tiny").rglob("*.*"))):
        if path.is_file():
            (folder / f"{number}").write_bytes(path.read_bytes()[:2000])
            (folder / f"{number}-record").write_bytes(bytes([number]) + path.read_bytes()[:2000])
    for number, example in enumerate(_EXAMPLES):
        (folder / f"example-{number}").write_text(example, encoding="utf-8")


def main() -> None:
    """Fuzz one target."""
    target = TARGETS[sys.argv[1]]
    with tempfile.TemporaryDirectory() as folder:
        seeds(Path(folder))
        atheris.Setup([sys.argv[0], *sys.argv[2:], folder], target)
        atheris.Fuzz()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    main()
