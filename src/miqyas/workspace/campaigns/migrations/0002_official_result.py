import uuid

import django.db.models.deletion
from django.db import migrations, models

from miqyas.workspace.history.immutable import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="OfficialResult",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("edition", models.PositiveSmallIntegerField()),
                ("values", models.JSONField()),
                ("source", models.CharField(max_length=300)),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="official_results",
                        to="campaigns.campaign",
                    ),
                ),
            ],
            options={
                "ordering": ["campaign", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("campaign", "number"), name="campaigns_official_once")
                ],
            },
        ),
        refuse_changes("campaigns_officialresult"),
    ]
