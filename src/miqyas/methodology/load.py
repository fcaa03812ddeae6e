"""Loading editions from their folders of YAML, the register of sources and the identity of indicators."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import yaml

from miqyas.kernel.documents import Located, read_document
from miqyas.kernel.errors import MiqyasError, Place
from miqyas.kernel.provenance import Mark, content_hash, weakest
from miqyas.kernel.text import Text
from miqyas.methodology import model
from miqyas.methodology.model import Basis, Indicator, Methodology, Source
from miqyas.methodology.schema import (
    MethodologyError,
    Reader,
    read_classes,
    read_groups,
    read_node,
    read_not_ranked,
    read_precision,
)

ROOM = files("miqyas.methodology")
PUBLISHED_INDICES = ("EGDI", "OSI", "TII", "HCI", "EPI")


@cache
def sources() -> Mapping[str, Source]:
    """The register of method facts: the only list that an edition may cite.

    >>> sources()["tii-2024"].mark.name
    'NUMERIC'
    """
    text = ROOM.joinpath("method_sources.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["id"]: Source(**{**row, "mark": Mark(row["mark"])}) for row in rows}  # type: ignore[arg-type]


@cache
def _source_words() -> Mapping[str, Text]:
    entries = yaml.safe_load(ROOM.joinpath("method_sources.words.yaml").read_text(encoding="utf-8"))
    return {entry["en"]: Text(entry) for entry in entries}


def source_words(sentence: str) -> Text:
    """A sentence of the register in every language; codes and figures read the same in all.

    >>> source_words("weighted mean").in_language("ar"), source_words("1/3; 2/9").in_language("ar")
    ('المتوسط المرجّح', '1/3; 2/9')
    """
    same = {"ar": sentence or "-", "en": sentence or "-"}
    return _source_words().get(sentence) or Text(same)


@cache
def indicators() -> Mapping[str, Indicator]:
    """Identity of every index and indicator across editions.

    >>> indicators()["TII.WB"].became
    'TII.AM'
    """
    document = read_document(
        ROOM.joinpath("indicators.yaml").read_text(encoding="utf-8"), file="indicators.yaml"
    )
    return {code: _indicator(code, entry) for code, entry in document.items()}


def _indicator(code: str, entry: Mapping[str, Any]) -> Indicator:
    name = Text(entry["name"])
    return Indicator(
        code=code,
        name=name,
        short=Text(entry["short"]) if "short" in entry else name,
        unit=entry["unit"],
        became=entry.get("became"),
        aliases=tuple(entry.get("aliases", ())),
    )


def published_editions() -> tuple[int, ...]:
    """Editions whose method the release holds, oldest first."""
    folders = (item.name for item in ROOM.joinpath("editions").iterdir() if item.is_dir())
    return tuple(sorted(int(name) for name in folders if name.isdigit()))


@cache
def load_edition(edition: int) -> Methodology:
    """The method of a published edition of the release.

    >>> load_edition(2024).nodes["TII.AF"].sign
    -1
    """
    if edition not in published_editions():
        known = ", ".join(map(str, published_editions()))
        raise MethodologyError(
            "unknown_edition", place=Place(name=str(edition)), given=str(edition), known=known
        )
    return read_edition(ROOM.joinpath("editions", str(edition)))


def draft_edition(newest: int, *, edition: int | None = None) -> Methodology:
    """The draft of the edition to come after `newest`: it inherits the newest method at hand and says so.

    `edition` is its year, where that is not the usual one. None of its facts is marked better than inferred.

    >>> draft = draft_edition(2024)
    >>> draft.edition, draft.inherits, draft.root.basis.mark.name
    (2026, 2024, 'INFERRED')
    """
    return _inherit(
        edition or newest + _draft_rules()["years_after"], from_edition=_method_at(newest), status="draft"
    )


def method_for(edition: int) -> Methodology:
    """The method for an edition that has results: its own, else that of the last one known before it.

    Raises `MethodologyError` for an edition before the first.

    >>> method_for(2024).inherits, method_for(2030).inherits
    (None, 2024)
    """
    if edition in published_editions():
        return load_edition(edition)
    return _inherit(edition, from_edition=_method_at(edition), status="inherited")


def _method_at(edition: int) -> Methodology:
    known = [year for year in published_editions() if year <= edition]
    if not known:
        first = published_editions()[0]
        raise MethodologyError("unknown_edition", given=str(edition), known=f"{first}–")
    return load_edition(known[-1])


def _inherit(
    edition: int, *, from_edition: Methodology, status: Literal["inherited", "draft"]
) -> Methodology:
    told = {"draft": "note", "inherited": "note_with_results"}[status]
    note = Reader(_draft_rules(), "draft/edition.yaml", "", sources()).words(told)
    inherited: Methodology = _inferred(from_edition)
    return replace(inherited, edition=edition, status=status, inherits=from_edition.edition, note=note)


def _inferred(value: Any) -> Any:
    """The same with no mark above inferred, however deep: what one edition did is not known of the next."""
    if isinstance(value, Basis):
        return replace(value, mark=weakest([value.mark, Mark.INFERRED]))
    if isinstance(value, tuple):
        return tuple(map(_inferred, value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _inferred(getattr(value, f.name)) for f in fields(value) if f.init})
    return value


@cache
def _draft_rules() -> Located:
    file = ROOM.joinpath("editions", "draft", "edition.yaml")
    reader = Reader(
        read_document(file.read_text(encoding="utf-8"), file="draft/edition.yaml"), file.name, "", {}
    )
    reader.only({"edition", "status", "inherits", "years_after", "note", "note_with_results"})
    reader.one_of("inherits", ["newest"])
    reader.integer("years_after")
    return reader.data


def read_edition(folder: Traversable) -> Methodology:
    """Read and check one edition's folder; errors name file, line and dotted name."""
    files_read = _FolderReader(folder)
    reader = files_read.open_first("edition.yaml")
    reader.only(
        {
            "edition",
            "status",
            "name",
            "root",
            "indices",
            "precision",
            "ranking",
            "not_ranked",
            "groups",
            "classes",
        }
    )
    root = files_read.tree(reader, reader.text("root"))
    indices = tuple(files_read.tree(reader, name) for name in _file_names(reader, "indices"))
    name = reader.words("name")
    if name is None:
        raise reader.error("missing_key", key="name", key_name="name")
    ranking = reader.map("ranking")
    ranking.only({"rule", "mark", "source", "note"})
    ranking.one_of("rule", ["competition"])
    groups = read_groups(reader.map("groups")) if "groups" in reader.data else None
    published = [node.code for node in (root, *root.children, *indices) if node.code in PUBLISHED_INDICES]
    return Methodology(
        edition=reader.integer("edition"),
        status="published" if reader.one_of("status", ["published", "draft"]) == "published" else "draft",
        name=name,
        root=root,
        indices=indices,
        ranking=ranking.basis(),
        not_ranked=_not_ranked(reader, root),
        precision=read_precision(reader.map("precision"), needed=published),
        groups=groups,
        classes=read_classes(reader.map("classes"), groups=groups) if "classes" in reader.data else None,
        version=files_read.version(),
    )


