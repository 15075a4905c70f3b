"""Policies from files: reading them, following their imports, reporting all that is wrong."""

import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path, PurePosixPath, PureWindowsPath

from attrs import define, evolve, field, frozen

from microcredit.errors import Diagnostic, PolicyCheckError, PolicySyntaxError
from microcredit.language import syntax
from microcredit.language.check import check, diagnostics
from microcredit.language.check_framework import shipped_frameworks
from microcredit.language.check_scope import ReadFile, circle_diagnostic, circles, nearest
from microcredit.language.checked import Policies
from microcredit.language.parse import parse
from microcredit.language.policy_files import SUFFIX, policy_files
from microcredit.language.vocabulary import PredicateSignature, Vocabulary
from microcredit.shipped import read_shipped
from microcredit.source import Source, Span

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
"""imports of imports"""


def load_policies(
    *paths: str | Path,
    vocabulary: Vocabulary | None = None,
    root: str | Path | None = None,
    examples: bool = False,
    predicates: Mapping[str, PredicateSignature] | None = None,
) -> Policies:
    """Give the policies in some files and folders; raise with all that is wrong in any of them.

    Imports stay inside ``root``: the folder given or the file's own folder where none is stated.
    With a vocabulary, names of areas, modules and tags are looked up in it; those in examples
    only with ``examples``. A policy may name only those ``predicates`` that plugins give.
    """
    reading = Reading()
    for path in paths:
        for name, file, home in reading.listed(path, None if root is None else Path(root)):
            reading.add(name, file, home)
    return reading.policies(vocabulary, examples=examples, predicates=predicates)


def policies_from_text(
    text: str,
    name: str = "policy",
    vocabulary: Vocabulary | None = None,
    *,
    root: str | Path | None = None,
    examples: bool = False,
    predicates: Mapping[str, PredicateSignature] | None = None,
) -> Policies:
    """Give the policies in a text; it can import files only where a ``root`` is given."""
    reading = Reading()
    home = None if root is None else Path(root)
    reading.enter(Source(name, text), Path(home or "", name), home)
    return reading.policies(vocabulary, examples=examples, predicates=predicates)


@frozen
class Entry:
    """A file that has been read, from where its imports go on; no ``file`` if it does not read."""

    name: str
    path: Path
    root: Path | None
    depth: int
    file: syntax.PolicyFile | None


