"""What stands where a thing is looked for and is something else: parts of a page, homes, shells, forms."""

import re
from urllib.parse import quote

import pytest

from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.model import Grade, Proof, State, Why
from miqyas.scanner.rules.service import says
from miqyas.scanner.rules.words import forms
from tests.scanner.rules.examples import visit
from tests.scanner.rules.test_engine import HOME, find

WELCOME = "<h1>Welcome</h1>"
RIGHTS = "Disability rights"
WORDS = "<p>These are words enough to be a page of its own about what it is called.</p>"
SHELL = "<html lang=en><title>Passport renewal</title><script src=/app.js></script><div id=app></div>"
NAMED = "<h1>Passport renewal</h1><p>Bring the old passport and two pictures to be ready for it.</p>"
APPLY = (
    "<label>Name<input name=n></label><label>Number<input name=m></label><label>Date<input name=d></label>"
)


def page(body, *, title="Passport renewal"):
    return f"<html lang=en><title>{title} | Portal</title><a href=/>Home</a>{body}"


def home(body):
    return visit("/", f"{HOME}{body}", depth=0)


def test_a_part_of_the_page_that_links_to_it_is_no_page_of_its_own():
    part = home(f'<nav><a href="#r">{RIGHTS}</a></nav>{WELCOME}<h2 id=r>{RIGHTS}</h2>{WORDS}')
    assert find("disability_rights", part).state is State.NEEDS_REVIEW
    rights = visit("/rights", page(f"<h1>{RIGHTS}</h1>{WORDS}", title=RIGHTS))
    assert find("disability_rights", home(f"<a href=/rights>{RIGHTS}</a>"), rights).state is State.PRESENT


def test_the_link_to_itself_of_a_page_that_is_the_thing_does_not_hide_it():
    itself = visit("/rights", page(f"<a href=/rights>{RIGHTS}</a>{WORDS}", title=RIGHTS))
    assert find("disability_rights", home("<a href=/a>News</a>"), itself).state is State.PRESENT


def test_a_home_page_may_hold_the_contacts_that_it_links_to():
    ways = "<h2 id=c>Contact us</h2><p>Telephone +973 1700 0000, a@b.example</p>"
    body = f'<a href="#c">Contact us</a>{WELCOME}{ways}'
    assert find("contacts", home(body)).state is State.PRESENT
    unit = visit("/unit", f"{HOME}{body}")
    assert find("contacts", home("<a href=/unit>Unit</a>"), unit).state is not State.PRESENT


def test_a_link_that_ends_at_the_home_page_leads_to_what_is_gone():
    body = f"<a href=/rights>{RIGHTS}</a>{WELCOME}<h2>{RIGHTS}</h2>{WORDS}"
    front, sent = home(body), visit("/rights", HOME + body, to="https://portal.example/")
    finding = find("disability_rights", front, sent)
    assert (finding.state, finding.why) == (State.PARTIAL, Why.SOFT_MISSING)


def test_a_page_that_only_scripts_fill_is_neither_there_nor_absent():
    front = home("<a href=/p>Passport renewal</a>")
    finding = find("passport", front, visit("/p", SHELL))
    assert (finding.state, finding.why) == (State.NOT_ASSESSABLE, Why.NEEDS_SCRIPTS)


@pytest.mark.parametrize(
    ("start", "told", "state"),
    [
        (SHELL, {}, State.NEEDS_REVIEW),
        ("", {"probe": "yes"}, State.NEEDS_REVIEW),
        (page(NAMED), {}, State.PARTIAL),
    ],
)
def test_a_start_that_was_not_read_is_no_service_of_information_alone(start, told, state):
    front = home("<a href=/p>Passport renewal</a>")
    service = visit("/p", page(f"{NAMED}<a href=https://apps.example/s>Start service</a>"))
    finding = find("passport", front, service, visit("https://apps.example/s", start, **told))
    assert finding.state is state
    if state is State.NEEDS_REVIEW:
        assert (finding.why, finding.grade) == (Why.START_NOT_TESTED, Grade.TRANSACTION.name.lower())


