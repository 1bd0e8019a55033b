"""The settings of a Flee folder (simsetting.yml): each is honoured, or named with what its absence means."""

from __future__ import annotations

import csv
import functools
import importlib.resources
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from kilis.scenario.cells import CellError, parse
from kilis.scenario.faults import nearest, shown
from kilis.schema import table
from kilis.sources.flee_tables import Files, text_of

SQRT_10_INVERSE = 0.316227766017
MAX_DECAY_STEPS = 6


@dataclass(frozen=True, slots=True)
class Note:
    """Something the reader of an import should know: where it stands, what was found, what it means."""

    where: str
    finding: str
    meaning: str

    def __str__(self) -> str:
        return f"{self.where}: {self.finding}. {self.meaning}."


@dataclass(frozen=True, slots=True)
class Known:
    """One setting that Flee knows: ``becomes`` is what Kilis makes of it.

    A name: honoured under that name. ``-``: without effect on the result. ``+``: matters only with another setting.
    ``!``: not supported; ``without`` says what that means for the result.
    """

    setting: str
    type: str
    default: str
    becomes: str
    without: str


@dataclass
class Settings:
    """What was set, by Kilis's names, and what could not be honoured."""

    values: dict[str, Any] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    unsupported: list[Note] = field(default_factory=list)

    def number(self, name: str, default: float) -> float:
        """Return a number by its name in Kilis."""
        return float(self.values.get(name, default))

    def on(self, name: str, default: bool) -> bool:
        """Return a switch by its name in Kilis."""
        return bool(self.values.get(name, default))


