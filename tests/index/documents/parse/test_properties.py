"""What holds of every document: of well-formed ones nothing is lost, and nothing else crashes.

A generated document is a tree of words, numbered as they are read, so that it is known what
must come out: w1, w2, w3 and so on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.documents.chunk import Passage, chunk_document
from index.documents.document import Block, Document, Heading
from index.documents.parse import parse_document
from index.documents.parse.front_matter import split_front_matter
from index.documents.parse.markdown import parse_markdown
from index.documents.parse.rest import parse_rest
from index.errors import ContentError

ALWAYS_ALIKE = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
Elements = tuple[Heading | Block, ...]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


# Well-formed documents


@dataclass(frozen=True)
class Word:
    style: str
    is_wrapped: bool  # onto a line of its own


@dataclass(frozen=True)
class Title:
    level: int
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Paragraph:
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Code:
    words: tuple[Word, ...]


@dataclass(frozen=True)
class Item:
    words: tuple[Word, ...]
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Table:
    """Of two columns: the words of each row's cells, the headings first."""

    rows: tuple[tuple[Word, Word], ...]


Part = Title | Paragraph | Code | Item | Table

WORDS = st.builds(Word, st.sampled_from(["", "", "bold", "italic", "code", "link"]), st.booleans())
RUNS = st.lists(WORDS, min_size=1, max_size=5).map(tuple)
PLAIN = st.builds(Word, st.just(""), st.just(False))
# A list of nothing but links is left out.
ITEM_RUNS = st.tuples(PLAIN, RUNS).map(lambda words: (words[0], *words[1]))
ITEMS = st.recursive(
    st.builds(Item, ITEM_RUNS, st.just(())),
    lambda inner: st.builds(Item, ITEM_RUNS, st.lists(inner, max_size=3).map(tuple)),
    max_leaves=8,
)
ROWS = st.lists(st.tuples(PLAIN, WORDS), min_size=2, max_size=4).map(tuple)
PARTS = st.one_of(
    st.builds(Title, st.integers(1, 4), RUNS),
    st.builds(Paragraph, RUNS),
    st.builds(Code, st.lists(PLAIN, min_size=1, max_size=3).map(tuple)),
    ITEMS,
    st.builds(Table, ROWS),
)
TREES = st.lists(PARTS, min_size=1, max_size=8)

Styles = dict[str, str]
MARKDOWN: Styles = {"": "{}", "bold": "**{}**", "italic": "*{}*", "code": "`{}`", "link": "[{}](l)"}
REST: Styles = {**MARKDOWN, "code": "``{}``", "link": "`{} <l>`_"}


