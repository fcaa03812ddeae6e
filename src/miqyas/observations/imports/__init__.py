"""What a user brings: files explained row by row, and turned into datasets only when all is well."""

from miqyas.observations.imports.changes import Changes, Move, diff
from miqyas.observations.imports.plan import ImportPlan, Kind, Understood
from miqyas.observations.imports.read import read_import
from miqyas.observations.imports.sentences import change_sentences, plan_sentences
from miqyas.sheets import ImportedFileError

__all__ = [
    "Changes",
    "ImportPlan",
    "ImportedFileError",
    "Kind",
    "Move",
    "Understood",
    "change_sentences",
    "diff",
    "plan_sentences",
    "read_import",
]
