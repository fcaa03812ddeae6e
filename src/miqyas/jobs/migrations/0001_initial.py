import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="WorkerPresence",
            fields=[
                ("worker", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("started_at", models.DateTimeField(auto_now_add=True)),
                ("seen_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["-seen_at"],
            },
        ),
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(db_index=True, max_length=60)),
                ("params", models.JSONField(default=dict)),
                ("key", models.CharField(max_length=200, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Queued"),
                            ("running", "Running"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="queued",
                        max_length=12,
                    ),
                ),
                ("requested_by", models.UUIDField(null=True)),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("progress", models.FloatField(default=0)),
                ("progress_words", models.JSONField(default=dict)),
                ("cancel_requested", models.BooleanField(default=False)),
                ("ticket", models.UUIDField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("worker", models.CharField(blank=True, max_length=64)),
                ("lease_token", models.UUIDField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("started_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("result", models.JSONField(null=True)),
                ("versions", models.JSONField(default=dict)),
                ("error", models.JSONField(null=True)),
            ],
            options={
                "ordering": ["-requested_at"],
                "indexes": [models.Index(fields=["state", "lease_until"], name="jobs_by_lease")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("queued", "running", "succeeded"))),
                        fields=("kind", "key"),
                        name="jobs_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("progress__range", (0, 1))), name="jobs_progress_share"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "running"),
                                ("lease_token__isnull", False),
                                ("lease_until__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state", "running"), _negated=True),
                                ("lease_token__isnull", True),
                                ("lease_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="jobs_lease_while_running",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=60)),
                ("params", models.JSONField(default=dict)),
                ("every", models.DurationField()),
                ("next_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["next_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="jobs_schedule_named"
                    )
                ],
            },
        ),
    ]
