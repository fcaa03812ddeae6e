"""What the engine makes of links, forms and channels, whichever rule asks."""

from dataclasses import replace

import pytest

from miqyas.catalogue import load as catalogue
from miqyas.scanner.artifacts.model import EXAMINED
from miqyas.scanner.artifacts.model import Channel as Looked
from miqyas.scanner.findings import judge
from miqyas.scanner.rules.load import RuleSet, rules
from miqyas.scanner.rules.model import Channel, Proof, State, Why
from miqyas.scanner.rules.site import Visit, site_of
from tests.scanner.rules.examples import TODAY, only, visit

HOME = "<html lang=en><title>Portal</title>"
DATA = '<script type="application/ld+json">'
MANY = "".join(f"<li><a href=/s/{n}>Permit {n}</a>" for n in range(12))


def find(rule, *visits, changed=None):
    """The finding of one rule on what was looked at, the rule changed where the test says so."""
    rule_set = only(rule)
    if changed:
        rule_set = RuleSet((replace(rules().by_id[rule], **changed),), rules().shared)
    _, feature = catalogue.feature(rules().by_id[rule].features[0])
    site = site_of(visits, today=TODAY, is_finished=True, least_pages=1)
    (finding,) = judge(site, rules=rule_set, features=[feature])
    return finding


def seen_by(channel, looked, **facts):
    artifact = replace(looked.artifact, channel=channel, facts={**looked.artifact.facts, **facts})
    return Visit(artifact, looked.page)


def test_a_menu_that_opens_does_not_hide_the_dead_links_after_it():
    home = visit("/", f'{HOME}<a href="#" aria-haspopup=true>Site map</a><a href="#">Site map</a>', depth=0)
    other = visit("/a", f'{HOME}<a href="/">Home</a>')
    assert find("site_map", home, other).why is Why.DEAD_LINK
    only_menu = visit("/", f'{HOME}<a href="#" aria-haspopup=true>Site map</a>', depth=0)
    assert find("site_map", only_menu, other).state is not State.PARTIAL


def test_a_link_that_says_nothing_says_what_its_label_says():
    """ "Read more" for whoever sees what it stands beside, the whole of it for whoever hears it."""
    home = visit("/", f'{HOME}<a href="/p" aria-label="Privacy policy">Read more</a>', depth=0)
    said = home.page.of("privacy_notice")
    assert [(clue.text, clue.address) for clue in said] == [("Privacy policy", "https://portal.example/p")]
    other = visit("/", f'{HOME}<a href="/p" aria-label="Privacy policy">Site map</a>', depth=0)
    assert not other.page.of("privacy_notice")


def test_two_dead_links_are_two_cases():
    home = visit(
        "/", f'{HOME}<a href="#">Privacy of your pages here</a><a href="#">Privacy policy</a>', depth=0
    )
    assert len(find("privacy_notice", home).hits) == 2


@pytest.mark.parametrize(
    ("channel", "looked", "state"),
    [
        (Channel.DOM, Looked.HTTP, State.PRESENT),
        (Channel.DOM, Looked.BROWSER, State.PRESENT),
        (Channel.HTTP, Looked.HTTP, State.PRESENT),
        (Channel.HTTP, Looked.BROWSER, State.NOT_TESTED),
        (Channel.RENDERED, Looked.BROWSER, State.PRESENT),
        (Channel.RENDERED, Looked.HTTP, State.NOT_TESTED),
        (Channel.AXE, Looked.BROWSER, State.NOT_TESTED),
        (Channel.TLS, Looked.HTTP, State.NOT_TESTED),
    ],
)
def test_a_rule_judges_by_its_own_channel_alone(channel, looked, state):
    markup = f"{HOME}<form role=search><input type=search></form>"
    home = seen_by(looked, visit("/", markup, depth=0))
    inner = [seen_by(looked, visit(f"/{n}", markup)) for n in range(2)]
    finding = find("search", home, *inner, changed={"channel": channel})
    assert finding.state is state
    assert (finding.why is Why.CHANNEL_NOT_USED) == (state is State.NOT_TESTED)


