"""The corpus is sound, and reading does not fall below what it reached on the development half."""

import importlib.util
import json
import sys
from pathlib import Path

import pytest

from kilis.sources.reading import lexicon

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "tests" / "corpus" / "reading"


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("reading_benchmark", ROOT / "benchmarks" / "reading.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["reading_benchmark"] = module
    spec.loader.exec_module(module)
    return module


def test_the_corpus_has_sixty_reports_from_ten_countries_and_gold_that_points_at_its_words():
    reports, countries = 0, set()
    for path in sorted(CORPUS.glob("*/*.txt")):
        text = path.read_text(encoding="utf-8")
        meta = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        adversarial = meta["style"].startswith("adversarial")
        assert bool(meta["claims"]) != adversarial, path.name
        reports += not adversarial
        countries.add(meta["country"])
        for claim in meta["claims"]:
            assert text[claim["start"] : claim["end"]] == claim["quote"], path.name
    assert reports >= 60
    assert len(countries - {None}) >= 10


def test_no_text_of_the_corpus_is_taken_for_one_in_another_language():
    english = lexicon.load("en")
    assert [path.name for path in CORPUS.glob("*/*.txt") if not english.is_of_text(path.read_text("utf-8"))] == []


def test_the_development_half_is_read_as_well_as_it_was(benchmark):
    counts, false, likely = benchmark.measure(benchmark.Reader(), "dev", show=False)
    reached = {field: counts[field].scores[2] for field in benchmark.FIELDS}
    floors = {"quantity": 0.93, "action": 0.88, "places": 0.74, "date": 0.82, "speaker": 0.77, "whole claim": 0.57}
    assert {field for field, floor in floors.items() if reached[field] < floor} == set()
    assert sum(count > 0 for count in false.values()) <= 3
    assert sum(false.values()) <= 6
    # Of texts learned from more is right than is said, but what is called doubtful is wrong more often.
    places = [[right for told, right in likely.told["where"] if (told < 0.5) is below] for below in (True, False)]
    doubtful, others = (sum(each) / len(each) for each in places)
    assert doubtful < 0.6 < 0.75 < others
