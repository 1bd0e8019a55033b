"""Whatever the text, reading ends, spans lie within it, and numbers come back as they were written."""

import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kilis.sources.gazetteer import fold
from kilis.sources.reading import Reader

READER = Reader()
TODAY = datetime.date(2024, 2, 14)
TEXT = """some 3,000 people families fled Goma on Monday since 12 February the governor said that if 40,000 Syrians . ,
; ( ) " ' arrived in from to at the camp half a million tens of thousands between and 5-6 Sake: - % km crossing closed
2016 the 8th last week of whom including According to where which M23 were killed could"""
WORDS = st.sampled_from([*TEXT.split(), "\n", "\n\n"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60))
def test_any_order_of_words_is_read_and_spans_lie_in_the_text(words):
    text = " ".join(words)
    for claim in READER.read(text, date=TODAY).claims:
        assert any(claim.sentence.start <= span.start for span in claim.spans)  # a headline's repeat stands before it
        assert all(0 <= span.start < span.end <= len(text) for span in claim.spans)
        for place in claim.places:
            assert 0 <= place.start < place.end <= len(text)


CELLS = """Kaya|Dori|Total|14 May|Jan|2024|W17|Q9 2024|31/02|30 Feb|12,400|1.5|-||n/a|IDPs|HH|Households|From|To|Origin|
Destination|0-4|12 (5)|12,4001|%|Date|Sub-total|Mar-99|1,12,400|Table 1:|Year|Households (individuals)|as of"""
MARKS = ("\t", " | ", "   ", ";", " ", "\t\t", ",", "|\n", "\n")
ROWS = st.lists(st.lists(st.sampled_from(CELLS.replace("\n", "").split("|")), min_size=1, max_size=6), max_size=8)


@settings(max_examples=100, deadline=None)
@given(ROWS, st.sampled_from(MARKS), st.sampled_from([TODAY, datetime.date.min, None]))
def test_any_table_is_read_and_spans_lie_in_its_rows(rows, mark, today):
    text = "Displaced persons, in thousands\n\n" + "\n".join(mark.join(row) for row in rows)
    for claim in READER.read(text, date=today).claims:
        assert any(claim.sentence.start <= span.start for span in claim.spans)
        assert all(0 <= span.start < span.end <= len(text) for span in claim.spans)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read(text):
    READER.read(text, date=TODAY)


@settings(max_examples=100, deadline=None)
@given(st.integers(100, 9_999_999), st.sampled_from([",", " ", "\u202f"]))
def test_a_grouped_number_comes_back_whole(value, mark):
    written = f"{value:,}".replace(",", mark)
    (claim,) = READER.read(f"Yesterday {written} people fled Goma.", date=TODAY).claims
    assert claim.quantity.value == value


@settings(max_examples=60, deadline=None)
@given(st.dates(datetime.date(2000, 1, 10), datetime.date(2030, 1, 1)), st.integers(0, 6))
def test_a_weekday_is_within_the_week_before_the_document(today, day):
    name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"][day]
    (claim,) = READER.read(f"Some 3,000 people fled Goma on {name}.", date=today).claims
    assert claim.date.weekday() == day
    assert 0 <= (today - claim.date).days <= 6


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name):
    assert fold(fold(name)) == fold(name)
