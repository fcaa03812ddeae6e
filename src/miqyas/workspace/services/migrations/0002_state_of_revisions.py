from django.db import migrations, models

from miqyas.workspace.history.immutable import allow_changes, refuse_changes

TABLE = "services_servicerevision"


def fill(apps, _editor):
    """The state that was kept among the values until now."""
    revisions = apps.get_model("services", "ServiceRevision").objects
    for state in ("published", "retired"):
        revisions.filter(values__state=state).update(state=state)


class Migration(migrations.Migration):
    dependencies = [
        ("services", "0001_initial"),
    ]

    operations = [
        allow_changes(TABLE),
        migrations.AddField(
            model_name="servicerevision",
            name="state",
            field=models.CharField(
                choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        refuse_changes(TABLE),
    ]
