"""The house template: sizes of sheets and type, and the layout that every picture shares.

Plotly's own template is never used. Lengths are CSS pixels of the drawing; a wide drawing is
made for a text column or wider, a narrow one for a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from explainer.figures.spec import Size
from explainer.figures.tokens import CLEAR, sentinel


@dataclass(frozen=True, slots=True)
class Style:
    """Type and measures of one size of drawing, in CSS pixels.

    ``label`` names a mark, ``value`` prints its number (bold), ``small`` is for notes and axes,
    ``title`` heads a panel, ``bar`` is the thickness of a horizontal bar.
    """

    size: Size
    width: int
    label: float
    value: float
    small: float
    title: float
    big: float
    bar: float

    @property
    def wide(self) -> bool:
        """Whether this is the wide drawing."""
        return self.size == "wide"

    def leading(self, size: float) -> float:
        """Give the distance between two lines of type of that size."""
        return round(size * 1.32, 1)


WIDE = Style("wide", 760, 13, 14, 12, 14, 25, 20)
NARROW = Style("narrow", 330, 12.5, 13, 11.5, 13, 22, 17)
STYLES: tuple[Style, Style] = (WIDE, NARROW)


def base_layout(width: int, height: int) -> dict[str, Any]:
    """Give the layout that every picture starts from: no margins, no legend, no background."""
    return {
        "width": width,
        "height": height,
        "autosize": False,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0, "autoexpand": False},
        "paper_bgcolor": CLEAR,
        "plot_bgcolor": CLEAR,
        "showlegend": False,
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "dragmode": False,
        "font": {"family": "sans-serif", "size": 13, "color": sentinel("ink")},
        "hoverlabel": {
            "align": "left",
            "bgcolor": sentinel("paper"),
            "bordercolor": sentinel("ink"),
            "font": {"size": 13, "color": sentinel("ink")},
        },
    }