def test_a_page_that_axe_looked_at_is_told_by_its_facts():
    home = visit("/", f"{HOME}<form role=search><input type=search></form>", depth=0)
    looked = seen_by(Looked.BROWSER, home, **{EXAMINED: "0" * 64})
    assert find("search", looked, changed={"channel": Channel.AXE}).state is State.PRESENT


LAW = f'{HOME}<a href="/law">Data protection law</a>'
LONG = "The people's data are theirs alone and no office may keep them without need. " * 40


@pytest.mark.parametrize(
    ("body", "channel", "state"),
    [
        (LONG, Channel.DOM, State.PRESENT),
        (LONG, Channel.FILE, State.PARTIAL),
        (f"{LONG}<a href=/f/law.pdf>PDF</a>", Channel.FILE, State.PRESENT),
        (LONG, Channel.API, State.PARTIAL),
    ],
)
def test_a_rule_of_files_or_interfaces_wants_them_on_the_page(body, channel, state):
    home, law = visit("/", LAW, depth=0), visit("/law", f"{HOME}<h1>Data protection law</h1><p>{body}</p>")
    assert find("data_protection_law", home, law, changed={"channel": channel}).state is state


def test_an_interface_is_found_where_a_catalogue_answers():
    home = visit("/", f'{HOME}<a href="/api">Open data</a>', depth=0)
    answer = '{"success": true, "result": ["roads"]}'
    api = visit("/api", answer, type="application/json")
    target = replace(rules().by_id["open_data"].target, about=False)
    changed = {"channel": Channel.API, "target": target}
    assert find("open_data", home, api, changed=changed).state in {State.PRESENT, State.NEEDS_REVIEW}
    nothing = visit("/api", '{"hello": 1}', type="application/json")
    assert find("open_data", home, nothing, changed=changed).state is not State.PRESENT


@pytest.mark.parametrize(
    ("markup", "state"),
    [
        ("<header><button aria-label=Search><svg></svg></button></header>", State.PRESENT),
        ("<header><a href=/find aria-label=Search><i></i></a></header>", State.PRESENT),
        ("<header><a href=/gone>Search</a></header>", State.ABSENT),
        ("<header><a href=/jobs>Search jobs</a></header>", State.ABSENT),
        ("<main><button>Search the register of ships by name and year</button></main>", State.ABSENT),
        ("<form><input name=ctl00$box$txtSearch placeholder=Words></form>", State.PRESENT),
        ("<form><input name=email><input name=tel></form>", State.ABSENT),
        (f'{DATA}{{"@type": "SearchAction"}}</script><a href=/n>News</a>', State.PRESENT),
    ],
)
def test_a_search_is_known_in_the_forms_that_sites_give_it(markup, state):
    gone = visit("/gone", "", status="404")
    pages = [visit(f"/{n}", f"{HOME}<p>Page</p>") for n in range(2)]
    finding = find("search", visit("/", f"{HOME}{markup}", depth=0), gone, *pages)
    assert finding.state is state


def test_a_control_proves_less_than_a_form():
    button = visit("/", f"{HOME}<header><button>Search</button></header>", depth=0)
    form = visit("/", f"{HOME}<form role=search><input type=search></form>", depth=0)
    assert find("search", button).proof is Proof.LINK
    assert find("search", form).proof is Proof.CONTENT


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Privacy policy", State.PRESENT),
        ("How the privacy policy of ships was written long ago", State.ABSENT),
    ],
)
def test_a_page_elsewhere_that_answers_is_there_where_its_link_says_so(text, state):
    home = visit("/", f'{HOME}<a href="https://elsewhere.example/p">{text}</a>', depth=0)
    head = visit("https://elsewhere.example/p", "", probe="yes")
    assert find("privacy_notice", home, head).state is state


def test_words_that_name_only_alone_are_no_cue_among_others():
    target = (
        "<ul>"
        + "".join(f"<li><a href=/s/{n}>Permit {n}</a>" for n in range(12))
        + "</ul><p>Fees and conditions"
    )
    services = visit("/services", f"{HOME}<h1>Services</h1>{target}")
    alone = visit("/", f'{HOME}<a href="/services">Services</a>', depth=0)
    among = visit("/", f'{HOME}<a href="/x">The directorate of legal services</a>', depth=0)
    other = visit("/x", f"<html lang=en><title>Legal services</title><h1>Legal services</h1>{target}")
    assert find("service_directory", alone, services).state is State.PRESENT
    assert find("service_directory", among, other).state is State.ABSENT