@define
class Reading:
    """Files as they are read, each once, and what was wrong on the way."""

    wrong: list[Diagnostic] = field(factory=list)
    entries: dict[Path, Entry] = field(factory=dict)
    links: dict[Path, dict[Path, Span]] = field(factory=dict)

    def listed(self, given: str | Path, root: Path | None) -> Iterator[tuple[str, Path, Path]]:
        """Give name, path and root of the policy files that a person's path stands for."""
        path = Path(given)
        if not os.path.exists(path):
            self.refuse(str(given), "no-such-file", "no such file or folder", _neighbour(path))
        elif not os.path.isdir(path):
            yield str(given), path, root or path.parent
        else:
            found = policy_files(path)
            if not found:
                self.refuse(str(given), "no-policies", f"holds no file whose name ends in {SUFFIX}")
            yield from ((str(file), file, root or path) for file in found)

    def add(self, name: str, path: Path, root: Path, *, depth: int = 0) -> None:
        """Read a file, unless it has been read."""
        key = _resolved(path)
        if key in self.entries:
            return
        self.entries[key] = Entry(name, key, root, depth, None)
        if depth == 0 and not key.is_relative_to(_resolved(root)):
            self.refuse(name, "outside-root", f"leads out of the policy root `{root}`")
            return
        source = self.read(name, path)
        if source is not None:
            self.enter(source, key, root, depth=depth)

    def enter(self, source: Source, key: Path, root: Path | None, *, depth: int = 0) -> None:
        """Take in a text under a path."""
        file = None
        try:
            file = parse(source)
        except PolicySyntaxError as error:
            self.wrong.extend(error.diagnostics)
        self.entries[key] = Entry(source.name, key, root, depth, file)

    def read(self, name: str, path: Path) -> Source | None:
        """Give a file's text, or report why there is none."""
        if not os.path.isfile(path):
            self.refuse(name, "unreadable-file", "is not a file")
            return None
        try:
            with path.open("rb") as stream:
                data = stream.read(MAX_BYTES + 1)
        except OSError as error:
            reason = (error.strerror or "for no stated reason").lower()
            self.refuse(name, "unreadable-file", f"cannot be read: {reason}")
            return None
        if len(data) > MAX_BYTES:
            self.refuse(name, "file-too-large", "is larger than 1 MB, which no policy needs to be")
            return None
        data = data.removeprefix(BOM_UTF8)
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            self.wrong.append(_not_utf8(name, data, error.start))
            return None
        if not text.strip():
            self.refuse(name, "empty-file", "is empty")
            return None
        return Source(name, text, path)

    def refuse(self, name: str, code: str, message: str, hint: str | None = None) -> None:
        """Report a file that has no text to point into."""
        self.wrong.append(Diagnostic(code, message, Span(Source(name, ""), 0, 0), hint))

    def follow(self) -> None:
        """Read what files import, and what those import."""
        queue = list(self.entries.values())
        for entry in queue:
            for wanted in entry.file.imports if entry.file else ():
                target = self.target(entry, wanted.path)
                if target is None:
                    continue
                key = _resolved(target)
                self.links.setdefault(entry.path, {}).setdefault(key, wanted.path.span)
                if key in self.entries:
                    continue
                assert entry.root is not None
                name = str(os.path.normpath(Path(entry.name).parent / wanted.path.text))
                self.add(name, target, entry.root, depth=entry.depth + 1)
                queue.append(self.entries[key])

    def target(self, entry: Entry, wanted: syntax.Text) -> Path | None:
        """Give the file that an import names, or report why it may not be read."""
        refused = self.refused(entry, wanted)
        if refused is not None:
            self.wrong.append(refused)
            return None
        return entry.path.parent / wanted.text

    def refused(self, entry: Entry, wanted: syntax.Text) -> Diagnostic | None:
        """Say what is wrong with an import, if anything is."""
        text = wanted.text
        if entry.root is None:
            message = "only a policy in a file can import another"
            return Diagnostic("import-without-root", message, wanted.span)
        if not text.isprintable() or not text.strip():
            return Diagnostic("no-such-file", "this is no path of a file", wanted.span)
        if PurePosixPath(text).is_absolute() or PureWindowsPath(text).anchor:
            hint = "write the path as it goes from this file"
            return Diagnostic("outside-root", f"`{text}` is an absolute path", wanted.span, hint)
        path = entry.path.parent / text
        if not _resolved(path).is_relative_to(_resolved(entry.root)):
            message = f"`{text}` leads out of the policy root"
            return Diagnostic("outside-root", message, wanted.span)
        if not os.path.exists(path):
            near = _shipped_hint(text) or _neighbour(path)
            return Diagnostic("no-such-file", f"there is no file `{text}`", wanted.span, near)
        if entry.depth >= MAX_DEPTH:
            message = f"imports go deeper than {MAX_DEPTH} files"
            return Diagnostic("imports-too-deep", message, wanted.span)
        return None

    def import_loops(self) -> Iterator[Diagnostic]:
        """Report files that import one another in a circle."""
        names = {path: entry.name for path, entry in self.entries.items()}
        named = {
            names[path]: {names[target]: span for target, span in links.items()}
            for path, links in self.links.items()
        }
        for circle in circles(named):
            yield circle_diagnostic("import-loop", circle, "imports")

    def reached(self, start: Path) -> list[Path]:
        """Give what a file imports, directly or through others, nearest first."""
        queue = [start]
        for path in queue:
            queue.extend(t for t in self.links.get(path, {}) if t not in queue)
        return queue[1:]

    def with_imports(self, entry: Entry) -> ReadFile | None:
        """Give a file with what it imports; none where some of that does not read."""
        files = [self.entries[path].file for path in (entry.path, *self.reached(entry.path))]
        own, *imported = (file for file in files if file is not None) if all(files) else (None,)
        if own is None:
            return None
        if entry.depth > 0:
            own = evolve(own, awards=(), examples=())
        known = {f.id.text for file in (own, *imported) for f in file.frameworks}
        used = [use.id.text for use in own.uses if use.id.text not in known]
        ready = [file for file in map(shipped_framework, used) if file is not None]
        return ReadFile(own, (*imported, *ready))

    def policies(
        self,
        vocabulary: Vocabulary | None,
        *,
        examples: bool,
        predicates: Mapping[str, PredicateSignature] | None = None,
    ) -> Policies:
        """Give what the files say, or raise with all that is wrong with them."""
        self.follow()
        self.wrong.extend(self.import_loops())
        read = [self.with_imports(entry) for entry in self.entries.values()]
        files: Sequence[ReadFile] = [file for file in read if file is not None]
        if not self.wrong:
            return check(files, vocabulary, examples=examples, predicates=predicates)
        self.wrong.extend(
            diagnostics(files, vocabulary, examples=examples, predicates=predicates, complete=False)
        )
        unread = any(entry.file is None for entry in self.entries.values()) or not self.entries
        raise (PolicySyntaxError if unread else PolicyCheckError)(self.wrong)


@cache
def shipped_framework(id: str) -> syntax.PolicyFile | None:
    """Give the file of a framework that comes with the package, if there is one of this id."""
    if not re.fullmatch(r"[\w-]+", id):
        return None
    try:
        text = read_shipped("policies", "frameworks", f"{id}{SUFFIX}")
    except OSError:
        return None
    file = parse(Source(f"microcredit/policies/frameworks/{id}{SUFFIX}", text))
    return evolve(file, defines=(), awards=(), examples=())


def _resolved(path: Path) -> Path:
    """Follow links, also where they lead nowhere or round in a circle."""
    return Path(os.path.realpath(path))


def _neighbour(path: Path) -> str | None:
    try:
        return nearest(path.name, (other.name for other in path.parent.iterdir()))
    except OSError:
        return f"there is no folder `{path.parent}`"


def _shipped_hint(text: str) -> str | None:
    id = PurePosixPath(text).stem
    if id not in shipped_frameworks():
        return None
    return f"`framework {id}` comes with the package and needs no import"


def _not_utf8(name: str, data: bytes, at: int) -> Diagnostic:
    before = data[:at].decode("utf-8")
    source = Source(name, before + data[at:].decode("utf-8", "replace"))
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    found = "UTF-16" if wide else f"the byte {data[at]:#04x} here is none"
    hint = "save the file as UTF-8"
    span = Span(source, len(before), len(before) + 1)
    return Diagnostic("not-utf-8", f"is not UTF-8 text: {found}", span, hint)
