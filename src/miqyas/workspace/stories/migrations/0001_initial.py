import django.db.models.deletion
import django.db.models.functions.text
import uuid
from django.db import migrations, models

from miqyas.workspace.history.immutable import refuse_changes
from miqyas.workspace.stories.search_table import search_table


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Story",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("slug", models.SlugField(max_length=80)),
                ("state", models.CharField(db_index=True, default="draft", max_length=12)),
                ("sector", models.CharField(blank=True, max_length=40)),
                ("content", models.JSONField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_of_authority", models.BooleanField(default=False)),
                ("is_sample", models.BooleanField(default=False)),
                ("created_by", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "entity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stories",
                        to="registry.entity",
                    ),
                ),
            ],
            options={
                "ordering": ["-updated_at", "slug"],
            },
        ),
        migrations.CreateModel(
            name="StoryComment",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("said", "said"), ("return", "return")], default="said", max_length=10
                    ),
                ),
                ("author", models.UUIDField(null=True)),
                ("text", models.TextField()),
                ("mentions", models.JSONField(default=list)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="StoryContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("post", models.CharField(blank=True, max_length=200)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                (
                    "shows",
                    models.CharField(
                        choices=[("own", "Own"), ("government", "Government"), ("public", "Public")],
                        default="own",
                        max_length=12,
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["story", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StoryResult",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["story", "position"],
            },
        ),
        migrations.CreateModel(
            name="StoryRevision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("saved", "Saved"),
                            ("edited", "Edited"),
                            ("corrected", "Corrected"),
                            ("imported", "Imported"),
                        ],
                        max_length=12,
                    ),
                ),
                ("content", models.JSONField()),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="stories.story",
                    ),
                ),
            ],
            options={
                "ordering": ["story", "-number"],
            },
        ),
        migrations.CreateModel(
            name="StoryTag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tag", models.CharField(max_length=40)),
                ("key", models.CharField(db_index=True, max_length=120)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tags", to="stories.story"
                    ),
                ),
            ],
            options={
                "ordering": ["story", "pk"],
            },
        ),
        migrations.CreateModel(
            name="StoryTurn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("instrument", models.CharField(blank=True, max_length=40)),
                ("code", models.CharField(db_index=True, max_length=60)),
                ("before", models.CharField(max_length=20)),
                ("after", models.CharField(max_length=20)),
                ("share_before", models.FloatField()),
                ("share_after", models.FloatField()),
                ("campaign", models.CharField(blank=True, max_length=60)),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="turns", to="stories.story"
                    ),
                ),
            ],
            options={
                "ordering": ["story", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="story",
            index=models.Index(fields=["state", "-published_at"], name="stories_published"),
        ),
        migrations.AddConstraint(
            model_name="story",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("slug"), name="stories_slug_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="storyrevision",
            constraint=models.UniqueConstraint(fields=("story", "number"), name="stories_revision_once"),
        ),
        migrations.AddConstraint(
            model_name="storytag",
            constraint=models.UniqueConstraint(fields=("story", "key"), name="stories_tag_once"),
        ),
        migrations.AddConstraint(
            model_name="storyturn",
            constraint=models.UniqueConstraint(fields=("story", "code"), name="stories_turn_once"),
        ),
        refuse_changes("stories_storyrevision"),
        search_table(),
    ]
