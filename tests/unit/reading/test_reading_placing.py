"""Which names are places, and what is seen of the places of a claim: the sentence's other claims, order, period."""

import datetime
import importlib
import sys
from pathlib import Path

import pytest

from kilis.scenario import Place
from kilis.sources.reading import Reader, attach, naming
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.model import Candidate, NamedPlace
from kilis.sources.reading.passed_over import gates_among

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
TODAY = datetime.date(2022, 5, 20)


@pytest.fixture(scope="module")
def places():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("reading_places")
    finally:
        sys.path.remove(str(BENCHMARKS))


def seen(places, text):
    """Return for each claim of a text what is seen of its candidates, by name; of no place under None."""
    reader = Reader()
    reader._attacher = recorder = places.Recorder()
    reader.read(text, date=TODAY)
    return [
        {each.place.name if each.place else None: set(each.features) for each in candidates}
        for _, _, candidates in recorder.seen
    ]


def named(text, weights):
    reader = Reader()
    reader._names = Linear(naming.ANSWERS, weights)
    return [place.name for place in reader.read(text, date=TODAY).places]


def test_a_listed_town_is_no_place_where_weights_say_that_a_person_is_named():
    text = "Sofia Swanson counted 4,000 people who had fled from Sake."
    assert named(text, {"bias": (0.0, 1.0)}) == ["Sofia Swanson", "Sake"]
    person = dict.fromkeys(("given follow=Name", "given no size=2", "lead=Name"), (2.0, 0.0))
    assert named(text, {"bias": (0.0, 1.0)} | person) == ["Sake"]


def test_an_unlisted_name_goes_on_behind_the_point_of_a_saint():
    text = "The barangay of Sta. Qarmina holds 4,000 people who fled."
    assert "Sta. Qarmina" in named(text, {"bias": (0.0, 1.0)})


def test_many_places_owned_by_one_noun_are_places():
    assert "Qarmina" in named("People fled the districts of Qarmina and Zolda on Monday; 4,000 came.", {})


def test_a_claim_is_told_which_places_the_claims_before_it_in_the_sentence_were_given(places):
    first, second = seen(places, "Some 4,000 people fled Sake and 300 people were killed there on Monday.")
    assert not any(feature.startswith("decided=") for feature in first["Sake"])
    assert "decided=from act=killed" in second["Sake"]


def test_weights_are_learned_from_texts_read_with_the_places_that_weights_give(places):
    weights = Linear(attach.ROLES, {"bias": (1.0, 0.0, 0.0)}), Linear(attach.JOINED, {})
    reader = Reader()
    reader._attacher = recorder = places.Recorder(weights)
    reader.read("Some 4,000 people fled Sake and 300 people were killed there on Monday.", date=TODAY)
    _, _, candidates = recorder.seen[1]
    assert any("decided=at act=killed" in each.features for each in candidates)


def test_a_figure_and_a_place_are_told_apart_by_which_of_them_a_sentence_begins_with(places):
    place_first = seen(places, "In Sake 4,000 people are sheltering, and in Goma 300 people are sheltering.")
    assert "order=place side=before counts=0 others=0" in place_first[0]["Sake"]
    assert "order=place side=after counts=0 others=0" in place_first[0]["Goma"]
    count_first = seen(places, "Some 4,000 people are sheltering in Sake, and 300 people are sheltering in Goma.")
    assert "order=count side=after counts=0 others=0" in count_first[0]["Sake"]


def test_totals_speak_of_no_single_place(places):
    text = "Some 300 people fled Sake on Monday. Nationwide, 4,000 people have been killed since January 2021."
    assert "none points=total" in seen(places, text)[-1][None]


def test_what_a_place_lies_in_is_seen(places):
    (features,) = seen(places, "Some 4,000 people fled Ansongo, Mali on Monday.")
    assert {"inner=False outer=True country>settlement", "inner=False outer=True rule=from"} <= features["Ansongo"]
    assert "inner=True outer=False country>settlement" in features["Mali"]


def test_a_place_in_mind_is_told_by_how_it_stood_when_it_was_named(places):
    text = "Some 300 people fled towards Sake on Monday. Another 4,000 people were displaced on Tuesday."
    assert "stood=towards act=displaced" in seen(places, text)[-1]["Sake"]


