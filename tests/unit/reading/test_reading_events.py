"""Events: which phrases may tell of one, what can be seen of them, and that the sum of weights decides."""

import datetime
import importlib
import sys
from pathlib import Path

import pytest

from kilis.scenario import Place
from kilis.sources.reading import Reader
from kilis.sources.reading.happenings import ANSWERS, EventFinder, candidates
from kilis.sources.reading.linear import Linear

BENCHMARKS = Path(__file__).resolve().parents[3] / "benchmarks"
TODAY = datetime.date(2023, 5, 16)


class Noting(EventFinder):
    """Notes what can be seen of every phrase, by kind and word."""

    def __init__(self, weights=None):
        super().__init__(Linear(ANSWERS, weights or {}))
        self.seen, self.stretches = {}, {}

    def chosen(self, group, view):
        for each in group:
            word = view.s.low[each.cue.start]
            self.seen[each.kind, word] = set(view.features(each))
            self.stretches[each.kind, word] = each.stretch
        return super().chosen(group, view)


def noted(text):
    reader = Reader()
    reader._events = noting = Noting()
    reader.read(text, date=TODAY)
    return noting


def events(text, weights):
    reader = Reader()
    reader._events = EventFinder(Linear(ANSWERS, weights))
    return [c for c in reader.read(text, date=TODAY).claims if c.kind == "event"]


def test_the_reading_with_the_highest_sum_is_taken_and_none_where_none_is_likelier():
    text = "People fled. The road to Goma was closed on Monday."
    assert [c.action for c in events(text, {"cut subject=road": (1.0,), "close subject=none": (0.5,)})] == ["cut"]
    assert [c.action for c in events(text, {"cut subject=road": (1.0,), "close subject=none": (1.5,)})] == ["close"]
    assert events(text, {"bias": (-9.0,)}) == []


def test_without_weights_the_surest_words_tell_of_events_where_a_place_is_named():
    assert [c.action for c in events("People fled. Rebels captured Goma on Monday.", {})] == ["control"]
    assert events("People fled. Rebels captured it on Monday.", {}) == []
    assert events("People fled. Rebels left Goma on Monday.", {}) == []


def test_one_phrase_may_be_read_as_several_kinds_and_the_longest_of_a_kind_counts():
    seen = noted("The camp was shut down after air strikes on Goma.").seen
    assert {kind for kind, word in seen if word == "shut"} >= {"close", "site_closes"}
    assert "assault word=strikes" in seen["assault", "air"]
    assert ("assault", "strikes") not in seen


@pytest.mark.parametrize(
    ("text", "kind", "word"),
    [
        ("Rebels drove the last government soldiers out of Goma on Monday.", "control", "drove"),
        ("The militia gave the people of Sake two days to leave.", "threat", "gave"),
        ("Soldiers set dozens of houses in Sake on fire.", "assault", "set"),
        ("Guards turned several hundred people back at the crossing.", "close", "turned"),
        ("The guards at Masnaa let only the sick through.", "open", "let"),
        ("The army opened the road from Goma to traffic.", "restore", "opened"),
        ("UNHCR turned a school in Goma into a shelter.", "site_opens", "turned"),
    ],
)
def test_a_verb_and_its_second_part_are_one_phrase_though_others_stand_between(text, kind, word):
    assert any(feature.startswith(f"{kind} word=") for feature in noted(f"People fled. {text}").seen[kind, word])


def test_a_place_with_a_day_of_its_own_after_another_may_be_one_more_event():
    text = "People fled. Rebels captured Goma on Friday, Sake on Saturday and Rutshuru on Sunday."
    found = events(text, {"control word=capture": (1.0,)})
    assert [(c.action, [p.name for p in c.at], c.date.day) for c in found] == [
        ("control", ["Goma"], 12), ("control", ["Sake"], 13), ("control", ["Rutshuru"], 14),
    ]  # fmt: skip
    assert len(events("People fled. Rebels captured Goma and Sake on Friday.", {"control word=capture": (1.0,)})) == 1


def test_the_verb_of_an_event_that_was_told_is_not_another():
    text = "People fled. Missile strikes hit Goma on Monday."
    assert len(events(text, {"assault word=strikes": (1.0,), "assault word=hit": (1.0,)})) == 1


def test_what_is_threatened_is_no_event_of_its_own():
    text = "People fled. The rebels threatened on Sunday to attack Goma."
    assert [c.action for c in events(text, {"bias": (9.0,)})] == ["threat"]


