"""Which answer a question gets. Pure: no terminal, no Slack, no clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.answers.compare import compares, is_made_by, of_each
from bot.answers.fields import asked_fields, told_fields
from bot.answers.kinds import (
    MAX_HITS,
    Answer,
    Choice,
    Courtesy,
    Help,
    Likeness,
    NoAnswer,
    Passages,
    Reason,
    RoleCard,
    RoleList,
    Why,
)
from bot.answers.sections import asked_section, card_of, outside_of, part_alone
from bot.answers.typed import as_typed
from index.deadline import NEVER, Deadline
from index.documents.chunk import Passage
from index.documents.document import SECTION_SEPARATOR, Role
from index.fold import words_of
from index.question.courtesy import reply_to
from index.question.intents import asks_help, asks_roles, asks_whole_role, denies
from index.question.mentions import ARTICLES, OWN, SMALL, asks_who
from index.question.names import MOST_SUGGESTIONS, find_roles, key_of, label_roles, nearest_titles
from index.question.phrases import stems_of
from index.question.query import Query
from index.question.steps import ALL, Steps
from index.search.index import Found, Index

# What may follow a role's name where it is asked who has it: "who is the tech lead of payments?"
OF_WHAT = re.compile(r"\s+(?:at|for|from|in|next|of|on|this)\s+\w", re.IGNORECASE)
MOST_OF_NAME = 30  # words that may be a role's name; a question has up to thousands


def answer_question(
    question: str, index: Index, steps: Steps = ALL, deadline: Deadline = NEVER
) -> Answer:
    """Whatever a person may ask: a role's name gets the role, everything else is searched for.
    Of `steps`, those that are left out are not taken. Raises TimeoutError after the `deadline`."""
    return _of_excerpt(
        question.strip(), index, lambda asked: _answer(asked, index, steps, deadline)
    )


def _of_excerpt(text: str, index: Index, answer: Callable[[str], Answer]) -> Answer:
    """What `answer` makes of as much of `text` as is read."""
    read = index.excerpt(text)
    found = answer(read)
    return found if read == text else replace(found, is_of_excerpt=True)


def _answer(asked: str, index: Index, steps: Steps, deadline: Deadline) -> Answer:
    roles = find_roles(asked, index.roles)
    said = words_of(asked)
    is_title = any(words_of(role.title) == said for role in roles)
    if asks_help(asked) and not is_title:
        return Help()
    if asks_roles(asked) and not is_title:
        return list_roles(index)
    if roles := roles or index.named_by(asked):
        return _card_or_choice(asked, roles, index)
    if part := _named_part(asked.split(), index) or part_alone(asked, index):
        return part
    if reply := reply_to(asked):
        return Courtesy(reply)
    deadline.check()
    found = index.search(asked, MAX_HITS, steps, deadline)
    is_sure = found.is_answered
    if _asks_stranger_only(found.query) or found.query.is_other_language:
        return _no_answer(asked, found, index)
    if len(found.query.mentions) == 1 and (special := _of_one_role(asked, found, is_sure, index)):
        return special
    if found.hits and compares(found.query, index) and not _is_told(found, index):
        # of what each role begins with, one is what the confidence speaks of
        confidence = found.confidence / len(found.query.roles)
        return Passages(of_each(found, index), confidence, found.query.corrected)
    if found.hits and is_sure and not found.query.is_foreign:
        return Passages(found.hits, found.confidence, found.query.corrected)
    return _no_answer(asked, found, index)


def _is_told(found: Found, index: Index) -> bool:
    """Whether the documents compare the roles themselves."""
    return found.is_answered and is_made_by(found.hits[0].passage, found.query, index)


def _asks_stranger_only(query: Query) -> bool:
    """Whether all that is asked is a role that there is not, of which no single other is a kind."""
    kin = [role for mention in query.mentions for role in mention.roles]
    return query.stranger is not None and query.strangeness == 1 and len(kin) > 1


def _of_one_role(asked: str, found: Found, is_sure: bool, index: Index) -> Answer | None:
    """What a question gets that names a role and asks for all of it, a part of it, or who has it;
    None if it asks anything else."""
    query = found.query
    (mention,) = query.mentions
    said = query.text[mention.start : mention.end]
    typed = as_typed(asked, query.text, mention.start, mention.end)
    if card := asked_section(query, index):
        return replace(card, reason=_reason(typed, card.role))
    if query.roles and (fields := asked_fields(query)):
        return _asked_fields(asked, typed, fields, found, index)
    if denies(outside_of(query)):
        return None
    asks_person = bool(_persons(query))
    if not query.is_bare and not (asks_person and OF_WHAT.match(query.text, mention.end)):
        return _asked_all(typed, query, index) if query.roles else None
    if asks_person:
        # what a role's own document says of it doesn't tell who has it
        first = found.hits[0].passage if found.hits else None
        is_told = first and first.role not in mention.roles and _says(first.text, said)
        return None if is_sure and is_told else _no_answer(asked, found, index)
    if not query.roles:
        return None
    says_more = not ARTICLES.issuperset(words_of(outside_of(query)).split())
    if says_more and _asks_contact(found, index):
        return _no_answer(asked, found, index)
    return _card_or_choice(typed, query.roles, index)


def _says(text: str, name: str) -> bool:
    return f" {words_of(name)} " in f" {words_of(text)} "


def _asked_fields(
    asked: str, typed: str, fields: tuple[str, ...], found: Found, index: Index
) -> RoleCard | Choice | NoAnswer | None:
    """Of "what comes after tech lead?". Where no document says such a thing at its top, any may
    say it elsewhere."""
    card = _card_or_choice(typed, found.query.roles, index)
    if isinstance(card, RoleCard) and (told := told_fields(card.role, fields)):
        return replace(card, fields=told)
    if not any(told_fields(role, fields) for role in index.roles):
        return None
    return card if isinstance(card, Choice) else _no_answer(asked, found, index)


def _persons(query: Query) -> tuple[Role, ...]:
    """The roles of which it is asked who has them."""
    asked = (mention for mention in query.mentions if asks_who(query.text, mention))
    return tuple(dict.fromkeys(role for mention in asked for role in mention.roles))


def _asks_contact(found: Found, index: Index) -> bool:
    return found.topic in index.wording.ask_contact or bool(_persons(found.query))


def _no_answer(asked: str, found: Found, index: Index) -> NoAnswer:
    """`contacts` are those of the roles that were named, or of the only role there is."""
    why, suggestions = _why(asked, found, index)
    named = found.query.roles or (index.roles if len(index.roles) == 1 else ())
    contacts = tuple(role for role in named if role.contact) if _asks_contact(found, index) else ()
    are_named = why is Why.NOT_COVERED and bool(found.query.roles)
    return NoAnswer(asked, found.hits, suggestions, why, contacts, found.confidence, are_named)


def _why(asked: str, found: Found, index: Index) -> tuple[Why, tuple[str, ...]]:
    """And the titles of roles to ask for instead."""
    query = found.query
    if query.is_foreign:
        return Why.NOT_UNDERSTOOD, _titles_of(query.roles) or nearest_titles(asked, index.roles)
    if persons := _persons(query):
        return Why.NO_PERSON, label_roles(persons)[:MOST_SUGGESTIONS]
    if query.stranger:
        name = query.stranger.name
        return Why.NO_SUCH_ROLE, nearest_titles(name, index.roles) or found.titles
    return Why.NOT_COVERED, _titles_of(query.roles) or nearest_titles(asked, index.roles)


def _nearest_roles(name: str, index: Index) -> tuple[str, ...]:
    """In spelling, or if there are none, in meaning."""
    if not words_of(name):
        return ()
    return nearest_titles(name, index.roles) or index.titles_near(name)


def _named_part(words: Sequence[str], index: Index) -> RoleCard | Choice | None:
    """Of "architect teamwork": a role's name, and a part of that role, or of each it may be."""
    for end in _ends_of_name(words[:-1]):
        if find_roles(" ".join(words[:end]), index.roles):
            answer = look_up(words, index)
            if isinstance(answer, Choice):
                return answer if answer.part else None
            return answer if isinstance(answer, RoleCard) else None
    return None


