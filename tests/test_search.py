from __future__ import annotations

import pytest

from index.build import make_index
from index.search import Index
from index.wording import Wording
from tests.conftest import InitialEncoder, WriteContent, index_of

# As clauses, which are without the title, these are b:2, a:1 b:1 and c:3.
DOCUMENT = "---\ntitle: Z\n---\n\n- bake bread\n- buy apples\n- carry crispy cakes\n"
NO_WORDS = Wording(frozenset(), {}, {}, {}, (), frozenset())


@pytest.fixture
def index(write: WriteContent, initials: InitialEncoder) -> Index:
    folder = write({"z.md": DOCUMENT})
    return index_of(folder, initials, NO_WORDS)


def test_hits_come_best_first_each_with_its_own_score(index: Index) -> None:
    # "buy bananas" is b:2. The cosine with b:2 is 1, with a:1 b:1 it is 1/√2, with c:3 it is 0;
    # half of it counts. Both "b" are in the first two passages, so late interaction adds 1. All
    # three are in one section, a tenth of whose mean comes on top. Nothing is named, which could
    # add 0.3: the most is 1.8 and a tenth.
    hits = index.search("buy bananas", top_k=3).hits
    scores = 1.5, 1 + 0.5 / 2**0.5, 0
    mean, most = sum(scores) / 3, 1.8 * 1.1
    assert [hit.passage.text for hit in hits] == ["bake bread", "buy apples", "carry crispy cakes"]
    assert [hit.score for hit in hits] == pytest.approx(
        [(score + mean / 10) / most for score in scores], abs=1e-4
    )


def test_a_passage_finds_itself_with_the_full_score_of_what_names_nothing(index: Index) -> None:
    for passage in index.passages:
        first, *others = (hit.score for hit in index.search(passage.text, top_k=3).hits)
        (hit,) = index.search(passage.text, top_k=1).hits
        assert (hit.passage, hit.score) == (passage, first)
        most = 1.8 * 1.1
        # each score has a tenth of their mean in it, which is a thirty-third of the sum of all
        mean = (first + sum(others)) * most / 3 / 1.1
        assert first * most - mean / 10 == pytest.approx(1.5, abs=1e-4)
        (hit,) = index.search(passage.searchable(), top_k=1).hits
        assert hit.passage == passage


def test_asking_for_more_than_there_is_gives_all_there_is(index: Index) -> None:
    assert len(index.search("bread", top_k=10).hits) == 3


def test_an_index_of_nothing_finds_nothing(initials: InitialEncoder) -> None:
    found = make_index((), (), initials).search("bread", top_k=10)
    assert (found.hits, found.evidence, found.confidence) == ((), None, 0.0)


def test_spellings_that_mean_the_same_score_the_same(index: Index) -> None:
    assert index.search("bake\u00a0‘bread’", 3) == index.search("bake 'bread'", 3)


def test_a_role_has_its_passages_in_reading_order(index: Index) -> None:
    (role,) = index.roles
    assert [p.text for p in index.passages_of(role)] == [
        "bake bread",
        "buy apples",
        "carry crispy cakes",
    ]
