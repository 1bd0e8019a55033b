"""A run folder made by formulas, not by the engine: what the tests of report and export read."""

from __future__ import annotations

import datetime
import json
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

START = datetime.date(2016, 2, 1)
DAYS = 60
MEMBERS = 40
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)

# id, name, kind, site_type, latitude, longitude, iso3, pcode, population, capacity, growth
PLACES = [
    ("aleppo", "Aleppo", "settlement", "", 36.21, 37.16, "SYR", "SY0200", 300000, "", 0),
    ("haritan", "Haritan", "settlement", "", 36.289, 37.085, "SYR", "", 30000, "", 0),
    ("tall-rifaat", "Tall Rifaat", "settlement", "", 36.472, 37.095, "SYR", "SY0204", 60000, "", 2500),
    ("mare", "Mare", "settlement", "", 36.483, 37.197, "SYR", "", 30000, "", 1500),
    ("azaz", "Azaz", "settlement", "", 36.587, 37.046, "SYR", "SY0205", 90000, "", 14000),
    ("afrin", "Afrin", "settlement", "", 36.512, 36.87, "SYR", "SY0203", 200000, "", 16000),
    ("daret-azza", "Daret Azza", "settlement", "", 36.282, 36.852, "SYR", "", 40000, "", 4000),
    ("idleb", "Idleb", "settlement", "", 35.931, 36.634, "SYR", "SY0700", 150000, "", 9000),
    ("nubl", "Nubl and Zahraa", "settlement", "", 36.379, 36.993, "SYR", "", 40000, "", 0),
    ("gate", "Bab al-Salama crossing", "crossing", "", 36.6385, 37.0765, "SYR", "", "", "", 15000),
    ("camp-a", "Bab al-Salama camp", "site", "camp", 36.636, 37.07, "SYR", "SY0205x", 8000, 8900, 6000),
    ("camp-b", "Sijjo camp", "site", "camp", 36.627, 37.045, "SYR", "", 16000, 17800, 5000),
    ("camp-c", "New camp <b>& more</b>", "site", "camp", 36.63, 37.095, "SYR", "", 0, 10000, 9000),
    ("camp-d", "Al-Haramain camp", "site", "camp", 36.628, 37.12, "SYR", "", 4000, 4500, 2000),
    ("ikdah", "Ikdah camps", "site", "camp", 36.648, 37.19, "SYR", "", 12000, 13400, 1000),
    ("kilis", "Kilis", "site", "urban", 36.716, 37.115, "TUR", "TR079", 15000, "", 6),
    ("hawa", "Bab al-Hawa crossing", "crossing", "", 36.242, 36.7, "SYR", "", "", "", 3000),
    ("atmeh", "Atmeh", "site", "camp", 36.305, 36.685, "SYR", "", 60000, 75000, 8000),
    ("reyhanli", "Reyhanli", "site", "urban", 36.268, 36.568, "TUR", "", 0, "", 4),
    ("turkey", "Rest of Turkey", "site", "other", 37.059, 37.382, "TUR", "", 2500000, "", 3),
    ("lebanon", "Lebanon", "site", "other", 33.847, 35.902, "LBN", "", 1100000, "", 500),
]
ROUTES = [
    ("aleppo", "haritan", 12.5, "road"),
    ("haritan", "tall-rifaat", 27, "road"),
    ("aleppo", "daret-azza", 35, "road"),
    ("tall-rifaat", "azaz", 17, "road"),
    ("tall-rifaat", "mare", 12, "road"),
    ("tall-rifaat", "afrin", 27, "road"),
    ("mare", "azaz", 23, "road"),
    ("azaz", "afrin", 23, "road"),
    ("azaz", "gate", 8, "road"),
    ("gate", "camp-a", 0.5, "foot"),
    ("gate", "camp-b", 2.7, "foot"),
    ("gate", "camp-c", 1.7, "foot"),
    ("gate", "camp-d", 4, "foot"),
    ("camp-d", "ikdah", 10, "foot"),
    ("gate", "kilis", 12, "crossing"),
    ("kilis", "turkey", 58, "road"),
    ("afrin", "daret-azza", 34, "road"),
    ("daret-azza", "hawa", 20, "road"),
    ("daret-azza", "atmeh", 20, "road"),
    ("daret-azza", "idleb", 57, "road"),
    ("hawa", "atmeh", 9, "road"),
    ("hawa", "reyhanli", 16, "crossing"),
    ("nubl", "afrin", 24, "road"),
    ("aleppo", "lebanon", 370, "crossing"),
]
EVENTS = """date,until,event,target,value,text,source
2016-02-01,2016-02-27,conflict,haritan,0.5,,made up
2016-02-01,2016-02-15,conflict,tall-rifaat,1,,made up
2016-02-01,,limit,hawa,10,,made up
2016-02-03,,cut,haritan--tall-rifaat,,,made up
2016-02-05,,close,gate,,,made up
2016-02-08,,site_opens,camp-c,,,made up
2016-02-15,,control,tall-rifaat,,others,made up
"""
OBSERVATIONS = """date,published,place,measure,value,low,high,qualifier,speaker,publisher,kind
2016-02-04,,gate,waiting,10000,,,approx,prime minister,press,claim
2016-02-05,2016-02-06,gate,waiting,20000,,,approx,UN,dpa,estimate
2016-02-11,,camp-a,stock,9000,,,approx,UN,agency,estimate
2016-02-11,,azaz,stock,,9000,,at_least,REACH,REACH,estimate
2016-02-18,,azaz,stock,,8000,16000,range,monitoring group,press,estimate
2016-02-20,,kilis,arrivals,3,,,exact,=HYPERLINK("http://x"),press,registration
2016-02-22,,*,displaced,75175,,,exact,CCCM,UNHCR,verification
"""
VARIANTS = (("baseline", "As stated"), ("border-opens", "The crossing opens on 7 February"), ("no-camp", "No new camp"))


