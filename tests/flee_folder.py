"""A small Flee folder of our own making, for tests: conflict in two towns, a hub, two camps, three countries."""

from __future__ import annotations

from pathlib import Path

FILES = {
    "input_csv/locations.csv": """#name,region,country,latitude,longitude,location_type,conflict_date,population
Alpha,North,Mali,16.0,0.0,conflict_zone,0,50000
Beta,North,Mali,16.5,0.5,town,,
Gamma,South,Mali,15.0,0.2,conflict_zone,3,30000
Hub,East,Niger,15.5,1.0,forwarding_hub,,
Camp_One,East,Niger,15.4,1.6,camp,,900
Camp_Two,West,Burkina_Faso,14.5,-0.5,camp,,
""",
    "input_csv/routes.csv": """#name1,name2,distance,forced_redirection
Alpha,Beta,70,0
Beta,Gamma,150,
Beta,Hub,120,2
Hub,Camp_One,66,0
Gamma,Camp_Two,95,0
Alpha,Camp_Two,310,0
""",
    "input_csv/closures.csv": """#closure_type,name1,name2,closure_start,closure_end
country,Mali,Niger,0,5
location,Camp_Two,,10,-1
camp,Camp_One,,0,8
""",
    "input_csv/conflicts.csv": "#Day,Alpha,Gamma\n"
    + "".join(f"{day},1,{0 if day < 3 else 0.5 if day < 12 else 1}\n" for day in range(30)),
    "input_csv/sim_period.csv": "StartDate,2020-01-01\nLength,30\n",
    "input_csv/registration_corrections.csv": "Camp_One,2020-01-21\n",
    "source_data/data_layout.csv": "total,refugees.csv\nCamp_One,one.csv\nCamp_Two,two.csv\n",
    "source_data/refugees.csv": "Date,Refugee_numbers\n2020-01-01,100\n2020-01-31,2000\n",
    "source_data/one.csv": "Date,n\n2020-01-01,0\n2020-01-11,900\n2020-01-21,600\n2020-01-31,800\n",
    "source_data/two.csv": "2019-12-22,100\n2020-01-11,300\n2020-01-31,1200\n",
    "simsetting.yml": """log_levels:
  agent: 0
spawn_rules:
  take_from_population: False
  conflict_spawn_decay: [1.0, 0.5]
  insert_day0: True
move_rules:
  max_move_speed: 200.0
  conflict_weight: 0.25
  camp_weight: 2.0
  awareness_level: 1
optimisations:
  hasten: 10
""",
}


def write_flee_folder(folder: Path, **changes: str | None) -> Path:
    """Write the folder; ``changes`` replaces a file by its bare name with dots as underscores, None leaves it out."""
    for name, text in FILES.items():
        key = Path(name).name.replace(".", "_")
        content = changes.get(key, text)
        if content is None:
            continue
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def file_text(name: str) -> str:
    """Text of a file of the folder by its bare name."""
    return next(text for path, text in FILES.items() if Path(path).name == name)
