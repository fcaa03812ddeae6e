"""A second installation: Estonia's, in a process of its own, with its own folder, database and key.

It is told what to do line by line, as JSON, and answers in the same way. Liis, who leads there, does
everything at pages. Its database is SQLite whatever the first installation has: the two exchange nothing
but files.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

TWINNING: Final = "/en/workspace/twinning/"
ESTONIA: Final = {
    "name_ar": "إستونيا", "name_en": "Estonia", "name_fr": "Estonie", "code": "est", "iso3": "EST",
    "languages": "en, fr", "capacity": "2", "offers_codes": "HCI", "needs_codes": "OSI",
}  # fmt: skip
ROOT: Final = Path(__file__).parents[2]


class Partner:
    """The other end: starts the second installation and speaks with it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        own = {
            "MIQYAS_DATA_DIR": str(folder),
            "MIQYAS_DATABASE_URL": f"sqlite:///{folder}/own.sqlite3",
            "MIQYAS_HOME_COUNTRY": "EST",
            "MIQYAS_PROFILE": "main",
            "DJANGO_SETTINGS_MODULE": "miqyas.server.settings",
            "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
        }
        self._errors = (folder / "errors.txt").open("w")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.year.partner"], cwd=ROOT, env={**os.environ, **own}, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._errors,
        )  # fmt: skip

    def does(self, deed: str, *, today: dt.date, content: bytes = b"", **params: str) -> dict[str, Any]:
        """Have Liis do something on that day; what she then reads, and the file that she took away."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        said = {"deed": deed, "today": str(today), "content": base64.b64encode(content).decode(), **params}
        self.process.stdin.write(json.dumps(said) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, f"the second installation has ended: {Path(self._errors.name).read_text()[-3000:]}"
        told: dict[str, Any] = json.loads(line)
        assert "fault" not in told, told
        told["content"] = base64.b64decode(told["content"])
        return told

    def ends(self) -> None:
        """Close the installation, whatever it is about."""
        self.process.terminate()
        self.process.communicate()
        self._errors.close()


class Liis:
    """What Liis does, each deed a method that leaves a page before her."""

    def __init__(self) -> None:
        from tests.campaign.browser import Browser

        self.browser = Browser("liis")

    def signs_in(self, **_: Any) -> None:
        from tests.campaign.browser import Browser

        self.browser = Browser("liis").sign_in()

    def sends(self, button: str, *, status: int = 200, **typed: str) -> None:
        """Take a sensitive step: one is asked once more who one is, says so, and it is carried out.

        Signing in is not enough, for by the clock that was set it lies long behind.
        """
        from tests.cast import PASSWORD

        self.browser.send(button, **typed)
        assert self.browser.page.title.startswith("Confirm"), self.browser.page.words
        self.browser.send("Confirm", password=PASSWORD, status=status)

    def tells_who_we_are(self, **_: Any) -> None:
        self.signs_in()
        self.browser.open(f"{TWINNING}partners/new/").send("Save", **ESTONIA)
        self.sends("Make it the profile in whose name packages are")

    def looks_at(self, content: bytes, **_: Any) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        self.signs_in()
        file = SimpleUploadedFile("package.json", content)
        self.browser.open(f"{TWINNING}packages/").send("Check the file", file=file)

    def confirms(self, content: bytes, fingerprint: str, status: str, **_: Any) -> None:
        self.looks_at(content)
        typed = {"fingerprint": fingerprint, "how": "A call to their embassy"}
        self.sends("Confirm the key", status=int(status), **typed)

    def takes_in(self, content: bytes, **_: Any) -> None:
        self.looks_at(content)
        self.sends("Take it in")

    def reads(self, **_: Any) -> None:
        self.signs_in()
        self.browser.open(TWINNING).follow("Digital skills")

    def answers(self, **_: Any) -> None:
        self.reads()
        self.sends("Accept the invitation", text_fr="Avec plaisir.")

    def fetches(self, **_: Any) -> None:
        self.reads()
        [*_, newest] = [link for said, link in self.browser.page.links if said == "Signed file"]
        self.browser.open(newest)

    def reads_out(self, **_: Any) -> None:
        self.signs_in()
        self.browser.open(f"{TWINNING}keys/")


def main() -> None:
    """Set the installation up as its command line does, and do what is asked until nothing more is."""
    import django

    django.setup()
    import pytest
    from django.conf import settings
    from django.core.management import call_command
    from django.test.utils import setup_test_environment

    from miqyas.workspace.accounts.services import role_grant, user_create
    from tests.cast import PASSWORD
    from tests.year.clock import Clock

    setup_test_environment()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    clock = Clock()
    clock.rule(pytest.MonkeyPatch())
    call_command("migrate", verbosity=0)
    made = user_create("liis@example.org", by=None, display_name="Liis", password=PASSWORD)
    role_grant(made, role="lead", by=None)
    liis = Liis()
    for line in sys.stdin:
        asked = json.loads(line)
        day = dt.date.fromisoformat(asked.pop("today"))
        if day != clock.today:  # within a day the hours go on, or an answer would come before its question
            clock.turn_to(day, hour=12)
        content = base64.b64decode(asked.pop("content"))
        try:
            getattr(liis, asked.pop("deed"))(content=content, **asked)
            browser = liis.browser
            told = {
                "words": browser.page.words,
                "buttons": [button.words for form in browser.page.forms for button in form.buttons],
                "content": base64.b64encode(browser.content).decode(),
            }
        except Exception as fault:  # noqa: BLE001 - it is told to whoever asked
            told = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
