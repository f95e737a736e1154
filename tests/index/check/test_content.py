from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from index.check.content import check_content
from index.check.finding import Finding, first_of_each_kind
from index.documents.content import find_documents, find_refused, read_content
from index.documents.origin import Settings
from index.errors import ContentError, SettingsError
from tests.conftest import CONTENT, PROJECT, ROLES, WriteContent
from tests.index.documents.test_links import checkout

CORPUS = PROJECT.parent / "shared" / "corpus"

DERIVED = Settings()
ELSEWHERE = Settings(source_url="https://acme.test/{path}")  # asks git nothing


def faults(content: Path, settings: Settings = ELSEWHERE) -> list[Finding]:
    """All findings but notes on what was guessed or passed over."""
    return [f for f in check_content(content, settings) if f.severity != "note"]


def notes(content: Path) -> list[str]:
    return [str(f) for f in check_content(content, ELSEWHERE) if f.severity == "note"]


def messages(content: Path, settings: Settings = ELSEWHERE) -> list[str]:
    return [str(finding) for finding in faults(content, settings)]


@pytest.fixture(autouse=True)
def no_git_settings_of_whoever_runs_this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


# Documents that cannot be read


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "---\ntitle: Baker\n",
            "a.md:1: error: Front matter is never closed. Add a '---' line after the last field.",
        ),
        (
            "---\n- Baker\n---\n",
            "a.md:2: error: Front matter is not a list of fields. Write 'field: value' lines.",
        ),
        (
            "---\ntitle: Baker\ntitle: Chef\n---\n",
            "a.md:3: error: Front matter is not valid YAML: the field 'title' is there twice."
            " Keep one of them.",
        ),
        (
            b"# Baker\n\n- Bakes br\xf6tchen\n",
            "a.md:3: error: The file is not UTF-8. Save it as UTF-8 in your editor.",
        ),
    ],
)
def test_each_document_that_cannot_be_read_is_an_error(
    write: WriteContent, text: str | bytes, message: str
) -> None:
    assert messages(write({"a.md": text, "b.md": "# Chef\n\n- Cooks\n"})) == [message]


def test_a_file_in_another_format_is_a_warning(write: WriteContent) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n", "sub/b.pdf": "", "logo.png": ""})
    assert messages(content) == [
        "sub/b.pdf: warning: This is a PDF file, which is not read. Save it as Markdown (.md)."
    ]


def test_where_all_files_are_in_other_formats_each_is_an_error(write: WriteContent) -> None:
    content = write({"a.pdf": "", "sub/b.odt": "", "LICENSE.md": "", "_config.yml": ""})
    for settings in (ELSEWHERE, DERIVED):
        assert messages(content, settings) == [
            "a.pdf: error: This is a PDF file, which is not read. Save it as Markdown (.md).",
            "sub/b.odt: error: This is an OpenDocument file, which is not read."
            " Save it as Markdown (.md).",
        ]


def test_for_all_else_the_first_three_of_them_are_named(write: WriteContent) -> None:
    content = write({f"{name}.pdf": "" for name in "abcd"})
    with pytest.raises(ContentError) as error:
        find_documents(content)
    assert [f"{name}.pdf" in str(error.value) for name in "abcd"] == [True, True, True, False]


def test_files_about_the_repository_or_the_site_are_no_documents(write: WriteContent) -> None:
    names = ("LICENSE.txt", "LICENCE.md", "COPYING.rst", "sub/CHANGELOG.md", "CHANGELOG.html",
             "CODE_OF_CONDUCT.md", "CONTRIBUTING.markdown", "SECURITY.md",
             "_category_.yml", "_config.yml", "mkdocs.yml", "docusaurus.config.yaml")  # fmt: skip
    read = ("README.md", "_index.md", "license-manager.md", "security-engineer.md", "security.md",
            "configuration.yml", "ladder.yml")  # fmt: skip
    refused = ("_index.adoc",)
    content = write(dict.fromkeys((*names, *read, *refused), ""))
    assert find_documents(content) == tuple(sorted(read))
    assert tuple(error.place for error in find_refused(content)) == refused


