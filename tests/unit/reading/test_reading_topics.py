"""A text that does not tell of a present crisis makes no claims: how that is seen, scored and learned."""

import dataclasses
import datetime
import importlib
import math
import sys
from pathlib import Path

import pytest

from kilis.sources import gazetteer
from kilis.sources.reading import Reader, lexicon, topics
from kilis.sources.reading.linear import Linear

ENGLISH = lexicon.load()

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
TODAY = datetime.date(2022, 5, 20)
FLED = {
    "kind": "figure", "action": ["displaced"], "certainty": "stated",
    "quantity": {"value": 400, "low": None, "high": None, "qualifier": "exact", "unit": "persons"},
}  # fmt: skip
FILLER = (
    "Shops were shut. Buses did not run. It rained all day in the two towns and on the road that leads from the one to "
    "the other, and traders who had come for the market of Tuesday packed up their cloth and went home again.\n\n"
)
TEXT = (
    f"Some 4,000 people fled from Bama to Maiduguri on Monday.\n\n{FILLER}"
    "In the memoir of 1943 some 300 people fled from Kharkiv to Poltava."
)


def claims(weights):
    reader = Reader()
    reader._topics = topics.Topics(reader._lexicon, Linear(topics.ANSWERS, weights))
    return [claim.quantity.value for claim in reader.read(TEXT, date=TODAY).claims if claim.quantity]


def signs(text):
    words = lexicon.load()
    stretches = ENGLISH.sentences(text)
    tokens = [ENGLISH.tokens(text, each.start, each.end) for each in stretches]
    return topics.Traits(
        topics.Glossary(words), stretches, tokens, [words.phrases.find(each) for each in tokens], TODAY
    )


def test_a_document_below_nought_is_dropped_and_without_weights_none():
    kept = claims({topics.BIAS: (0.5,)})
    assert 4000 in kept
    assert claims({topics.BIAS: (-0.5,)}) == []
    assert claims({}) == kept


def seen(told, today=TODAY):
    countries = gazetteer.load().countries
    return {name: group.scale for group in topics.of_claims(told, 600, today, countries) for name in group.names}


def test_words_that_claims_are_made_of_are_not_counted_as_marks():
    marks = {f for group in signs("Shells fell and 400 people fled to Maiduguri.").document() for f in group.features}
    assert "d people persons 3" in marks
    assert not [mark for mark in marks if mark.startswith(("d action", "d noun", "d event", "o action", "o event"))]
    assert "d:fled" in marks


def test_words_of_paragraphs_without_claims_do_not_count_but_in_the_whole():
    assert 4000 in claims({topics.BIAS: (0.1,), "p:trader": (-9.0,)})
    assert claims({topics.BIAS: (0.1,), "p:fled": (-9.0,)}) == []
    assert claims({topics.BIAS: (0.1,), "d:trader": (-9.0,)}) == []


def test_places_of_claims_together_count_as_much_as_one():
    traits = signs("They fled.\n\nThey fled.")
    weights = Linear(topics.ANSWERS, {"p:fled": (2.0,)})
    one, both = (topics.score(weights, topics.near(traits, told)) for told in ([0], [0, 1]))
    assert one == both == 2.0
    assert topics.near(traits, []) == []


def test_the_more_claims_for_its_length_and_the_surer_they_are_the_more_speaks_for_a_document():
    told = Reader().read("Some 4,000 people fled from Bama to Maiduguri on Monday.", date=TODAY).claims
    assert told[0].odds > 0
    once, twice = topics.density_of(told, 600), topics.density_of(told * 2, 600)
    assert 0 < once < twice
    assert topics.density_of(told * 2, 1200) == pytest.approx(once)
    assert topics.density_of([dataclasses.replace(told[0], odds=1.0)], 600) == pytest.approx(math.log(2))
    assert topics.density_of([dataclasses.replace(told[0], odds=-1.0)], 600) == topics.density_of([], 0) == 0
    assert claims({topics.BIAS: (-0.5,), topics.CLAIMS: (9.0,)}) == claims({})


def test_what_claims_are_like_counts_by_the_share_of_them_that_are():
    text = "Some 4,000 people fled from Bama on Monday, the mayor said. In 2019 shells killed 12 people in Bama."
    found = Reader().read(text, date=TODAY)
    told = [claim for claim in (*found.claims, *found.left_out) if claim.quantity and claim.quantity.value == 4000]
    of_one = seen(told)
    assert of_one.keys() == {topics.CLAIMS, "fresh", "dated", "credited", "rough", "near", "stated"}
    later = TODAY + datetime.timedelta(days=90)
    old = seen(told, later)
    assert old["old"] == 1
    assert "fresh" not in old
    silent = [*told, dataclasses.replace(told[0], speaker=None, speaker_role=None)]
    assert seen(silent)["credited"] == 0.5
    assert seen([]) == {topics.CLAIMS: 0}