def test_where_people_arrive_is_weighed_as_a_place_to_and_one_they_are_at():
    weights = Linear(attach.ROLES, {"none": (1.0, 1.0, 1.0), "lead=to rule=to": (1.5, 0.0, 1.0)})
    reader = Reader()
    reader._attacher = attach.Attacher(weights, Linear(attach.JOINED, {}))
    arrived, fled = reader.read("Some 300 people came to Sake. Some 4,000 people fled to Goma.", date=TODAY).claims
    assert [place.name for place in arrived.destination] == ["Sake"]
    assert not fled.destination  # what speaks for "at" says nothing of where people flee to


@pytest.mark.parametrize(
    "text", ["Some 300 people were killed when they fled Sake.", "Rebels cut the road from Sake to Goma on Monday."]
)
def test_those_who_are_killed_and_events_are_at_a_place_never_from_or_to_one(text):
    reader = Reader()
    every = Linear(attach.ROLES, {"bias": (1.0, 5.0, 5.0)})
    reader._attacher = attach.Attacher(every, Linear(attach.JOINED, {}))
    claims = reader.read(text, date=TODAY).claims
    kept = [claim for claim in claims if claim.kind == "event" or claim.action == "killed"]
    assert kept
    assert all(claim.at and not claim.origin and not claim.destination for claim in kept)


def test_the_words_between_two_places_of_a_claim_are_seen(places):
    reader = Reader()
    reader._attacher = recorder = places.Recorder()
    reader.read("Rebels cut the road from Sake to Goma on Monday.", date=TODAY)
    _, asked, candidates = recorder.seen[0]
    names = [each.place.name if each.place else None for each in candidates]
    features = attach.joined(asked, "at", names.index("Sake"), names.index("Goma"), candidates, [0.0] * len(names))
    assert "act=event:cut link=to" in features
    assert "leads=from+to act=event:cut" in features


def test_passages_mark_which_places_a_claim_has_in_which_role_and_which_may_be_left_out(places):
    every = places.passages()
    text, meta = next((text, meta) for _, text, meta in every if text.startswith("Some 4,000 people have left"))
    first, second = meta["claims"]
    assert text[first["start"] : first["end"]] == "4,000 people"
    assert (first["kind"], first["action"]) == ("figure", ["displaced"])
    assert [place["name"] for place in first["places"]["from"]] == ["Sake", "Minova"]
    assert second["places"]["from"][0]["optional"]
    assert any(claim["kind"] == "event" for _, _, meta in every for claim in meta["claims"])


def rows_of(places, text):
    """Return the places of the first claim's sentence by the row that they stand in."""
    reader = Reader()
    reader._attacher = recorder = places.Recorder()
    reader.read(text, date=TODAY)
    rows = {}
    for each in recorder.seen[0][2]:
        if each.inside:
            rows.setdefault(each.chain, []).append(each.place.name)
    return list(rows.values())


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Some 4,000 people fled Sake town, Goma (Friday) and the village of Beni.", [["Sake", "Goma", "Beni"]]),
        ("Some 4,000 people fled along the Goma–Beni road.", [["Goma", "Beni"]]),
        ("Some 4,000 people fled Sake as well as parts of Goma.", [["Sake", "Goma"]]),
        ("Some 4,000 people fled Sake and neighbouring Goma.", [["Sake", "Goma"]]),
        ("Some 4,000 people fled to Sake and towns including Goma.", [["Sake", "Goma"]]),
        (
            "Some 4,000 people fled Sake (Beni is one of its camps), Goma and Bunia.",
            [["Sake", "Goma", "Bunia"], ["Beni"]],
        ),
        ("Some 4,000 people fled Sake, where Goma sends its rice.", [["Sake"], ["Goma"]]),
    ],
)
def test_a_row_of_places_goes_on_over_nouns_and_brackets_and_a_dash(places, text, rows):
    assert rows_of(places, text) == rows


