"""The slips shown in docs/honest-numbers.md are refused as the page says, on the real content."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from explainer.problems import BuildError
from explainer.settings import Settings
from explainer.site import load_site

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "honest-numbers.md").read_text(encoding="utf-8")

#: A slip: file, text before, text after, kind of problem, words of its message.
_SLIP = re.compile(
    r"^`([^`\n]+)`\n\n\| before \| after \|\n\|---\|---\|\n\| `(.+?)` \| `(.+?)` \|\n\n"
    r"The build says: `([a-z0-9-]+)` (.+)$",
    re.M,
)
SLIPS = _SLIP.findall(PAGE)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the real content that a test may spoil and must mend."""
    root = tmp_path_factory.mktemp("content")
    for name in ("data", "content", "static"):
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "released.json", root / "released.json")
    return root


def test_every_section_shows_a_slip() -> None:
    """No example escapes the pattern that finds them."""
    sections = PAGE.count("\n## ")

    assert len(SLIPS) >= sections
    assert PAGE.count("The build says:") == len(SLIPS)


@pytest.mark.real
@pytest.mark.parametrize(("file", "before", "after", "kind", "words"), SLIPS)
def test_slip_is_refused_as_shown(
    copy: Path, file: str, before: str, after: str, kind: str, words: str
) -> None:
    """The build names the file, the kind, and the words that the page shows."""
    path = copy / file
    original = path.read_text(encoding="utf-8")
    assert before in original
    path.write_text(original.replace(before, after, 1), encoding="utf-8")

    try:
        problems = load_site(Settings(copy, copy / "dist")).warnings
    except BuildError as error:
        problems = (*error.errors, *error.warnings)
    finally:
        path.write_text(original, encoding="utf-8")

    told = [p for p in problems if p.kind == kind and words in p.message]
    assert told, [str(p) for p in problems][:5]
