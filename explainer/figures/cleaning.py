"""Plotly's SVG made small and safe: only what is drawn, coloured by classes, without styles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from lxml import etree

from explainer.figures.spec import Drawing
from explainer.figures.tokens import token_of

_SVG = "http://www.w3.org/2000/svg"
_TRANSLATE = re.compile(r"translate\(\s*([-\d.e]+)(?:[\s,]+([-\d.e]+))?\s*\)")
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?"
_PATH = re.compile(rf"([MLHVAZz])|({_NUMBER})")
_CIRCLE = re.compile(rf"M({_NUMBER}),0A\1,\1 0 1,1 0,-\1A\1,\1 0 0,1 \1,0Z")
#: How many numbers each path command takes, and which of them are x (0) or y (1).
_ARGUMENTS: dict[str, tuple[int | None, ...]] = {
    "M": (0, 1),
    "L": (0, 1),
    "H": (0,),
    "V": (1,),
    "A": (None, None, None, None, None, 0, 1),
    "Z": (),
}
_COMMAND = re.compile(r"([MLHVAZ])([^MLHVAZ]*)")

Style = dict[str, str]


def clean_svg(raw: str, drawing: Drawing) -> str:
    """Give the drawing as it is kept and inlined.

    Raises:
        ValueError: when the picture holds a colour that is no token, or something that is no
            path or text (both are mistakes in a form, not in an editor's file).
    """
    source = etree.fromstring(raw.encode(), etree.XMLParser(resolve_entities=False))
    shapes = list(_shapes(source, 0.0, 0.0))
    root = etree.Element("svg", nsmap={None: _SVG})  # type: ignore[dict-item]  # the stubs know no default namespace
    root.set("class", "drawing")
    root.set("viewBox", f"0 0 {drawing.width} {drawing.height}")
    root.set("aria-hidden", "true")
    root.set("focusable", "false")
    root.set("data-digest", drawing.digest)
    for shape in _merged(shapes):
        root.append(shape)
    for child in root:
        if child.tag == "path":
            child.set("d", relative_path(child.get("d", "")))
        child.tail = "\n"
    root.text = "\n"
    return etree.tostring(root, encoding="unicode") + "\n"


def _shapes(node: Any, x: float, y: float) -> Iterator[Any]:
    """Give what is drawn beneath a node, each moved to its place on the sheet."""
    name = etree.QName(node).localname
    if name in {"defs", "clipPath"}:
        return
    moved = _TRANSLATE.match(node.get("transform") or "")
    if moved:
        x += float(moved.group(1))
        y += float(moved.group(2) or 0)
    elif node.get("transform"):
        raise ValueError(f"a transform that is no move: {node.get('transform')}")
    style = _style(node)
    if name in {"svg", "g"}:
        for child in node:
            yield from _shapes(child, x, y)
    elif name == "text":
        yield _text(node, style, x, y)
    elif name == "path":
        shape = _shape(node, style, x, y)
        if shape is not None:
            yield shape
    elif name != "rect" or _visible(style):
        raise ValueError(f"the drawing holds a <{name}>, which the site does not use")


def _style(node: Any) -> Style:
    pairs = (part.split(":", 1) for part in (node.get("style") or "").split(";") if ":" in part)
    return {key.strip(): value.strip() for key, value in pairs}


def _visible(style: Style) -> bool:
    return _paint(style, "fill") is not None or _paint(style, "stroke") is not None


def _paint(style: Style, kind: str) -> str | None:
    """Give the token with which a shape is filled or stroked, or None for no paint.

    Raises:
        ValueError: when the colour stands for no token.
    """
    colour = style.get(kind, "none")
    if colour == "none" or style.get(f"{kind}-opacity") == "0":
        return None
    if kind == "stroke" and style.get("stroke-width", "1px") in {"0", "0px"}:
        return None
    token = token_of(colour)
    if token is None:
        raise ValueError(f"{colour} is not the colour of a token")
    return token


def _text(node: Any, style: Style, x: float, y: float) -> Any:
    words = etree.Element("text")
    token = _paint(style, "fill") or "ink"
    words.set("class", f"f-{token}")
    # Half a pixel is not seen in words, and whole numbers weigh less.
    words.set("x", _short(float(node.get("x", "0")) + x, 0))
    words.set("y", _short(float(node.get("y", "0")) + y, 0))
    anchor = node.get("text-anchor", "start")
    if anchor != "start":
        words.set("text-anchor", anchor)
    words.set("font-size", _short(float(style["font-size"].removesuffix("px"))))
    if style.get("font-weight", "400") not in {"400", "normal"}:
        words.set("font-weight", style["font-weight"])
    words.text = "".join(node.itertext())
    return words


def _shape(node: Any, style: Style, x: float, y: float) -> Any | None:
    path = node.get("d") or ""
    if path in {"", "M0,0"} or not _visible(style):
        return None
    fill, stroke = _paint(style, "fill"), _paint(style, "stroke")
    circle = _CIRCLE.fullmatch(path)
    if circle:
        shape = etree.Element("circle")
        shape.set("cx", _short(x))
        shape.set("cy", _short(y))
        shape.set("r", _short(float(circle.group(1))))
    else:
        shape = etree.Element("path")
        moved = move_path(path, x, y)
        if not re.search("[LHVA]", moved):
            return None
        shape.set("d", moved)
    classes = [f"f-{fill}"] if fill else []
    classes += [f"s-{stroke}"] if stroke else []
    shape.set("class", " ".join(classes))
    if not fill:
        shape.set("fill", "none")
    if stroke:
        width = style.get("stroke-width", "1px").removesuffix("px")
        if width != "1":
            shape.set("stroke-width", _short(float(width), 2))
        if style.get("stroke-dasharray", "none") != "none":
            dashes = style["stroke-dasharray"].replace("px", "").replace(",", " ")
            shape.set("stroke-dasharray", " ".join(dashes.split()))
    return shape


def move_path(path: str, x: float, y: float) -> str:
    """Give a path (absolute commands M L H V A Z) moved by x, y, at one decimal.

    Raises:
        ValueError: when the path holds other commands.
    """
    leftover = _PATH.sub("", path).replace(",", "").strip()
    if leftover:
        raise ValueError(f"path commands the site does not use: {leftover[:20]}")
    out: list[str] = []
    command, position = "", 0
    for letter, number in _PATH.findall(path):
        if letter:
            command, position = letter.upper(), 0
            out.append(command)
            continue
        axes = _ARGUMENTS[command]
        axis = axes[position % len(axes)]
        value = float(number) + (x if axis == 0 else y if axis == 1 else 0.0)
        out.append((" " if position else "") + _short(value))
        position += 1
    return "".join(out)


def relative_path(path: str) -> str:
    """Give a path of ``move_path`` by steps from point to point: equal marks get equal text.

    Reckoned in decimals, so that steps add up to the very points they came from.
    """
    out: list[str] = []
    x = y = start_x = start_y = Decimal(0)
    for letter, written in _COMMAND.findall(path):
        numbers = [Decimal(number) for number in written.split()]
        size = len(_ARGUMENTS[letter])
        for first in range(0, max(len(numbers), 1), max(size, 1)):
            part = numbers[first : first + size]
            if letter == "Z":
                to_x, to_y = start_x, start_y
            else:
                to_x = x if letter == "V" else part[0 if letter == "H" else -2]
                to_y = y if letter == "H" else part[-1]
            out.append(_step(letter, part, [to_x - x, to_y - y], is_first=not out))
            x, y = to_x, to_y
            if letter == "M":
                start_x, start_y = x, y
    return "".join(out)


def _step(letter: str, part: list[Decimal], step: list[Decimal], *, is_first: bool) -> str:
    """Give one command by its step; a level or upright line as h or v."""
    if letter == "Z":
        return "z"
    if letter == "M" and is_first:
        return "M" + _listed(part)
    if letter in "HVL" and not (step[0] and step[1]):
        return "v" + _listed(step[1:]) if step[1] else "h" + _listed(step[:1])
    return letter.lower() + _listed(part[:-2] + step if letter == "A" else step)


def _listed(numbers: list[Decimal]) -> str:
    """Give numbers with nothing between them that is not needed."""
    text = ""
    for number in numbers:
        short = _short(float(number))
        text += f" {short}" if text and not short.startswith("-") else short
    return text


def _merged(shapes: list[Any]) -> Iterator[Any]:
    """Join neighbouring paths that look alike into one path."""
    last: Any = None
    for shape in shapes:
        if last is not None and shape.tag == last.tag == "path" and _look(shape) == _look(last):
            last.set("d", last.get("d") + shape.get("d"))
            continue
        if last is not None:
            yield last
        last = shape
    if last is not None:
        yield last


def _look(shape: Any) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((key, value) for key, value in shape.items() if key != "d"))


def _short(number: float, decimals: int = 1) -> str:
    """Give a number with at most one decimal, without a trailing zero."""
    text = f"{number:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
