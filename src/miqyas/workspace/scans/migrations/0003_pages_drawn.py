import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from miqyas.workspace.history.immutable import refuse_changes


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0002_looks_removed_and_labels_of_agreement"),
    ]

    operations = [
        migrations.CreateModel(
            name="DrawnPage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("feature", models.CharField(max_length=60)),
                ("place", models.PositiveIntegerField()),
                ("address", models.CharField(max_length=2000)),
                ("said", models.CharField(blank=True, max_length=20)),
                ("rule", models.CharField(blank=True, max_length=60)),
                ("rule_version", models.PositiveIntegerField(default=0)),
                ("proof", models.CharField(blank=True, max_length=20)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn_pages",
                        to="scans.report",
                    ),
                ),
            ],
            options={
                "ordering": ["report", "feature", "place"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "feature", "place"), name="scans_page_drawn_once"
                    )
                ],
            },
        ),
        refuse_changes("scans_drawnpage"),
    ]
