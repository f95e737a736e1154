"""What a question asks for: an ordered table, of which the first that fits counts."""

from __future__ import annotations

import re
from collections.abc import Callable

from index.fold import words_of
from index.question.called import called
from index.question.comparison import compares
from index.question.courtesy import greets, reply_to
from index.question.fields import fields_asked, fields_asked_of_me
from index.question.lexicon import Lexicon
from index.question.mentions import ARTICLES, How, Mention, asks_who
from index.question.names import MAX_SUGGESTIONS, find_roles
from index.question.question import (
    AllRoles,
    Anything,
    Comparison,
    Fields,
    Help,
    Holder,
    Intent,
    Named,
    Nothing,
    Part,
    PartOfSeveral,
    Question,
    UnknownName,
    UnknownPart,
    WholeRole,
)
from index.question.sections import is_of_title, roles_with, section_asked, select
from index.question.stock_phrases import asks_help, asks_roles, asks_whole_role, denies

# What may follow a role's name where it is asked who has it: "who is the tech lead of payments?"
OF_WHAT = re.compile(r"\s+(?:at|for|from|in|next|of|on|this)\s+\w", re.IGNORECASE)
BEHIND_NAME = " \t:,"

Case = Callable[[Question, Lexicon], Intent | None]


def intent_of(question: Question, lexicon: Lexicon) -> Intent:
    """What `question` asks for."""
    return _first(CASES, question, lexicon) or Anything()


def intent_of_name(question: Question, lexicon: Lexicon) -> Intent:
    """What is looked up, where nothing is searched for: the role that `question` begins with; if
    there are more words than its name, the part of it that these are."""
    if named := named_alone(question, lexicon):
        return WholeRole(named)
    name = _name_at_start(question)
    if name is None:
        return UnknownName(question.asked)
    mention, part = name
    named = called(question.name_as_typed(mention), mention.roles)
    is_choice = len(named.roles) > 1
    otherwise = WholeRole(named) if is_choice else UnknownPart(named.roles[0], part)
    return _part_of(named, part, lexicon) or otherwise


def _first(cases: tuple[Case, ...], question: Question, lexicon: Lexicon) -> Intent | None:
    return next((found for case in cases if (found := case(question, lexicon))), None)


def named_alone(question: Question, lexicon: Lexicon) -> Named | None:
    """The roles whose name is all of the question, be it misspelt or their initials."""
    if roles := find_roles(question.asked, lexicon.roles):
        return called(question.asked, roles)
    if len(question.mentions) != 1 or words_of(question.beside_names):
        return None
    (mention,) = question.mentions
    if mention.how is How.ENDING:
        return None
    return called(question.name_as_typed(mention), mention.roles)


def _is_title(question: Question, lexicon: Lexicon) -> bool:
    said = words_of(question.asked)
    return any(words_of(role.title) == said for role in lexicon.roles)


def help_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    wants_help = asks_help(question.asked) or greets(question.asked)
    return Help() if wants_help and not _is_title(question, lexicon) else None


def all_roles_are_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    return AllRoles() if asks_roles(question.asked) and not _is_title(question, lexicon) else None


def a_role_is_named_alone(question: Question, lexicon: Lexicon) -> Intent | None:
    named = named_alone(question, lexicon)
    return WholeRole(named) if named else None


def a_part_follows_a_name(question: Question, lexicon: Lexicon) -> Intent | None:
    """As in "architect teamwork"."""
    name = _name_at_start(question)
    if name is None or name[0].how not in (How.NAME, How.ENDING):
        return None
    mention, part = name
    if not words_of(part):
        return None
    return _part_of(called(question.name_as_typed(mention), mention.roles), part, lexicon)


def _name_at_start(question: Question) -> tuple[Mention, str] | None:
    """The name of a role that a question begins with, and what was typed behind it."""
    if not question.mentions or question.mentions[0].start > 0:
        return None
    mention = question.mentions[0]
    _, end = question.said.origin(mention.start, mention.end)
    return mention, question.said.typed[end:].lstrip(BEHIND_NAME)


