"""The account pages in use; allauth knows them by these names."""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import path

from miqyas.web.accounts import views

urlpatterns = [
    path("first/<str:token>/", views.first_login, name="first_login"),
    path("login/", allauth_views.login, name="account_login"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("password/", allauth_views.password_change, name="account_change_password"),
    path("password/set/", allauth_views.password_set, name="account_set_password"),
    path("again/", allauth_views.reauthenticate, name="account_reauthenticate"),
]
