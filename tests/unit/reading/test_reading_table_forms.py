"""Tables in other forms: cells that one blank, commas or bars part; rows of days; columns that count no people."""

import datetime

import pytest

TODAY = datetime.date(2024, 5, 16)


def day(month, number, year=2024):
    return datetime.date(year, month, number)


def places(rows):
    return [(value, where) for _, value, _, where, *_ in rows]


def test_rows_that_one_blank_parts_stand_under_headers_that_end_with_whom_they_count(read):
    text = (
        "Kaya, 12 May\n\nLocation IDP households IDP individuals Returnee households Returnee individuals\n"
        "Dablo 410 2,050 30 150\nPensa North 220 1,100 12 61\nSeba 90\nBouroum 90 451 7 -\n"
    )
    rows = read(text)
    assert [row[:4] for row in rows[4:8]] == [
        ("sheltering", 220, "households", "Pensa North"), ("sheltering", 1100, "persons", "Pensa North"),
        ("returned", 12, "households", "Pensa North"), ("returned", 61, "persons", "Pensa North"),
    ]  # fmt: skip
    assert "Seba" not in {row[3] for row in rows}  # of which column its figure is cannot be told
    assert len(rows) == 11


@pytest.mark.parametrize("header", ["14 May 15 May 16 May", "14/05 15/05 16/05"])
def test_days_may_head_rows_that_one_blank_parts(read, header):
    text = f"IDPs in camps\n\nCamp {header}\nDori 900 910 950\nSeba 400 - 410\n"
    assert [(v, where, date) for _, v, _, where, *_, date in read(text)] == [
        (900, "Dori", day(5, 14)), (910, "Dori", day(5, 15)), (950, "Dori", day(5, 16)),
        (400, "Seba", day(5, 14)), (410, "Seba", day(5, 16)),
    ]  # fmt: skip


def test_rows_of_figures_under_no_header_that_fits_are_no_table(read):
    assert read("People fled to the towns below this week.\nKaya United 3 12\nDori United 2 9\n") == []


def test_headers_on_lines_of_their_own_are_one_row_and_old_years_are_left_out(read):
    text = (
        "Refugee numbers\n\nYear |\nCountry of Origin |\nCountry of Asylum |\nRefugees |\nIDPs |\n"
        "---|---|---|---|---|\n"
        "1994 | Eritrea | - | 400 | 0 |\n2023 | Eritrea | Sudan | 1,100 | 0 |\n2024 | Eritrea | Sudan | 1,200 | 0 |\n"
    )
    assert [row[1:] for row in read(text)] == [
        (1100, "persons", "Sudan", "Eritrea", None, day(12, 31, 2023)),
        (1200, "persons", "Sudan", "Eritrea", None, TODAY),
    ]


def test_rows_may_be_days_and_their_total_is_the_whole_period(read):
    text = (
        "Refugee arrivals in Chad by month\n\nMonth\tIndividuals\nJanuary\t12,400\nFeb\t10,300\nMarch 2024\t9,800\n"
        "Total\t32,500\n"
    )
    assert [row[3:] for row in read(text)] == [
        ("Chad", "", day(1, 1), day(1, 31)), ("Chad", "", day(2, 1), day(2, 29)), ("Chad", "", day(3, 1), day(3, 31)),
        ("Chad", "", day(1, 1), day(3, 31)),
    ]  # fmt: skip
    text = "Returnees to Kunduz\n\nYear\tReturnees\n2021\t9,000\n2022\t12,000\n2024\t3,100\n"
    assert [row[1] for row in read(text)] == [3100]


