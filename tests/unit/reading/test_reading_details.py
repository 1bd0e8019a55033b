"""One rule, one test: dates, speakers, certainty, places in their roles, repeats, events, tables."""

import datetime
from dataclasses import replace

import pytest

from kilis.scenario import Place
from kilis.sources.gazetteer import fold, load
from kilis.sources.reading import Reader, dateline, lexicon
from kilis.sources.reading.words import side_by_side

READER = Reader()
TODAY = datetime.date(2024, 2, 14)  # a Wednesday


def read(text, reader=READER):
    return reader.read(text, date=TODAY).claims


def one(text, reader=READER):
    claims = read(text, reader)
    assert len(claims) == 1, claims
    return claims[0]


def names(places):
    return [place.name for place in places]


@pytest.mark.parametrize(
    ("words", "since", "date"),
    [
        ("on Monday", None, "2024-02-12"),
        ("yesterday", None, "2024-02-13"),
        ("since Monday", "2024-02-12", "2024-02-14"),
        ("in the space of 48 hours", "2024-02-12", "2024-02-14"),
        ("in the past two weeks", "2024-01-31", "2024-02-14"),
        ("this week", "2024-02-12", "2024-02-14"),
        ("last week", "2024-02-05", "2024-02-11"),
        ("between 2 and 9 February", "2024-02-02", "2024-02-09"),
        ("on 9 February", None, "2024-02-09"),
        ("on Feb. 9", None, "2024-02-09"),
        ("in January", "2024-01-01", "2024-01-31"),
        ("since early January", "2024-01-01", "2024-02-14"),
        ("three days ago", None, "2024-02-11"),
        ("overnight", "2024-02-13", "2024-02-14"),
    ],
)
def test_dates_are_resolved_against_the_date_of_the_document(words, since, date):
    claim = one(f"Some 3,000 people fled Goma {words}.")
    assert (claim.since and claim.since.isoformat(), claim.date.isoformat()) == (since, date)


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Some 3,000 people fled Goma, the governor said.", "governor"),
        ("The governor said 3,000 people had fled Goma.", "governor"),
        ("According to the Red Cross, 3,000 people fled Goma.", "Red Cross"),
        ("Some 3,000 people fled Goma, said Anna Baraka, a doctor in Sake.", "Anna Baraka"),
        ("Anna Baraka, a doctor in Sake, said 3,000 people had fled Goma.", "Anna Baraka"),
        ('"Some 3,000 people fled Goma," Anna Baraka told reporters in Nairobi.', "Anna Baraka"),
        ("Some 3,000 people fled Goma.", None),
    ],
)
def test_the_speaker_is_found_before_and_after_what_was_said(text, speaker):
    claim = one(text)
    assert claim.speaker == speaker
    assert names(claim.origin) == ["Goma"]


def test_a_quotation_and_a_pronoun_keep_their_speaker():
    text = (
        'Anna Baraka, a doctor, said the road was quiet. "Some 3,000 people fled Goma," she added. '
        '"Another 500 people are waiting at Sake."'
    )
    assert [claim.speaker for claim in read(text)] == ["Anna Baraka", "Anna Baraka"]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Some 3,000 people have fled Goma.", "stated"),
        ("The rebels claim that 3,000 people have fled Goma.", "claimed"),
        ("The mayor denied that 3,000 people had fled Goma.", "denied"),
        ("It is feared that 3,000 people could flee Goma.", "feared"),
        ("If the rains fail, 3,000 people would flee Goma.", "conditional"),
        ("Some 3,000 people are expected to flee Goma.", "future"),
    ],
)
def test_certainty_is_told_apart(text, certainty):
    assert one(text).certainty == certainty


def test_places_take_their_roles():
    claim = one("Some 3,000 people fled from Sake to Goma.")
    assert (names(claim.origin), names(claim.destination)) == (["Sake"], ["Goma"])
    assert names(one("Some 3,000 people are sheltering in Goma.").at) == ["Goma"]
    assert names(one("Rwanda hosts 3,000 refugees.").at) == ["Rwanda"]


