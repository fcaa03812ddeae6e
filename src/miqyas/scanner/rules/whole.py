"""What stands on the pages themselves, or is a property of all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from miqyas.scanner.document.model import Form, Landmark
from miqyas.scanner.rules.clues import Clue, PageClues, Surface
from miqyas.scanner.rules.follow import WHATSAPP, Asked, is_mostly
from miqyas.scanner.rules.model import Check, Proof, Rule, State, Strength, Why
from miqyas.scanner.rules.site import Site, is_there
from miqyas.scanner.rules.verdict import MOST_HITS, Verdict, hit_of
from miqyas.scanner.rules.words import forms

_EVERYWHERE: Final = 0.5
"""The share of pages on which something stands that is said to be on the site."""
_ALL: Final = 0.9
_SECURE: Final = "https://"
_PHONE_WIDTH: Final = "width=device-width"
_SEARCH: Final = "search"
_CONTROLS: Final = frozenset({Surface.BUTTON, Surface.LINK})
_TOUCHED: Final = frozenset({*_CONTROLS, Surface.FIELD})
_READ: Final = frozenset({Surface.HEADING, Surface.SECTION, Surface.TEXT})
_NAME: Final = re.compile(r"[$:.\[\]]")
"""What frameworks put before the name of a field."""
_NO_SURFACE: Final[frozenset[Surface]] = frozenset()
_OFFICIAL: Final = 2
"""Languages of a portal that is in more than one."""
_FEW_PAGES: Final = 0.1
"""The share of pages from which a language is more than a page or two."""


def element(asked: Asked) -> Verdict | None:
    """Something that stands on pages themselves: on the home page or on most, else "not everywhere"."""
    site = asked.site
    seen = ((page, element_on(asked.rule, page)) for page in site.pages)
    found = [(page, clue) for page, clue in seen if clue and not _leads_nowhere(site, clue)]
    if not found:
        return None
    homes = {page.address for page in site.homes}
    is_at_home = any(page.address in homes for page, _ in found)
    hits = tuple(
        hit_of(clue, rule=asked.rule.id, address=page.address, proof=_proof_of(clue))
        for page, clue in found[:MOST_HITS]
    )
    proof = max(hit.proof for hit in hits)
    languages = tuple(dict.fromkeys(page.language for page, _ in found if page.language))
    if is_at_home or len(found) >= _EVERYWHERE * len(site.pages):
        is_tried = asked.rule.structure.form_role == _SEARCH and site.has_working_search
        proof = Proof.ENTRY if is_tried else proof
        return Verdict(State.PRESENT, proof=proof, hits=hits, languages=languages)
    return Verdict(State.PARTIAL, Why.NOT_EVERYWHERE, proof=proof, hits=hits, languages=languages)


def _proof_of(clue: Clue) -> Proof:
    """A button or link that nobody has tried proves less than the thing itself."""
    return Proof.LINK if clue.surface in _CONTROLS else Proof.CONTENT


def _leads_nowhere(site: Site, clue: Clue) -> bool:
    """Whether a link that stands for the thing leads to a page that is not there."""
    visit = site.at(clue.address) if clue.surface is Surface.LINK and clue.address else None
    return visit is not None and visit.artifact.outcome.is_seen and not is_there(visit.artifact)


def element_on(rule: Rule, page: PageClues) -> Clue | None:
    """The clue of the element on the page: a form of its kind, accounts, a type of schema.org, a control."""
    structure = rule.structure
    if structure.networks:
        return _accounts(page, structure.networks)
    if structure.form_role or structure.field_kinds:
        fitting = (_form_clue(rule, page, form) for form in page.forms if _fits(rule, page, form))
        if found := next(fitting, None):
            return found
    if structure.schema and not page.schema.isdisjoint(structure.schema):
        return Clue(Surface.TEXT, page.title, "", Strength.STRONG, page.language)
    return _control(rule, page) or _answered(rule, page)


def _control(rule: Rule, page: PageClues) -> Clue | None:
    """A button or link that says what it is, where the rule takes one for the thing itself."""
    return next(
        (
            clue
            for clue in page.of(rule.id)
            if clue.surface in _CONTROLS
            and clue.strength is Strength.STRONG
            and clue.landmark.value in rule.structure.controls
            and _is_control(rule, clue)
        ),
        None,
    )


def _is_control(rule: Rule, clue: Clue) -> bool:
    """Whether a control is about the thing; a link that stands for a form says nothing else."""
    if clue.surface is Surface.LINK and rule.structure.form_role:
        return len(forms(clue.text)) == len(forms(clue.phrase))
    return is_mostly(clue)


def _answered(rule: Rule, page: PageClues) -> Clue | None:
    """Words of the rule, with a control for each of the answers that its target names beside them."""
    groups = rule.target.groups
    if not groups or any(
        page.groups.get((rule.id, name), _NO_SURFACE).isdisjoint(_TOUCHED) for name in groups
    ):
        return None
    return next((clue for clue in page.of(rule.id) if clue.strength is Strength.STRONG), None)


def _accounts(page: PageClues, least: int) -> Clue | None:
    accounts = [network for network in page.networks if network != WHATSAPP]
    if len(accounts) < least:
        return None
    return Clue(Surface.LINK, ", ".join(accounts), "", Strength.STRONG, page.language)


def _fits(rule: Rule, page: PageClues, form: Form) -> bool:
    """Whether a form is what is asked for: by its role, its part of the page, or its own words."""
    structure = rule.structure
    kinds = {field.kind for field in form.fields}
    if structure.field_kinds and kinds.isdisjoint(structure.field_kinds):
        return False
    if structure.form_role and structure.form_role in {form.role, form.landmark.value}:
        return True
    if structure.form_role and structure.form_role in kinds:
        return True
    if any(_NAME.split(field.name.lower())[-1] in structure.names for field in form.asks if field.name):
        return True
    if structure.form_role and _is_filter(form):
        return False
    return any(clue.order == form.order for clue in _field_clues(rule, page)) or _is_under(rule, page, form)


def _is_filter(form: Form) -> bool:
    """Whether a form in the middle of a page narrows a list, such as that of vacancies."""
    return form.landmark is Landmark.MAIN and any(field.kind == "select" for field in form.asks)


def _is_under(rule: Rule, page: PageClues, form: Form) -> bool:
    """Whether a form that asks for nothing else stands in the part of the page where the words stand."""
    kinds = rule.structure.field_kinds
    if rule.structure.form_role or not form.asks or any(field.kind not in kinds for field in form.asks):
        return False
    said = (clue for clue in page.of(rule.id) if clue.surface in _READ and clue.strength is Strength.STRONG)
    return any(clue.landmark is form.landmark and is_mostly(clue) for clue in said)


def _field_clues(rule: Rule, page: PageClues) -> Iterator[Clue]:
    return (clue for clue in page.of(rule.id) if clue.surface is Surface.FIELD)


def _form_clue(rule: Rule, page: PageClues, form: Form) -> Clue:
    named = next((clue for clue in _field_clues(rule, page) if clue.order == form.order), None)
    words = " ".join((form.label, *(field.label for field in form.asks), *form.submit)).strip()
    if named:
        return named._replace(text=words or named.text)
    return Clue(Surface.FIELD, words, "", Strength.STRONG, page.language, form.landmark, form.order)


def languages(asked: Asked) -> Verdict | None:
    """A site in two languages: a switch on its home page, and pages behind it in the other language."""
    site = asked.site
    shares = _language_shares(site)
    common = [code for code, share in shares.items() if share >= _FEW_PAGES]
    begun = site.homes or site.pages[:1]
    buttons = [(page, clue) for page in begun for clue in page.language_buttons]
    links = ((page, clue) for page in begun for clue in page.language_links)
    switches = [*((page, clue) for page, clue in links if _is_switch(site, page, clue)), *buttons]
    working = [(page, clue) for page, clue in switches if _leads_to(site, clue)]
    alternates = any(page.alternates for page in site.homes)
    hits = tuple(
        hit_of(clue, rule=asked.rule.id, address=page.address, proof=Proof.LINK)
        for page, clue in (working or switches)[:MOST_HITS]
    )
    is_spoken = len(common) >= _OFFICIAL
    if is_spoken and (working or alternates or buttons):
        proof = Proof.CONTENT if working or alternates else Proof.LINK
        return Verdict(State.PRESENT, proof=proof, hits=hits, languages=tuple(common))
    if not switches and not is_spoken:
        return None
    wanting = _wanting(site, [clue for _, clue in switches], is_spoken=is_spoken)
    return replace(wanting, hits=hits, languages=tuple(common))


def _wanting(site: Site, switches: list[Clue], *, is_spoken: bool) -> Verdict:
    """What is wanting where not all is there: the switch, what it leads to, or the pages behind it."""
    if is_spoken:
        return Verdict(State.PARTIAL, Why.NOT_EVERYWHERE, proof=Proof.LIVE)
    if all(clue.is_dead for clue in switches):
        return Verdict(State.PARTIAL, Why.DEAD_LINK, proof=Proof.LINK)
    if any(site.at(clue.address) for clue in switches if clue.address):
        return Verdict(State.PARTIAL, Why.ONE_LANGUAGE, proof=Proof.LIVE)
    return Verdict(State.NEEDS_REVIEW, Why.TARGET_NOT_TESTED, proof=Proof.LINK)


def _language_shares(site: Site) -> Mapping[str, float]:
    counted: dict[str, int] = {}
    for page in site.pages:
        if page.language:
            counted[page.language] = counted.get(page.language, 0) + 1
    return {code: counted[code] / len(site.pages) for code in site.languages}


def _is_switch(site: Site, page: PageClues, clue: Clue) -> bool:
    """Whether the name of a language on a link is a switch: it works, or stands where switches stand.

    In the middle of a page one language alone may be a subject of a school, or an option of a program.
    """
    if _leads_to(site, clue):
        return True
    named = {one.phrase for one in page.language_links if one.landmark is Landmark.MAIN}
    is_among = clue.landmark is not Landmark.MAIN or len(named) >= _OFFICIAL
    return is_among and (clue.is_dead or clue.address != page.address)


def _leads_to(site: Site, clue: Clue) -> bool:
    """Whether a switch leads to a page that is in the language that it names."""
    visit = site.at(clue.address) if clue.address else None
    return bool(visit and visit.page and is_there(visit.artifact) and visit.page.language == clue.phrase)


def whole_site(asked: Asked) -> Verdict | None:
    """A property of all pages: present where (nearly) all have it, partial where some do."""
    check = asked.rule.check
    pages = asked.site.pages
    if check is None or not pages:
        return None
    has = _CHECKS[check]
    fitting = [page for page in pages if has(page)]
    share = len(fitting) / len(pages)
    shown = fitting if share >= _ALL else [page for page in pages if not has(page)]
    hits = tuple(
        hit_of(
            Clue(Surface.TEXT, page.title, "", Strength.STRONG, page.language, Landmark.BODY),
            rule=asked.rule.id,
            address=page.address,
            proof=Proof.CONTENT,
        )
        for page in shown[:MOST_HITS]
    )
    if share >= _ALL:
        return Verdict(State.PRESENT, proof=Proof.CONTENT, hits=hits)
    return Verdict(State.PARTIAL, Why.NOT_EVERYWHERE, proof=Proof.LIVE, hits=hits) if fitting else None


def _is_dated(page: PageClues) -> bool:
    return any(one.role == "updated" for one in page.dates)


_CHECKS: Final[Mapping[Check, Callable[[PageClues], bool]]] = {
    Check.ENCRYPTED: lambda page: page.address.startswith(_SECURE),
    Check.FIT_FOR_PHONES: lambda page: _PHONE_WIDTH in page.viewport.replace(" ", ""),
    Check.DATED: _is_dated,
}
