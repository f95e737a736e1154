"""Signs of site generators in Markdown that their pages do not show: admonitions, tables of
contents, imports, macros, and the attributes that Pandoc writes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.documents.document import Omission
from index.documents.parse.footnotes import note, reference
from index.documents.parse.template import CODE, in_fences, take_out

MARKERS = (
    r"^[ \t>]*:::+[^\n]*$",  # :::info and ::: of Docusaurus and MyST
    r"(?<=>)[ \t]*\[!\w+\][-+]?(?=[ \t]|$)",  # > [!NOTE] of GitHub
    r"^[ \t]*\[(?:\[_?(?:TOC|toc)_?\]|TOC)\][ \t]*$",  # [[_TOC_]] of GitLab, [TOC] of MkDocs
    r"^[ \t]*;?-+8<-+ [^\n]*$",  # --8<-- "another file" of MkDocs
    r"^[ \t]*\([\w:.-]+\)=[ \t]*$",  # (a target)= of MyST
    r"\{[a-z]+(?::[a-z-]+)*\}(?=`[^`\n]+`)",  # {ref}`a role` of it
    r"(?: |(?<![%\w]))%%(?!%)[^%\n]+%%(?!\w)",  # %% a comment %% of Obsidian
)
# The number of a footnote, where its words are, and where it belongs.
FOOTNOTE = re.compile(
    rf"{CODE}|^ {{0,3}}\[\^(?P<note>[^\[\]\s]+)\]:[ \t]*"
    r"|(?<!\\) ?\[\^(?P<reference>[^\[\]\s]+)\](?!\()",
    re.DOTALL | re.MULTILINE,
)
# {status:colour=Green|title=DONE}, {toc} and {info} of Confluence.
MACRO = re.compile(
    rf"{CODE}|\{{status(?::[^{{}}\n]*?)?title=(?P<title>[^{{}}|\n]+)[^{{}}\n]*\}}"
    r"|\{(?P<macro>anchor|children|excerpt|expand|info|note|panel|status|tip|toc|warning)(?::[^{}\n]*)?\}"
    r"(?!`)",
    re.DOTALL | re.MULTILINE,
)
# Links within a wiki and highlights, as GitLab, Obsidian and others have them.
WIKI = re.compile(
    rf"{CODE}|!?\[\[(?:[^\[\]|\n]*\|)?(?P<linked>[^\[\]|\n]+)\]\](?![(\[])"
    r"|(?<![=\w])==(?=[^\s=])(?P<marked>[^=\n]+)(?<=\S)==(?![=\w])",
    re.DOTALL | re.MULTILINE,
)
# Behind a link or a picture, and around words: {width="6.5in"}, [words]{.underline}, []{#top}.
ATTRIBUTES = r"\{:?[ \t]*+(?:[#.][\w:.-]++(?:\s[^{}]*+)?|[\w-]++=[^{}\s][^{}]*+)\}"
ATTRIBUTED = re.compile(
    rf"{CODE}|(?<![\\!\]])\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\](?P<around>{ATTRIBUTES})"
    rf"|(?<=[)\]])(?P<behind>{ATTRIBUTES})",
    re.DOTALL | re.MULTILINE,
)
BOX = re.compile(r"[ \t]*(?:!!!|\?\?\?\+?)[ \t]+\w.*")  # !!! note "Title" of MkDocs
BOX_INDENT = 4  # columns that the words of a box stand further right than its sign
IMPORT = re.compile(r"import\s.*\sfrom\s+['\"].*|import\s+['\"].*['\"];?\s*$")


def without_markers(body: str) -> tuple[str, tuple[Omission, ...]]:
    """`body` with its lines where they were, and the signs that were taken out of it.

    >>> without_markers("> [!NOTE]\\n> Bakes [rye]{.smallcaps}.")
    ('>\\n> Bakes rye.', (Omission(line=1, text='[!NOTE]', is_words=False),))
    """
    lines = body.split("\n")
    imports = list(_take_imports(lines))
    boxes = list(_take_boxes(lines))
    text, markers = take_out("|".join(MARKERS), "\n".join(lines))
    omissions = sorted((*imports, *boxes, *markers), key=lambda omission: omission.line)
    text = MACRO.sub(_shown, text) if "{" in text else text
    text = FOOTNOTE.sub(_signs, text) if "[^" in text else text
    return WIKI.sub(_words, ATTRIBUTED.sub(_without_attributes, text)), tuple(omissions)


def _take_imports(lines: list[str]) -> Iterator[Omission]:
    """Blanks the lines above the first words that import something."""
    for n, line in enumerate(lines):
        if line.strip():
            if not IMPORT.match(line):
                return
            lines[n] = ""
            yield Omission(n + 1, line.strip())


def _take_boxes(lines: list[str]) -> Iterator[Omission]:
    """Blanks the lines that open a box, and moves what is in it to the left, where it is text:
    so far to the right, it would be code."""
    boxes: list[int] = []  # the columns where those around a line begin
    for n, (line, is_code) in enumerate(zip(tuple(lines), in_fences(tuple(lines)), strict=True)):
        expanded = line.expandtabs(BOX_INDENT)
        indent = len(expanded) - len(expanded.lstrip())
        while boxes and expanded.strip() and indent < boxes[-1] + BOX_INDENT:
            boxes.pop()
        if boxes:
            lines[n] = expanded[BOX_INDENT * len(boxes) :]
        if not is_code and BOX.fullmatch(line):
            boxes.append(indent)
            lines[n] = ""
            yield Omission(n + 1, line.strip())


def _shown(match: re.Match[str]) -> str:
    return match["title"] or ("" if match["macro"] else match[0])


def _signs(match: re.Match[str]) -> str:
    if match["note"]:
        return note(match["note"])
    return reference(match["reference"]) if match["reference"] else match[0]


def _words(match: re.Match[str]) -> str:
    return match["linked"] or match["marked"] or match[0]


def _without_attributes(match: re.Match[str]) -> str:
    attributes = match["around"] or match["behind"]
    if attributes is None:
        return match[0]
    return (match["words"] or "") + "\n" * attributes.count("\n")
