"""Tables of situation reports: each cell is a claim of its column's day, its row's place and its header's people."""

import datetime

import pytest

from kilis.sources.reading.columns import ColumnDays, scale_of

TODAY = datetime.date(2024, 5, 16)


def day(month, number, year=2024):
    return datetime.date(year, month, number)


def places(rows):
    return [(value, where) for _, value, _, where, *_ in rows]


@pytest.mark.parametrize("mark", ["\t", " | ", "     "])
def test_every_cell_is_of_the_day_of_its_column(read, mark):
    lines = [["Site", "14 May", "16 May"], ["Buadi Hall", "320", "410"], ["Tuka Gym", "150", "205"]]
    text = "Displaced families in collective sites\n\n" + "\n".join(mark.join(line) for line in lines) + "\n"
    assert [(v, unit, where, date) for _, v, unit, where, _, _, date in read(text)] == [
        (320, "households", "Buadi Hall", day(5, 14)), (410, "households", "Buadi Hall", day(5, 16)),
        (150, "households", "Tuka Gym", day(5, 14)), (205, "households", "Tuka Gym", day(5, 16)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("header", "since", "date"),
    [
        ("Jan", day(1, 1), day(1, 31)),
        ("Mar. 2024", day(3, 1), day(3, 31)),
        ("May", day(5, 1), TODAY),
        ("Dec", day(12, 1, 2023), day(12, 31, 2023)),
        ("Dec-23", day(12, 1, 2023), day(12, 31, 2023)),
        ("Dec '23", day(12, 1, 2023), day(12, 31, 2023)),
        ("14-May", None, day(5, 14)),
        ("14-May-24", None, day(5, 14)),
        ("15/05", None, day(5, 15)),
        ("30/12", None, day(12, 30, 2023)),
        ("15.05.", None, day(5, 15)),
        ("Week 17", day(4, 22), day(4, 28)),
        ("W17", day(4, 22), day(4, 28)),
        ("Week 17 (21-27 Apr)", day(4, 21), day(4, 27)),
        ("Q1 2024", day(1, 1), day(3, 31)),
        ("Q4", day(10, 1, 2023), day(12, 31, 2023)),
        ("2024", day(1, 1), TODAY),
        ("As of 1 May", None, day(5, 1)),
    ],
)
def test_columns_write_days_shorter_than_sentences_do(reader, header, since, date):
    when, rest = ColumnDays(reader._lexicon, reader._dates, TODAY).of(header)
    assert when is not None
    assert (when.since, when.date, rest) == (since, date, "")


@pytest.mark.parametrize("header", ["30 Feb", "Feb 30, 2024", "Q9 2024", "Week 60", "99/99", "31.02.", "0000"])
def test_days_that_are_none_head_no_columns(reader, header):
    for today in (TODAY, datetime.date.min, datetime.date.max):
        assert ColumnDays(reader._lexicon, reader._dates, today).of(header)[0] is None


def test_days_that_the_year_before_lacks_are_none(reader):
    leap = ColumnDays(reader._lexicon, reader._dates, datetime.date(2024, 1, 15))
    first = ColumnDays(reader._lexicon, reader._dates, datetime.date.min)
    assert leap.of("29/02")[0] is None
    assert [first.of(header)[0] for header in ("Dec", "Q4", "W50", "30/12")] == [None] * 4


def test_a_header_may_count_beside_its_day_or_have_none(reader):
    days = ColumnDays(reader._lexicon, reader._dates, TODAY)
    assert days.of("IDPs (1 May)")[1] == "IDPs"
    assert days.of("Jan", "Arrivals in 2023")[0].date == day(1, 31, 2023)
    assert [days.of(h)[0] for h in ("Change since 1 May", "Households", "5-17", "Kaya")] == [None] * 4
    assert days.by_year(["Town", "Mar 24", "Apr 24"])
    assert not days.by_year(["Town", "May 14", "May 16"])
    assert days.of("Mar 24", numbered_by_year=True)[0].date == day(3, 31)


def test_months_of_a_wide_table_are_periods_and_their_total_is_the_whole_period(read):
    text = (
        "Monthly arrivals of refugees from Sudan, 2024\n\nCountry\tJan\tFeb\tMar\tTotal\n"
        "Chad\t12,400\t10,300\t9,800\t32,500\nEgypt\t8,000\t9,100\t10,400\t27,500\n"
    )
    rows = read(text)
    assert rows[1] == ("arrived", 10300, "persons", "Chad", "Sudan", day(2, 1), day(2, 29))
    assert rows[3] == ("arrived", 32500, "persons", "Chad", "Sudan", day(1, 1), day(3, 31))
    assert len(rows) == 8


def test_the_sum_of_what_stood_on_several_days_is_no_figure(read):
    text = "IDPs in camps\n\nCamp\t1 May\t15 May\tTotal\nDori\t900\t1,010\t1,910\nSeba\t400\t410\t810\n"
    assert [row[1] for row in read(text)] == [900, 1010, 400, 410]


def test_changes_beside_the_days_they_lie_between_say_nothing_new(read):
    header = "IDPs registered\n\nProvince  As of 1 May  As of 15 May  Change\n"
    text = header + "Seno  3,300  3,410  110\nOudalan  900  950  50\n"
    assert [(v, date) for _, v, *_, date in read(text)] == [
        (3300, day(5, 1)), (3410, day(5, 15)), (900, day(5, 1)), (950, day(5, 15)),
    ]  # fmt: skip


def test_years_long_ago_are_background(read):
    text = "Refugees hosted\n\nCountry\t2015\t2016\t2024\nChad\t9,100\t9,900\t12,400\nNiger\t1,100\t1,900\t2,400\n"
    assert [row[1] for row in read(text)] == [12400, 2400]


@pytest.mark.parametrize(
    "header",
    [
        "Commune\tIDPs\tIDPs\tReturnees\tReturnees\n\tHouseholds\tIndividuals\tHouseholds\tIndividuals\n",
        "Commune\tIDPs\t\tReturnees\t\n\tHH\tInd.\tHH\tInd.\n",
        "Commune\tIDPs\tReturnees\n\tHH\tInd.\tHH\tInd.\n",
    ],
)
def test_headers_of_two_rows_are_read_together(read, header):
    rows = read("Kaya, 15 May 2024\n\n" + header + "Dablo\t410\t2,050\t30\t150\nPensa\t220\t1,100\t12\t61\n")
    assert [row[:3] for row in rows[:4]] == [
        ("sheltering", 410, "households"), ("sheltering", 2050, "persons"),
        ("returned", 30, "households"), ("returned", 150, "persons"),
    ]  # fmt: skip


def test_a_day_may_stand_over_households_and_persons(read):
    text = (
        "Displaced people\n\n            1 May                  15 May\n"
        "Commune     Households  Persons    Households  Persons\n"
        "Dablo              410    2,050           430    2,150\n"
        "Pensa              220    1,100           312    1,561\n"
    )
    assert [(v, unit, date) for _, v, unit, *_, date in read(text)][:4] == [
        (410, "households", day(5, 1)), (2050, "persons", day(5, 1)),
        (430, "households", day(5, 15)), (2150, "persons", day(5, 15)),
    ]  # fmt: skip


def test_headers_and_labels_that_one_blank_parts_are_told_by_where_the_columns_stand(read):
    text = (
        "Displaced people\n\nTown         Families Persons\nDablo             410   2,050\n"
        "Pensa Centre 2    220   1,100\nBarsalogho Nord 1,312   6,561\n"
    )
    assert [(v, unit, where) for _, v, unit, where, *_ in read(text)][-2:] == [
        (1312, "households", "Barsalogho Nord"), (6561, "persons", "Barsalogho Nord"),
    ]  # fmt: skip


@pytest.mark.parametrize("scale", ["(in 000s)", "in thousands", "(thousands)", "('000)"])
def test_figures_in_thousands_are_multiplied_and_the_scale_is_no_figure(read, scale):
    text = f"Refugees hosted, {scale}\n\nCountry\tRefugees\nChad\t412.540\nNiger\t120\n"
    assert [(v, where) for _, v, _, where, *_ in read(text)] == [(412540, "Chad"), (120000, "Niger")]


def test_the_scale_may_stand_in_a_header_or_below(read, reader):
    assert scale_of("IDPs (millions)", reader._lexicon) == 1_000_000
    assert scale_of("Thousands of people fled", reader._lexicon) == 1
    text = "Refugees hosted\n\nCountry\tRefugees\nChad\t412.5\nNiger\t120\nFigures in thousands.\n"
    assert places(read(text)) == [(412500, "Chad"), (120000, "Niger")]


@pytest.mark.parametrize(
    "figure", ["12,400¹", "12,400*", "12,400 [2]", "12,400(a)", "12,4001", "12 400", "12.400", "12,400 ind."]
)
def test_marks_of_footnotes_and_other_groupings_are_no_part_of_a_figure(read, figure):
    text = f"Displaced persons in sites, 12 May\n\nSite\tPersons\nDablo\t{figure}\nPensa\t9,300\n"
    assert places(read(text)) == [(12400, "Dablo"), (9300, "Pensa")]


def test_lakhs_are_one_number(read):
    text = "Persons in relief camps, 12 May\n\nDistrict\tPersons\nKokrajhar\t1,12,400\nChirang\t85,300\n"
    assert [row[1] for row in read(text)] == [112400, 85300]


def test_cells_without_a_figure_leave_the_others_in_their_columns(read):
    text = (
        "New arrivals, 8-14 May\n\nSite\tIndividuals\tHouseholds\nDablo\t-\t-\nPensa\tn.a.\t12\nBouroum\t0\t0\n"
        "Seba\t..\t..\nArbinda\t240\t—\nTougouri\t\t90\n"
    )
    assert [(v, unit, where) for _, v, unit, where, *_ in read(text)] == [
        (12, "households", "Pensa"), (240, "persons", "Arbinda"), (90, "households", "Tougouri"),
    ]  # fmt: skip


def test_shares_and_parts_by_sex_and_age_are_no_figures_of_their_own(read):
    text = (
        "Displaced persons, 12 May\n\nCounty\tTotal\tMale\tFemale\t0-4\t5-17\t18+\t% of total\tHHs\n"
        "Rubkona\t2,050\t1,000\t1,050\t400\t650\t1,000\t77\t410\nGuit\t600\t290\t310\t100\t200\t300\t23\t120\n"
    )
    assert [row[1:3] for row in read(text)] == [
        (2050, "persons"), (410, "households"), (600, "persons"), (120, "households"),
    ]  # fmt: skip


def test_who_asked_for_asylum_and_who_was_met_at_a_border_is_not_counted(read):
    assert read("Asylum applications lodged\n\nState\tApril\tMay\nUganda\t2,310\t2,740\nKenya\t1,120\t980\n") == []
    assert read("Some 2,300 migrant encounters were recorded in Uganda on Monday.") == []


@pytest.mark.parametrize("corner", ["From / To", "Origin \\ Destination", "Place of origin"])
def test_rows_and_columns_may_be_whence_and_whither(read, corner):
    text = (
        "Displaced persons by place of origin (rows) and place of displacement (columns)\n\n"
        f"{corner}\tKaya\tDori\tTougouri\nBarsalogho\t1,200\t300\t90\nDjibo\t410\t2,500\t-\n"
    )
    assert [row[1:5] for row in read(text)][1:4] == [
        (300, "persons", "Dori", "Barsalogho"), (90, "persons", "Tougouri", "Barsalogho"),
        (410, "persons", "Kaya", "Djibo"),
    ]  # fmt: skip


def test_columns_may_be_whence(read):
    text = "Displaced persons\n\nTo / From\tKaya\tDori\nBarsalogho\t1,200\t300\nDjibo\t410\t2,500\n"
    assert [row[1:5] for row in read(text)][1] == (300, "persons", "Barsalogho", "Dori")


def test_origin_and_destination_have_columns_of_their_own(read):
    text = "Arrivals, 1-15 May\n\nOrigin\tDestination\tIndividuals\nBarsalogho\tKaya\t1,200\nDjibo\tDori\t2,500\n"
    assert [row[1:5] for row in read(text)] == [
        (1200, "persons", "Kaya", "Barsalogho"), (2500, "persons", "Dori", "Djibo"),
    ]  # fmt: skip
    text = "Refugees in Chad by country of origin\n\nCountry of origin\tIndividuals\nSudan\t12,400\nNigeria\t4,100\n"
    assert [row[1:5] for row in read(text)] == [
        (12400, "persons", "Chad", "Sudan"), (4100, "persons", "Chad", "Nigeria"),
    ]  # fmt: skip


def test_totals_are_of_the_whole_or_of_the_part_they_close(read):
    text = (
        "Displaced persons, 12 May\n\nCounty    Individuals\nUnity State\nRubkona    12,400\nGuit    3,100\n"
        "Sub-total    15,500\nJonglei State\nFangak    9,105\nAyod    1,811\nSubtotal Jonglei    10,916\n"
        "Grand Total    26,416\n"
    )
    rows = places(read(text))
    assert (15500, "Unity State") in rows
    assert rows[-2][1].startswith("Jonglei")
    assert rows[-1] == (26416, "")
    text = "New arrivals in Barsalogho by village\n\nVillage\tIndividuals\nDablo\t410\nFoube\t205\nTotal\t615\n"
    assert places(read(text))[-1] == (615, "Barsalogho")


def test_a_state_named_once_goes_on_and_the_figures_are_of_the_counties(read):
    text = (
        "Displaced persons by state and county, 12 May\n\nState\tCounty\tIndividuals\nUnity\tRubkona\t12,400\n"
        "\tGuit\t3,100\n\tSub-total\t15,500\nJonglei\tFangak\t9,105\n\tAyod\t1,811\n"
    )
    assert places(read(text)) == [
        (12400, "Rubkona"), (3100, "Guit"), (15500, "Unity"), (9105, "Fangak"), (1811, "Ayod"),
    ]  # fmt: skip


def test_a_site_is_told_before_its_district_and_the_row_may_have_a_day_and_a_source(read, reader):
    text = (
        "Displaced people\n\nNo.\tDistrict\tSite\tDate\tSource\tIndividuals\n"
        "1\tKaya\tLycée Municipal\t3 May\tCONASUR\t1,240\n2\tKaya\tStade\t11 May\tTown hall\t905\n"
    )
    assert [(v, where, date) for _, v, _, where, *_, date in read(text)] == [
        (1240, "Lycée Municipal", day(5, 3)), (905, "Stade", day(5, 11)),
    ]  # fmt: skip
    assert [c.speaker for c in reader.read(text, date=TODAY).claims] == ["CONASUR", "Town hall"]


def test_a_column_with_several_names_in_a_cell_only_describes_its_row(read):
    text = "Displaced people\n\nDistrict\tSites\tFamilies\nKaya\tDablo, Pensa\t240\nDori\tSeba\t120\n"
    assert places(read(text)) == [(240, "Kaya"), (120, "Dori")]


def test_what_stands_alone_in_a_row_dates_or_counts_the_rows_below(read):
    text = (
        "Kaya, 12 May\n\nCounty\tHouseholds\tIndividuals\nNew arrivals\t\t\nRubkona\t410\t2,050\n"
        "Returnees\t\t\nRubkona\t300\t1,500\n"
    )
    assert [row[0] for row in read(text)] == ["arrived", "arrived", "returned", "returned"]
    text = "Arrivals\n\nCrossing\tIndividuals\nApril 2024\t\nAdre\t2,050\n1-12 May 2024\t\nAdre\t1,500\n"
    assert [row[5:] for row in read(text)] == [(day(4, 1), day(4, 30)), (day(5, 1), day(5, 12))]


@pytest.mark.parametrize("header", ["County    Households    Individuals\n", ""])
def test_a_table_goes_on_behind_the_end_of_a_page(read, header):
    text = (
        "Displaced persons by county, 12 May\n\nCounty    Households    Individuals\nRubkona    2,480    12,400\n"
        f"Guit    620    3,100\nPage 1 of 2\n\n{header}Koch    410    2,050\nFangak    1,821    9,105\n"
    )
    assert read(text)[-1] == ("displaced", 9105, "persons", "Fangak", "", None, day(5, 12))


def test_a_table_with_a_month_of_its_own_counts_what_the_one_before_it_did(read):
    rows = "\n\nTown\tIndividuals\nAdre\t2,050\nTine\t600\n\n"
    assert [row[6] for row in read("Refugee arrivals, April 2024" + rows + "May 2024" + rows)] == [
        day(4, 30), day(4, 30), TODAY, TODAY,
    ]  # fmt: skip


def test_a_caption_may_stand_below(read):
    text = "Site\tIndividuals\nLycée\t1,240\nStade\t905\nTable 2: Displaced persons in sites as of 12 May 2024\n"
    assert [(row[0], row[6]) for row in read(text)] == [("displaced", day(5, 12))] * 2


def test_what_a_camp_is_called_does_not_say_what_is_counted(read):
    text = "Weekly arrivals in Dori refugee camp\n\nCamp\t22-28 Apr\t6-12 May\nSeba\t1,200\t980\nArbinda\t300\t505\n"
    assert {row[0] for row in read(text)} == {"arrived"}
    text = "Sites for displaced people\n\nSite\tIndividuals\nLycée\t1,240\nStade\t905\n"
    assert {row[0] for row in read(text)} == {"displaced"}


def test_keys_and_values_are_no_table_under_a_day(read):
    text = (
        "Kaya flash update 12 May\n\nDate of event\t10 May 2024\nLocation\tKaya\nDisplaced persons\t2,050\nKilled\t12\n"
    )
    assert [row[:4] for row in read(text)] == [
        ("displaced", 2050, "persons", "Kaya"),
        ("killed", 12, "persons", "Kaya"),
    ]
