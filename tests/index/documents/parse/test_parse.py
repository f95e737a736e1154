from __future__ import annotations

import pytest

from index.documents.chunk import chunk_document
from index.documents.document import Role
from index.documents.parse import parse_document
from index.errors import ContentError
from tests.conftest import WriteContent


def role_of(write: WriteContent, name: str, text: str | bytes) -> Role:
    (role_text,) = parse_document(write({name: text}), name).roles
    return role_text.role


def test_the_title_in_the_front_matter_comes_before_the_heading(write: WriteContent) -> None:
    role = role_of(write, "a.md", "---\ntitle: Baker\n---\n# Other\n\nBakes.\n")
    assert (role.title, role.line, role.sections) == ("Baker", 2, ("Other",))


def test_a_heading_that_repeats_the_title_is_no_section(write: WriteContent) -> None:
    role = role_of(
        write, "a.rst", "---\ntitle: Baker\n---\nBaker\n=====\n\nDuties\n------\n\nBakes.\n"
    )
    assert (role.title, role.sections) == ("Baker", ("Duties",))


def test_without_front_matter_the_outermost_heading_is_the_title(write: WriteContent) -> None:
    role = role_of(write, "a.md", "# Baker\n\n## Duties\n\nBakes.\n\n### Early\n\nRises.\n")
    assert (role.title, role.line, role.sections) == ("Baker", 1, ("Duties", "Duties > Early"))


def test_without_any_title_the_file_name_is_the_title(write: WriteContent) -> None:
    role = role_of(write, "ops/night_baker-GS.md", "# Duties\n\n- Bakes\n\n# Skills\n\n- Kneads\n")
    assert (role.title, role.line, role.sections) == ("Night Baker GS", 1, ("Duties", "Skills"))


def test_the_front_matter_says_more_about_the_role(write: WriteContent) -> None:
    text = (
        "---\ntitle: Baker\ndate: 2019-04-08T12:07:32-04:00\ndraft: true\nfamily: Kitchen\n"
        "level: 2\nowner: Head\ncontact: '#kitchen'\nnext_role: Chef\nother_names: [BK, Baxter]\n"
        "aliases: [/old-baker]\n---\nBakes.\n"
    )
    assert role_of(write, "a.md", text) == Role(
        title="Baker",
        path="a.md",
        line=2,
        other_names=("BK", "Baxter"),
        family="Kitchen",
        level="2",
        owner="Head",
        contact="#kitchen",
        next_role="Chef",
        date="2019-04-08",
        draft=True,
        former_addresses=("/old-baker",),
    )


def test_one_other_name_needs_no_list(write: WriteContent) -> None:
    role = role_of(write, "a.md", "---\ntitle: Baker\nother_names: BK\n---\nBakes.\n")
    assert role.other_names == ("BK",)


@pytest.mark.parametrize(
    ("field", "other_names"),
    [
        ("Also-Known-As: BK, Baxter", ("BK", "Baxter")),
        ("Other Names: [BK, 'Baxter, E.']", ("BK", "Baxter, E.")),
        ("aliases: [BK, /old-baker/, old/baker]", ("BK",)),
        ("linkTitle: Bk", ("Bk",)),
        ("aka: baker", ()),
    ],
)
def test_other_names_are_given_in_many_ways(
    write: WriteContent, field: str, other_names: tuple[str, ...]
) -> None:
    role = role_of(write, "a.md", f"---\nTitle: Baker\n{field}\n---\nBakes.\n")
    assert (role.title, role.line, role.other_names) == ("Baker", 2, other_names)


def test_fields_are_named_in_any_spelling_and_may_hold_lists(write: WriteContent) -> None:
    text = "---\ntitle: Baker\nNext-Role: Chef\nOWNER: [Ann, Bob]\nJob Family:\n- K\n---\nBakes.\n"
    role = role_of(write, "a.md", text)
    assert (role.next_role, role.owner, role.family) == ("Chef", "Ann, Bob", "K")


