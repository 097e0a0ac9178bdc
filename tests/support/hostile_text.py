"""Texts that would do something to whoever shows them: a hundred ways to move a cursor, open a link, hide or turn."""

from __future__ import annotations

_CSI = ["2J", "H", "31m", "?25l", "1A", "2K", "6n", "?1049h", "8m", "1;1H", "3J", "5i", "?2004h", "c", ">c"]
_OSC = [
    "0;title",
    "2;title",
    "8;;https://evil.example",
    "8;;command:workbench.action.terminal.new",
    "52;c;ZXZpbA==",
    "4;1;?",
    "10;?",
    "1337;File=inline=1:AAAA",
    "9;notice",
    "777;notify;a;b",
    "633;E;rm",
    "133;A",
]
_OTHERS = [
    "\x1bc",
    "\x1bP+q544e\x1b\\",
    "\x1b_apc\x1b\\",
    "\x1b^pm\x1b\\",
    "\x1b(0",
    "\x1b#8",
    "\x1b7",
    "\x1b=",
    "\x1b[",
    "\x1b",
]
_CONTROLS = [chr(code) for code in (*range(9), 11, 12, 13, *range(14, 32), 127)]
_C1 = [chr(code) for code in (0x84, 0x85, 0x88, 0x8D, 0x90, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F)]
_DIRECTIONS = [chr(code) for code in (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))]
_UNSEEN = [chr(code) for code in (0xAD, 0x180E, 0x200B, 0x200C, 0x200D, *range(0x2060, 0x2065), 0xFEFF, 0x2028, 0x2029)]
_TAGS = ["".join(chr(0xE0000 + ord(char)) for char in word) for word in ("a", "run this", "\x01", "\x7f")]

PAYLOADS = [
    *(f"\x1b[{one}" for one in _CSI),
    *(f"\x1b]{one}\x07" for one in _OSC),
    *(f"\x1b]{one}\x1b\\" for one in _OSC),
    *_OTHERS,
    *_CONTROLS,
    *_C1,
    *_DIRECTIONS,
    *_UNSEEN,
    *_TAGS,
]