@pytest.mark.parametrize(
    ("form", "state"),
    [
        (f"<form method=post>{APPLY}<button>Submit application</button></form>", State.PRESENT),
        (f"<form method=post>{APPLY}<button>Send feedback</button></form>", State.PARTIAL),
        (f"<form>{APPLY}<button>Apply filters</button></form>", State.PARTIAL),
        (f"<form method=post>{APPLY}<button>Post comment</button></form>", State.PARTIAL),
    ],
)
def test_a_form_beside_a_service_does_not_begin_it(form, state):
    front = home("<a href=/p>Passport renewal</a>")
    assert find("passport", front, visit("/p", page(NAMED + form))).state is state


def test_a_form_that_stands_on_every_page_begins_no_service():
    form = f"<main><form method=post>{APPLY}<button>Send</button></form></main>"
    front = home(f"<a href=/p>Passport renewal</a>{form}")
    others = [visit(f"/{n}", page(form, title="News")) for n in range(3)]
    assert find("passport", front, visit("/p", page(NAMED + form)), *others).state is State.PARTIAL


@pytest.mark.parametrize("words", ["How to apply", "Who can apply", "Steps to apply online", "Apply filter"])
def test_what_explains_a_service_does_not_start_it(words):
    front = home("<a href=/p>Passport renewal</a>")
    service = visit("/p", page(f"{NAMED}<main><button>{words}</button></main>"))
    assert find("passport", front, service).state is State.PARTIAL


@pytest.mark.parametrize(
    ("form", "state"),
    [
        ("<form><label>Request number<input name=r></label><button>Track</button></form>", State.PRESENT),
        (
            "<form><label>Email<input type=email name=e></label><button>Send</button></form>",
            State.PARTIAL,
        ),
    ],
)
def test_what_is_looked_up_by_one_number_begins_with_one_field(form, state):
    front = home("<a href=/t>Track your request</a>")
    body = f"<h1>Track your request</h1>{WORDS}{form}"
    assert find("follow_request", front, visit("/t", page(body, title="Track your request"))).state is state


def test_a_service_that_is_only_named_is_not_absent():
    front = home("<main><h3>Passport renewal</h3><a href=/x/7>Start service</a></main>")
    finding = find("passport", front, visit("/x/7", "", reason="timeout"))
    assert (finding.state, finding.proof) == (State.NEEDS_REVIEW, Proof.MENTION)


LAW = "The people's data are theirs alone and no office may keep them without need. " * 40


@pytest.mark.parametrize(
    ("address", "more", "state"),
    [
        ("/law", "", State.PRESENT),
        ("/news/law", "", State.NEEDS_REVIEW),
        ("/news/law", "<a href=/f/law.pdf>Text</a>", State.PRESENT),
        ("/NewsDetails.aspx?id=7", "", State.NEEDS_REVIEW),
        ("/ar/news?id=7", "", State.NEEDS_REVIEW),
        ("/ar/news-of-law", "", State.PRESENT),
    ],
)
def test_news_that_a_document_was_made_are_not_the_document(address, more, state):
    front = home(f'<a href="{address}">Data protection law</a>')
    law = visit(address, page(f"<h1>Data protection law</h1><p>{LAW}</p>{more}", title="Data protection law"))
    found = find("data_protection_law", front, law).state
    assert (found is State.PRESENT) == (state is State.PRESENT)


def test_a_file_in_the_foot_of_every_page_is_no_document_of_one():
    foot = "<footer><a href=/guide.pdf>Guide</a></footer>"
    others = [visit(f"/{n}", page(foot, title="News")) for n in range(3)]
    front = home(f"<a href=/law>Data protection law</a>{foot}")
    law = f"<h1>Data protection law</h1>{WORDS}"
    without = visit("/law", page(law + foot, title="Data protection law"))
    assert find("data_protection_law", front, without, *others).state is not State.PRESENT
    carrying = visit("/law", page(f"{law}<a href=/law.pdf>Text</a>{foot}", title="Data protection law"))
    assert find("data_protection_law", front, carrying, *others).state is State.PRESENT


@pytest.mark.parametrize(
    ("markup", "state"),
    [
        ("<nav><a href=/r>Binary search</a></nav>", State.ABSENT),
        ("<nav><a href=/r>Search</a></nav>", State.PRESENT),
        ("<header><button>Open search</button></header>", State.PRESENT),
    ],
)
def test_a_link_that_stands_for_a_search_says_nothing_else(markup, state):
    pages = [visit(f"/{n}", f"{HOME}<p>Page</p>") for n in range(2)]
    assert find("search", home(markup), visit("/r", page("<h1>R</h1>")), *pages).state is state


