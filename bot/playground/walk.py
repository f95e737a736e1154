"""What there is in blocks, all the way down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.playground.records import Json


def characters(value: object) -> int:
    """Of all texts in these blocks."""
    if isinstance(value, dict):
        own = value.get("text")
        return (len(own) if isinstance(own, str) else 0) + sum(map(characters, value.values()))
    return sum(map(characters, value)) if isinstance(value, list | tuple) else 0


def inner_blocks(blocks: Sequence[Json]) -> Iterator[Json]:
    """All of them, also those in containers and carousels."""
    for block in blocks:
        yield block
        children = block.get("child_blocks") or ()
        cards = block["elements"] if block["type"] == "carousel" else ()
        yield from inner_blocks([*children, *cards])


def elements_of(block: Json) -> list[Json]:
    """What a person can use in a block; not that of the blocks in it."""
    if block["type"] in ("carousel", "rich_text", "context"):
        return []
    own = [block.get("accessory"), block.get("element")]
    several = [*(block.get("elements") or ()), *(block.get("actions") or ())]
    return [one for one in (*own, *several) if one and one["type"] != "image"]
