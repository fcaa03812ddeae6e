from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="scan",
            name="looks_removed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="label",
            name="origin",
            field=models.CharField(
                choices=[("agreed", "Agreed"), ("adjudicated", "Adjudicated"), ("team", "Team")],
                max_length=12,
            ),
        ),
    ]
