"""Where a name begins and ends, and what is seen of it."""

import datetime

import pytest

from kilis.scenario import Place
from kilis.sources import gazetteer
from kilis.sources.reading import Reader, lexicon
from kilis.sources.reading.labels import Labels, label_end, opens
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.naming import ANSWERS, Naming, plain_words
from kilis.sources.reading.resolving import Resolver

ENGLISH = lexicon.load()


@pytest.fixture(scope="module")
def naming():
    return Naming(lexicon.load("en"), Linear(ANSWERS, {}))


def name_at(naming, text, word):
    """Return the name that begins at the first token ``word``."""
    tokens = ENGLISH.tokens(text)
    at = next(k for k, token in enumerate(tokens) if token.text == word)
    end = naming.end_of(tokens, at)
    return None if end is None else text[tokens[at].start : tokens[end - 1].end]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Qarm al-Zolda fell on Monday.", "Qarm al-Zolda"),
        ("They slept in Qarm d'Alva for a night.", "Qarm d'Alva"),
        ("Jonas K. Qarm stadium is full.", "Jonas K. Qarm"),
        ("Bridge No 2 is shut.", "Bridge No 2"),
        ("PK 14 was never meant for 4,000.", "PK 14"),
        ("Entries at Qarm stood at 400.", "Entries"),
        ("COLUMNS NEAR QARM WERE HIT.", "COLUMNS"),
        ("Qarm–Zolda is open.", "Qarm"),
        ("Qarm-Zolda is open.", "Qarm-Zolda"),
    ],
)
def test_a_name_ends_where_a_reader_ends_it(naming, text, name):
    assert name_at(naming, text, name.split()[0].split("-")[0].split("–")[0]) == name


def test_a_small_word_with_a_capital_begins_no_name(naming):
    assert name_at(naming, "Within Qarm 300 houses burnt.", "Within") is None


@pytest.mark.parametrize("mark", ["-", "›", "▸", "(c)", "1)", "a."])
def test_the_mark_of_a_line_opens_it(mark):
    tokens = ENGLISH.tokens(f"{mark} Qarm: 224 families")
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    assert opens(tokens, at)
    assert not opens(tokens, at + 2)


def test_an_article_without_a_capital_is_part_of_the_name_that_is_weighed(naming):
    tokens = ENGLISH.tokens("Shells hit the camp, al-Qarm and the road.")
    at = next(k for k, token in enumerate(tokens) if token.text == "Qarm")
    assert "lead=," in naming.features(tokens, at, at + 1, [], "no")


def test_the_verb_behind_a_name_is_seen_past_its_auxiliaries(naming):
    tokens = ENGLISH.tokens("Qarm has been bombed.")
    assert "verb=bombedTrue" in naming.features(tokens, 0, 1, [], "no")


def test_a_line_with_any_bullet_is_not_joined_to_a_long_line_above_it():
    above = "› Zolda, to the south of the town: 945 families brought by bus"
    assert [s.opens_line for s in ENGLISH.sentences(f"{above}\n› Qarm: 224 families")] == [True, True]


def test_labels_like_that_of_a_listed_place_are_seen():
    labels = Labels()
    lines = ["› Goma: 945 families", "› Sake (west): 600 families", "› Qarm: 224 families", "Rain: 40 mm"]
    tokens = [ENGLISH.tokens(line) for line in lines]
    for each in tokens:
        labels.learn(each, lambda words: words[0].text in ("Goma", "Sake"))
    assert labels.like(tokens[2], 1) == "3 half"
    assert labels.like(tokens[3], 0) == "1 unknown"
    assert labels.like(ENGLISH.tokens("Qarm fell on Monday."), 0) == "none"


def test_a_word_that_stands_without_a_capital_elsewhere_is_seen():
    naming = Naming(lexicon.load("en"), Linear(ANSWERS, {}), frozenset({"bread"}))
    assert "plain=all no" in naming.features(ENGLISH.tokens("Bread: 50 soms"), 0, 1, [], "no")
    assert "plain=no no" in naming.features(ENGLISH.tokens("Qarm: 50 tents"), 0, 1, [], "no")
    assert {"bread", "helicopter"} & plain_words("en")
    assert not plain_words("xx")