def test_a_folder_without_documents_is_no_finding_but_an_error(tmp_path: Path) -> None:
    for folder, problem in ((tmp_path / "none", "no such folder"), (tmp_path, "no role documents")):
        with pytest.raises(ContentError, match=problem):
            check_content(folder, DERIVED)


def test_a_link_template_that_cannot_be_used_is_an_error(write: WriteContent) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    with pytest.raises(SettingsError):
        check_content(content, Settings(source_url="https://acme.test/{page}"))


# Roles


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\nfamily: Kitchen\ntitle: Baker\n---\n", 3),
        ("\n# Baker\n", 2),
        ("# Engineer\n\n# Designer\n\n- Draws\n", 1),
    ],
)
def test_a_role_that_says_nothing_is_an_error(write: WriteContent, text: str, line: int) -> None:
    assert messages(write({"a.md": text})) == [
        f"a.md:{line}: error: The role has nothing to quote."
        " Write what is expected of it, or take its title out."
    ]


@pytest.mark.parametrize("text", ["", "<!-- later -->\n", "---\ndraft: true\n---\n"])
def test_a_document_without_a_role_is_fine(write: WriteContent, text: str) -> None:
    assert messages(write({"a.md": text})) == []


def test_two_roles_that_only_their_place_tells_apart_are_an_error(write: WriteContent) -> None:
    content = write({"a.md": "# Baker!\n\n- Bakes\n", "sub/b.md": "\n# baker\n\n- Sells\n"})
    assert messages(content) == [
        "a.md:1: error: The role 'Baker!' is also at sub/b.md:2, and nothing but the place tells"
        " them apart. Rename one, or give each its own 'level' or 'family'."
    ]


def test_roles_of_one_title_that_a_field_tells_apart_are_a_warning(write: WriteContent) -> None:
    text = "---\ntitle: Baker\nlevel: {}\n---\n\n- Bakes\n"
    content = write({f"{name}.md": text.format(name) for name in "abc"})
    assert messages(content) == [
        "a.md:2: warning: The role 'Baker' is also at b.md:2, c.md:2, so the bot asks which one is"
        " meant. Rename one if it should not have to ask."
    ]


def test_drafts_count_unless_they_are_left_out(write: WriteContent) -> None:
    content = write(
        {
            "a.md": "# Baker\n\n- Bakes\n",
            "b.md": "---\ntitle: Baker\ndraft: true\n---\n\n- [Sells](c.md)\n",
        }
    )
    found = [(finding.path, finding.line) for finding in faults(content, ELSEWHERE)]
    assert found == [("a.md", 1), ("b.md", 6)]  # a title that is there twice, a dead link
    assert messages(content, Settings("https://acme.test/{path}", skip_drafts=True)) == []


# Sections


def with_sections(*titles: str) -> str:
    return "".join(f"## {title}\n\n### Early\n\n- Rises\n\n" for title in titles)


def test_sections_that_most_others_have_are_missed_in_one_finding(write: WriteContent) -> None:
    content = write(
        {
            "a.md": f"# Baker\n\n{with_sections('Duties', 'Key Skills', 'Contact')}",
            "b.md": f"# Chef\n\n{with_sections('DUTIES:', 'Key skills')}",
            "c.md": f"# Cook\n\n{with_sections('Duties', 'Key Skills')}",
            "d.md": f"# Waiter\n\n{with_sections('Day')}",
        }
    )
    assert messages(content) == [
        "d.md:1: warning: The role lacks what most others have a section for: 'Duties',"
        " 'Key Skills'. Add it, unless it does not apply here."
    ]


@pytest.mark.parametrize(
    ("having", "others", "is_missed"), [(2, 2, False), (3, 3, True), (2, 3, False), (3, 4, True)]
)
def test_three_quarters_of_three_others_or_more_are_most(
    write: WriteContent, having: int, others: int, is_missed: bool
) -> None:
    files: dict[str, str | bytes] = {
        f"{n}.md": f"# Baker {n}\n\n{with_sections('Duties' if n < having else 'Day')}"
        for n in range(others)
    }
    content = write({**files, "last.md": f"# Chef\n\n{with_sections('Night')}"})
    missing_in = [finding.path for finding in faults(content, ELSEWHERE)]
    assert ("last.md" in missing_in) is is_missed


