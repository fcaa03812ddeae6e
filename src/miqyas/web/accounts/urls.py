"""The account pages in use; allauth knows them by these names."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path, re_path

from miqyas.web.accounts import my_data, pages, sample, second_factor, tokens, views

urlpatterns = [
    path("", pages.account, name="account"),
    path("first/<str:token>/", views.first_login, name="first_login"),
    path("login/", allauth_views.login, name="account_login"),
    path("sample/", sample.sample_enter, name="sample_enter"),
    path("signed-in/", views.signed_in, name="signed_in"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("password/forgotten/", allauth_views.password_reset, name="account_reset_password"),
    path("password/forgotten/sent/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/new/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("again/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("email/", pages.email_change, name="account_email"),
    path("email/<str:promise>/", pages.email_confirm, name="account_confirm_email"),
    path("security/totp/activate/", second_factor.ActivateView.as_view(), name="mfa_activate_totp"),
    path("security/", include("allauth.mfa.urls")),
    path("sessions/", pages.sessions, name="usersessions_list"),
    path("my-data/", my_data.my_data, name="account_my_data"),
    path("my-data/file/", my_data.my_data_file, name="account_my_data_file"),
    path("my-data/erase/", my_data.my_data_erase, name="account_erase"),
    path("tokens/", tokens.tokens, name="account_tokens"),
    path("tokens/<int:token>/revoke/", tokens.revoke, name="account_token_revoke"),
]
