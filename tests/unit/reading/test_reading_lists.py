"""Lists and tables: what stands in their title, header and source line holds for every row."""

import datetime

import pytest

from kilis.sources.reading import Reader, lexicon, table_counts, tabled
from kilis.sources.reading.rows import find_lists

ENGLISH = lexicon.load()

TODAY = datetime.date(2021, 7, 20)
SITES = "New arrivals by district, 12 to 18 July\n"


def read(text):
    return list(Reader().read(text, date=TODAY).claims)


def lines(text):
    return [text[each.start : each.end] for each in ENGLISH.sentences(text)]


def told(claims):
    return {(c.quantity.value, *(place.name for place in c.places)) for c in claims}


@pytest.mark.parametrize(
    "rows",
    [
        "Kaya 1,200\nDori 900\n",
        "- Kaya: 1,200\n- Dori: 900;\n",
        "Kaya 1,200 | Dori 900\n",
        "Kaya    1,200\nDori     900\n",
    ],
)
def test_items_of_a_list_have_the_action_and_the_period_of_its_title(rows):
    claims = read(SITES + rows)
    assert told(claims) == {(1200, "Kaya"), (900, "Dori")}
    assert {c.action for c in claims} == {"arrived"}
    assert {(c.since, c.date) for c in claims} == {(datetime.date(2021, 7, 12), datetime.date(2021, 7, 18))}


def test_a_line_between_items_belongs_to_the_title_of_those_behind_it():
    claims = read(
        "Displaced persons by zone, 3 July\n\nGedeo Zone\nKochere 1,200\nWonago 900\nGuji Zone\nKercha 800\nAbaya 700\n"
    )
    assert {c.quantity.value for c in claims} == {1200, 900, 800, 700}
    assert {c.date for c in claims} == {datetime.date(2021, 7, 3)}


def test_a_label_that_is_one_name_is_one_place_and_the_rest_is_none():
    claims = read("Refugees hosted\nBosnia and Herzegovina 1,200\nQarayya 900\nOthers 400\nTotal 2,500\n")
    assert told(claims) == {(1200, "Bosnia and Herzegovina"), (900, "Qarayya"), (2500,)}


def test_the_line_below_a_table_names_who_counted_and_when():
    title = "Displaced from Kosovo since 1 July\n"
    text = title + "Albania 1,200\nMontenegro 900\nSource: camp managers, 18 July\n\nIt rained."
    claims = read(text)
    assert {c.speaker for c in claims} == {"camp managers"}
    assert {p.name for c in claims for p in c.origin} == {"Kosovo"}
    assert {(c.since, c.date) for c in claims} == {(datetime.date(2021, 7, 1), datetime.date(2021, 7, 18))}


def test_stocks_stand_at_the_end_of_the_period_that_a_report_covers():
    text = (
        "Camp report, 12 to 18 July 2021\n\nCamp    Individuals sheltering    Arrivals\n"
        "Kaya    1,200    90\nDori    900    80\n"
    )
    periods = {(c.action, c.since, c.date) for c in read(text)}
    last = datetime.date(2021, 7, 18)
    assert periods == {("sheltering", None, last), ("arrived", datetime.date(2021, 7, 12), last)}


def test_a_row_with_a_cell_less_is_told_by_the_headers_on_the_right():
    text = (
        "Displaced persons\nDistrict    Sites    Families    Persons\n"
        "Kaya    School, hall    240    1,200\nTotal    240    1,250\n"
    )
    assert {(c.quantity.value, c.quantity.unit) for c in read(text)} >= {(1250, "persons"), (1200, "persons")}


def test_only_a_title_that_counts_people_makes_a_list():
    lexicon = Reader()._lexicon
    assert tabled.tells("Displaced persons by zone", lexicon)
    assert not tabled.tells("Winners of the cup", lexicon)
    assert not tabled.tells("Combatants by zone", lexicon)


def test_items_without_a_title_or_among_prose_are_no_list():
    assert list(find_lists("It rained.\nKaya 1,200\nDori 900\n", [])) == []
    assert list(find_lists("Displaced\nKaya 1,200\nPeople fled to Dori.\n", [])) == []


def test_what_is_longer_than_any_line_of_a_list_is_none():
    blanks = " " * 3000
    assert list(find_lists(f"Displaced\nKaya{blanks}1,200\nDori{blanks}900\n", [])) == []
    assert [len(cells) for *_, cells in find_lists("Displaced\nKaya   1,200\nDori   900\n", [])] == [2]


def test_lists_leave_tables_alone():
    text = "Displaced\nKaya 1,200\nDori 900\n\nIt rained.\n\nDisplaced\nKaya 1,300\nDori 800\n"
    start = text.rindex("Displaced")
    (found,) = find_lists(text, [(0, text.index("It"))])
    assert found[0] > start


