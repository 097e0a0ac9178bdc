"""How well some letters fit a name: as a person types them who half remembers it."""

from __future__ import annotations

EXACT, START, HUMPS, WORD, INSIDE, SCATTERED = 1000, 800, 700, 600, 400, 100
"""The least that each way of fitting counts; more letters of the name, up to 99, count less."""
_MOST = 99


def fit(wanted: str, name: str) -> int:
    """More for a better fit, 0 for none: the letters of `wanted` must stand in `name` in their order.

    The whole name before its start, the first letters of its words, the start of a word, what stands inside of one,
    and letters anywhere. The same case counts a little more.
    """
    low, own = wanted.lower(), name.lower()
    rest = max(0, _MOST - (len(own) - len(low)) - (0 if wanted in name else 5))
    if low == own:
        return EXACT + rest
    bare = own.lstrip("_$@")
    if bare.startswith(low):
        return START + rest
    return _fit_inside(low, name, own, rest)


def _fit_inside(low: str, name: str, own: str, rest: int) -> int:
    place = own.find(low)
    if place > 0 and _begins_word(name, place):
        return WORD + rest
    if place >= 0:
        return INSIDE + rest
    if not _in_order(low, own):
        return 0
    if _in_order(low, "".join(own[i] for i in range(len(own)) if _begins_word(name, i))):
        return HUMPS + rest
    return _scattered(low, name, own)


def _scattered(low: str, name: str, own: str) -> int:
    """Letters anywhere in order: the more of them follow each other or begin a word, the better; 0 for too loose."""
    place, good = -1, 0
    for letter in low:
        found = own.find(letter, place + 1)
        if found < 0:
            return 0
        good += found == place + 1 or _begins_word(name, found)
        place = found
    return SCATTERED + 100 * good // len(low) if 2 * good >= len(low) else 0


def _in_order(wanted: str, letters: str) -> bool:
    rest = iter(letters)
    return all(letter in rest for letter in wanted)


def _begins_word(name: str, place: int) -> bool:
    char = name[place]
    before = name[place - 1] if place else "_"
    return char.isalnum() and (not before.isalnum() or (char.isupper() and not before.isupper()))
