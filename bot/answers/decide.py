"""Which answer a question gets. Pure: no terminal, no Slack, no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import zip_longest

from bot.answers.kinds import (
    MAX_HITS,
    Answer,
    Choice,
    Courtesy,
    Help,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    RoleList,
    Why,
)
from index.deadline import NEVER, Deadline
from index.documents.document import Role
from index.question import question as ask
from index.question.comparison import makes_comparison
from index.question.follow_up import Topic
from index.question.names import MAX_SUGGESTIONS, label_roles, name_stands_in, nearest_titles
from index.question.question import Named, Question
from index.question.read import read, read_name
from index.question.sections import select
from index.question.steps import ALL, Steps
from index.search.engine import Found, Hit, search, titles_near
from index.search.index import Index


@dataclass(frozen=True)
class Case:
    """A question that is to be answered. It is searched for at most once, when a rule needs it."""

    question: Question
    index: Index
    steps: Steps = ALL
    deadline: Deadline = NEVER

    @cached_property
    def found(self) -> Found:
        return search(self.question, self.index, MAX_HITS, self.steps, self.deadline)


def answer_question(
    text: str,
    index: Index,
    topic: Topic | None = None,
    steps: Steps = ALL,
    deadline: Deadline = NEVER,
) -> Answer:
    """Whatever a person may ask: a role's name gets the role, everything else is searched for.
    Of `steps`, those that are left out are not taken. Raises TimeoutError after the `deadline`."""
    return decide(read(text, topic, index.lexicon, steps), index, steps, deadline)


def look_up(words: Sequence[str], index: Index) -> Answer:
    """The role whose name `words` are; if there are more words than that, only the sections of
    that title and the passages of that name ("competencies", "teamwork"). No search by meaning:
    it is found or it is not."""
    return decide(read_name(" ".join(words), index.lexicon), index)


def decide(
    question: Question, index: Index, steps: Steps = ALL, deadline: Deadline = NEVER
) -> Answer:
    """The answer of the first of `RULES` that has one. Raises TimeoutError after the
    `deadline`."""
    deadline.check()
    case = Case(question, index, steps, deadline)
    answer = next(found for rule in RULES if (found := rule(case)) is not None)
    return replace(answer, is_of_excerpt=True) if question.is_excerpt else answer


def list_roles(index: Index) -> RoleList:
    return RoleList(tuple(card_of(role, index) for role in index.roles))


def card_of(role: Role, index: Index, part: str = "") -> RoleCard:
    """All of `role`, or the part of it that is called so; see `select`."""
    selection = select(role, part, index.lexicon)
    return RoleCard(role, selection.passages, selection.name)


def help_for_who_asks_for_it(case: Case) -> Answer | None:
    return Help() if isinstance(case.question.intent, ask.Help) else None


def all_roles_for_who_asks_for_them(case: Case) -> Answer | None:
    return list_roles(case.index) if isinstance(case.question.intent, ask.AllRoles) else None


def a_reply_to_a_courtesy(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.Nothing(reply):
            return Courtesy(reply)
    return None


def no_answer_about_an_unknown_name(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.UnknownName(called):
            near = nearest_titles(called, case.index.roles)
            near = near or (titles_near(called, case.index) if case.question.has_words else ())
            return NoAnswer(called, (), near, Why.NO_SUCH_ROLE)
    return None


def no_answer_about_an_unknown_part(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.UnknownPart(role, name):
            return NoAnswer(f"{role.title}: {name}", (), role.sections, Why.NO_SUCH_PART)
    return None


def no_answer_in_another_language(case: Case) -> Answer | None:
    return _no_answer(case) if case.question.is_other_language else None


def no_answer_about_an_unknown_role_alone(case: Case) -> Answer | None:
    return _no_answer(case) if case.question.is_of_unknown_alone else None


def the_part_that_is_asked_for(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.Part(named, name, passages):
            return RoleCard(named.roles[0], passages, name, _reason(named))
    return None


def a_choice_of_the_roles_with_that_part(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.PartOfSeveral(named, name):
            return Choice(named.called, named.roles, name)
    return None


def what_the_top_of_the_document_says(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.Fields(named, fields):
            card = _card_or_choice(named, case.index)
            if isinstance(card, Choice):
                return card
            there = tuple(field for field in fields if getattr(card.role, field))
            return replace(card, fields=there) if there else _no_answer(case)
    return None


def no_answer_about_who_has_a_role(case: Case) -> Answer | None:
    """What a role's own document says of it doesn't tell who has it."""
    match case.question.intent:
        case ask.Holder(named):
            first = case.found.hits[0].passage if case.found.hits else None
            is_told = (
                case.found.is_answered
                and first is not None
                and first.role not in named.roles
                and name_stands_in(named.called, first.text)
            )
            return None if is_told else _no_answer(case)
    return None


def no_answer_but_whom_to_ask(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.WholeRole(may_want_contact=True) if _asks_contact(case):
            return _no_answer(case)
    return None


def the_role_or_a_choice_of_roles(case: Case) -> Answer | None:
    match case.question.intent:
        case ask.WholeRole(named):
            return _card_or_choice(named, case.index)
    return None


def what_each_compared_role_begins_with(case: Case) -> Answer | None:
    """Unless the documents compare them."""
    match case.question.intent:
        case ask.Comparison(roles) if case.found.hits:
            first = case.found.hits[0].passage
            is_told = makes_comparison(first, case.question, case.index.lexicon)
            if case.found.is_answered and is_told:
                return None
            # of what each role begins with, one is what the confidence speaks of
            confidence = case.found.confidence / len(roles)
            return Passages(_of_each(roles, case), confidence, case.question.corrected)
    return None


def the_passages_that_answer(case: Case) -> Answer | None:
    found = case.found
    if not found.hits or not found.is_answered or case.question.is_foreign:
        return None
    return Passages(found.hits, found.confidence, case.question.corrected)


def no_answer(case: Case) -> Answer | None:
    return _no_answer(case)


RULES: tuple[Callable[[Case], Answer | None], ...] = (
    help_for_who_asks_for_it,
    all_roles_for_who_asks_for_them,
    a_reply_to_a_courtesy,
    no_answer_about_an_unknown_name,
    no_answer_about_an_unknown_part,
    the_part_that_is_asked_for,
    a_choice_of_the_roles_with_that_part,
    what_the_top_of_the_document_says,
    no_answer_about_who_has_a_role,
    no_answer_but_whom_to_ask,
    the_role_or_a_choice_of_roles,
    no_answer_in_another_language,
    no_answer_about_an_unknown_role_alone,
    what_each_compared_role_begins_with,
    the_passages_that_answer,
    no_answer,
)


def _card_or_choice(named: Named, index: Index) -> RoleCard | Choice:
    if len(named.roles) > 1:
        return Choice(named.called, named.roles)
    return replace(card_of(named.roles[0], index), reason=_reason(named))


def _reason(named: Named) -> Reason | None:
    return Reason(named.called, named.likeness) if named.likeness else None


def _of_each(roles: Sequence[Role], case: Case) -> tuple[Hit, ...]:
    """The first passage of each role, and then the hits in these roles, the roles taking turns. A
    passage that the search did not find scores 0."""
    first = (p for role in roles for p in case.index.lexicon.passages_of(role)[:1])
    scores = {hit.passage: hit.score for hit in case.found.hits}
    openings = [Hit(passage, scores.get(passage, 0.0)) for passage in first]
    shown = {hit.passage for hit in openings}
    others = [hit for hit in case.found.hits if hit.passage not in shown]
    of_roles = ([hit for hit in others if hit.passage.role == role] for role in roles)
    in_turn = (hit for group in zip_longest(*of_roles) for hit in group if hit)
    return (*openings, *in_turn)[:MAX_HITS]


def _asks_contact(case: Case) -> bool:
    is_topic = case.found.topic in case.index.wording.ask_contact
    return is_topic or bool(case.question.persons)


def _no_answer(case: Case) -> NoAnswer:
    """`contacts` are those of the roles that were named, or of the only role there is."""
    question, index, found = case.question, case.index, case.found
    why, suggestions = _why(case)
    named = question.roles or (index.roles if len(index.roles) == 1 else ())
    contacts = tuple(role for role in named if role.contact) if _asks_contact(case) else ()
    are_named = why is Why.NOT_COVERED and bool(question.roles)
    return NoAnswer(
        question.asked, found.hits, suggestions, why, contacts, found.confidence, are_named
    )


def _why(case: Case) -> tuple[Why, tuple[str, ...]]:
    """And the titles of roles to ask for instead."""
    question, roles = case.question, case.index.roles
    titles = tuple(dict.fromkeys(role.title for role in question.roles))[:MAX_SUGGESTIONS]
    if question.is_foreign:
        return Why.NOT_UNDERSTOOD, titles or nearest_titles(question.asked, roles)
    if question.persons:
        return Why.NO_PERSON, label_roles(question.persons)[:MAX_SUGGESTIONS]
    if question.unknown:
        near = nearest_titles(question.unknown.name, roles)
        return Why.NO_SUCH_ROLE, near or case.found.titles
    return Why.NOT_COVERED, titles or nearest_titles(question.asked, roles)
