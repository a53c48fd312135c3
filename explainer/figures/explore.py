"""A drawing as readers explore it: its specification as a script, beside the figure's page.

The same specification that was drawn, with the name of a token where a stand-in colour was, so
that it takes the page's colours of the moment. It is a script and no plain data because a page
that is opened from the disk may load scripts only.
"""

from __future__ import annotations

import html
import json
from typing import Any

from explainer.figures.measure import wrap
from explainer.figures.spec import Drawing
from explainer.figures.tokens import sentinels
from explainer.formats import Locale

#: How wide a tooltip may become on a telephone, and the size of its words, in pixels.
_WIDEST, _SIZE = 230.0, 13.0
#: What Plotly calls the languages of the site.
_LOCALES = {"zh": "zh-CN"}


def render_script(drawing: Drawing, locale: Locale) -> bytes:
    """Give the script that hands a drawing to static/js/explore-run.js."""
    fields = {name: f"{{{name}}}" for name in ("text", "number", "total")}
    about = {
        "locale": _LOCALES.get(locale.code, locale.code),
        "words": {
            "keys": locale("explore.keys-zoom" if drawing.zoom else "explore.keys"),
            "count": locale("explore.count", **fields),
        },
        "zoom": [{"axis": area.axis, "box": area.box} for area in drawing.zoom],
    }
    spec = _with_tokens(dict(drawing.spec))
    for trace in spec["data"]:
        if "hovertext" in trace:
            trace["hovertext"] = [_broken(text) for text in trace["hovertext"]]
    text = json.dumps(about | spec, ensure_ascii=False, separators=(",", ":"))
    return f"document.currentScript.spec={text};\n".encode()


def _broken(text: str) -> str:
    """Break the lines of a tooltip where a telephone would cut them off."""
    lines = (wrap(html.unescape(line), _SIZE, _WIDEST) for line in text.split("<br>"))
    return "<br>".join(html.escape(part, quote=False) for line in lines for part in line)


def _with_tokens(part: Any) -> Any:
    """Give plain data with “--ink” for the stand-in colour of that token, and so on."""
    names = {colour: f"--{token}" for colour, token in sentinels().items()}

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: walk(value) for key, value in part.items()}
        if isinstance(part, list):
            return [walk(value) for value in part]
        return names.get(part, part) if isinstance(part, str) else part

    return walk(part)