def test_rows_may_say_what_was_counted_and_columns_when(read):
    text = (
        "Response dashboard\n\nIndicator\t1 May\t15 May\nDisplaced families\t320\t410\nPeople killed\t12\t15\n"
        "Schools closed\t4\t7\n"
    )
    assert [(row[0], row[1], row[6]) for row in read(text)] == [
        ("displaced", 320, day(5, 1)), ("displaced", 410, day(5, 15)), ("killed", 12, day(5, 1)),
        ("killed", 15, day(5, 15)),
    ]  # fmt: skip
    text = "Displacement in Borno as of 14 May\n\n\tGwoza\tBama\tTotal\nIDPs in camps\t11,550\t9,000\t20,550\n"
    assert [(row[0], row[1], row[3]) for row in read(text)][:2] == [
        ("sheltering", 11550, "Gwoza"), ("sheltering", 9000, "Bama"),
    ]  # fmt: skip
    assert read(text)[2][:2] == ("sheltering", 20550)


@pytest.mark.parametrize(
    "table",
    [
        "Funding by sector (USD)\nSector\tRequired\tReceived\nShelter\t1,200,000\t300,000\nHealth\t800,000\t410,000\n",
        "Goods by town\nTown\tOrdered\tReceived\nKaya\t1,200\t300\nDori\t800\t410\n",
        "Assistance by partner\nPartner\tLocation\tPeople reached\nNRC\tKaya\t2,400\nWFP\tDori\t9,100\n",
        "Town\tPeople in need\tBeneficiaries\nKaya\t4,100\t3,000\nDori\t1,000\t900\n",
    ],
)
def test_money_goods_and_those_who_were_helped_are_no_figures_of_the_displaced(read, table):
    assert [row[1] for row in read("Some 12,000 people fled fighting in Kaya on 10 May.\n\n" + table)] == [12000]


def test_columns_of_other_things_beside_those_of_people_count_nobody(read):
    header = "Displaced in Kaya.\n\nLocation\tHouseholds\tFood baskets\tTents\tGap\n"
    text = header + "Dablo\t410\t300\t120\t110\nSeba\t220\t9\t9\t9\n"
    assert [row[1:4] for row in read(text)] == [(410, "households", "Dablo"), (220, "households", "Seba")]


def test_refugees_under_a_title_of_arrivals_arrived(read):
    text = (
        "Daily crossings at Adre\n\nDate | Sudanese refugees | Returnees\n10 May | 1,200 | 300\n11 May | 1,350 | 280\n"
    )
    assert [row[0] for row in read(text)] == ["arrived", "returned"] * 2


def test_a_row_may_have_the_day_to_which_its_period_runs(read):
    header = "Refugees from Sudan\n\nCountry\tArrivals since 15 April 2023\tAs of\n"
    text = header + "Chad\t571,748\t13 May 2024\nEgypt\t500,000\t30 April 2024\n"
    assert [row[4:] for row in read(text)] == [
        ("Sudan", day(4, 15, 2023), day(5, 13)), ("Sudan", day(4, 15, 2023), day(4, 30)),
    ]  # fmt: skip


def test_what_stood_there_before_has_a_day_or_is_none(read):
    rows = "Khazir\t4,100\t4,350\nHasansham\t6,000\t5,900\n"
    first = read("Camp population, 14 May\n\nCamp\tPrevious week\tCurrent week\n" + rows)
    assert [(row[1], row[6]) for row in first][:2] == [(4100, day(5, 12)), (4350, day(5, 14))]
    second = read("Camp population, 14 May\n\nCamp\tPopulation last report\tPopulation now\n" + rows)
    assert [(row[1], row[6]) for row in second] == [(4350, day(5, 14)), (5900, day(5, 14))]


def test_two_figures_may_stand_in_a_cell(read):
    text = "Displaced in Borno, 14 May\n\nLGA\tHouseholds (individuals)\nGwoza\t2,310 (11,550)\nBama\t1,800 (9,000)\n"
    assert [row[1:4] for row in read(text)][:2] == [(2310, "households", "Gwoza"), (11550, "persons", "Gwoza")]


