"""Building again: what an earlier build of the same code found is taken over, the rest is made.

The result is what a build from nothing gives, file by file (tests/proof/test_rebuilds.py).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from explainer.cache import Cache, key_of
from explainer.compress import compress_files
from explainer.memory import Memory, State
from explainer.outputs import Kept, Written
from explainer.packing import pack, unpack
from explainer.settings import Settings
from explainer.site import Built, build_site
from explainer.unchanged import CODE, Stamp, now, stamps_in
from explainer.write import TouchedError, write_site

#: Raise when what is kept changes its form.
_FORM = 1


@dataclass(slots=True)
class _Session:
    """What goes from one build to the next: results, and what stands in the published folder."""

    state: State = field(default_factory=State)
    files: dict[str, tuple[Kept, Stamp]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did: the site, and how many files were written and removed."""

    built: Built
    changed: int
    removed: int


class Rebuilder:
    """Builds one project into one folder, again and again, in one process or in many."""

    def __init__(self, settings: Settings, *, compressed: bool = False) -> None:
        """Build as ``settings`` say, with compressed copies of all texts or without."""
        self.settings = settings
        self._compressed = compressed
        self._cache = Cache(settings.root)
        self._session: _Session | None = None
        self._code = ""

    def build(self) -> Outcome:
        """Bring the published folder up to date.

        Raises:
            BuildError: when content is wrong; the folder stays as it is.
            OutputError: when the folder cannot be written.
        """
        code = code_digest(self.settings)
        if self._session is None or code != self._code:
            self._code = code
            self._session = self._load()
        try:
            return self._build(self._session)
        except TouchedError:
            # Somebody changed the folder under our hands: make everything anew.
            return self._build(_Session())

    def recall(self) -> State:
        """Give what the last build remembers; nothing where there was none of this code."""
        self._code = code_digest(self.settings)
        return self._load().state

    def _build(self, session: _Session) -> Outcome:
        settings = self.settings
        standing = stamps_in(settings.out)
        intact = {n: k for n, k in session.files.items() if standing.get(n) == k[1]}
        memory = Memory(session.state, keeps=True, shares=True)
        built = build_site(settings, memory, Written(settings.out, intact))
        if built.warnings and settings.strict:
            return Outcome(built, 0, 0)
        if self._compressed:
            built.files.add(compress_files(built.files, self._cache))
        spare = self._cache.folder(key_of("spare", settings.out))
        changed, removed, stamps = write_site(built.files, settings.out, spare)
        files = {name: (built.files.mark(name), stamps[name]) for name in stamps}
        fresh = memory.fresh or changed or removed or files != session.files
        self._session = _Session(memory.after, files)
        if fresh:
            self._cache.put(self._key(), pack(self._session))
            self._cache.tidy(now() / 1e9)
        return Outcome(built, changed, removed)

    def _key(self) -> str:
        return key_of("state", _FORM, self._code, self.settings.out, self._compressed)

    def _load(self) -> _Session:
        raw = self._cache.get(self._key())
        if raw is None:
            return _Session()
        try:
            found = unpack(raw)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is no help
            return _Session()
        return found if isinstance(found, _Session) else _Session()


def recall_state(settings: Settings) -> State:
    """Give what the last build of this code remembers, for a command that only reads."""
    found = Rebuilder(settings).recall()
    return found if found.tasks else Rebuilder(settings, compressed=True).recall()


def code_digest(settings: Settings) -> str:
    """Give a digest of everything but content that pages are made from."""
    mark = hashlib.blake2b(digest_size=16)
    for part in CODE:
        folder = settings.root / part
        for name in sorted(stamps_in(folder, frozenset({"__pycache__"}))):
            path = folder / name if name else folder
            mark.update(f"{part}/{name}\0".encode("utf-8", "surrogatepass"))
            mark.update(hashlib.blake2b(path.read_bytes()).digest())
    mark.update(repr((settings.strict, settings.languages)).encode())
    return mark.hexdigest()
