"""Who could help whom: partners of one country, and a whole programme of seekers and givers."""

from miqyas.analysis.twinning.partners import Partner, Twinning, partners
from miqyas.analysis.twinning.programme import (
    Entry,
    LeftOut,
    Matched,
    Matching,
    Pair,
    Programme,
    match_programme,
)
from miqyas.analysis.twinning.rules import LIKENESSES, TERMS, default_rules
from miqyas.analysis.twinning.sheet import ProgrammeFile, read_programme, template_rows

__all__ = [
    "LIKENESSES",
    "TERMS",
    "Entry",
    "LeftOut",
    "Matched",
    "Matching",
    "Pair",
    "Partner",
    "Programme",
    "ProgrammeFile",
    "Twinning",
    "default_rules",
    "match_programme",
    "partners",
    "read_programme",
    "template_rows",
]
