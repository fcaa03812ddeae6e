"""How answers of the interface are cited: whole, today, and never what is not for everybody."""

import pytest

ADDRESS = "http://127.0.0.1:8000/api/v1/countries?q=bahr"


@pytest.mark.parametrize(("language", "brand"), [("en", "Miqyas. (n.d.). "), ("ar", "مقياس. ")])
def test_in_three_forms_with_the_day_and_the_versions(ask, language, brand):
    told = ask(f"/citation?of=/countries%3Fq%3Dbahr&language={language}").json()
    assert told["address"] == ADDRESS
    assert told["apa"].startswith(brand)
    assert told["apa"].endswith(ADDRESS)
    assert f"url = {{{ADDRESS}}}" in told["bibtex"]
    assert f"urldate = {{{told['read_on']}}}" in told["bibtex"]
    assert told["versions"]["data"] in told["bibtex"]
    assert told["csl"][0]["URL"] == ADDRESS


@pytest.mark.parametrize("of", ["/nowhere", "/workspace/people", "/jobs", "/", "/../en/countries/BHR/"])
def test_what_no_reader_is_answered_is_not_cited(ask, of):
    answer = ask(f"/citation?of={of}")
    assert answer.status_code == 422
    assert answer.json()["code"] == "request.not_cited"


def test_every_address_that_answers_to_everybody_can_be_cited(ask):
    from miqyas.api.service import examples, public_summaries

    for name in public_summaries():
        request = examples()[name]["request"]
        if "{" not in request:
            assert (
                ask(f"/citation?of={request.partition('?')[0]}").json()["title"] == public_summaries()[name]
            )


def test_a_citation_of_another_day_is_another_answer(ask, monkeypatch):
    import datetime as dt

    from miqyas.api.endpoints import citation

    before = ask("/citation?of=/editions")["ETag"]
    monkeypatch.setattr(citation.timezone, "localdate", lambda: dt.date(2031, 1, 2))
    after = ask("/citation?of=/editions")
    assert after["ETag"] != before
    assert "2 January 2031" in after.json()["apa"]
