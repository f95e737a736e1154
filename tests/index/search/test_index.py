from __future__ import annotations

from math import log

import pytest

from index.question.steps import ALL
from index.search.confidence import Evidence
from index.search.index import Index
from index.store.build import make_index
from index.words.lists import Wording
from tests.conftest import InitialEncoder, WriteContent, find, index_of

# By their initials these are b:2, b:1 d:1 and c:3, all below z and a dash, which is like an "a".
DOCUMENT = "---\ntitle: Z\n---\n\n- bake bread\n- buy dates\n- carry crispy cakes\n"
NO_WORDS = Wording(frozenset(), {}, {}, (), frozenset())
# The most there is: 1, .05 for a named role, and .25 for a reranker that is sure.
HIGHEST = 1.3
# How few of three passages have it: of one and of two.
RARE, COMMON = log(1 + 2.5 / 1.5), log(1 + 1.5 / 2.5)
SHARE = RARE / (RARE + COMMON)  # of "c" in "carry buns": .676
KITCHEN: dict[str, str | bytes] = {
    "baker.md": "# Baker\n\n- bakes buns\n- blends butter\n- buys berries\n",
    "cook.md": "# Cook\n\n- tastes soup\n- salts soup\n",
}


@pytest.fixture
def index(write: WriteContent, initials: InitialEncoder) -> Index:
    folder = write({"z.md": DOCUMENT})
    return index_of(folder, initials, NO_WORDS)


def test_hits_come_best_first_each_with_its_own_score(index: Index) -> None:
    # "carry buns" is b:1 c:1; the passages are b:2, b:1 d:1 and c:3.
    hits = find(index, "carry buns", top_k=3).hits
    assert [hit.passage.text for hit in hits] == ["carry crispy cakes", "bake bread", "buy dates"]
    assert [hit.score for hit in hits] == pytest.approx(
        [late / HIGHEST for late in (SHARE, 1 - SHARE, 1 - SHARE)], abs=1e-4
    )


def test_without_rarity_all_words_count_alike(index: Index) -> None:
    hits = find(index, "carry buns", 3, ALL.without("rarity")).hits
    assert [hit.score for hit in hits] == pytest.approx([0.5 / HIGHEST] * 3, abs=1e-4)


def test_a_passage_finds_itself_with_all_of_its_words(index: Index) -> None:
    for passage in index.passages[1:]:  # "bake bread" is b:2, which "buy dates" has as well
        (hit,) = find(index, passage.text, top_k=1).hits
        assert hit.passage == passage
        assert hit.score == pytest.approx(1 / HIGHEST, abs=1e-4)
        (hit,) = find(index, passage.searchable(), top_k=1).hits
        assert hit.passage == passage


def test_asking_for_more_than_there_is_gives_all_there_is(index: Index) -> None:
    assert len(find(index, "bread", top_k=10).hits) == 3


def test_an_index_of_nothing_finds_nothing(initials: InitialEncoder) -> None:
    found = find(make_index((), (), initials), "bread", top_k=10)
    assert (found.hits, found.evidence, found.confidence) == ((), None, 0.0)


def test_spellings_that_mean_the_same_score_the_same(index: Index) -> None:
    assert find(index, "bake\u00a0‘bread’", 3) == find(index, "bake 'bread'", 3)


def test_a_role_has_its_passages_in_reading_order(index: Index) -> None:
    (role,) = index.roles
    assert [p.text for p in index.lexicon.passages_of(role)] == [
        "bake bread",
        "buy dates",
        "carry crispy cakes",
    ]


@pytest.mark.parametrize("has_tokens", [True, False])
def test_passages_of_a_role_that_is_named_are_candidates_though_others_are_nearer(
    has_tokens: bool,
    write: WriteContent,
    initials: InitialEncoder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("index.search.engine.MIN_CANDIDATES", 2)
    monkeypatch.setattr("index.search.engine.MAX_CANDIDATES_TO_ENCODE", 2)
    monkeypatch.setattr("index.store.build.MAX_TOKENS", 300_000 if has_tokens else 0)
    kitchen = index_of(write(KITCHEN), initials, NO_WORDS)
    assert kitchen.encoded.has_tokens is has_tokens
    initials.encoded.clear()
    question = "bakes the cook big buns"  # b:3 c:1 t:1, the baker's are b:3 and b:3
    found = find(kitchen, question, 10)
    assert sorted(hit.passage.text for hit in found.hits) == [
        *("bakes buns", "blends butter", "salts soup", "tastes soup"),
    ]
    assert len(initials.encoded) == (1 if has_tokens else 5)  # the question, and candidates
    assert found.hits[0].score >= found.hits[-1].score
    unnamed = find(kitchen, question, 10, ALL.without("role_names"))
    assert [hit.passage.text for hit in unnamed.hits] == ["bakes buns", "blends butter"]


def test_a_role_has_only_so_many_candidates_as_it_has_passages(
    write: WriteContent, initials: InitialEncoder
) -> None:
    kitchen = index_of(write(KITCHEN), initials, NO_WORDS)
    found = find(kitchen, "bakes the cook big buns", 10)
    assert len(found.hits) == len({hit.passage.text for hit in found.hits}) == 5


def evidence(index: Index, question: str, top_k: int = 3) -> Evidence:
    found = find(index, question, top_k).evidence
    assert found is not None
    return found


def test_what_speaks_for_the_best_passage(index: Index) -> None:
    # "carry crispy cakes", below z and a dash, is c:3 z:1: it has the "c" and no "b".
    found = evidence(index, "carry buns")
    assert found.found == pytest.approx(SHARE, abs=1e-4)
    # above the next two, which have the rest
    assert found.margin == pytest.approx((SHARE - (1 - SHARE)) / HIGHEST, abs=1e-4)
    assert (found.literal, found.unknown) == (0, 0)


def test_a_passage_with_all_words_in_any_form_is_literal(index: Index) -> None:
    found = evidence(index, "carries a crispy cake")
    assert (found.found, found.literal) == pytest.approx((1, 0), abs=1e-4)  # "a" is not said
    assert evidence(index, "carrying crispy cakes").literal == 1


def test_with_nothing_to_compare_with_the_margin_is_all_of_the_score(
    write: WriteContent, initials: InitialEncoder
) -> None:
    alone = index_of(write({"cook.md": "# Cook\n\n- tastes soup\n"}), initials, NO_WORDS)
    assert evidence(alone, "soup").margin == pytest.approx(1 / HIGHEST, abs=1e-4)


def test_the_evidence_does_not_depend_on_how_many_are_asked_for(index: Index) -> None:
    assert evidence(index, "carry buns", 1) == evidence(index, "carry buns", 3)


def test_only_the_next_ones_are_rivals(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.search.engine.RIVALS", 2)
    first, second, _ = find(index, "carry buns", 3).hits
    for top_k in (1, 3):
        margin = evidence(index, "carry buns", top_k).margin
        assert margin == pytest.approx(first.score - second.score)


def test_the_name_of_a_role_is_no_evidence(write: WriteContent, initials: InitialEncoder) -> None:
    kitchen = index_of(write(KITCHEN), initials, NO_WORDS)
    found = evidence(kitchen, "cook tastes soup")
    assert (found.found, found.literal) == pytest.approx((1, 1), abs=1e-4)
    assert evidence(kitchen, "baker tastes soup").literal == 0  # the baker doesn't
