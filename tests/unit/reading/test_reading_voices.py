"""Who said it: the phrases that could speak, what is seen of them, and the weights that choose among them."""

import datetime

import pytest

from kilis.sources.reading import Reader, lexicon, voices
from kilis.sources.reading.linear import Linear
from kilis.sources.reading.spoken import phrases_of

TODAY = datetime.date(2022, 5, 20)


class Noting(voices.Voices):
    """Leaves the speakers as they are, and notes options and phrases."""

    def __init__(self):
        super().__init__(lexicon.load(), Linear(voices.ANSWERS, {}))
        self.options_of, self.phrases = [], []

    def give(self, s, claims, context):
        found = phrases_of(s, self._lexicon)
        self.phrases += found
        self.options_of += [self.options(s, claim, context, found) for claim in claims]
        return list(claims)


def noted(text):
    reader = Reader()
    reader._voices = seen = Noting()
    reader.read(text, date=TODAY)
    return seen


def speakers(text, weights):
    reader = Reader()
    reader._voices = voices.Voices(lexicon.load(), Linear(voices.ANSWERS, weights))
    return [(claim.speaker, claim.speaker_role) for claim in reader.read(text, date=TODAY).claims]


def test_phrases_that_could_speak_are_found_with_what_stands_before_and_behind_them():
    seen = noted("The council of Azaz has 9,100 families on its list, the DTM counted 2,700 people at Sarmada.")
    by_name = {phrase.speaker: phrase for phrase in seen.phrases}
    assert by_name["council of Azaz"].kind == "office"
    assert by_name["council of Azaz"].before == "start"
    assert by_name["DTM"].kind == "acronym"
    assert by_name["DTM"].after.startswith(("say", "act"))
    assert by_name["DTM"].telling


def test_a_personal_name_is_the_speaker_and_the_rest_of_the_phrase_the_office():
    seen = noted("Some 4,000 people fled Bama on Monday, Interior Minister Ihor Klymenko said.")
    (person,) = [phrase for phrase in seen.phrases if phrase.kind == "person"]
    assert (person.speaker, person.role) == ("Ihor Klymenko", "Interior Minister")


def test_the_first_option_is_nobody_and_one_voice_stands_once():
    (options,) = noted("The governor said that 4,000 people had fled Bama on Monday.").options_of
    assert options[0].speaker is None
    assert [option.speaker for option in options].count("governor") == 1
    (governor,) = [option for option in options if option.speaker == "governor"]
    assert {"said", "said covers=True", "ruled"} <= set(governor.features)


def test_weights_give_a_claim_to_a_phrase_that_the_rules_left_silent():
    text = "The council of Azaz has 9,100 families on its list."
    assert speakers(text, {"none": (0.5,)}) == [(None, None)]
    assert speakers(text, {"none": (0.5,), "kind=office": (1.0,)}) == [("council of Azaz", None)]


def test_weights_take_a_claim_from_who_does_not_speak():
    text = "The governor said that 4,000 people had fled Bama on Monday."
    assert speakers(text, {}) == [("governor", None)]
    assert speakers(text, {"none": (9.0,)}) == [(None, None)]


def test_who_spoke_in_the_sentence_before_may_speak_on():
    text = "The governor told us what he knew. Some 4,000 people had fled Bama on Monday."
    assert speakers(text, {"before": (1.0,), "phrase": (-1.0,)}) == [("governor", None)]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("According to survivors at least five refugees were killed in Barahle.", "survivors"),
        (
            "Some 1,900 people had landed in Pemba, according to the municipality; more boats were coming.",
            "municipality",
        ),
        ("The UN, which counted 592,000 people displaced in Kunduz, confirmed it.", "UN"),
        ("More than eleven thousand Syrians crossed into Turkey, the UN said: the most in a day.", "UN"),
        ("Donetsk region, Pavlo Kyrylenko: 8,057 people got out along the corridors yesterday.", "Pavlo Kyrylenko"),
        ("Provincial Information Minister Mian Hussain said that 4,000 people had left Swat.", "Mian Hussain"),
        ("A member of the council, Athal al-Fahdawi, said 3,000 families had reached Baghdad.", "Athal al-Fahdawi"),
        (
            "Authorities in Awerial, across the Nile, say boats have brought 30,000 people to Bor.",
            "Authorities in Awerial",
        ),
        ("Some 15,000 people were displaced in Douma, by local councils' estimate.", "local councils"),
        ("DTM in Goma registered 22,300 returnees in the week.", "DTM in Goma"),
        ("Partners have so far verified 92,600 displaced people in Afar.", "Partners"),
    ],
)
def test_rules_find_the_speaker(text, speaker):
    reader = Reader()
    reader._voices = voices.Voices(lexicon.load(), Linear(voices.ANSWERS, {}))
    assert reader.read(text, date=TODAY).claims[0].speaker == speaker


def test_an_agency_is_more_than_the_spokesman_who_spoke_last():
    reader = Reader()
    reader._voices = voices.Voices(lexicon.load(), Linear(voices.ANSWERS, {}))
    text = (
        "Some 4,000 people fled Kibati on Wednesday, said Ron Redmond, spokesman for the refugee agency UNHCR. "
        "The agency said that 50,000 people had fled Rutshuru."
    )
    assert [claim.speaker for claim in reader.read(text, date=TODAY).claims] == ["Ron Redmond", "agency"]
