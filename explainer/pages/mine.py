"""What the explainer says of the province that a reader has called their own, fetched on demand."""

from __future__ import annotations

import json

from markupsafe import Markup

from explainer.addresses import address_of
from explainer.figures.template import STYLES
from explainer.figures.tile_map import outline
from explainer.pages.base import Maker
from explainer.pages.standing import province_sentence
from explainer.records import Province
from explainer.references import Reference, print_reference


def render_mine(maker: Maker, province: Province) -> bytes:
    """Give the script that carries a province's sentence, its tile and the words around them.

    Its numbers lead to their receipts on the province's page, because the explainer has none.
    """
    model, locale = maker.model, maker.locale
    page = f"{address_of('province', province.id, model)}index.html"

    def number(reference: Reference) -> Markup:
        anchor = model.values[reference.key].anchor
        shown = print_reference(reference, model.values, locale)
        return Markup('<a class="n" href="{}#{}">{}</a>').format(page, anchor, shown)

    sentence = maker.reader.inline(province_sentence(maker, province)).fill(number, str)
    provinces = tuple(model.provinces.values())
    spec = {
        "sentence": sentence,
        "page": page,
        "yours": locale("mine.yours", province=province.name[locale.code]),
        "more": locale("mine.more"),
        "forget": locale("mine.forget"),
        "kept": locale("mine.kept"),
        "tile": {style.size: outline(province, provinces, style) for style in STYLES},
    }
    return script_of(spec)


def render_choice(maker: Maker) -> bytes:
    """Give the script that carries the provinces among which readers choose their own."""
    model, locale = maker.model, maker.locale
    spec = {
        "label": locale("mine.pick"),
        "kept": locale("mine.kept"),
        "blocked": locale("mine.blocked"),
        "chosen": locale("mine.chosen", province="{province}"),
        "yours": locale("mine.yours", province="{province}"),
        "provinces": [
            (province.id, province.name[locale.code])
            for province in model.provinces.values()
            if province.region
        ],
    }
    return script_of(spec)


def script_of(spec: object) -> bytes:
    """Give data as a script that leaves it on its element: a page from a disk may fetch those."""
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    return f"document.currentScript.spec={text};\n".encode()
