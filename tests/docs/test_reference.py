"""Every name that others rely on is documented."""

import re

from docs.reference import TARGET, reference
from miqyas.cli.fields import FIELDS_OF
from miqyas.server.config import Config
from tests.docs.pages import PAGES, text_of


def test_the_reference_is_what_the_code_says():
    """Mend it with: python -m docs.reference"""
    assert TARGET.read_text(encoding="utf-8") == reference()


def test_every_field_and_setting_is_there():
    written = text_of("docs/reference.md")
    fields = {field for own in FIELDS_OF.values() for field in own}
    settings = {f"MIQYAS_{name.upper()}" for name in Config.model_fields}
    assert not [name for name in fields | settings if f"`{name}`" not in written]


def test_documents_name_no_setting_that_does_not_exist():
    known = {f"MIQYAS_{name.upper()}" for name in Config.model_fields}
    for page in PAGES:
        named = set(re.findall(r"\bMIQYAS_[A-Z_]*[A-Z]", page.read_text(encoding="utf-8")))
        assert named <= known, page.name
