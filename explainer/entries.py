"""What readers fetch when they search: everything that can be found, for static/js/search.js."""

from __future__ import annotations

import json

from explainer.formats import Locale
from explainer.pages.search import KINDS, Entry

#: Words of the search beside what it found, and the fields that the script fills in.
_WORDS = {
    "label": (),
    "hint": (),
    "count": ("n", "query"),
    "none": ("query",),
    "more": ("n",),
    "close": (),
    "all": (),
}


def render_entries(entries: tuple[Entry, ...], locale: Locale) -> bytes:
    """Give the script that hands the entries of one language to the search.

    A script and no JSON, because a page opened from the disk may load scripts only.
    """
    spec = {
        "lang": locale.tag,
        "words": {
            word: locale(f"search.{word}", **{name: f"{{{name}}}" for name in fields})
            for word, fields in _WORDS.items()
        },
        "kinds": {kind: locale(f"found.{kind}") for kind in KINDS},
        "entries": [[e.kind, e.address, e.title, e.also, e.text] for e in entries],
    }
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return f"document.currentScript.spec={text};\n".encode()
