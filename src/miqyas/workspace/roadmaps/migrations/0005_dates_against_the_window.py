import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0004_money_spent"),
    ]

    operations = [
        migrations.CreateModel(
            name="ItemWindow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("edition", models.PositiveSmallIntegerField()),
                ("safe", models.DateField()),
                ("last", models.DateField()),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="window",
                        to="roadmaps.roadmapitem",
                    ),
                ),
            ],
            options={
                "ordering": ["safe", "id"],
            },
        ),
    ]
