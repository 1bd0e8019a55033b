"""Dates in words: what each turn of phrase means, seen from one day, and the periods that are offered for a claim."""

import datetime

import pytest

from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.dates import DateGrammar
from kilis.sources.reading.dating import ANSWERS, Dater
from kilis.sources.reading.linear import Linear

ENGLISH = lexicon.load()

TODAY = datetime.date(2024, 2, 14)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "since", "date"),
    [
        ("the day before", None, "2024-02-13"),
        ("2024.02.13", None, "2024-02-13"),
        ("2024/02/13", None, "2024-02-13"),
        ("three days earlier", None, "2024-02-11"),
        ("two hours later", None, "2024-02-14"),
        ("24 hours ago", None, "2024-02-13"),
        ("last night", None, "2024-02-13"),
        ("last weekend", "2024-02-10", "2024-02-11"),
        ("from Monday to Wednesday", "2024-02-12", "2024-02-14"),
        ("in the four days to Sunday", "2024-02-08", "2024-02-11"),
        ("in just three days", "2024-02-11", "2024-02-14"),
        ("in the past month", "2024-01-14", "2024-02-14"),
        ("the week before last", "2024-01-29", "2024-02-04"),
        ("as of end January", None, "2024-01-31"),
        ("from 12 December to 24 September 2023", "2022-12-12", "2023-09-24"),
        ("Sunday the 11th", None, "2024-02-11"),
        ("on Saturday, 12 of them", None, "2024-02-10"),
        ("on the 3rd and 4th", "2024-02-03", "2024-02-04"),
        ("18/01: a camp", None, "2024-01-18"),
        ("12/01/2024", None, "2024-01-12"),
        ("since 24/01", "2024-01-24", None),
        ("Flash Update No. 5 - 28 January 2024", None, "2024-01-28"),
        ("from 5 - 28 January 2024", "2024-01-05", "2024-01-28"),
        ("since the war began last October", "2023-10-01", None),
        (
            "since troops renewed their assault on the whole of the northern region at the start of May",
            "2023-05-01",
            None,
        ),
        ("at the start of the month", None, "2024-02-01"),
        ("from the start of the month", "2024-02-01", None),
        ("in 2024", "2024-01-01", "2024-02-14"),
        ("in mid-2021", "2021-05-01", "2021-08-31"),
        ("late 2022", "2022-09-01", "2022-12-31"),
        ("last year", "2023-01-01", "2023-12-31"),
        ("in Q1 2023", "2023-01-01", "2023-03-31"),
        ("2023 H2", "2023-07-01", "2023-12-31"),
        ("in Q4", "2023-10-01", "2023-12-31"),
        ("in week 5", "2024-01-29", "2024-02-04"),
        ("W51 2023", "2023-12-18", "2023-12-24"),
        ("week 7 of 2024", "2024-02-12", "2024-02-14"),
        ("17 October last year", None, "2023-10-17"),
        ("October 17 last year", None, "2023-10-17"),
        ("last summer", "2023-06-01", "2023-08-31"),
        ("the winter of 2021", "2021-12-01", "2022-02-28"),
        ("this past weekend", "2024-02-10", "2024-02-11"),
        ("over the past 48 hrs", "2024-02-12", "2024-02-14"),
        ("between October and the end of January", "2023-10-01", "2024-01-31"),
        ("November-December 2023", "2023-11-01", "2023-12-31"),
        ("between Friday and yesterday", "2024-02-09", "2024-02-13"),
        ("year to date", "2024-01-01", "2024-02-14"),
        ("in the 1994 massacres", "1994-01-01", "1994-12-31"),
        ("the night of Saturday to Sunday", "2024-02-10", "2024-02-11"),
        ("in the week to Sunday", "2024-02-05", "2024-02-11"),
        ("the week of 3 January", "2024-01-03", "2024-01-09"),
        ("late last month", "2024-01-21", "2024-01-31"),
        ("early this month", "2024-02-01", "2024-02-10"),
        ("Saturday through Monday", "2024-02-10", "2024-02-12"),
        ("Sunday night into Monday", "2024-02-11", "2024-02-12"),
        ("12.01.2024", None, "2024-01-12"),
        ("01/31/2024", None, "2024-01-31"),
        (
            "since fighting between men loyal to the president and those of his deputy "
            "broke out in the capital, Juba on 9 May",
            "2023-05-09",
            None,
        ),
        ("since mid-January, up from 85,000 a week earlier", None, "2024-02-07"),
        ("between July 2023 and January", "2023-07-01", "2024-01-31"),
        ("from November to February", "2023-11-01", "2024-02-14"),
        ("Since the outbreak of fighting on 5 February", "2024-02-05", None),
        ("since New Year", "2024-01-01", None),
        ("since fighting resumed last Wednesday", "2024-02-07", None),
        ("since the attack on Sake, eleven days ago", "2024-02-03", None),
        ("since M23 fighters took Sake on 7 February", "2024-02-07", None),
        ("on Monday night and Tuesday morning", "2024-02-12", "2024-02-13"),
        ("five days after gunmen took the town", None, "2024-02-09"),
        ("two weeks and four days after the army came", None, "2024-01-27"),
        ("as the siege enters its third day", None, "2024-02-12"),
        ("in the second half of 2023", "2023-07-01", "2023-12-31"),
        ("in the first quarter", "2024-01-01", "2024-02-14"),
        ("by the end of the month", None, "2024-02-29"),
        ("at the end of January", None, "2024-01-31"),
        ("since the end of January", "2024-01-31", None),
        ("in the last week of September", "2023-09-24", "2023-09-30"),
        ("in the week ending 18 January", "2024-01-12", "2024-01-18"),
        ("from 7 October 2022 to 20 May 2023", "2022-10-07", "2023-05-20"),
        ("from April to mid-August", "2023-04-01", "2023-08-15"),
        ("opened on the twelfth.", None, "2024-02-12"),
        ("since the evening before", "2024-02-13", None),
        ("between 5 February, 21:00, and 7 February, 10:00", "2024-02-05", "2024-02-07"),
        ("Tue 30/1", None, "2024-01-30"),
        ("on Sat evening", None, "2024-02-10"),
    ],
)
def test_a_turn_of_phrase_means_a_day_or_a_period(words, since, date):
    when = DateGrammar(lexicon.load("en")).find(words, 0, len(words), TODAY)[-1]
    assert (when.since and when.since.isoformat(), when.date and when.date.isoformat()) == (since, date)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("On 3 February the town fell; a day later", 4),
        ("On Friday, and the day before", 8),
        ("Sake was hit on Monday, three days earlier Minova", 9),
        ("On the 9th and that night", 9),
        ("They shut the gate on 9 February, the day after rockets fell", 8),
        ("Sake fell on 12 February, on the third day of the offensive", 10),
    ],
)
def test_a_day_is_counted_from_the_one_named_before(words, day):
    assert DateGrammar(lexicon.load("en")).find(words, 0, len(words), TODAY)[-1].date.day == day