def test_a_word_of_number_behind_an_initial_opens_a_sentence(naming):
    assert name_at(naming, "Bodies were found in Qarm K. Three of them were known.", "Qarm") == "Qarm K"


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("Qarm (Zolda, north of the river): 1,305 people fled.", ")"),
        ("(c) Qarm: 1,305 people fled.", "Qarm"),
        ("They said in the town on Monday: 1,305 people fled.", None),
    ],
)
def test_a_label_ends_at_its_colon_however_much_stands_in_brackets(text, before):
    tokens = ENGLISH.tokens(text)
    end = label_end([token.low for token in tokens])
    assert (None if end is None else tokens[end - 1].text) == before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("As Pakistan's army moved, 4,000 people fled Swat.", ["Pakistan", "Swat"]),
        ("Along with the 4,000 people at Sake, others are waiting.", ["Sake"]),
        ("The Arakan Army shelled Maungdaw on Monday.", ["Maungdaw"]),
        ("Press officer Hala Jaber counted 4,000 people in Sake.", ["Sake"]),
    ],
)
def test_words_that_open_a_sentence_and_parts_of_bodies_and_persons_are_no_places(text, names):
    assert [place.name for place in Reader().read(text, date=datetime.date(2022, 5, 20)).places] == names


def test_in_a_headline_words_that_stand_without_a_capital_elsewhere_are_no_names():
    text = "Escalation in Marib Threatens 4,000 Displaced People Living in Crowded Schools"
    assert [place.name for place in Reader().read(text, date=datetime.date(2022, 5, 20)).places] == ["Marib"]


def test_a_dateline_of_two_towns_and_one_with_an_agency_behind_a_comma_are_cut_off():
    end = " Fighting between the army and rebels sent 4,000 people out of Tawila last week, aid workers said."
    for line in ("El Fasher / Kutum —", "Moscow, Sept 27, (dpaXYZ) –"):
        (claim,) = Reader().read(line + end, date=datetime.date(2022, 5, 20)).claims[-1:]
        assert not {"Fasher", "Kutum", "Moscow"} & {word for place in claim.places for word in place.name.split()}


def test_a_town_and_a_colon_before_the_story_are_a_dateline_and_before_a_line_of_a_list_its_label():
    story = " Gunmen killed 15 people in Silgadji over the weekend, officials said, and more are feared dead."
    (claim,) = Reader().read("Kaya:" + story, date=datetime.date(2022, 5, 20)).claims[:1]
    assert [place.name for place in claim.at] == ["Silgadji"]
    rows = "Kaya: Some 15 people were killed\nDjibo: Some 19 people were killed"
    killed = Reader().read(rows, date=datetime.date(2022, 5, 20)).claims
    assert [[place.name for place in claim.at] for claim in killed] == [["Kaya"], ["Djibo"]]


def test_two_places_that_share_their_last_word_are_both_read():
    text = "In North and South Kivu provinces, 4,000 people fled."
    assert [p.name for p in Reader().read(text, date=datetime.date(2022, 5, 20)).places] == ["North Kivu", "South Kivu"]


def test_a_dateline_whose_agency_sounds_like_a_town_is_cut_off():
    text = "TAK, Dec 17 (TNA) – About 4,000 people fled a clash and crossed the river to take shelter in Mae Sot."
    (claim,) = Reader().read(text, date=datetime.date(2021, 12, 17)).claims[:1]
    assert "TAK" not in {place.name for place in claim.places}


def test_endings_of_arabic_names_are_one():
    (claim,) = Reader().read("Some 4,200 people are waiting at Bab el Salamah.", date=datetime.date(2016, 2, 6)).claims
    assert [candidate.name for candidate in claim.at[0].candidates] == ["Bab al-Salama"]


@pytest.mark.parametrize(
    ("kind", "words", "meant"),
    [
        ("site", "Kanyaru camp", "kanyaru"),
        ("crossing", "Kanyaru border crossing", "kanyaru"),
        ("settlement", "Kanyaru camp", None),
    ],
)
def test_a_site_or_crossing_of_the_scenario_is_known_with_its_noun_too(kind, words, meant):
    place = Place("kanyaru", "Kanyaru", kind, -1.6, 29.2, "COD")
    found = Resolver(gazetteer.load(), [place], ENGLISH).resolve(words)
    assert (found[0].place_id if found else None) == meant
