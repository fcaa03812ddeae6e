"""Entities and portals: added, changed, switched off; all that is wrong is said at once, at its field."""

import pytest

from miqyas.kernel.text import REQUIRED_LANGUAGES
from miqyas.workspace.history.models import Record
from miqyas.workspace.registry.errors import RegistryError
from miqyas.workspace.registry.fields import EntityFields, PortalFields, cycle_in
from miqyas.workspace.registry.models import Entity, Portal
from miqyas.workspace.registry.queries import (
    entities_active,
    entities_all,
    entities_matching,
    fields_of,
    mandates_held,
    national_portal,
    tree_of,
)
from miqyas.workspace.registry.services import (
    entity_activate,
    entity_create,
    entity_deactivate,
    entity_problems,
    entity_update,
    portal_create,
    portal_problems,
    portal_remove,
    portal_update,
)
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db


def fields(code: str = "ministry-of-works", **changes: object) -> EntityFields:
    given = {"name": {"ar": "وزارة الأشغال", "en": "Ministry of Works"}, "kind": "ministry"}
    return EntityFields(code=code, **(given | changes))


def told(problems: tuple[RegistryError, ...]) -> list[tuple[str, str]]:
    for problem in problems:
        for language in REQUIRED_LANGUAGES:
            assert problem.render(language)
    return [(problem.place.name, problem.detail) for problem in problems]


class TestEntities:
    def test_one_is_added_and_kept_in_history(self, campaign_cast: CampaignCast) -> None:
        made = entity_create(fields(mandates=("transport_authority",)), by=campaign_cast.elif_.pseudonym)
        assert (made.code, made.title["en"], made.mandates) == (
            "ministry-of-works",
            "Ministry of Works",
            ["transport_authority"],
        )
        record = Record.objects.get(action="entity.create")
        assert (record.actor, record.object_id) == (campaign_cast.elif_.pseudonym, str(made.id))

    def test_signs_that_turn_the_direction_are_taken_out(self) -> None:
        made = entity_create(
            fields("Works\u200f", name={"ar": "\u202eوزارة", "en": "Min\u202eistry\x00"}), by=None
        )
        assert (made.code, made.name) == ("works", {"ar": "وزارة", "en": "Min istry"})

    @pytest.mark.parametrize(
        ("typed", "kept"),
        [
            ("example.org", "https://example.org"),
            ("  www.example.org/health  ", "https://www.example.org/health"),
            ("example.org:8443/x?y=1", "https://example.org:8443/x?y=1"),
            ("\N{RIGHT-TO-LEFT OVERRIDE}example.org", "https://example.org"),
            ("http://example.org/", "http://example.org/"),
        ],
    )
    def test_an_address_is_completed_with_its_scheme(
        self, typed: str, kept: str, campaign_cast: CampaignCast
    ) -> None:
        made = portal_create(campaign_cast.health, portal(typed), by=None)
        assert made.address == kept
        assert told(portal_problems(portal(typed), entity=campaign_cast.health)) == [
            ("address", "address_taken")
        ]

    def test_all_that_is_wrong_is_said_at_once(self) -> None:
        wrong = fields(
            "Two Words", name={"ar": "  "}, kind="planet", parent="nobody", mandates=("moon",), sector="tea",
            group="g" * 61,
        )  # fmt: skip
        assert told(entity_problems(wrong)) == [
            ("code", "code_malformed"),
            ("name_ar", "name_missing"),
            ("name_en", "name_missing"),
            ("kind", "kind_unknown"),
            ("mandates", "mandate_unknown"),
            ("sector", "sector_unknown"),
            ("group", "too_long"),
            ("parent", "parent_unknown"),
        ]
        with pytest.raises(RegistryError, match="code_malformed"):
            entity_create(wrong, by=None)
        assert not Entity.objects.exists()

    @pytest.mark.parametrize("code", ["", "-a", "a--b", "a/b", "../x", "x" * 61, "وزارة", "=1+1", "a b"])
    def test_a_code_is_plain(self, code: str) -> None:
        assert ("code", "code_malformed" if code else "code_missing") in told(entity_problems(fields(code)))

    def test_a_code_is_taken_in_any_case(self) -> None:
        entity_create(fields(), by=None)
        assert told(entity_problems(fields("MINISTRY-of-works"))) == [("code", "code_taken")]

    def test_the_same_again_changes_nothing(self) -> None:
        made = entity_create(fields(), by=None)
        entity_update(made, fields_of(made), by=None)
        assert not Record.objects.filter(action="entity.update").exists()

    def test_a_change_is_stored(self, campaign_cast: CampaignCast) -> None:
        made = entity_create(fields(), by=None)
        entity_update(made, fields(parent="health", sector="health"), by=None)
        stored = Entity.objects.get(code="ministry-of-works")
        assert (stored.parent, stored.sector) == (campaign_cast.health, "health")
        entity_update(stored, fields("works"), by=None)
        assert Entity.objects.get(pk=made.pk).code == "works"

    def test_nobody_stands_above_themselves(self) -> None:
        top = entity_create(fields("top"), by=None)
        entity_create(fields("middle", parent="top"), by=None)
        entity_create(fields("low", parent="middle"), by=None)
        assert told(entity_problems(fields("top", parent="low"), entity=top)) == [("parent", "cycle")]
        assert told(entity_problems(fields("top", parent="top"), entity=top)) == [("parent", "own_parent")]
        assert told(entity_problems(fields("new-top", parent="low"), entity=top)) == [("parent", "cycle")]

    def test_rings_are_found_wherever_they_hang(self) -> None:
        assert cycle_in({"a": "b", "b": "", "c": "a"}) == ()
        assert set(cycle_in({"x": "a", "a": "b", "b": "c", "c": "a"})) == {"a", "b", "c"}

    def test_switched_off_it_stays(self, campaign_cast: CampaignCast) -> None:
        entity_deactivate(campaign_cast.health, by=None)
        entity_deactivate(campaign_cast.health, by=None)
        assert campaign_cast.health not in entities_active()
        assert campaign_cast.health in entities_all()
        entity_activate(campaign_cast.health, by=None)
        assert campaign_cast.health in entities_active()
        assert Record.objects.filter(action__in=["entity.activate", "entity.deactivate"]).count() == 2

    def test_not_while_others_below_it_are_on(self, campaign_cast: CampaignCast) -> None:
        entity_create(fields(parent="health"), by=None)
        with pytest.raises(RegistryError, match="has_children") as refused:
            entity_deactivate(campaign_cast.health, by=None)
        assert "ministry-of-works" in refused.value.problem("en")

    def test_the_tree_has_each_below_its_parent(self, campaign_cast: CampaignCast) -> None:
        entity_create(fields("clinic", parent="health"), by=None)
        entity_create(fields("ward", parent="clinic"), by=None)
        branches = [(branch.entity.code, branch.depth) for branch in tree_of(list(entities_all()))]
        at = branches.index(("health", 0))
        assert branches[at : at + 3] == [("health", 0), ("clinic", 1), ("ward", 2)]

    def test_names_are_found_however_they_are_spelt(self, campaign_cast: CampaignCast) -> None:
        everybody = list(entities_all())
        assert entities_matching(everybody, text="وزاره الصحه") == [campaign_cast.health]
        assert entities_matching(everybody, text="EDUC", kind="ministry") == [campaign_cast.education]
        assert entities_matching(everybody, text="educ", kind="city") == []
        assert entities_matching(everybody, sector="health") == [campaign_cast.health]

    def test_mandates_are_held_by_those_who_are_on(self, campaign_cast: CampaignCast) -> None:
        assert mandates_held()["digital_authority"] == [campaign_cast.authority]
        entity_deactivate(campaign_cast.authority, by=None)
        assert "digital_authority" not in mandates_held()


