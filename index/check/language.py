"""Documents in a language that the model does not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Protocol

from index.check.finding import Finding

READ = "en"
MIN_CHARACTERS = 200  # of a document; fewer tell nothing for certain
MAX_CHARACTERS = 5_000
MIN_PROBABILITY = 0.9
FIX = "Translate it: questions in English do not find it, and others are not understood."


class Identifier(Protocol):
    """Tells the language of a text as a code of two letters, and how sure that is, 0-1."""

    def classify(self, instance: str) -> tuple[str, float]: ...


def find_foreign(words: Mapping[str, str]) -> Iterator[Finding]:
    """A finding for each document, of which `words` has the text by its path, that is not English.
    None where the package that tells languages, of the extra `export`, is not installed."""
    for path, text in words.items():
        if len(text) < MIN_CHARACTERS or (identifier := _identifier()) is None:
            continue
        language, probability = identifier.classify(text[:MAX_CHARACTERS])
        if language != READ and probability >= MIN_PROBABILITY:
            problem = f"The document seems to be in another language than English ('{language}')."
            yield Finding("warning", path, None, problem, FIX)


@lru_cache(maxsize=1)
def _identifier() -> Identifier | None:
    try:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier
    except ImportError:
        return None
    identifier: Identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    return identifier
