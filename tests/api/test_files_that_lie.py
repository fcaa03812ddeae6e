"""Files that are not what they say, sent to every address that takes one: never a fault, nothing changed.

The addresses are found in the description of the interface, so that a new one is tried as well. Each is
asked by those who might: the lead, a lead and a contributor of an entity, an assessor, an administrator.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from miqyas.api.gate import FORM
from miqyas.api.service import api, private_operations
from miqyas.workspace.accounts.tokens import token_create
from miqyas.workspace.campaigns.models import Answer
from miqyas.workspace.evidence.models import Evidence
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.models import Entity
from tests.workspace.reviews.review_given import Review, review

__all__ = ["review"]
pytestmark = [pytest.mark.django_db]
SERVER_ERROR: Final = 500
PEOPLE: Final = ("amina", "noor", "bruno", "chen", "elif")


def zipped(**members: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return target.getvalue()


LYING: Final[dict[str, bytes]] = {
    "empty.xlsx": b"",
    "page.xlsx": b"<html><script>alert(1)</script></html>",
    "picture.csv": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "drawing.pdf": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "broken.xlsx": b"PK\x03\x04" + bytes(40),
    "no-sheets.xlsx": zipped(**{"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}),
    "swollen.xlsx": zipped(**{"xl/worksheets/sheet1.xml": bytes(30_000_000)}),
    "zeros.csv": b"code\x00,name\x00\n\x00,\x00\n",
    "signs.csv": b"\xff\xfe\xfa\x80,\xc3\x28\n",
    "formula.csv": b"code,feature,answer\n=cmd|'/c calc'!A1,@SUM(1),-1+1\n",
    "\N{RIGHT-TO-LEFT OVERRIDE}vsc.exe.csv": "code,name_en\n\N{RIGHT-TO-LEFT OVERRIDE}abc,x\n".encode(),
    "wide.csv": b",".join(b"h%d" % number for number in range(3000)) + b"\n1\n",
}

ITS_TYPE: Final = frozenset(
    {"no-sheets.xlsx", "formula.csv", "wide.csv", "\N{RIGHT-TO-LEFT OVERRIDE}vsc.exe.csv"}
)
"""Those whose content is of the type that their name says: a store of proofs keeps them as they are."""


def addresses(there: dict[str, str]) -> Iterator[str]:
    """Where the interface takes files, of what is there."""
    takers = {name for name, rule in private_operations().items() if rule.takes == FORM}
    for path, methods in api.get_openapi_schema()["paths"].items():
        for operation in methods.values():
            if operation.get("operationId") in takers:
                takers.discard(operation["operationId"])
                yield path.format_map(There(there))
    assert not takers


class There(dict[str, str]):
    """Names of what is there; what nobody has for the rest."""

    def __missing__(self, name: str) -> str:
        return "00000000-0000-4000-8000-000000000001"


def kept() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in (Answer, Entity, Evidence, Record)}


@pytest.fixture
def there(review: Review, settings: Any, tmp_path: Any) -> dict[str, str]:
    settings.MEDIA_ROOT = tmp_path
    proof = Evidence.objects.get()
    return {
        "code": "present", "campaign": "present", "entity": "health", "evidence": str(proof.pk),
        "edition": "2026",
    }  # fmt: skip


@pytest.mark.parametrize("name", list(LYING))
def test_no_file_that_lies_is_a_fault_or_changes_anything(
    name: str, review: Review, there: dict[str, str]
) -> None:
    people = review.cast.people()
    secrets = {one: token_create(people[one], name="any", scope="write", days=1)[1] for one in PEOPLE}
    before, asked = kept(), list(addresses(there))
    assert "/api/v1/workspace/registry/file" in asked
    for who, secret in secrets.items():
        client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
        for address in asked:
            file = SimpleUploadedFile(name, LYING[name], content_type="text/csv")
            form = {"file": file, "title": "x", "digest": "0" * 64}
            answer = client.post(address, form)
            assert answer.status_code < SERVER_ERROR, (who, address, answer.content)
            assert b"Traceback" not in answer.content
    proofs = 2 if name in ITS_TYPE else 0  # Noor's and Bruno's
    assert kept() == before | {
        "Evidence": before["Evidence"] + proofs,
        "Record": before["Record"] + proofs,
    }


def test_a_form_without_its_file_and_a_text_in_its_place_are_refused(
    review: Review, there: dict[str, str]
) -> None:
    secret = token_create(review.cast.amina, name="any", scope="write", days=1)[1]
    client = Client(headers={"authorization": f"Bearer {secret}"}, raise_request_exception=False)
    for address in addresses(there):
        for form in ({}, {"file": "a text"}, {"file": ["a", "b"]}):
            assert client.post(address, form).status_code in {403, 404, 413, 422}, (address, form)
        as_json = client.post(address, "{}", content_type="application/json")
        assert as_json.status_code in {403, 404, 415}, address