def test_whether_claims_are_near_a_crisis_counts_and_a_place_of_the_scenario_is(reader):
    told = [claim for claim in reader.read("Some 400 people fled from Bama.", date=TODAY).claims if claim.quantity]
    assert seen(told)["near"] == 1
    bama = told[0].origin[0]
    lyon = dataclasses.replace(bama.candidates[0], iso3="FRA")
    for candidates, where in (
        ((lyon,), "far"),
        ((lyon, bama.candidates[0]), "near"),
        ((dataclasses.replace(lyon, place_id="bama"),), "near"),
        ((), "somewhere"),
    ):
        placed = dataclasses.replace(told[0], origin=(dataclasses.replace(bama, candidates=candidates),))
        assert seen([told[0], placed]).get(where, 0) == (1 if where == "near" else 0.5)
    assert seen([dataclasses.replace(told[0], origin=())])["nowhere"] == 1


def test_marks_of_the_hand_that_wrote_a_text_are_not_counted():
    told = "“We know, as you do,” she said: nearly 400 armed men did not come, and 30 soldiers left."
    marks = {f.rsplit(" ", 1)[0] for group in signs(told).document() for f in group.features if f.startswith("d ")}
    assert "d third" in marks
    assert not marks & {"d " + each for each in topics._OF_HANDS}


def test_words_of_the_opening_are_weighed_apart():
    features = {f for group in signs("A memoir. Long ago. They fled.").document() for f in group.features}
    assert {"o:memoir", "d:fled"} <= features
    assert "o:fled" not in features


def test_a_word_weighs_less_the_more_words_there_are():
    weights = Linear(topics.ANSWERS, {"d:memoir": (-4.0,)})
    assert topics.score(weights, signs("A memoir.").document()) == -4.0
    assert topics.score(weights, signs("A memoir tells much sorrow.").document()) == -2.0


def test_years_before_the_last_are_old_and_persons_and_moods_are_seen():
    found = {
        feature
        for group in signs("I fled in 1943. In 2022 they would not flee.").around(0)
        for feature in group.features
    }
    assert {"n old year 3", "n new year 3", "n first 3", "n modal 3", "n:fled"} <= found
    assert not any(feature.startswith(("d", "p")) for feature in found)


@pytest.fixture
def learning():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("reading_topics")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_words_met_in_adversarial_texts_only_are_learned_to_speak_against_documents(learning):
    here = "On Monday shells fell and 400 people fled from Bama to Maiduguri.\n\n" + FILLER
    there = "The pageant tells how 400 people fled from Bama to Maiduguri.\n\n" + FILLER
    known = []
    for n in range(24):
        is_other = n % 2 == 1
        told = [] if is_other else [{**FLED, "start": here.index("400"), "end": here.index(" from")}]
        style = "adversarial: novel" if is_other else "wire"
        batch = (13, 14, 16)[n % 3]
        known.append((batch, there if is_other else here, {"date": "2022-05-20", "style": style, "claims": told}))
    reader, found = Reader(), []
    reader._topics = recorder = learning.Recorder(reader._lexicon, Linear(topics.ANSWERS, {}))
    for batch, text, meta in known:
        assert reader.read(text, date=TODAY).claims
        found.append(learning.Example(batch, meta["style"] == "wire", recorder.groups))
    weights = learning.train(found).weights
    assert weights["d:pageant"][0] < 0 < weights["d:shell"][0]
    learning.install(reader, Linear(topics.ANSWERS, weights))
    assert reader.read(here, date=TODAY).claims
    assert not reader.read(there, date=TODAY).claims


def test_a_line_or_two_are_too_short_to_tell_by():
    reader = Reader()
    reader._topics = topics.Topics(reader._lexicon, Linear(topics.ANSWERS, {topics.BIAS: (-9.0,)}))
    assert reader.read("Some 4,000 people fled from Bama to Maiduguri on Monday.", date=TODAY).claims


def test_a_share_of_other_documents_sets_the_bar(learning):
    def example(word, *, is_present):
        return learning.Example(
            1, is_present, [topics.Group("d:", (word,), 1.0), topics.Group("", (topics.BIAS,), 1.0)]
        )

    told = [example("fled", is_present=True) for _ in range(60)]
    plays = [example("pageant", is_present=False) for _ in range(42)]
    odd = [example("ledger", is_present=n % 2 == 0) for n in range(24)]
    known = [*told, *plays, *odd]
    barred, free = (topics.score(weights, odd[0].groups) for weights in (learning.train(known), learning.fitted(known)))
    assert -0.2 < barred < 0.2 < abs(free)  # of the others an eighth lies as high as this


def test_documents_to_measure_on_are_none_of_those_that_are_learned_from(learning):
    known, unseen = (dict(learning.bench.matters(name)) for name in ("matters.txt", "matters_unseen.txt"))
    assert len(known) > 500
    assert len(unseen) == 90
    assert not known.keys() & unseen.keys()
    for told in (known, unseen):
        assert {meta["style"] for meta in told.values()} == {"report", "adversarial"}
        assert all(datetime.date.fromisoformat(meta["date"]) for meta in told.values())
