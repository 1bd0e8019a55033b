"""What stands in scenario.toml besides the variants, for a form; and an edit that leaves the rest of the file alone."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from typing import Any

from pydantic import BaseModel, Field

from kilis.schema import distributions, table
from kilis.web.tomltext import TomlText, key_of

KEYS = tuple(attribute.name for attribute in table("scenario") if attribute.type != "section")
_TYPES = {attribute.name: attribute.type for attribute in table("scenario")}


class Parameter(BaseModel):
    """A parameter as it stands in the form: its distribution, its numbers as they were typed, and the reason."""

    distribution: str = Field("fixed", max_length=40)
    numbers: dict[str, str] = Field(default_factory=dict, max_length=6)
    reason: str = Field("", max_length=2000)


class Settings(BaseModel):
    """The settings of a scenario as they stand in the form; a parameter that is left out has its default."""

    keys: dict[str, str] = Field(default_factory=dict, max_length=30)
    parameters: dict[str, Parameter] = Field(default_factory=dict, max_length=200)


def settings_of(text: str) -> Settings | None:
    """Read the settings as they were typed; None where the file is not TOML or not in this shape."""
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return None
    found = document.get("parameters", {})
    if not isinstance(found, dict):
        return None
    keys = {name: _typed(document[name]) if name in document else "" for name in KEYS}
    return Settings(keys=keys, parameters={name: _parameter(value) for name, value in found.items()})


def _typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def _parameter(value: Any) -> Parameter:
    given = value if isinstance(value, dict) else {"value": value}
    numbers = {name: _typed(number) for name, number in given.items() if name not in {"distribution", "reason"}}
    return Parameter(
        distribution=str(given.get("distribution", "fixed")), numbers=numbers, reason=str(given.get("reason", ""))
    )


def with_settings(text: str, wanted: Settings) -> str:
    r"""Write the settings into the text of scenario.toml; comments, order and all that did not change stay.

    >>> before = 'title = "A" # short\nstart = 2016-02-01\n\n[parameters]\nhope = 0.3 # a guess\n'
    >>> settings = settings_of(before)
    >>> settings.keys["start"] = "2016-02-05"
    >>> settings.parameters["hope"] = Parameter(distribution="uniform", numbers={"low": "0.1", "high": "0.6"})
    >>> print(with_settings(before, settings))
    title = "A" # short
    start = 2016-02-05
    <BLANKLINE>
    [parameters]
    hope = { distribution = "uniform", low = 0.1, high = 0.6 } # a guess
    <BLANKLINE>
    """
    before = settings_of(text)
    if before is None or before == wanted:
        return text
    edited = TomlText(text)
    for name in KEYS:
        value = wanted.keys.get(name, "")
        if value != before.keys[name]:
            edited.put((name,), _key(name, value) if value else None)
    for name in [*wanted.parameters, *(before.parameters.keys() - wanted.parameters.keys())]:
        parameter = wanted.parameters.get(name)
        if parameter != before.parameters.get(name):
            edited.put(("parameters", name), _written(parameter) if parameter else None)
    return edited.text


def _key(name: str, value: str) -> str:
    if _TYPES[name] == "date" and _is_date(value.strip()):
        return value.strip()
    return _words(value)  # the checks of the schema say what is wrong with a date that is none


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _words(value: str) -> str:
    """Write a text: a JSON string with DEL escaped is a TOML basic string."""
    lines = [json.dumps(line, ensure_ascii=False)[1:-1].replace("\x7f", "\\u007f") for line in value.split("\n")]
    if len(lines) == 1:
        return f'"{lines[0]}"'
    body = "\n".join(lines).strip("\n")
    return f'"""\n{body}\n"""'


def _written(parameter: Parameter) -> str:
    if parameter.distribution == "fixed" and not parameter.reason:
        return _number(parameter.numbers.get("value", ""))
    wanted = distributions().get(parameter.distribution, tuple(parameter.numbers))
    given = {name: parameter.numbers[name] for name in wanted if parameter.numbers.get(name, "") != ""}
    parts = [
        f"distribution = {_words(parameter.distribution)}",
        *(f"{key_of(n)} = {_number(v)}" for n, v in given.items()),
    ]
    if parameter.reason:
        parts.append(f"reason = {_words(' '.join(parameter.reason.split()))}")
    return "{ " + ", ".join(parts) + " }"


def _number(text: str) -> str:
    """Write a number; or the text as one, at which the checks of the schema then point."""
    plain = text.strip().replace("−", "-")
    return plain if re.fullmatch(r"[+-]?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?", plain) else _words(text)
