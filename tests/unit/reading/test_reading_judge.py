"""Learned weights decide which numbers are claims, of what action and how sure; without weights the rules do."""

import datetime
import re
from pathlib import Path

import pytest

from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.judge import ACTIONS, CERTAINTIES, Judge, load
from kilis.sources.reading.linear import Linear, of_language

TODAY = datetime.date(2016, 2, 6)
LINES = Path(__file__).parents[2] / "corpus" / "reading" / "lines.txt"


def row(answers, **weights):
    return tuple(float(weights.get(answer, 0.0)) for answer in answers)


def reader(figures=None, hints=None, doubts=None):
    made = Reader()
    made._judge = Judge(
        Linear(ACTIONS, figures or {"bias": row(ACTIONS)}),
        Linear(("same",), hints or {}),
        Linear(CERTAINTIES, doubts or {}),
    )
    return made


def told(made, text):
    return [(c.action, c.quantity.value, c.certainty) for c in made.read(text, date=TODAY).claims if c.quantity]


def test_without_weights_the_rules_decide():
    made = Reader()
    made._judge = load("xx")
    assert told(made, "Some 3,000 people fled Azaz and 40 tents burned.") == [("displaced", 3000, "stated")]


def test_of_equal_scores_a_number_is_no_claim():
    assert told(reader(), "Some 3,000 people fled Azaz.") == []


def test_a_hint_counts_for_the_action_it_points_at():
    made = reader(hints={"rule": (1.0,)})
    assert told(made, "Some 3,000 people fled Azaz.") == [("displaced", 3000, "stated")]
    assert told(made, "Some 3,000 people were killed in Azaz.") == [("killed", 3000, "stated")]


def test_a_word_can_outweigh_the_rules():
    made = reader(figures={"in:exil": row(ACTIONS, displaced=9)}, hints={"rule": (1.0,)})
    assert told(made, "Some 3,000 people were killed in Azaz.") == [("killed", 3000, "stated")]
    assert told(made, "Some 3,000 people are in exile from Azaz.") == [("displaced", 3000, "stated")]


@pytest.mark.parametrize(
    ("text", "value"),
    [("The convoy carried 700 grumblers over the pass to Azaz.", 700), ("Azaz has 40 porters left.", 40)],
)
def test_numbers_that_the_rules_drop_can_be_claims(text, value):
    assert told(reader(figures={"kind=dropped": row(ACTIONS, sheltering=1)}), text) == [("sheltering", value, "stated")]


@pytest.mark.parametrize(
    "text", ["It cost $ 4,000 in 2015.", "The 17th brigade lost 40 per cent.", "In 2015 they fled."]
)
def test_prices_ordinals_shares_and_years_are_never_asked_about(text):
    assert told(reader(figures={"bias": row(ACTIONS, displaced=9)}), text) == []


def test_how_sure_is_weighed_too():
    doubts = {"word=maybe far": row(CERTAINTIES, feared=1), "bias": row(CERTAINTIES, stated=0.5)}
    made = reader(hints={"rule": (1.0,)}, doubts=doubts)
    assert told(made, "Some 3,000 people fled Azaz.") == [("displaced", 3000, "stated")]


@pytest.mark.parametrize(
    ("text", "modal"),
    [
        ("Up to 3,000 people could be besieged in Azaz.", "could"),
        ("Another 3,000 people may soon have to flee Azaz.", "may have"),
        ("As many as 3,000 people may already have fled Azaz.", "may have"),
        ("Some 3,000 people could not flee Azaz.", "could not"),
        ("Some 3,000 people are expected to flee Azaz.", "expected"),
        ("Some 3,000 people fled Azaz and more could follow.", ""),
    ],
)
def test_how_sure_is_told_by_the_modal_of_the_verb(text, modal):
    doubts = {"bias": row(CERTAINTIES, stated=1), f"modal={modal}": row(CERTAINTIES, feared=2)}
    (claim,) = told(reader(hints={"rule": (1.0,)}, doubts=doubts), text)
    assert claim[2] == "feared"


def test_a_condition_anywhere_in_the_sentence_is_seen():
    doubts = {"bias": row(CERTAINTIES, stated=1), "under=if": row(CERTAINTIES, conditional=2)}
    made = reader(hints={"rule": (1.0,)}, doubts=doubts)
    assert told(made, "Some 3,000 people fled Azaz, if the mayor is right.") == [("displaced", 3000, "conditional")]
    assert told(made, "Some 3,000 people fled Azaz, the mayor said.") == [("displaced", 3000, "stated")]