def test_an_empty_role_is_not_told_to_write_each_section(write: WriteContent) -> None:
    files = {f"{n}.md": f"# Baker {n}\n\n{with_sections('Duties')}" for n in range(5)}
    content = write({**files, "last.md": "# Chef\n"})
    assert [finding.severity for finding in faults(content, ELSEWHERE)] == ["error"]


# Template tags


def test_template_tags_of_a_line_are_one_warning(write: WriteContent) -> None:
    content = write(
        {
            "a.md": "# Baker\n\n{{< cards >}}\n\n{{% who %}} bakes {{ n }} loaves, {{ n }} rolls\n",
            "b.md": '{{< card link="chef" title="Chef, who cooks and tastes all we sell" >}}\n',
        }
    )
    fix = "Write what they stand for if it should be found."
    assert messages(content) == [
        f"a.md:3: warning: Markup of the site is left out: '{{{{< cards >}}}}'. {fix}",
        f"a.md:5: warning: Markup of the site is left out: '{{{{% who %}}}}', '{{{{ n }}}}'. {fix}",
        "b.md:1: warning: Markup of the site is left out: '"
        '{{< card link="chef" title="Chef, who cooks'
        f" and tastes all …'. {fix}",
    ]


def test_what_is_in_another_file_is_left_out_and_said_so(write: WriteContent) -> None:
    rest = (
        "Baker\n=====\n\n.. include:: duties.inc\n   :start-line: 3\n\nBakes bread.\n\n"
        ".. csv-table:: Loaves\n   :header: a, b\n   :file: loaves.csv\n\n"
        ".. csv-table:: Rolls\n\n   one, two\n"
    )
    content = write({"a.rst": rest, "b.md": '# Chef\n\nCooks.\n\n--8<-- "duties.md"\n'})
    fix = "Write what they stand for if it should be found."
    assert messages(content) == [
        f"a.rst:4: warning: Markup of the site is left out: '.. include:: duties.inc'. {fix}",
        f"a.rst:9: warning: Markup of the site is left out: '.. csv-table:: Loaves'. {fix}",
        f"b.md:5: warning: Markup of the site is left out: '--8<-- \"duties.md\"'. {fix}",
    ]


# Links


@pytest.mark.parametrize(
    "href",
    ["plumber.md", "./plumber.md#pay", "../chef.md", "chart.png", "plumber", "../plumber/"],
)
def test_a_link_to_a_file_that_is_not_there_is_an_error(write: WriteContent, href: str) -> None:
    text = f"# Baker\n\nBakes.\n\n- See\n  [this]({href})\n"
    assert messages(write({"roles/baker.md": text, "roles/chef.md": "# Chef\n\n- Cooks\n"})) == [
        f"roles/baker.md:6: error: The link to '{href}' leads to no file."
        " Correct it or take it out."
    ]


@pytest.mark.parametrize(
    "href",
    [
        "https://acme.test/plumber.md",
        "//acme.test/plumber.md",
        "/plumber.md",
        "mailto:ann@acme.test",
        "a:b.md",  # "a" would be a scheme
        "#duties",
        "?print",
        "../../plumber.md",  # outside the folder, which is in no checkout
        "../../plumber",
        "{{ site.url }}/plumber.md",
        "{{ site.url }}plumber.md",
        '{{< ref "plumber.md" >}}',
    ],
)
def test_what_names_no_file_of_the_folder_is_not_checked(write: WriteContent, href: str) -> None:
    content = write({"roles/baker.md": f"# Baker\n\n- See [this](<{href}>)\n"})
    assert [f for f in faults(content, ELSEWHERE) if f.severity == "error"] == []


