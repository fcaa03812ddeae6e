import django.db.models.deletion
from django.db import migrations, models
from miqyas.workspace.history.immutable import allow_changes, refuse_changes


class Migration(migrations.Migration):
    dependencies = [("history", "0001_initial")]

    operations = [
        allow_changes("history_record"),
        migrations.AddField(
            model_name="record",
            name="chain",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddIndex(
            model_name="record",
            index=models.Index(fields=["chain", "id"], name="history_by_chain"),
        ),
        refuse_changes("history_record"),
        migrations.CreateModel(
            name="Seal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.CharField(blank=True, max_length=40)),
                ("number", models.PositiveIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("previous", models.CharField(blank=True, max_length=64)),
                ("root", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["chain", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="history_seal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("count__gt", 0), ("number__gt", 0)), name="history_seal_counts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SealedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("digest", models.CharField(max_length=64)),
                (
                    "record",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="sealing",
                        to="history.record",
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="history.seal",
                    ),
                ),
            ],
            options={
                "ordering": ["seal", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("seal", "position"), name="history_place_in_seal")
                ],
            },
        ),
        refuse_changes("history_seal"),
        refuse_changes("history_sealedrecord"),
    ]