def _not_ranked(reader: Reader, root: model.Node) -> tuple[model.NotRanked, ...]:
    components = [child.code for child in root.children]
    return tuple(read_not_ranked(item, components=components) for item in reader.list("not_ranked"))


def _file_names(reader: Reader, key: str) -> Iterable[str]:
    names = reader.require(key)
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise reader.error("not_file_names", key=key, given=repr(names))
    return names


class _FolderReader:
    """Opens the files of one edition, each once, and names the whole by its content."""

    def __init__(self, folder: Traversable) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.opened_by: dict[str, str] = {}

    def open_first(self, name: str) -> Reader:
        """The reader of the edition's own file."""
        return self._read(
            name, MethodologyError("missing_file", place=Place(file=self._path(name)), given=name)
        )

    def tree(self, asked_by: Reader, name: str) -> model.Node:
        """The tree that a file holds."""
        return read_node(self._open(asked_by, name), open_file=self._open, known=indicators())

    def version(self) -> str:
        """Hash of everything read."""
        return content_hash(f"{name}\n{text}".encode() for name, text in sorted(self.texts.items()))[:12]

    def _open(self, asked_by: Reader, name: str) -> Reader:
        asking = asked_by.file.rpartition("/")[2]
        key = next(
            key
            for key, value in asked_by.data.items()
            if name in (value if isinstance(value, list) else [value])
        )
        if name in self._chain(asking):
            raise asked_by.error("file_circle", key=key, given=name)
        self.opened_by[name] = asking
        return self._read(name, asked_by.error("missing_file", key=key, given=name))

    def _chain(self, name: str) -> list[str]:
        chain = [name]
        while chain[-1] in self.opened_by:
            chain.append(self.opened_by[chain[-1]])
        return chain

    def _read(self, name: str, when_missing: MiqyasError) -> Reader:
        file = self.folder.joinpath(name)
        if not file.is_file():
            raise when_missing
        self.texts[name] = file.read_text(encoding="utf-8")
        document = read_document(self.texts[name], file=self._path(name))
        return Reader(document, self._path(name), str(document.get("code", "")), sources())

    def _path(self, name: str) -> str:
        return f"{self.folder.name}/{name}"
