"""A figure as others cite it: in plain words, for BibTeX, and after the standard GB/T 7714."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explainer.formats import Locale, format_period
from explainer.periods import Period

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
}


@dataclass(frozen=True, slots=True)
class Work:
    """What is cited: everything in the words of one language."""

    id: str
    publisher: str
    title: str
    site: str
    version: str
    updated: Period
    address: str


def cite_plainly(work: Work, locale: Locale) -> str:
    """Give the sentence that a newspaper or a report would print."""
    return locale(
        "cite.plain",
        publisher=work.publisher,
        title=work.title,
        site=work.site,
        version=work.version,
        date=format_period(work.updated, locale),
        address=work.address,
    )


def cite_bibtex(work: Work, locale: Locale) -> str:
    """Give the entry for BibTeX; braces keep capitals and the publisher in one piece."""
    year, month, _ = work.updated.parts
    language = {"en": "english", "zh": "chinese"}.get(locale.code, locale.tag)
    fields = {
        "author": f"{{{{{_tex(work.publisher)}}}}}",
        "title": f"{{{{{_tex(work.title)}}}}}",
        "howpublished": f"{{{_tex(work.site)}}}",
        "year": f"{{{year}}}",
        **({"month": _MONTHS[month - 1]} if month else {}),
        "note": f"{{{locale('cite.version', version=work.version)}}}",
        "url": f"{{{work.address}}}",
        "language": f"{{{language}}}",
    }
    name = re.sub(r"[^a-z0-9]+", "-", f"development-zones-{work.id}-{year}-{locale.code}")
    lines = "".join(f"  {key} = {words},\n" for key, words in fields.items())
    return f"@misc{{{name},\n{lines}}}\n"


def cite_gbt(work: Work, locale: Locale, *, read: str) -> str:
    """Give the entry after GB/T 7714 for a data set online: [DS/OL].

    The standard wants the day of the last change in round brackets and the day of reading
    (``read``) in square ones.
    """
    version = locale("cite.version", version=work.version)
    return (
        f"{work.publisher}. {work.title}: {work.site}, {version}[DS/OL]. "
        f"({work.updated.text})[{read}]. {work.address}."
    )


def _tex(words: str) -> str:
    return "".join(_TEX.get(sign, sign) for sign in words)