def test_a_place_is_known_by_how_often_the_whole_document_names_it_and_by_what_was_told_of_it(places):
    text = (
        "Rebels shelled Goma on Monday. A market burned in Sake. Some 300 people were killed.\n\n"
        "GOMA is calm now, and the bridge of Goma is open."
    )
    killed = next(each for each in seen(places, text) if "none act=killed" in each[None])
    assert {"main=4 own=0", "told=assault act=killed"} <= killed["Goma"]
    assert "main=1 own=0" in killed["Sake"]


def test_a_place_right_beside_the_chosen_one_is_looked_at_too():
    goma, beni = (
        attach.Candidate(None, "none", [], chain=(0, n), inside=True, link=link) for n, link in ((1, ""), (3, "to"))
    )
    nowhere = attach.Candidate(None, "none", [])
    column = [0.0, 3.0, -5.0]
    assert attach.may_join(1, 2, [nowhere, goma, beni], column)
    beni.link = "far"
    assert not attach.may_join(1, 2, [nowhere, goma, beni], column)
    beni.chain, beni.inside = (9, 9), False
    assert not attach.may_join(1, 2, [nowhere, goma, beni], [0.0, 3.0, 2.0]), "it is in another sentence"


def test_the_place_that_the_document_is_about_is_weighed_though_others_were_named_since(places):
    others = " ".join(f"A market burned in {name}." for name in ("Sake", "Beni", "Bunia", "Butembo", "Rutshuru"))
    about = "Goma and Uvira are calm. Nobody sleeps in Goma or Kalemie. The road from Goma to Walikale is open."
    killed = next(
        each
        for each in seen(places, f"{about} {others} Some 300 people were killed.")
        if "none act=killed" in each[None]
    )
    assert list(killed)[:4] == [None, "Rutshuru", "Butembo", "Goma"]


@pytest.mark.parametrize(
    "left", ["the city and region of Aleppo", "the town and countryside of Aleppo", "the city of Aleppo"]
)
def test_what_people_left_is_known_past_two_words_that_describe_it(left):
    (claim,) = (
        Reader().read(f"The UN counts 31,000 people displaced from {left}.", date=datetime.date(2016, 2, 10)).claims
    )
    assert [place.name for place in claim.origin] == ["Aleppo"]
    assert not claim.at


@pytest.mark.parametrize(
    "text",
    [
        "Some 4,000 people who fled the violence in Sake came to Goma.",
        "Some 4,000 people came to Goma since the start of the Sake offensive.",
    ],
)
def test_a_place_is_known_by_the_fighting_there_that_is_spoken_of(places, text):
    features, *_ = seen(places, text)
    assert "trouble act=arrived" in features["Sake"]
    assert not any(feature.startswith("trouble") for feature in features["Goma"])


@pytest.mark.parametrize("words", ["20 kilometres west of Goma", "north of Goma", "30 miles from Goma"])
def test_a_place_that_others_are_told_by_how_far_they_are_from_it_is_led_by_that(places, words):
    (features,) = seen(places, f"Some 4,000 people are sheltering in a camp {words}.")
    assert "lead=away side=after" in features["Goma"]


@pytest.mark.parametrize("words", ["20 kilometres west of Goma", "about 30 miles from Goma"])
def test_a_place_that_only_tells_how_far_the_one_before_it_lies_is_no_candidate(places, words):
    (features,) = seen(places, f"Some 4,000 people are sheltering in Sake, {words}.")
    assert "Sake" in features
    assert "Goma" not in features


@pytest.mark.parametrize("words", ["the north of Goma", "the town of Goma", "the outskirts of the town of Goma"])
def test_a_part_of_a_town_is_led_as_the_town_is(places, words):
    (features,) = seen(places, f"Some 4,000 people are sheltering in {words}.")
    assert "lead=in side=after" in features["Goma"]


@pytest.mark.parametrize("words", ["Congo's eastern Kalemie province", "the Congolese town of Kalemie"])
def test_a_place_is_led_by_what_stands_before_the_one_it_belongs_to(places, words):
    (features,) = seen(places, f"Some 4,000 people fled to {words}.")
    assert "lead=to side=after" in next(each for name, each in features.items() if name and "Kalemie" in name)


