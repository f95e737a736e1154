from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents.git import Unpushed, warn_unpushed
from index.documents.links import Links, Place, find_links
from index.errors import RolebotError, SettingsError
from tests.conftest import WriteContent

GITHUB = "https://github.com/acme/roles"
TITLE = "# Architect\n"


def git(folder: Path, *arguments: str) -> str:
    who = {f"GIT_{by}_{what}": "ann@acme.test" for by in ("AUTHOR", "COMMITTER")
           for what in ("NAME", "EMAIL")}  # fmt: skip
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(folder), "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(command, env={**environ, **who}, check=True, capture_output=True)  # noqa: S603
    return done.stdout.decode().strip()


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "Roles")
    return git(folder, "rev-parse", "HEAD")


def checkout(folder: Path, remote: str | None = GITHUB) -> str:
    """Makes `folder` a repository with everything in it committed."""
    git(folder, "init", "--quiet")
    if remote:
        git(folder, "remote", "add", "origin", remote)
    return commit(folder)


def place(path: str = "a.md", line: int = 35, end_line: int = 36, text: str = "Bakes.") -> Place:
    return Place(path, line, end_line, None, text)


def by_template(template: str, commit: str | None = None) -> Links:
    return Links(template, commit, "content/", frozenset())


@pytest.fixture(autouse=True)
def no_settings_of_whoever_runs_this(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


# Links by git alone


@pytest.mark.parametrize(
    ("remote", "start", "lines", "line"),
    [
        ("https://github.com/a/b", "https://github.com/a/b/blob/", "?plain=1#L35-L36", "#L35"),
        ("https://github.acme.com/a/b", "https://github.acme.com/a/b/blob/", "#L35-L36", "#L35"),
        ("https://gitlab.com/a/b", "https://gitlab.com/a/b/-/blob/", "?plain=1#L35-36", "#L35"),
        ("https://gitlab.acme.com/a/b/c/d", "https://gitlab.acme.com/a/b/c/d/-/blob/", "-36", "35"),
        ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b/src/", "#lines-35:36", "lines-35"),
    ],
)
def test_each_host_has_its_own_form(
    write: WriteContent, remote: str, start: str, lines: str, line: str
) -> None:
    content = write({"a.md": TITLE})
    at = checkout(content, remote)
    links = find_links(content, None)
    several, one = links.url_of(place()), links.url_of(place(end_line=35))
    assert several is not None
    assert one is not None
    assert several.startswith(f"{start}{at}/a.md")
    assert several.endswith(lines)
    assert one.startswith(f"{start}{at}/a.md")
    assert one.endswith(line)


def test_the_whole_link_is_as_the_hosts_make_it(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    at = checkout(content)
    url = f"https://github.com/acme/roles/blob/{at}/a.md?plain=1#L35-L36"
    assert find_links(content, None).url_of(place()) == url
    git(content, "remote", "set-url", "origin", "https://gitlab.com/acme/team/roles")
    url = f"https://gitlab.com/acme/team/roles/-/blob/{at}/a.md?plain=1#L35-36"
    assert find_links(content, None).url_of(place()) == url
    git(content, "remote", "set-url", "origin", "https://bitbucket.org/acme/roles")
    url = f"https://bitbucket.org/acme/roles/src/{at}/a.md#lines-35:36"
    assert find_links(content, None).url_of(place()) == url


@pytest.mark.parametrize(
    ("remote", "site"),
    [
        ("https://github.com/acme/roles.git", "https://github.com/acme/roles"),
        ("https://github.com/acme/roles/", "https://github.com/acme/roles"),
        ("https://github.com/acme/roles.git/", "https://github.com/acme/roles"),
        ("https://GitHub.com/Acme/roles.io.git", "https://github.com/Acme/roles.io"),
        ("http://github.com/acme/roles", "https://github.com/acme/roles"),
        ("git://github.com/acme/roles.git", "https://github.com/acme/roles"),
        ("git://github.com:9418/acme/roles.git", "https://github.com/acme/roles"),
        ("ssh://git@github.com/acme/roles.git", "https://github.com/acme/roles"),
        ("ssh://git@github.acme.com:2222/acme/roles", "https://github.acme.com/acme/roles"),
        ("ssh://git@ssh.github.com:443/acme/roles.git", "https://github.com/acme/roles"),
        ("git@github.com:acme/roles.git", "https://github.com/acme/roles"),
        ("git@github.com:/acme/roles/", "https://github.com/acme/roles"),
        ("github.com:acme/roles", "https://github.com/acme/roles"),
        ("https://ann@github.com/acme/roles", "https://github.com/acme/roles"),
        ("https://gitlab.acme.com:8443/a/b/c.git", "https://gitlab.acme.com:8443/a/b/c"),
        ("http://gitlab.acme.com:8080/a/b", "http://gitlab.acme.com:8080/a/b"),
        ("git@gitlab.com:a/b/c.git", "https://gitlab.com/a/b/c"),
        ("git@altssh.bitbucket.org:a/b.git", "https://bitbucket.org/a/b"),
        ("ssh://git@altssh.gitlab.com:443/a/b.git", "https://gitlab.com/a/b"),
    ],
)
def test_every_form_of_a_remote_leads_to_its_web_site(
    write: WriteContent, remote: str, site: str
) -> None:
    content = write({"a.md": TITLE})
    checkout(content, remote)
    url = find_links(content, None).url_of(place())
    assert url is not None
    assert re.split("(?:/-)?/(?:blob|src)/", url)[0] == site


@pytest.mark.parametrize(
    "remote",
    [
        "https://ann:s3cret@github.com/acme/roles.git",
        "https://s3cret@gitlab.com/acme/roles.git",
        "https://x-token-auth:s3cret@bitbucket.org/acme/roles",
        "https://ann:s3cret@home@github.com/acme/roles",
        "https://ann:12/s3cret@gitlab.com/acme/roles",  # what git takes for a path
        "https://mygitlab:12/s3cret@gitlab.com/acme/roles",
        "ssh://ann:s3cret@github.com:22/acme/roles",
        "ann:s3cret@github.com:acme/roles",
    ],
)
def test_a_password_is_never_in_a_link(write: WriteContent, remote: str) -> None:
    content = write({"a.md": TITLE})
    checkout(content, remote)
    links = find_links(content, None)
    assert "s3cret" not in repr(links)
    assert "s3cret" not in (links.url_of(place()) or "")


@pytest.mark.parametrize(
    "remote",
    [
        None,
        "https://git.acme.com/acme/roles.git",
        "git@ssh.gitlab.acme.io:acme/roles.git",  # whose web site has another name
        "ssh://git@ssh.github.com.acme.io:443/acme/roles.git",
        "altssh.github.acme.io:acme/roles.git",
        "git@gist.github.com:0123abc.git",
        "https://github.com/acme",
        "https://github.com/acme/roles/more",
        "/srv/github/acme/roles.git",
        "../github/acme/roles.git",
        "file:///srv/github/acme/roles.git",
        "C:\\github\\acme\\roles",
        "https://[github/acme/roles",
        "https://github.com:port/acme/roles",
        "ftp://github.com/acme/roles",
    ],
)
def test_there_is_no_link_to_a_host_that_is_not_known(
    write: WriteContent, remote: str | None
) -> None:
    content = write({"a.md": TITLE})
    at = checkout(content, remote)
    links = find_links(content, None)
    assert links == Links(None, at, "", frozenset())
    assert links.url_of(place()) is None


def test_a_branch_is_linked_to_where_it_is_followed(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content, "https://github.com/acme/origin")
    git(content, "remote", "add", "fork", "https://github.com/ann/fork")
    assert "acme/origin" in str(find_links(content, None).url_of(place()))
    git(content, "config", "branch.main.remote", "fork")
    git(content, "config", "branch.main.merge", "refs/heads/main")
    assert "ann/fork" in str(find_links(content, None).url_of(place()))
    git(content, "checkout", "--quiet", "--detach")
    assert "acme/origin" in str(find_links(content, None).url_of(place()))


def test_without_an_origin_the_only_remote_is_taken_but_none_of_several(
    write: WriteContent,
) -> None:
    content = write({"a.md": TITLE})
    checkout(content, None)
    git(content, "remote", "add", "company", GITHUB)
    assert find_links(content, None).url_of(place()) is not None
    git(content, "remote", "add", "fork", GITHUB)
    assert find_links(content, None).url_of(place()) is None


ODD_PATHS = {
    "Staff Engineer.md": "Staff%20Engineer.md",
    "größe/日本.rst": "gr%C3%B6%C3%9Fe/%E6%97%A5%E6%9C%AC.rst",
    "c#.md": "c%23.md",
    "who?.md": "who%3F.md",
    "100%25.md": "100%2525.md",
    "{commit}.md": "%7Bcommit%7D.md",
    'a"\\\t\n -> b.md': "a%22%5C%09%0A%20-%3E%20b.md",
}


@pytest.mark.parametrize("folder", ["", "our content/é"])
def test_odd_names_are_encoded_and_known_to_git(write: WriteContent, folder: str) -> None:
    content = write({f"{folder}/{path}".lstrip("/"): TITLE for path in ODD_PATHS})
    at = checkout(content)
    links = find_links(content / folder, None)
    start = f"{GITHUB}/blob/{at}/" + ("our%20content/%C3%A9/" if folder else "")
    assert {path: links.url_of(place(path)) for path in ODD_PATHS} == {
        path: f"{start}{encoded}?plain=1#L35-L36" for path, encoded in ODD_PATHS.items()
    }
    for path in ODD_PATHS:
        (content / folder / path).write_text("# Edited\n")
    assert find_links(content / folder, None).changed == set(ODD_PATHS)


def test_the_content_may_be_a_folder_in_the_checkout_or_a_link_to_it(
    write: WriteContent, tmp_path: Path
) -> None:
    root = write({"docs/roles/a.md": TITLE, "README.md": "# Tools\n"})
    at = checkout(root)
    direct = find_links(root / "docs" / "roles", None)
    assert (direct.prefix, direct.changed) == ("docs/roles/", frozenset())
    assert direct.url_of(place()) == f"{GITHUB}/blob/{at}/docs/roles/a.md?plain=1#L35-L36"
    link = tmp_path / "elsewhere"
    link.symlink_to(root / "docs" / "roles")
    assert find_links(link, None) == direct


def test_what_the_commit_does_not_have_is_not_linked(write: WriteContent) -> None:
    names = ("same", "edited", "staged", "deleted", "executable")
    root = write({".gitignore": "ignored*", **{f"roles/{name}.md": TITLE for name in names}})
    content = root / "roles"
    (content / "linked.md").symlink_to("same.md")
    at = checkout(root)
    write({
        "roles/edited.md": "# Edited\n",
        "roles/staged.md": "# Staged\n",
        "roles/new.md": TITLE,
        "roles/ignored.md": TITLE,
        "roles/other/nested.md": TITLE,
        "elsewhere.md": TITLE,
    })  # fmt: skip
    git(root, "add", "roles/staged.md")
    (content / "deleted.md").unlink()
    (content / "executable.md").chmod(0o755)
    checkout(content / "other")  # a repository of its own
    links = find_links(content, None)
    assert links.changed == {
        *("edited.md", "staged.md", "new.md", "ignored.md", "other/nested.md", "linked.md")
    }
    assert [path for path in sorted(links.changed) if links.url_of(place(path))] == []
    assert links.url_of(place("same.md")) == f"{GITHUB}/blob/{at}/roles/same.md?plain=1#L35-L36"
    assert links.url_of(place("executable.md")) is not None


def test_a_touched_file_is_not_a_changed_one(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    os.utime(content / "a.md", (1, 1))
    index = (content / ".git" / "index").read_bytes()
    assert find_links(content, None).changed == frozenset()
    assert (content / ".git" / "index").read_bytes() == index  # git was only asked


NOWHERE = Links(None, None, "", frozenset())


def test_without_a_checkout_there_are_no_links(write: WriteContent, tmp_path: Path) -> None:
    assert find_links(write({"a.md": TITLE}), None) == NOWHERE
    assert find_links(tmp_path / "missing", None) == NOWHERE
    assert NOWHERE.url_of(place()) is None
    assert warn_unpushed(tmp_path / "missing") is None


def test_before_the_first_commit_there_are_no_links(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    git(content, "init", "--quiet")
    git(content, "remote", "add", "origin", GITHUB)
    assert find_links(content, None) == NOWHERE
    assert warn_unpushed(content) is None


def test_without_git_there_are_no_links(
    write: WriteContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_links(content, None) == NOWHERE
    assert warn_unpushed(content) is None


def test_a_broken_repository_has_no_links(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    (content / ".git" / "HEAD").write_text("nonsense")
    assert find_links(content, None) == NOWHERE
    assert warn_unpushed(content) is None


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_checkout_that_git_does_not_trust_has_no_links(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    for path in (content, content / ".git"):
        os.chown(path, 12345, 12345)
    assert find_links(content, None) == NOWHERE
    assert warn_unpushed(content) is None


def test_the_repository_of_a_hook_is_not_the_contents(
    write: WriteContent, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    expected = find_links(content, None)
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.md").write_text(TITLE)
    checkout(other, "https://github.com/acme/other")
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    assert find_links(content, None) == expected


# Links by a template


def test_every_placeholder_is_filled_in() -> None:
    links = by_template(
        "https://acme.com/{path}?at={commit}&from={line}&to={end_line}&page={slug}#{anchor}"
        ":~:text={text}",
        commit="0123abc",
    )
    told = Place("roles/Staff Engineer.md", 3, 3, "goals & träume", "Bakes bread.")
    assert links.url_of(told) == (
        "https://acme.com/roles/Staff%20Engineer.md?at=0123abc&from=3&to=3&page=staff-engineer"
        "#goals%20%26%20tr%C3%A4ume:~:text=Bakes%20bread."
    )


def test_without_an_anchor_its_placeholder_is_left_empty() -> None:
    assert by_template("https://acme.com/#{anchor}").url_of(place()) == "https://acme.com/#"


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("architect.rst", "architect"),
        ("roles/Staff Engineer.md", "staff-engineer"),
        ("roles/C#.md", "c%23"),
        ("roles/v1.2.md", "v1.2"),
        ("Team Lead/index.md", "team-lead"),
        ("roles/lead/_index.md", "lead"),
        ("roles/lead/README.md", "lead"),
        ("README.md", ""),
    ],
)
def test_a_slug_is_the_name_of_the_published_page(path: str, slug: str) -> None:
    url = by_template("https://acme.com/{slug}/").url_of(place(path))
    assert url == f"https://acme.com/{slug}/"


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        ("Bakes bread.", "Bakes%20bread."),
        ("Well-known, R&D", "Well%2Dknown%2C%20R%26D"),
        ("50% of #1, größe", "50%25%20of%20%231%2C%20gr%C3%B6%C3%9Fe"),
        ("two\n  lines", "two%20lines"),
        ("1 2 3 4 5 6 7 8 9 10 11 12", "1%202%203%204%205%206%207%208%209%2010%2011%2012"),
        ("1 2 3 4 5 6 7 8 9 10 11 12 13", "1%202%203%204%205,9%2010%2011%2012%2013"),
        ("a-b 2 3 4 5, 6 7 8 9 10 11 12 &", "a%2Db%202%203%204%205%2C,9%2010%2011%2012%20%26"),
        ("", ""),
    ],
)
def test_words_are_encoded_for_a_text_fragment(text: str, fragment: str) -> None:
    url = by_template("https://acme.com/#:~:text={text}").url_of(place(text=text))
    assert url == f"https://acme.com/#:~:text={fragment}"


def test_a_template_with_a_commit_links_only_to_what_is_committed(write: WriteContent) -> None:
    content = write({"a.md": TITLE, "b.md": TITLE})
    at = checkout(content, None)
    (content / "b.md").write_text("# Edited\n")
    links = find_links(content, "https://git.acme.com/{commit}/{path}")
    assert links.url_of(place("a.md")) == f"https://git.acme.com/{at}/a.md"
    assert links.url_of(place("b.md")) is None


def test_a_template_without_a_commit_links_to_changed_files_too(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    (content / "a.md").write_text("# Edited\n")
    links = find_links(content, "https://acme.com/{slug}")
    assert links.changed == {"a.md"}
    assert links.url_of(place()) == "https://acme.com/a"


def test_a_template_needs_git_only_for_its_commit(write: WriteContent) -> None:
    content = write({"a.md": TITLE})
    assert find_links(content, "http://acme/{path}").url_of(place()) == "http://acme/a.md"
    assert find_links(content, "http://acme/{commit}/{path}").url_of(place()) is None


ALL = "{path}, {line}, {end_line}, {slug}, {anchor}, {commit}, {text}"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("https://acme.com/{file}", f"The placeholder {{file}} is not known. Use {ALL}."),
        ("https://acme.com/{}", f"The placeholder {{}} is not known. Use {ALL}."),
        ("https://acme.com/{path!r}", f"The placeholder {{path!r}} is not known. Use {ALL}."),
        ("https://acme.com/{a}{line:x}", f"The placeholder {{a}}, {{line:x}} is not known. "
                                         f"Use {ALL}."),
        ("https://acme.com/{root_path}", f"The placeholder {{root_path}} is not known. Use {ALL}."),
        ("https://acme.com/{path", f"A brace has no partner. Write placeholders as {ALL}."),
        ("https://acme.com/path}", f"A brace has no partner. Write placeholders as {ALL}."),
        ("https://acme.com/{{path}}", f"A brace has no partner. Write placeholders as {ALL}."),
        ("acme.com/{path}", "The link is no web address. Start it with https:// or http://."),
        ("javascript:{path}", "The link is no web address. Start it with https:// or http://."),
        ("https://acme.com/a b", "A web address has no spaces and no <, > or |. "
                                 "Percent-encode them."),
        ("https://acme.com/a|b", "A web address has no spaces and no <, > or |. "
                                 "Percent-encode them."),
    ],
)  # fmt: skip
def test_a_broken_template_is_an_error_that_says_what_to_do(
    tmp_path: Path, template: str, message: str
) -> None:
    with pytest.raises(SettingsError) as error:
        find_links(tmp_path, template)
    assert isinstance(error.value, RolebotError)
    assert str(error.value) == f"SOURCE_URL: {message}"


# Laws

names = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1)
paths = st.lists(names.filter(lambda name: name not in {".", ".."}), min_size=1).map("/".join)
lines = st.tuples(st.integers(1, 10**6), st.integers(0, 100)).map(lambda n: (n[0], n[0] + n[1]))


@given(path=paths, lines=lines, text=st.text())
def test_a_link_by_template_holds_the_path_the_lines_and_the_words(
    path: str, lines: tuple[int, int], text: str
) -> None:
    links = by_template("https://acme.com/{path}?from={line}&to={end_line}#:~:text={text}")
    url = urlsplit(links.url_of(Place(path, *lines, "anchor", text)) or "")
    assert unquote(url.path) == f"/{path}"
    assert parse_qs(url.query) == {"from": [str(lines[0])], "to": [str(lines[1])]}
    fragment = url.fragment.removeprefix(":~:text=")
    words = text.split()
    found = [unquote(part).split(" ") for part in fragment.split(",")]
    if not words:
        assert fragment == ""
    elif len(words) <= 12:
        assert found == [words]
    else:
        assert found == [words[:5], words[-5:]]
    assert not set(fragment) & set("-& ")


@given(path=paths, lines=lines, prefix=st.just("") | paths.map("{}/".format))
def test_a_link_by_git_holds_the_path_and_the_lines(
    path: str, lines: tuple[int, int], prefix: str
) -> None:
    template = "https://github.com/a/b/blob/{commit}/{root_path}?plain=1#L{line}{github_end}"
    links = Links(template, "0123abc", prefix, frozenset())
    url = urlsplit(links.url_of(Place(path, *lines, None, "")) or "")
    assert unquote(url.path) == f"/a/b/blob/0123abc/{prefix}{path}"
    found = [int(number) for number in re.findall(r"L(\d+)", url.fragment)]
    assert (found[0], found[-1]) == lines
    assert len(found) == len(set(lines))


def test_a_name_that_is_not_utf_8_keeps_its_bytes() -> None:
    path = os.fsdecode(b"caf\xe9.md")
    assert by_template("https://acme.com/{path}").url_of(place(path)) == (
        "https://acme.com/caf%E9.md"
    )


# Commits that nobody else can see


def test_a_commit_that_is_not_pushed_is_told(write: WriteContent, tmp_path: Path) -> None:
    content = write({"a.md": TITLE})
    checkout(content, None)
    assert warn_unpushed(content) is None  # nowhere to push to
    git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    git(content, "remote", "add", "origin", str(tmp_path / "remote.git"))
    warning = Unpushed(
        "The checked-out commit is on no branch of the remote 'origin' that git knows of, so links"
        " to it would be dead.",
        "Push it with: git push",
    )
    assert warn_unpushed(content) == warning
    git(content, "push", "--quiet", "origin", "HEAD:refs/heads/main")
    assert warn_unpushed(content) is None
    (content / "a.md").write_text("# Edited\n")
    commit(content)
    assert warn_unpushed(content) == warning
    git(content, "checkout", "--quiet", "HEAD~")
    assert warn_unpushed(content) is None


def test_a_commit_that_only_another_remote_has_is_not_where_links_lead_to(
    write: WriteContent, tmp_path: Path
) -> None:
    content = write({"a.md": TITLE})
    checkout(content)
    for name in ("fork", "origin/mirror"):
        git(tmp_path, "init", "--quiet", "--bare", f"{name}.git")
        git(content, "remote", "add", name.replace("/", "-"), str(tmp_path / f"{name}.git"))
        git(content, "push", "--quiet", name.replace("/", "-"), "HEAD:refs/heads/main")
    assert "'origin'" in str(warn_unpushed(content))
    git(content, "config", "branch.main.remote", "fork")
    git(content, "config", "branch.main.merge", "refs/heads/main")
    assert warn_unpushed(content) is None