def test_a_number_on_whatsapp_is_a_way_to_write_and_no_account():
    link = '<a href="https://wa.me/97317000000">WhatsApp</a>'
    front = home(f"<a href=/c>Contact us</a>{link}")
    contacts = visit("/c", page(f"<h1>Contact us</h1><p>a@b.example</p>{link}", title="Contact us"))
    assert find("contacts", front, contacts).state is State.PRESENT
    assert find("social_accounts", front, contacts).state is State.ABSENT


def test_without_what_it_asks_for_a_page_of_the_name_is_not_the_thing_in_part():
    front = home("<a href=/pay>Payment methods</a>")
    plain = visit("/pay", page(f"<h1>Payment methods</h1>{WORDS}", title="Payment methods"))
    assert find("payment_without_bank", front, plain).state is State.NEEDS_REVIEW
    dead = home('<a href="#">Payment methods</a>')
    assert find("payment_without_bank", dead).state is State.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("démarche", "démarches"),
        ("création d'entreprise", "création d'entreprises"),
        ("driving license", "driving licenses"),
        ("track a case", "track cases"),
        ("licitación", "licitaciones"),
        ("licitação", "licitações"),
        ("iscrizione", "iscrizioni"),
        ("bourse", "bourses"),
    ],
)
def test_one_and_many_are_the_same_word(one, other):
    assert forms(one) == forms(other)


@pytest.mark.parametrize(("one", "other"), [("news", "new"), ("cours", "course"), ("status", "statue")])
def test_words_that_only_look_alike_are_kept_apart(one, other):
    assert forms(one) != forms(other)


def test_no_strong_cue_of_several_words_comes_down_to_one():
    """ "Our structure" would be any structure: such cues belong to those that say all of a text."""
    reflexive = {"contacte nos", "contate nos", "siga nos"}
    found = {
        phrase
        for rule in rules().rules
        for cues in rule.cues.values()
        for phrase in cues.strong
        if len(forms(phrase)) == 1 and len(re.findall(r"[^\W_]+", phrase)) > 1
    }
    assert found <= reflexive


def test_words_that_tell_forms_apart_are_there_in_each_language():
    assert says("بحث", "beside")
    assert says("Rechercher", "beside")
    assert not says("Ajouter un véhicule", "beside")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Chatbot of the portal", State.PRESENT),
        ("Ministry launches chatbot", State.NEEDS_REVIEW),
        ("الوزارة تطلق روبوت المحادثة", State.NEEDS_REVIEW),
    ],
)
def test_what_somebody_did_is_no_name_of_a_page(text, state):
    body = "<p>It answers questions on services and hands over to a person. يحولك إلى موظف.</p>"
    front = home(f"<a href=/c>{text}</a>")
    assert find("chatbot", front, visit("/c", page(f"<h1>{text}</h1>{body}", title=text))).state is state


def test_a_name_across_the_pieces_of_a_title_is_none():
    """ "Site map | Portal" is no map portal."""
    index = visit("/map", f"<html lang=en><title>Site map | Portal</title>{WORDS}")
    assert find("geospatial", home("<a href=/map>Site map</a>"), index).state is not State.PRESENT


@pytest.mark.parametrize(
    ("part", "state"), [("main", State.PARTIAL), ("header", State.PRESENT), ("div", State.PRESENT)]
)
def test_a_form_that_narrows_a_list_is_no_search_of_the_site(part, state):
    named = "<form role=search><input type=search></form>"
    filters = "<form><select name=a></select><input name=k><button>Search</button></form>"
    pages = [visit(f"/{n}", f"{HOME}<p>Page</p>{named if not n else ''}") for n in range(4)]
    assert find("search", home(f"<{part}>{filters}</{part}>"), *pages).state is state


@pytest.mark.parametrize(
    ("text", "is_there", "is_not"),
    [
        ("Procurement law", "procurement_rules", "laws_portal"),
        ("Draft laws", "draft_laws", "laws_portal"),
        ("Labour complaint", "labour_complaint", "complaints"),
        ("Customer service charter", "service_levels", "human_help"),
        ("Open data policy", "open_data_policy", "open_data"),
        ("شطب سجل تجاري", "company_changes", "company_registration"),
        ("معيار الخدمات الرقمية", "service_standard", "service_directory"),
        ("Conseil municipal des jeunes", "youth_participation", "heads_of_entities"),
    ],
)
def test_a_longer_name_is_not_what_a_shorter_one_in_it_names(text, is_there, is_not):
    said = {cue.rule for cue in rules().texts[text].cues}
    assert is_there in said
    assert is_not not in said


