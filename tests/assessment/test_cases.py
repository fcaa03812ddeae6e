"""Which stories help with what an entity lacks, and in which order."""

from miqyas.assessment.cases import Gain, Gap, Offer, cases_for

GAPS = {"A": Gap(1.0, 4.0), "B": Gap(0.5, 2.0), "C": Gap(1 / 3, 3.0)}


def order(*offers: Offer, sector: str = "") -> list[str]:
    return [case.story for case in cases_for(GAPS, offers=offers, sector=sector)]


def test_the_points_that_it_would_bring_decide():
    assert order(Offer("less", {"B": Gain(1.0)}), Offer("more", {"A": Gain(1.0)})) == ["more", "less"]


def test_more_than_is_lacking_brings_nothing_more():
    (case,) = cases_for(GAPS, offers=[Offer("one", {"B": Gain(1.0)})])
    assert case.points == {"B": 1.0}


def test_what_nobody_has_borne_out_counts_for_half():
    claimed, verified = Offer("claimed", {"A": Gain(0.75)}), Offer("verified", {"A": Gain(0.5, True)})
    assert order(claimed, verified) == ["verified", "claimed"]
    assert cases_for(GAPS, offers=[claimed])[0].points == {"A": 3.0}


def test_among_equals_the_same_sector_then_the_name():
    offers = [
        Offer("b", {"A": Gain(1.0)}),
        Offer("a", {"A": Gain(1.0)}),
        Offer("z", {"A": Gain(1.0)}, "health"),
    ]
    assert order(*offers, sector="health") == ["z", "a", "b"]
    assert order(*offers) == ["a", "b", "z"]


def test_a_story_that_turned_nothing_of_it_does_not_help():
    assert order(Offer("other", {"X": Gain(1.0)}), Offer("lost", {"A": Gain(0.0)}), Offer("none", {})) == []


def test_features_are_named_by_their_points():
    (case,) = cases_for(GAPS, offers=[Offer("one", {"B": Gain(1.0), "A": Gain(1.0, True), "C": Gain(1.0)})])
    assert case.features == ("A", "B", "C")
    assert case.verified == {"A"}


class TestKindred:
    GAPS = {"EDU": Gap(1.0, 4.0, kin="policy"), "LAB": Gap(1.0, 2.0, kin="policy"), "X": Gap(1.0, 1.0)}

    def test_a_counterpart_helps_with_the_gap_of_most_points_and_no_other(self):
        (case,) = cases_for(self.GAPS, offers=[Offer("health", {"HEA": Gain(1.0, kin="policy")})])
        assert (case.points, case.via, case.turned) == ({"EDU": 4.0}, {"EDU": "HEA"}, ())

    def test_the_feature_itself_comes_before_its_counterparts(self):
        gains = {"HEA": Gain(1.0, kin="policy"), "LAB": Gain(1.0, kin="policy")}
        (case,) = cases_for(self.GAPS, offers=[Offer("both", gains)])
        assert case.features == ("LAB", "EDU")
        assert case.turned == ("LAB",)

    def test_it_counts_for_a_quarter(self):
        offers = [Offer("kin", {"HEA": Gain(1.0, True, "policy")}), Offer("own", {"LAB": Gain(0.75, True)})]
        assert [case.story for case in cases_for(self.GAPS, offers=offers)] == ["own", "kin"]

    def test_what_is_akin_to_nothing_has_no_counterpart(self):
        assert cases_for(self.GAPS, offers=[Offer("other", {"Y": Gain(1.0)})]) == ()