def test_a_crossing_beyond_a_semicolon_is_not_what_a_word_is_said_of():
    seen = noted("People fled. The sick may enter when it is shut; the crossing at Goma has no tap.").seen
    assert "close subject=none" in seen["close", "shut"]


def test_words_of_which_only_the_kind_of_event_is_open_tell_of_the_likelier_kind():
    weights = {"bias": (-0.5,), "open subject=road": (0.1,)}
    assert [c.action for c in events("People fled. The road to Goma was opened on Monday.", weights)] == ["open"]
    assert events("People fled. Troops shelled Goma on Monday.", weights) == []


def test_what_nature_does_is_seen():
    seen = noted("People fled. A storm closed the crossing at Goma on Monday.").seen["close", "closed"]
    assert {"close before=nature verb-past", "close actor=nature place=False weak=False"} <= seen


def test_what_is_called_for_is_seen():
    assert "ceasefire wished" in noted("The UN called for a ceasefire in Goma.").seen["ceasefire", "ceasefire"]
    assert "ceasefire wished" not in noted("A ceasefire in Goma began.").seen["ceasefire", "ceasefire"]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("An assault on Goma and the villages around it is expected.", "future"),
        ("The army is preparing to launch an assault on Goma.", "future"),
        ("There was no assault on Goma, the mayor said.", "denied"),
        ("The army said the assault on Goma did not take place.", "denied"),
        ("If there is an assault on Goma, the mayor said, all will leave.", "conditional"),
        ("People fear an assault on Goma.", "feared"),
        ("An assault on Goma began on Monday.", "stated"),
        ("An assault on Goma would drive all of them into Rwanda.", "conditional"),
        ("After an assault on Goma the camps will need water.", "stated"),
    ],
)
def test_what_is_to_come_or_did_not_come_is_not_read_as_having_come(text, certainty):
    (claim,) = events(f"People fled. {text}", {"assault word=assault": (1.0,)})
    assert claim.certainty == certainty


def test_doubtful_words_of_roads_and_camps_are_weighed_only_where_a_road_or_camp_stands_near():
    assert ("site_closes", "vacated") not in noted("Two hundred people fled and vacated the shops.").seen
    assert ("site_closes", "vacated") in noted("People fled. The camp was vacated on Monday.").seen


def test_it_is_seen_who_does_it_where_and_how():
    seen = noted("Rebels did not attack Goma, where troops were shelled by gunmen.").seen
    attack, shelled = seen["assault", "attack"], seen["assault", "shelled"]
    assert {"negated", "right place 0", "assault actor=armed place=False weak=False"} <= attack
    assert {"passive verb-past", "right armed 1"} <= shelled
    assert "passive verb-past" not in attack


def test_what_is_shut_or_cut_is_looked_for_near_the_word():
    far = noted("The crossing, said the governor on Monday of that long week of talks, is closed.")
    assert far.stretches["close", "closed"][0] > 2
    near = noted("The crossing is closed.")
    assert {"close subject=before 1", "close subject=crossing"} <= near.seen["close", "closed"]
    assert near.stretches["close", "closed"] == (1, 4)


def test_fiction_and_questions_tell_of_no_event():
    assert events("Did rebels capture Goma on Monday?", {"bias": (9.0,)}) == []


@pytest.fixture(scope="module")
def benchmark():
    sys.path.insert(0, str(BENCHMARKS))
    try:
        yield importlib.import_module("reading_events")
    finally:
        sys.path.remove(str(BENCHMARKS))


def test_examples_take_the_phrase_nearest_to_the_gold_and_let_repeats_be_either(benchmark):
    text = "Rebels captured Goma on Monday. People fled. The fall of Goma came at night. Troops shelled Sake."
    start = text.index("captured")
    gold = {"kind": "event", "action": ["control"], "start": start, "end": start + 8}
    meta = {"claims": [gold], "date": TODAY.isoformat(), "style": ""}
    rows = {}
    for row in benchmark.examples(Reader(), [(1, text, meta)]):
        for feature in row.options[1] if row.batch == 1 else ():
            if " word=" in feature:
                rows[feature] = row.right
    assert rows["control word=capture"] == {1}
    assert rows["assault word=shell"] == {0}
    repeats = [row.right for row in benchmark.examples(Reader(), [(1, text, meta)])]
    assert {0, 1} in repeats


def test_what_is_to_end_is_asked_for_and_not_told():
    assert Reader().read("Attacks on Goma must stop, the UN said on Monday.", date=TODAY).claims == ()
    (told,) = Reader().read("The attack on Goma did not stop on Monday.", date=TODAY).claims
    assert (told.action, told.certainty) == ("assault", "stated")