def _part_of(named: Named, part: str, lexicon: Lexicon) -> Intent | None:
    found = [(role, select(role, part, lexicon)) for role in named.roles]
    if len(named.roles) > 1:
        have_it = part and all(selection.passages for _, selection in found)
        is_short = len(named.roles) <= MAX_SUGGESTIONS  # there are buttons for so many
        return PartOfSeveral(named, part) if have_it and is_short else None
    ((role, selection),) = found
    if not part or is_of_title(part, selection, role):
        return WholeRole(named)
    return Part(named, selection.name, selection.passages) if selection.passages else None


def a_part_is_named_alone(question: Question, lexicon: Lexicon) -> Intent | None:
    """As in "skills?"."""
    asked = question.asked
    roles = roles_with(asked, lexicon)
    if len(roles) == 1:
        found = select(roles[0], asked, lexicon)
        return Part(Named(roles[0].title, roles), found.name, found.passages)
    is_short = len(roles) <= MAX_SUGGESTIONS
    return PartOfSeveral(Named(asked, roles), asked if is_short else "") if roles else None


def nothing_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    reply = reply_to(question.asked)
    return Nothing(reply) if reply else None


def it_is_not_understood(question: Question, lexicon: Lexicon) -> Intent | None:
    return Anything() if question.is_of_unknown_alone or question.is_other_language else None


def something_of_one_role_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    return _first(CASES_OF_ONE, question, lexicon) if len(question.mentions) == 1 else None


def _named(question: Question) -> Named:
    (mention,) = question.mentions
    return called(question.name_as_typed(mention), mention.roles)


def sections_are_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    found = section_asked(question, lexicon)
    return Part(_named(question), found.name, found.passages) if found else None


def fields_are_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    """Where no document says such a thing at its top, any may say it elsewhere."""
    fields = fields_asked(question) if question.roles else ()
    if not fields:
        return None
    is_said = any(getattr(role, field) for role in lexicon.roles for field in fields)
    return Fields(_named(question), fields) if is_said else Anything()


def fields_of_the_asker_are_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    """Nobody knows which role the asker has: any that says it."""
    fields = fields_asked_of_me(question)
    roles = tuple(role for role in lexicon.roles if any(getattr(role, name) for name in fields))
    return Fields(Named("my role", roles), fields) if roles else None


def what_is_not_so_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    return Anything() if denies(question.beside_names) else None


def the_holder_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    (mention,) = question.mentions
    is_all = question.is_bare or OF_WHAT.match(question.text, mention.end)
    return Holder(_named(question)) if asks_who(question.text, mention) and is_all else None


def the_whole_role_is_asked(question: Question, lexicon: Lexicon) -> Intent | None:
    """As in "what is expected of an architect?"."""
    if not question.roles:
        return None
    beside = words_of(question.beside_names).split()
    if question.is_bare:
        return WholeRole(_named(question), may_want_contact=not ARTICLES.issuperset(beside))
    is_all = asks_whole_role(beside, lexicon.wording.stop_words)
    return WholeRole(_named(question)) if is_all else None


def roles_are_compared(question: Question, lexicon: Lexicon) -> Intent | None:
    return Comparison(question.roles) if compares(question, lexicon) else None


CASES_OF_ONE: tuple[Case, ...] = (
    sections_are_asked,
    fields_are_asked,
    what_is_not_so_is_asked,
    the_holder_is_asked,
    the_whole_role_is_asked,
)
CASES: tuple[Case, ...] = (
    help_is_asked,
    all_roles_are_asked,
    a_role_is_named_alone,
    a_part_follows_a_name,
    a_part_is_named_alone,
    nothing_is_asked,
    it_is_not_understood,
    something_of_one_role_is_asked,
    fields_of_the_asker_are_asked,
    roles_are_compared,
)