@pytest.mark.parametrize(
    ("text", "both"),
    [
        ("Web accessibility policy", {"accessibility_statement", "accessibility_rules"}),
        ("Search all government websites", {"search", "federated_search"}),
        ("Data protection policy", {"privacy_notice"}),
    ],
)
def test_a_longer_name_that_names_both_stays_with_both(text, both):
    assert both <= {cue.rule for cue in rules().texts[text].cues}


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ('<main><a href="#">Italian</a></main>', State.ABSENT),
        ('<main><a href="#ar">ar</a></main>', State.ABSENT),
        ('<header><a href="#">Italian</a></header>', State.PARTIAL),
        ('<main><a href="/ar">العربية</a><a href="/fr">Français</a></main>', State.NEEDS_REVIEW),
    ],
)
def test_one_language_in_the_middle_of_a_page_is_a_subject(body, state):
    assert find("languages", home(body + WORDS)).state is state


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("<div id=app>Loading</div>", State.NOT_ASSESSABLE),
        ("<a href='#main'>Skip</a><a href='/'><img alt=Logo></a><div id=app></div>", State.NOT_ASSESSABLE),
        ("<a href='/ar'>العربية</a><a href='/en'>English</a>", State.ABSENT),
        ("<form><input name=q><button>Go</button></form>", State.ABSENT),
    ],
)
def test_a_home_that_scripts_fill_says_of_nothing_that_it_is_absent(body, state):
    assert find("privacy_notice", home(f"<script src=/app.js></script>{body}")).state is state


@pytest.mark.parametrize("words", ["Log in to apply", "Online services", "Iniciar sesión"])
def test_a_sign_in_that_stands_on_every_page_begins_no_service(words):
    menu = f"<div><a href=/login>{words}</a></div>"
    others = [visit(f"/{n}", page(menu, title="News")) for n in range(3)]
    front = home(f"{menu}<a href=/p>Passport renewal</a>")
    login = visit("/login", "", reason="login_wall")
    assert find("passport", front, visit("/p", page(menu + NAMED)), login, *others).state is State.PARTIAL
    start = "<a href=/login>Start the application</a>"
    assert (
        find("passport", front, visit("/p", page(menu + NAMED + start)), login, *others).state
        is State.PRESENT
    )


def test_services_that_all_begin_with_one_sign_in_begin():
    start = "<a href=/login>Start service</a>"
    others = [visit(f"/{n}", page(f"<h1>Service {n}</h1>{start}", title=f"Service {n}")) for n in range(3)]
    login = visit("/login", "", reason="login_wall")
    front = home("<a href=/p>Passport renewal</a>")
    assert find("passport", front, visit("/p", page(NAMED + start)), login, *others).state is State.PRESENT


@pytest.mark.parametrize(
    ("address", "text", "state"),
    [
        ("/en/media-center/chat", "Chatbot", State.PRESENT),
        ("/en/media-center/7", "Chatbot answers citizens", State.NEEDS_REVIEW),
        ("/en/media-center/news/7", "Chatbot", State.NEEDS_REVIEW),
        (quote("/ar/المركز-الإعلامي/7"), "Chatbot", State.PRESENT),
        (quote("/ar/المركز-الإعلامي/7"), "Chatbot answers citizens", State.NEEDS_REVIEW),
    ],
)
def test_a_page_of_one_name_among_news_is_the_thing(address, text, state):
    body = f"<h1>{text}</h1><p>It answers questions on services and hands over to a person.</p>"
    front = home(f'<a href="{address}">{text}</a>')
    assert find("chatbot", front, visit(address, page(body, title=text))).state is state


@pytest.mark.parametrize("sign", ["&#xe001;", "»", "+", ""])
def test_a_link_that_is_only_a_sign_says_what_its_label_says(sign):
    front = home(f"<a href=/map title='Site map'>{sign}</a>")
    index = "".join(f"<a href=/p/{n}>Page {n}</a>" for n in range(20))
    site_map = visit("/map", page(f"<h1>Site map</h1>{index}", title="Site map"))
    assert find("site_map", front, site_map).hits[0].text == "Site map"
    assert find("site_map", front, site_map).hits[0].address == front.artifact.address
