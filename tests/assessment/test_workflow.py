"""Who may take what where: the workflow as a table."""

import pytest

from miqyas.assessment.errors import WorkflowError
from miqyas.assessment.workflow import allowed_actions, flows, step, step_as
from miqyas.workspace.accounts.roles import roles


@pytest.mark.parametrize("kind", flows())
class TestEveryTable:
    def test_each_step_leads_from_and_to_states_that_there_are(self, kind):
        flow = flows()[kind]
        for row in flow.steps:
            assert {*row.begins, row.ends} <= set(flow.states)
            assert row.ends not in row.begins or row.action == "save"

    def test_each_state_can_be_reached_from_the_first(self, kind):
        flow = flows()[kind]
        reached = {flow.states[0]}
        for _ in flow.states:
            reached |= {row.ends for row in flow.steps if reached & set(row.begins)}
        assert reached == set(flow.states)

    def test_an_action_leads_from_a_state_to_one_state_only(self, kind):
        ways = [(row.action, begin) for row in flows()[kind].steps for begin in row.begins]
        assert len(ways) == len(set(ways))

    def test_roles_are_those_that_people_hold(self, kind):
        known = set(roles())
        assert {role for row in flows()[kind].steps for role in row.roles} <= known


def test_a_campaign_goes_its_way_step_by_step():
    state = "draft"
    for action in ("open", "begin_review", "begin_reply", "freeze", "publish", "close"):
        state = step("campaign", state, action)
    assert state == "closed"


def test_an_answer_is_written_approved_and_submitted():
    state = "empty"
    for action, role in [
        ("save", "contributor"),
        ("ready", "contributor"),
        ("approve", "signatory"),
        ("submit", "signatory"),
    ]:
        state = step_as("answer", state, action, roles=[role])
    assert state == "submitted"


def test_a_returned_answer_can_be_written_again_but_an_approved_one_cannot():
    assert "save" in allowed_actions("answer", "returned", ["contributor"])
    assert allowed_actions("answer", "approved", ["contributor"]) == ()


def test_only_the_signatory_approves():
    with pytest.raises(WorkflowError) as refused:
        step_as("answer", "ready", "approve", roles=["contributor", "entity_lead"])
    assert refused.value.detail == "not_yours"
    assert refused.value.params == {"action": "approve", "state": "ready"}
    assert refused.value.remedy("ar")


def test_a_step_that_does_not_lead_from_here_says_from_where_it_does():
    """To programs; people are told to look at the present state."""
    with pytest.raises(WorkflowError) as refused:
        step("campaign", "draft", "publish")
    assert refused.value.detail == "not_now"
    assert "frozen" in refused.value.params["known"]


@pytest.mark.parametrize(
    ("given", "detail"),
    [
        (("campaign", "draft", "fly"), "unknown_action"),
        (("campaign", "lost", "open"), "unknown_state"),
        (("rumour", "draft", "open"), "unknown_kind"),
    ],
)
def test_what_there_is_not_is_refused_in_both_languages(given, detail):
    with pytest.raises(WorkflowError) as refused:
        step(*given)
    assert refused.value.detail == detail
    assert refused.value.render("ar")
    assert refused.value.render("en")


def test_nobody_takes_by_hand_what_follows_from_judgements():
    everybody = list(roles())
    assert "agree" not in allowed_actions("review_item", "open", everybody)
    assert step("review_item", "open", "agree") == "agreed"
