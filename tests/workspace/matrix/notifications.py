from miqyas.workspace.notifications.models import Notification
from tests.campaign_cast import CampaignCast


def notification_of_bruno(cast: CampaignCast) -> Notification:
    return Notification(recipient=cast.bruno.pseudonym, kind="answer.returned", key="1")