def portal(address: str = "https://health.example.org/", **changes: object) -> PortalFields:
    return PortalFields(**({"kind": "entity", "address": address} | changes))


class TestPortals:
    def test_one_is_added_changed_and_removed(self, campaign_cast: CampaignCast) -> None:
        made = portal_create(campaign_cast.health, portal(languages=("AR", "ar", "en")), by=None)
        assert made.languages == ["ar", "en"]
        portal_update(made, portal(title={"ar": "صحة", "en": "Health"}), by=None)
        portal_update(made, portal(title={"ar": "صحة", "en": "Health"}), by=None)
        portal_remove(made, by=None)
        assert not campaign_cast.health.portals.exists()
        actions = Record.objects.filter(action__startswith="portal.").values_list("action", flat=True)
        assert list(actions) == ["portal.create", "portal.update", "portal.remove"]

    @pytest.mark.parametrize(
        "address",
        [
            "javascript:alert(1)",
            "ftp://example.org/",
            "https://user:secret@example.org/",
            "https://localhost/",
            "https://",
            "//example.org",
            "example",
            "example.org:port",
            "user@example.org",
            "mailto:user@example.org",
            "https://exa mple.org/",
            "https://example.org:port/",
            "data:text/html,x",
        ],
    )
    def test_an_address_is_a_page_of_the_web(self, address: str, campaign_cast: CampaignCast) -> None:
        problems = portal_problems(portal(address), entity=campaign_cast.health)
        assert told(problems) == [("address", "address_malformed")]

    def test_all_that_is_wrong_is_said_at_once(self, campaign_cast: CampaignCast) -> None:
        wrong = portal("", kind="door", languages=("klingonese",), title={"en": "x"}, is_main=True)
        assert told(portal_problems(wrong, entity=campaign_cast.health)) == [
            ("address", "address_missing"),
            ("title_ar", "title_missing"),
            ("kind", "kind_unknown"),
            ("languages", "language_unknown"),
            ("is_main", "main_not_national"),
        ]
        long = portal("https://example.org/" + "x" * 500)
        assert told(portal_problems(long, entity=campaign_cast.health)) == [("address", "too_long")]

    def test_an_address_once_for_each_entity(self, campaign_cast: CampaignCast) -> None:
        portal_create(campaign_cast.health, portal(), by=None)
        assert told(portal_problems(portal(), entity=campaign_cast.health)) == [("address", "address_taken")]
        assert portal_problems(portal(), entity=campaign_cast.education) == ()

    def test_there_is_one_main_national_portal(self, campaign_cast: CampaignCast) -> None:
        new = portal("https://new.example.org/", kind="national", is_main=True)
        made = portal_create(campaign_cast.authority, new, by=None)
        assert national_portal() == made
        assert Portal.objects.filter(is_main=True).count() == 1
