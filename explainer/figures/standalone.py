"""A drawing as a file of its own: title above, source below, and the light colours inside.

On a page the drawing takes its colours and faces from the style sheet; a downloaded file has no
page around it, so the colour tokens go into the file as presentation attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_CLASS = re.compile(r' class="([^"]*)"')
_HEAD = re.compile(r'<svg[^>]*viewBox="0 0 ([\d.]+) ([\d.]+)"[^>]*>')
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6});")

_SANS = "Helvetica, Arial, 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"
_WORD = re.compile(r"[\u3000-\u9fff\uff00-\uffef]|[^\s\u3000-\u9fff\uff00-\uffef]+\s*")


def light_colours(css: str) -> dict[str, str]:
    """Give the light value of each colour token of static/css/tokens.css."""
    return dict(_TOKEN.findall(css.split("@media", 1)[0]))


def make_standalone(
    svg: str, colours: Mapping[str, str], *, title: str, subtitle: str, source: str
) -> str:
    """Give a drawing as a whole SVG file, ready to be placed in another publication."""
    head = _HEAD.search(svg)
    assert head is not None
    width, height = float(head.group(1)), float(head.group(2))
    inner = _CLASS.sub(lambda m: _attributes(m.group(1), colours), svg[head.end() :])
    inner = inner.removesuffix("</svg>").rstrip().removesuffix("</svg>")
    small = width < 500
    lines, y = [], 0.0
    for words, size, weight, fill in (
        (title, 18 if small else 22, "bold", "ink"),
        (subtitle, 12 if small else 14, "normal", "muted"),
    ):
        for line in wrap(words, width - 16, size):
            y += size * 1.3
            lines.append(_line(line, y, size, weight, colours[fill]))
        y += 4
    top = y + 10
    y = top + height + 6
    foot = []
    for line in wrap(source, width - 16, 11):
        y += 15
        foot.append(_line(line, y, 11, "normal", colours["muted"]))
    total = y + 12
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {total:g}" '
        f'width="{width:g}" height="{total:g}" font-family="{_SANS}">'
        f"<title>{_escape(title)}</title>"
        f'<rect width="100%" height="100%" fill="{colours["paper"]}"/>'
        f"{''.join(lines)}"
        f'<svg y="{top:g}" width="{width:g}" height="{height:g}">{inner}</svg>'
        f"{''.join(foot)}</svg>\n"
    )


def _attributes(classes: str, colours: Mapping[str, str]) -> str:
    """Give presentation attributes for the classes of a mark (f-accent: fill, s-rule: stroke)."""
    shown = []
    for name in classes.split():
        kind, _, token = name.partition("-")
        if kind in {"f", "s"} and token in colours:
            shown.append(f' {"fill" if kind == "f" else "stroke"}="{colours[token]}"')
    return "".join(shown)


def _line(words: str, y: float, size: float, weight: str, fill: str) -> str:
    return (
        f'<text x="8" y="{y:.1f}" font-size="{size}" font-weight="{weight}" fill="{fill}">'
        f"{_escape(words)}</text>"
    )


def _escape(words: str) -> str:
    for raw, safe in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        words = words.replace(raw, safe)
    return words


def wrap(words: str, width: float, size: float) -> list[str]:
    """Break a text into lines, reckoning a Chinese sign as one em and a letter as half of one."""
    lines, line, used = [""], "", 0.0
    for piece in _WORD.findall(words):
        wide = sum(1.0 if ord(sign) > 0x2E80 else 0.53 for sign in piece) * size
        if used + wide > width and line:
            lines[-1] = line.rstrip()
            lines.append("")
            line, used = "", 0.0
        line += piece
        used += wide
        lines[-1] = line.rstrip()
    return [text for text in lines if text]
