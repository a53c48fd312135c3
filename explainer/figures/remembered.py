"""Figures that an earlier build made: unpacked when somebody asks for one, not before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from explainer.figures.spec import Drawing, Figure, Size
from explainer.packing import pack, unpack
from explainer.tracing import fingerprint

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class KeptDrawing:
    """What reading a drawing takes: its name, its digest, its size."""

    name: str
    digest: str
    figure: str
    language: str
    size: Size
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class KeptFigure:
    """A figure as bytes, with what every build asks of it; ``mark`` tells apart what is shown."""

    mark: bytes
    values: tuple[str, ...]
    drawings: tuple[KeptDrawing, ...]
    data: bytes


def keep_figure(figure: Figure) -> KeptFigure:
    """Give a figure as it is kept."""
    drawings = tuple(_keep_drawing(drawing) for drawing in figure.drawings)
    drawn = tuple((d.digest, repr(d.zoom)) for d in figure.drawings)
    shown = (figure.table, figure.values, figure.sources, figure.reading)
    mark = fingerprint((figure.record, drawn, shown))
    return KeptFigure(mark, figure.values, drawings, pack(figure))


def _keep_drawing(drawing: Drawing) -> KeptDrawing:
    return KeptDrawing(
        drawing.name,
        drawing.digest,
        drawing.figure,
        drawing.language,
        drawing.size,
        drawing.width,
        drawing.height,
    )


@dataclass(frozen=True, slots=True)
class Figures(Mapping[Key, Figure]):
    """All figures by id and language."""

    kept: Mapping[Key, KeptFigure]
    _whole: dict[Key, Figure] = field(default_factory=dict)

    def __getitem__(self, key: Key) -> Figure:
        """Give a figure."""
        found = self._whole.get(key)
        if found is None:
            found = self._whole[key] = unpack(self.kept[key].data)
        return found

    def __iter__(self) -> Iterator[Key]:
        """Give all keys in order."""
        return iter(self.kept)

    def __len__(self) -> int:
        """Give the number of figures, those of each language counted."""
        return len(self.kept)
