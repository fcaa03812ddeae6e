"""YAML documents that remember the line of every key, and refuse a key given twice."""

from __future__ import annotations

from typing import Any

import yaml

from miqyas.kernel.errors import MiqyasError, Place

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class DocumentError(MiqyasError):
    """A YAML document that cannot be read."""

    code = "document"


class Located(dict[str, Any]):
    """A mapping that knows on which line (from 1) it and each of its keys stand."""

    line: int = 0
    lines: dict[str, int]

    def line_of(self, key: str) -> int:
        """The line of the key, or of the mapping where the key is absent."""
        return self.lines.get(key, self.line)


class _LocatedLoader(_Loader):  # type: ignore[misc]
    file = ""

    def construct_located(self, node: yaml.MappingNode) -> Located:
        located = Located()
        located.line = node.start_mark.line + 1
        located.lines = {}
        for key_node, value_node in node.value:
            key = str(self.construct_object(key_node, deep=True))
            line = key_node.start_mark.line + 1
            if key in located:
                raise DocumentError("key_twice", place=Place(file=self.file, line=line, name=key), key=key)
            located[key] = self.construct_object(value_node, deep=True)
            located.lines[key] = line
        return located


_LocatedLoader.add_constructor("tag:yaml.org,2002:map", _LocatedLoader.construct_located)


def _load(text: str, file: str) -> Any:
    loader = _LocatedLoader(text)
    loader.file = file
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


def read_document(text: str, *, file: str) -> Located:
    """Parse one YAML mapping; raises `DocumentError`, which names the file and, where known, the line.

    >>> read_document("{a: 1, b: 2}", file="x.yaml").line_of("b")
    1
    """
    loaded = _parse(text, file=file)
    if not isinstance(loaded, Located):
        raise DocumentError("no_mapping", place=Place(file=file, line=1))
    return loaded


def read_list(text: str, *, file: str) -> list[Located]:
    """Parse one YAML list of mappings; raises `DocumentError`.

    >>> [item.line for item in read_list("[{a: 1}, {a: 2}]", file="x.yaml")]
    [1, 1]
    """
    loaded = _parse(text, file=file)
    if not isinstance(loaded, list) or not all(isinstance(item, Located) for item in loaded):
        raise DocumentError("no_list", place=Place(file=file, line=1))
    return loaded


def _parse(text: str, *, file: str) -> Any:
    try:
        return _load(text, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file=file, line=mark.line + 1 if mark else None)
        why = getattr(error, "problem", None) or getattr(error, "reason", "")
        raise DocumentError("syntax", place=place, why=str(why)) from error
