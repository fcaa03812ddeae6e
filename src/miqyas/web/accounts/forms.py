"""Forms of the account pages, with our words as labels."""

from __future__ import annotations

from typing import Any, cast

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password

from miqyas.web.words import lazy_say, say_here
from miqyas.workspace.accounts.models import User


def label(form: forms.Form, **keys: str) -> None:
    """Give fields their labels, and take away the placeholders that would repeat them."""
    for name, key in keys.items():
        if name in form.fields:
            field = form.fields[name]
            field.label = lazy_say(key)
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""


class SignInForm(allauth_forms.LoginForm):  # type: ignore[misc]
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, login="account.field.email", password="account.field.password")  # noqa: S106 - a key
        self.fields["login"].widget.attrs |= {"dir": "ltr", "autofocus": True}


class PasswordAgainForm(allauth_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more before a sensitive step."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, password="account.field.password")  # noqa: S106 - a key
        self.fields["password"].widget.attrs["autofocus"] = True


class ResetForm(allauth_forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to which the link for a new password is mailed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, email="account.field.email")
        self.fields["email"].widget.attrs |= {"dir": "ltr", "autofocus": True}


class ResetKeyForm(allauth_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password twice, for whoever has the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, password1="account.field.new_password", password2="account.field.again")


class EmailChangeForm(forms.Form):
    """Another address for the account."""

    email = forms.EmailField(
        label=lazy_say("account.field.new_email"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What others see, and the language of mails."""

    display_name = forms.CharField(
        label=lazy_say("account.field.name"),
        max_length=120,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "name"}),
    )
    language = forms.ChoiceField(label=lazy_say("account.field.language"), required=False)

    class Meta:
        model = User
        fields = ("display_name", "language")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        site = ("", say_here("account.language.site"))
        cast("forms.ChoiceField", self.fields["language"]).choices = [site, *settings.LANGUAGES]


class TokenForm(forms.Form):
    """A token for a program: what it is for, what it may do, how long."""

    name = forms.CharField(
        label=lazy_say("account.field.token_name"),
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text=lazy_say("account.help.token_name"),
    )
    scope = forms.ChoiceField(
        label=lazy_say("account.field.token_scope"),
        choices=[(scope, lazy_say(f"account.token.scope.{scope}")) for scope in ("read", "write")],
        widget=forms.RadioSelect,
        initial="read",
    )
    days = forms.TypedChoiceField(
        label=lazy_say("account.field.token_days"),
        coerce=int,
        choices=[(days, lazy_say(f"account.token.days.{days}")) for days in (7, 30, 90, 365)],
        initial=90,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)


class EraseForm(forms.Form):
    """The address of the account that is to go, typed by hand."""

    email = forms.EmailField(
        label=lazy_say("account.field.email"),
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        if email.lower() != self.user.email.lower():
            raise forms.ValidationError(say_here("account.error.other_email"))
        return email


class PasswordChangeForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(
            self,
            oldpassword="account.field.old_password",
            password1="account.field.new_password",
            password2="account.field.again",
        )


class PasswordSetForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A new password twice, for somebody who has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, password1="account.field.new_password", password2="account.field.again")


class FirstLoginForm(forms.Form):
    """Who the person behind an invitation is, and how they will enter from now on."""

    use_required_attribute = False  # whoever wants a passkey leaves the password empty

    email = forms.EmailField(label=lazy_say("account.field.email"))
    display_name = forms.CharField(label=lazy_say("account.field.name"), max_length=120)
    way = forms.ChoiceField(
        label=lazy_say("account.field.way"),
        choices=[(way, lazy_say(f"account.way.{way}")) for way in ("password", "passkey")],
        widget=forms.RadioSelect,
        initial="password",
    )
    password = forms.CharField(
        label=lazy_say("account.field.new_password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy_say("account.help.password"),
        error_messages={"required": lazy_say("account.error.password_missing")},
    )

    def __init__(self, *args: Any, user: User, asks_address: bool, **kwargs: Any) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.fields["email"].widget.attrs |= {"dir": "ltr", "autocomplete": "username"}
        self.fields["display_name"].widget.attrs |= {"dir": "auto", "autocomplete": "name"}
        self.fields["display_name"].initial = user.display_name
        if not asks_address:
            del self.fields["email"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.pop("way", "") == "passkey":
            self.errors.pop("password", None)
            return cleaned | {"password": None}
        named = User(
            email=cleaned.get("email", self.user.email), display_name=cleaned.get("display_name", "")
        )
        try:
            validate_password(cleaned.get("password", ""), named)
        except forms.ValidationError as error:
            if "password" in cleaned:
                self.add_error("password", error)
        return cleaned
