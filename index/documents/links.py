"""Where a quoted passage can be read online.

Links are made while the documents are indexed: where the bot runs there may be neither git nor
the checkout.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from index.documents.content import find_documents
from index.documents.git import Checkout, find_checkout, find_remote
from index.errors import SettingsError
from index.files import read_bytes

PLACEHOLDERS = ("path", "line", "end_line", "slug", "anchor", "commit", "text")
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
FOLDER_PAGES = {"index", "_index", "readme"}  # published under the name of their folder

LONG = 12  # words; a longer passage is named by its start and end, which keeps the link short
EDGE = 5  # words of each

SCP = re.compile(r"^(?:[^/@]*@)?([^:/@]+):(?!//)/*")  # git@host:owner/repo
REMOTE = re.compile(
    r"""(?P<scheme>https?|ssh|git)://
        (?:[^/]*@)?                                                     # who, and the password
        (?:ssh\.(?=github\.com[:/])|altssh\.(?=(?:gitlab\.com|bitbucket\.org)[:/]))?  # on port 443
        (?!(?:alt)?ssh\.)                                              # other such hosts: no web
        (?P<host>[\w.-]+) (?: : (?P<port>\d*))? /+
        (?P<repo>[\w.-]+ (?:/[\w.-]+?)+?) (?:\.git)? /*""",
    re.ASCII | re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Host:
    """What the addresses of a code host are like. `repository` is a pattern of host and repository;
    what follows them shows lines of a `source`, or starts a new `issue`.

    Only these sources have {root_path}, which starts at the git root, and an {…_end}, which is
    empty where a passage has one line. `plain=1` shows the source instead of the page made from
    it, which has no lines.
    """

    repository: str
    source: str
    issue: str


HOSTS = (
    Host(
        r"[^/]*github[^/]*/[^/]+/[^/]+",
        "/blob/{commit}/{root_path}?plain=1#L{line}{github_end}",
        "/issues/new?title={title}&body={body}",
    ),
    Host(
        r"[^/]*gitlab[^/]*(?:/[^/]+){2,}",
        "/-/blob/{commit}/{root_path}?plain=1#L{line}{gitlab_end}",
        "/-/issues/new?issue%5Btitle%5D={title}&issue%5Bdescription%5D={body}",
    ),
    Host(
        r"bitbucket\.org/[^/]+/[^/]+",
        "/src/{commit}/{root_path}#lines-{line}{bitbucket_end}",
        "/issues/new?title={title}&content={body}",
    ),
)


@dataclass(frozen=True, slots=True)
class Place:
    """What a link may refer to.

    `path` is relative to the content folder, with forward slashes; `line` and `end_line` are
    1-based and inclusive. `anchor` is the section's on the published page, `text` the passage.
    """

    path: str
    line: int
    end_line: int
    anchor: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Links:
    """How to link into one content folder.

    `name` is what documents' paths begin with if there are several folders: "roles/".
    `commit` is the one that the documents are at, None if unknown. `prefix` is the content
    folder below the git root: "" or "content/". `changed` are the documents that the commit
    does not have, or has with other words; their paths are relative to the content folder.
    """

    template: str | None
    commit: str | None
    prefix: str
    changed: frozenset[str]
    name: str = ""

    def url_of(self, place: Place) -> str | None:
        """None if nothing online is known to say the same."""
        path = place.path.removeprefix(self.name)
        committed = self.commit is not None and path not in self.changed
        if self.template is None or ("{commit}" in self.template and not committed):
            return None
        end = place.end_line if place.end_line > place.line else None
        return self.template.format(
            path=encode(place.path, safe="/"),
            line=place.line,
            end_line=place.end_line,
            slug=encode(slug_of(PurePosixPath(place.path))),
            anchor=encode(place.anchor or ""),
            commit=self.commit or "",
            text=_text_fragment(place.text),
            root_path=encode(self.prefix + path, safe="/"),
            github_end=f"-L{end}" if end else "",
            gitlab_end=f"-{end}" if end else "",
            bitbucket_end=f":{end}" if end else "",
        )


