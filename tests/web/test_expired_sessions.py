"""A session that ended while somebody was writing: what the server answers."""

import re
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from miqyas.web.accounts.expired import KEPT
from miqyas.web.accounts.kept_forms import LONGEST, WHO
from miqyas.web.accounts.refill import Sent, refilled
from miqyas.workspace.accounts.models import User
from miqyas.workspace.campaigns.models import Answer, Delegation
from tests.cast import PASSWORD, Cast, signed_in
from tests.workspace.campaigns.answering_given import Given, given

__all__ = ["given"]
pytestmark = [pytest.mark.django_db]
FORM = "/en/workspace/people/new/"


def expired(cast: Cast, **options: Any) -> Client:
    """A browser whose session is gone while its page is open."""
    browser = signed_in(cast.elif_)
    browser.session.flush()
    return browser


def test_a_plain_form_leads_to_sign_in_and_back_to_its_page(cast: Cast) -> None:
    answer = expired(cast).post(FORM, {}, headers={"referer": f"http://testserver{FORM}?role=lead"})
    assert answer.status_code == 302
    assert answer["Location"] == "/en/account/login/?next=/en/workspace/people/new/%3Frole%3Dlead"
    assert answer.cookies[KEPT].value == "1"


@pytest.mark.parametrize(
    "referer", ["", "https://elsewhere.example/page", "//elsewhere.example", "javascript:x"]
)
def test_nobody_is_led_to_another_site(cast: Cast, referer: str) -> None:
    answer = expired(cast).post(FORM, {}, headers={"referer": referer})
    assert answer["Location"] == "/en/account/login/?next=/"


def test_a_page_that_was_only_looked_at_leaves_no_note(cast: Cast) -> None:
    answer = expired(cast).get(FORM)
    assert answer["Location"] == f"/en/account/login/?next={FORM}"
    assert KEPT not in answer.cookies


@pytest.mark.parametrize("headers", [{"hx-request": "true"}, {"sec-fetch-mode": "cors"}])
@pytest.mark.parametrize(("language", "words"), [("en", "session has ended"), ("ar", "انتهت جلستك")])
def test_a_script_is_told_so_and_shown_the_way(
    cast: Cast, headers: dict[str, str], language: str, words: str
) -> None:
    answer = expired(cast).post(f"/{language}/workspace/people/new/", {}, headers=headers)
    assert answer.status_code == 401
    assert words in answer.json()["problem"]
    assert (
        answer.json()["sign_in"] == f"/{language}/account/login/?next=%2F{language}%2Faccount%2Fsigned-in%2F"
    )


def test_a_form_of_an_earlier_session_is_kept_and_shown_the_way_back(cast: Cast) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.elif_, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(
        FORM, {"csrfmiddlewaretoken": "x" * 64}, headers={"referer": f"http://testserver{FORM}"}
    )
    assert answer.status_code == 403
    assert f'href="{FORM}"' in answer.content.decode()
    assert answer.cookies[KEPT].value == "1"


def test_the_pages_of_the_workspace_carry_what_keeps_the_words(cast: Cast) -> None:
    page = signed_in(cast.elif_).get(FORM).content.decode()
    assert 'data-draft="invite"' in page
    assert f'<template id="drafts" data-person="{cast.elif_.pseudonym}">' in page
    assert "web/js/drafts.js" in page


def test_signing_in_elsewhere_ends_on_a_page_that_says_so(client: Client, cast: Cast) -> None:
    form = {"login": cast.amina.email, "password": PASSWORD, "next": reverse("signed_in")}
    page = client.post("/en/account/login/", form, follow=True)
    assert "Go back to the tab" in page.content.decode()


