"""Summer: a twinning with another installation, by files alone; nothing is believed that cannot be."""

from __future__ import annotations

import datetime as dt
import json
import re
from typing import Any, Final

from django.test import override_settings

from miqyas.workspace.twinning.models import Message, Signer, Twin
from tests.year.government import Walker, Year, brought
from tests.year.partner import ESTONIA

WORK: Final = "/en/workspace/twinning/"
BAHRAIN: Final = {
    "name_ar": "البحرين", "name_en": "Bahrain", "code": "bhr", "iso3": "BHR", "languages": "ar, en",
    "capacity": "3", "offers_codes": "OSI", "needs_codes": "HCI",
}  # fmt: skip
UNKNOWN: Final = "nobody here has confirmed this key"
TAMPERED: Final = "The signature does not hold."
REPLAY: Final = "This very package was taken in before."
CHANGED: Final = "This partner is known here with another key."
OWN: Final = "This package was issued by this very installation."


def bahrain_invites_estonia(year: Year) -> None:
    year.clock.turn_to(dt.date(2027, 7, 1))
    amina = year.at("amina")
    for fields in (BAHRAIN, ESTONIA):
        amina.open(f"{WORK}partners/new/").send("Save", **fields)
    amina.open(f"{WORK}partners/bhr/").send("Make it the profile in whose name packages are")
    begun(amina, code="skills")
    amina.send("Sign and issue the invitation")
    year.kept["invitation"] = sent(amina, code="skills", kind="invitation")
    looked_at(year, year.kept["invitation"]).reads(OWN)
    for name in ("karim", "noor", "shadi"):
        year.is_refused(name, f"{WORK}packages/")
    year.is_refused("stranger", WORK)


def estonia_believes_nothing_before_it_has_heard_the_fingerprint(year: Year) -> None:
    partner, invitation, today = year.partner, year.kept["invitation"], year.clock.today
    partner.does("tells_who_we_are", today=today)
    told = partner.does("looks_at", today=today, content=invitation)
    reads(told, UNKNOWN)
    assert "Take it in" not in told["buttons"]
    changed = invitation.replace(b"Digital skills", b"Something else")
    assert changed != invitation
    told = partner.does("looks_at", today=today, content=changed)
    reads(told, TAMPERED)
    assert "Something else" not in told["words"], "nothing is shown of what cannot be believed"
    assert not {"Take it in", "Confirm the key"} & set(told["buttons"])
    partner.does("confirms", today=today, content=invitation, fingerprint="6668 7aad", status="422")
    spoken = year.at("amina", f"{WORK}keys/").page.words
    fingerprint = own_fingerprint(spoken)
    told = partner.does("confirms", today=today, content=invitation, fingerprint=fingerprint, status="200")
    reads(told, "The signature holds and its owner is known")


def it_takes_in_what_is_signed_once_and_in_time(year: Year) -> None:
    partner, invitation, today = year.partner, year.kept["invitation"], year.clock.today
    expires = dt.datetime.fromisoformat(json.loads(invitation)["expires"]).date()
    told = partner.does("looks_at", today=expires + dt.timedelta(1), content=invitation)
    reads(told, "The package expired on")
    assert "Take it in" not in told["buttons"]
    partner.does("takes_in", today=today, content=invitation)
    reads(partner.does("looks_at", today=today, content=invitation), REPLAY)
    told = partner.does("looks_at", today=today, content=signed_by_another(year))
    reads(told, CHANGED)
    assert "Take it in" not in told["buttons"]
    told = partner.does("reads", today=today)
    reads(told, "Digital skills")
    reads(told, "HCI")


def the_answer_goes_back_and_becomes_an_agreement(year: Year) -> None:
    partner, today = year.partner, year.clock.today
    told = partner.does("answers", today=today)
    reads(told, "The invitation was accepted.")
    answer = partner.does("fetches", today=today)["content"]
    amina = looked_at(year, answer).reads(UNKNOWN)
    spoken = own_fingerprint(partner.does("reads_out", today=today)["words"])
    amina.send("Confirm the key", fingerprint=spoken, how="A call")
    assert Signer.objects.get().fingerprint == spoken.replace(" ", "")
    amina.reads("Avec plaisir.").send("Take it in")
    assert Twin.objects.get(code="skills").state == "accepted"
    looked_at(year, answer).reads(REPLAY)
    looked_at(year, answer.replace(b"Avec plaisir", b"Sans plaisir")).reads(TAMPERED)
    amina.open(f"{WORK}twins/skills/").send("Make the agreement")
    twin = Twin.objects.get(code="skills")
    assert twin.state == "agreed"
    assert {one.measure for one in twin.foreseen.all()} == {"rank", "EGDI", "OSI", "TII", "HCI"}
    agreement = sent(amina, code="skills", kind="agreement")
    partner.does("takes_in", today=today, content=agreement)
    reads(partner.does("reads", today=today), "Agreed on")


def reads(told: dict[str, Any], sentence: str) -> None:
    """The page before Liis has the sentence."""
    assert sentence in told["words"], f"Liis misses “{sentence}”: {told['words'][-2500:]}"


def begun(amina: Walker, *, code: str) -> None:
    """A twinning as a draft: Estonia is to help Bahrain with skills."""
    amina.open(f"{WORK}new/").send(
        "Save", title_ar="المهارات الرقمية", title_en="Digital skills", code=code, seeker="bhr", giver="est",
        starts_on="2027-07-01", ends_on="2028-07-01", goals="HCI 0.86804 0.9 2028-03-01",
        purpose_fr="Apprendre ensemble.",
    )  # fmt: skip


def signed_by_another(year: Year) -> bytes:
    """Another invitation of Bahrain's, signed while the installation has another key than the one heard."""
    with override_settings(MIQYAS_HISTORY_KEY=year.folder / "another_key"):
        amina = year.at("amina")
        begun(amina, code="again")
        amina.send("Sign and issue the invitation")
        return sent(amina, code="again", kind="invitation")


def sent(amina: Walker, *, code: str, kind: str) -> bytes:
    """The file of a package that was issued, as Amina takes it away."""
    message = Message.objects.get(twin__code=code, kind=kind, is_ours=True)
    return amina.open(f"{WORK}packages/{message.pk}.json").content


def looked_at(year: Year, content: bytes) -> Walker:
    """Amina before what a package says and what speaks against it."""
    amina = year.at("amina", f"{WORK}packages/")
    amina.send("Check the file", file=brought("package.json", content))
    return amina


def own_fingerprint(words: str) -> str:
    """The fingerprint that a page of keys gives to be read out: sixteen groups of four."""
    groups = re.findall(r"\b[0-9a-f]{4}\b", words.split("Fingerprint of this installation", 1)[1])[:16]
    assert len(groups) == 16, words
    return " ".join(groups)


STEPS = (
    bahrain_invites_estonia,
    estonia_believes_nothing_before_it_has_heard_the_fingerprint,
    it_takes_in_what_is_signed_once_and_in_time,
    the_answer_goes_back_and_becomes_an_agreement,
)
