from django.db import migrations, models
from miqyas.workspace.history.immutable import refuse_changes


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                ("actor", models.UUIDField(db_index=True, null=True)),
                ("action", models.CharField(max_length=80)),
                ("object_kind", models.CharField(max_length=40)),
                ("object_id", models.CharField(max_length=80)),
                ("details", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["object_kind", "object_id"], name="history_by_object")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("action", ""), _negated=True), name="history_action_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("object_kind", ""), _negated=True), name="history_object_named"
                    ),
                ],
            },
        ),
        refuse_changes("history_record"),
    ]