class Writer:
    """Writes a tree down as text, numbering its words."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.numbers = count(1)
        self.marks: list[tuple[str, str]] = []
        self.depth = 0

    def run(self, words: tuple[Word, ...], wrap: str = " ") -> str:
        return "".join(
            (wrap if word.is_wrapped else " ") * (n > 0) + self.word(word)
            for n, word in enumerate(words)
        )

    def word(self, word: Word) -> str:
        text = f"w{next(self.numbers)}"
        if word.style:
            self.marks.append((word.style, text))
        return self.styles[word.style].format(text)

    def document(self, tree: Sequence[Part]) -> str:
        return "\n\n".join(map(self.part, tree)) + "\n"

    def part(self, part: Part) -> str:
        match part:
            case Title():
                return self.title(part)
            case Paragraph():
                return self.run(part.words, "\n")
            case Code():
                return self.code(part)
            case Item():
                return "\n\n".join(self.item(part, ""))
            case Table():
                return self.table(part)

    def item(self, item: Item, indent: str) -> Iterator[str]:
        text = self.run(item.words, f"\n{indent}  ")
        yield f"{indent}* {text}"
        for inner in item.items:
            yield from self.item(inner, f"{indent}  ")

    def title(self, part: Title) -> str:
        raise NotImplementedError

    def code(self, part: Code) -> str:
        raise NotImplementedError

    def table(self, part: Table) -> str:
        raise NotImplementedError


class MarkdownWriter(Writer):
    def title(self, part: Title) -> str:
        return f"{'#' * part.level} {self.run(part.words)}"

    def code(self, part: Code) -> str:
        return f"```\n{self.run(part.words)}\n```"

    def table(self, part: Table) -> str:
        head, *rows = [f"| {self.run((a,))} | {self.run((b,))} |" for a, b in part.rows]
        return "\n".join([head, "|---|---|", *rows])


class RestWriter(Writer):
    def title(self, part: Title) -> str:
        self.depth = min(part.level, self.depth + 1)  # no level may be left out
        text = self.run(part.words)
        return f"{text}\n{'=-~^'[self.depth - 1] * len(text)}"

    def code(self, part: Code) -> str:
        return f"::\n\n    {self.run(part.words)}"

    def table(self, part: Table) -> str:
        head, *rows = [f"{self.run((a,)):9} {self.run((b,))}" for a, b in part.rows]
        border = "========= ===================="
        return "\n".join([border, head, border, *rows, border])


MARKUPS = pytest.mark.parametrize(
    ("writer_class", "parse"), [(MarkdownWriter, parse_markdown), (RestWriter, parse_rest)]
)


@MARKUPS
@given(tree=TREES)
@settings(ALWAYS_ALIKE, max_examples=150)
def test_every_word_comes_out_in_order_and_on_its_lines(
    writer_class: type[Writer], parse: Callable[[str], Elements], tree: list[Part]
) -> None:
    source = writer_class(MARKUPS_STYLES[writer_class]).document(tree)
    elements = parse(source)
    read = [word for element in elements for word in read_in(element)]
    assert list(dict.fromkeys(sorted(read, key=number))) == numbered(source)
    for kind in (Heading, Block):
        own = [number(word) for e in elements if isinstance(e, kind) for word in words(e.text)]
        assert own == sorted(own)
    lines = source.split("\n")
    for element in elements:
        there = words("\n".join(lines[element.line - 1 : element.end_line]))
        assert set(words(element.text)) <= set(there)
    for element, following in pairwise(elements):
        is_row = isinstance(element, Block) and element.kind == "cell"
        assert element.end_line < following.line or is_row


@MARKUPS
@given(tree=TREES)
@settings(ALWAYS_ALIKE, max_examples=100)
def test_every_mark_is_on_the_words_that_are_marked(
    writer_class: type[Writer], parse: Callable[[str], Elements], tree: list[Part]
) -> None:
    plain = [part for part in tree if not isinstance(part, Table | Code)]
    writer = writer_class(MARKUPS_STYLES[writer_class])
    elements = parse(writer.document(plain) if plain else "")
    assert [
        (mark.kind, element.text[mark.start : mark.end])
        for element in elements
        for mark in element.marks
    ] == writer.marks


@pytest.mark.parametrize("writer_class", [MarkdownWriter, RestWriter])
@given(tree=TREES)
@settings(ALWAYS_ALIKE, max_examples=100)
def test_every_word_of_a_document_is_quoted_or_above_a_quote(
    folder: Path, writer_class: type[Writer], tree: list[Part]
) -> None:
    source = writer_class(MARKUPS_STYLES[writer_class]).document(tree)
    path = "role.rst" if writer_class is RestWriter else "role.md"
    (folder / path).write_text(source)
    passages = list(chunk_document(parse_document(folder, path)))
    shown = " ".join(" ".join((p.text, p.section, p.role.title, *p.context)) for p in passages)
    sections = {s for text in parse_document(folder, path).roles for s in text.role.sections}
    titles = {text.role.title for text in parse_document(folder, path).roles}
    assert set(numbered(source)) <= set(words(" ".join((shown, *sections, *titles))))
    assert_in_place(passages, source)


MARKUPS_STYLES: dict[type[Writer], Styles] = {MarkdownWriter: MARKDOWN, RestWriter: REST}


def words(text: str) -> list[str]:
    return re.findall(r"w\d+", text)


def number(word: str) -> int:
    return int(word[1:])


def numbered(source: str) -> list[str]:
    return sorted(words(source), key=number)


def read_in(element: Heading | Block) -> list[str]:
    context = element.context if isinstance(element, Block) else ()
    return [word for text in (element.text, *context) for word in words(text)]


def assert_one_line_unless_code(document: Document) -> None:
    for section in (section for text in document.roles for section in text.sections):
        for block in section.blocks:
            assert block.kind == "code" or "\n" not in block.text
            assert "\n" not in "".join((*block.context, *section.headings))


def assert_in_place(passages: list[Passage], source: str) -> None:
    last_line = source.count("\n") + 1
    for passage in passages:
        assert passage.text.strip() == passage.text != ""
        assert "\n" not in "".join(passage.context)
        assert 1 <= passage.line <= passage.end_line <= last_line
        for mark in passage.marks:
            assert 0 <= mark.start < mark.end <= len(passage.text)


@given(
    rows=st.lists(
        st.lists(st.sampled_from(["w", "`w`", "**w**", "", "w \\| w"]), min_size=1, max_size=6),
        min_size=2,
        max_size=5,
    ),
    columns=st.integers(2, 4),
    indent=st.sampled_from(["", "> "]),
)
@settings(ALWAYS_ALIKE, max_examples=150)
def test_no_word_of_a_crooked_table_is_lost(
    rows: list[list[str]], columns: int, indent: str
) -> None:
    numbers = count(1)
    head = " | ".join(f"w{next(numbers)}" for _ in range(columns))
    lines = [head, "|".join(["---"] * columns)]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    lines = [re.sub(r"w\b", lambda _: f"w{next(numbers)}", line) for line in lines]
    source = "".join(f"{indent}{line}\n" for line in lines)
    read = {word for element in parse_markdown(source) for word in read_in(element)}
    if any(cell for row in rows for cell in row):
        above = set(words(lines[0]))  # a column with nothing below its heading is not quoted
        assert read | above == set(words(source))


# Any text at all

FRAGMENTS = [
    *("word", "Two words", "ü", "한", "🏳️‍🌈", " ", "  ", "    ", "\t", "\n", "\n\n", "\r", "\\"),
    *("\x00", "\x0b", "\x1c", "\x7f", "\x85", "\u00a0", "\u200b", "\u2028", "\ufeff", "\uffff"),
    *("---\n", "+++\n", "{", "}", "title: a\n", "title: [", "&a ", "*a\n", "a: {", "- a: b\n"),
    *("# ", "##", "===\n", "---", "***\n", "- ", "1. ", "+ ", "> ", "- [ ] ", ": "),
    *("*", "**", "_", "__", "`", "``", "```\n", "~~", "~~~\n", "[", "](", ")", "[a]: b\n", "!["),
    *(
        "<!--",
        "-->",
        "{{",
        "}}",
        "{%",
        "%}",
        "{{<",
        ">}}",
        "{:",
        "{#a}",
        "&#0;",
        "&#xD800;",
        "&amp",
    ),
    *(":::info\n", ":::\n", "> [!NOTE]", "!!! note\n", "    ", "[^1]", "[^1]: ", "{.a}", "{#b .c}"),
    *("| ", "|a|b|\n|-|-|\n", "<", ">", "</", "<b>", "</b>", "<br>", "<p>", "<div>", "</div>"),
    *("<table>", "<tr>", "<td>", "<td rowspan=3 colspan=99>", "</td>", "</table>", "<th>", "<li>"),
    *("<ul>", "<h1>", "</h1>", "<dl>", "<dt>", "<dd>", "<script>", "<a href=x>", "<!DOCTYPE", "<?"),
    *(".. ", "..\n", ".. note:: ", ".. odd:: a\n", "   :b: c\n", ".. |s| replace:: ", "|s|", "::"),
    *(".. code::\n\n", ".. _a: b\n", "`a`_", ":ref:`", ":odd:`a <b>`", "[1]_", ".. [1] ", "__ a\n"),
    *(
        "+---+---+\n",
        "| a | b |\n",
        "=== ===\n",
        "====\n",
        "~~~~\n",
        ":a: ",
        "-f  ",
        ".. role:: x\n",
    ),
    *(
        ".. table::\n",
        ".. csv-table::\n",
        ".. list-table::\n",
        ".. include:: x\n",
        ".. raw:: html\n",
    ),
]
SOUP = st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join)


@pytest.mark.parametrize("suffix", [".md", ".rst", ".txt"])
@given(source=st.one_of(SOUP, st.text(max_size=200)))
@settings(ALWAYS_ALIKE, max_examples=300)
def test_any_text_is_read_or_refused(folder: Path, suffix: str, source: str) -> None:
    path = f"soup{suffix}"
    (folder / path).write_bytes(source.encode())
    text = re.sub("\r\n?", "\n", source)
    document = read_or_refused(folder, path, text.count("\n") + 1)
    if document is not None:
        assert_in_place(list(chunk_document(document)), text)
        assert_one_line_unless_code(document)


@pytest.mark.parametrize("fence", ["---", "+++", "{"])
@given(source=st.one_of(SOUP, st.text(max_size=100)))
@settings(ALWAYS_ALIKE, max_examples=200)
def test_any_front_matter_is_read_or_refused(fence: str, source: str) -> None:
    text = f"{fence}\n{source}\n{'}' if fence == '{' else fence}\nBody\n"
    with suppress(ContentError):
        _, body = split_front_matter("a.md", text)
        assert body.count("\n") == text.count("\n")


@pytest.mark.parametrize("path", ["deep.md", "deep.rst"])
@pytest.mark.parametrize(
    "source",
    [
        "- " * 2000 + "a",
        "".join(f"{'  ' * n}- a\n\n" for n in range(400)),
        ">" * 2000 + "a",
        "<div>" * 2000 + "a",
        "<b>" * 2000 + "a",
        "[" * 2000 + "a",
        "---\ntitle: " + "[" * 2000 + "\n---\n",
        "---\na: &a\n  - b: *a\n---\n",
        "---\na: [&a0 {b: c d}]\n"
        + "".join(f"a{n}: [&a{n} {{b: [*a{n - 1}, *a{n - 1}]}}]\n" for n in range(1, 99))
        + "---\n",
        '{"a": ' + "[" * 100_000,
    ],
    ids=lambda source: source[:9],
)
def test_deep_nesting_is_read_or_refused(folder: Path, path: str, source: str) -> None:
    (folder / path).write_text(source)
    read_or_refused(folder, path, source.count("\n") + 1)


def read_or_refused(folder: Path, path: str, lines: int) -> Document | None:
    """None if it was refused, in a place that there is."""
    try:
        return parse_document(folder, path)
    except ContentError as error:
        places = (path, *(f"{path}:{line}" for line in range(1, lines + 1)))
        if error.place not in places:
            raise
        return None
