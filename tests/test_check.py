from __future__ import annotations

from pathlib import Path

import pytest

from index.check import Finding, check_content
from index.errors import ContentError, SettingsError
from index.origin import Settings
from tests.conftest import CONTENT, PROJECT, ROLES, WriteContent
from tests.test_links import checkout

CORPUS = PROJECT.parent / "shared" / "corpus"

DERIVED = Settings()
ELSEWHERE = Settings(source_url="https://acme.test/{path}")  # asks git nothing


def messages(content: Path, settings: Settings = ELSEWHERE) -> list[str]:
    return [str(finding) for finding in check_content(content, settings)]


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
        (
            "<!DOCTYPE html>\n<title>Baker</title>\n",
            "a.md: error: This is an HTML page, which is not read. Save it as Markdown (.md).",
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
    content = write({"a.md": "# Bakers\n\n- Bake\n", "sub/b.md": "\n# baker\n\n- Sells\n"})
    assert messages(content) == [
        "a.md:1: error: The role 'Bakers' is also at sub/b.md:2, and nothing but the place tells"
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
    found = [(finding.path, finding.line) for finding in check_content(content, ELSEWHERE)]
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
    missing_in = [finding.path for finding in check_content(content, ELSEWHERE)]
    assert ("last.md" in missing_in) is is_missed


def test_an_empty_role_is_not_told_to_write_each_section(write: WriteContent) -> None:
    files = {f"{n}.md": f"# Baker {n}\n\n{with_sections('Duties')}" for n in range(5)}
    content = write({**files, "last.md": "# Chef\n"})
    assert [finding.severity for finding in check_content(content, ELSEWHERE)] == ["error"]


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
        f"a.md:3: warning: Template tags are left out: '{{{{< cards >}}}}'. {fix}",
        f"a.md:5: warning: Template tags are left out: '{{{{% who %}}}}', '{{{{ n }}}}'. {fix}",
        'b.md:1: warning: Template tags are left out: \'{{< card link="chef" title="Chef, who cooks'
        f" and tastes all …'. {fix}",
    ]


# Links


@pytest.mark.parametrize(
    "href",
    ["plumber.md", "./plumber.md#pay", "../chef.md", "chart.png", "plumber", "../plumber/"],
)
def test_a_link_to_a_file_that_is_not_there_is_an_error(write: WriteContent, href: str) -> None:
    text = f"# Baker\n\nBakes.\n\n- See\n  [this]({href})\n"
    assert messages(write({"roles/baker.md": text, "roles/chef.md": "# Chef\n\n- Cooks\n"})) == [
        f"roles/baker.md:5: error: The link to '{href}' leads to no file."
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
    assert [f for f in check_content(content, ELSEWHERE) if f.severity == "error"] == []


@pytest.mark.parametrize(
    "href",
    [
        "chef.md",
        "chef.md?plain=1#duties",
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
    findings = check_content(content, ELSEWHERE)
    assert [f.path for f in findings] == ["roles/plan.mdx"]  # a format that is not read


def test_links_in_both_markups_are_checked(write: WriteContent) -> None:
    content = write(
        {
            "a.rst": "Baker\n=====\n\n* See `this <plumber.rst>`_ and `that`_\n\n.. _that: b.rst\n",
            "c.md": 'Chef\n\n<a href="plumber.md">this</a>, <a href="plumber.md">that</a>\n',
        }
    )
    assert messages(content) == [
        "a.rst:4: error: The link to 'b.rst' leads to no file. Correct it or take it out.",
        "a.rst:4: error: The link to 'plumber.rst' leads to no file. Correct it or take it out.",
        "c.md:3: error: The link to 'plumber.md' leads to no file. Correct it or take it out.",
    ]


def test_a_link_out_of_the_folder_is_checked_as_far_as_the_checkout_goes(
    write: WriteContent, tmp_path: Path
) -> None:
    text = "# Baker\n\n- [a](../pay.md)\n- [b](../tax.md)\n- [c](../tax)\n- [d](../../tax.md)\n"
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
        f"{content}: warning: The checked-out commit is on no remote branch that git knows of, so"
        " links to it would be dead. Push it with: git push"
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
    found = check_content(content, ELSEWHERE)
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
    ]


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not beside this checkout")
def test_real_documents_of_any_company_are_checked_to_the_end() -> None:
    unread = []
    for folder in filter(Path.is_dir, sorted(CORPUS.iterdir())):
        try:
            findings = check_content(folder, DERIVED)
        except ContentError as error:
            unread.append((folder.name, error.problem))
        else:
            assert all(isinstance(finding, Finding) and str(finding) for finding in findings)
    assert unread == [
        ("dropbox__dbx-career-framework", "There are no role documents in this folder.")
    ]
