from __future__ import annotations

import pytest

from index.documents.document import Role
from index.question.names import alike, find_roles, label_roles, nearest_titles

ROLES = (
    Role("Software Engineer", "software.md", 1, other_names=("Developer", "SWE")),
    Role("Senior Software Engineer", "senior.md", 1),
    Role("Product Manager", "product.md", 1, other_names=("PM",)),
    Role("Project Manager", "project.md", 1, other_names=("PM",)),
    Role("Chef de partie", "chef.md", 1),
)


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("Software Engineer", ["Software Engineer"]),  # a title, though it ends another one
        ("software engineers?", ["Software Engineer"]),
        ("SWE", ["Software Engineer"]),
        ("developers", ["Software Engineer"]),
        ("PM", ["Product Manager", "Project Manager"]),
        ("engineer", ["Software Engineer", "Senior Software Engineer"]),
        ("software", []),  # a topic as likely as a role
        ("manager who owns the plan", []),
        ("chef‑de‑partie", ["Chef de partie"]),
        ("🥖 Product-Manager", ["Product Manager"]),
        ("", []),
        ("?", []),
    ],
)
def test_a_name_fits_roles(name: str, titles: list[str]) -> None:
    assert [role.title for role in find_roles(name, ROLES)] == titles


def test_each_title_finds_its_own_role_even_among_near_ones() -> None:
    titles = ("Operation", "Operations", "S", "Chef", "chef!", "OS", "Chefs", "R&D", "R+D")
    roles = tuple(Role(title, f"{n}.md", 1) for n, title in enumerate(titles))
    for role in roles:
        assert find_roles(role.title, roles) == (role,)


def test_a_misspelt_name_has_its_role_as_nearest() -> None:
    assert nearest_titles("prodct manger", ROLES)[0] == "Product Manager"
    assert nearest_titles("develper", ROLES)[0] == "Software Engineer"


def test_a_name_like_no_other_has_no_nearest() -> None:
    assert nearest_titles("zzz", ROLES) == nearest_titles("?", ROLES) == ()


@pytest.mark.parametrize(
    ("name", "titles"),
    [
        ("engineer pay", ["Software Engineer", "Senior Software Engineer"]),
        ("software enginer", ["Software Engineer", "Senior Software Engineer"]),
        ("chif", ["Chef de partie"]),
        ("duct", []),  # the middle of a word is no name
        ("how is a software engineer paid", ["Software Engineer"]),
        ("partie time", ["Chef de partie"]),
        ("manger", ["Product Manager", "Project Manager"]),
        ("develo", ["Software Engineer"]),
        ("is there a plumber", []),
        ("what is the wifi password", []),
        ("handyman for pms and swept decks", []),  # short names are in many words
    ],
)
def test_near_is_what_looks_or_begins_alike_or_shares_a_word(name: str, titles: list[str]) -> None:
    assert list(nearest_titles(name, ROLES))[: len(titles) or 3] == titles


def test_a_singular_and_a_plural_are_two_titles() -> None:
    roles = (Role("Partner", "a.md", 1), Role("Partners", "b.md", 1), Role("C++ Baker", "c.md", 1))
    assert alike(roles) == ()
    assert label_roles(roles) == ("Partner", "Partners", "C++ Baker")
    assert find_roles("partners", roles) == (roles[1],)
    assert find_roles("C Baker", roles) == ()