@pytest.mark.parametrize(
    "href",
    [
        "chef.md",
        "chef.md?plain=1#L3",
        "../roles/./chef.md",
        "Head%20Chef%20%232.rst",
        "../pay/",
        "../pay/table.csv",
        ".",
        "chef",  # a page of a site
        "chef/",
        "chef.html",
        "../chef",  # as seen from /roles/baker/
        "head-chef-#2",
        "../waiter",
        "../../waiter/",
        "../waiter/index.html",
        "how-to#start",
        "plan",
    ],
)
def test_files_folders_and_pages_that_are_there_are_no_finding(
    write: WriteContent, href: str
) -> None:
    write(
        {
            "roles/chef.md": "# Chef\n\n- Cooks\n",
            "roles/Head Chef #2.rst": "Head Chef\n=========\n\n* Tastes\n",
            "roles/2_how-to.md": "# How to\n\n- Ask\n",
            "waiter/_index.md": "# Waiter\n\n- Serves\n",
            "pay/table.csv": "1,2\n",
        }
    )
    content = write({"roles/baker.md": f"# Baker\n\n- See [this]({href.replace('#2', '%232')})\n"})
    (content / "roles" / "plan.mdx").write_text("")
    assert faults(content, ELSEWHERE) == []


def test_links_in_both_markups_are_checked(write: WriteContent) -> None:
    content = write(
        {
            "a.rst": "Baker\n=====\n\n* See `this <plumber.rst>`_ and `that`_\n\n.. _that: b.rst\n",
            "c.md": 'Chef\n\n<a href="plumber.md">this</a>, <a href="plumber.md">that</a>\n',
        }
    )
    assert messages(content) == [
        "a.rst:4: error: The link to 'plumber.rst' leads to no file. Correct it or take it out.",
        "a.rst:6: error: The link to 'b.rst' leads to no file. Correct it or take it out.",
        "c.md:3: error: The link to 'plumber.md' leads to no file. Correct it or take it out.",
    ]


MARKDOWN = """\
# Baker [a](1.md)

See `[b](0.md)` and
[c](<2.md>), ![d](3.png) or [e [f](4.md)
g][nosuch].

- You own: [h](5.md)
  - The [i
    j](6.md)

| K [l](7.md) | M |
| --- | --- |
| N [o](8.md) | P |

<div>
<!-- <a href="0.md"> -->
<a href="9.md">q</a></div>

Or <img
src="10.png"> and [r][].

[s]: 11.md

```
[t](0.md)
```
"""
IN_MARKDOWN = [
    ("1.md", 1), ("2.md", 4), ("3.png", 4), ("4.md", 4), ("5.md", 7), ("6.md", 8), ("7.md", 11),
    ("8.md", 13), ("9.md", 17), ("10.png", 19), ("r", 20), ("11.md", 22),
]  # fmt: skip

REST = """\
Baker `a <1.rst>`_
==================

See ``b <0.rst>`_`` and
`c <2.rst>`_, Nosuch_, :doc:`3` or
:doc:`d <4>` or `c <2.rst>`_ again, or `e`__.

* You own:

  * The Nosuch_
    `f <5.rst>`_

.. list-table::
   :header-rows: 1

   * - `g <6.rst>`_
     - H
   * - `i <7.rst>`_
     - Nosuch_

.. card:: Title

   `j <8.rst>`_

.. image:: 9.png
   :target: 10.rst

__ 11.rst

.. _k: 12.rst

.. _l: nowhere_

.. code::

   `m <0.rst>`_

.. Nosuch_
"""
IN_REST = [
    ("1.rst", 1), ("2.rst", 5), ("3", 5), ("Nosuch", 5), ("4", 6), ("2.rst", 6), ("Nosuch", 10),
    ("5.rst", 11), ("6.rst", 16), ("7.rst", 18), ("Nosuch", 19), ("8.rst", 23), ("10.rst", 25),
    ("9.png", 25), ("11.rst", 28), ("12.rst", 30), ("nowhere", 32),
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "text", "dead"), [("a.md", MARKDOWN, IN_MARKDOWN), ("a.rst", REST, IN_REST)]
)
@pytest.mark.parametrize("matter", ["", "---\ntitle: Baker\n---\n\n"])
def test_links_are_checked_wherever_they_stand(
    write: WriteContent, path: str, text: str, dead: list[tuple[str, int]], matter: str
) -> None:
    content = write({path: matter + text})
    (content / "0").mkdir()  # nothing leads to it
    findings = [
        f for f in faults(content, ELSEWHERE) if f.problem.startswith(("The link", "The pic"))
    ]
    assert all(f.severity == ("warning" if ".png" in f.problem else "error") for f in findings)
    found = [(f.problem.split("'")[1], f.line) for f in findings]
    assert sorted(found) == sorted((target, line + matter.count("\n")) for target, line in dead)


