"""One of each chart, with figures like those of the survey, for the tests to draw."""

import datetime as dt

from miqyas.reports.charts import (
    Band,
    Calendar,
    CalendarBar,
    CalendarWindow,
    Caption,
    Change,
    Chart,
    Climber,
    Comparison,
    Curve,
    Drawing,
    Fan,
    FanStep,
    FieldState,
    FrontierPoint,
    LevelHistory,
    Line,
    Lines,
    MapState,
    Measure,
    Nested,
    NestedRow,
    RankChances,
    RankHistory,
    RankInterval,
    RankPoint,
    Reach,
    Rival,
    Share,
    Stack,
    Stacks,
    Step,
    WorldMap,
    change_split,
    climbers_chart,
    dot_plot,
    fan_chart,
    field_dots,
    frontier_chart,
    headroom_bar,
    level_steps,
    mean_levels,
    nested_chart,
    rank_intervals,
    rank_line,
    rank_ruler,
    reach_curves,
    ruler,
    score_lines,
    stacked_bars,
    task_calendar,
    world_map,
)
from miqyas.reports.charts.outlines import spots

EDITIONS = (2003, 2004, 2005, 2008, 2010, 2012, 2014, 2016, 2018, 2020, 2022, 2024)
BAHRAIN_RANKS = (46, 46, 53, 42, 13, 36, 18, 24, 26, 38, 54, 18)
NAMES = {
    "en": (
        "Bahrain",
        "United Arab Emirates",
        "Saudi Arabia",
        "Oman",
        "Qatar",
        "Kuwait",
        "Singapore",
        "Estonia",
    ),
    "ar": ("البحرين", "الإمارات", "السعودية", "عُمان", "قطر", "الكويت", "سنغافورة", "إستونيا"),
}
COMPONENTS = {
    "en": ("Online services", "Infrastructure", "Human capital"),
    "ar": ("الخدمات عبر الإنترنت", "البنية التحتية للاتصالات", "رأس المال البشري"),
}
GROUPS = {"en": ("Very high", "High", "Middle", "Low"), "ar": ("مرتفع جدًا", "مرتفع", "متوسط", "منخفض")}
CAPTIONS = {
    "en": Caption("Bahrain climbed 36 places between 2022 and 2024", "UN E-Government Survey 2024"),
    "ar": Caption("تقدمت البحرين 36 مركزًا بين 2022 و2024", "مسح الأمم المتحدة للحكومة الإلكترونية 2024"),
}
RIVALS = (
    ("NLD", 11, 0.9538), ("DEU", 12, 0.9382), ("JPN", 13, 0.9351), ("SWE", 14, 0.9326), ("NOR", 15, 0.9315),
    ("NZL", 16, 0.9265), ("ESP", 17, 0.9206), ("BHR", 18, 0.91958), ("USA", 19, 0.9194), ("IRL", 20, 0.9138),
    ("LTU", 21, 0.9110), ("AUT", 22, 0.9065), ("CHE", 23, 0.9004), ("URY", 24, 0.9006), ("KAZ", 25, 0.9009),
    ("ISR", 26, 0.9014), ("TUR", 27, 0.8913), ("MLT", 28, 0.8886),
)  # fmt: skip


def gallery(drawing: Drawing) -> dict[str, Chart]:
    """Every chart by name."""
    name = NAMES[drawing.language]
    look = {"caption": CAPTIONS[drawing.language], "drawing": drawing}
    return {
        "rank": rank_line(history(name[0]), **look),
        "gaps": rank_line(history(name[0], unranked=(2004, 2010, 2012)), **look),
        "lines": score_lines(Lines("EGDI", eight_lines(name)), **look),
        "reach": reach_curves(reach(COMPONENTS[drawing.language]), **look),
        "trend": score_lines(Lines("EGDI", eight_lines(name)[:2], band(GROUPS[drawing.language][1])), **look),
        "ruler": ruler(rivals(), **look),
        "chances": rank_ruler(chances(name[0]), **look),
        "intervals": rank_intervals(intervals(name), **look),
        "fan": fan_chart(fan(name[0]), **look),
        "fan of an index": fan_chart(fan_of_index(name[0]), **look),
        "nested": nested_chart(nested(name), **look),
        "skill": nested_chart(skill(GROUPS[drawing.language]), **look),
        "headroom": headroom_bar(shares(COMPONENTS[drawing.language]), **look),
        "change": change_split(index_change(COMPONENTS[drawing.language]), **look),
        "change of rank": change_split(rank_change(name[0]), **look),
        "dots": dot_plot(comparison(drawing.language), **look),
        "calendar": task_calendar(calendar(NAMES[drawing.language]), **look),
        "frontier": frontier_chart(frontier(), **look),
        "stacks": stacked_bars(stacks(name, COMPONENTS[drawing.language]), **look),
        "climbers": climbers_chart(climbers(name), editions=(2022, 2024), **look),
        "field": field_dots(field(name[0]), borders=(0.25, 0.5, 0.75), **look),
        "levels": mean_levels(levels(name[0], steps=(0.4, 0.9, 1.0, 1.3, 1.25, 1.9, 2.2)), **look),
        "level of one": level_steps(levels(name[1], steps=(0.0, 1.0, 3.0, 2.0)), **look),
        "map": world_map(world(drawing.language), **look),
    }


