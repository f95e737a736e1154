"""The steps from a question to its passages, each of which can be left out to see what it is
worth: `rolebot evaluate --ablate`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace


@dataclass(frozen=True, slots=True)
class Steps:
    """Which steps are taken."""

    spelling: bool = True
    """Misspelt words are corrected."""
    short_forms: bool = True
    """Abbreviations are written out."""
    rarity: bool = True
    """Rare words count for more than common ones."""
    role_names: bool = True
    """Passages of a role that the question names come first."""
    reranking: bool = True
    """The best few passages are read once more, each together with the question."""
    exemplars: bool = True
    """The question is compared with questions that role documents never answer."""

    def without(self, name: str) -> Steps:
        return replace(self, **{name: False})


ALL = Steps()
NAMES = tuple(field.name for field in fields(Steps))