def test_the_pronoun_that_goes_on_about_a_place_is_seen(places):
    (features,) = seen(places, "Some walked to Goma, which hosts 4,000 displaced people.")
    assert "follow=,which side=before group=stock" in features["Goma"]


def test_what_acts_for_a_people_is_seen(places):
    (features,) = seen(places, "The Turkish government said the country hosts 4,000 refugees.")
    assert {"people follow=power act=sheltering", "people pointed=True act=sheltering"} <= features["Turkey"]
    (features,) = seen(places, "The Turkish health ministry said that 4,000 people were killed.")
    assert {"people follow=power act=killed", "people main=0 act=killed"} <= features["Turkey"]
    *_, features = seen(places, "Turkey is calm. Turkey is cold. The Turkish government said that 4,000 people fled.")
    assert "people main=4 act=displaced" in features["Turkey"]


def test_fighting_that_people_fled_is_told_apart_from_other_fighting(places):
    (fled,) = seen(places, "Some 4,000 people who fled the fighting in Sake came to Goma.")
    assert "trouble=fled group=moving" in fled["Sake"]
    told, *_ = seen(places, "Some 4,000 people came to Goma since the fighting in Sake began.")
    assert "trouble=told group=moving" in told["Sake"]


def test_a_place_in_mind_is_told_by_the_fighting_there_when_it_was_named(places):
    text = "Some 300 people came to Goma when fighting in Sake began. Another 4,000 people came on Tuesday."
    last = seen(places, text)[-1]
    assert "stood=trouble act=arrived" in last["Sake"]
    assert "stood=to act=arrived" in last["Goma"]


@pytest.mark.parametrize(
    "text",
    [
        "Sake and Minova camps, with populations of 113,000 and 35,000 respectively, were empty, and people left Goma.",
        "Thousands of people went to Goma, to Sake and to Minova (respectively, about 113,000 and 35,000 people).",
    ],
)
def test_figures_in_a_row_are_shared_out_among_the_places_of_a_row(text):
    meant = {113_000: "Sake", 35_000: "Minova"}
    claims = [c for c in Reader().read(text, date=TODAY).claims if c.quantity and c.quantity.value in meant]
    assert claims
    assert all([place.name for place in claim.places] == [meant[claim.quantity.value]] for claim in claims)


@pytest.mark.parametrize("words", ["the North Kivu capital Goma", "North Kivu's eastern town of Goma"])
def test_what_a_place_lies_in_is_seen_where_it_stands_before_it_too(places, words):
    features = seen(places, f"Some 4,000 people fled {words}.")[-1]
    assert "inner=False outer=True region>settlement" in features["Goma"]
    assert "inner=True outer=False region>settlement" in features["North Kivu"]


def test_a_pronoun_behind_the_country_goes_on_about_the_town_in_it(places):
    (features,) = seen(places, "A wall fell in Malakal, South Sudan, where 4,000 people are sheltering.")
    assert "follow=,where side=before group=stock" in features["Malakal"]


def placed(text, table):
    """Return the places of each claim of a text by role, given by weights."""
    reader = Reader()
    reader._attacher = attach.Attacher(Linear(attach.ROLES, table), Linear(attach.JOINED, {"chain=True": (0.0, 1.0)}))
    return [
        tuple([place.name for place in group] for group in (claim.at, claim.origin, claim.destination))
        for claim in reader.read(text, date=TODAY).claims
    ]


def test_the_places_of_one_row_have_one_role():
    table = {"none": (1.0, 1.0, 1.0), "nearer=0 side=before": (0.0, 2.0, 0.0), "nearer=1 side=before": (1.5, 0.0, 0.0)}
    text = "Rebels in Sake and Goma displaced 4,000 people."
    assert placed(text, table) == [([], ["Sake", "Goma"], [])]


def test_places_with_a_figure_between_them_may_have_roles_of_their_own(places):
    reader = Reader()
    reader._attacher = recorder = places.Recorder()
    reader.read("They are sheltering in Goma (4,000 people) and in Sake (300 people).", date=TODAY)
    _, asked, candidates = recorder.seen[0]
    names = [each.place.name if each.place else None for each in candidates]
    features = attach.joined(asked, "at", names.index("Goma"), names.index("Sake"), candidates, [0.0] * len(names))
    assert "counts=1 chain=True" in features