def history(name: str, *, unranked: tuple[int, ...] = ()) -> RankHistory:
    pairs = zip(EDITIONS, BAHRAIN_RANKS, strict=True)
    points = (RankPoint(edition, None if edition in unranked else rank) for edition, rank in pairs)
    return RankHistory(name, tuple(points))


def eight_lines(names: tuple[str, ...]) -> tuple[Line, ...]:
    """The first is yours; the second lacks an edition."""
    return tuple(
        Line(
            name,
            tuple((edition, _value(place, step)) for step, edition in enumerate(EDITIONS)),
            you=place == 0,
        )
        for place, name in enumerate(names)
    )


def _value(place: int, step: int) -> float | None:
    return (
        None
        if (place, step) == (1, 4)
        else round(0.35 + 0.05 * step + 0.01 * place - 0.0003 * step * place, 5)
    )


def band(name: str) -> Band:
    return Band(
        name, tuple((edition, 0.3 + 0.01 * step, 0.5 + 0.02 * step) for step, edition in enumerate(EDITIONS))
    )


def reach(names: tuple[str, ...]) -> Reach:
    ends = {
        "osi": (0.097, 0.83, (0.086, 0.8)),
        "tii": (0.012, 0.49, None),
        "hci": (0.132, 0.92, (0.074, 0.8)),
    }
    curves = (
        Curve(code, name, tuple((room * at / 8, 0.45 + (best - 0.45) * at / 8) for at in range(9)), answer)
        for (code, (room, best, answer)), name in zip(ends.items(), names, strict=True)
    )
    return Reach(tuple(curves), 0.8)


def rivals() -> tuple[Rival, ...]:
    return tuple(Rival(code, f"State {code}", rank, egdi, you=code == "BHR") for code, rank, egdi in RIVALS)


def chances(name: str) -> RankChances:
    shares = {rank: 0.2 / (1 + abs(rank - 17)) for rank in range(9, 29)}
    return RankChances(RankInterval(name, 18, low=13, lower=16, median=18, upper=20, high=22), shares)


def intervals(names: tuple[str, ...]) -> tuple[RankInterval, ...]:
    """One of them without a rank, one whose own rank lies outside its interval."""
    ranks = (18, 11, 6, 41, 53, None, 3, 2)
    return tuple(
        RankInterval(name, rank, place + 1, place + 3, place + 4, place + 7, place + 16, you=place == 0)
        for place, (name, rank) in enumerate(zip(names, ranks, strict=True))
    )


def fan(name: str) -> Fan:
    """A rank with an edition missing, and three to come."""
    past = tuple(
        (edition, None if edition == 2012 else rank)
        for edition, rank in zip(EDITIONS, BAHRAIN_RANKS, strict=True)
    )
    steps = tuple(
        FanStep(
            2024 + 2 * ahead,
            18 + 2 * ahead,
            ((10 - 2 * ahead, 36 + 6 * ahead), (12, 30 + 4 * ahead), (16, 24)),
        )
        for ahead in (1, 2, 3)
    )
    return Fan(name, past, steps, ("90%", "80%", "50%"), unit="rank")


def fan_of_index(name: str) -> Fan:
    past = tuple((edition, _value(0, step)) for step, edition in enumerate(EDITIONS))
    steps = tuple(
        FanStep(2024 + 2 * ahead, 0.9, ((0.8 - 0.05 * ahead, 1.0), (0.82, 0.98), (0.88, 0.93)))
        for ahead in (1, 2)
    )
    return Fan(name, past, steps, ("90%", "80%", "50%"))