@pytest.mark.parametrize(
    ("path", "text"),
    [("a.md", "# Baker\n\n- See [this][that]\n"), ("a.rst", "Baker\n=====\n\nSee that_\n")],
)
def test_a_reference_that_nothing_defines_is_an_error(
    write: WriteContent, path: str, text: str
) -> None:
    line = 3 if path == "a.md" else 4
    assert messages(write({path: text})) == [
        f"{path}:{line}: error: The link refers to 'that', which is not defined."
        " Define it or take the link out."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "[this][That]\n\n[that]: #chef",
        "[ ][ ]",
        "grid[0][1]",
        "[a][^1]\n\n[^1]: Ibid.",
        "\\[a][b]",
        "[a]",
    ],
)
def test_brackets_that_are_no_open_reference_are_fine(write: WriteContent, text: str) -> None:
    findings = faults(write({"a.md": f"# Chef\n\nSee {text}\n"}), ELSEWHERE)
    assert [finding for finding in findings if "link" in finding.problem] == []


WITH_ANCHORS = """\
# Head Baker

## What's next?

- Rises <a id="early"></a>

## 2. Pay & Perks {#pay}

- Money
"""


@pytest.mark.parametrize(
    ("href", "is_there"),
    [
        ("#whats-next", True),
        ("#what-s-next", True),  # as docutils makes it
        ("#head-baker", True),
        ("#early", True),
        ("#pay", True),
        ("#", True),
        ("#top", True),
        ("a.md#early", True),
        ("sub/b.rst#own", True),
        ("sub/b.rst#chef", True),
        ("sub/b.rst#L7-L9", True),
        ("sub/b.rst#:~:text=Cooks", True),
        ("c.png#early", True),
        ("https://acme.test/a.md#nowhere", True),
        ("#nowhere", False),
        ("a.md#nowhere", False),
        ("./sub/../a.md#nowhere", False),
        ("sub/b.rst#early", False),
        ("sub/b.rst?print#early", False),
    ],
)
def test_a_fragment_that_no_heading_has_is_a_warning(
    write: WriteContent, href: str, is_there: bool
) -> None:
    rest = "Chef\n====\n\n.. _own:\n\n* Cooks\n"
    content = write({"a.md": f"{WITH_ANCHORS}- [this]({href})\n", "sub/b.rst": rest, "c.png": ""})
    warning = (
        f"a.md:10: warning: The link to '{href}' leads to no heading."
        " Correct what is behind the '#', unless the published page has it."
    )
    assert messages(content) == ([] if is_there else [warning])


@pytest.mark.parametrize("depth", [100, 200, 250, 300, 400])
def test_however_deep_brackets_are_nested_the_rest_is_checked(
    write: WriteContent, depth: int
) -> None:
    content = write({"a.md": f"# Baker\n\n{'[' * depth}x{'](a.md)' * depth}\n", "b.md": "# Chef\n"})
    assert "b.md" in {finding.path for finding in faults(content, ELSEWHERE)}


def test_a_link_with_a_template_tag_on_any_of_its_lines_is_not_checked(
    write: WriteContent,
) -> None:
    text = "# Baker\n\nSee [a\nb]({{ site }}c.md)\n[d](e.md)\n\n[f]: {{ site }}g.md\n"
    content = write({"a.md": text})
    errors = [f for f in faults(content, ELSEWHERE) if f.severity == "error"]
    assert [(f.line, "'e.md'" in f.problem) for f in errors] == [(5, True)]


def test_a_link_out_of_the_folder_is_checked_as_far_as_the_checkout_goes(
    write: WriteContent, tmp_path: Path
) -> None:
    text = "# Baker\n\n- A [a](../pay.md)\n- [b](../tax.md)\n- [c](../tax)\n- [d](../../tax.md)\n"
    content = write({"roles/baker.md": text}) / "roles"
    write({"pay.md": "# Pay\n"})
    checkout(tmp_path / "documents")
    assert messages(content) == [
        "baker.md:4: error: The link to '../tax.md' leads to no file. Correct it or take it out."
    ]


