"""What a stranger must be able to find: instruments of features, in our own words from the public record."""

from miqyas.catalogue.errors import CatalogueError
from miqyas.catalogue.frozen import (
    feature_as_dict,
    instrument_as_dict,
    instrument_bytes,
    instrument_from_bytes,
    instrument_from_dict,
    instrument_sha256,
)
from miqyas.catalogue.imports import ListPlan, instruments_in, read_list
from miqyas.catalogue.load import feature, instrument, instruments, vocabulary
from miqyas.catalogue.model import Feature, Instrument, Related, Subindex, Term, Vocabulary

__all__ = [
    "CatalogueError",
    "Feature",
    "Instrument",
    "ListPlan",
    "Related",
    "Subindex",
    "Term",
    "Vocabulary",
    "feature",
    "feature_as_dict",
    "instrument",
    "instrument_as_dict",
    "instrument_bytes",
    "instrument_from_bytes",
    "instrument_from_dict",
    "instrument_sha256",
    "instruments",
    "instruments_in",
    "read_list",
    "vocabulary",
]
