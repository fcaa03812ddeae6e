"""How much of a rank is the method's choice: an audit of an edition as the OECD and the JRC make it.

`audit` asks everything of an edition; each question can be asked alone of any `Field`, also of a plain array
(`field_from`). Nothing here knows a country or a year by name.
"""

from miqyas.analysis.audit.field import Field, field_from, field_of
from miqyas.analysis.audit.report import Audit, Structure, audit, structure
from miqyas.analysis.audit.sensitivity import sensitivity
from miqyas.analysis.audit.uncertainty import uncertainty

__all__ = [
    "Audit",
    "Field",
    "Structure",
    "audit",
    "field_from",
    "field_of",
    "sensitivity",
    "structure",
    "uncertainty",
]
