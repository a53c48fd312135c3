"""Seeds single errors into a copy of the real content and counts which ones stop a release.

Run: ``python tests/proof/seeded_errors.py [NUMBER] [SEED]``. Each mutation changes one digit, unit,
qualifier, sign or reference in one file; the release must be refused with a problem that names
that file, at that line or inside the same record. Survivors are listed.
"""

from __future__ import annotations

import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from explainer.problems import BuildError, Problem  # noqa: E402 - the project is not installed
from explainer.settings import Settings  # noqa: E402
from explainer.site import load_site  # noqa: E402

#: How far from the changed line a problem may stand: a folded text is reported at its start.
NEAR = 12


@dataclass(frozen=True, slots=True)
class Mutation:
    """One error to seed: which file, which line, what became of it."""

    kind: str
    file: str
    line: int
    before: str
    after: str


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").split("\n")


def _digit(random_: random.Random, line: str) -> str | None:
    spots = [m.start() for m in re.finditer(r"\d", line)]
    if not spots:
        return None
    spot = random_.choice(spots)
    digit = random_.choice([d for d in "0123456789" if d != line[spot]])
    return line[:spot] + digit + line[spot + 1 :]


def _unit(random_: random.Random, line: str) -> str | None:
    match = re.match(r"unit: (\S+)$", line)
    if not match:
        return None
    units = ["cny-trillion", "cny-billion", "usd-billion", "percent", "count"]
    return "unit: " + random_.choice([u for u in units if u != match.group(1)])


def _qualifier(random_: random.Random, line: str) -> str | None:
    match = re.match(r"( +)(- )?(qualifier|value): (\S+)$", line)
    if not match:
        return None
    words = ["more-than", "about", "less-than", "nearly", "at-least"]
    if match.group(3) == "qualifier":
        return line.replace(
            match.group(4), random_.choice([w for w in words if w != match.group(4)])
        )
    indent = match.group(1) + ("  " if match.group(2) else "")
    return f"{line}\n{indent}qualifier: {random_.choice(words)}"


def _sign(random_: random.Random, line: str) -> str | None:
    del random_
    match = re.match(r"( +(?:- )?value: )(-?)(\d\S*)$", line)
    if not match:
        return None
    return f"{match.group(1)}{'' if match.group(2) else '-'}{match.group(3)}"


_REFERENCE = re.compile(r"\[\[([a-z0-9/-]+)( \| [a-z ]+)?\]\]")


def _reference(random_: random.Random, line: str) -> str | None:
    """Point a reference to another number of the site."""
    found = list(_REFERENCE.finditer(line))
    if not found:
        return None
    match = random_.choice(found)
    keys = [
        "gdp/2024/bulletin",
        "gdp/2023/bulletin",
        "trade/2024/bulletin",
        "fdi/2024/bulletin",
        "fdi/2023/bulletin",
        "zones/2025-05",
        "hightech-firms/2024",
        "count/measures",
    ]
    other = random_.choice([k for k in keys if k != match.group(1)])
    return line[: match.start(1)] + other + line[match.end(1) :]


def _typed(random_: random.Random, line: str) -> str | None:
    """Type a number where a reference stood."""
    found = list(_REFERENCE.finditer(line))
    if not found:
        return None
    match = random_.choice(found)
    return (
        line[: match.start()] + random_.choice(["17.2", "16", "240", "25%"]) + line[match.end() :]
    )


def _doubled(random_: random.Random, line: str) -> str | None:
    """Type a qualifier or a unit beside a reference, in the language of the line."""
    found = [m for m in _REFERENCE.finditer(line) if not m.group(2)]
    if not found:
        return None
    match = random_.choice(found)
    chinese = len(re.findall("[\u4e00-\u9fff]", line)) > len(re.findall(r"\b[a-z]+\b", line))
    words = ("超过", "约", "近") if chinese else ("more than ", "about ", "nearly ")
    if random_.random() < 0.5:
        return line[: match.start()] + random_.choice(words) + line[match.start() :]
    return line[: match.end()] + ("亿元" if chinese else " trillion") + line[match.end() :]


