"""The text of a web page: what is visible of its story, without menus, side columns and captions."""

from __future__ import annotations

import html.parser
import re
from collections import Counter
from typing import Final

_SHORTEST_STORY = 400
"""Characters of an article that is taken for the story of a page."""
_LEAST_KEPT, _LONGEST_NAME = 0.4, 200
_BESIDE = re.compile(
    r"(?:^|[-_ ])(?:share|sharing|social|related|recommended|promo|newsletter|subscribe|cookies?|breadcrumbs?|sidebar|"
    r"comments?|advert|advertisement|ads?|captions?|tags|menu|navigation|nav|popup|banner)(?:$|[-_ ])",
    re.IGNORECASE,
)
_LONGEST_CELL, _MOST_SPANNED = 300, 100
"""Characters of a table's cell that is one line, and the most columns or rows that a cell may span."""
_ROLES: Final = frozenset({"navigation", "banner", "complementary", "contentinfo", "search", "dialog"})


_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(mark: str) -> str:
    """Return the digits of a footnote's mark as such, lest they be taken for the end of the figure before it.

    >>> raised("1"), raised("th")
    ('¹', 'th')
    """
    return mark.translate(_RAISED)


def _span(given: dict[str, str], name: str) -> int:
    """Return how many columns or rows a cell spans."""
    stated = given.get(name, "")
    return min(max(int(stated), 1), _MOST_SPANNED) if stated.isdecimal() and len(stated) < 4 else 1


class _Grid:
    """A table of a page being written: where the open cell begins, its column, and the rows that cells above reach."""

    def __init__(self) -> None:
        self.begun: int | None = None
        self.column, self.spans = 0, 1
        self._reaching: dict[int, int] = {}

    def passed(self) -> int:
        """Return how many columns cells of rows above take before the next cell of this row."""
        first = self.column
        while self._reaching.get(self.column, 0):
            self._reaching[self.column] -= 1
            self.column += 1
        return self.column - first

    def open(self, begun: int, columns: int, rows: int) -> None:
        """Note a cell that begins at a part of the page's text."""
        self.begun, self.spans = begun, columns
        for column in range(self.column, self.column + columns if rows > 1 else self.column):
            self._reaching[column] = rows - 1
        self.column += columns


class HtmlText(html.parser.HTMLParser):
    """Collects the visible text: blocks on lines of their own, table cells parted by tabs; and what the page states."""

    _SKIPPED: Final = frozenset(
        """script style noscript template svg nav footer aside button select option textarea iframe figcaption label
        dialog""".split()
    )
    _BLOCKS: Final = frozenset(
        """p div li ul ol h1 h2 h3 h4 h5 h6 tr table section article header main blockquote br dd dt form figure
        title""".split()
    )
    _VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta: dict[str, str] = {}
        self._title = ""
        self._parts: list[tuple[str, bool]] = []  # with whether an element around says that it stands beside the story
        self._open: list[tuple[str, bool, bool]] = []
        self._counts: Counter[str] = Counter()
        self._skip = self._beside = 0
        self._articles: list[tuple[int, int]] = []
        self._begun: list[int] = []
        self._grids: list[_Grid] = []

    @property
    def text(self) -> str:
        """The title and the story: the longest article, where one holds at least half of the page's text.

        What says that it stands beside the story is left out, unless little else is left.
        """
        whole, spare = self._between(0, len(self._parts))
        stories = [self._between(begin, end) for begin, end in self._articles]
        story, spare_story = max(stories, key=lambda each: len(each[0]), default=("", ""))
        if len(story) >= max(_SHORTEST_STORY, len(whole) / 2):
            whole, spare = (f"{self._title}\n\n{each}" for each in (story, spare_story))
        return spare if len(spare) >= _LEAST_KEPT * len(whole) else whole

    def _between(self, begin: int, end: int) -> tuple[str, str]:
        parts = self._parts[begin:end]
        return "".join([part for part, _ in parts]), "".join([part for part, is_beside in parts if not is_beside])

    def _put(self, part: str) -> None:
        self._parts.append((part, self._beside > 0))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a cell or what is skipped; note what the page says of itself."""
        given = {key: value or "" for key, value in attrs}
        if tag in ("meta", "time"):
            key = (
                given.get("property") or given.get("name") or given.get("itemprop") or ("time" if tag == "time" else "")
            )
            self.meta.setdefault(key.lower(), given.get("content") or given.get("datetime") or "")
        if tag not in self._VOID:
            is_skipped, is_beside = tag in self._SKIPPED, _is_beside(tag, given)
            self._open.append((tag, is_skipped, is_beside))
            self._counts[tag] += 1
            self._skip += is_skipped
            self._beside += is_beside
        if tag == "article":
            self._begun.append(len(self._parts))
        if tag in ("tr", "td", "th"):
            self._end_cell()
        if tag in self._BLOCKS:
            self._put("\n" if tag in ("br", "tr", "li", "dd", "dt") else "\n\n")
            if tag == "li" and not self._skip:
                self._put("- ")
        if tag == "table":
            self._grids.append(_Grid())
        elif tag == "tr" and self._grids:
            self._grids[-1].column = 0
        elif tag in ("td", "th"):
            self._put("\t" * (self._grids[-1].passed() + 1 if self._grids else 1))
            if self._grids:
                self._grids[-1].open(len(self._parts), _span(given, "colspan"), _span(given, "rowspan"))

    def handle_endtag(self, tag: str) -> None:
        """Close a block and all that was opened in it and not closed."""
        if tag in ("td", "th", "tr", "table") and self._grids:
            self._end_cell()
        if tag == "table" and self._grids:
            self._grids.pop()
            if self._grids:
                self._grids[-1].begun = None  # a table within a cell: the outer one only lays out the page
        while self._counts[tag]:
            last, was_skipped, was_beside = self._open.pop()
            self._counts[last] -= 1
            self._skip -= was_skipped
            self._beside -= was_beside
            if last == tag:
                break
        if tag == "article" and self._begun:
            self._articles.append((self._begun.pop(), len(self._parts)))
        if tag in self._BLOCKS:
            self._put("" if tag == "tr" else "\n" if tag == "li" else "\n\n")

    def _end_cell(self) -> None:
        """Write the open cell of a table on one line, and leave room for the columns that it spans."""
        grid = self._grids[-1] if self._grids else None
        if grid is None:
            return
        if grid.begun is not None:
            inside = self._parts[grid.begun :]
            if sum(len(part) for part, _ in inside) <= _LONGEST_CELL:
                self._parts[grid.begun :] = [(part.replace("\n", " "), is_beside) for part, is_beside in inside]
        if grid.spans > 1:
            self._put("\t" * (grid.spans - 1))
        grid.begun, grid.spans = None, 1

    def handle_data(self, data: str) -> None:
        """Keep what can be seen."""
        if self._skip:
            return
        shown = re.sub(r"\s+", " ", data)
        if self._counts["sup"]:
            shown = raised(shown)
        self._put(shown)
        if self._counts["title"]:
            self._title += shown


def _is_beside(tag: str, given: dict[str, str]) -> bool:
    """Whether an element says of itself that it stands beside the story, or is hidden."""
    if tag in ("html", "body", "main", "article"):
        return False
    if "hidden" in given or given.get("aria-hidden") == "true" or given.get("role", "").lower() in _ROLES:
        return True
    return any(_BESIDE.search(given.get(name, "")[:_LONGEST_NAME]) for name in ("class", "id"))
