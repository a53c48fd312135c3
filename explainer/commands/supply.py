"""`supply`: what the project is made of, under which licences, and a bill of materials.

What is installed comes from the lock files; its licences are listed in requirements/licences.txt,
one line for each package, so that a change of a licence is a change somebody reads.
"""

from __future__ import annotations

import base64
import importlib.metadata
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LICENCES = "requirements/licences.txt"

#: Licences under which anything may come, readers' downloads too.
FREE = frozenset(
    """
    0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC0-1.0 CNRI-Python ISC MIT MIT-0
    MIT-CMU PSF-2.0 Unlicense Zlib
    """.split()
)
#: Licences of tools that run here and go nowhere: they ask nothing of those who only use them.
FOR_TOOLS = FREE | {
    "Artistic-1.0-Perl", "GPL-2.0-only", "GPL-2.0-or-later", "GPL-3.0-or-later", "MPL-2.0",
}  # fmt: skip

#: Lock files of what a build needs; the packages of all others are tools.
REQUIRED = ("bundle/package-lock.json", "requirements/site.lock")
#: How packages that say their licence in older ways mean it.
_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}


@dataclass(frozen=True, slots=True, order=True)
class Component:
    """A package as it is pinned: ``hashes`` are those of its files, any of which may be taken."""

    system: str
    name: str
    version: str
    scope: str
    hashes: tuple[str, ...] = ()
    said: str = ""


def locks_of(root: Path) -> dict[str, str]:
    """Give every lock file of the project with what its packages are for, those needed first."""
    found = (*root.glob("requirements/*.lock"), *root.glob("*/package-lock.json"))
    names = sorted(path.relative_to(root).as_posix() for path in found)
    return dict.fromkeys(REQUIRED, "required") | {
        name: "excluded" for name in names if name not in REQUIRED
    }


def read_components(root: Path) -> tuple[Component, ...]:
    """Give every pinned package once; what a build needs is not called a tool."""
    found: dict[tuple[str, str, str], Component] = {}
    for file, scope in locks_of(root).items():
        read = _read_node if file.endswith(".json") else _read_python
        for component in read((root / file).read_text(encoding="utf-8"), scope):
            found.setdefault((component.system, component.name, component.version), component)
    return tuple(sorted(found.values()))


def _read_python(text: str, scope: str) -> Iterator[Component]:
    for block in re.split(r"\n(?=[a-z0-9])", text, flags=re.I):
        if match := re.match(r"([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)", block):
            hashes = tuple(re.findall(r"--hash=(sha256:[0-9a-f]{64})", block))
            yield Component("python", match.group(1).lower(), match.group(2), scope, hashes)


def _read_node(text: str, scope: str) -> Iterator[Component]:
    packages: Mapping[str, Mapping[str, Any]] = json.loads(text)["packages"]
    for path, package in packages.items():
        if path and "version" in package:
            name = path.rpartition("node_modules/")[2]
            hashes = tuple(filter(None, (str(package.get("integrity", "")),)))
            said = str(package.get("license", ""))
            # What only makes the library is a tool; what ends up in it is told in licences.txt.
            own = "excluded" if package.get("dev") else scope
            yield Component("node", name, str(package["version"]), own, hashes, said)


def read_licences(root: Path) -> dict[tuple[str, str], list[str]]:
    """Give the listed licence of every package; versions of one package may differ."""
    lines = (root / LICENCES).read_text(encoding="utf-8").splitlines()
    listed: dict[tuple[str, str], list[str]] = {}
    for line in lines:
        if line and not line.startswith("#"):
            system, name, licence = line.split(" ", 2)
            listed.setdefault((system, name), []).append(licence)
    return listed


def check_licences(root: Path) -> list[str]:
    """Give what is wrong with the licences, one sentence each."""
    listed, wrong = read_licences(root), []
    components = read_components(root)
    for part in components:
        found, said = listed.get((part.system, part.name), []), said_by(part)
        whose = f"{part.system} {part.name}"
        if not found:
            wrong.append(f"{whose} is not listed; it says: {said or 'nothing'}")
        elif said and said not in found:
            wrong.append(f"{whose}: listed as {', '.join(found)}; it says: {said}")
        allowed = FREE if part.scope == "required" else FOR_TOOLS
        wrong += [f"{whose}: {x} is not allowed" for x in found if not is_allowed(x, allowed)]
    used = {(part.system, part.name) for part in components}
    for system, name in listed.keys() - used:
        wrong.append(f"{system} {name} is listed, but no lock names it")
    return sorted(wrong)


def is_allowed(licence: str, allowed: frozenset[str]) -> bool:
    """Whether a licence expression can be met: any of what OR joins, all of what AND joins."""
    plain = licence.replace("(", "").replace(")", "")
    return any(
        all(part.strip() in allowed for part in choice.split(" AND "))
        for choice in plain.split(" OR ")
    )


def said_by(part: Component) -> str:
    """Give the licence that a package gives itself in today's form; empty where it does not."""
    if part.system == "node":
        return part.said.removeprefix("(").removesuffix(")")
    try:
        found = importlib.metadata.metadata(part.name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    if "License-Expression" in found:
        return str(found["License-Expression"])
    classifiers = [str(c) for c in found.get_all("Classifier", [])]
    names = [c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License")]
    return _CLASSIFIERS.get(names[0], "") if len(names) == 1 else ""


def render_bill(root: Path, name: str, version: str) -> str:
    """Give the bill of materials: CycloneDX 1.6, without a day, the same from the same locks."""
    listed = read_licences(root)
    components = []
    for part in read_components(root):
        kind = {"python": "pypi", "node": "npm"}[part.system]
        package = f"pkg:{kind}/{part.name.replace('@', '%40', 1)}@{part.version}"
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": package,
            "name": part.name,
            "version": part.version,
            "scope": part.scope,
            "licenses": [{"expression": said_by(part) or listed[part.system, part.name][0]}],
            "purl": package,
        }
        if part.system == "node":
            for whole in part.hashes:
                content = base64.b64decode(whole.partition("-")[2]).hex()
                component["hashes"] = [{"alg": "SHA-512", "content": content}]
        else:
            component["properties"] = [{"name": "file", "value": x} for x in sorted(part.hashes)]
        components.append(component)
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": name, "version": version}},
        "components": components,
    }
    return json.dumps(bill, indent=1) + "\n"
