from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("roadmaps", "0003_adopted_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="itemcost",
            name="spent",
            field=models.DecimalField(decimal_places=2, max_digits=16, null=True),
        ),
        migrations.AddField(
            model_name="outcomevalue",
            name="is_taken_back",
            field=models.BooleanField(null=True),
        ),
    ]