def test_a_verb_is_no_weekday():
    text = "Some 2,600 people sat before the gate"
    assert DateGrammar(lexicon.load("en")).find(text, 0, len(text), TODAY) == []


@pytest.mark.parametrize("words", ["in week 3 of the war", "on the H2 highway", "in week 25"])
def test_a_number_behind_a_letter_or_week_need_be_no_part_of_a_year(words):
    assert DateGrammar(lexicon.load("en")).find(words, 0, len(words), TODAY) == []


def test_a_title_tells_the_week_that_a_bulletin_covers():
    text = "Displacement bulletin - Week 6 of 2024\n\n4,000 people arrived in Goma from Sake."
    (claim,) = Reader().read(text, date=TODAY).claims
    assert (claim.since, claim.date) == (datetime.date(2024, 2, 5), datetime.date(2024, 2, 11))


def test_a_weekday_in_a_plan_lies_ahead():
    (when,) = DateGrammar(lexicon.load("en")).find("are to board on Friday", 0, 22, TODAY, future=True)
    assert when.date == datetime.date(2024, 2, 16)


def offered(text):
    """Return the periods offered for the last claim of a text."""
    seen = []

    class Noting(Dater):
        def date(self, s, claims, context):
            seen.extend(self.options(s, claim, context) for claim in claims)
            return list(claims)

    reader = Reader()
    reader._dater = Noting(Linear(ANSWERS, {}))
    reader.read(text, date=TODAY)
    return {(o.since and o.since.isoformat(), o.date.isoformat()) for o in seen[-1]}


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("Following the attack of 5 February, 52,000 people have fled Mangina.", ("2024-02-05", "2024-02-14")),
        ("UPDATE NO. 3\nData as of 11 February\n\nSome 9,400 people are displaced in Goma.", (None, "2024-02-11")),
        (
            "UPDATE NO. 3\nData as of 11 February\n\nSome 9,400 people have fled Goma since 2 February.",
            ("2024-02-02", "2024-02-11"),
        ),
        (
            "Goma received 830 people from 3 to 9 February, bringing the total received since 2 January to 9,400.",
            ("2024-01-02", "2024-02-09"),
        ),
        ("LOG\n\nTue 30/1\n08:00 Calm.\n09:00 Some 800 people have arrived in Goma.", (None, "2024-01-30")),
        ("A camp for 6,000 people will be opened at Sake in two weeks.", (None, "2024-02-28")),
        ("UPDATE 3\nGoma (figures for 11 February)\n\nSome 9,400 people are displaced in Goma.", (None, "2024-02-11")),
        (
            "NOTE 7\nKinshasa\n\nIn brief.\n\nReporting period: 1 to 10 February 2024\n\nSome 830 people fled Oicha.",
            ("2024-02-01", "2024-02-10"),
        ),
    ],
)
def test_a_report_dates_its_figures_by_what_it_covers(text, period):
    assert period in offered(text)


