"""Horizontal bars from zero, as listed; a whole, where one is named, stands behind its part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from explainer.figures.canvas import Canvas, Panel, Rect
from explainer.figures.marks import look_of, open_end
from explainer.figures.measure import text_width, wrap
from explainer.figures.plan import Cluster, Item, Plan, in_words
from explainer.figures.template import Style

_ROW_GAP = 11.0
_GROUP_GAP = 16.0
#: How wide the column of labels may become, in pixels.
_LABELS_WIDE = 236.0
_LABELS_NARROW = 100.0


@dataclass(frozen=True, slots=True)
class Frame:
    """How a sheet is divided: words left of ``bars``, bars up to ``bars + room``.

    ``texts`` are the words behind the bars, by the key of their value.
    """

    beside: bool
    bars: float
    room: float
    longest: float
    texts: Mapping[str, str]


def compose(plan: Plan, style: Style) -> Canvas:
    """Compose the figure: labels beside the bars, or above them where they are long."""
    frame = _frame(plan, style)
    rows = _rows(plan, style, frame)
    canvas = Canvas(style, round(rows[-1][2] + 4))
    top, bottom = 0.0, float(canvas.height)
    panel = canvas.panel(frame.bars, top, frame.room, bottom, x=(0, frame.longest), y=(bottom, top))
    for what, y, _ in rows:
        if isinstance(what, Cluster):
            _head(canvas, what, y, style)
        else:
            _row(canvas, panel, what, y, style, frame)
    for first, last in _stretches(rows):
        canvas.rule(frame.bars, first, frame.bars, last, "muted")
    return canvas


def _stretches(rows: list[tuple[Cluster | Item, float, float]]) -> list[tuple[float, float]]:
    """Give top and bottom of each unbroken run of bars, for the line they stand on."""
    found: list[tuple[float, float]] = []
    open_run = False
    for what, top, bottom in rows:
        if isinstance(what, Cluster):
            open_run = False
        elif open_run:
            found[-1] = (found[-1][0], bottom + 3)
        else:
            found.append((top - 3, bottom + 3))
            open_run = True
    return found


def _frame(plan: Plan, style: Style) -> Frame:
    texts = {item.value.key: _after(item, plan) for item in plan.items}
    values = max(text_width(text, style.value, bold=True) for text in texts.values())
    labels = max(text_width(i.label, style.label) for i in plan.items)
    beside = style.wide or labels <= _LABELS_NARROW
    left = min(labels, _LABELS_WIDE) + 12 if beside else 0.0
    longest = max(max(i.number, _whole(i)) for i in plan.items)
    if style.wide:
        # The longest bar need not leave room for the longest words: they stand at other bars.
        room = min(
            (style.width - left - 10 - _tail(i, texts, style)) * longest / max(i.number, _whole(i))
            for i in plan.items
        )
    else:
        room = style.width - left - values - 18
    return Frame(beside, left, min(room, style.width - left), longest, texts)


def _tail(item: Item, texts: Mapping[str, str], style: Style) -> float:
    note = 10 + min(text_width(item.note, style.small), 200.0) if item.note else 0.0
    return text_width(texts[item.value.key], style.value, bold=True) + note


def _whole(item: Item) -> float:
    """The whole in the scale of the part; wholes in another unit are not drawn."""
    whole = item.whole
    return float(whole.number) if whole is not None and whole.unit == item.value.unit else 0.0


def _after(item: Item, plan: Plan) -> str:
    if item.whole is None:
        return item.text
    return f"{item.text} {plan.locale('figures.of-whole', whole=in_words(item.whole, plan.locale))}"


def _rows(plan: Plan, style: Style, frame: Frame) -> list[tuple[Cluster | Item, float, float]]:
    """Give what stands in each row, with its top and bottom in pixels."""
    rows: list[tuple[Cluster | Item, float, float]] = []
    y = 2.0
    for cluster in plan.panels:
        if cluster.name:
            y += _GROUP_GAP if rows else 0
            height = _head_height(cluster, style)
            rows.append((cluster, y, y + height))
            y += height
        for item in cluster.items:
            height = _row_height(item, style, frame)
            rows.append((item, y, y + height))
            y += height + (_ROW_GAP if style.wide else _ROW_GAP - 3)
    return rows


def _head_height(cluster: Cluster, style: Style) -> float:
    lines = len(wrap(cluster.name, style.title, style.width, bold=True))
    notes = len(wrap(cluster.note, style.small, style.width))
    return lines * style.leading(style.title) + notes * style.leading(style.small) + 8


def _head(canvas: Canvas, cluster: Cluster, top: float, style: Style) -> None:
    y = canvas.paragraph(
        0, top + style.title, style.width, cluster.name, size=style.title, token="ink", bold=True
    )
    canvas.paragraph(0, y, style.width, cluster.note, size=style.small)


def _row_height(item: Item, style: Style, frame: Frame) -> float:
    leading = style.leading(style.label)
    if frame.beside:
        lines = len(wrap(item.label, style.label, frame.bars - 12))
        height = max(style.bar, lines * leading)
    else:
        lines = len(wrap(item.label, style.label, style.width))
        height = lines * leading + style.bar
    if not _inline(item, style, frame):
        lines = len(wrap(item.note, style.small, style.width - frame.bars - 6))
        height += lines * style.leading(style.small) + 2
    return height


def _inline(item: Item, style: Style, frame: Frame) -> bool:
    """Whether the note fits behind the number; else it stands under the bar."""
    if not item.note or style.wide:
        return True
    end = frame.bars + frame.room * max(item.number, _whole(item)) / frame.longest
    end += (
        7
        + text_width(frame.texts[item.value.key], style.value, bold=True)
        + (9 if item.is_open else 0)
    )
    return end + 8 + text_width(item.note, style.small) <= style.width


def _row(canvas: Canvas, panel: Panel, item: Item, top: float, style: Style, frame: Frame) -> None:
    leading = style.leading(style.label)
    if frame.beside:
        lines = wrap(item.label, style.label, frame.bars - 12)
        middle = top + max(style.bar, len(lines) * leading) / 2
        first = middle - (len(lines) - 1) * leading / 2 + style.label * 0.36
        canvas.lines(frame.bars - 10, first, lines, size=style.label, anchor="end")
    else:
        y = canvas.paragraph(
            0, top + style.label, style.width, item.label, size=style.label, token="ink"
        )
        middle = y - style.label + style.bar / 2 + 2
    inline = _inline(item, style, frame)
    _bar(canvas, panel, item, middle, frame)
    if inline:
        _note_after(canvas, panel, item, middle, frame)
    if not inline:
        y = middle + style.bar / 2 + style.small + 3
        canvas.paragraph(
            frame.bars + 6, y, style.width - frame.bars - 6, item.note, size=style.small
        )


def _bar(canvas: Canvas, panel: Panel, item: Item, middle: float, frame: Frame) -> None:
    style, whole = canvas.style, _whole(item)
    if whole:
        canvas.bars(panel, middle, style.bar, whole, Rect(0, 0, 0, 0, "ramp-0", "uncertain", 1))
    canvas.bars(panel, middle, style.bar, item.number, look_of(item))
    if item.is_open:
        open_end(canvas, panel, middle, style.bar, item.number)
    canvas.word(
        panel,
        max(item.number, whole),
        middle + style.value * 0.36,
        frame.texts[item.value.key],
        size=style.value,
        bold=True,
        dx=_text_at(item),
    )


def _text_at(item: Item) -> float:
    """Give the pixels from the end of a bar to its number."""
    return 7.0 + (11 if item.is_open else 0)


def _note_after(canvas: Canvas, panel: Panel, item: Item, middle: float, frame: Frame) -> None:
    """Set the note behind the number; what is computed of the mark stands out."""
    style = canvas.style
    computed = item.note.endswith("%")
    canvas.word(
        panel,
        max(item.number, _whole(item)),
        middle + style.value * 0.36,
        item.note,
        size=style.small,
        bold=computed,
        token="accent" if computed else "muted",
        dx=_text_at(item) + 6 + text_width(frame.texts[item.value.key], style.value, bold=True),
    )