class _NotPlainError(Exception):
    """YAML that no settings need: references, or a name that stands twice in its block."""

    def __init__(self, row: int, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.row, self.problem, self.remedy = row, problem, remedy


class _Plain(yaml.SafeLoader):
    """Reads YAML without references, which can make a small file grow without end, and without repeated names."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            row = self.line + 1
            raise _NotPlainError(row, "there is a reference (*name)", "Write the value itself")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                problem = f"{shown(key.value)} stands twice in its block"
                raise _NotPlainError(key.start_mark.line + 1, problem, "Keep one of them")
            names.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        return super().construct_mapping(node, deep)


@functools.cache
def known_settings() -> dict[str, Known]:
    """All settings of Flee, from the table flee_settings.csv."""
    text = importlib.resources.files("kilis.sources").joinpath("flee_settings.csv").read_text(encoding="utf-8")
    return {row["setting"]: Known(**row) for row in csv.DictReader(text.splitlines())}


def read_settings(files: Files, folder_file: str = "simsetting.yml") -> Settings:
    """Read simsetting.yml, which may be missing (then all settings have their defaults)."""
    settings = Settings()
    folder = next((one for one in (files.inputs.parent, files.inputs) if (one / folder_file).exists()), None)
    if folder is None:
        settings.notes.append(Note(folder_file, "the file is missing", "All settings have Flee's defaults"))
        return settings
    text = text_of(files, folder, folder_file)
    try:
        document = yaml.load(text, _Plain) if text is not None else None  # noqa: S506 - a SafeLoader that takes less
    except _NotPlainError as error:
        files.fault(folder_file, error.row, None, error.problem, error.remedy)
        return settings
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        row = mark.line + 1 if mark else None
        files.fault(folder_file, row, None, "the file is not YAML", "Check indentation, colons and tabs in this row")
        return settings
    if document is not None and not isinstance(document, Mapping):
        files.fault(folder_file, None, None, "the file has no settings", "Write name: value, one in a row")
        return settings
    for name, value in _flat(document or {}):
        _take(files, settings, name, value)
    return settings


def _flat(block: Mapping[Any, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """All settings as (dotted name, value); the contents of a block that is not supported stay together."""
    for key, value in block.items():
        name = f"{prefix}{key}"
        known = known_settings().get(name)
        if isinstance(value, Mapping) and (known is None or known.type != "block") and len(prefix) < 100:
            yield from _flat(value, f"{name}.")
            if not value:
                yield name, None
        else:
            yield name, value


def _take(files: Files, settings: Settings, name: str, value: Any) -> None:
    known = known_settings().get(name)
    if known is None:
        blocks = {one.split(".")[0] for one in known_settings()} | {"spawn_rules.conflict_driven_spawning"}
        if name in blocks and value is None:
            if name.endswith("conflict_driven_spawning"):
                settings.values["displaced_per_conflict_day"] = None
            return
        if name in blocks:
            remedy = "Write its settings below it, further to the right"
            files.fault(
                "simsetting.yml", None, name, f"{shown(value)} stands where a block of settings belongs", remedy
            )
            return
        guess = nearest(name, known_settings())
        meaning = f"{guess} " if guess.startswith("Did") else ""
        settings.notes.append(
            Note(
                name, f"unknown setting, with the value {shown(value)}", f"{meaning}Flee ignores it, and so does Kilis"
            )
        )
        return
    if value is None:
        return
    if not _fits(known.type, value):
        files.fault("simsetting.yml", None, name, f"{shown(value)} is not a {known.type}", f"Give a {known.type}")
        return
    if known.becomes == "!" and not _is_default(known, value):
        settings.unsupported.append(
            Note(name, f"{shown(value)} is not supported", known.without[0].upper() + known.without[1:])
        )
    elif known.becomes in "-+" and not _is_default(known, value):
        settings.notes.append(
            Note(name, f"{shown(value)} changes nothing", known.without[0].upper() + known.without[1:])
        )
    elif known.becomes not in "-+!":
        settings.values[known.becomes] = value


def _fits(kind: str, value: Any) -> bool:
    match kind:
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return _is_number(value) and float(value).is_integer()
        case "number":
            return _is_number(value)
        case "list":
            return isinstance(value, list) and all(_is_number(one) for one in value)
        case "text":
            return isinstance(value, str)
        case _:
            return True


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value >= 0


def _is_default(known: Known, value: Any) -> bool:
    return bool(value == yaml.safe_load(known.default) or value == [])


def parameters_of(files: Files, settings: Settings) -> tuple[dict[str, float], list[Note]]:
    """The walk rule's parameters: Flee's defaults where nothing is set. Names as in schema/parameters.csv."""
    get = settings.number
    values: dict[str, float] = {
        "departure_rate": 0.0,
        "speed_km_per_day": get("speed_km_per_day", 360.0),
        "walk_speed_km_per_day": get("walk_speed_km_per_day", 35.0),
        "foreign_weight": get("foreign_weight", 1.0),
        "camp_weight": get("camp_weight", 1.0),
        "conflict_weight": get("conflict_weight", SQRT_10_INVERSE),
        "leave_probability_conflict": get("leave_probability_conflict", 1.0),
        "leave_probability_settlement": get("leave_probability_settlement", 0.3),
        "leave_probability_site": get("leave_probability_site", 0.001),
        "awareness_level": get("awareness_level", 1.0),
        "capacity_buffer": get("capacity_buffer", 0.9),
        "capacity_scaling": get("capacity_scaling", 1.0),
        "softening_km": get("softening_km", 10.0),
        "weight_softening": get("weight_softening", 0.0),
        "weight_power": get("weight_power", 1.0),
        "distance_decay": get("distance_decay", 1.0),
        "start_on_foot": float(settings.on("start_on_foot", False)),
        "avoid_short_stints": float(settings.on("avoid_short_stints", False)),
        "take_from_population": float(settings.on("take_from_population", False)),
        "conflict_decay_interval_days": get("conflict_decay_interval_days", 30.0),
    }
    notes: list[Note] = []
    if settings.on("use_v1_rules", False):
        old = {"speed_km_per_day": 200.0, "camp_weight": 2.0, "conflict_weight": 0.25}
        values.update(old, start_on_foot=0.0, avoid_short_stints=0.0)
    decay = settings.values.get("conflict_decay") or []
    if len(decay) > MAX_DECAY_STEPS:
        problem = f"{len(decay)} steps"
        meaning = f"Kilis keeps the first {MAX_DECAY_STEPS}; the last of them then holds for good"
        settings.unsupported.append(Note("spawn_rules.conflict_spawn_decay", problem, meaning))
    values.update({f"conflict_decay_{i + 1}": float(one) for i, one in enumerate(decay[:MAX_DECAY_STEPS])})
    if values["awareness_level"] not in {1.0, 2.0, 3.0}:
        found = f"{values['awareness_level']:g} is not supported"
        meaning = "Kilis takes the nearest of 1, 2 and 3; Flee's own level 0 lets nobody move"
        settings.unsupported.append(Note("move_rules.awareness_level", found, meaning))
        values["awareness_level"] = min(max(round(values["awareness_level"]), 1), 3)
    if "displaced_per_conflict_day" in settings.values or "spawn_mode" in settings.values:
        mode = str(settings.values.get("spawn_mode", "constant")).lower()
        rate = settings.values.get("displaced_per_conflict_day")
        rate = float(rate) if rate is not None else (0.01 if mode == "pop_ratio" else 500.0)
        if mode not in {"constant", "poisson", "pop_ratio"}:
            meaning = "Kilis takes constant: the same number every day"
            settings.unsupported.append(
                Note("spawn_rules.conflict_driven_spawning.spawn_mode", f"{shown(mode)} is unknown", meaning)
            )
        share = mode == "pop_ratio"
        values["conflict_departures_share" if share else "conflict_departures_per_day"] = rate
        values["conflict_departures_poisson"] = float(mode == "poisson")
    _check_bounds(files, settings, values)
    return values, notes


def _check_bounds(files: Files, settings: Settings, values: Mapping[str, float]) -> None:
    """Settings beyond what the parameters of a scenario may be are faults."""
    names = {one.becomes: one.setting for one in known_settings().values()}
    attributes = {attribute.name: attribute for attribute in table("parameters")}
    idp = {"idp_site": ("leave_probability_site", settings.number("idp_site", 0.1))}
    for ours, (name, value) in ({name: (name, value) for name, value in values.items()} | idp).items():
        try:
            parse(attributes[name], f"{value:.12g}")
        except CellError as error:
            setting = (
                names.get(ours) or names["displaced_per_conflict_day" if "departures" in ours else "conflict_decay"]
            )
            files.fault("simsetting.yml", None, setting, error.problem, error.remedy)
