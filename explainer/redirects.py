"""Addresses that moved, for hosts that answer by themselves."""

from __future__ import annotations

from urllib.parse import urlsplit

from explainer.addresses import moved_addresses
from explainer.model import SiteModel
from explainer.settings import LANGUAGES


def render_redirects(model: SiteModel) -> bytes:
    """Give _redirects: addresses that moved, and the page for lost readers of each language.

    Other hosts show the pages that stand at the old addresses, and those lead on.
    """
    root = urlsplit(model.site.address).path
    lines = [f"{root}{old} {root}{new} 301" for old, new in moved_addresses(model).items()]
    lines += [
        f"{root}{folder}/* {root}{folder}/404.html 404" for _, folder, _ in LANGUAGES if folder
    ]
    return "".join(f"{line}\n" for line in lines).encode()
