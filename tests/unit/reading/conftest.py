"""Reads tables into rows that tests can compare at a glance."""

import datetime

import pytest

from kilis.sources.reading import Reader

TODAY = datetime.date(2024, 5, 16)


@pytest.fixture(scope="session")
def reader():
    return Reader()


@pytest.fixture(scope="session")
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
