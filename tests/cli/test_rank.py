"""`miqyas rank`: the world, or a group of countries, in order."""


def test_the_newest_edition_begins_with_denmark(cli):
    found = cli("rank", "--json").json
    assert found["edition"] == 2024
    assert found["ranked_count"] == len(found["countries"]) == 193
    assert [country["iso3"] for country in found["countries"][:3]] == ["DNK", "EST", "SGP"]


def test_a_group_keeps_the_worldwide_rank_and_gives_the_place_within(cli):
    found = cli("rank", "--group", "gcc", "--json").json
    assert [(c["iso3"], c["rank"], c["place"]) for c in found["countries"]][:2] == [
        ("SAU", 6, 1),
        ("ARE", 11, 2),
    ]


def test_a_group_by_its_arabic_name(cli):
    assert cli("rank", "-g", "مجلس التعاون", "--json").json["members"]["code"] == "gcc"


def test_only_the_first(cli):
    assert len(cli("rank", "--top", "5", "--json").json["countries"]) == 5


def test_states_without_a_rank_are_counted_below_the_table(cli):
    assert "states without a rank in this edition" in cli("rank", "-e", "2003").out


def test_a_group_that_is_not_there(cli):
    shown = cli("rank", "--group", "arabs")
    assert shown.code == 2
    assert "arab-league" in shown.err


def test_in_arabic_the_first_column_stands_at_the_right(cli):
    lines = [line for line in cli("rank", "--top", "1", "--lang", "ar").out.splitlines() if line.strip()]
    heading, row = lines[1], lines[2]
    assert heading.split()[-1] == "المركز"
    assert row.split()[-1] == "1"


def test_what_is_piped_is_plain(cli):
    shown = cli("rank", "--top", "3", "--lang", "ar").out
    assert not set(shown) & set("\x1b\u2066\u2067\u2068\u2069\u200e\u200f─│")
    assert all(line == line.rstrip() for line in shown.splitlines())


def test_a_reader_who_has_seen_enough_is_no_error(program):
    done = program("rank", shell="| head -1; exit ${PIPESTATUS[0]}")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) <= 1


def test_no_color_is_honoured(program):
    done = program("rank", "--top", "1", NO_COLOR="1", FORCE_COLOR="1", TERM="xterm-256color")
    assert "\x1b[36" not in done.stdout
    assert "\x1b[1;36" not in done.stdout