@pytest.mark.parametrize("unit", ["(700 families)", "or 700 families", ", totaling 700 families,"])
def test_a_figure_told_once_more_in_another_unit_has_the_same_places(unit):
    table = {"none": (1.0, 1.0, 1.0), "side=after counts=0 rule=from": (0.0, 3.0, 0.0)}
    assert placed(f"Some 4,000 people {unit} fled from Sake on Monday.", table) == [([], ["Sake"], [])] * 2
    table = {"none": (1.0, 1.0, 1.0), "side=after counts=1 rule=from": (0.0, 3.0, 0.0)}
    assert placed(f"Some 4,000 people {unit} fled from Sake on Monday.", table) == [([], ["Sake"], [])] * 2


def test_events_are_given_their_places_first_and_what_they_did_follows(places):
    (killed,) = [each for each in seen(places, "Some 300 people were killed when rebels attacked Sake.")
                 if "none act=killed" in each[None]]  # fmt: skip
    assert {"decided=at act=killed", "decided by=assault act=killed"} <= killed["Sake"]


def test_words_that_may_part_a_place_from_the_figure_are_seen(places):
    (features,) = seen(places, "Those who reached Goma said that 300 people were killed in Sake.")
    assert "past=that side=before group=killed" in features["Goma"]
    assert "past=that side=before lead=word" in features["Goma"]
    assert "past=in side=after group=killed" in features["Sake"]


def test_how_much_a_document_speaks_of_the_country_of_a_place_is_seen(places):
    text = "Some 300 people fled Sake and Goma in Congo. In New York a diplomat spoke of 4,000 Congolese who left Goma."
    *_, features = seen(places, text)
    assert {"land=4 act=displaced", "land=4 kind=settlement group=displaced"} <= features["Goma"]
    assert "land=0 act=displaced" in features["New York"]


def test_a_capital_is_told_from_other_towns(places):
    text = "Some 300 people fled Sake in Congo. In Kinshasa a diplomat spoke of 4,000 Congolese who left Goma."
    *_, features = seen(places, text)
    assert "capital=4 lead=in" in features["Kinshasa"]
    assert not any(feature.startswith("capital=") for feature in features["Goma"])


def test_the_countries_of_a_scenario_are_not_taken_for_what_a_document_speaks_of(places):
    towns = ("Azaz", "Marea", "Afrin", "Jarablus", "Manbij", "Idlib")
    reader = Reader([Place(name.lower(), name, "settlement", 36.5, 37.0, "SYR") for name in towns])
    reader._attacher = recorder = places.Recorder()
    reader.read("Some 300 people fled Sake. Another 4,000 fled Goma in Congo to Azaz.", date=TODAY)
    *_, (_, _, candidates) = recorder.seen
    features = {each.place.name: each.features for each in candidates if each.place}
    assert "land=1 act=displaced" in features["Azaz"]
    assert "land=4 act=displaced" in features["Goma"]


def test_a_row_goes_on_past_the_province_that_one_of_its_places_lies_in(places):
    text = "Some 4,000 people fled clashes in Sake District in North Kivu, Uvira District in South Kivu and Kalemie."
    assert ["Sake", "Uvira", "Kalemie"] in [
        [name.removesuffix(" District") for name in row] for row in rows_of(places, text)
    ]


def test_the_capital_of_a_region_is_known_to_lie_in_it(places):
    features = seen(places, "Some 4,000 people fled North Kivu's capital, Goma, on Monday.")[-1]
    assert "inner=False outer=True region>settlement" in features["Goma"]


def test_those_who_flee_across_the_border_to_a_country_flee_to_it():
    reader = Reader()
    reader._attacher = attach.Attacher(Linear(attach.ROLES, {}), Linear(attach.JOINED, {}))
    (claim,) = reader.read("Some 4,000 people fled across the border to Turkey.", date=TODAY).claims
    assert [place.name for place in claim.destination] == ["Turkey"]


CROSSING = [
    Place("bab-al-salama", "Bab al-Salama", "crossing", 36.66, 37.06, "SYR", extra={"aliases": "Oncupinar"}),
    Place("turkey", "Turkey", "site", 36.72, 37.12, "TUR"),
]