def encode(text: str, safe: str = "") -> str:
    """For a part of an address."""
    # a file name need not be UTF-8: its bytes are encoded as they are
    return quote(text, safe=safe, errors="surrogateescape")


def slug_of(path: PurePosixPath) -> str:
    """
    >>> slug_of(PurePosixPath("roles/Staff Engineer.md")), slug_of(PurePosixPath("lead/index.md"))
    ('staff-engineer', 'lead')
    """
    name = path.parent.name if path.stem.lower() in FOLDER_PAGES else path.stem
    return name.lower().replace(" ", "-")


def _text_fragment(text: str) -> str:
    """What goes behind `#:~:text=`, where "-", "," and "&" would have a meaning of their own."""
    words = text.split()
    parts = [words] if len(words) <= LONG else [words[:EDGE], words[-EDGE:]]
    return ",".join(encode(" ".join(part)).replace("-", "%2D") for part in parts)


def find_links(content: Path, source_url: str | None) -> Links:
    """By the template `source_url`; without one, by what git knows of `content`. What git does
    not know, or refuses to say, is no error. Raises SettingsError if the template is broken,
    ContentError if a checkout has no documents in `content`."""
    template = check_template("SOURCE_URL", source_url, PLACEHOLDERS) if source_url else None
    checkout = find_checkout(content)
    if checkout is None:
        return Links(template, None, "", frozenset())
    if template is None:
        remote = find_remote(content)
        template = _template(remote.url) if remote else None
    documents = find_documents(content)
    changed = frozenset(path for path in documents if not _is_committed(checkout, content, path))
    return Links(template, checkout.commit, checkout.prefix, changed)


def _is_committed(checkout: Checkout, content: Path, path: str) -> bool:
    try:
        return checkout.has(path, read_bytes(content / path, content))
    except OSError:
        return False


def check_template(setting: str, template: str, known: Collection[str]) -> str:
    """`template`, if it is an address with none but `known` placeholders. Raises SettingsError if
    not."""
    names = PLACEHOLDER.findall(template)
    unknown = ", ".join(f"{{{name}}}" for name in names if name not in known)
    listed = ", ".join(f"{{{name}}}" for name in known)
    literal = PLACEHOLDER.sub("", template)
    if not template.startswith(("http://", "https://")):
        problem, fix = "The link is no web address.", "Start it with https:// or http://."
    elif unknown:
        problem, fix = f"The placeholder {unknown} is not known.", f"Use {listed}."
    elif re.search(r"[{}]", literal):
        problem, fix = "A brace has no partner.", f"Write placeholders as {listed}."
    elif re.search(r"[\s<>|]", literal):  # they would also end a link in a message
        problem, fix = "A web address has no spaces and no <, > or |.", "Percent-encode them."
    else:
        return template
    raise SettingsError(setting, problem, fix)


def issue_template(source: str) -> str | None:
    """Where an issue can be opened with a {title} and a {body} on the repository that has this
    `source`; None if it is on none of the hosts that are known.

    >>> issue_template("https://github.com/o/r/blob/0f3d/a.md?plain=1#L3")
    'https://github.com/o/r/issues/new?title={title}&body={body}'
    """
    for host in HOSTS:
        shows, _, _ = host.source.partition("{commit}")
        found = re.match(rf"(https?://{host.repository}){shows}[^/]+/", source)
        if found:
            return found[1].replace("{", "{{").replace("}", "}}") + host.issue
    return None


def _template(url: str) -> str | None:
    """For the URL of a remote on the hosts whose links are known. Passwords stay behind."""
    match = REMOTE.fullmatch(SCP.sub(r"ssh://\1/", url))
    if match is None:
        return None
    scheme, host, port = match["scheme"].lower(), match["host"].lower(), match["port"]
    # a port is the web's only if the remote is; without one, every known host has https
    site = f"{scheme}://{host}:{port}" if port and scheme.startswith("http") else f"https://{host}"
    for known in HOSTS:
        if re.fullmatch(known.repository, f"{host}/{match['repo']}"):
            return f"{site}/{match['repo']}{known.source}"
    return None
