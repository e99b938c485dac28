#!/usr/bin/env python3
"""Writes common/data/unicode_table.h, the classes of Unicode's characters: python3 tools/unicode.py > FILE"""
import sys
import unicodedata

SPACES = [*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]


def class_of(code):
    category = unicodedata.category(chr(code))[0]
    return "S" if code in SPACES else category if category in "LN" else "O"


starts = [c for c in range(sys.maxunicode + 1) if c == 0 or class_of(c) != class_of(c - 1)]
print(f"""/* Written by tools/unicode.py from Unicode {unicodedata.unidata_version}; change that, not this.
 * Where a run of characters of one class begins: its code point times 4, plus the class (unicode.h). */
// clang-format off
static const uint32_t run_starts[] = {{""")
entries = [f"{4 * c + 'OLNS'.index(class_of(c))}" for c in starts]
line = "   "
for e in entries:
    if len(line) + len(e) > 115:
        print(line)
        line = "   "
    line += f" {e},"
print(line + "\n};")
