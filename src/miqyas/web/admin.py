"""Django's own admin, for the administrator: people, roles, datasets, jobs, history."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from miqyas.jobs.models import Job, Schedule
from miqyas.kernel.words import has_words
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.accounts.models import User
from miqyas.workspace.accounts.queries import is_last_administrator
from miqyas.workspace.accounts.roles import ADMINISTRATOR, roles
from miqyas.workspace.accounts.services import (
    AccountError,
    first_login_create,
    pseudonym_of,
    role_grant,
    role_revoke,
    user_create,
    user_update,
)
from miqyas.workspace.datasets.models import StoredDataset
from miqyas.workspace.history.models import Record


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows to look at: they are changed by services, or not at all."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class UserForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person with the roles they were given."""

    roles = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=lazy_say("admin.field.roles")
    )

    class Meta:
        model = User
        fields = ("email", "display_name", "language", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        granted = [role.code for role in roles().values() if role.granted]
        field = cast("forms.MultipleChoiceField", self.fields["roles"])
        field.choices = [(code, lazy_say(f"role.{code}")) for code in granted]
        self.initial["roles"] = sorted(self.instance.role_codes) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = ADMINISTRATOR in cleaned.get("roles", []) and cleaned.get("is_active")
        if self.instance.pk and not stays and is_last_administrator(self.instance):
            error = AccountError("last_administrator")
            raise forms.ValidationError(error.render(current_language()))
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """People: name, language, roles, and whether they may enter."""

    form = UserForm
    list_display = ("email", "display_name", "is_active", "last_login")
    search_fields = ("email", "display_name")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: UserForm, change: bool) -> None:
        by = pseudonym_of(request.user)
        if not change:
            made = user_create(obj.email, by=by, display_name=obj.display_name, language=obj.language)
            obj.pk = made.pk
            obj.refresh_from_db()
            path = reverse("first_login", args=[first_login_create(obj)])
            self.message_user(
                request, say_here("admin.first_login", address=request.build_absolute_uri(path))
            )
        else:
            user_update(obj, by=by)
        wanted = set(form.cleaned_data["roles"])
        for code in wanted - obj.role_codes:
            role_grant(obj, role=code, by=by)
        for code in obj.role_codes - wanted:
            role_revoke(obj, role=code, by=by)


@admin.register(StoredDataset)
class StoredDatasetAdmin(ReadOnlyAdmin):
    """Imported datasets, without their bytes."""

    list_display = ("name", "kind", "size", "imported_at")
    list_filter = ("kind",)
    exclude = ("content",)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Jobs and how they ended."""

    list_display = ("kind", "state", "progress", "attempts", "requested_at", "finished_at")
    list_filter = ("state", "kind")


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """What is asked for again and again."""

    list_display = ("name", "kind", "every", "next_at")


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """Who did what to which object."""

    list_display = ("at", "actor", "action", "object_kind", "object_id")
    list_filter = ("action", "object_kind")


def _name_in_words() -> None:
    """Give models and fields the names of the catalogue; the migrations keep their own."""
    for model in admin.site._registry:
        meta = model._meta
        if not model.__module__.startswith("miqyas."):
            continue
        meta.verbose_name = lazy_say(f"admin.{meta.model_name}.one")
        meta.verbose_name_plural = lazy_say(f"admin.{meta.model_name}.many")
        for field in meta.local_fields:
            if has_words(f"admin.field.{field.name}"):
                field.verbose_name = lazy_say(f"admin.field.{field.name}")


_name_in_words()