def test_a_weekday_of_what_is_still_to_come_lies_ahead_for_the_claim():
    assert (None, "2024-02-18") in offered("The camp at Sake is to open on Sunday.")
    assert (None, "2024-02-11") in offered("The camp at Sake opened on Sunday.")


def test_the_tense_of_a_verb_and_the_place_on_the_line_speak_for_a_date():
    seen = []

    class Noting(Dater):
        def date(self, s, claims, context):
            seen.extend(self.options(s, claim, context)[0].features for claim in claims)
            return list(claims)

    reader = Reader()
    reader._dater = Noting(Linear(ANSWERS, {}))
    reader.read("Some 900 people have fled Sake.\n\nRebels shelled Sake. Then 40 people were killed.", date=TODAY)
    signs = [
        {f.removeprefix("today ") for f in features if f.startswith(("today tense", "today stands"))}
        for features in seen
    ]
    assert {"tense=have", "stands=line"} in signs
    assert {"tense=were", "stands=within"} in signs


def test_a_line_with_a_label_is_none_that_goes_on_above():
    text = (
        "Of which between 23 and 29 January 2024: 11,480 individuals\nRelocated from the border to Goma so far: 8,215"
    )
    assert [stretch.opens_line for stretch in ENGLISH.sentences(text)] == [True, True]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("More than four thousand people have fled the old city\nof Kunduz, a guard said.", 1),
        ("The town was overrun in\nmid-2014, elders said.", 1),
        ("Women 300\nmen 200", 2),
        (
            "Gate at the river stays shut, and people wait\nFour thousand men, women and children slept in the open "
            "on Monday night, a nurse at the post said.",
            2,
        ),
        (
            "The governor said on the radio that all the people of the valley\nSunday would have to leave, "
            "for the river was rising\nfast and the dam could not hold it.",
            1,
        ),
        ("SITUATION OF CAMPS AND SITES IN THE SOUTHERN LAKES PROVINCES\nBulletin 4", 2),
    ],
)
def test_wrapped_lines_are_one_sentence_and_titles_are_not(text, parts):
    assert len(ENGLISH.sentences(text)) == parts


