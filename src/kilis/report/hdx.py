"""A folder ready for the Humanitarian Data Exchange: tagged CSV and the metadata it asks for."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

from kilis.report.card import card_text
from kilis.report.figures import Figures
from kilis.report.tagged import write_tagged_folder
from kilis.report.words import suppression
from kilis.scenario.timeline import day_in_words

ABOUT = {
    "displaced.csv": "Displaced persons by place and date, median and 90 % range, HXL-tagged",
    "groups.csv": "Displaced persons by place, demographic group and date, median and 90 % range, HXL-tagged",
    "flows.csv": "Movements by pair of places and date, HXL-tagged",
    "places.csv": "Places with coordinates and place codes where known, HXL-tagged",
    "observations.csv": "Figures stated by others, with their speakers, HXL-tagged",
}
TO_COMPLETE = ("owner_org", "maintainer", "license_id", "private")


def write_hdx_folder(figures: Figures, folder: Path) -> list[str]:
    """Write data files, metadata.json and README.md; returns their names."""
    written = write_tagged_folder(figures, folder)
    about = metadata(figures, written)
    (folder / "metadata.json").write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(_readme(figures, written), encoding="utf-8")
    return [*written, "metadata.json", "README.md"]


def metadata(figures: Figures, files: list[str]) -> dict[str, Any]:
    """The fields of an HDX dataset that follow from the run; those only the publisher knows are named as missing."""
    scenario = figures.scenario
    speakers = sorted({o.publisher or o.speaker or "" for o in scenario.observations} - {""})
    countries = sorted({p.iso3.lower() for p in scenario.places})
    name = re.sub(r"[^a-z0-9]+", "-", f"{scenario.title} displacement kilis".lower()).strip("-")
    notes = f"{' '.join(scenario.description.split())} Simulated, not counted. {card_text('What it is for')}"
    return {
        "name": name[:90],
        "title": f"{scenario.title}: simulated displacement",
        "notes": notes.strip(),
        "dataset_source": ", ".join(["Kilis", *speakers]),
        "dataset_date": f"[{scenario.start.isoformat()}T00:00:00 TO {_last_day(figures).isoformat()}T23:59:59]",
        "methodology": "Other",
        "methodology_other": f"{card_text('How it works')} Command: {figures.manifest.get('command', '')}",
        "caveats": f"{card_text('What it does not know')} {card_text('What it must not be used for')}",
        "data_update_frequency": "-2",
        "groups": [{"name": country} for country in countries],
        "tags": [{"name": "displacement"}, {"name": "forecasting"}, {"name": "hxl"}],
        "resources": [
            {"name": file, "description": ABOUT[file], "format": "CSV", "url_type": "upload"} for file in files
        ],
        "to_complete_by_the_publisher": list(TO_COMPLETE),
    }


def _last_day(figures: Figures) -> datetime.date:
    return figures.scenario.end - datetime.timedelta(days=1)


def _readme(figures: Figures, files: list[str]) -> str:
    period = f"{day_in_words(figures.scenario.start)} to {day_in_words(_last_day(figures))}"
    rows = "\n".join(f"- `{file}`: {ABOUT[file]}." for file in files)
    below = figures.suppress_below
    caution = f"Caution: {figures.caution}\n\n" if figures.caution else ""
    kept = f"Small counts: {suppression(below)}.\n" if below > 1 else ""
    return (
        f"# {figures.scenario.title}\n\nSimulated displacement, {period}. Made by Kilis with\n"
        f"`{figures.manifest.get('command', '')}`.\n\n{caution}{rows}\n\n{kept}"
        f"Before publishing, complete {', '.join(TO_COMPLETE)} in `metadata.json`.\n\n"
        f"{card_text('What it must not be used for')}\n"
    )