def test_of_a_crossing_and_the_country_it_belongs_to_the_crossing_is_meant():
    text = "About 35,000 people had reached Turkey's Oncupinar border crossing, the governor said."
    (claim,) = Reader(CROSSING).read(text, date=datetime.date(2016, 2, 7)).claims
    assert [place.place_id for place in claim.places] == ["bab-al-salama"]


def test_nobody_flees_from_a_border_that_they_have_massed_on():
    text = "Thousands of families fleeing the shelling have gathered on the Turkish border."
    claims = Reader().read(text, date=datetime.date(2016, 2, 7)).claims
    (claim,) = [claim for claim in claims if claim.quantity]
    assert claim.origin == ()


def test_a_country_to_which_a_gate_is_opened_is_no_site_that_opens():
    text = "Since spring Oncupinar has been shut; on some mornings it is opened to let ambulances into Turkey."
    claims = Reader(CROSSING).read(text, date=datetime.date(2016, 2, 7)).claims
    assert "site_opens" not in {claim.action for claim in claims}


KESSRA = (
    Place("kessra", "Kessra", "settlement", -48.0, -120.0, "XKA"),
    Place("ruva", "Ruva camp", "site", -47.6, -119.3, "XKA"),
    Place("ngate", "North gate", "crossing", -47.4, -119.2, "XKA"),
)


def test_names_of_the_scenario_need_no_capitals_behind_the_first():
    reader = Reader(KESSRA)
    (claim,) = reader.read("Some 3,000 people are stranded at the North gate, guards said.", date=TODAY).claims
    assert [place.candidates[0].place_id for place in claim.at] == ["ngate"]


def test_a_dateline_may_name_a_place_that_only_the_scenario_knows():
    story = "KESSRA, 20 May 2022 (Daily Post) - Some 16,000 people are now sheltering in Ruva camp, the manager said."
    (claim,) = Reader(KESSRA).read(story, date=TODAY).claims
    assert [place.candidates[0].place_id for place in claim.places] == ["ruva"]


def where(text):
    """Return the names of the places of each claim by its action and number."""
    claims = Reader().read(text, date=TODAY).claims
    return {
        (c.action, c.quantity.value if c.quantity else None): ["+".join(p.name for p in c.origin), *(
            p.name for p in c.at + c.destination
        )] for c in claims
    }  # fmt: skip


def test_a_country_that_does_it_is_not_where_it_happens():
    told = where("Since Russia's invasion began, 2,400 people have fled. Some 20 were killed as Chad's army advanced.")
    assert not {"Russia", "Chad"} & {name for (_, value), names in told.items() if value is None for name in names}


def test_a_country_has_its_own_fighting():
    assert where("In Syria's fighting 30 people were killed.")["killed", 30] == ["", "Syria"]


@pytest.mark.parametrize("mark", [" -", " –", ":"])
def test_a_whole_keeps_its_place_before_the_places_of_its_parts(mark):
    told = where(f"Some 4,100 people arrived in Chad yesterday{mark} 3,300 at Adré and 800 at Tiné.")
    assert (told["arrived", 4100], told["arrived", 3300]) == (["", "Chad"], ["", "Adré"])


def test_countries_that_are_not_named_are_none_that_was_named_before():
    told = where("Some 9,000 people came to Chad on Sunday. A million have crossed into neighbouring countries.")
    assert told["arrived", 1_000_000] == [""]


def test_a_river_is_crossed_and_not_arrived_at():
    told = where("Some 320 people crossed the Moei River on Tuesday.")
    assert told["arrived", 320] == [""]


def test_of_a_state_and_the_country_it_lies_in_the_state_is_meant():
    told = where("In Shan State in northeastern Myanmar – its fourth week of war – around 2,700 people fled last week.")
    assert told["displaced", 2700] == ["", "Shan State"]


def test_a_captured_crossing_is_not_the_country_behind_it():
    told = where("Fighters have seized the hills above and a border crossing with Tajikistan. Some 900 fled.")
    assert "Tajikistan" not in told.get(("control", None), [])


