"""Every fault in every file of data/ and content/ of the tiny project, one at a time.

``python -m pytest -m proof -s tests/proof/test_bad_input.py`` prints how many were tried. The
files are tried in parts, so that some can be tried alone (``-k part3``).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import (
    FILE_FAULTS,
    HARMLESS,
    MARKDOWN_FAULTS,
    files_of,
    make_published,
    try_fault,
)

pytestmark = pytest.mark.proof

PARTS = 12


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny project that was published; each fault is mended again."""
    return make_published(tmp_path_factory.mktemp("published"))


@pytest.mark.parametrize("part", range(PARTS), ids="part{}".format)
def test_every_fault_of_every_file_is_told(published: Path, part: int) -> None:
    """Wherever a fault stands, it is one clear error, soon, and nothing is written."""
    files = files_of(published)[part::PARTS]
    wrong, tried = [], 0
    for file in files:
        names = [*FILE_FAULTS, *HARMLESS, *(MARKDOWN_FAULTS if file.endswith(".md") else ())]
        for name in names:
            told = try_fault(published, file, name)
            tried += 1
            if told:
                wrong.append(f"{file}: {name}: {told[:300]}")
                print(wrong[-1], flush=True)
    print(f"{tried} faults in {len(files)} files, {len(wrong)} not told well", flush=True)

    assert wrong == []
