import django.db.models.deletion
from django.db import migrations, models
from miqyas.workspace.history.immutable import refuse_changes


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DatasetSet",
            fields=[
                ("name", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("members", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="StoredDataset",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("kind", models.CharField(db_index=True, max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("content", models.BinaryField()),
                ("size", models.PositiveBigIntegerField()),
                ("origin", models.JSONField(default=dict)),
                ("summary", models.JSONField(default=dict)),
                ("imported_by", models.UUIDField(null=True)),
                ("imported_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["-imported_at"],
            },
        ),
        migrations.CreateModel(
            name="ActiveDatasets",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("changed_by", models.UUIDField(null=True)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "in_force",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="datasets.datasetset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="datasets_one_active_row")
                ],
            },
        ),
        refuse_changes("datasets_storeddataset"),
        refuse_changes("datasets_datasetset"),
    ]
