"""What the gate says reaches people as a page that helps them on."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from miqyas.extras import extra_missing
from miqyas.web.accounts.afterwards import hand_over
from miqyas.web.accounts.expired import second_factor_first, sign_in_again
from miqyas.web.accounts.kept_forms import browser_marked, form_put_back, form_taken
from miqyas.web.words import current_language
from miqyas.workspace.accounts.access import SecondFactorFirst, SignInFirst


class GateMiddleware:
    """Strangers are sent to sign in and come back; whose role asks for a second factor, to set one up.

    What was typed before comes back into its form. What is to be done once the answer is out (letters) is
    handed over to it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        sent = form_taken(request)
        response = self.get_response(request)
        if sent:
            form_put_back(response, sent)
        browser_marked(request, response)
        hand_over(request, response)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """The answer to a refusal that a page let through, or to an extra that is missing; else nothing."""
        match error:
            case SignInFirst():
                return sign_in_again(request)
            case SecondFactorFirst():
                return second_factor_first(request)
            case ModuleNotFoundError() if told := extra_missing(error):
                told_here = {"error": told.as_dict(current_language())}
                return render(request, "501.html", told_here, status=HTTPStatus.NOT_IMPLEMENTED)
        return None