@pytest.mark.parametrize(
    ("text", "title", "line"),
    [
        ("Warehouse Supervisor\n\nRuns the early shift.\n", "Warehouse Supervisor", 1),
        ("\n**Warehouse Supervisor**\n\nRuns it.\n", "Warehouse Supervisor", 2),
        ("Warehouse Supervisor (WS)\n\n- Runs it.\n", "Warehouse Supervisor (WS)", 1),
        ("Ask the warehouse supervisor.\n\nRuns it.\n", "A", 1),
        ("We have a supervisor for:\n\n- Shifts\n", "A", 1),
        ("Early shift\n\nRuns it.\n", "A", 1),
        ("Warehouse Supervisor\n", "A", 1),  # which is all there is to quote
        ("Yard Manager\n\nRuns it.\n\nShift Manager\n\nPlans.\n", "A", 1),  # one of several
        ("Runs it.\n\nYard Manager\n\nPlans.\n", "A", 1),
    ],
)
def test_without_headings_a_line_on_top_that_names_a_role_is_the_title(
    write: WriteContent, text: str, title: str, line: int
) -> None:
    role = role_of(write, "a.md", text)
    assert (role.title, role.line) == (title, line)


def test_no_value_is_no_other_name(write: WriteContent) -> None:
    for field in ("null", "~", "", "[null, ~]"):
        role = role_of(write, "a.md", f"---\ntitle: Baker\nother_names: {field}\n---\nBakes.\n")
        assert role.other_names == ()


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2019-04-08", "2019-04-08"),
        ("2019-04-08 12:07:32", "2019-04-08"),
        ("2019-04-08T12:07:32Z", "2019-04-08"),
        ("September 2024, third edition", "September 2024, third edition"),
    ],
)
def test_of_a_date_only_the_time_is_left_out(write: WriteContent, written: str, date: str) -> None:
    role = role_of(write, "a.md", f"---\ntitle: Baker\ndate: {written}\n---\nBakes.\n")
    assert role.date == date


@pytest.mark.parametrize("text", ["", "\n\n", "---\ndraft: true\n---\n", "<!-- later -->\n"])
def test_an_empty_document_holds_no_role_and_is_no_error(write: WriteContent, text: str) -> None:
    assert parse_document(write({"a.md": text}), "a.md").roles == ()


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(write: WriteContent) -> None:
    text = "---\ntitle: Baker\n---\n\n* Bakes\n  bread\n* Sells\n"
    windows = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    for name in ("a.md", "a.rst"):
        plain = list(chunk_document(parse_document(write({name: text}), name)))
        assert list(chunk_document(parse_document(write({name: windows}), name))) == plain


def test_a_rare_line_separator_does_not_shift_the_lines_below_it(write: WriteContent) -> None:
    for name in ("a.md", "a.rst"):
        document = parse_document(write({name: "Bakes\u2028bread.\x0c\n\nSells.\n"}), name)
        assert [passage.line for passage in chunk_document(document)] == [1, 3]


def test_a_file_that_is_not_utf8_is_an_error_with_its_line(write: WriteContent) -> None:
    with pytest.raises(ContentError) as error:
        parse_document(write({"a.md": b"# Baker\n\nCr\xe8me\n"}), "a.md")
    assert str(error.value) == "a.md:3: The file is not UTF-8. Save it as UTF-8 in your editor."


def test_what_docutils_fails_at_is_an_error_of_its_file(write: WriteContent) -> None:
    source = ".. |s| replace:: word.. |s| replace:: .. |s| replace:: \n"
    with pytest.raises(ContentError, match=r"a\.rst: The file cannot be read: docutils fails"):
        parse_document(write({"a.rst": source}), "a.rst")


def test_halves_of_characters_are_joined_or_replaced(write: WriteContent) -> None:
    role = role_of(write, "a.md", '{\n"title": "Baker \\ud83e\\udd56 \\ud83e"\n}\nBakes.\n')
    assert role.title == "Baker 🥖 \ufffd"
