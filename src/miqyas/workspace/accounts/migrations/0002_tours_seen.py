from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="tours_seen",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
    ]