def test_what_only_tells_the_time_of_something_else_is_not_told():
    full = Reader().read("The camps in Goma were full before the offensive.", date=TODAY)
    assert [claim.action for claim in full.claims] == []
    told = Reader().read("The offensive on Goma began on Monday.", date=TODAY)
    assert [claim.action for claim in told.claims] == ["assault"]


def test_candidates_stand_in_the_order_of_the_text():
    reader = Reader()
    found = []

    class Ordered(EventFinder):
        def claims(self, s, context):
            found.extend(each.cue.start for each in candidates(s))
            return []

    reader._events = Ordered(Linear(ANSWERS, {}))
    reader.read("Troops entered Goma, shelled Sake, closed the crossing and opened a camp.", date=TODAY)
    assert found
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("text", "aimed"),
    [
        ("Troops began an offensive to retake Goma.", True),
        ("The push is aimed at retaking Goma.", True),
        ("After two attempts they managed to retake Goma.", False),
        ("Troops could retake Goma.", False),
    ],
)
def test_what_an_offensive_is_for_is_told_from_what_was_brought_off(text, aimed):
    word = "retaking" if "retaking" in text else "retake"
    assert (("control", word) not in noted(text).seen) is aimed


def test_who_holds_a_place_told_in_passing_is_no_candidate():
    assert ("control", "held") not in noted("People fled from rebel-held Goma.").seen
    assert ("control", "held") in noted("People fled from Goma, held by rebels.").seen


def test_what_is_near_a_gate_is_not_taken_for_its_closing():
    near = noted("Shells fell close to the border near Goma.").seen
    assert ("close", "close") not in near
    assert ("limit", "close") not in near
    assert ("close", "close") in noted("The border near Goma will close to lorries.").seen


def test_strikes_that_go_on_for_years_are_no_news_but_a_gate_shut_for_years_is():
    weights = {"assault word=shell": (1.0,), "close word=shut": (1.0,)}
    assert events("People fled. The army has shelled Goma since 2014.", weights) == []
    (told,) = events("People fled. The army has shelled Goma since March.", weights)
    assert told.action == "assault"
    (told,) = events("People fled. The border at Goma has been shut since 2014.", weights)
    assert told.action == "close"


@pytest.mark.parametrize(
    "aside",
    [
        "as evening fell on Goma",
        "and its envoy asked for tighter border controls at Goma",
        "and its envoy was open to the idea of talks in Goma",
    ],
)
def test_turns_of_phrase_that_hold_the_words_of_an_event_tell_of_none(aside):
    claims = Reader().read(f"Some 4,200 people crossed into Rwanda on Monday, {aside}.", date=TODAY).claims
    assert [claim.action for claim in claims if claim.kind == "event"] == []


def test_an_evening_falls_and_a_truce_holds_without_a_change_of_hands():
    weights = {"control word=fall": (1.0,), "control word=hold": (1.0,)}
    assert events("People fled. As evening fell, Goma was dark. The truce has held in Goma.", weights) == []
    assert len(events("People fled. As Sake fell, Goma was dark. The army has held Bunia.", weights)) == 2


def test_a_daily_number_named_before_its_figure_is_a_limit():
    weights = {"limit word=limit": (1.0,)}
    [told] = events("Croatia limited the daily number of those who cross at Tovarnik to 300.", weights)
    assert (told.quantity.value, told.quantity.per_day) == (300, True)


def test_how_many_a_gate_lets_in_is_told_by_the_gate_and_by_the_figure():
    text = "On Sunday Jordan limited the crossing at Nasib to 200 refugees a day. About 4,000 refugees wait at Nasib."
    found = Reader().read(text, date=TODAY).claims
    assert [c.kind for c in found if c.quantity is not None and c.quantity.value == 200] == ["event", "figure"]


@pytest.mark.parametrize(
    "text",
    [
        "Nine soldiers were captured near Sake, and 300 people fled Goma.",
        "Rebels captured 40 soldiers near Sake, and 300 people fled Goma.",
        "A nurse sits with a child in a bomb shelter in Goma. Some 300 people fled Sake.",
    ],
)
def test_people_who_are_captured_and_shelters_from_bombs_are_no_events(text):
    assert [claim.action for claim in Reader().read(text, date=TODAY).claims if claim.kind == "event"] == []


def test_a_town_that_is_captured_from_soldiers_changes_hands():
    claims = (
        Reader().read("Rebels captured the soldiers' stronghold Sake, and 300 people fled Goma.", date=TODAY).claims
    )
    assert "control" in {claim.action for claim in claims}