def test_a_headline_with_the_word_is_no_page_about_it():
    headline = "Visitor finds lost passport on beach after winter storm"
    home = visit("/", f'{HOME}<h2><a href="/n">{headline}</a></h2>', depth=0)
    news = visit(
        "/n", f"<html lang=en><title>{headline}</title><h1>{headline}</h1><p>{'It lay in sand. ' * 9}</p>"
    )
    assert find("passport", home, news).state is State.ABSENT


def test_a_page_may_be_named_by_what_its_markup_says_it_is():
    home = visit("/", f'{HOME}<a href="/q">FAQ</a>', depth=0)
    body = "<p>How do I sign in? Use your password.<a href=/>Home</a>"
    named = visit("/q", f'{HOME}{DATA}{{"@type": "FAQPage"}}</script>{body}')
    assert find("common_questions", home, named).state is State.PRESENT


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        (
            "<input name=a aria-label=Name><input name=b aria-label=Tel><input name=c aria-label=Date>",
            State.PRESENT,
        ),
        ("", State.PARTIAL),
    ],
)
def test_fields_of_the_head_in_a_form_around_the_page_begin_no_service(fields, state):
    head = "<header><input name=q><input name=mail><input name=user></header>"
    body = f"<main><h1>Passport renewal</h1><p>{'Words of it. ' * 6}</p>{fields}</main>"
    page = f"{HOME}<form method=post>{head}{body}</form>"
    home = visit("/", f'{HOME}<a href="/p">Passport renewal</a>', depth=0)
    assert find("passport", home, visit("/p", page)).state is state


@pytest.mark.parametrize(
    ("switch", "state", "proof"),
    [
        ("<a href=/ar>العربية</a>", State.PRESENT, Proof.CONTENT),
        ("<button>العربية</button>", State.PRESENT, Proof.LINK),
        ("<a href=/news>Learn Arabic</a>", State.PARTIAL, Proof.LIVE),
    ],
)
def test_a_switch_of_languages_may_be_a_link_or_a_button(switch, state, proof):
    words = "<p>These are the pages of a country and what its people may ask of it.</p>"
    home = visit("/", f"{HOME}<header>{switch}</header>{words}", depth=0)
    other = "<html lang=ar dir=rtl><title>البوابة</title><p>هذه صفحات البلد وما يطلبه الناس منه كل يوم.</p>"
    finding = find("languages", home, visit("/ar", other), visit("/ar/a", other))
    assert (finding.state, finding.proof) == (state, proof)


@pytest.mark.parametrize(
    ("address", "markup", "state"),
    [
        ("/p/1", "", State.PRESENT),
        ("/news/1", "", State.NEEDS_REVIEW),
        ("/ar/%D8%A3%D8%AE%D8%A8%D8%A7%D8%B1/1", "", State.NEEDS_REVIEW),
        ("/p/1", f'{DATA}{{"@type": "NewsArticle"}}</script>', State.NEEDS_REVIEW),
        ("/news", "", State.PRESENT),
    ],
)
def test_news_of_a_thing_are_not_the_thing(address, markup, state):
    words = "<p>Residents choose what a part of the money of the city is spent on each spring.</p>"
    page = visit(address, f"{HOME}{markup}<h1>Participatory budget</h1>{words}<a href=/>Home</a>")
    home = visit("/", f'{HOME}<a href="{address}">Participatory budget</a>', depth=0)
    assert find("participatory_budget", home, page).state is state


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Participatory budget", State.PRESENT),
        ("Participatory budget 2026 of the city", State.PRESENT),
        ("Mayor praises participatory budget in talk with visitors from the north", State.NEEDS_REVIEW),
    ],
)
def test_a_page_about_a_thing_says_little_else_in_its_name(text, state):
    words = "<p>Residents choose what a part of the money of the city is spent on each spring.</p>"
    page = visit("/p", f"<html lang=en><title>{text} | City</title><h1>{text}</h1>{words}")
    home = visit("/", f'{HOME}<a href="/p">{text}</a>', depth=0)
    assert find("participatory_budget", home, page).state is state
