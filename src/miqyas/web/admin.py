"""Django's own admin, for the administrator: people, roles, datasets, jobs, history."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from miqyas.jobs.models import Job, Schedule
from miqyas.kernel.errors import MiqyasError
from miqyas.kernel.words import has_words
from miqyas.web.words import current_language, lazy_say, say_here
from miqyas.workspace.accounts.access import allowed, require
from miqyas.workspace.accounts.invitations import invitation_create
from miqyas.workspace.accounts.models import RoleGrant, User
from miqyas.workspace.accounts.queries import is_last_administrator
from miqyas.workspace.accounts.roles import ADMINISTRATOR, granted_roles
from miqyas.workspace.accounts.services import (
    AccountError,
    pseudonym_of,
    role_check,
    role_grant,
    role_revoke,
    user_create,
    user_update,
)
from miqyas.workspace.campaigns.scopes import scope_find
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
        granted = [role.code for role in granted_roles() if role.fits(entity=None, campaign=None)]
        field = cast("forms.MultipleChoiceField", self.fields["roles"])
        field.choices = [(code, lazy_say(f"role.{code}")) for code in granted]
        self.initial["roles"] = sorted(_roles_at_large(self.instance)) if self.instance.pk else []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        stays = ADMINISTRATOR in cleaned.get("roles", []) and cleaned.get("is_active")
        if self.instance.pk and not stays and is_last_administrator(self.instance):
            error = AccountError("last_administrator")
            raise forms.ValidationError(error.render(current_language()))
        return cleaned


def _roles_at_large(user: User) -> set[str]:
    """Roles that name no entity and no campaign."""
    return {role for role, entity, campaign in user.held if entity is None and campaign is None}


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
            _, secret = invitation_create(obj, by=by)
            path = reverse("first_login", args=[secret])
            self.message_user(
                request, say_here("admin.first_login", address=request.build_absolute_uri(path))
            )
        else:
            user_update(obj, by=by)
        wanted = set(form.cleaned_data["roles"])
        held = _roles_at_large(obj)
        for code in wanted - held:
            role_grant(obj, role=code, by=by)
        for code in held - wanted:
            role_revoke(obj, role=code, by=by)


class GrantForm(forms.ModelForm):  # type: ignore[type-arg]
    """A role, with the codes of the entity and the campaign that it is for."""

    role = forms.ChoiceField(label=lazy_say("people.field.role"))
    of_entity = forms.CharField(label=lazy_say("people.field.entity"), required=False)
    of_campaign = forms.CharField(label=lazy_say("people.field.campaign"), required=False)

    class Meta:
        model = RoleGrant
        fields = ("user", "role")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(one.code, lazy_say(f"role.{one.code}")) for one in granted_roles()]
        cast("forms.ChoiceField", self.fields["role"]).choices = roles

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            entity, campaign = scope_find(
                entity=cleaned.get("of_entity", ""), campaign=cleaned.get("of_campaign", "")
            )
            role_check(cleaned.get("role", ""), entity=entity, campaign=campaign)
        except MiqyasError as error:
            raise forms.ValidationError(error.render(current_language())) from error
        return cleaned | {"entity": entity, "campaign": campaign}


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Roles with what they reach: given and taken away by the services."""

    form = GrantForm
    list_display = ("user", "role", "entity", "campaign", "granted_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("user__email", "user__display_name")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: GrantForm, change: bool) -> None:
        asked = form.cleaned_data
        made = role_grant(
            asked["user"],
            role=asked["role"],
            entity=asked["entity"],
            campaign=asked["campaign"],
            by=pseudonym_of(request.user),
        )
        obj.pk = made.pk

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return allowed(request.user, "admin.use") and not (
            isinstance(obj, RoleGrant) and obj.role == ADMINISTRATOR and is_last_administrator(obj.user)
        )

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One at a time: many at once would go past the services."""
        return {}

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        role_revoke(
            obj.user, role=obj.role, entity=obj.entity, campaign=obj.campaign, by=pseudonym_of(request.user)
        )


@admin.register(StoredDataset)
class StoredDatasetAdmin(ReadOnlyAdmin):
    """Imported datasets, without their bytes."""

    list_display = ("name", "kind", "size", "imported_at")
    list_filter = ("kind",)
    exclude = ("content",)


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """Jobs and how they ended; not what they asked and found, which may be a campaign's score."""

    exclude = ("params", "result", "key", "lease_token")
    list_display = ("kind", "state", "progress", "attempts", "requested_at", "finished_at")
    list_filter = ("state", "kind")


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    """What is asked for again and again."""

    list_display = ("name", "kind", "every", "next_at")


@admin.register(Record)
class RecordAdmin(ReadOnlyAdmin):
    """Who did what to which object; what was done in a campaign is on its own page, behind its own gate."""

    list_display = ("at", "actor", "action", "object_kind", "object_id")
    list_filter = ("action", "object_kind")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Record]:
        return super().get_queryset(request).filter(chain="")


def _enter(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
    """Django's own sign-in page knows no second factor: people enter by ours, and come back here."""
    require(request.user, "admin.use")
    return HttpResponseRedirect(reverse("admin:index"))


admin.site.login = _enter  # type: ignore[method-assign,assignment]


def name_in_words() -> None:
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
