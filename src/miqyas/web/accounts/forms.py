"""Forms of the account pages, with our words as labels."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.contrib.auth.password_validation import validate_password

from miqyas.web.words import lazy_say
from miqyas.workspace.accounts.models import User


def _label(form: forms.Form, **keys: str) -> None:
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
        _label(self, login="account.field.email", password="account.field.password")  # noqa: S106 - a key
        self.fields["login"].widget.attrs |= {"dir": "ltr", "autofocus": True}


class PasswordChangeForm(allauth_forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password and a new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(
            self,
            oldpassword="account.field.old_password",
            password1="account.field.new_password",
            password2="account.field.again",
        )


class PasswordSetForm(allauth_forms.SetPasswordForm):  # type: ignore[misc]
    """A new password twice, for somebody who has none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _label(self, password1="account.field.new_password", password2="account.field.again")


class FirstLoginForm(forms.Form):
    """Who the person behind a first-login link is, and the password they will use from now on."""

    email = forms.EmailField(label=lazy_say("account.field.email"))
    display_name = forms.CharField(label=lazy_say("account.field.name"), max_length=120)
    password = forms.CharField(
        label=lazy_say("account.field.new_password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy_say("account.help.password"),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["email"].widget.attrs |= {"dir": "ltr", "autocomplete": "username"}
        self.fields["display_name"].widget.attrs |= {"dir": "auto", "autocomplete": "name"}

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return str(password)