def nested(names: tuple[str, ...]) -> Nested:
    """One of them without a rank now."""
    rows = tuple(
        NestedRow(
            name,
            5 * place + 4,
            (
                (max(1, 5 * place - 6), 7 * place + 12),
                (5 * place + 1, 6 * place + 8),
                (5 * place + 3, 5 * place + 5),
            ),
            now=None if place == 3 else 5 * place + 2,
            you=place == 0,
        )
        for place, name in enumerate(names)
    )
    return Nested(rows, ("90%", "80%", "50%"), "median", "2024", told=1)


def skill(names: tuple[str, ...]) -> Nested:
    rows = tuple(
        NestedRow(name, -0.01 * place, ((-0.02 * place - 0.005, 0.004 - 0.004 * place),))
        for place, name in enumerate(names)
    )
    return Nested(rows, ("80%",), "skill", unit="share")


def shares(labels: tuple[str, ...]) -> tuple[Share, ...]:
    values = (0.0323, 0.0041, 0.0440)
    return tuple(Share(*part) for part in zip(("osi", "tii", "hci"), labels, values, strict=True))


def index_change(labels: tuple[str, ...]) -> Change:
    steps = (Step(labels[0], 0.0503), Step(labels[1], 0.0811), Step(labels[2], -0.0025))
    return Change(Step("2022", 0.7707), steps, Step("2024", 0.8996))


def rank_change(name: str) -> Change:
    return Change(Step("2022", 54), (Step(name, 42), Step("…", -6)), Step("2024", 18), unit="rank")


def comparison(language: str) -> Comparison:
    osi, tii, hci = COMPONENTS[language]
    measures = (
        Measure(osi, 0.9031, (0.76, 0.97)),
        Measure(tii, 0.9877, (0.89, 0.98)),
        Measure(hci, 0.868, (0.79, None)),
    )
    return Comparison(NAMES[language][0], GROUPS[language][:2], measures)


def stacks(names: tuple[str, ...], parts: tuple[str, ...]) -> Stacks:
    rows = tuple(
        Stack(name, (0.3 - 0.02 * place, 0.1, 0.05 * (place % 3))) for place, name in enumerate(names[:5])
    )
    return Stacks(parts, rows)


def calendar(names: tuple[str, ...]) -> Calendar:
    """A task for each name over six quarters, some in time for a window, some within it, some too late."""
    quarters = tuple(dt.date(2027 + n // 4, 3 * (n % 4) + 1, 1) for n in range(6))
    ends = [*(day - dt.timedelta(days=1) for day in quarters[1:]), dt.date(2028, 6, 30)]
    sure = ("certain", "certain", "uncertain", "late", "late", "late")
    bars = tuple(
        CalendarBar(f"P{n} {name}", quarters[n % 5], ends[n % 5 + n % 2], sure[n % 5 + n % 2])
        for n, name in enumerate(names)
    )
    window = CalendarWindow("2028", dt.date(2027, 6, 1), dt.date(2027, 9, 30))
    return Calendar(bars, (window,), quarters, ends[-1])


def frontier() -> tuple[FrontierPoint, ...]:
    gains = (0.008, 0.023, 0.031, 0.0365, 0.039, 0.0393)
    return tuple(FrontierPoint(320.0 * (n + 1), gain, f"+A{n}", here=n == 3) for n, gain in enumerate(gains))


def climbers(names: tuple[str, ...]) -> tuple[Climber, ...]:
    ranks = ((54, 18), (13, 11), (31, 6), (50, 41), (78, 53), (61, 66), (12, 3), (8, 2))
    return tuple(Climber(name, before, after) for name, (before, after) in zip(names, ranks, strict=True))


def levels(name: str, *, steps: tuple[float, ...]) -> LevelHistory:
    days = (dt.date(2026, 2, 1) + dt.timedelta(days=30 * at) for at in range(len(steps)))
    return LevelHistory(name, ("–", *COMPONENTS["en"], "Connected"), tuple(zip(days, steps, strict=True)))


def field(name: str) -> tuple[FieldState, ...]:
    others = (
        FieldState(f"S{place}", 0.1 + place * 0.0045, 3 - int((0.1 + place * 0.0045) * 4))
        for place in range(192)
    )
    return (FieldState(name, 0.91958, 0, you=True), *others)


def world(language: str) -> WorldMap:
    """Every outline that has a code as a state; one of them not ranked."""
    codes = sorted(spots())
    states = (
        MapState(
            code, f"S{code}", None if place == 0 else place % 4, None if place == 0 else 0.5, f"/{code}/"
        )
        for place, code in enumerate(codes)
    )
    return WorldMap(tuple(states), GROUPS[language])
