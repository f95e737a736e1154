"""Documents of many companies, which may lie beside the project: nothing of them is lost, nothing
is added, and every passage stands on its lines.

The words of a source are counted here by a few crude expressions of this test's own.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise, takewhile
from pathlib import Path

import pytest

from index.documents.content import find_documents, find_refused, read_content
from index.documents.document import Block, Document, RoleText
from index.documents.parse import parse_document
from tests.conftest import PROJECT

CORPUS = PROJECT.parent / "shared" / "corpus"
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.suffix)
TEXTS = (".markdown", ".md", ".rst", ".txt")  # whose words can be counted by expressions
READABLE = [path for path in FILES if Path(path).suffix in TEXTS and "/" in path]

pytestmark = pytest.mark.skipif(
    not FILES, reason="the documents to compare with are not there: ../shared/corpus"
)

# Words that a source has and its passages have not, by path.
LOST: dict[str, str] = {
    # titles that only head the roles of their documents
    "monzo__progression-framework/frameworks/design/product-design.md": "Design Framework Product",
    "monzo__progression-framework/frameworks/design/user-research.md": "Framework Research User",
    "monzo__progression-framework/frameworks/design/visual-design.md": "Design Framework Visual",
}

# Words that passages have and the source, as it is counted here, has not, by path.
GAINED = {
    # shows how to write reStructuredText, in code blocks that are counted as if they were it
    "openstack__project-team-guide/doc/source/release-management.rst": (
        "0 0 0 2 2 2 2023 2023 2023 2023 2023 23 23 Prelude branch doc liberty notes notes orphan"
        " stable stable stable static"
    ),
}


MADE_UP = {"Engineer", "Level"}  # the noun of a family, before the number of a level


def words_of_path(path: str) -> Counter[str]:
    """What a title may be made of."""
    return words(" ".join((path, path.title())))


def test_every_document_is_read() -> None:
    assert find_refused(CORPUS) == ()
    assert {Path(path).suffix for path in find_documents(CORPUS)} == {
        *(".csv", ".html", ".md", ".mdx", ".rst", ".yml")
    }
    assert read_content(CORPUS, find_documents(CORPUS)).problems == {}


@pytest.mark.parametrize("path", READABLE)
def test_no_word_is_lost_or_gained(path: str) -> None:
    document = document_of(path)
    quoted = words(" ".join(block.text for block in blocks_of(document)))
    above = words(" ".join(around(document)))
    source = words(cleaned(path))
    lost = source - quoted - above - words(" ".join(left_out(document)))
    gained = quoted - source
    assert sorted(lost.elements()) == LOST.get(path, "").split()
    assert sorted(gained.elements()) == GAINED.get(path, "").split()
    assert set(above) - set(source) <= MADE_UP | words_of_path(path).keys()


@pytest.mark.parametrize("path", READABLE)
def test_the_lines_of_a_passage_hold_its_words_in_order(path: str) -> None:
    lines = source_of(path).split("\n")
    for block in blocks_of(document_of(path)):
        span = lines[block.line - 1 : block.end_line]
        there = iter(word_list(unmarked("\n".join(span))))
        own = word_list(unmarked(block.text))
        assert all(word in there for word in own), block
        # Code may begin with a rule, and a link end with a line that is all address.
        shown = [word_list(unmarked(re.sub(r"<[^<>\s]+>`_", "", line))) for line in span]
        shown = [line for line in shown if line]
        assert span[0].strip() != "" != span[-1].strip(), block
        assert not own or (own[0] in shown[0] and own[-1] in shown[-1]), block


@pytest.mark.parametrize("path", READABLE)
def test_no_line_belongs_to_two_passages_except_in_a_table(path: str) -> None:
    for block, following in pairwise(blocks_of(document_of(path))):
        assert block.line <= block.end_line
        if not block.kind == following.kind == "cell":
            assert block.end_line < following.line, (block, following)


@cache
def document_of(path: str) -> Document:
    return parse_document(CORPUS, path)


def blocks_of(document: Document) -> list[Block]:
    """In the order of the file."""
    blocks = [
        block for text in document.roles for section in text.sections for block in section.blocks
    ]
    return sorted(blocks, key=lambda block: block.line)


def around(document: Document) -> list[str]:
    """All that is shown with passages and is not their text: each heading once for each place
    where it stands, and each parent once, however much is under it."""
    texts = [name for text in document.roles for name in names_of(text)]
    tables = {
        (block.place.table, cell.head)
        for block in blocks_of(document)
        if block.place
        for cell in block.cells
    }
    texts += [head for _, head in tables]
    for text in document.roles:
        for above, below in pairwise(((), *(section.headings for section in text.sections))):
            texts += new(above, below) or below[-1:]
        for section in text.sections:
            for one, other in pairwise(((), *(block.context for block in section.blocks))):
                texts += new(one, other)
    return texts


def names_of(text: RoleText) -> list[str]:
    """The heading of a role, a level's whole, or the head of its column in each table with one."""
    name = text.role.other_names[0] if text.role.level else text.role.title
    blocks = [block for section in text.sections for block in section.blocks]
    tables = {b.place.table for b in blocks if b.place and text.role.line == b.place.table}
    columns = {b.place.table for b in blocks if b.place} if tables else set()
    return [name] * max(1, len(columns))