def test_a_repeat_is_one_claim_with_several_spans_and_a_different_figure_stays():
    text = "Some 70,000 people have fled Goma. Seventy thousand people fled Goma, says the church. Others say 40,000."
    claims = read(text)
    assert [claim.quantity.value for claim in claims] == [70000, 40000]
    assert len(claims[0].spans) == 2


@pytest.mark.parametrize(
    ("text", "action", "place"),
    [
        ("Rebels captured Sake on Monday.", "control", "Sake"),
        ("The army shelled Sake on Monday.", "assault", "Sake"),
        ("The crossing at Torkham has been closed since Monday.", "close", "Torkham"),
        ("The crossing at Torkham reopened on Monday.", "open", "Torkham"),
        ("The road to Sake has been cut since Monday.", "cut", "Sake"),
        ("Troops have besieged Sake since Monday.", "siege", "Sake"),
        ("A new camp was opened at Sake on Monday.", "site_opens", "Sake"),
    ],
)
def test_events_are_read_with_place_and_date(text, action, place):
    claim = one(f"{text} Refugees watched.")
    assert (claim.kind, claim.action, names(claim.places)) == ("event", action, [place])
    assert claim.date == datetime.date(2024, 2, 12)


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            "Site      Families in site   Space left (families)",
            [("sheltering", "households"), ("capacity", "households")],
        ),
        ("          IDPs               Refugees hosted", [("sheltering", "persons"), ("sheltering", "persons")]),
        ("Site      In camp 3 May      Planned for", [("sheltering", "persons"), ("capacity", "persons")]),
        ("Town      Tents              Families", [("arrived", "households")]),
    ],
)
def test_a_header_says_what_a_column_counts(header, found):
    rows = "Kibati    5,430              1,570\nBulengo   1,790              1,240\n"
    above = "Of those who fled Goma 3,420 families came to the sites, and some went on. " + "It rained all day. " * 5
    claims = [c for c in read(f"{above}\n\n{header}\n{rows}") if c.quantity.value < 3000 or c.quantity.value > 5000]
    assert [(c.action, c.quantity.unit) for c in claims] == 2 * found


def test_a_table_gives_a_claim_for_each_figure():
    text = "New arrivals in Adré\nDate         Arrivals\n12 Feb 2024  1,200\n13 Feb 2024  900\n"
    claims = read(text)
    assert [(c.quantity.value, c.date.day, names(c.destination)) for c in claims] == [
        (1200, 12, ["Adré"]),
        (900, 13, ["Adré"]),
    ]


def test_scenario_places_come_first_and_spellings_fold():
    places = (
        Place("idleb", "Idleb", "settlement", 35.93, 36.63, "SYR"),
        Place("azaz", "Azaz", "settlement", 36.587, 37.046, "SYR"),
        Place("oncupinar", "Oncupinar", "crossing", 36.644, 37.09, "TUR"),
    )
    reader = Reader(places)
    for written, wanted in (("Idlib", "idleb"), ("A'zaz", "azaz"), ("I'zaz", "azaz"), ("Öncüpınar", "oncupinar")):
        claim = one(f"Some 3,000 people fled from {written}.", reader)
        assert claim.origin[0].place_id == wanted, written


def test_a_name_with_several_meanings_is_asked_about():
    text = "Refugees from Nigeria and Burkina Faso. Some 3,000 people fled from Bama."
    place = next(c for c in read(text) if c.quantity.value == 3000).origin[0]
    assert place.status == "ambiguous"
    assert {candidate.iso3 for candidate in place.candidates} == {"NGA", "BFA"}


def test_an_unknown_name_is_kept_and_said_to_be_unknown():
    place = one("Some 3,000 people fled from Quxapolis.").origin[0]
    assert (place.name, place.status) == ("Quxapolis", "unknown")


