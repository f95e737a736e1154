"""How likely it is that one word was written for another."""

from __future__ import annotations

VOWELS = frozenset("aeiouy")
SOUND_ALIKE = (frozenset("csk"), frozenset("sz"), frozenset("gj"))
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")  # rows of a keyboard, each half a key to the right

LIKELY = 0.5  # of a slip that says as much as any other
PROBABLE = 0.75
FIRST = 0.5  # more for the first letter, which is rarely wrong
LAST = 0.1  # more for the last, which makes a form of a word


def weigh(written: str, meant: str) -> float:
    """How much is wrong with `written` in lower case if `meant` was: at most 1 for each letter
    that is missing, too many, another or swapped with the next, and less for what people do
    most, which is to double a letter or not, to take another vowel, to swap two, to leave one
    out, to take what sounds alike or the key beside.

    >>> [weigh("aproves", meant) for meant in ("approves", "proves", "moves")]
    [0.5, 1.5, 3.5]
    """
    older: list[float] = []
    before = [0.0]
    for place in range(len(meant)):
        before.append(before[-1] + _left_out(meant, place))
    for place, letter in enumerate(written):
        row = [before[0] + _too_many(written, place)]
        for end, other in enumerate(meant):
            ways = [
                before[end] + (0 if letter == other else _another(written, place, meant, end)),
                before[end + 1] + _too_many(written, place),
                row[end] + _left_out(meant, end),
            ]
            if place and end and written[place - 1] + letter == other + meant[end - 1]:
                ways.append(older[end - 1] + LIKELY)
            row.append(min(ways))
        older, before = before, row
    return before[-1]


def _left_out(meant: str, place: int) -> float:
    if place == 0:
        return PROBABLE + FIRST
    is_likely = meant[place] == meant[place - 1] or meant[place] in VOWELS
    return LIKELY if is_likely else PROBABLE


def _too_many(written: str, place: int) -> float:
    if place == 0:
        return 1 + FIRST
    if written[place] == written[place - 1]:
        return LIKELY
    return PROBABLE if written[place] in VOWELS else 1


def _another(written: str, place: int, meant: str, end: int) -> float:
    is_last = place == len(written) - 1 and end == len(meant) - 1
    more = (0 if place and end else FIRST) + (LAST if is_last else 0)
    if VOWELS.issuperset((written[place], meant[end])):
        return LIKELY + more
    is_alike = any(sound.issuperset((written[place], meant[end])) for sound in SOUND_ALIKE)
    is_probable = is_alike or meant[end] in _beside(written[place])
    return (PROBABLE if is_probable else 1) + more


def _beside(letter: str) -> str:
    """The keys that one may hit for it.

    >>> _beside("s"), _beside("p")
    ('asdwezx', 'opl')
    """
    for number, row in enumerate(KEYS):
        place = row.find(letter)
        if place >= 0:
            above = KEYS[number - 1][place : place + 2] if number else ""
            below = "".join(KEYS[number + 1 : number + 2])[max(place - 1, 0) : place + 1]
            return row[max(place - 1, 0) : place + 2] + above + below
    return ""