def test_people_in_host_families_are_persons(read):
    text = "Displaced population, 14 May\n\nDistrict\tIn camps\tIn host families\nKaya\t4,100\t8,300\nDori\t300\t600\n"
    assert [row[:3] for row in read(text)][:2] == [("sheltering", 4100, "persons"), ("sheltering", 8300, "persons")]


def test_fields_that_commas_part_are_cells_under_a_header(read):
    header = 'Displaced by county, 14 May\n"County",Households,Individuals\n'
    text = header + '"Rubkona","2,480",12400\nGuit,620,3100\nKoch,,90\n'
    assert [row[1:4] for row in read(text)] == [
        (2480, "households", "Rubkona"), (12400, "persons", "Rubkona"), (620, "households", "Guit"),
        (3100, "persons", "Guit"), (90, "persons", "Koch"),
    ]  # fmt: skip


def test_of_governorate_district_and_community_the_community_is_the_place(read):
    text = (
        "IDP movements, 1-14 May\n\nGovernorate\tDistrict\tSub-district\tCommunity\tIDP arrivals\n"
        "Idleb\tHarim\tDana\tAtma\t4,100\nIdleb\tHarim\tSalqin\tKafr Takharim\t900\n"
    )
    assert [row[3] for row in read(text)] == ["Atma", "Kafr Takharim"]


def test_cells_on_lines_of_their_own_with_bars_behind_them_are_rows(read):
    text = (
        "Regional: refugees from Sudan\nCountry |\nTotal\nRefugees |\nEntries in\nlast 24 hours |\nReturns to\n"
        "Sudan 14-15 May |\nChad |\n32,700 |\nn/a |\n5,600 |\nEgypt |\n29,600 |\n120\n|\n700 |\nSource: town hall\n"
    )
    assert read(text) == [
        ("sheltering", 32700, "persons", "Chad", "", None, TODAY),
        ("returned", 5600, "persons", "Sudan", "Chad", day(5, 14), day(5, 15)),
        ("sheltering", 29600, "persons", "Egypt", "", None, TODAY),
        ("arrived", 120, "persons", "Egypt", "Sudan", day(5, 15), TODAY),
        ("returned", 700, "persons", "Sudan", "Egypt", day(5, 14), day(5, 15)),
    ]


def test_a_header_may_lead_from_or_to_a_place(read):
    text = "New arrivals\n\nCamp\tFrom Sudan\tFrom Nigeria\tTotal\nAdre\t4,100\t20\t4,120\nTine\t600\t-\t600\n"
    assert [row[1:5] for row in read(text)][:3] == [
        (4100, "persons", "Adre", "Sudan"), (20, "persons", "Adre", "Nigeria"), (4120, "persons", "Adre", ""),
    ]  # fmt: skip


def test_the_population_under_a_title_of_refugees_is_that_of_refugees(read):
    text = "Registered Sudanese refugees, 31 January 2024\nLocation | Population | % of total |\n---|---|---|\n"
    rows = read(text + "Adre | 344,013 | 37.8% |\nTine | 241,102 | 26.5% |\n")
    assert [(row[0], row[1], row[6]) for row in rows] == [
        ("registered", 344013, day(1, 31)), ("registered", 241102, day(1, 31)),
    ]  # fmt: skip


def test_a_sentence_over_a_list_says_nothing_of_whence_its_places_are(read):
    text = (
        "Some 2,372 families have arrived from Sudan.\n\n"
        "Movement by screening point, 10 to 14 May\n› Adre: 1,610 families\n› Tine: 224 families\n"
        "› Birak: 203 families\n"
    )
    assert (224, "Tine") in places(read(text))


def test_the_last_sentence_above_says_what_was_counted(read):
    text = (
        "It rained all week, the roads to the north could not be used, and no lorry came from the capital, as "
        "the war goes on. The table shows how many displaced families were counted at each site.\n\n"
        "Site | 10 May | 14 May\nStade | 905 | 1,240\nLycée | 411 | 450\n"
    )
    assert [(row[0], row[2], row[6]) for row in read(text)][:2] == [
        ("displaced", "households", day(5, 10)), ("displaced", "households", day(5, 14)),
    ]  # fmt: skip


