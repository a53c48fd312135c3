"""What a figure is, before anything is drawn or rendered."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from explainer.records import FigureRecord

Size = Literal["wide", "narrow"]

#: Raise when the clean-up of drawings changes, so that all of them are drawn anew.
POST_PROCESSING = 2
#: The drawing library, pinned in pyproject.toml; part of every drawing's digest.
PLOTLY_VERSION = "7.1.0"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a figure's table: words, and the key of the value they print, if they do."""

    text: str
    key: str | None = None
    sort: Decimal | None = None
    header: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A figure's data as readers see it; every row has a cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Zoom:
    """A panel that readers may stretch along time while they explore a figure.

    ``axis`` is its number as Plotly writes it. In ``box`` (left, top, right, bottom; pixels) the
    drawing has set words and ticks about the panel's marks, which would not move along.
    """

    axis: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Drawing:
    """One picture to be drawn: a Plotly figure as plain data, for one language and width.

    ``width`` and ``height`` are CSS pixels. The same specification always has the same digest;
    ``zoom`` is not in it, because it is nothing that is drawn.
    """

    figure: str
    language: str
    size: Size
    width: int
    height: int
    spec: Mapping[str, Any]
    zoom: tuple[Zoom, ...] = ()

    @property
    def name(self) -> str:
        """The drawing's permanent file name, without folder."""
        return f"{self.figure}.{self.language}.{self.size}.svg"

    @property
    def digest(self) -> str:
        """A hash of everything the picture depends on."""
        inputs = {
            "spec": self.spec,
            "width": self.width,
            "height": self.height,
            "plotly": PLOTLY_VERSION,
            "post": POST_PROCESSING,
        }
        text = json.dumps(inputs, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure in one language: the declared words, what is drawn, its table, its sources.

    ``values`` are the keys of the values it shows; ``sources`` are ids, the best one first;
    ``reading`` is one generated sentence that tells what the data shows.
    """

    record: FigureRecord
    language: str
    drawings: tuple[Drawing, Drawing]
    table: Table
    values: tuple[str, ...]
    sources: tuple[str, ...]
    reading: str

    @property
    def id(self) -> str:
        """The figure's permanent id."""
        return self.record.id
