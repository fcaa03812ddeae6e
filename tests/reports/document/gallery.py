"""A report with one of each block in both languages, for the tests to write in every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from miqyas.kernel.text import isolate
from miqyas.reports.charts import Chart, Drawing
from miqyas.reports.document import (
    Bullets,
    Callout,
    Column,
    DataTable,
    Document,
    Fields,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Link,
    PageBreak,
    Paragraph,
    Signatures,
    Source,
)
from tests.reports.charts.gallery import gallery as charts

SURVEY = Source("survey", "UN E-Government Survey 2024", "V", "https://publicadministration.un.org/egovkb")
WORDS = {
    "en": {
        "title": "Bahrain in the E-Government Survey",
        "subtitle": "Where the country stands, why, and what moves it",
        "stand": "Where we stand",
        "finding": "Bahrain climbed 36 places between two editions",
        "lead": "Bahrain ranks 18 of 193 with an index of 0.9196: 0.080 short of a perfect one.",
        "body": "Online services gave most of it. The Ministry of Health (وزارة الصحة) added 12%.",
        "quiet": "Ranks come from values that are not rounded.",
        "items": ("Publish the laws in force.", "Let people follow what they asked for.", "Count who comes."),
        "link": "The survey of the United Nations",
        "rank": "Rank", "index": "Index", "change": "Change", "people": "People online",
        "none": "Not yet known", "note": "of 193 states",
        "ask": "What we ask for",
        "asked": "Two million dinars over three years, and one owner for each service.",
        "table": "Neighbours in the ranking", "state": "Country", "gap": "Distance",
        "states": ("Spain", "Bahrain", "United States of America", "A country without numbers"),
        "empty": "What was left out", "nothing": "Nothing was left out.",
        "details": "Details", "smaller": "A smaller heading",
        "question": "Is there a law on access to information?",
        "answer": "Yes, since 2014: Law No. 16. See https://example.org/law?no=16&year=2014.",
        "unanswered": "Who maintains the register?",
        "office": "Chief executive of the authority", "person": "Noor Al-Khalifa",
    },
    "ar": {
        "title": "البحرين في مسح الحكومة الإلكترونية",
        "subtitle": "أين تقف، ولماذا، وما الذي يقدّمها",
        "stand": "أين نقف",
        "finding": f"تقدمت البحرين {isolate('36')} مركزًا بين إصدارين",
        "lead": f"تحتل البحرين المركز {isolate('18')} من {isolate('193')} بمؤشر {isolate('0.9196')}، "
        f"وينقصها {isolate('0.080')} عن المؤشر الكامل، بتغيّر {isolate('+0.15')} و{isolate('−3')}.",
        "body": f"جاء معظمه من الخدمات عبر الإنترنت، "
        f"وأضافت وزارة الصحة (Ministry of Health) {isolate('12%')}.",
        "quiet": "تُحسب المراكز من قيم غير مقرّبة.",
        "items": ("انشروا القوانين السارية.", "أتيحوا للناس متابعة ما طلبوه.", "أحصوا من يزوركم."),
        "link": "مسح الأمم المتحدة",
        "rank": "المركز", "index": "المؤشر", "change": "التغيّر", "people": "مستخدمو الإنترنت",
        "none": "لم يُعرف بعد", "note": f"من {isolate('193')} دولة",
        "ask": "ما نطلبه", "asked": "مليونا دينار على ثلاث سنوات، ومالك واحد لكل خدمة.",
        "table": "الجيران في الترتيب", "state": "الدولة", "gap": "الفارق",
        "states": ("إسبانيا", "البحرين", "الولايات المتحدة الأمريكية", "دولة بلا أرقام"),
        "empty": "ما لم يدخل", "nothing": "لم يُترك شيء.",
        "details": "التفاصيل", "smaller": "عنوان أصغر",
        "question": "هل يوجد قانون للحصول على المعلومات؟",
        "answer": "نعم، منذ 2014: القانون رقم 16. انظر https://example.org/law?no=16&year=2014.",
        "unanswered": "من يتولى صيانة السجل؟",
        "office": "الرئيس التنفيذي للهيئة", "person": "نور آل خليفة",
    },
}  # fmt: skip


def gallery(language: str, *, layout: Literal["brief", "report", "pack"] = "report") -> Document:
    """Every block, every chart once, and what stands around a report."""
    said = WORDS[language]
    return Document(
        kind="gallery",
        title=said["title"],
        subtitle=said["subtitle"],
        language=language,
        made_on="2026-01-31",
        layout=layout,
        blocks=(*_words(said), *_numbers(said, language), *_ends(said)),
        sources=(SURVEY, Source("own", said["quiet"], "I"), Source("plain", said["link"])),
        versions={"software": "1.2.3", "methodology": "2024.1", "data": "0a1b2c3d"},
        is_draft=True,
        is_sample=True,
    )


def _words(said):
    return (
        Heading(said["stand"]),
        Heading(said["finding"], level=2),
        Paragraph(said["lead"], style="lead", sources=("survey",)),
        KeyFigures(
            (
                KeyFigure(said["rank"], 18, "rank", said["note"], "coral", ("survey", "own")),
                KeyFigure(said["index"], 0.91958, "index", tone="sea"),
                KeyFigure(said["change"], 0.1496, "signed", tone="green"),
                KeyFigure(said["people"], 0.998, "percent1"),
                KeyFigure(said["none"], None, "rank"),
            )
        ),
        Paragraph(said["body"]),
        Paragraph(said["quiet"], style="quiet", sources=("own",)),
        Bullets(said["items"]),
        Bullets(said["items"], is_ordered=True),
        Bullets(said["items"][:2], is_ordered=True),
        Link(said["link"], SURVEY.address),
    )


def _numbers(said, language):
    drawn = charts(Drawing(language, width="page"))
    halves = charts(Drawing(language, width="half"))
    columns = (
        Column(said["state"]),
        Column(said["rank"], "rank"),
        Column(said["index"], "index"),
        Column(said["gap"], "signed"),
    )
    cells = ((17, 0.9206, 0.00102), (18, 0.91958, 0.0), (19, 0.9194, -0.00018), (None, None, None))
    rows = tuple((name, *row) for name, row in zip(said["states"], cells, strict=True))
    return (
        Heading(said["details"]),
        *(Figure(_titled(chart, name), sources=("survey",)) for name, chart in drawn.items()),
        Figure(halves["rank"], size="half"),
        Figure(halves["dots"], size="half", sources=("plain",)),
        Figure(halves["stacks"], size="half"),
        DataTable(said["table"], columns, rows, ("survey",), note=said["quiet"], strong=frozenset({1})),
        DataTable(said["empty"], columns, (), empty=said["nothing"]),
    )


def _titled(chart: Chart, name: str) -> Chart:
    """Its own finding, so that no two charts go by the same words."""
    return replace(chart, caption=replace(chart.caption, title=f"{chart.caption.title}: {name}"))


def _ends(said):
    return (
        Callout(said["ask"], said["asked"], tone="brass"),
        Heading(said["smaller"], level=3),
        PageBreak(),
        Fields(((said["question"], said["answer"]), (said["unanswered"], None))),
        Fields(((said["rank"], 18),), kind="rank"),
        Signatures(((said["office"], said["person"]), (said["office"], ""))),
    )
