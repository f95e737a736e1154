from __future__ import annotations

import pytest

from index.build import make_index
from index.search import Index
from tests.conftest import InitialEncoder, WriteContent, index_of

# The title adds "z" and the dash nothing, so these are z:1 b:2, z:1 a:1 b:1 and z:1 c:3.
DOCUMENT = "---\ntitle: Z\n---\n\n- bake bread\n- buy apples\n- carry crispy cakes\n"


@pytest.fixture
def index(write: WriteContent, initials: InitialEncoder) -> Index:
    folder = write({"z.md": DOCUMENT})
    return index_of(folder, initials)


def test_hits_come_best_first_each_with_its_own_score(index: Index) -> None:
    # "buy bananas" is b:2. With z:1 b:2 the cosine is 2/√5, with z:1 a:1 b:1 1/√3, with z:1 c:3 0.
    hits = index.search("buy bananas", top_k=3)
    assert [(hit.passage.text, round(hit.score, 4)) for hit in hits] == [
        ("bake bread", 0.8944),
        ("buy apples", 0.5774),
        ("carry crispy cakes", 0.0),
    ]


def test_a_passage_finds_itself_with_score_1(index: Index) -> None:
    for passage in index.passages:
        (hit,) = index.search(passage.searchable(), top_k=1)
        assert hit.passage == passage
        assert hit.score == pytest.approx(1.0)


def test_asking_for_more_than_there_is_gives_all_there_is(index: Index) -> None:
    assert len(index.search("bread", top_k=10)) == 3


def test_an_index_of_nothing_finds_nothing(initials: InitialEncoder) -> None:
    assert make_index((), (), initials).search("bread", top_k=10) == ()


def test_spellings_that_mean_the_same_score_the_same(index: Index) -> None:
    assert index.search("bake\u00a0‘bread’", 3) == index.search("bake 'bread'", 3)


def test_a_role_has_its_passages_in_reading_order(index: Index) -> None:
    (role,) = index.roles
    assert [p.text for p in index.passages_of(role)] == [
        "bake bread",
        "buy apples",
        "carry crispy cakes",
    ]