@pytest.mark.parametrize(
    ("text", "since", "date"),
    [
        ("Weekly Field Report, 5 - 11 February\n\nSome 900 people were displaced in Goma in the past week.",
         "2024-02-05", "2024-02-11"),
        ("From 3 to 9 February the post counted 400 arrivals at Goma. In the same period 900 people arrived at Sake.",
         "2024-02-03", "2024-02-09"),
        ("From 3 to 9 February the post counted 400 arrivals at Goma. During this period 900 people arrived at Sake.",
         "2024-02-03", "2024-02-09"),
        ("The bridge at Goma was shut on 3 February. Since then 900 people have been killed in Sake.",
         "2024-02-03", "2024-02-14"),
        ("CAMPS AND SITES\nUpdated as of 10 February\n\nSake camp shelters 900 people.", None, "2024-02-10"),
        ("CAMPS\n\nSome 300 people fled Goma, nurses said. Many were hurt. They walked all night. It rained.\n"
         "Rain fell. Nobody slept.\nAll were wet.\n\nSITES (as of 10 February)\n\n- Sake camp: 900 displaced persons",
         None, "2024-02-10"),
    ],
)  # fmt: skip
def test_periods_that_were_told_before(text, since, date):
    claim = next(c for c in Reader().read(text, date=TODAY).claims if c.quantity and c.quantity.value == 900)
    assert (claim.since and str(claim.since), str(claim.date)) == (since, date)


def test_a_strike_of_today_is_not_dated_by_the_year_of_the_war():
    text = (
        "Backed by strikes that have pounded Goma's outskirts in recent days, allied troops are advancing on the "
        "province, which had been held since 2012 by rebels. Some 4,200 people fled Goma."
    )
    claims = Reader().read(text, date=TODAY).claims
    assert {c.date.year for c in claims if c.action in ("assault", "advance")} == {2024}


def test_figures_as_of_a_day_are_of_that_day_and_nobodys_word():
    text = (
        "Update on Idlib (as of 29 February)\n\nAs of 6 March, the agency had registered 1,895 people at Rukban.\n\n"
        "Some 41,000 people have fled Ar-Raqqa since 1 February, "
        "and 12,000 have fled Idlib since 1 February (figures as of 4 March)."
    )
    claims = Reader().read(text, date=datetime.date(2016, 3, 8)).claims
    days = [(claim.since, claim.date) for claim in claims]
    begun, told = datetime.date(2016, 2, 1), datetime.date(2016, 3, 4)
    assert days == [(None, datetime.date(2016, 3, 6)), (begun, told), (begun, told)]
    assert [claim.speaker for claim in claims[1:]] == [None, None]


def test_a_period_does_not_end_with_the_day_of_another_figure():
    text = "Since 10 May, about 8,000 people have been evacuated from Vovchansk, up from 4,500 on 13 May, he said."
    claim, before = Reader().read(text, date=datetime.date(2024, 5, 16)).claims
    assert (claim.since, claim.date) == (datetime.date(2024, 5, 10), datetime.date(2024, 5, 16))
    assert before.date == datetime.date(2024, 5, 13)


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("A year after the battle for Sake began, 40,000 people remain in camps in Goma.", ["2024-02-14"]),
        ("Some 40,000 people remain in camps in Goma two weeks after the battle for Sake.", ["2024-02-14"]),
        ("Two weeks after 4,000 people fled Sake, 900 more fled Goma.", ["2024-01-31", "2024-02-14"]),
    ],
)
def test_how_long_after_it_began_dates_what_began(text, dates):
    claims = Reader().read(text, date=TODAY).claims
    assert [str(claim.date) for claim in claims if claim.quantity] == dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("More than 3,000 people have fled Sake following its capture by rebels last week.", "2024-02-14"),
        ("More than 3,000 people have fled Sake after its fall last week.", "2024-02-14"),
        ("More than 3,000 people fled Sake after rebels took it on Monday.", "2024-02-12"),
    ],
)
def test_those_who_have_fled_are_counted_now_whenever_it_was_that_they_had_to(text, date):
    (claim,) = [claim for claim in Reader().read(text, date=TODAY).claims if claim.quantity]
    assert (str(claim.date), claim.since) == (date, None)


def test_a_day_since_which_nothing_was_as_bad_dates_nothing():
    text = "Rebels seized a post at Sake in the biggest blow to the army since it seized power in 2020."
    claims = Reader().read(f"{text} Some 900 people have fled Goma in the largest flight since May.", date=TODAY).claims
    assert [(str(claim.date), claim.since) for claim in claims] == [("2024-02-14", None)] * 2