def test_the_gazetteer_folds_spellings():
    assert fold("Al-Qāmishlī") == fold("Qamishli")
    assert load().look_up(fold("Halab"))[0].name == "Aleppo"
    assert load().look_up(fold("Turkiye"))[0].iso3 == "TUR"


def test_a_minister_abroad_counts_people_on_their_way_to_his_border():
    minister = (
        "Thousands massed at the Turkish frontier. Foreign Minister Mevlut Cavusoglu said up to 55,000 people were on "
        'their way to the border. "We have taken in 5,000 of them," he told a news conference in Amsterdam.'
    )
    _, coming, taken = read(minister)
    assert (coming.action, coming.quantity.words()) == ("displaced", "<= 55,000")
    assert (taken.action, taken.quantity.value) == ("received", 5000)
    assert "Amsterdam" not in names(taken.places)
    assert {coming.speaker, taken.speaker} == {"Mevlut Cavusoglu"}


@pytest.mark.parametrize(
    ("text", "action", "value"),
    [
        ("In Kassala, 87,000 live with host families after the fighting.", "sheltering", 87000),
        ("The war has driven 11 million from their homes.", "displaced", 11000000),
        ("After the rain the refugees slept outside. A teacher spoke of 6,000 at Quitunda.", "sheltering", 6000),
    ],
)
def test_a_number_finds_its_verb_in_the_plural_or_its_place(text, action, value):
    claim = one(text)
    assert (claim.action, claim.quantity.value) == (action, value)


def test_an_interview_gives_its_answers_the_speaker_and_the_place_asked_about():
    claim = one("Interview with Pauline Masika, a nurse\n\nAnd in Mariupol?\n- Some 400 people are waiting.\n")
    assert (claim.speaker, names(claim.at)) == ("Pauline Masika", ["Mariupol"])


@pytest.mark.parametrize(
    "text",
    [
        "On 9 February 1,080 people (180 households) displaced from Goma were brought to Sake.",
        "On 9 February 180 households, or 1,080 people, displaced from Goma were brought to Sake.",
        "On 9 February 1,080 people from 180 households displaced from Goma were brought to Sake.",
    ],
)
def test_a_figure_told_in_two_units_has_one_date_and_the_same_places(text):
    one, two = read(text)
    assert {one.quantity.words(), two.quantity.words()} == {"1,080", "180 households"}
    assert one.action == two.action
    assert (one.at, one.origin, one.destination) == (two.at, two.origin, two.destination)
    assert names(one.places)
    assert one.date == two.date == datetime.date(2024, 2, 9)


def test_more_people_are_people_and_no_households():
    found = read(
        "On 9 February 180 families (900 people) reached Sake, and 2,100 more people (350 families) left Goma."
    )
    assert [c.quantity.words() for c in found] == ["180 households", "900", "2,100", "350 households"]


def test_the_previous_days_end_where_the_past_ones_begin():
    found = read(
        "Some 1,300 people crossed into Chad in the last seven days, compared to 700 in the previous seven days."
    )
    assert [(str(c.since), str(c.date)) for c in found] == [("2024-02-07", "2024-02-14"), ("2024-01-31", "2024-02-07")]


@pytest.mark.parametrize("words", ["during the course of the weekend", "at the end of a weekend of rain"])
def test_a_weekend_in_other_words(words):
    claim = one(f"Some 1,300 people crossed into Chad {words}.")
    assert (str(claim.since), str(claim.date)) == ("2024-02-10", "2024-02-11")


def test_numbers_under_a_title_go_with_the_lines_below_them():
    text = "KEY FIGURES\n12,400*\nRefugees registered in Adjumani\n3,150\nRefugees registered in Arua\nNEEDS\nFood."
    found = {c.quantity.words(): names(c.at) for c in read(text)}
    assert found == {"12,400": ["Adjumani"], "3,150": ["Arua"]}


def test_a_small_figure_in_the_same_words_is_a_repeat():
    told = "At least 39 civilians were killed in Wau on Monday"
    claim = one(f"{told}, the governor said.\n\n{told}, and the market was empty.")
    assert len(claim.spans) == 2


