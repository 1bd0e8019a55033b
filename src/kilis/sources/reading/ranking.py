"""Choosing between readings by weights learned from the development corpus: one number per feature, added up."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read something, and what speaks for and against it."""

    value: Any
    features: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice that was made, kept for learning: its task (dates), character, subject and options."""

    task: str
    at: int
    subject: str
    options: tuple[Option, ...]


@dataclass
class Ranking:
    """What each feature is worth, by task; and, where asked for, a record of the choices."""

    tables: dict[str, dict[str, float]]
    record: list[Choice] | None = None
    _empty: dict[str, float] = field(default_factory=dict)

    def choose(self, task: str, at: int, subject: str, options: Sequence[Option]) -> Any:
        """Return the value of the option with the highest sum of weights, the first of equals."""
        if self.record is not None:
            self.record.append(Choice(task, at, subject, tuple(options)))
        table = self.tables.get(task, self._empty)
        return max(options, key=lambda option: sum(table.get(name, 0.0) for name in option.features)).value

    def knows(self, task: str) -> bool:
        """Whether there are weights for the task; without them the rules decide alone."""
        return task in self.tables


@functools.cache
def tables(name: str) -> dict[str, dict[str, float]]:
    """Return the packaged weights of a language, none where it has none."""
    path = Path(__file__).parent / "languages" / f"{name}.weights.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
