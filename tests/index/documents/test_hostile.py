"""Small documents that are made to stall whoever reads them, or to fill their memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest

from bot.evaluate.by_hand import parse_yaml
from bot.evaluate.labels import QuestionsError
from index.documents.document import Role
from index.documents.reader import Reader
from index.errors import ContentError
from index.words.lists import read_wording
from tests.conftest import PROJECT, WriteContent

MANY = 50_000
LEVELS = [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
# 600 bytes; *a29 stands for a thousand million values
BOMB = "\n".join(["a0: &a0 [x, x]", *LEVELS])
TOO_LONG = "longer than 100,000 values, with what its aliases (*a) repeat. Write"
TOO_DEEP = "The file is nested too deep. Put lists in fewer lists, quotes in fewer."


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("a.md", f"---\n{BOMB}\n? *a29\n: b\n---\n", f"a.md:16: Front matter is {TOO_LONG}"),
        ("a.md", f"---\n{BOMB}\ntitle: *a29\n---\n", f"a.md:16: Front matter is {TOO_LONG}"),
        ("a.md", f"---\na: [{'x, ' * 100_000}]\n---\n", f"a.md:2: Front matter is {TOO_LONG}"),
        (
            "a.md",
            "---\na: b\n? [c, d]\n: e\n---\n",
            "a.md:3: Front matter is not valid YAML: a field's name is no plain text. Write 'field",
        ),
        (
            "a.md",
            "---\na:\n  - ? {b: c}\n    : d\n---\n",
            "a.md:3: Front matter is not valid YAML: a field's name is no plain text. Write 'field",
        ),
        (
            "a.md",
            f"---\na: b\nc: {'[' * 101}{']' * 101}\n---\n",
            "a.md:3: Front matter is nested too deep. Write 'field: value' lines.",
        ),
        (
            "a.md",
            "x\n\n<table>\n" + "<tr><td colspan=100 rowspan=100>a b\n" * 20 + "</table>\n",
            "a.md:4: The table has more than 100,000 cells, those that span several counted.",
        ),
        (
            "a.md",
            "<table>\n<tr><td>a b\n" + "<td colspan=100>\n" * 1_001 + "</table>\n",
            "a.md:2: The table has more than 100,000 cells, those that span several counted.",
        ),
        ("a.md", f"x\n\n{'y' * 1_000_001}\n", "a.md:3: The line is longer than 1,000,000 char"),
        ("a.rst", f"x\n\n{'y' * 1_000_001}\n", "a.rst:3: The line is longer than 1,000,000 char"),
        (
            "a.md",
            "# A\n\na" + "\u0300\u0323" * 20_000,
            "a.md:3: A letter has more than 32 accents. Take them out.",
        ),
        ("a.md", "x\n\n" + "\u0f73" * 33, "a.md:3: A letter has more than 32 accents."),
        ("a.md", f"x\n\n# {'y' * 2_001}\n", "a.md:3: A role's name is longer than 2,000 char"),
        ("a.rst", f"{'y ' * 1_001}z\n{'=' * 2_003}\n\nx\n", "a.rst:1: A role's name is longer"),
        (
            "a.md",
            f"---\naka: {'y' * 2_001}\n---\n# A\n\nx\n",
            "a.md:4: A role's name is longer than 2,000 characters. Give it a short heading, or",
        ),
        (
            "a.md",
            f"---\naliases: [{', '.join(map('n{}'.format, range(1_000)))}]\n---\n# A\n\nx\n",
            "a.md:4: A role has more than 1,000 names. Leave out those that nobody uses.",
        ),
        (
            "a.md",
            "# A\n\n- " + "word " * 4_000 + "\n" + "  - a b\n" * 8_000,
            "a.md:402: With what stands above each passage there are more than 8,000,000 char",
        ),
        (
            "a.md",
            "# A\n\n## " + "word " * 4_000 + "\n\n" + "- a b\n" * 8_000,
            "a.md:402: With what stands above each passage there are more than 8,000,000 char",
        ),
        (
            "a.md",
            "x\n\n" + "".join(f"{'  ' * n}- a\n" for n in range(300)),
            f"a.md:302: {TOO_DEEP}",
        ),
        ("a.md", f"x\n\n{'- ' * 2_000}a\n", f"a.md:3: {TOO_DEEP}"),
        ("a.md", f"x\n\n{'>' * MANY}a\n", f"a.md:3: {TOO_DEEP}"),
        ("a.md", f"x\n\n{'[' * MANY}\n", f"a.md:3: {TOO_DEEP}"),
        ("a.md", f"x\n\n{'*' * MANY}a{'*' * MANY}\n", f"a.md:3: {TOO_DEEP}"),
        ("a.md", f"x\n\n{'<div>' * 2_000}a\n", f"a.md:3: {TOO_DEEP}"),
        ("a.rst", f"x\n\n{'- ' * 2_000}a\n", f"a.rst:3: {TOO_DEEP}"),
        ("a.rst", "".join(f"{' ' * n}a\n\n" for n in range(300)), f"a.rst:599: {TOO_DEEP}"),
        (
            "a.rst",
            "".join(f"{'   ' * n}.. note::\n\n" for n in range(300)),
            f"a.rst:599: {TOO_DEEP}",
        ),
    ],
)
def test_what_no_document_needs_is_refused_with_its_line(
    reader: Reader, path: str, text: str, problem: str
) -> None:
    with pytest.raises(ContentError) as caught:
        reader.read(path, text)
    assert str(caught.value).startswith(problem)


@pytest.mark.parametrize(
    ("path", "text", "passages"),
    [
        ("a.md", "---\na: &a [b]\nc: *a\n---\n- Bakes\n", ["Bakes"]),
        ("a.md", "<table><tr><td colspan=100000>a b</table>\n", ["a b"]),
        ("a.md", f"<table><tr><td colspan={'9' * 5_000}>a b</table>\n", ["a b"]),
        ("a.md", "# A\n\n" + "Bakes bread. " * 9_000, ["Bakes bread. " * 8_999 + "Bakes bread."]),
        ("a.md", "a" + "\u0301" * 32, ["a" + "\u0301" * 32]),
        ("a.md", '---\na:\n- name: "\\ud800"\n  b: ["c \\ud83d\\ude00 d"]\n---\n', ["c 😀 d"]),
    ],
    ids=["alias", "colspan", "huge colspan", "long line", "accents", "half a character"],
)
def test_what_is_only_unusual_is_read(
    reader: Reader, path: str, text: str, passages: list[str]
) -> None:
    roles = reader.read(path, text).roles
    assert [b.text for role in roles for s in role.sections for b in s.blocks] == passages


def test_a_role_is_found_among_others_without_a_look_at_its_sections_and_names() -> None:
    """It is, for each of its passages: what that takes would grow with the square of them."""
    hashed = 0

    class Counted(str):
        def __hash__(self) -> int:
            nonlocal hashed
            hashed += 1
            return super().__hash__()

    many = tuple(Counted(number) for number in range(100))
    role = Role("Baker", "baker.md", 1, sections=many, other_names=many)
    assert {role: "Baker"}[role] == "Baker"
    assert hashed == 0


WORDS_BOMB = "sections:\n  " + BOMB.replace("\n", "\n  ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{WORDS_BOMB}\n  ? *a29\n  : x\n", 16),
        (f"{WORDS_BOMB}\n  b: *a29\n", 16),
        (f"remove: [{'x, ' * 100_001}]\n", 1),
    ],
    ids=["key", "value", "no alias at all"],
)
def test_words_and_questions_that_stand_for_too_much_are_refused(
    write: WriteContent, text: str, line: int
) -> None:
    folder = write({"words.yaml": text})
    with pytest.raises(ContentError) as caught:
        read_wording(folder)
    assert str(caught.value) == f"words.yaml:{line}: The file is {TOO_LONG} plain lists."
    with pytest.raises(QuestionsError) as refused:
        parse_yaml(folder / "q.yaml", text)
    assert str(refused.value).endswith(f"q.yaml:{line}: The file is {TOO_LONG} plain lists.")


# Each of these took the square of its length, or more: 2 to 40 seconds for 50,000 characters.
LINEAR = {
    "FIELD": ("front_matter.FIELD.match(text)", "'a' + ' ' * n"),
    "FIELD, words": ("front_matter.FIELD.match(text)", "'a ' * n"),
    "_without_tabs": ("front_matter._without_tabs(text)", "'-' * n"),
    "_without_tabs, spaced": ("front_matter._without_tabs(text)", "'- ' * n + 'a'"),
    "_field_lines, TOML": (
        "front_matter._field_lines(text, {'a': 1}, front_matter.TOML_KEY)",
        "chr(10) * n + ' ' * n",
    ),
    "LINE_BREAK": ("text_.LINE_BREAK.sub('', text)", "' ' * n + 'a'"),
    "LINE_BREAK, tabs": ("text_.LINE_BREAK.sub('', text)", "'a' + chr(9) * n"),
    "BEHIND_A_NAME": ("role_names.without_kind_of_document(text)", "'a' + '-' * n + 'b'"),
    "BEHIND_A_NAME, spaces": ("role_names.without_kind_of_document(text)", "'a' + ' ' * n + 'b'"),
    "BEHIND_A_NAME, words": ("role_names.without_kind_of_document(text)", "'job ' * n"),
    "UNDER_TABLE_HEAD": ("markdown._columns(text, 0)", "' ' * n + 'a|'"),
    "UNDER_TABLE_HEAD, tabs": ("markdown._columns(text, 0)", "'> ' + chr(9) * n + 'a|'"),
    "_in_columns": ("markdown._in_columns(text, 2)", "'a|' * n"),
    "ATTRIBUTES": ("markers.without_markers(text)", "'[a]{b=c' + ' d' * n"),
    "ATTRIBUTES, spaces": ("markers.without_markers(text)", "'[a]{b=c' + ' ' * n"),
    "CODE": ("markers.without_markers(text)", "'`a``b' * n + '```c'"),
    "ROLE_NAME": ("sphinx.ROLE_NAME.findall(text)", "':a' * n"),
    "ROLE_NAME, one word": ("sphinx.ROLE_NAME.findall(text)", "':' + 'a:' * n + '.`'"),
    "_unknown_role": ("sphinx._unknown_role('', '', text, 1, None)", "'a' + ' ' * n + 'b'"),
    "find_included": ("list(sphinx.find_included(text))", "('.. include:: a' + chr(10)) * n"),
    "HEADING_ID": ("html.HEADING_ID.sub('', text)", "'a' + ' ' * n + 'b'"),
    "PARENTHESIS": ("role_names.head_noun(text)", "'(' * n"),
    "PARENTHESIS, spaces": ("role_names.head_noun(text)", "'a' + ' ' * n + 'b)'"),
    "NUMBERING": ("role_names.head_noun(text)", "'engineer' + ' i' * n + ' a'"),
    "NUMBERING, levels": ("role_names.head_noun(text)", "'a' + ' level 1' * n + ' b'"),
    "FOOTNOTE": ("markers.without_markers(text)", "'[^a' * n"),
    "FOOTNOTE, one": ("markers.without_markers(text)", "'[^' + 'a' * n"),
    "MACRO": ("markers.without_markers(text)", "'{status:' + 'a' * n"),
    "MACRO, titles": ("markers.without_markers(text)", "'{status:title=' * n"),
    "PROPERTY": ("paragraphs.PROPERTY.match(text)", "'a ' * n + ':'"),
    "PROPERTY, value": ("properties.PROPERTY.fullmatch(text)", "'a' + ' ' * n + ':'"),
    "SENTENCES": ("properties.SENTENCES.search(text)", "'.' + ' ' * n"),
    "NUMBER": ("sections.NUMBER.match(text)", "'1.' * n"),
    "BREAKS": ("text_.BREAKS.split(text)", "('a' + ' ' * 9) * n"),
    "BREAKS, spaces": ("text_.BREAKS.split(text)", "'a' + ' ' * n + 'b'"),
    "BY_PROGRAMS": ("boilerplate._is_by_program(text_.Block('bullet', text, 1, 1))", "'a' * n"),
    "LEGEND": ("letters.LEGEND.findall(text)", "'A ' * n"),
    "LEGEND, words": ("letters.LEGEND.findall(text)", "'A: ' + 'a ' * n"),
    "is_letters": ("letters.is_letters(text)", "'A ' * n + 'b'"),
    "read_level": ("role_names.read_level(text)", "'Level 1 ' * n"),
    "read_level, words": ("role_names.read_level(text)", "'L1 ' + 'a ' * n"),
    "read_level, brackets": ("role_names.read_level(text)", "'a (' * n"),
    "pieces_of": ("role_names.pieces_of(text)", "'a' + ' ' * n + 'b'"),
    "family_of": ("families.family_of([text])", "'levels ' * n"),
    "mdx": ("mdx.without_components(text)", "'<A b={' * n"),
    "mdx, braces": ("mdx.without_components(text)", "'{' * n"),
    "mdx, attributes": ("mdx.without_components(text)", "'<A' + ' b=1' * n"),
    "CDATA": ("html_page.CDATA.sub('', text)", "'<![CDATA[' * n"),
    "DECLARATION": ("html_page.DECLARATION.sub('', text)", "'<?' * n"),
    "AROUND_NAME": ("html_page.AROUND_NAME.search(text)", "'a-' * n"),
    "TITLE_END": ("html_page.TITLE_END.sub('', text)", "'a' + ' ' * n + 'b'"),
    "pandoc": ("pandoc_tables.read_table(text.split('|'))", "'--- ---|' * n"),
    "pandoc, rules": ("pandoc_tables.read_table(text.split('|'))", "'---|a|' * n"),
    "pandoc, one": ("pandoc_tables.COLUMNS.fullmatch(text)", "'- ' * n + 'a'"),
    "LABELLED": ("hrefs.LABELLED.sub('', text)", "'<' * n"),
}
RUN = """
import resource
from index.documents import hrefs
from index.documents.parse import boilerplate, families, front_matter, html, html_page, letters
from index.documents.parse import markdown, markers, mdx, pandoc_tables, paragraphs, properties
from index.documents.parse import role, role_names, sections, sphinx, split
from index.documents.parse import text as text_

resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
for n in (50_000, 200_000):
    text = {text}
    {call}
"""


@pytest.mark.parametrize("name", LINEAR)
def test_a_long_line_takes_no_more_than_its_length(name: str) -> None:
    """What grows with the square takes minutes for the longer one, all else milliseconds."""
    pytest.importorskip("resource")
    call, text = LINEAR[name]
    code = RUN.format(text=text, call=call)
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, check=False)  # noqa: S603
    assert done.returncode == 0