def left_out(document: Document) -> list[str]:
    """What is deliberately not quoted: lists of nothing but links, and what programs write."""
    return [omission.text for omission in document.omissions if omission.is_words]


def new(before: Sequence[str], texts: Sequence[str]) -> Sequence[str]:
    """Those of `texts` that are not the beginning of `before`, too."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(before, texts, strict=False))
    return texts[len(list(same)) :]


@cache
def source_of(path: str) -> str:
    text = (CORPUS / path).read_bytes().decode("utf-8-sig")
    return text.replace("\r\n", "\n")


def word_list(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text)


def words(text: str) -> Counter[str]:
    return Counter(word_list(text))


INLINE_TAG = r"</?(?:a|abbr|b|code|em|i|s|span|strong|sub|sup|u)(?:\s[^<>]*)?>"
CODE = re.compile(r"(^ *```.*?^ *```|`+[^`\n]+`+)", re.MULTILINE | re.DOTALL)


def unmarked(text: str) -> str:
    """Without the signs that may stand within a word."""
    text = re.sub(INLINE_TAG, "", text)
    text = text.replace(":pep:", "PEP ")  # which docutils writes out
    return re.sub(r"[*`\\]|(?<!\w)__|__(?!\w)|~~", "", html.unescape(text))


def without(text: str, *expressions: str) -> str:
    for expression in expressions:
        text = re.sub(expression, " ", text, flags=re.MULTILINE | re.DOTALL)
    return text


def cleaned(path: str) -> str:
    """The words of a source, roughly: what a reader of its page would see."""
    matter, body = split(source_of(path))
    clean = cleaned_rest if path.endswith(".rst") else cleaned_markdown
    return f"{cleaned_matter(matter)}\n{clean(body)}"


def split(text: str) -> tuple[str, str]:
    found = re.match(r"---\n(.*?)^---$(.*)", text, re.MULTILINE | re.DOTALL)
    return (found[1], found[2]) if found else ("", text)


def cleaned_matter(text: str) -> str:
    """The title, and what is nested, without its keys and names."""
    title = "".join(re.findall(r"^title:(.*)$", text, re.MULTILINE))
    nested = "\n".join(re.findall(r"^[ -].*$", text, re.MULTILINE))
    nested = re.sub(r"name: (.*\n *title: *(\n|$))", r"\1", nested)  # the name is the title then
    settings = r"^[ -]*(id|name): .*?$", r"^ *open: true$", r"^ *- [\w/-]+$"
    return title + without(nested, *settings, r"^[ -]*[a-zA-Z]+:(?= |$)", r" null$")


def cleaned_markdown(text: str) -> str:
    text = without(text, r"^ *```mermaid.*?^ *```", r"<!--.*?-->", r"<style.*?</style>")
    parts = CODE.split(text)
    prose = [cleaned_prose(part) for part in parts[::2]]
    code = [re.sub(r"^ *```[^\n]*\n", "", part) for part in parts[1::2]] + [""]
    return unmarked(
        "".join(f"{part}{verbatim}" for part, verbatim in zip(prose, code, strict=True))
    )


def cleaned_prose(text: str) -> str:
    text = re.sub(INLINE_TAG, "", text)
    return without(
        text,
        r"\{\{.*?\}\}|\{%.*?%\}|^\{:.*?\}$|\{#[\w-]+\}",
        r"!\[[^\]]*\]\([^)]*\)",  # images
        r"(?<=\])\([^)]*\)|(?<=\])\[[^\]]*\]",  # targets of links
        r"^ *\[[^\]]+\]: .*?$",
        r"</?[a-zA-Z][\w-]*(\s[^<>]*)?/?>",
        r"^[ \t]*\d+[.)](?=\s)",
        r"^:::\w*",
        r"(?<=> )\[!\w+\]",
    )


LABEL = r"(:`[^`<>]+|`[^`<>]+(?=\s<[^<>]+>`_))\s<[^<>]+>(?=`)"  # `label <target>`_


def cleaned_rest(text: str) -> str:
    text = without(
        re.sub(LABEL, r"\1", text),
        r"<!--.*?-->",
        r"^( *)\.\. (toctree|contents|image|raw|include|highlight|index)::[^\n]*(\n+\1 +[^\n]*)*",
        r"^ *\.\. _[^\n]*:( [^\n]*)?$",
        r"^ *\.\. \[?[\w-]+(::|\])( \S+$)?(\n +:[\w-]+:[^\n]*)*",
        r"^\.\.( [^\n]*)?$(\n {2,}[^\n]*)*",
        r":(?!pep:)[\w:-]+:(?=`)",
        r"\[#?\w*\]_",
        r"^[ \t]*\d+[.)](?=\s)",
    )
    return unmarked(text)