def test_a_lagoon_in_a_title_is_no_heading():
    told = where(
        "A film shows women crossing the Nanthikadal Lagoon. The mayor said 41 villagers had been killed in a week."
    )
    assert told["killed", 41] == [""]


def test_moslems_are_a_people_and_no_place():
    told = where("At least 57 Moslems have been killed and more than 200 hurt in one of the towns left to Moslems.")
    assert told["killed", 57] == [""]


def test_a_stronghold_is_the_town_and_not_its_people():
    told = where("Guards said 312 refugees have reached Croatia from the Serbian stronghold of Banja Luka.")
    assert told["arrived", 312] == ["Banja Luka", "Croatia"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Buses go from Hamdayet, a centre which now holds 6,800, to Um Rakuba, 70 km on.", ("", "Hamdayet", "")),
        (
            "Some 30,000 civilians have left since Monday, most of them for government-held Nubl and Zahraa.",
            ("", "", "Nubl+Zahraa"),
        ),
        ("Some 30,000 people have left Afrin for the army-controlled town of Nubl.", ("Afrin", "", "Nubl")),
    ],
)
def test_asides_and_who_holds_a_town_part_no_place_from_its_figure(reader, text, told):
    (claim,) = [c for c in reader.read(text, date=TODAY).claims if c.quantity]
    assert tuple("+".join(p.name for p in places) for places in (claim.origin, claim.at, claim.destination)) == told


def test_who_waits_at_the_crossing_waits_at_the_one_named_before():
    places = [
        Place("bas", "Bab al-Salama", "crossing", 36.642, 37.094, "SYR"),
        Place("azaz", "Azaz", "settlement", 36.587, 37.046, "SYR"),
        Place("afrin", "Afrin", "settlement", 36.512, 36.87, "SYR"),
        Place("turkey", "Turkey", "site", 39.0, 35.0, "TUR"),
    ]
    text = (
        "Families slept in the open around Bab al-Salama on Friday. A hospital in Azaz counted 1,500 arrivals. "
        "About 2,000 people were waiting at the crossing, 5,000 had been displaced to Azaz and 900 to Afrin."
    )
    text += (
        " The prime minister said nobody should think that because Turkey had taken in 2 million people it would "
        "carry the burden; 3,000 were at the gate, he said, and it would admit them when necessary."
    )
    told = {c.quantity.value: c for c in Reader(places).read(text, date=TODAY).claims if c.quantity}
    assert [p.name for p in told[2000].at] == ["Bab al-Salama"]
    assert [p.name for p in told[3000].at] == ["Bab al-Salama"]
    assert [p.name for p in told[5000].destination] == ["Azaz"]
    assert [p.name for p in told[900].destination] == ["Afrin"]


def test_nobody_comes_from_the_crossing_that_was_passed_nor_to_a_number(reader):
    def told(text):
        return [(c.action, [p.name for p in c.origin + c.at]) for c in reader.read(text, date=TODAY).claims]

    passed = "The road at the Masnaa border crossing, through which tens of thousands have fled, was cut on Monday."
    assert ("displaced", ["Masnaa border crossing"]) in told(passed)
    (claim,) = [c for c in reader.read(passed, date=TODAY).claims if c.quantity]
    assert claim.origin == ()
    sites = "More than 20,000 people fled Port-au-Prince last week. Fourteen sites have sprung up since 11 May."
    assert ("site_opens", ["Port-au-Prince"]) in told(sites)


def test_of_places_in_mind_only_gates_are_meant_where_there_are_any():
    gate, town = (
        NamedPlace(name, 0, 1, (Candidate(name, kind, "SYR"),))
        for name, kind in (("Ure", "crossing"), ("Bor", "settlement"))
    )
    assert gates_among({"bor": town, "ure": gate}) == {"ure": gate}
    assert gates_among({"bor": town}) == {"bor": town}


def test_places_before_a_country_that_goes_on_are_not_weighed(places):
    text = "The gate at Oncupinar opens at times to let people into Turkey, which has already taken in 9,000 people."
    *_, features = seen(places, text)
    assert "Turkey" in features
    assert "Oncupinar" not in features