def write_inputs(folder: Path) -> Path:
    """Write the scenario folder."""
    folder.mkdir(parents=True)
    places = ["id,name,kind,site_type,latitude,longitude,iso3,admin1,pcode,population,capacity_persons"]
    for i, name, kind, site, lat, lon, iso3, pcode, population, capacity, _ in PLACES:
        places.append(f'{i},"{name}",{kind},{site},{lat},{lon},{iso3},,{pcode},{population},{capacity}')
    (folder / "places.csv").write_text("\n".join(places) + "\n")
    routes = ["origin,destination,distance_km,mode,both_ways"] + [
        f"{a},{b},{km},{mode},yes" for a, b, km, mode in ROUTES
    ]
    (folder / "routes.csv").write_text("\n".join(routes) + "\n")
    (folder / "events.csv").write_text(EVENTS)
    (folder / "observations.csv").write_text(OBSERVATIONS)
    variants = (
        '[[variants]]\nid = "border-opens"\nsentence = "The crossing opens on 7 February"\n'
        'add = [{ date = 2016-02-07, event = "open", target = "gate" }]\n'
        '[[variants]]\nid = "no-camp"\nsentence = "No new camp"\n'
        'remove = [{ event = "site_opens", target = "camp-c" }]\n'
    )
    (folder / "scenario.toml").write_text(
        'title = "Aleppo, made up"\ndescription = "A case made by formulas."\nstart = 2016-02-01\nend = 2016-04-01\n'
        'coo_iso3 = "SYR"\nrule = "gravity"\n[parameters]\n'
        'speed_km_per_day = { distribution = "uniform", low = 15, high = 40, reason = "on foot in winter" }\n'
        + variants
    )
    return folder


