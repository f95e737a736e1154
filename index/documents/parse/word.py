"""Word files to a page of HTML, each paragraph on the line of its number, by mammoth."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from itertools import count

import mammoth
from mammoth import documents, transforms

from index.documents.parse.footnotes import note, reference
from index.documents.parse.limits import UnreadableError

MAX_UNPACKED = 64 << 20  # bytes, pictures included
MAX_RATIO = 200  # of what is unpacked to what is packed; words pack to a tenth
SMALL = 1 << 20  # bytes; what unpacks to less harms nobody
XML = (".xml", ".rels")
DECLARES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote > p:fresh"

FIX = "Open it in Word, and save it again as .docx."
SIGN = "\ufdd4"  # a noncharacter, on both sides of the number of a paragraph
NUMBER = re.compile(f"{SIGN}(\\d+){SIGN}")
NOTE = re.compile(r'<li id="footnote-(\d+)">(<p>)?')
REFERENCE = re.compile(r'<sup><a href="#footnote-(\d+)"[^<>]*>\[\d+\]</a></sup>')
BACK = re.compile(r'<a href="#footnote-ref-\d+">↑</a>')


def to_html(data: bytes) -> str:
    """The document as a page. Paragraphs are counted from 1, without those that are empty. Raises
    UnreadableError if it is no Word file, unpacks to more than any needs, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _require_harmless(archive)
        numbered = _Numbered(data)
        html = numbered.html()
    except (MemoryError, RecursionError, UnreadableError):
        raise
    except Exception as error:  # of a part that is not as Word writes it
        raise UnreadableError(f"it is no whole Word file ({type(error).__name__})") from error
    html = REFERENCE.sub(lambda found: reference(found[1]), BACK.sub("", html))
    html = NOTE.sub(lambda found: f"<li><p>{note(found[1])}" if found[2] else found[0], html)
    return f"<html><body><main>{''.join(_on_their_lines(html))}</main></body></html>"


def _require_harmless(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > packed * MAX_RATIO):
        raise UnreadableError(f"it unpacks to {unpacked >> 20} MB")
    for member in members:
        if member.filename.endswith(XML) and DECLARES.search(archive.read(member)):
            raise UnreadableError("it declares entities, which Word does not")


class _Numbered:
    """A Word file whose paragraphs begin with their numbers."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._numbers = count(1)

    def html(self) -> str:
        result = mammoth.convert_to_html(
            io.BytesIO(self._data),
            style_map=STYLES,
            transform_document=transforms.paragraph(self._number),
            convert_image=mammoth.images.img_element(lambda image: {"src": ""}),
            external_file_access=False,
        )
        return str(result.value)

    def _number(self, paragraph: documents.Paragraph) -> documents.Paragraph:
        texts = transforms.get_descendants_of_type(paragraph, documents.Text)
        if not any(text.value.strip() for text in texts):
            return paragraph
        sign = documents.run([documents.text(f"{SIGN}{next(self._numbers)}{SIGN}")])
        return paragraph.copy(children=[sign, *paragraph.children])


def _on_their_lines(html: str) -> Iterator[str]:
    """`html` with a line break before each paragraph, as many as it takes to its number."""
    line = 1
    before, *rest = NUMBER.split(html.replace("\n", " "))
    yield before
    for number, text in zip(rest[::2], rest[1::2], strict=True):
        yield "\n" * (int(number) - line)
        line = max(line, int(number))
        yield text
