"""Names, places and dates are weighed: the linear scorer, what it looks at, and the weights that are shipped."""

import datetime
import importlib
import sys
from pathlib import Path

import pytest

from kilis.sources.reading import Reader, attach, dating, naming
from kilis.sources.reading.linear import Linear, load, of_language

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
TODAY = datetime.date(2022, 5, 20)


@pytest.fixture(scope="module")
def learning():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("reading_learn")
    finally:
        sys.path.remove(str(BENCHMARKS))


@pytest.fixture(scope="module")
def parts(learning):
    return {part.__name__: part for part in learning.load_parts(learning.PARTS)}


@pytest.fixture(scope="module")
def benchmark(parts):
    return parts["reading_places"]


def features_of(benchmark, text):
    """Return {place: (the rules' role, features)} of the first claim."""
    reader = Reader()
    reader._attacher = recorder = benchmark.Recorder()
    reader.read(text, date=TODAY)
    _, _, candidates = recorder.seen[0]
    return {each.place.name if each.place else None: (each.role, set(each.features)) for each in candidates}


def test_the_highest_sum_of_weights_wins_and_of_equals_the_first():
    scorer = Linear(("none", "at"), {"lead=in": (-1.0, 2.0), "follow=,": (3.5, 0.0)})
    assert scorer.best(["lead=in"]) == "at"
    assert scorer.best(["lead=in", "follow=,"]) == "none"
    assert scorer.best(["never met"]) == "none"
    assert scorer.scores(["lead=in", "follow=,", "never met"]) == [2.5, 2.0]


def highest(sums):
    return sums.index(max(sums))


def test_of_several_options_the_one_with_the_highest_sum_is_chosen_and_of_equals_the_first():
    scorer = Linear(("right",), {"near": (1.0,), "after": (0.5,)})
    assert highest(scorer.first_sums([["far"], ["near"], ["near", "after"], ["after", "near"]])) == 2
    assert highest(scorer.first_sums([["far"], ["never met"]])) == 0


def test_weights_are_read_as_they_were_written(tmp_path, learning):
    weights = Linear(attach.ROLES, {"follow=,": (0.5, -1.25, 0.0, 2.0)})
    learning.write(weights, tmp_path / "weights.csv")
    again = load(tmp_path / "weights.csv")
    assert (again.answers, again.weights) == (weights.answers, weights.weights)


def test_features_say_what_leads_a_place_on_which_side_of_the_figure_it_stands_and_what_the_rules_made_of_it(benchmark):
    found = features_of(benchmark, "Some 4,000 people fled from the town of Bama to Maiduguri on Monday.")
    role, features = found["Maiduguri"]
    assert role == "to"
    assert {
        "lead=to rule=to",
        "follow=on side=after group=displaced",
        "side=after counts=0 rule=to",
    } <= features
    assert "none act=displaced" in found[None][1]
    assert found["Bama"][0] == "from"


def test_places_of_the_speaker_and_of_the_sentence_before_are_weighed_too(benchmark):
    reader = Reader()
    reader._attacher = recorder = benchmark.Recorder()
    text = "A baker in Kilis told reporters that 4,000 people had come to Gaziantep. Another 300 arrived on Monday."
    reader.read(text, date=TODAY)
    first, second = ({each.place.name: set(each.features) for each in found[1:]} for _, _, found in recorder.seen)
    assert "spoken=True kind=settlement" in first["Kilis"]
    assert "back=1p rule=to" in second["Gaziantep"]


def table(**features):
    """Return weights for at, from and to."""
    return Linear(attach.ROLES, {name.replace("__", "=").replace("_", " "): row for name, row in features.items()})


def claim_by(weights, joined=None):
    reader = Reader()
    reader._attacher = attach.Attacher(weights, joined or Linear(attach.JOINED, {}))
    (claim,) = reader.read("Some 4,000 people fled from Bama and Konduga to Maiduguri.", date=TODAY).claims
    return claim


def test_weights_take_a_place_from_a_claim_and_change_its_role():
    claim = claim_by(table(none=(0.5, 0.5, 0.5), lead__to_rule__to=(1.0, 0.0, 0.0)))
    assert [p.name for p in claim.at] == ["Maiduguri"]
    assert not claim.origin
    assert not claim.destination


def test_a_place_joined_to_the_chosen_one_is_weighed_once_more():
    weights = table(none=(0.5, 0.5, 0.5), lead__from_rule__from=(0.0, 1.0, 0.0))
    assert [p.name for p in claim_by(weights).origin] == ["Bama"]
    joined = Linear(attach.JOINED, {"chain=True": (0.0, 1.0)})
    assert [p.name for p in claim_by(weights, joined).origin] == ["Bama", "Konduga"]


def test_weights_tell_names_of_places_from_others():
    text = "Some 4,000 people fled. Beyond Zorvan lies the desert."
    reader = Reader()
    reader._names = Linear(naming.ANSWERS, {"bias": (1.0, 0.0)})
    assert not reader.read(text, date=TODAY).places
    reader._names = Linear(naming.ANSWERS, {"bias": (1.0, 0.0), "lead=leading": (0.0, 2.0)})
    assert [p.name for p in reader.read(text, date=TODAY).places] == ["Zorvan"]


def test_what_is_learned_tells_right_from_wrong(learning):
    rows = [
        learning.Example(1, frozenset({"bias", f"lead={word}"}), frozenset({answer}))
        for word, answer in (("in", "at"), ("to", "to"), ("from", "from"))
        for _ in range(9)
    ]
    weights = learning.learn(rows, attach.ROLES, ridge=0.1, fewest=3)
    assert [weights.best(["bias", f"lead={word}"]) for word in ("in", "to", "from")] == ["at", "to", "from"]
    options = (frozenset({"far"}), frozenset({"near"}))
    chosen = learning.learn_choice([learning.Choice(1, options, frozenset({1}))] * 5, ridge=0.1, fewest=3)
    assert highest(chosen.first_sums(options)) == 1


def test_weights_change_the_date_of_a_claim():
    text = "Some 4,000 people fled from Bama on Monday, and on Tuesday it rained."
    reader = Reader()
    reader._dater = dating.Dater(Linear(dating.ANSWERS, {"date rivals=1": (5.0,)}))
    (claim,) = reader.read(text, date=TODAY).claims
    assert claim.date == datetime.date(2022, 5, 17)
    reader._dater = dating.Dater(Linear(dating.ANSWERS, {}))
    (claim,) = reader.read(text, date=TODAY).claims
    assert claim.date == datetime.date(2022, 5, 16)


def test_shipped_weights_are_for_what_the_reader_looks_at(learning, parts):
    some = learning.texts()[::4]
    seen = {
        "names": {f for row in parts["reading_names"].examples(Reader(), some) for f in row.features},
        "dates": {f for row in parts["reading_dates"].examples(Reader(), some) for o in row.options for f in o},
        "places": {
            f
            for row in parts["reading_places"].examples(Reader(), some)
            for each in row.candidates
            for f in each.features
        },
    }
    for name, features in seen.items():
        shipped = of_language(name, "en", ()).weights
        assert len(shipped) > 50
        assert len(shipped.keys() & features) / len(shipped) > 0.5, f"python benchmarks/reading_learn.py --parts {name}"


def test_of_several_mentions_of_a_place_the_one_that_is_no_people_is_looked_at(parts):
    seen = features_of(parts["reading_places"], "Some 3,000 Turkish people fled Azaz for Turkey on Friday.")
    assert "lead=for rule=none" in seen["Turkey"][1]
    assert not any(feature.startswith("people ") for feature in seen["Turkey"][1])