def test_a_heading_suggests_what_the_figures_under_it_tell():
    made = reader(hints={"headed": (1.0,)})
    text = "Returns to the province\n\nAzaz: 3,000\nAfrin: 1,200\n"
    assert told(made, text) == [("returned", 3000, "stated"), ("returned", 1200, "stated")]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("If the army manages to encircle Azaz, up to 300,000 people there could be besieged, the agency warned.",
         "conditional"),
        ("Another 100,000 people may flee Azaz if the last road is cut, the United Nations said.", "conditional"),
        ("Tens of thousands of civilians in Azaz could become trapped, the Red Cross warned.", "feared"),
        ("Some 12,000 refugees are expected to arrive in Kilis next week.", "future"),
        ("Some 12,000 refugees arrived in Kilis last week.", "stated"),
        ("As many as 2,000 people may have fled Azaz on Friday, a mayor said.", "stated"),
    ],
)  # fmt: skip
def test_what_is_warned_of_is_not_stated(text, certainty):
    found = [claim for claim in Reader().read(text, date=TODAY).claims if claim.kind == "figure"]
    assert [claim.certainty for claim in found] == [certainty]


def test_who_hosts_them_may_speak_but_those_who_speak_are_not_counted():
    made = reader(figures={"kind=dropped": row(ACTIONS, none=3)}, hints={"rule": (1.0,)})
    text = "Turkey, which hosts 3.5 million Syrians, said it would take no more."
    assert told(made, text) == [("sheltering", 3.5e6, "stated")]
    assert told(made, "Two residents of Azaz said they had fled.") == []


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("At noon nine passengers drowned off Azaz.", "folk"),
        ("At noon nine gunmen died near Azaz.", "armed"),
        ("At noon nine lamps burned near Azaz.", "dropped"),
    ],
)
def test_people_of_every_trade_are_told_from_the_armed_and_from_things(text, noun):
    told_of = {f"noun={noun}": row(ACTIONS, killed=2)}
    assert told(reader(figures=told_of), text) == [("killed", 9, "stated")]


def test_what_was_spoken_of_in_the_paragraph_suggests_what_a_number_is():
    made = reader(figures={"bias": row(ACTIONS, none=1.5)}, hints={"rule": (2.0,), "spoken": (2.0,)})
    text = "Some 3,000 people were killed in Azaz. It rained.{}The mayor spoke of 4,000."
    assert ("killed", 4000, "stated") in told(made, text.format(" "))
    assert ("killed", 4000, "stated") not in told(made, text.format("\n\n"))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("At the gate of Azaz there are 20,000 according to the elders.", 20000),
        ("In Azaz 5,120 people sleep in tents, 900 of whom fled Afrin.", 900),
        ("Azaz counts 13,600 displaced people, 5,300 of which fled Afrin.", 5300),
        ("The priest of Azaz took in 212 fam from Afrin.", 212),
        ("Some 60,000 Azerbaijani asylum-seekers stayed in Azaz.", 60000),
    ],
)
def test_people_are_counted_whatever_stands_behind_the_number(text, value):
    made = reader(figures={"kind=dropped": row(ACTIONS, none=9), "bias": row(ACTIONS, sheltering=1)})
    assert value in [found for _, found, _ in told(made, text)]


def test_what_is_to_come_repeats_nothing_that_is():
    doubts = {"bias": row(CERTAINTIES, stated=1), "modal=expected": row(CERTAINTIES, future=2)}
    text = "Some 7,000 people fled to Azaz. By Sunday 7,000 people are expected to arrive in Azaz."
    found = told(reader(hints={"rule": (1.0,)}, doubts=doubts), text)
    assert found == [("arrived", 7000, "stated"), ("arrived", 7000, "future")]


def test_what_was_before_the_war_is_only_the_number_beside():
    made = reader(figures={"old": row(ACTIONS, none=9)}, hints={"rule": (1.0,)})
    text = "The number of refugees in Azaz has risen to 9,000 from 400 before the war."
    assert told(made, text) == [("sheltering", 9000, "stated")]


def test_of_a_number_of_people_so_many_are_people_too():
    made = reader(figures={"kind=persons": row(ACTIONS, population=1)})
    found = told(made, "Fewer than 300 of 20,000 residents remain in Azaz.")
    assert ("population", 300, "stated") in found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Some 3,420 families fled Afrin. Of these 1,800 are in Azaz and Idlib, said the mayor of the town.",
         ["~ 3,420 households", "1,800 households"]),
        ("Families displaced from Azaz: 15,926.", ["15,926 households"]),
        ("In Azaz four members of one family were shot dead.", ["4"]),
    ],
)  # fmt: skip
def test_the_unit_is_that_of_what_was_spoken_of(text, words):
    made = reader(figures={"kind=dropped": row(ACTIONS, killed=1)}, hints={"rule": (1.0,)})
    found = [claim for claim in made.read(text, date=TODAY).claims if claim.quantity]
    assert [claim.quantity.words() for claim in found] == words


def test_lines_under_a_heading_tell_what_it_says_by_rules_too():
    made = Reader()
    made._judge = load("xx")
    lines = "\n\nAzaz: 3,000 individuals\nAfrin: 1,200 individuals\n"
    assert [action for action, _, _ in told(made, f"Departures{lines}")] == ["displaced", "displaced"]
    assert [action for action, _, _ in told(made, f"Arrivals{lines}")] == ["arrived", "arrived"]


