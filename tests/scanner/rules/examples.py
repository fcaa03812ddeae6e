"""Examples of rules: little sites in one file, as every rule carries them.

A file is called by what comes of it (`passed-…`, `failed-…`, `inapplicable-…`) and by the language of its
first page (`…-ar.html`). It consists of pages, each after a comment that names its path; `status`, `type`,
`reason`, `soft` and `to` say how the server answered, `probe` that it was asked for its head alone,
`interface` as which interface of a catalogue it was asked::

    <!-- site: places=portal expect=present grade=transaction why=behind_sign_in feature=OSI-SP-001 -->
    <!-- page: /ar -->
    …
    <!-- page: /gone status=404 -->

`expect` is the state, where the name of the file leaves several; everything after ``site:`` may be left out.
They are tests of what rules say, never a measure of how often rules are right.
"""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from miqyas.catalogue import load as catalogue
from miqyas.scanner.artifacts.model import SEEN, Artifact, Body, Channel, Outcome, Reason
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.findings import judge
from miqyas.scanner.gather.interfaces import is_answer, is_interface
from miqyas.scanner.rules.clues import clues_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of

TODAY = date(2026, 11, 26)
HOST = "portal.example"
STATES = {
    "passed": {"present"},
    "failed": {"absent", "partial", "needs_review", "not_assessable"},
    "inapplicable": {"not_applicable"},
}
_SITE = re.compile(r"<!--\s*site:(.*?)-->")
_PAGE = re.compile(r"<!--\s*page:\s*(\S+)(.*?)-->")


@dataclass(frozen=True)
class Example:
    rule: str
    name: str
    text: str

    @property
    def outcome(self):
        return self.name.split("-")[0]

    @property
    def language(self):
        return self.name.removesuffix(".html").split("-")[-1]

    @property
    def told(self):
        match = _SITE.search(self.text)
        return dict(pair.split("=", 1) for pair in match[1].split()) if match else {}

    def __str__(self):
        return f"{self.rule}/{self.name}"


@cache
def examples():
    folders = (
        (rule.id, files("miqyas.scanner.rules").joinpath(rule.id, "examples")) for rule in rules().rules
    )
    return [
        Example(rule, file.name, file.read_text(encoding="utf-8"))
        for rule, folder in folders
        if folder.is_dir()
        for file in sorted(folder.iterdir(), key=lambda item: item.name)
    ]


def visits(text):
    pieces = _PAGE.split(text)
    for number in range(1, len(pieces), 3):
        path, told, markup = pieces[number : number + 3]
        said = dict(pair.split("=", 1) for pair in told.split())
        yield visit(path, markup.strip(), depth=0 if number == 1 else 1, **said)


def visit(path, markup, *, depth=1, **told):
    """A look at an address; `told` is what its comment says of the answer."""
    address = path if path.startswith("http") else f"https://{HOST}{path}"
    kind, content = told.get("type", "text/html"), markup.encode()
    is_seen, is_probe = "reason" not in told, "probe" in told or "interface" in told
    facts = {"what": "interface", "interface": told["interface"]} if "interface" in told else {}
    artifact = Artifact(
        address=address,
        channel=Channel.PROBE if is_probe else Channel.HTTP,
        final_address=told.get("to", ""),
        status=int(told.get("status", "200")),
        outcome=SEEN if is_seen else Outcome.not_assessable(Reason(told["reason"])),
        body=Body("0" * 64, len(content), media_type=kind),
        depth=depth,
        is_soft_missing="soft" in told,
        seconds=0.1,
        facts=facts,
    )
    if is_interface(artifact) and not is_answer(artifact):
        return Visit(artifact)
    if not is_interface(artifact) and (not is_seen or kind not in {"text/html", "application/json"}):
        return Visit(artifact)
    return Visit(artifact, clues_of(read_page(content, address=address, media_type=kind), rules=rules()))


@cache
def judged(example):
    """The finding of the example for its rule and the feature that it names, else the rule's first."""
    told = example.told
    rule = rules().by_id[example.rule]
    _, feature = catalogue.feature(told.get("feature", rule.features[0]))
    places = {HOST: told["places"]} if "places" in told else {}
    site = site_of(visits(example.text), today=TODAY, places=places, is_finished=True, least_pages=1)
    (finding,) = judge(site, rules=only(example.rule), features=[feature])
    return finding


@cache
def only(rule):
    """The rule alone, so that no other rule on the feature speaks for it."""
    return replace(rules(), rules=(rules().by_id[rule],))
