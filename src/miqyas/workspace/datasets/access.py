"""What is loaded is public; changing it is the administrator's, but for lists of features."""

from __future__ import annotations

from miqyas.workspace.accounts.access import register, roles_only
from miqyas.workspace.accounts.roles import ADMINISTRATOR, EVERYONE, LEAD

register("dataset.view", roles_only(EVERYONE))
register("dataset.import", roles_only(ADMINISTRATOR))
register("dataset_set.activate", roles_only(ADMINISTRATOR))
register("forecast.publish", roles_only(ADMINISTRATOR))
register("instrument.import", roles_only(ADMINISTRATOR, LEAD))