def test_under_days_alone_stand_those_who_were_there(read):
    text = (
        "Some 2,300 people fled across the river on Friday.\n\nNumbers this morning:\n\n"
        "Site        Saturday 18:00    Monday 08:00\nSports Field, Old Bridge    1,680    392\n"
        "Bala (monastery)    725    104\n"
    )
    assert [row for row in read(text) if row[1] < 2000] == [
        ("sheltering", 1680, "persons", "Sports Field", "", None, day(5, 11)),
        ("sheltering", 392, "persons", "Sports Field", "", None, day(5, 13)),
        ("sheltering", 725, "persons", "Bala", "", None, day(5, 11)),
        ("sheltering", 104, "persons", "Bala", "", None, day(5, 13)),
    ]


def test_a_title_that_says_where_people_are_counts_those_who_are_there(read):
    before = "At least 23 people drowned on Thursday.\n\n"
    text = "Where people are (individuals)\nSeba ..... 204,300\nDablo ..... 71,800\n"
    assert [(row[0], row[1]) for row in read(before + text)][1:] == [("sheltering", 204300), ("sheltering", 71800)]


def test_the_label_of_a_row_may_stand_behind_its_figure(reader):
    text = "Displaced persons\n\nIndividuals\tTown\n1,240\tDablo\n905\tSeba\n"
    (claim, _) = reader.read(text, date=TODAY).claims
    assert text[claim.sentence.start : claim.sentence.end] == "1,240\tDablo"
    assert claim.at[0].name == "Dablo"


def test_a_cell_belongs_to_the_column_that_most_of_it_stands_under(reader):
    text = (
        "Arrivals by host location\n"
        "Location            Families    Individuals    Needs\n"
        "Alua                6,440       29,871         Food\n"
        "Namapa              3,671       16,086         Shelter\n"
        "Chiure sede         5,102       22,211         Food\n"
        "Metuge (25 de Junho)  505        2,134         Blankets, mats, buckets\n"
        "Total              15,718       70,302\n"
    )
    report = reader.read(text, date=TODAY)
    told = {c.quantity.value: c.quantity.unit for c in report.claims}
    assert told[15718] == "households"
    assert told[70302] == "persons"


def test_the_words_of_a_table_say_nothing_of_the_language(reader):
    towns = ("Alua", "Namapa", "Chiure", "Metuge", "Pemba", "Mueda", "Palma", "Nangade", "Macomia", "Ibo", "Balama")
    rows = "".join(f"{town}      {n},440      tents, mats\n" for n, town in enumerate(towns, 1))
    assert not reader.read(f"Arrivals by place\nPlace      Persons      Needs\n{rows}", date=TODAY).is_foreign


def test_a_bracket_that_counts_again_leaves_the_unit_as_it_was(read):
    told = [
        (value, unit, where)
        for _, value, unit, where, *_ in read(
            "Arrivals were counted in Erati (45,957 individuals, 10,111 families), Chiure (22,211) and Metuge (2,134)."
        )
    ]
    assert told == [
        (45957, "persons", "Erati"), (10111, "households", "Erati"),
        (22211, "persons", "Chiure"), (2134, "persons", "Metuge"),
    ]  # fmt: skip


def test_a_bracket_that_counts_the_same_again_tells_not_the_unit_of_what_follows(read):
    told = read("In Sake 300 families (1,500 people) are in schools; in Minova 220 are in schools as well.")
    assert [(value, unit) for _, value, unit, *_ in told] == [
        (300, "households"), (1500, "persons"), (220, "households"),
    ]  # fmt: skip


def test_a_day_in_brackets_is_the_one_since_when(read):
    (told,) = read("Since the first alert (8 May) a cumulative 99,313 people have been displaced from Sake.")
    assert told[5:] == (datetime.date(2024, 5, 8), TODAY)