def test_a_table_whose_header_says_only_who_was_counted_goes_on_with_what_was_told():
    table = "\n\nWard      HHs      Individuals\nKaya      227      820\nDori      312      1,166\n"
    claims = read("DTM teams found 1,986 persons in 539 households displaced by the attack." + table)
    rows = {(c.action, c.quantity.value, c.quantity.unit) for c in claims}
    assert {("displaced", 227, "households"), ("displaced", 1166, "persons")} <= rows
    assert not read("It rained for days." + table)


def test_a_column_of_changes_counts_those_who_came_since():
    text = (
        "Displaced families, 18 July 2021\n\nTown    Families    Change since Friday\n"
        "Kaya    810    +190\nDori    615    -20\n"
    )
    came = [c for c in read(text) if c.action == "arrived"]
    assert [(c.quantity.value, c.quantity.unit) for c in came] == [(190, "households")]
    assert (came[0].since, came[0].date) == (datetime.date(2021, 7, 16), datetime.date(2021, 7, 18))


def test_a_name_alone_among_rows_parts_no_table():
    text = "Displaced families\nTown    Sites    Families\nNorth\n  Kaya    9    810\nSouth\n  Dori    4    615\n"
    assert [(c.quantity.value, c.quantity.unit) for c in read(text)] == [(810, "households"), (615, "households")]


def test_places_may_head_the_columns():
    text = (
        "Some 36,000 Afghans returned to Afghanistan in the week.\n\nBY POST (29 October to 4 November 2023)\n"
        "              Torkham    Chaman\nIndividuals   27,360     8,620\nTrucks        310        120\n"
    )
    rows = [(c.action, c.quantity.value, [p.name for p in c.places]) for c in read(text)][1:]
    assert rows == [("returned", 27360, ["Torkham"]), ("returned", 8620, ["Chaman"])]


@pytest.mark.parametrize(
    ("title", "header", "cell", "speaker", "date"),
    [
        ("Displaced", "Source", "RRC registration, 30 July", "RRC registration", datetime.date(2021, 7, 30)),
        ("All figures by Government Agent Kaya, displaced", "Sites", "3", "Government Agent Kaya", None),
        ("Displaced by town", "Sites", "3", None, None),
        ("Displaced by town (city council, counts of 6 July)", "Sites", "3", "city council", datetime.date(2021, 7, 6)),
        ("Regional Directorate of Social Development, displaced:", "Sites", "3", "Regional Directorate", None),
    ],
)
def test_the_title_or_a_column_says_who_counted(title, header, cell, speaker, date):
    (claim, *_) = read(f"{title}\nTown    Persons    {header}\nKaya    1,200    {cell}\nDori    900    {cell}\n")
    assert (claim.speaker or "").startswith(speaker or "")
    assert bool(claim.speaker) == bool(speaker)
    assert date is None or claim.date == date


def test_what_stands_under_received_by_in_centres_is_no_room():
    text = (
        "About 39,000 people were moved to safe places.\nReceived by    Persons    In temporary centres\n"
        "Osh    11,204    3,127\nBatken    6,835    2,216\n"
    )
    assert {c.action for c in read(text)[1:]} == {"received", "sheltering"}


def test_items_may_name_units_and_have_two_figures():
    text = "Displaced, in centres:\n  Sports Hall - 815 families / 4,312 persons\n  Kaya town ..... 418 / 2,260\n"
    rows = [(c.quantity.value, c.quantity.unit, *(p.name for p in c.places)) for c in read(text)]
    assert rows == [
        (815, "households", "Sports Hall"), (4312, "persons", "Sports Hall"),
        (418, "households", "Kaya"), (2260, "persons", "Kaya"),
    ]  # fmt: skip


def test_an_item_that_says_more_is_a_sentence_and_the_list_goes_on():
    text = "Where people are sheltering\nKaya: 14,500\nDori: 810, who returned home\nYako: 8,640\nTougan: 3,900\n"
    ranges = [[text[cell.start : cell.end] for cell in cells] for *_, cells in find_lists(text, [])]
    assert ranges == [["14,500"], ["8,640", "3,900"]]


def test_dates_and_labels_that_are_no_names_make_no_items():
    assert list(find_lists("Arrivals\nMon 29/3\nTue 30/3\n", [])) == []
    assert list(find_lists("Displaced\nof them in other towns: 202\nof them by the river: 90\n", [])) == []


def test_a_list_without_a_title_of_its_own_goes_on_with_the_sentence_above():
    text = (
        "Between 2 and 8 July monitors counted 11,870 individuals who arrived from Mali.\n\n"
        "By entry point, 2 to 8 July\nKaya (Sanmatenga) ...... 9,760\nDori ...... 1,330\n"
    )
    rows = [(c.action, c.quantity.value, c.since, c.date) for c in read(text)][1:]
    days = datetime.date(2021, 7, 2), datetime.date(2021, 7, 8)
    assert rows == [("arrived", 9760, *days), ("arrived", 1330, *days)]


