from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0005_dates_against_the_window"),
    ]

    operations = [
        migrations.AddField(
            model_name="roadmapitem",
            name="lifts",
            field=models.JSONField(default=list),
        ),
    ]