def write_run(folder: Path, kind: str = "compare", days: int = DAYS) -> Path:
    """Write a run folder in the format of `kilis run`."""
    write_inputs(folder / "inputs")
    dates = [START + datetime.timedelta(days=d) for d in range(days)]
    rng = np.random.default_rng(4)
    factor = np.exp(0.35 * rng.standard_normal((MEMBERS, 1, len(PLACES))))
    onset = rng.uniform(4, 9, (MEMBERS, 1, 1))
    day = np.arange(days)[None, :, None]
    rise = 1 / (1 + np.exp(-(day - onset - 4) / 3))
    base = np.array([p[8] if p[2] == "site" else 0 for p in PLACES], dtype=float)
    growth = np.array([p[10] for p in PLACES], dtype=float)
    members: dict[str, dict[str, np.ndarray]] = {}
    for variant, _ in VARIANTS:
        change = growth.copy()
        if variant == "border-opens":
            change[9], change[15], change[19] = 800, 9000, 12000
        if variant == "no-camp":
            change[12], change[9] = 0, 22000
        stock = np.round(base + change * factor * rise)
        waiting = np.zeros_like(stock)
        waiting[:, :, 9] = stock[:, :, 9] * 0.9
        waiting[:, :, 16] = stock[:, :, 16]
        capacity = np.array([p[9] or np.inf for p in PLACES], dtype=float)
        members[variant] = {
            "stock": stock,
            "waiting": np.round(waiting),
            "overflow": np.maximum(stock - capacity, 0),
            "arrivals": np.diff(stock, axis=1, prepend=stock[:, :1]).clip(0),
        }
    tables = _tables(members, dates)
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    manifest = {
        "kilis_version": "0.0",
        "kind": kind,
        "created_utc": "2026-11-22T13:00:00+00:00",
        "command": "kilis compare examples/made-up --members 40 --seed 4",
        "seed": 4,
        "members": MEMBERS,
        "arithmetic": "draws",
        "rule": "gravity",
        "wall_seconds": 1.5,
        "inputs": {"places.csv": "0" * 64},
        "scenario": {"title": "Aleppo, made up", "start": "2016-02-01", "end": "2016-04-01"},
        "parameters": {
            "speed_km_per_day": {"distribution": "uniform", "numbers": [15, 40], "reason": "on foot in winter"}
        },
        "variants": [{"id": i, "sentence": s} for i, s in VARIANTS],
        "measures": ["stock", "waiting", "overflow", "arrivals"],
        "quantiles": list(QUANTILES),
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def _statistics(values: np.ndarray) -> dict[str, np.ndarray]:
    q = np.quantile(values, QUANTILES, axis=0)
    return {"mean": values.mean(axis=0), **{f"q{int(p * 100):02d}": q[i] for i, p in enumerate(QUANTILES)}}


def _tables(members: dict[str, dict[str, np.ndarray]], dates: list[datetime.date]) -> dict[str, pa.Table]:
    ids = [p[0] for p in PLACES]
    parts: dict[str, list[pa.Table]] = {k: [] for k in ("summary", "totals", "flows", "exceedance", "effects")}

    def grid(keys: dict[str, str], values: np.ndarray) -> pa.Table:
        n = len(dates) * len(ids)
        columns = {k: pa.array([v] * n) for k, v in keys.items()}
        columns["place"] = pa.array(np.tile(ids, len(dates)).tolist())
        columns["date"] = pa.array(np.repeat(dates, len(ids)).tolist(), pa.date32())
        return pa.table(columns | {k: pa.array(v.ravel()) for k, v in _statistics(values).items()})

    def line(keys: dict[str, str], values: np.ndarray) -> pa.Table:
        columns = {k: pa.array([v] * len(dates)) for k, v in keys.items()}
        columns["date"] = pa.array(dates, pa.date32())
        return pa.table(columns | {k: pa.array(v) for k, v in _statistics(values).items()})

    for variant, measures in members.items():
        for measure, values in measures.items():
            parts["summary"].append(grid({"variant": variant, "measure": measure}, values))
            if variant != "baseline":
                difference = values - members["baseline"][measure]
                parts["effects"].append(grid({"variant": variant, "measure": measure}, difference))
        moved = (measures["stock"] - measures["stock"][:, :1]).clip(0).sum(axis=2)
        for measure, total in (("displaced", moved), ("waiting", measures["waiting"].sum(axis=2))):
            parts["totals"].append(line({"variant": variant, "measure": measure}, total))
        for a, b, _, _ in ROUTES:
            flow = measures["arrivals"][:, :, ids.index(b)] * 1.3
            parts["flows"].append(line({"variant": variant, "origin": a, "destination": b}, flow))
        for i, place in enumerate(PLACES):
            if place[9]:
                over = measures["stock"][:, :, i] > float(place[9])
                columns = {k: pa.array([v] * len(dates)) for k, v in (("variant", variant), ("place", place[0]))}
                columns["date"] = pa.array(dates, pa.date32())
                columns["probability"] = pa.array(over.mean(axis=0))
                columns["probability_by"] = pa.array(np.maximum.accumulate(over, axis=1).mean(axis=0))
                parts["exceedance"].append(pa.table(columns))
    tables = {name: pa.concat_tables(part) for name, part in parts.items()}
    speed = np.random.default_rng(1).uniform(15, 40, MEMBERS)
    tables["parameters"] = pa.table(
        {"member": list(range(MEMBERS)), "parameter": ["speed_km_per_day"] * MEMBERS, "value": speed}
    )
    return tables


if __name__ == "__main__":
    import sys

    target = Path(sys.argv[1])
    shutil.rmtree(target, ignore_errors=True)
    write_run(target)
