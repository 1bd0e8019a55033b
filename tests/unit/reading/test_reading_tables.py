"""Tables of situation reports: each cell is a claim of its column's day, its row's place and its header's people."""

import datetime

import pytest

from kilis.sources.reading import Reader
from kilis.sources.reading.columns import ColumnDays, scale_of

TODAY = datetime.date(2024, 5, 16)


@pytest.fixture(scope="module")
def reader():
    return Reader()


@pytest.fixture(scope="module")
def read(reader):
    def rows(text):
        """Return (action, value, unit, at or to, from, since, date) of every figure."""
        return [
            (
                c.action, c.quantity.value, c.quantity.unit, "+".join(p.name for p in c.at + c.destination),
                "+".join(p.name for p in c.origin), c.since, c.date,
            )
            for c in reader.read(text, date=TODAY).claims
        ]  # fmt: skip

    return rows


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
