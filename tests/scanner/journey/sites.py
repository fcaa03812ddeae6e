"""Little sites to walk through: pages by path, as a scan would have seen them."""

from dataclasses import replace

from miqyas.catalogue import load as catalogue
from miqyas.scanner.artifacts.model import Channel
from miqyas.scanner.document.parse import read_page
from miqyas.scanner.findings import judge
from miqyas.scanner.journey.journeys import journeys
from miqyas.scanner.journey.ways import ways_of
from miqyas.scanner.rules.load import rules
from miqyas.scanner.rules.site import Visit, site_of
from tests.scanner.rules.examples import HOST, TODAY, visit

FILLING = {
    "en": "This page of the ministry tells you about the matters of the country and of its people.",
    "ar": "تعرض هذه الصفحة من الوزارة ما يهم الناس في البلاد من شؤون ومعلومات وأخبار.",
}
SERVICE = {
    "en": '<h1>{0}</h1><p>Required documents and fees for all of the applicants.</p><form method="post">'
    "<label>Name <input name=a></label><label>Number <input name=b></label><label>Day <input name=c></label>"
    "<button>Submit</button></form>",
    "ar": '<h1>{0}</h1><p>المستندات المطلوبة ورسوم الخدمة لكل المتقدمين.</p><form method="post">'
    "<label>الاسم <input name=a></label><label>الرقم <input name=b></label>"
    "<label>اليوم <input name=c></label>"
    "<button>إرسال</button></form>",
}
PASSPORT = "OSI-SP-005"
SEARCH_BOX = '<form role="search" action="/find"><input type="search" name="q" aria-label="Search"></form>'


def page(title, *links, language="en", head="", text="", place="nav", around=""):
    """A page with links; each is (words, href)."""
    listed = "".join(f'<li><a href="{href}">{words}</a></li>' for words, href in links)
    return (
        f'<html lang="{language}"><head><title>{title}</title>{head}</head><body>{around}'
        f"<{place}><ul>{listed}</ul></{place}><main>{text}<p>{FILLING[language]}</p></main></body></html>"
    )


def passport(language="en"):
    name = {"en": "Renew a passport", "ar": "تجديد جواز السفر"}[language]
    return page(name, language=language, text=SERVICE[language].format(name))


class Made:
    """A site out of pages, and what a scan hands over: `site`, `ways`, `findings`."""

    def __init__(self, pages, *, answers=None, searched=None, depth=None, **told):
        self.ways, visits = [], []
        answers = answers or {}
        for number, (path, markup) in enumerate(pages.items()):
            at = 0 if number == 0 or path in (depth or ()) else 1
            visits.append(visit(path, markup, depth=at, **answers.get(path, {})))
            self._read(visits[-1], markup)
        for question, markup in (searched or {}).items():
            look = visit(f"/find?q={len(visits)}", markup)
            artifact = replace(look.artifact, channel=Channel.SEARCH, facts={"question": question})
            visits.append(Visit(artifact, look.page))
            self._read(visits[-1], markup)
        for path, said in answers.items():
            if path not in pages:
                visits.append(visit(path, "", **said))
        told = {"is_finished": True, "least_pages": 1, **told}
        self.visits = visits
        self.site = site_of(visits, today=TODAY, **told)

    def _read(self, look, markup):
        if look.page:
            self.ways.append(ways_of(read_page(markup.encode(), address=look.page.address)))

    def journeys(self, *codes, languages=("en",), **told):
        features = [catalogue.feature(code)[1] for code in codes]
        findings = judge(self.site, rules=rules(), features=features)
        return journeys(
            self.site,
            findings,
            rules=rules(),
            features=features,
            ways=told.pop("ways", self.ways),
            languages=languages,
            **told,
        )

    def journey(self, code=PASSPORT, language="en", **told):
        (made,) = self.journeys(code, languages=(language,), **told)
        return made


def path_of(address):
    return address.removeprefix(f"https://{HOST}")


def walked(journey):
    """The steps as pairs of words and end."""
    return [(step.words, step.end.value) for step in journey.steps[1:]]