def _asked_all(typed: str, query: Query, index: Index) -> RoleCard | Choice | None:
    """Of "what is expected of an architect?"."""
    beside = words_of(outside_of(query)).split()
    is_all = asks_whole_role(beside, index.wording.stop_words)
    return _card_or_choice(typed, query.roles, index) if is_all else None


def look_up(words: Sequence[str], index: Index) -> Answer:
    """The role whose name `words` are; if there are more words than that, only the sections of
    that title and the passages of that name ("competencies", "teamwork"). No search by meaning:
    it is found or it is not."""
    return _of_excerpt(" ".join(words), index, lambda said: _look_up(said.split(), index))


def _look_up(words: Sequence[str], index: Index) -> Answer:
    for end in (len(words), *_ends_of_name(words[:-1])):
        name, part = " ".join(words[:end]), " ".join(words[end:])
        roles = find_roles(name, index.roles) or index.named_by(name)
        if roles:
            break
    else:
        asked = " ".join(words)
        return NoAnswer(asked, (), _nearest_roles(asked, index), Why.NO_SUCH_ROLE)
    answer = _card_or_choice(name, roles, index)
    if isinstance(answer, Choice):
        have_it = part and all(card_of(role, index, part).passages for role in roles)
        is_short = len(roles) <= MOST_SUGGESTIONS  # there are buttons for so many
        return Choice(name.rstrip(":,"), roles, part) if have_it and is_short else answer
    if not part:
        return answer
    card = card_of(answer.role, index, part)
    if _is_of_title(part, card):
        return answer
    if card.passages:
        return replace(card, reason=answer.reason)
    asked = f"{answer.role.title}: {part}"
    return NoAnswer(asked, (), answer.role.sections, Why.NO_SUCH_PART)