# The checkout


def test_a_commit_that_nobody_else_has_is_a_warning(write: WriteContent) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    checkout(content)
    assert messages(content, DERIVED) == [
        f"{content}: warning: The checked-out commit is on no branch of the remote 'origin' that"
        " git knows of, so links to it would be dead. Push it with: git push"
    ]
    assert messages(content, Settings("https://acme.test/{commit}/{path}")) != []


def test_a_commit_that_no_link_needs_is_fine(write: WriteContent) -> None:
    content = write({"a.md": "# Baker\n\n- Bakes\n"})
    checkout(content, remote="https://git.acme.test/roles")  # a host whose links are not known
    assert messages(content, DERIVED) == messages(content, ELSEWHERE) == []


# All together


def test_findings_are_sorted_by_path_and_line(write: WriteContent) -> None:
    content = write(
        {
            "b.md": "# Baker\n\n- [x](x.md)\n- {{ n }}\n\n[y](y.md)\n\n- [z](z.md)\n- Bakes\n",
            "a/b.md": "# Baker\n\n- Bakes\n",
            "B.md": b"\xff",
        }
    )
    found = faults(content, ELSEWHERE)
    assert [(f.path, f.line, f.severity) for f in found] == [
        ("B.md", 1, "error"),
        ("a/b.md", 1, "error"),
        ("b.md", 3, "error"),
        ("b.md", 4, "warning"),
        ("b.md", 6, "error"),
        ("b.md", 8, "error"),
    ]


def test_reading_is_reported_while_it_goes_on(write: WriteContent) -> None:
    heard: list[tuple[str, int, int]] = []
    content = write({"a.md": "# Baker\n\n- Bakes\n", "b.md": "# Chef\n\n- Cooks\n"})
    check_content(content, ELSEWHERE, lambda *step: heard.append(step))
    assert heard == [("Reading documents", 1, 2), ("Reading documents", 2, 2)]


def test_the_documents_that_come_with_the_project_have_no_errors() -> None:
    assert messages(CONTENT) == []
    assert messages(ROLES) == [
        f"{path}:2: warning: The role lacks what most others have a section for:"
        " 'Responsibilities'. Add it, unless it does not apply here."
        for path in ("engineering-manager.md", "project-manager.rst")
    ] + [
        "support-specialist.md:8: warning: The next role 'Senior Customer Support Specialist' is"
        " none of those that there are. Write its title as it is."
    ]


# Fields of the front matter


NESTED = "holds fields or lists of its own, which are not read. Write it in one line:"
SHOWN = "is 'true', and is shown so. Write what it is, in words."


@pytest.mark.parametrize(
    ("field", "problem"),
    [
        (
            "draft: maybe",
            "The field 'draft' is 'maybe', which is neither true nor false: it is no draft."
            " Write 'draft: true' or take it out.",
        ),
        ("contact: {name: Ann, mail: a@b.example}", f"The field 'contact' {NESTED} 'contact: …'."),
        ("contact:\n  - name: Ann", f"The field 'contact' {NESTED} 'contact: …'."),
        ("owner: [[Ann], Ben]", f"The field 'owner' {NESTED} 'owner: …'."),
        ("Other names: {short: BK}", f"The field 'other_names' {NESTED} 'other_names: …'."),
        ("draft: {it: is}", f"The field 'draft' {NESTED} 'draft: …'."),
        ("date: {day: 3}", f"The field 'date' {NESTED} 'date: …'."),
        ("contact: true", f"The field 'contact' {SHOWN}"),
        (
            "level: True",
            "The field 'level' is 'True', and is shown so. Write what it is, in words.",
        ),
        (
            "lastmod: soon",
            "The field 'lastmod' is 'soon', which is no date. Write it like 2026-01-31.",
        ),
        ("levle: L3", "There is no field 'levle'. Write 'level' if you mean that."),
        ("conatct: Ann", "There is no field 'conatct'. Write 'contact' if you mean that."),
        ("other_name: BK", "There is no field 'other_name'. Write 'other_names' if you mean that."),
        (
            "next_role: Master Miller",
            "The next role 'Master Miller' is none of those that there are."
            " Write 'Miller' if that is meant.",
        ),
        (
            "next_role: [Miller, Lamplighter]",
            "The next role 'Lamplighter' is none of those that there are."
            " Write its title as it is.",
        ),
        (
            "other_names: [BK, Millers]",
            "The other name 'Millers' is the title of another role, b.md:1."
            " Take it out, or rename that role.",
        ),
    ],
)
def test_a_field_that_is_read_otherwise_than_it_may_be_meant(
    write: WriteContent, field: str, problem: str
) -> None:
    baker = f"---\ntitle: Baker\n{field}\n---\n\n- Bakes bread\n"
    folder = write({"a.md": baker, "b.md": "# Miller\n\n- Grinds corn\n"})
    assert messages(folder) == [f"a.md:3: warning: {problem}"]
    assert [d.path for d in read_content(folder, find_documents(folder)).documents] == [
        "a.md",
        "b.md",
    ]


