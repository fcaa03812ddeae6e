"""The figures of the sample government: there once, each in a state of its own, none of a real country."""

import pytest
from django.utils import timezone

from miqyas.jobs.sample.statistics import statistics_lay
from miqyas.workspace.statistics.models import InputState, StatisticalInput
from tests.campaign_cast import CampaignCast

pytestmark = pytest.mark.django_db


def lay() -> None:
    statistics_lay(by=None, today=timezone.localdate())


def test_every_input_has_figures_or_a_date_and_every_state_is_seen(campaign_cast: CampaignCast) -> None:
    lay()
    items = list(StatisticalInput.objects.all())
    assert all(item.agency_value or item.deadline for item in items)
    assert {item.state for item in items} == set(InputState.values)


def test_laid_twice_it_is_there_once_and_what_somebody_changed_stays(campaign_cast: CampaignCast) -> None:
    lay()
    StatisticalInput.objects.filter(indicator="TII.IU").update(national_value=50)
    lay()
    assert StatisticalInput.objects.get(indicator="TII.IU").national_value == 50


def test_what_explains_a_difference_says_that_it_is_a_sample(campaign_cast: CampaignCast) -> None:
    lay()
    for item in StatisticalInput.objects.exclude(explanation=""):
        assert "sample" in item.explanation or "عينة" in item.explanation
