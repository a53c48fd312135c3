"""Kept drawings: read from the project, and refused when they are missing, stale or foreign.

A kept drawing carries a hash of everything it was made from. It is shown only when that hash is
still right, so a page never shows a stale picture.
"""

from __future__ import annotations

import re
from pathlib import Path

from explainer.figures.remembered import KeptDrawing
from explainer.figures.spec import Drawing
from explainer.load import read_text
from explainer.problems import Place, Problems

#: Folder of the kept drawings, in the project.
FOLDER = "drawings"

_DIGEST = re.compile(r'\bdata-digest="([0-9a-f]+)"')


def read_drawing(root: Path, drawing: Drawing | KeptDrawing, problems: Problems) -> str | None:
    """Give the kept SVG of a drawing, or None after noting that it is missing, stale or foreign."""
    file = f"{FOLDER}/{drawing.name}"
    if not (root / file).exists():
        problems.error(Place(file), "missing-drawing", "this drawing does not exist.", _REMEDY)
        return _BLANK.format(drawing) if "missing-drawing" in problems.forgiven else None
    text = read_text(root / file, file, problems)
    if text is None:
        return None
    if digest_of(text) != drawing.digest:
        problems.error(
            Place(file),
            "stale-drawing",
            "this drawing was made from other values or words than the figure has now.",
            _REMEDY,
        )
        if "stale-drawing" not in problems.forgiven:
            return None
    foreign = _FOREIGN.search(text)
    if foreign:
        problems.error(
            Place(file),
            "foreign-drawing",
            f"“{foreign.group()[:40]}” stands in this drawing, which no drawing of ours holds.",
            "Delete the file. " + _REMEDY,
        )
        return None
    return text


#: What our drawings never hold: other elements, event handlers, links, styles.
_FOREIGN = re.compile(
    r"<(?!/?(?:svg|g|path|rect|circle|line|polyline|polygon|text|tspan)[\s>/])[^>]*"
    r"|\s(?:on\w+|style|href|xlink:href)\s*=",
    re.I,
)
_REMEDY = "Run: python build.py draw"
#: Stands for a drawing that was never made, in a preview alone.
_BLANK = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="drawing" '
    'viewBox="0 0 {0.width} {0.height}"></svg>'
)


def digest_of(svg: str) -> str | None:
    """Give the hash that a kept drawing carries."""
    match = _DIGEST.search(svg[:400])
    return match.group(1) if match else None