@pytest.mark.parametrize(
    "field",
    [
        *("craft: Baking", "data: bread", "label: L3", "levels: [1]"),
        *("draft: true", "draft: No", "draft:", "draft: ~", "contact:", "contact: []", "level: 3"),
        *("level: NO", "date: 2026-01-31", "date: 2026-01-31T10:00:00Z", "date: spring 2026"),
        *("owner: [Ann, Ben]", "other_names: BK, Breadmaker", "other_names: null", "weight: 10"),
        *("aliases: [/old/baker/, Bun Maker]", "next_role: Millers", "next_role: Miller or miller"),
        *("menu: {main: {weight: 3}}", "tags: [a, b]", "params: {owner: {x: y}}", "levels: 6"),
    ],
)
def test_a_field_that_is_read_as_it_is_meant(write: WriteContent, field: str) -> None:
    baker = f"---\ntitle: Baker\n{field}\n---\n\n- Bakes bread\n"
    assert messages(write({"a.md": baker, "b.md": "# Miller\n\n- Grinds corn\n"})) == []


@pytest.mark.parametrize(
    ("fence", "field"), [("+++", 'contact = {name = "Ann"}'), ("+++", "contact = [[1]]")]
)
def test_fields_of_other_formats_are_looked_at_too(
    write: WriteContent, fence: str, field: str
) -> None:
    folder = write({"a.md": f'{fence}\ntitle = "Baker"\n{field}\n{fence}\n\n- Bakes bread\n'})
    assert messages(folder) == [f"a.md:3: warning: The field 'contact' {NESTED} 'contact: …'."]
    folder = write({"a.md": '{\n"title": "Baker",\n"draft": "maybe"\n}\n\n- Bakes bread\n'})
    (message,) = messages(folder)
    assert message.startswith("a.md:3: warning: The field 'draft' is 'maybe'")


def test_a_field_of_one_role_in_a_document_of_several_is_passed_over(write: WriteContent) -> None:
    roles = "## Head Baker\n\n- Bakes\n\n## Shift Manager\n\n- Plans\n"
    assert messages(write({"a.md": f"---\nlevel: L3\nowner: Ann\n---\n\n{roles}"})) == [
        "a.md:2: warning: The field 'level' is passed over: the document holds several roles."
        " Write it below the role's own title, or give each role its own file."
    ]


# Most of them looked up by eye: pages of the companies that were not copied along.
ERRORS = {
    "Financial-Times__engineering-progression": 3,
    "etsy__Etsy-Engineering-Career-Ladder": 2,
    "jorgef__engineeringladders": 1,
    "kubernetes__sig-release": 23,
    "lsst-dm__dm_dev_guide": 6,
    "novoda__progression-framework": 1,
    "sourcegraph__handbook": 23,
}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
@pytest.mark.parametrize(
    "folder", sorted(filter(Path.is_dir, CORPUS.glob("*"))), ids=lambda f: f.name
)
def test_what_is_found_in_real_documents_stands_on_its_line(folder: Path) -> None:
    findings = faults(folder, ELSEWHERE)
    for finding in findings:
        lines = (folder / finding.path).read_text().splitlines() if finding.line else []
        line = "" if finding.line is None else lines[finding.line - 1]
        named = re.match(r"The link (?:refers )?to '(.*)'(?: leads|, which)", finding.problem)
        assert named is None or unquote(named[1]) in unquote(line)
    errors = [finding for finding in findings if finding.severity == "error"]
    assert len(errors) == ERRORS.get(folder.name, 0)


