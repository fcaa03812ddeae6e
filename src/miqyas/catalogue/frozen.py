"""An instrument as plain values and as bytes: what a campaign freezes and a dataset stores."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.model import CHOICES, WORDINGS, Feature, Instrument, Related, Subindex
from miqyas.kernel.provenance import Mark
from miqyas.kernel.text import Text
from miqyas.methodology.model import Basis


def instrument_as_dict(instrument: Instrument) -> dict[str, Any]:
    """Plain values, from which `instrument_from_dict` makes the same instrument.

    >>> from miqyas.catalogue.load import instrument
    >>> instrument_from_dict(instrument_as_dict(instrument("EGL"))) == instrument("EGL")
    True
    """
    return {
        "code": instrument.code,
        "version": instrument.version,
        "title": dict(instrument.title),
        "about": dict(instrument.about),
        **_basis_as_dict(instrument.basis),
        "subindices": [
            {"code": part.code, "short": part.short, "name": dict(part.name), "node": part.node}
            for part in instrument.subindices
        ],
        "features": [feature_as_dict(feature) for feature in instrument.features],
    }


def feature_as_dict(feature: Feature) -> dict[str, Any]:
    """Plain values of one feature; `None` where there is no such wording or no age is asked."""
    return {
        "code": feature.code,
        **{choice: getattr(feature, choice) for choice in CHOICES},
        **{name: _words_or_none(feature.wording(name)) for name in WORDINGS},
        "recency_months": feature.recency,
        "tags": list(feature.tags),
        "related": [{"framework": link.framework, "part": link.part} for link in feature.related],
        **_basis_as_dict(feature.basis),
    }


def instrument_from_dict(content: Mapping[str, Any]) -> Instrument:
    """The instrument of `instrument_as_dict`; raises `CatalogueError` for anything else."""
    try:
        return Instrument(
            code=content["code"],
            version=content["version"],
            title=Text(content["title"]),
            about=Text(content["about"]),
            basis=_basis(content),
            subindices=tuple(
                Subindex(part["code"], part["short"], Text(part["name"]), part["node"])
                for part in content["subindices"]
            ),
            features=tuple(map(_feature, content["features"])),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CatalogueError("unreadable_instrument") from error


def _feature(content: Mapping[str, Any]) -> Feature:
    chosen: dict[str, Any] = {choice: content[choice] for choice in CHOICES}
    wordings: dict[str, Any] = {name: _text_or_none(content[name]) for name in WORDINGS}
    return Feature(
        code=content["code"],
        **chosen,
        **wordings,
        basis=_basis(content),
        recency=content["recency_months"],
        tags=tuple(content["tags"]),
        related=tuple(Related(link["framework"], link["part"]) for link in content["related"]),
    )


def _basis(content: Mapping[str, Any]) -> Basis:
    return Basis(Mark(content["mark"]), content["source"], _text_or_none(content["note"]))


def _text_or_none(words: Mapping[str, str] | None) -> Text | None:
    return Text(words) if words else None


def _basis_as_dict(basis: Basis) -> dict[str, Any]:
    return {"mark": basis.mark.value, "source": basis.source, "note": _words_or_none(basis.note)}


def _words_or_none(text: Text | None) -> dict[str, str] | None:
    return dict(text) if text else None


def instrument_bytes(instrument: Instrument) -> bytes:
    """Canonical JSON: equal instruments give equal bytes, whatever file they came from."""
    plain = instrument_as_dict(instrument)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")


def instrument_from_bytes(content: bytes) -> Instrument:
    """The instrument of `instrument_bytes`; raises `CatalogueError` for anything else."""
    try:
        plain = json.loads(content)
    except ValueError as error:
        raise CatalogueError("unreadable_instrument") from error
    return instrument_from_dict(plain)


def instrument_sha256(instrument: Instrument) -> str:
    """Name of an instrument's content, in hexadecimal."""
    return hashlib.sha256(instrument_bytes(instrument)).hexdigest()