def test_orders_are_of_the_future_and_wishes_are_none_by_rules():
    made = Reader()
    made._judge = load("xx")
    assert told(made, "The army ordered 4,000 people in Azaz to leave at once.") == [("displaced", 4000, "future")]
    assert told(made, "In Azaz 4,000 people refused to leave.") == []


def test_a_veto_of_the_rules_is_only_one_voice():
    text = "Before the war, 3,000 people fled Azaz."
    kept = {"old": row(ACTIONS, none=3)}
    assert told(reader(figures=kept, hints={"rule": (1.0,)}), text) == []
    assert told(reader(hints={"rule": (1.0,)}), text) == [("displaced", 3000, "stated")]


def test_the_packaged_weights_name_known_answers_only():
    judge = load()
    assert judge._figures.answers == ACTIONS
    assert judge._doubts.answers == CERTAINTIES
    assert all(len(weights) == 1 for weights in of_language("hints", "en", ("same",)).weights.values())


@pytest.mark.parametrize(("one", "two"), [("sheltering", "shelters"), ("families", "family"), ("arrived", "arrive")])
def test_forms_of_one_word_have_one_stem(one, two):
    assert lexicon.load().stem(one) == lexicon.load().stem(two)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A million and a half people fled Azaz.", "1,500,000"),
        ("A million and a quarter people fled Azaz.", "1,250,000"),
        ("Some 250 families or thereabouts fled Azaz.", "~ 250 households"),
        ("The number of people who fled Azaz has gone up to 4,500.", "4,500"),
        ("Up to 4,500 people fled Azaz.", "<= 4,500"),
        ("He put up 60 of these families in Azaz.", "60 households"),
        ("About 70 percent of the town's 60,000 residents have fled Azaz.", "~ 42,000"),
    ],
)
def test_quantities_are_read_whole(text, words):
    (claim,) = Reader().read(text, date=TODAY).claims
    assert claim.quantity.words() == words


def by_rules(text):
    made = Reader()
    made._judge = load("xx")
    return [(claim.action, claim.quantity.value) for claim in made.read(text, date=TODAY).claims if claim.quantity]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("At least 90 people, including six nurses, were killed in Azaz.", [("killed", 90)]),
        ("Azaz is home to 90,000 people.", [("population", 90_000)]),
        ("The camp at Azaz is home to 9,000 people.", [("sheltering", 9_000)]),
        ("Azaz is home to 9,000 refugees.", [("sheltering", 9_000)]),
        ("In Azaz 7,000 people are seeking refuge in schools.", [("sheltering", 7_000)]),
        ("The site at Azaz will eventually house 7,000 people.", [("capacity", 7_000)]),
        ("There are 900 people in the city of Azaz.", [("population", 900)]),
        ("There are 900 people in the camp at Azaz.", [("sheltering", 900)]),
        ("Some 3,000 people left in two weeks from Azaz.", [("displaced", 3_000)]),
        ("Some 3,000 people left in Azaz get no bread.", [("population", 3_000)]),
        ("Some 11.000 people fled Azaz.", [("displaced", 11_000)]),
        ("Some 1.125 million people fled Azaz.", [("displaced", 1_125_000)]),
    ],
)
def test_the_words_around_a_figure_say_what_became_of_people(text, found):
    assert by_rules(text) == found


@pytest.mark.parametrize("measure", [" kilometres", "-mile", " loaves"])
def test_what_is_measured_is_never_counted_as_people(measure):
    made = reader(figures={"kind=dropped": row(ACTIONS, sheltering=1)})
    assert told(made, f"People fled to Azaz, which has 120{measure} of wire.") == []
    assert told(made, "People fled to Azaz, which has 120 weavers of wool.") == [("sheltering", 120, "stated")]


def test_where_displaced_people_live_is_no_number_of_them():
    assert by_rules("People fled. Azaz hosts 141 IDP sites and 12 refugee camps.") == []
    assert by_rules("People fled. Azaz hosts 141 IDPs and 12 refugees.") == [("sheltering", 141), ("sheltering", 12)]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Fearing an attack, some 3,000 people fled Azaz.", "stated"),
        ("Driven by fear of the militia, some 3,000 people fled Azaz.", "stated"),
        ("Officials fear some 3,000 people fled Azaz.", "feared"),
        ("Buses were due to bring 3,000 people from Azaz.", "future"),
    ],
)
def test_fear_that_makes_people_go_leaves_no_doubt_that_they_went(text, certainty):
    made = Reader()
    made._judge = load("xx")
    (claim,) = made.read(text, date=TODAY).claims
    assert claim.certainty == certainty


def test_the_lines_to_learn_from_name_known_actions_and_certainties():
    lines = LINES.read_text(encoding="utf-8").splitlines()
    for told in re.findall(r"\[[^|\]]+\|([^\]]*)\]", "\n".join(line for line in lines if not line.startswith("#"))):
        actions, _, certainties = told.partition(" ")
        assert set(actions.split("/")) <= set(ACTIONS), told
        assert set((certainties or "stated").split("/")) <= set(CERTAINTIES), told
