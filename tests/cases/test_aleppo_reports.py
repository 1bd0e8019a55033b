"""The reports of the Aleppo case are read, accepted and taken back, and their contradictions stay side by side."""

import datetime
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kilis.cli import app
from kilis.scenario import read
from kilis.sources.reading import Reader, accept, inputs

CASE = Path(__file__).resolve().parents[2] / "examples" / "aleppo-2016"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(CASE, tmp_path / "aleppo"))


def test_the_reports_give_the_known_figures_with_their_speakers():
    reader = Reader(read(CASE).places)
    told = set()
    for path in sorted((CASE / "reports").glob("*.txt")):
        report = reader.read(inputs.read_file(path).text)
        assert report.date.isoformat() == path.name[:10]
        told |= {(c.action, c.quantity.value, c.speaker) for c in report.claims if c.quantity}
    assert {
        ("waiting", 10000, "prime minister of Turkey"),
        ("arrived", 35000, "governor of Kilis"),
        ("displaced", 31000, "UN"),
        ("displaced", 50000, "UNICEF"),
        ("displaced", 75175, None),
        ("arrived", 6600, None),
    } <= told


def test_reading_them_adds_rows_that_can_be_taken_back(folder):
    before = {name: (folder / name).read_bytes() for name in ("observations.csv", "events.csv")}
    reports = [str(path) for path in sorted((CASE / "reports").glob("*.txt"))]
    result = CliRunner().invoke(app, ["read", *reports, "--scenario", str(folder), "--accept-all"])
    assert result.exit_code == 0, result.output
    assert "Figures that differ" in result.output
    added = read(folder).observations[len(read(CASE).observations) :]
    assert {(o.place, o.measure, o.value) for o in added} >= {
        ("bab-al-salama", "waiting", 10000),
        ("bab-al-salama", "arrivals", 35000),
        ("bab-al-salama", "arrivals", 23000),
        ("azaz", "stock", 79000),
        ("al-haramain", "arrivals", 6600),
    }
    assert all(o.kind == "claim" for o in added)
    CliRunner().invoke(app, ["read", "--scenario", str(folder), "--undo"])
    assert {name: (folder / name).read_bytes() for name in before} == before


def test_the_gate_is_found_by_its_turkish_name(tmp_path):
    """What the governor of Kilis said of Oncupinar is about the crossing, not about the camp in Kilis of that name."""
    scenario = read(CASE)
    reader = Reader(scenario.places)
    for name in (
        "Oncupinar",
        "Öncüpınar",
        "the Oncupinar crossing",
        "Bab al-Salameh",
        "the Bab el Salamah border gate",
    ):
        text = f"The governor of Kilis said around 35,000 Syrians had reached {name} in the space of 48 hours."
        (claim,) = reader.read(text, date=datetime.date(2016, 2, 6)).claims
        assert {place.place_id for place in claim.destination} == {"bab-al-salama"}, name


def test_a_town_that_the_scenario_parts_is_refused_with_its_parts(folder):
    report = Reader(read(folder).places).read(
        "Some 30,000 people have fled Aleppo, the UN said.", date=datetime.date(2016, 2, 6)
    )
    refused = accept.row_of(report.claims[0], report, read(folder))
    assert isinstance(refused, accept.Refused)
    assert refused.reason.startswith("Aleppo is no place of the scenario; near it lie aleppo-east, aleppo-west")
