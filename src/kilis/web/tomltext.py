"""A TOML file as its owner typed it: an edit changes the value it is about, and not one byte more."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<words>\"\"\"(?:\\.|[^\\])*?\"\"\"\"{0,2}|\'\'\'.*?\'\'\'\'{0,2}|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<comment>\#[^\n]*)|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\n)
    """,
    re.VERBOSE | re.DOTALL,
)
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_KEY = re.compile(rf"(?P<key>\s*{_PART}(?:\s*\.\s*{_PART})*)(?P<sign>\s*=[ \t]*)")
Path = tuple[str, ...]


@dataclass
class _Statement:
    """A statement, an empty line or a comment: its text with its line end, and what it is about."""

    text: str
    path: Path  # empty for what is about nothing
    is_header: bool = False
    comment_at: int | None = None  # where a comment follows the value


class TomlText:
    r"""The statements of a file that is TOML.

    >>> edited = TomlText('a = 1  # one\n[b]\n"c" = [\n  2,\n]\n')
    >>> edited.put(("a",), "5")
    >>> edited.put(("b", "c"), None)
    >>> edited.put(("b", "d"), "true")
    >>> edited.text
    'a = 5  # one\n[b]\nd = true\n'
    """

    def __init__(self, text: str) -> None:
        self._line_end = "\r\n" if "\r\n" in text else "\n"
        self._statements: list[_Statement] = []
        section: Path = ()
        for statement, comment_at in _split(text):
            bare = statement.strip()
            if bare.startswith("["):
                section = _header(bare)
                self._statements.append(_Statement(statement, section, is_header=True))
                continue
            key = _KEY.match(statement) if bare and not bare.startswith("#") else None
            path = (*section, *_parts(key["key"])) if key else ()
            self._statements.append(_Statement(statement, path, comment_at=comment_at if key else None))

    @property
    def text(self) -> str:
        """The file."""
        return "".join(statement.text for statement in self._statements)

    def put(self, path: Path, value: str | None) -> None:
        """Give a key another value, written as TOML; a new one goes to the end of its section. None takes it out."""
        at = [i for i, one in enumerate(self._statements) if one.path[: len(path)] == path]
        if value is not None and len(at) == 1 and self._statements[at[0]].path == path:
            one = self._statements[at[0]]
            key = _KEY.match(one.text)
            if key is not None:
                one.text = key["key"] + key["sign"] + value + self._tail(one)
                return
        for i in reversed(at):
            del self._statements[i]
        if value is not None:
            self._add(path, value)

    def _tail(self, one: _Statement) -> str:
        """What follows a value: the comment with the space before it, and the line's end."""
        if one.comment_at is None:
            return one.text[len(one.text.rstrip()) :]
        before = one.text[: one.comment_at]
        return one.text[len(before.rstrip()) :]

    def _add(self, path: Path, value: str) -> None:
        section, end = path[:-1], self._line_end
        line = _Statement(f"{key_of(path[-1])} = {value}{end}", path)
        mine = [
            i for i, one in enumerate(self._statements) if one.path[:-1] == section and not one.is_header and one.path
        ]
        heads = [i for i, one in enumerate(self._statements) if one.is_header and one.path == section]
        if mine or heads or not section:
            at = max([*mine, *heads], default=-1) + 1
        else:
            at = len(self._statements)
            self._close_line(at)
            self._statements += [
                _Statement(end, ()),
                _Statement(f"[{'.'.join(section)}]{end}", section, is_header=True),
            ]
            at += 2
        self._close_line(at)
        self._statements.insert(at, line)

    def _close_line(self, at: int) -> None:
        if at and not self._statements[at - 1].text.endswith("\n"):
            self._statements[at - 1].text += self._line_end


def key_of(name: str) -> str:
    r"""Write a key, in quotes where it is more than letters and digits.

    >>> key_of("hope"), key_of("a\n[b]")
    ('hope', '"a\\n[b]"')
    """
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name)


def _split(text: str) -> list[tuple[str, int | None]]:
    """Cut the text after every line end outside brackets and texts; with where a comment begins after a value."""
    found, begin, depth = [], 0, 0
    comment: int | None = None
    for token in _TOKEN.finditer(text):
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
        elif token["comment"] and depth == 0:
            comment = token.start() - begin
        elif token["end"] and depth == 0:
            found.append((text[begin : token.end()], comment))
            begin, comment = token.end(), None
    if begin < len(text):
        found.append((text[begin:], comment))
    return found


def _header(line: str) -> Path:
    """The path of a header: [a.b] or [[a]]."""
    inside = tomllib.loads(line)
    path: list[str] = []
    while inside:
        name = next(iter(inside))
        path.append(name)
        found = inside[name]
        inside = found[0] if isinstance(found, list) else found
    return tuple(path)


def _parts(key: str) -> Sequence[str]:
    return [part.strip().strip("\"'") for part in re.findall(_PART, key)]
