"""What is asked again although an entity holds it."""

from miqyas.assessment.once_only import Use, likely_held, once_only

USES = (
    Use("passport", "interior", "birth_certificate", "asked", "registry", 1000),
    Use("licence", "interior", "birth_certificate", "asked", "registry", 500),
    Use("clinic", "health", "birth_certificate", "asked", "registry", None),
    Use("clinic", "health", "medical_report", "asked", "health", 4000),
    Use("clinic", "health", "photograph", "asked", "", 4000),
    Use("school", "education", "vaccination_record", "fetched", "health", 300),
    Use("birth", "registry", "birth_certificate", "given", "education", 900),
    Use("birth", "registry", "address", "fetched", "registry", 900),
)


def test_the_heaviest_stands_first() -> None:
    found = once_only(USES)
    told = [(edge.asker, edge.holder, edge.burden, edge.uncounted, edge.services) for edge in found.edges]
    assert told == [
        ("health", "health", 4000, 0, ("clinic",)),
        ("interior", "registry", 1500, 0, ("licence", "passport")),
        ("health", "registry", 0, 1, ("clinic",)),
    ]


def test_what_an_entity_has_itself_is_told_apart() -> None:
    found = once_only(USES)
    assert (found.burden, found.own_burden) == (1500, 4000)
    assert [edge.is_own for edge in found.edges] == [True, False, False]


def test_what_nobody_holds_is_no_fault() -> None:
    found = once_only(USES)
    assert (found.asked, found.again, found.unheld) == (5, 4, 1)


def test_data_that_pass_by_themselves_go_from_source_to_target() -> None:
    links = once_only(USES).links
    assert [(link.source, link.target, link.data) for link in links] == [
        ("health", "education", ("vaccination_record",)),
        ("registry", "education", ("birth_certificate",)),
    ]


def test_the_burden_of_a_datum_over_all() -> None:
    assert once_only(USES).by_datum() == {"medical_report": 4000, "birth_certificate": 1500}


def test_nothing_recorded_is_nothing_asked() -> None:
    found = once_only([])
    assert (found.edges, found.links, found.burden, found.asked) == ((), (), 0, 0)


def test_who_usually_has_it_is_told_where_nobody_is_recorded() -> None:
    found = likely_held(USES, holders={"photograph": "registry", "birth_certificate": "registry"})
    assert [(one.asker, one.holder, one.datum, one.services) for one in found] == [
        ("health", "registry", "photograph", ("clinic",))
    ]