class TestWithoutScripts:
    """A browser that keeps nothing: what was typed is in the form again after signing in; people send it."""

    ANSWER = "/en/workspace/campaigns/present/entity/health/OSI-IF-001/"
    TYPED: ClassVar = {"grade": "no", "note": 'Half a page <b>"typed"</b>\n\u202eand more', "version": "0"}

    def browser(self, person: User, page: str) -> Client:
        """A browser in which the person was at work on the page when the session ended."""
        browser = signed_in(person)
        assert browser.get(page).status_code == 200
        browser.session.flush()
        return browser

    def send(self, browser: Client, path: str, form: dict[str, str], *, page: str) -> Any:
        return browser.post(path, form, headers={"referer": f"http://testserver{page}"})

    def sign_in(self, browser: Client, person: User, sent: Any) -> Any:
        entered = {
            "login": person.email,
            "password": PASSWORD,
            "next": parse_qs(urlsplit(sent["Location"]).query)["next"],
        }
        return browser.post("/en/account/login/", entered, follow=True)

    def test_what_was_typed_of_an_answer_is_in_its_form_again(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        sent = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        page = self.sign_in(browser, given.cast.bruno, sent)
        assert page.redirect_chain[-1][0] == self.ANSWER
        assert '<li class="callout callout-caution">Your session had ended' in page.text
        assert "Half a page &lt;b&gt;&quot;typed&quot;&lt;/b&gt;\n\u202eand more</textarea>" in page.text
        assert re.search(r'<input type="radio" name="grade" value="no" checked', page.text)
        assert not re.search(r'value="yes" checked', page.text)
        assert not Answer.objects.exists()
        again = browser.get(self.ANSWER).text
        assert "Half a page" not in again
        assert '<li class="callout' not in again

    def test_it_is_sent_by_hand_and_saved_then(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        sent = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        self.sign_in(browser, given.cast.bruno, sent)
        self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        assert Answer.objects.get().grade == "no"

    def test_a_form_that_is_folded_away_is_unfolded(self, given: Given) -> None:
        browser = self.browser(given.cast.noor, self.ANSWER)
        form = {"email": "bruno@example.org", "note": "Ask the lawyers"}
        sent = self.send(browser, f"{self.ANSWER}delegate/", form, page=self.ANSWER)
        page = self.sign_in(browser, given.cast.noor, sent).text
        assert re.search(
            r"<details open><summary>[^\n]*\n(?:[^\n]*\n)*?[^\n]*Ask the lawyers</textarea>", page
        )
        assert 'value="bruno@example.org"' in page
        assert not Delegation.objects.exists()

    def test_the_token_of_the_page_stays_the_new_one(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        form = self.TYPED | {
            "csrfmiddlewaretoken": "old" * 10,
            "password": "never kept",
            "secret": "nor this",
        }
        sent = self.send(browser, f"{self.ANSWER}save/", form, page=self.ANSWER)
        kept = str(browser.session["kept_form"])
        assert not [word for word in ("oldold", "never kept", "nor this") if word in kept]
        assert "oldold" not in self.sign_in(browser, given.cast.bruno, sent).text

    def test_somebody_else_who_signs_in_there_sees_none_of_it(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        sent = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        page = self.sign_in(browser, given.cast.noor, sent)
        assert page.redirect_chain[-1][0] == self.ANSWER
        assert "Half a page" not in page.text
        assert "kept_form" not in browser.session

    def test_so_it_is_where_the_sample_government_lets_people_in(self, given: Given, settings: Any) -> None:
        settings.MIQYAS_PROFILE = "sample"
        browser = self.browser(given.cast.noor, self.ANSWER)
        self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        page = browser.post("/en/account/sample/", {"person": given.cast.noor.email}, follow=True)
        assert page.redirect_chain == [(self.ANSWER, 302)]
        assert "Half a page &lt;b&gt;" in page.text

    def test_somebody_else_of_the_sample_government_sees_none_of_it(
        self, given: Given, settings: Any
    ) -> None:
        settings.MIQYAS_PROFILE = "sample"
        browser = self.browser(given.cast.noor, self.ANSWER)
        self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        page = browser.post("/en/account/sample/", {"person": given.cast.salma.email}, follow=True)
        assert page.redirect_chain == [(self.ANSWER, 302)]
        assert "Half a page" not in page.text

    def test_who_goes_on_as_another_of_the_sample_leaves_the_first_session(
        self, given: Given, settings: Any
    ) -> None:
        settings.MIQYAS_PROFILE = "sample"
        browser = signed_in(given.cast.noor)
        before = browser.session.session_key
        page = browser.post("/en/account/sample/", {"person": given.cast.salma.email})
        assert page["Location"] == "/en/workspace/"
        assert browser.session["_auth_user_id"] == str(given.cast.salma.pk)
        assert not Session.objects.filter(session_key=before).exists()

    def test_where_the_form_is_gone_the_words_are_told(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        sent = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        type(given.campaign).objects.update(state="review")
        page = self.sign_in(browser, given.cast.bruno, sent).text
        assert "no longer has a form for what you typed" in page
        assert "Half a page &lt;b&gt;" in page

    def test_after_an_hour_it_is_gone(self, given: Given) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        sent = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        session = browser.session
        session["kept_form"] = session["kept_form"] | {"at": 0}
        session.save()
        assert "Half a page" not in self.sign_in(browser, given.cast.bruno, sent).text

    def test_too_much_and_what_the_browser_kept_itself_is_not_kept_twice(self, given: Given) -> None:
        for form in ({"note": "x" * (LONGEST + 1)}, self.TYPED | {"drafted": "1"}):
            browser = self.browser(given.cast.bruno, self.ANSWER)
            self.send(browser, f"{self.ANSWER}save/", form, page=self.ANSWER)
            assert "kept_form" not in browser.session

    @pytest.mark.parametrize("page", ["https://elsewhere.example/", "/en/account/", "/api/v1/workspace/me"])
    def test_what_comes_from_elsewhere_is_not_kept(self, given: Given, page: str) -> None:
        browser = self.browser(given.cast.bruno, self.ANSWER)
        browser.post(f"{self.ANSWER}save/", self.TYPED, headers={"referer": f"http://testserver{page}"})
        browser.post(f"{self.ANSWER}save/", self.TYPED, headers={"referer": page})
        assert "kept_form" not in browser.session

    def test_strangers_leave_nothing_behind(self, given: Given) -> None:
        for cookie in ("", "forged", "forged:seal"):
            browser = Client()
            browser.cookies[WHO] = cookie
            self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
            assert not Session.objects.exists()

    def test_a_form_of_an_earlier_session_is_filled_again_as_well(self, given: Given) -> None:
        browser = Client(enforce_csrf_checks=True)
        browser.force_login(given.cast.bruno, backend="allauth.account.auth_backends.AuthenticationBackend")
        refused = self.send(browser, f"{self.ANSWER}save/", self.TYPED, page=self.ANSWER)
        assert refused.status_code == 403
        assert "Half a page" in browser.get(self.ANSWER).text


def test_a_list_to_choose_from_and_boxes_are_as_they_were_left() -> None:
    page = """<main><p>&copy; &#169;</p><form method="post" action="/x/">
<input type="hidden" name="id" value="1"><input name="a" value="one"></form>
<form method="POST"><input type="hidden" name="id" value="2"><input name="a">
<select name="s" multiple><option value="1" selected>1</option><option value="2">2</option></select>
<input type="checkbox" name="c" checked><input type="checkbox" name="d"></form></main>"""
    sent = Sent(path="/x/", page="/x/", fields={"id": ["2"], "a": ['"<'], "s": ["2"], "d": ["on"]})
    written = refilled(page, sent, lost="")
    first, second = written.split("</form>")[:2]
    assert 'value="one"' in first
    assert "<p>&copy; &#169;</p>" in first
    assert '<input name="a" value="&quot;&lt;">' in second
    assert '<option value="1">1</option><option value="2" selected>' in second
    assert '<input type="checkbox" name="c"><input type="checkbox" name="d" checked>' in second
