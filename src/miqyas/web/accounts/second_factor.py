"""Authenticator apps, passkeys and recovery codes: allauth's, in our words and behind our lock-out."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.totp import views as totp_views
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from miqyas.web.accounts.forms import label
from miqyas.web.words import lazy_say, say_here
from miqyas.workspace.accounts.lockout import attempt_failed, factor_name, is_factor_locked, is_locked
from miqyas.workspace.accounts.models import User


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Our words; secrets of authenticator apps encrypted: a copy of the database alone opens nothing."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": lazy_say("account.error.code"),
        "cannot_generate_recovery_codes": lazy_say("account.error.no_factor"),
    }

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; where the key of the installation is another than it was, one that nobody knows.

        So no code fits, and the app is set up anew. Of an empty secret anybody could work out the codes.
        """
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return str(generate_totp_secret())

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """A name to begin with; people write their own."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return say_here("account.passkey.name", number=count + 1)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        host = context.request.get_host().partition(":")[0]
        return {"id": host, "name": say_here("shell.name")}


def _box() -> Fernet:
    key = hashlib.sha256(b"second factor\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class _LockedForm(forms.Form):
    """A form that takes a code, as often as may be wrong."""

    user: User
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, code="account.field.code")
        self.fields["code"].widget.attrs |= {"dir": "ltr", "inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        request: HttpRequest = context.request
        name = factor_name(self.user.email)
        if is_factor_locked(self.user.email) or is_locked(request, name):
            raise account_adapter().validation_error("too_many_login_attempts")
        try:
            return self._code_once()
        except forms.ValidationError:
            attempt_failed(request, name)
            raise

    @transaction.atomic
    def _code_once(self) -> str:
        """The code, if it is right and was not given before, to whichever process of the site.

        Whoever gives a code for the same person queues here.
        """
        list(Authenticator.objects.select_for_update().filter(user=self.user))
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:
            _spend(self.authenticator, code)
        return code


def _spend(app: Authenticator, code: str) -> None:
    """Remember the half minute of a code of an app: neither it nor one of an earlier counts again."""
    secret = mfa_adapter().decrypt(app.data["secret"])
    steps = [
        step
        for step in yield_hotp_counters_from_time()
        if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
    ]
    if not steps or max(steps) <= app.data.get("spent", 0):
        raise mfa_adapter().validation_error("incorrect_code")
    app.data["spent"] = max(steps)
    app.save(update_fields=["data"])


class CodeForm(_LockedForm, base_forms.AuthenticateForm):  # type: ignore[misc]
    """The code that signing in asks for."""


class CodeAgainForm(_LockedForm, base_forms.ReauthenticateForm):  # type: ignore[misc]
    """A code once more before a sensitive step."""


class ActivateForm(totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, code="account.field.code")
        self.fields["code"].widget.attrs |= {"dir": "ltr", "inputmode": "numeric"}


class ActivateView(totp_views.ActivateTOTPView):  # type: ignore[misc]
    """Turns an authenticator app on; the code that did so counts no second time."""

    @transaction.atomic
    def form_valid(self, form: ActivateForm) -> HttpResponse:
        """Add the app, and remember its first code as given."""
        response: HttpResponse = super().form_valid(form)
        app = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        _spend(app, form.cleaned_data["code"])
        return response


@contextmanager
def _from_outside() -> Iterator[None]:
    """Whatever a library says of bytes from outside, it means that they are no passkey."""
    try:
        yield
    except forms.ValidationError:
        raise
    except Exception as error:  # a missing key, a wrong type, a signature that does not fit, broken CBOR
        raise mfa_adapter().validation_error("incorrect_code") from error


class _CredentialField(forms.JSONField):
    """What a browser says of a passkey, as JSON that may be anything."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        with _from_outside():
            return super().to_python(value)


class _CredentialForm(forms.Form):
    """A form that takes what a browser says of a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = _CredentialField()

    def clean_credential(self) -> Authenticator:
        with _from_outside():
            return super().clean_credential()  # type: ignore[misc,no-any-return]


class UsePasskeyForm(_CredentialForm, webauthn_forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey as the second step of signing in."""


class EnterByPasskeyForm(_CredentialForm, webauthn_forms.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class PasskeyAgainForm(_CredentialForm, webauthn_forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey once more before a sensitive step."""


class AddPasskeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey: always one that signs in by itself, confirmed on the device."""

    def clean(self) -> dict[str, Any]:
        with _from_outside():
            return dict(super().clean())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, name="account.field.passkey_name")
        self.fields["name"].widget.attrs |= {"dir": "auto"}
        self.fields["credential"] = _CredentialField()
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].widget = forms.HiddenInput()


class RenamePasskeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        label(self, name="account.field.passkey_name")
        self.fields["name"].max_length = 80
        self.fields["name"].widget.attrs |= {"dir": "auto"}
