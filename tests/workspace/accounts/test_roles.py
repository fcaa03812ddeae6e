"""Roles and what they reach: one entity or all, one campaign or all."""

from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from miqyas.workspace.accounts import services
from miqyas.workspace.accounts.access import Person, person_of
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.queries import names_of, users_with
from miqyas.workspace.accounts.roles import ASSESSOR, CONTRIBUTOR, LEAD, SIGNATORY, roles
from miqyas.workspace.accounts.services import AccountError, role_grant, role_revoke
from miqyas.workspace.history.queries import records_of
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.every_database]

HEALTH, EDUCATION, SPRING, AUTUMN = (uuid4() for _ in range(4))


def fresh(user: User) -> Person:
    return person_of(User.objects.get(pk=user.pk))


class TestGranting:
    """What may be granted to whom."""

    @pytest.mark.parametrize(
        ("role", "entity", "campaign"),
        [
            ("administrator", HEALTH, None),
            ("administrator", None, SPRING),
            ("lead", HEALTH, None),
            ("assessor", HEALTH, SPRING),
            ("contributor", None, None),
            ("signatory", None, SPRING),
        ],
    )
    def test_a_role_names_what_goes_with_it_and_no_more(
        self, cast: Cast, role: str, entity: UUID | None, campaign: UUID | None
    ) -> None:
        with pytest.raises(AccountError, match=f"scope_{roles()[role].scope}"):
            role_grant(cast.bruno, role=role, by=None, entity=entity, campaign=campaign)
        assert not cast.bruno.grants.exists()

    @pytest.mark.parametrize("scope", [{}, {"campaign": SPRING}])
    def test_a_second_time_changes_nothing(self, cast: Cast, scope: dict[str, UUID]) -> None:
        for _ in range(2):
            role_grant(cast.chen, role=ASSESSOR, by=None, **scope)
        assert cast.chen.grants.count() == 1
        assert records_of("user", cast.chen.pseudonym).filter(action="role.grant").count() == 1

    def test_the_database_holds_a_grant_once_even_where_it_names_nothing(self, cast: Cast) -> None:
        role_grant(cast.amina, role=LEAD, by=None)
        with pytest.raises(IntegrityError), transaction.atomic():
            RoleGrant.objects.create(user=cast.amina, role=LEAD)

    def test_one_person_may_serve_two_entities(self, cast: Cast) -> None:
        for entity in (HEALTH, EDUCATION):
            role_grant(cast.bruno, role=CONTRIBUTOR, by=None, entity=entity)
        assert fresh(cast.bruno).entities(CONTRIBUTOR) == {HEALTH, EDUCATION}

    def test_history_says_what_it_was_for(self, cast: Cast) -> None:
        role_grant(cast.bruno, role=CONTRIBUTOR, by=cast.elif_.pseudonym, entity=HEALTH)
        record = records_of("user", cast.bruno.pseudonym).get(action="role.grant")
        assert record.details == {"role": "contributor", "entity": str(HEALTH)}

    def test_revoking_takes_that_grant_and_no_other(self, cast: Cast) -> None:
        role_grant(cast.chen, role=ASSESSOR, by=None)
        role_grant(cast.chen, role=ASSESSOR, by=None, campaign=SPRING)
        role_revoke(cast.chen, role=ASSESSOR, by=None)
        assert [grant.campaign for grant in cast.chen.grants.all()] == [SPRING]
        role_revoke(cast.chen, role=ASSESSOR, by=None, campaign=AUTUMN)
        assert cast.chen.grants.count() == 1

    def test_a_change_counts_at_once_for_the_person_at_hand(self, cast: Cast) -> None:
        assert not person_of(cast.amina).holds(LEAD)
        role_grant(cast.amina, role=LEAD, by=None)
        assert person_of(cast.amina).holds(LEAD)