_MAKERS = {
    "digit": _digit,
    "unit": _unit,
    "qualifier": _qualifier,
    "sign": _sign,
    "reference": _reference,
    "typed": _typed,
    "doubled": _doubled,
}
#: How often each kind is tried; digits most, since slips of the finger are.
_WEIGHTS = {
    "digit": 10,
    "unit": 1,
    "qualifier": 3,
    "sign": 2,
    "reference": 4,
    "typed": 3,
    "doubled": 3,
}


def candidates(root: Path) -> list[Path]:
    """Give the files that carry facts: all YAML and Markdown but interface words and changes."""
    files = sorted((root / "data").rglob("*.yaml")) + sorted((root / "content").rglob("*.md"))
    return [f for f in files if f.name not in {"changes.yaml", "site.yaml"}]


def make_mutations(root: Path, number: int, seed: int) -> list[Mutation]:
    """Give so many different mutations of the content, the same for the same seed."""
    random_ = random.Random(seed)  # noqa: S311 - a repeatable sample, no secret
    files = candidates(root)
    texts = {f: _lines(f) for f in files}
    sizes = [len(texts[f]) for f in files]
    kinds, weights = zip(*_WEIGHTS.items(), strict=True)
    seen: set[tuple[str, int, str]] = set()
    mutations: list[Mutation] = []
    while len(mutations) < number:
        kind = random_.choices(kinds, weights)[0]
        path = random_.choices(files, sizes)[0]
        index = random_.randrange(len(texts[path]))
        line = texts[path][index]
        if line.lstrip().startswith("#") and path.suffix == ".yaml":
            continue
        after = _MAKERS[kind](random_, line)
        name = path.relative_to(root).as_posix()
        if after is None or after == line or (name, index, after) in seen:
            continue
        seen.add((name, index, after))
        mutations.append(Mutation(kind, name, index + 1, line, after))
    return mutations


def judge(root: Path, mutation: Mutation) -> str:
    """Give “caught”, “elsewhere” (stopped, but pointing at another place) or “survived”."""
    path = root / mutation.file
    original = path.read_text(encoding="utf-8")
    lines = original.split("\n")
    lines[mutation.line - 1] = mutation.after
    path.write_text("\n".join(lines), encoding="utf-8")
    problems: tuple[Problem, ...]
    try:
        problems = load_site(Settings(root=root, out=root / "dist")).warnings
    except BuildError as error:
        problems = (*error.errors, *error.warnings)
    finally:
        path.write_text(original, encoding="utf-8")
    if not problems:
        return "survived"
    near = any(
        p.place.file == mutation.file and abs(p.place.line - mutation.line) <= NEAR
        for p in problems
    )
    twin = mutation.file.replace("content/en/", "content/zh/")
    told = any(f"{mutation.file}:" in p.message or p.place.file == twin for p in problems)
    return "caught" if near or told else "elsewhere"


def _work(chunk: list[Mutation]) -> list[tuple[Mutation, str]]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for name in ("data", "content", "static", "templates", "drawings"):
            shutil.copytree(ROOT / name, root / name)
        shutil.copy(ROOT / "released.json", root / "released.json")
        return [(mutation, judge(root, mutation)) for mutation in chunk]


def main(number: int, seed: int) -> int:
    """Seed the errors, print the count and the survivors; give the number not caught."""
    mutations = make_mutations(ROOT, number, seed)
    chunks = [mutations[index::2] for index in range(2)]
    with ProcessPoolExecutor(2) as pool:
        results = [pair for part in pool.map(_work, chunks) for pair in part]
    totals = Counter(verdict for _, verdict in results)
    by_kind = Counter((m.kind, verdict) for m, verdict in results)
    for (kind, verdict), count in sorted(by_kind.items()):
        print(f"{kind:10} {verdict:10} {count}")
    for mutation, verdict in results:
        if verdict != "caught":
            print(f"{verdict}: {mutation.kind} {mutation.file}:{mutation.line}")
            print(f"    {mutation.before.strip()[:150]}\n    {mutation.after.strip()[:150]}")
    print(f"{totals['caught']} of {len(results)} caught at the right place (seed {seed})")
    return len(results) - totals["caught"]


if __name__ == "__main__":
    arguments = [int(word) for word in sys.argv[1:3]]
    number, seed = (*arguments, 1000, 20261121)[:2] if len(arguments) < 2 else arguments
    sys.exit(1 if main(number, seed) > 1 + number // 1000 else 0)