def _ends_of_name(words: Sequence[str]) -> range:
    """Behind which of `words` the name that they begin with may end, the last first."""
    return range(min(len(words), MOST_OF_NAME), 0, -1)


def list_roles(index: Index) -> RoleList:
    passages: dict[Role, list[Passage]] = {role: [] for role in index.roles}
    for passage in index.passages:
        passages[passage.role].append(passage)
    return RoleList(tuple(RoleCard(role, tuple(own)) for role, own in passages.items()))


def _card_or_choice(name: str, roles: tuple[Role, ...], index: Index) -> RoleCard | Choice:
    if len(roles) > 1:
        return Choice(name, roles)
    return replace(card_of(roles[0], index), reason=_reason(name, roles[0]))


def _reason(said: str, role: Role) -> Reason | None:
    """None if it is the title, or as good as that."""
    said = OWN.sub("", said)
    key, title = key_of(said), key_of(role.title)
    if _without_small(key) == _without_small(title) or words_of(said) == words_of(role.title):
        return None
    if key.startswith(f"{title} "):
        return None
    if key in map(key_of, role.other_names):
        return Reason(said, Likeness.OTHER_NAME)
    if title.endswith(f" {key}"):
        return Reason(said, Likeness.ENDING)
    if key == "".join(word[0] for word in title.split()):
        return Reason(said, Likeness.INITIALS)
    if set(key.split()) < set(title.split()):
        return Reason(said, Likeness.SHORTENED)
    return Reason(said, Likeness.SLIP)


def _without_small(key: str) -> list[str]:
    return [word for word in key.split() if word not in SMALL]


def _is_of_title(part: str, card: RoleCard) -> bool:
    """Of "backend engineer", where "backend" is another name of "Backend Engineering": the rest of
    its title, unless something in it is called just that."""
    titles = (title for p in card.passages for title in (p.section, p.name) if title)
    names = (name for title in titles for name in title.split(SECTION_SEPARATOR))
    is_called = words_of(part) in map(words_of, names)
    return not is_called and set(stems_of(part)) <= set(stems_of(card.role.title))


def _titles_of(roles: Sequence[Role]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(role.title for role in roles))[:MOST_SUGGESTIONS]
