"""Reads what a person wrote, once: everything behind this looks at no words again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.fold import fold
from index.question.follow_up import Resolved, Topic, resolve
from index.question.intent import intent_of, intent_of_name, named_alone
from index.question.language import is_other_language
from index.question.lexicon import Lexicon
from index.question.mentions import How, Mention, UnknownRole
from index.question.phrases import WORD
from index.question.question import Question
from index.question.rewriting import Replacement, Rewritten
from index.question.steps import ALL, Steps
from index.question.stock_phrases import asks_help, asks_roles


@dataclass(frozen=True, slots=True)
class _Known:
    """The roles that a text is known to name; characters of what was typed."""

    mentions: tuple[Mention, ...]

    def covers(self, one: Replacement) -> bool:
        return any(m.start < one.end and one.start < m.end for m in self.mentions)


def read(text: str, topic: Topic | None, lexicon: Lexicon, steps: Steps = ALL) -> Question:
    """What `text` asks, in a thread about `topic`; None is in no thread. Of `steps`, those that are
    left out leave the question as it was."""
    text = text.strip()
    asked = lexicon.excerpt(text)
    question = _parse(asked, lexicon, steps)
    resolved = None
    if topic and not _stands_alone(question, lexicon):
        resolved = resolve(question, topic, lexicon)
    if resolved:
        question = _parse_resolved(resolved, lexicon, steps)
    intent = intent_of(question, lexicon)
    return replace(question, written=asked, is_excerpt=asked != text, intent=intent)


def read_name(text: str, lexicon: Lexicon) -> Question:
    """Which role, or part of one, `text` is the name of."""
    text = text.strip()
    asked = lexicon.excerpt(text)
    question = _parse(asked, lexicon, ALL)
    return replace(question, is_excerpt=asked != text, intent=intent_of_name(question, lexicon))


def _stands_alone(question: Question, lexicon: Lexicon) -> bool:
    """Whether it is the name of a role, or what else is never a follow-up."""
    asked = question.asked
    return asks_help(asked) or asks_roles(asked) or named_alone(question, lexicon) is not None


def _parse_resolved(resolved: Resolved, lexicon: Lexicon, steps: Steps) -> Question:
    text = resolved.text
    if resolved.role is None:
        return _parse(text.text, lexicon, steps, _Known(()))
    start = len(fold(f"{text.before}|")) - 1
    end = start + len(fold(text.title))
    named = Mention(start, end, (resolved.role,), How.NAME)
    return _parse(text.text, lexicon, steps, _Known((named,)))


def _parse(asked: str, lexicon: Lexicon, steps: Steps, known: _Known | None = None) -> Question:
    """The roles that it names are looked for, unless they are `known`."""
    typed = Rewritten.of(fold(asked))
    slips = lexicon.speller.corrections(typed.text) if steps.spelling else []
    slips = [one for one in slips if known is None or not known.covers(one)]
    spelt = typed.replace(slips)
    long_forms = lexicon.long_forms(spelt.text) if steps.short_forms else []
    if known is not None:
        found: Sequence[Mention] = [_moved(mention, slips) for mention in known.mentions]
    else:
        found = lexicon.names.find(spelt.text, long_forms) if steps.role_names else ()
    written = [one for one in long_forms if not _stays(one, found)]
    said = spelt.replace(written)
    mentions = tuple(_moved(mention, written) for mention in found)
    unknown, share = _unknown(spelt, long_forms, found, lexicon)
    return Question(
        written=asked,
        asked=asked,
        said=said,
        mentions=mentions,
        unknown=unknown,
        unknown_share=share,
        known=lexicon.share_known(typed.text),
        corrected=spelt.text if spelt.text != typed.text else None,
        is_bare=bool(mentions) and not lexicon.content_words(said.text, mentions),
        is_other_language=is_other_language(
            typed.text, lexicon.wording.stop_words, lexicon.counts.keys()
        ),
    )


def _stays(one: Replacement, mentions: Iterable[Mention]) -> bool:
    """Whether a short form stands in the name of a role as it is said."""
    return any(m.start <= one.start < m.end and not m.in_full for m in mentions)


def _moved(mention: Mention, replacements: Iterable[Replacement]) -> Mention:
    """Where it stands once they are applied."""
    start = end = 0
    for one in replacements:
        grown = len(one.text) - (one.end - one.start)
        start += grown if one.end <= mention.start else 0
        end += grown if one.end <= mention.end else 0
    return replace(mention, start=mention.start + start, end=mention.end + end, in_full=False)


def _unknown(
    spelt: Rewritten, long_forms: Sequence[Replacement], found: Sequence[Mention], lexicon: Lexicon
) -> tuple[UnknownRole | None, float]:
    """A role that is named and that there is not, and how much of what is said is its name, 0-1.
    Short forms that the documents use are no names of other roles."""
    if any(mention.how is not How.ENDING for mention in found):
        return None, 0.0
    text = spelt.text
    written = [o for o in long_forms if not lexicon.has_short_form(text[o.start : o.end].lower())]
    said = spelt.replace(written).text
    unknown = lexicon.find_unknown(said, [_moved(mention, written) for mention in found])
    total, named = (_content(words, lexicon) for words in (said, unknown.name if unknown else ""))
    return unknown, named / max(total, 1)


def _content(text: str, lexicon: Lexicon) -> int:
    """How many of its words say something."""
    return sum(word.lower() not in lexicon.wording.stop_words for word in WORD.findall(text))