# Passages


def test_a_passage_that_is_too_long_to_be_quoted_and_searched_whole_is_a_warning(
    write: WriteContent,
) -> None:
    long = "Bakes bread. " * 400
    content = write({"a.md": f"# Baker\n\n- Kneads\n- {long}\n\n{long[:3000]}\n"})
    assert messages(content) == [
        "a.md:4: warning: This passage has 5,199 characters: it is quoted whole, and the end of"
        " such a long one may not be found. Split it into paragraphs or points."
    ]


# What was guessed


def test_what_was_guessed_is_a_note(write: WriteContent) -> None:
    cadence = "We meet on Monday to plan the week, and on Friday to look back at it with the team. "
    content = write(
        {
            "baker.md": "Bakes bread every night.\n\nCreated by ann\n\nKneads\n",
            "cadence.md": f"# Company cadence\n\n{cadence * 3}\n",
            "public/index.html": "",
        }
    )
    assert notes(content) == [
        "baker.md:1: note: The title 'Baker' is the file's name: nothing in the file gives one."
        " Write a heading, or 'title' above all.",
        "baker.md:3: note: This is not quoted: 'Created by ann'. A program wrote it, or it only"
        " links. Write it in a sentence of its own if it should be found.",
        "baker.md:5: note: The passage 'Kneads' says too little to be found. Say it in a sentence.",
        "cadence.md:1: note: 'Company cadence' is taken for a page that describes no role: neither"
        " its title nor its text describes a role. Write 'role: true' into its front matter if it"
        " is a role.",
        "public: note: This is passed over. A site generator or a program makes what is in this"
        " folder. Rename or move it if it is a role document.",
    ]


@pytest.mark.parametrize(("field", "is_page"), [("true", False), ("false", True)])
def test_the_front_matter_decides_what_is_a_role(
    write: WriteContent, field: str, is_page: bool
) -> None:
    text = "We meet on Monday to plan the week, and on Friday to look back at it with the team. "
    content = write({"a.md": f"---\nrole: {field}\n---\n# Company cadence\n\n{text * 3}\n"})
    (document,) = read_content(content, find_documents(content)).documents
    assert [text.role.is_page for text in document.roles] == [is_page]


def test_a_table_that_is_drawn_with_spaces_is_a_warning(write: WriteContent) -> None:
    content = write({"a.md": "# Baker\n\nSkill     Level    Shows in     daily work\n"})
    assert messages(content) == [
        "a.md:3: warning: This looks like a table drawn with spaces, and is quoted as one line."
        " Draw it with bars: '| Skill | Level |'."
    ]


def test_a_document_in_another_language_is_a_warning(write: WriteContent) -> None:
    german = "Die Bäckerin knetet jede Nacht den Teig und achtet auf die Hitze des Ofens. " * 4
    (message,) = messages(write({"a.md": f"# Bäckerin\n\n{german}\n"}))
    assert message == (
        "a.md: warning: The document seems to be in another language than English ('de')."
        " Translate it: questions in English do not find it, and others are not understood."
    )


def test_a_picture_that_is_not_there_is_a_warning(write: WriteContent) -> None:
    assert messages(write({"a.md": "# Baker\n\nBakes bread. ![An oven](oven.png)\n"})) == [
        "a.md:3: warning: The picture 'oven.png' is not there. Correct it or take it out."
    ]


def test_of_each_kind_the_first_ten_are_shown() -> None:
    many = [Finding("note", "a.md", n, f"The title '{n}' is odd.", "Fix.") for n in range(1, 20)]
    other = Finding("error", "a.md", 1, "The title '1' is odd.", "Fix.")
    assert first_of_each_kind([*many, other]) == (*many[:10], other)
