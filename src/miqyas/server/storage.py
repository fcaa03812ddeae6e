"""Static files of a release: under names that carry the hash of what is in them, compressed beside."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ReleaseStorage(CompressedManifestStaticFilesStorage):
    """As whitenoise has it; scripts that import one another do so by the names with hashes, too."""

    support_js_module_import_aggregation = True
