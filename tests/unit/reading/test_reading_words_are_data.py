"""Words of a language stand in its file: what the code compares with words of a text holds none."""

import ast
import re
from pathlib import Path

import pytest

from kilis.sources import reading
from kilis.sources.reading import judge, lexicon

MODULES = sorted(Path(reading.__file__).parent.glob("*.py"))
NOT_OF_REPORTS = {"accept", "annotate", "draft", "fitting", "inputs", "pages", "parsed", "words"}
"""What stands in scenarios, in files and in a page's HTML, and what a parser says, is no word of a language."""
OF_TEXT = re.compile(
    r"\.(low|text)\b|\b(low|lows|_low)\b|^(word|noun|before|after|previous|behind|following|link|opener|lead|last_word)$"
)
SEARCHING = {"startswith", "endswith", "removeprefix", "removesuffix", "index", "count", "find", "partition"}
LABELS = {
    *judge.ACTIONS, *judge.CERTAINTIES, *judge.NO_CLAIM, *lexicon.load().data["events"],
    "bed", "border", "certainty", "country", "crossing", "event:", "after_", "households", "number", "nouns", "open",
    "people", "persons", "region", "settlement", "site", "speech", "topic",
    "there", "them", "it", "from", "to",  # roles, and what pointing words point at
    "ours", "off", ">crossing", ".toml", "na",
    *(f"event:{kind}" for kind in lexicon.load().data["events"]),
}  # fmt: skip


def literals(node):
    """Return the words among a literal, or the literals of a set, list or tuple."""
    nodes = node.elts if isinstance(node, (ast.Tuple, ast.Set, ast.List)) else [node]
    found = [each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    found += [word for each in nodes if isinstance(each, (ast.List, ast.Tuple)) for word in literals(each)]
    return [each for each in found if re.search(r"[a-zA-Z]{2}", each)]


def written(pattern):
    """Return what code writes of a pattern itself."""
    if isinstance(pattern, ast.JoinedStr):
        return " ".join(each.value for each in pattern.values if isinstance(each, ast.Constant))
    return pattern.value if isinstance(pattern, ast.Constant) else ""


def words_of(source):
    """Return the words that code compares with words of a text, looks for in it or has in a set, each with its line."""
    for node in ast.walk(ast.parse(source)):
        found = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            shown = [ast.unparse(side) for side in sides if not literals(side)]
            if any(OF_TEXT.search(each) and ".get(" not in each for each in shown):
                found = [word for side in sides for word in literals(side)]
        elif isinstance(node, ast.Set):
            found = [word for word in literals(node) if word not in LABELS]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in SEARCHING:
                found = [word for each in node.args for word in literals(each) if word not in LABELS]
            elif ast.unparse(node.func.value) == "re" and node.args:
                found = re.findall(r"[a-z]{3,}", re.sub(r"\(\?P<\w+>|\\.", "", written(node.args[0])))
        yield from ((node.lineno, word) for word in found)


@pytest.mark.parametrize("module", [each for each in MODULES if each.stem not in NOT_OF_REPORTS], ids=lambda m: m.stem)
def test_no_rule_holds_words_of_a_language(module):
    assert [*words_of(module.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "code",
    [
        's.low[at] == "the"', 'tokens[at].low in ("of", "from")', 'low != "who"', 'gap & {"home", "back"}',
        'low.endswith("ing")', 's.lows.index("that", end)', 're.compile(r"\\\\b(?:since|until)\\\\b")',
        '"near" in s.lows[at:]', 'lows[:2] == ["of", "the"]',
    ],
)  # fmt: skip
def test_words_in_code_are_seen(code):
    assert [*words_of(code)]


def test_every_list_of_the_language_is_used():
    code = "\n".join(each.read_text(encoding="utf-8") for each in MODULES)
    named = lexicon.load().grammar
    assert [key for key in named if f'"{key}"' not in code and f'"{key.rpartition(".")[2]}"' not in code] == []