def test_a_bare_toll_behind_captured_soldiers_is_theirs():
    text = "Nine soldiers were taken prisoner near Sake and 14 were killed, the mayor said. Some 300 people fled Sake."
    assert [c.quantity.value for c in Reader().read(text, date=TODAY).claims if c.quantity] == [300]


def test_people_who_head_for_a_town_do_not_advance_on_it():
    weights = {"advance word=head": (9.0,)}
    assert events("Thousands of people streamed out of Sake heading for the rebel stronghold of Goma.", weights) == []
    assert len(events("Rebel columns were heading for Goma, and 900 people fled.", weights)) == 1


@pytest.mark.parametrize(
    "wish", ["urged Chad's neighbours to leave their borders open", "called on Chad to keep the border open"]
)
def test_what_others_are_asked_to_open_is_not_open(wish):
    text = f"The bishops have {wish} while the war lasts. Some 900 fled Sake."
    assert "open" not in {claim.action for claim in Reader().read(text, date=TODAY).claims}


def test_a_surname_is_no_event():
    weights = {"assault word=burn": (9.0,)}
    assert events("Some 900 people fled Sake. Anna talks to Paul Burns in Goma.", weights) == []
    assert len(events("Some 900 people fled Sake. The market of Goma burns.", weights)) == 1


def test_a_stronghold_has_changed_hands_only_where_it_is_said():
    read = Reader()

    def told(text):
        return [claim.action for claim in read.read(text, date=TODAY).claims if claim.kind == "event"]

    assert told("Thousands of people have fled to Goma, the last rebel stronghold before the border.") == []
    assert told("Goma, the last rebel stronghold before the border, fell on Monday, and thousands fled.") == ["control"]


def test_a_gate_that_was_to_open_on_a_day_opens_on_the_next_such_day():
    text = "Thousands fled Goma. The crossing at Gisenyi was to reopen on Friday."
    claims = {claim.action: claim for claim in Reader().read(text, date=datetime.date(2024, 5, 15)).claims}
    assert (claims["open"].certainty, claims["open"].date) == ("future", datetime.date(2024, 5, 17))


def test_a_blaze_is_no_attack():
    read = Reader()

    def told(text):
        return [claim.action for claim in read.read(text, date=TODAY).claims]

    assert told("A fire at a clinic in Goma was put out on Monday.") == []
    assert told("Soldiers opened fire at a clinic in Goma on Monday.") == ["assault"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Troops took Nubl on Wednesday, ending a rebel siege of three years.", "restore"),
        ("The army broke the siege of Kadugli on Tuesday.", "restore"),
        ("The siege of Taiz was lifted on Monday under a truce.", "restore"),
        ("The blockade of the town of Dilling has not been lifted, the army said on Monday.", "siege"),
        ("Rebels tried to break the siege of Aleppo on Friday.", "siege"),
        ("The army besieged Sake on Monday.", "siege"),
    ],
)
def test_a_siege_that_is_over_opens_the_way_again(reader, text, told):
    actions = {claim.action for claim in reader.read(text, date=TODAY).claims}
    assert actions & {"siege", "restore"} == {told}


def test_water_and_phones_that_are_cut_close_no_road(reader):
    def told(text):
        return [c.action for c in reader.read(text, date=TODAY).claims]

    assert told("Phone lines have been cut in Kadugli since Tuesday and electricity is cut off.") == []
    assert told("Rebels shelled Kadugli on Monday and the army cut the power.") == ["assault"]
    assert told("The airport of Kadugli was quiet on Monday and power was cut in the whole town.") == []
    assert told("Water is scarce in Kadugli and the road to Dilling has been cut since Monday.") == ["cut"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The road between Ure camp and Tal camp was reopened on Monday.", {"restore"}),
        ("Ure camp was reopened on Monday.", {"site_opens"}),
    ],
)
def test_a_road_between_two_camps_is_reopened_not_the_camps(text, told):
    places = [Place(name.lower(), name, "site", 12.1, at, "SDN") for name, at in (("Ure", 25.1), ("Tal", 25.4))]
    read = Reader(places).read(f"Fighting went on in Ure. {text}", date=TODAY)
    assert {claim.action for claim in read.claims} - {"assault"} == told


def test_a_mortar_that_falls_takes_no_town(reader):
    told = [
        c.action for c in reader.read("Four civilians died on Sunday when a mortar fell on a house in Kadugli.").claims
    ]
    assert "control" not in told
    assert "assault" in told
    fell = reader.read("The town of Kadugli fell to rebels on Monday.", date=TODAY).claims
    assert [c.action for c in fell] == ["control"]
