from __future__ import annotations

import pytest

from index.documents.parse.front_matter import split_front_matter
from index.errors import ContentError


def test_fields_are_read_and_the_body_keeps_its_line_numbers() -> None:
    front_matter, body = split_front_matter("a.md", '---\ntitle: "A"\nlevel: 2\n---\n\nBody\n')
    assert front_matter.fields == {"title": "A", "level": "2"}
    assert front_matter.lines == {"title": 2, "level": 3}
    assert body.split("\n")[5] == "Body"  # line 6 of the file


def test_values_are_read_as_they_are_written() -> None:
    text = "---\ntitle: 007\nlevel: NO\nlength: 1:30\ndate: 2019-13-45\n---\n"
    front_matter, _ = split_front_matter("a.md", text)
    assert front_matter.fields == {
        "title": "007",
        "level": "NO",
        "length": "1:30",
        "date": "2019-13-45",
    }


def test_a_document_without_front_matter_is_all_body() -> None:
    front_matter, body = split_front_matter("a.md", "# A\n\n---\n")
    assert front_matter.fields == {}
    assert body == "# A\n\n---\n"


def test_empty_front_matter_has_no_fields() -> None:
    front_matter, _ = split_front_matter("a.md", "---\n---\nBody")
    assert front_matter.fields == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "---\ntitle: A\n\nBody\n",
            "a.md:1: Front matter is never closed. Add a '---' line after the last field.",
        ),
        (
            "---\n- one\n- two\n---\n",
            "a.md:2: Front matter is not a list of fields. Write 'field: value' lines.",
        ),
        (
            "---\ntitle: A\nlevel: 1\ntitle: B\n---\n",
            "a.md:4: Front matter is not valid YAML: the field 'title' is there twice. "
            "Keep one of them.",
        ),
        (
            "---\ntitle: A\nowner: Head: of\n---\n",
            "a.md:3: Front matter is not valid YAML: mapping values are not allowed here. "
            "Close brackets and quotes; put values that contain ': ' or ' #' in double quotes; "
            "indent with spaces.",
        ),
    ],
)
def test_an_error_names_place_problem_and_fix(text: str, message: str) -> None:
    with pytest.raises(ContentError) as error:
        split_front_matter("a.md", text)
    assert str(error.value) == message


@pytest.mark.parametrize(
    "text",
    [
        '{"title": "A"}\nBody\n',
        '{ "title": "A" } \nBody\n',
        '\n\n{ "title":\n"A" }\nBody\n',
        "\n\n---\ntitle: A\n---\nBody\n",
        "---\ntitle: A\n...\nBody\n",
        "---\n\ntitle: A\n---\nBody\n",
        '\n+++\ntitle = "A"\n+++\nBody\n',
    ],
)
def test_front_matter_has_many_forms(text: str) -> None:
    front_matter, body = split_front_matter("a.md", text)
    assert front_matter.fields == {"title": "A"}
    line = front_matter.lines["title"]
    assert "title" in text.split("\n")[line - 1]
    assert body.split("\n")[text.split("\n").index("Body")] == "Body"


@pytest.mark.parametrize(
    "text",
    [
        *("---\n\ntext\n---\n", "---\n\n- one\n\n---\n", "---\n\nTwo words\n"),
        *("{{ tag }}\n", "{% tag %}\n", "{: .class}\n", "{note} Text\n", "...\n"),
    ],
)
def test_a_rule_or_a_tag_is_no_front_matter(text: str) -> None:
    front_matter, body = split_front_matter("a.md", text)
    assert (front_matter.fields, body) == ({}, text)