def test_one_of_the_towns_is_no_person():
    assert not read("Wau is only one of the towns from where people fled last week.")


def test_a_number_behind_two_dashes_counts_what_follows():
    claim = one("GOMA, Feb. 14 (Agency) -- More than 2,000 families have been displaced from Sake since Monday.")
    assert claim.quantity.words() == ">= 2,000 households"


def test_a_course_told_by_one_speaker_is_no_disagreement_but_two_speakers_are():
    def differing(*texts):
        reports = [Reader().read(text, date=datetime.date(2016, 2, 7), name=f"{n}.txt") for n, text in enumerate(texts)]
        return [[claim.quantity.value for _, claim in group] for group in side_by_side(reports)]

    course = "On 3 February 4,000 people were sheltering in Goma. On 5 February 6,000 people were sheltering in Goma."
    assert differing(course) == []
    assert differing(course, "On 5 February 9,000 people were sheltering in Goma.") == [[4000, 6000, 9000]]
    same_day = "On 5 February 4,000 people were sheltering in Goma. On 5 February 6,000 people were sheltering in Goma."
    assert differing(same_day) == [[4000, 6000]]


def test_figures_differ_only_where_it_is_sure_what_and_where_they_are_of():
    report = Reader().read(
        "On 5 February 4,000 people were sheltering in Goma. On 5 February 6,000 people were sheltering in Goma.",
        date=datetime.date(2016, 2, 7),
    )
    assert len(side_by_side([report])) == 1
    sure, other = report.claims
    doubted = other.believed(replace(other.confidence, where=0.4))
    assert side_by_side([replace(report, claims=(sure, doubted))]) == []


def test_those_who_shelter_count_as_people_without_a_noun():
    claims = (
        Reader().read("At least 8,000 people fled Sake, including 6,500 sheltering in 12 schools.", date=TODAY).claims
    )
    assert [(c.action, c.quantity.value) for c in claims] == [("displaced", 8000), ("sheltering", 6500)]


@pytest.mark.parametrize(
    ("text", "action"),
    [
        ("That brings the number of refugees who have crossed into Chad to 9,000.", "arrived"),
        ("The number of displaced people who have returned to Sake has risen to 9,000.", "returned"),
        ("The number of displaced people that Goma hosts has risen to 9,000.", "sheltering"),
    ],
)
def test_what_a_number_of_people_do_is_told_by_the_clause_about_them(text, action):
    assert one(text).action == action


def test_armed_men_are_no_figure():
    text = (
        "Some 4,200 women left by bus, but 3,300 people -including 1,400 armed men - hemmed in around Sake are in need."
    )
    assert 1400 not in {claim.quantity.value for claim in read(text) if claim.quantity}


def test_their_children_are_those_of_somebody():
    fled = "since she fled with a brother and their four children when shells hit Sake seven months ago"
    text = f"In Sake around 31,000 people fled in May. Rosa, 41, has slept in a displacement camp by a lake {fled}."
    assert [claim.quantity.value for claim in read(text)] == [31000]


def test_sizes_of_films_within_a_wrapped_line_are_furniture():
    page = "Tens of thousands are leaving Sake, and trucks with food are on their way from Goma\n"
    claims = read(page + "Windows Media 28K 80K\n28 K 80 K\n" + "The mayor said 4,200 people have fled Sake.\n")
    assert {claim.quantity.value for claim in claims} <= {None, 4200}


def test_sentences_that_were_pasted_together_are_two():
    text = "More than 3,000 people have fled Sake, a nurse said Tuesday.The 900 in Goma join those since late 2018."
    assert (str(read(text)[0].date), read(text)[0].since) == ("2024-02-13", None)


def test_a_town_before_a_colon_and_an_agency_is_where_the_reporter_is():
    text = "NAIROBI (Reuter): Some 900 herders left the plain of Sake when troops came on Monday, he said."
    assert dateline.end_of(text, 0, len(text), lexicon.load(), is_opening=False) == len("NAIROBI (Reuter): ")
