"""What a person asked, once it is read: the words, the roles they name, and what they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from index.documents.chunk import Passage
from index.documents.document import Role
from index.fold import words_of
from index.question.mentions import How, Mention, UnknownRole, asks_who
from index.question.rewriting import Rewritten

MIN_KNOWN = 1 / 3  # share of a question's words
FEW_WORDS = 3


class Likeness(Enum):
    """How a name that was said is like the title of the role that it means."""

    OTHER_NAME = "another name of it"
    INITIALS = "its initials"
    ENDING = "the end of its title"
    SHORTENED = "a short form of its title"
    SLIP = "nearest in spelling"


@dataclass(frozen=True, slots=True)
class Named:
    """`roles` as they were `called`, in what was typed. `likeness` is None if there are several, or
    if it is the title of the one."""

    called: str
    roles: tuple[Role, ...]
    likeness: Likeness | None = None


@dataclass(frozen=True, slots=True)
class Help:
    """What the bot can do."""


@dataclass(frozen=True, slots=True)
class AllRoles:
    """Which roles there are."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Thanks, or a greeting. `reply` is what is said back."""

    reply: str


@dataclass(frozen=True, slots=True)
class WholeRole:
    """All that a role is. `may_want_contact`: there are words beside its name that may ask whom to
    talk to."""

    named: Named
    may_want_contact: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of one role. `name` is what it was called, or the titles of its sections."""

    named: Named
    name: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class PartOfSeveral:
    """A part that each of several roles has, one of which is meant."""

    named: Named
    name: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What the front matter of a role's document says: names of fields of `Role`."""

    named: Named
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """The person who has a role."""

    named: Named


@dataclass(frozen=True, slots=True)
class Comparison:
    """How roles differ."""

    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A role by a name that none has, and nothing else."""

    called: str


@dataclass(frozen=True, slots=True)
class UnknownPart:
    """A part that the role does not have."""

    role: Role
    name: str


@dataclass(frozen=True, slots=True)
class Anything:
    """What has to be searched for."""


Intent = (
    Help
    | AllRoles
    | Nothing
    | WholeRole
    | Part
    | PartOfSeveral
    | Fields
    | Holder
    | Comparison
    | UnknownName
    | UnknownPart
    | Anything
)


@dataclass(frozen=True, slots=True)
class Question:
    """`written` is what a person wrote, or of a long text what is read of it, and `asked` the
    question that is answered: the same, or a follow-up as it stands alone. `said` is `asked`
    with slips and short forms put right, and `corrected` with slips alone, None if there are none.

    `mentions` are the roles named in it, with places in characters of `text`. `unknown` is a role
    named in it that there is not, and `unknown_share` the share of its words that name that, 0-1.
    `known` is the share of its words that are of a language that is spoken here, 0-1. `is_bare`: it
    names a role and says nothing else, as in "what does an architect do?". `is_other_language`: its
    small words are those of another one. `intent` is what it asks for."""

    written: str
    asked: str
    said: Rewritten
    mentions: tuple[Mention, ...]
    unknown: UnknownRole | None
    unknown_share: float
    known: float
    corrected: str | None
    is_bare: bool
    is_other_language: bool
    is_excerpt: bool = False
    intent: Intent = Anything()

    @property
    def text(self) -> str:
        return self.said.text

    @property
    def understood(self) -> str:
        """How a follow-up was read, "" if it stands alone."""
        return "" if self.asked == self.written else self.asked

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that are named for certain."""
        named = [role for m in self.mentions if self._is_certain(m) for role in m.roles]
        return tuple(dict.fromkeys(named))

    @property
    def is_foreign(self) -> bool:
        """Whether it is in another language, or in none. A word or two tell nothing, unless they
        have foreign letters."""
        tells = len(self.text.split()) >= FEW_WORDS or not self.text.isascii()
        return self.is_other_language or (tells and self.known < MIN_KNOWN)

    @property
    def persons(self) -> tuple[Role, ...]:
        """The roles of which it is asked who has them."""
        asked = (mention for mention in self.mentions if asks_who(self.text, mention))
        return tuple(dict.fromkeys(role for mention in asked for role in mention.roles))

    @property
    def has_words(self) -> bool:
        return bool(words_of(self.text))

    @property
    def is_of_unknown_alone(self) -> bool:
        """Whether all that is asked is a role that there is not, of which no single other is a
        kind."""
        kin = [role for mention in self.mentions for role in mention.roles]
        return self.unknown is not None and self.unknown_share == 1 and len(kin) > 1

    @property
    def beside_names(self) -> str:
        """What is said beside the names of roles."""
        starts = [0, *(mention.end for mention in self.mentions)]
        ends = [*(mention.start for mention in self.mentions), len(self.text)]
        return "".join(self.text[start:end] for start, end in zip(starts, ends, strict=True))

    def name_as_typed(self, mention: Mention) -> str:
        return self.said.as_typed(mention.start, mention.end)

    def _is_certain(self, mention: Mention) -> bool:
        """So is an ending of several words that only one role has: "support specialist"."""
        if mention.how is not How.ENDING:
            return True
        has_words = " " in self.text[mention.start : mention.end]
        return has_words and len(mention.roles) == 1 and self.unknown is None
