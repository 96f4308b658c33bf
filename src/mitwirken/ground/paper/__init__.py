# SPDX-License-Identifier: EUPL-1.2
"""Taking part on paper and on the phone: sheets to fill in by hand, typing them in, receipts, letters.

Rooms above hang their forms in (`registry`); the frame lays them out, prints them with a number and a square code, keeps each layout so
that old prints can be read after the process changed, takes them in one by one or as a stack, and writes the city's answer as a letter.
What comes in by this way is the same contribution as one from the net: the room's own deed makes it.
"""
