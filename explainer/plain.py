"""Texts without markup, for feeds, files and pictures."""

from __future__ import annotations

import re

from explainer.formats import Locale
from explainer.model import SiteModel
from explainer.references import find_references, print_reference


def plain_text(text: str, model: SiteModel, locale: Locale) -> str:
    """Give a text with its numbers as plain words and its links as their words."""
    shown = text
    for reference in reversed(list(find_references(text))):
        printed = print_reference(reference, model.values, locale)
        shown = shown[: reference.start] + printed + shown[reference.end :]
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", shown)
