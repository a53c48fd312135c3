"""`editions`: set the PDF of the explainer in every language, where it is not current.

WeasyPrint is imported here alone, and only when something must be set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from explainer.editions import Sheets, digest_of_pdf, with_digest
from explainer.figures.draw import Drawn
from explainer.figures.drawing import FOLDER
from explainer.problems import Problems
from explainer.settings import Settings
from explainer.site import load_site, sheets_of

Setter = Callable[[str], bytes]


def set_editions(settings: Settings, *, everything: bool = False) -> Drawn:
    """Set what is missing or stale into drawings/editions.

    Raises:
        BuildError: when the content is wrong.
        ImportError, OSError: when WeasyPrint or what it needs is not installed.
    """
    problems = Problems()
    sheets = sheets_of(load_site(settings), settings.root, problems)
    problems.stop_on_errors()
    return keep_editions(sheets, settings.root, everything=everything)


def keep_editions(
    sheets: Iterable[Sheets], root: Path, set_pdf: Setter | None = None, *, everything: bool = False
) -> Drawn:
    """Set each PDF that is missing or stale, or all, and keep it below drawings/."""
    made, kept = [], []
    for sheet in sheets:
        path = root / FOLDER / sheet.name
        if not everything and path.is_file() and digest_of_pdf(path.read_bytes()) == sheet.digest:
            kept.append(sheet.name)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(with_digest((set_pdf or as_pdf)(sheet.html), sheet.digest))
        made.append(sheet.name)
    return Drawn(tuple(made), tuple(kept), ())


def as_pdf(html: str) -> bytes:
    """Give the PDF of HTML that needs nothing else, tagged, with bookmarks."""
    from weasyprint import HTML

    data: bytes = HTML(string=html).write_pdf(pdf_tags=True)
    return data
