"""Claims are dropped where the text does not tell of a present crisis: how that is seen, scored and learned."""

import datetime
import importlib
import sys
from pathlib import Path

import pytest

from kilis.sources.reading import Reader, lexicon, topics
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.tokens import sentences, tokenize

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
TODAY = datetime.date(2022, 5, 20)
TEXT = (
    "Some 4,000 people fled from Bama to Maiduguri on Monday.\n\n"
    "Shops were shut. Buses did not run. It rained all day in the two towns and on the road that leads from the one to "
    "the other, and traders who had come for the market of Tuesday packed up their cloth and went home again.\n\n"
    "In the memoir of 1943 some 300 people fled from Kharkiv to Poltava."
)


def claims(weights):
    reader = Reader()
    reader._topics = topics.Topics(reader._lexicon, Linear(topics.ANSWERS, weights))
    return [claim.quantity.value for claim in reader.read(TEXT, date=TODAY).claims if claim.quantity]


def signs(text):
    words = lexicon.load()
    stretches = sentences(text)
    tokens = [tokenize(text, each.start, each.end) for each in stretches]
    return topics.Traits(words, stretches, tokens, [words.phrases.find(each) for each in tokens], TODAY)


def test_claims_of_sentences_below_nought_are_dropped_and_without_weights_none():
    kept = claims({topics.BIAS: (0.5,)})
    assert 4000 in kept
    assert claims({topics.BIAS: (-0.5,)}) == []
    assert claims({}) == kept


def test_words_of_other_matters_are_weighed_against_those_of_displacement():
    text = "Hotel guests, fans, voters and passengers fled the festival and the election."
    features = {feature for each, _ in signs(text).document() for feature in each}
    assert {"more off=3", "off=3 ours=1"} <= features
    assert {"more off=-1", "off=0 ours=1"} <= {f for each, _ in signs("They fled.").document() for f in each}


def test_words_of_a_paragraph_speak_for_its_claims_only():
    assert claims({topics.BIAS: (0.1,), "p:memoir": (-9.0,)}) == [4000]
    assert claims({topics.BIAS: (0.1,), "d:memoir": (-9.0,)}) == []


def test_a_word_weighs_less_the_more_words_there_are():
    weights = Linear(topics.ANSWERS, {"d:memoir": (-4.0,)})
    assert topics.score(weights, signs("A memoir.").document()) == -4.0
    assert topics.score(weights, signs("A memoir tells much sorrow.").document()) == -2.0


def test_years_before_the_last_are_old_and_persons_and_moods_are_seen():
    found = {
        feature
        for features, _ in signs("We fled in 1943. In 2022 they would not flee.").around(0)
        for feature in features
    }
    assert {"n old year 3", "n new year 3", "n we 3", "n modal 3", "n:fled"} <= found
    assert not any(feature.startswith(("d", "p")) for feature in found)


@pytest.fixture
def learning():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("reading_topics")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_words_met_in_adversarial_texts_only_are_learned_to_speak_against_claims(learning):
    here = "On Bama shells fell and 400 people fled."
    there = "The novel says that 400 people fled."
    known = []
    for n in range(10):
        is_other = n % 2 == 1
        told = [] if is_other else [{"start": here.index("400")}]
        style = "adversarial: novel" if is_other else "wire"
        known.append((1, there if is_other else here, {"date": "2022-05-20", "style": style, "claims": told}))
    examples = learning.examples(Reader(), known)
    assert [each.present for each in examples[:2]] == [True, False]
    weights = learning.train(examples).weights
    assert weights["d:novel"][0] < 0 < weights["d:shell"][0]
    assert topics.BIAS in weights


def test_a_line_or_two_are_too_short_to_tell_by():
    reader = Reader()
    reader._topics = topics.Topics(reader._lexicon, Linear(topics.ANSWERS, {topics.BIAS: (-9.0,)}))
    assert reader.read("Some 4,000 people fled from Bama to Maiduguri on Monday.", date=TODAY).claims