class TestHolding:
    """What `holds` and `entities` answer."""

    def test_a_grant_for_one_entity_holds_there_alone(self, cast: Cast) -> None:
        role_grant(cast.bruno, role=CONTRIBUTOR, by=None, entity=HEALTH)
        bruno = fresh(cast.bruno)
        assert bruno.holds(CONTRIBUTOR, entity=HEALTH, campaign=SPRING)
        assert not bruno.holds(CONTRIBUTOR, entity=EDUCATION, campaign=SPRING)
        assert not bruno.holds(CONTRIBUTOR)
        assert CONTRIBUTOR in bruno.roles

    def test_a_grant_for_one_campaign_holds_in_it_alone(self, cast: Cast) -> None:
        role_grant(cast.amina, role=LEAD, by=None, campaign=SPRING)
        amina = fresh(cast.amina)
        assert amina.holds(LEAD, campaign=SPRING)
        assert not amina.holds(LEAD, campaign=AUTUMN)
        assert not amina.holds(LEAD)

    def test_a_grant_for_all_holds_everywhere(self, cast: Cast) -> None:
        role_grant(cast.amina, role=LEAD, by=None)
        amina = fresh(cast.amina)
        assert amina.holds(LEAD, "coordinator")
        assert amina.holds(LEAD, campaign=AUTUMN, entity=HEALTH)

    def test_an_entity_in_one_campaign_is_both(self, cast: Cast) -> None:
        role_grant(cast.bruno, role=CONTRIBUTOR, by=None, entity=HEALTH, campaign=SPRING)
        bruno = fresh(cast.bruno)
        assert bruno.holds(CONTRIBUTOR, entity=HEALTH, campaign=SPRING)
        assert not bruno.holds(CONTRIBUTOR, entity=HEALTH)
        assert bruno.entities(CONTRIBUTOR, SIGNATORY, campaign=SPRING) == {HEALTH}
        assert bruno.entities(CONTRIBUTOR, campaign=AUTUMN) == frozenset()
        assert bruno.entities(SIGNATORY, campaign=SPRING) == frozenset()

    def test_a_deactivated_person_holds_nothing(self, cast: Cast) -> None:
        role_grant(cast.amina, role=LEAD, by=None)
        cast.amina.is_active = False
        assert not person_of(cast.amina).holds(LEAD)


class TestFinding:
    """Who holds a role, and what people are called."""

    def test_people_with_a_role_are_found_by_what_it_reaches(self, cast: Cast) -> None:
        role_grant(cast.bruno, role=CONTRIBUTOR, by=None, entity=HEALTH)
        role_grant(cast.chen, role=CONTRIBUTOR, by=None, entity=HEALTH, campaign=SPRING)
        role_grant(cast.dana, role=CONTRIBUTOR, by=None, entity=EDUCATION)
        assert set(users_with(CONTRIBUTOR, entity=HEALTH)) == {cast.bruno}
        assert set(users_with(CONTRIBUTOR, entity=HEALTH, campaign=SPRING)) == {cast.bruno, cast.chen}
        assert not users_with(CONTRIBUTOR).exists()

    def test_the_deactivated_are_left_out(self, cast: Cast) -> None:
        role_grant(cast.amina, role=LEAD, by=None)
        User.objects.filter(pk=cast.amina.pk).update(is_active=False)
        assert not users_with(LEAD).exists()

    def test_names_come_at_once_and_the_gone_are_named_so(self, cast: Cast) -> None:
        gone = uuid4()
        named = names_of([cast.amina.pseudonym, gone, None])
        assert named[cast.amina.pseudonym] == "Amina"
        assert named[gone] in {"Erased person", "شخص حُذفت بياناته"}
        assert len(named) == 2


def test_a_role_nobody_grants_is_refused_in_words(cast: Cast) -> None:
    with pytest.raises(AccountError) as refused:
        services.role_grant(cast.amina, role="lead", by=None, entity=HEALTH)
    assert "not granted for one entity" in refused.value.render("en")