def test_what_counts_no_people_is_no_list_of_them():
    text = "People reached, by sector\nHealth 3.4 million\nWater 2.1 million\n"
    assert [c for c in read(text) if c.quantity.value in (3.4, 2.1)] == []
    text = "Lorries left for 300 families\nKaya 12\nDori 14\n"
    assert [c for c in read(text) if c.quantity.value in (12, 14)] == []


def test_what_was_done_with_the_displaced_tells_more_than_that_they_are():
    lexicon = Reader()._lexicon
    assert table_counts.meaning("Displaced persons received", lexicon) == "received"
    assert table_counts.meaning("Displaced persons", lexicon) == "displaced"


def test_what_was_handed_out_to_persons_is_no_figure_of_those_told_of_before():
    before = "Some 36,000 people fled to Kaya.\n\nAssistance by town\n"
    claims = read(
        before + "Town    Food (persons)    NFI (households)\nKaya    24,000    1,100\nDori    39,500    2,600\n"
    )
    assert {c.quantity.value for c in claims} == {36000}


def test_changes_stand_beside_the_column_that_says_who_changed():
    header = "Displacement by town\nTown    Displaced persons living there    Change since 16 July\n"
    text = f"{header}Kaya    48,250    +2,900\n"
    rows = [(c.action, c.quantity.value, c.since) for c in read(text)]
    assert ("arrived", 2900, datetime.date(2021, 7, 16)) in rows


def test_the_day_of_the_paper_is_not_that_of_the_table_below_it():
    text = "AFAR WEEKLY, 9 July 2021\nDisplaced by town, 6 July\nTown    Persons\nKaya    31,700\nDori    48,250\n"
    assert {c.date for c in read(text)} == {datetime.date(2021, 7, 6)}


def test_what_stands_on_a_page_beside_its_story_makes_no_claims():
    story = "Some 4,200 people fled Goma for Sake on Monday, the mayor said."
    page = (
        f"Share | Print | Email\n\n{story}\n\nTags: Goma, displaced, 300 killed in Bunia\n\nRead more\n"
        "Fire leaves 900 displaced in Bukavu\n- Uganda: 3,000 refugees cross at Busunga\n\n"
        "Another 700 people crossed into Rwanda, the mayor said.\n\nRelated: Flood displaces 5,000 in Kindu | Cup\n"
    )
    assert [c.quantity.value for c in Reader().read(page, date=TODAY).claims] == [4200, 700]


def test_a_number_above_what_it_counts_is_read_with_it():
    stacked = [
        text.replace("\n", " ") for text in lines("Key figures\n\n1.9M\nDisplaced people\n7.2M\nPeople in need\n")
    ]
    assert stacked == ["Key figures", "1.9M Displaced people", "7.2M People in need"]
    listed = lines("Key figures\n\nKaya\n24,795\nDori\n7,319\n")
    assert listed == ["Key figures", "Kaya", "24,795", "Dori", "7,319"]


@pytest.mark.parametrize(
    "credit",
    [
        "(Lakes Wire Photo/A. Bahati)",
        "Photograph: A. Bahati/Lakes Wire",
        "Credit: Lakes Wire",
        "© A. Bahati/Lakes Wire",
    ],
)
def test_a_caption_makes_no_claim_and_its_photographer_says_nothing(credit):
    page = f"Women queue in Sake after 9,000 people fled Goma. {credit}\n\nSome 700 people fled to Rwanda.\n"
    (claim,) = Reader().read(page, date=TODAY).claims
    assert (claim.quantity.value, claim.speaker) == (700, None)


def test_the_line_that_introduces_a_list_says_where_its_items_are_and_of_which_day():
    text = (
        "  • Displacement in Aleppo and Idleb (as of 29 January) since rains ended:\n\n"
        "    o 12,480 people newly displaced.\n\n"
        "  • Some 2,150 IDPs were found in Al-Hasakeh city.\n\n"
        "  • Some 900 people have fled.\n"
    )
    first, _, last = Reader().read(text, date=datetime.date(2016, 2, 7)).claims
    assert [place.name for place in first.at] == ["Aleppo", "Idleb"]
    assert first.date == datetime.date(2016, 1, 29)
    assert last.places == ()
    assert last.date == datetime.date(2016, 2, 7)


def test_a_row_of_places_with_a_figure_each_tells_one_thing(read):
    told = read(
        "Displacement by district (IDPs since 1 May): Azaz 38,120; Afrin 10,360; Mare 5,200; Dana 400; "
        "Salqin 1,150; Harim 900."
    )
    assert [(action, value, where) for action, value, _, where, *_ in told] == [
        ("displaced", 38120, "Azaz"), ("displaced", 10360, "Afrin"),
        ("displaced", 5200, "Mare"), ("displaced", 400, "Dana"),
        ("displaced", 1150, "Salqin"), ("displaced", 900, "Harim"),
    ]  # fmt: skip
    assert {since for *_, since, _ in told} == {datetime.date(2024, 5, 1)}
