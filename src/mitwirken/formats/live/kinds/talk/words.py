# SPDX-License-Identifier: EUPL-1.2
"""Numbers with their nouns, so that one is one and two are two in every language."""

from __future__ import annotations

from django.utils.translation import ngettext


def people_in_words(number: int) -> str:
    return ngettext("%(number)d Mensch", "%(number)d Menschen", number) % {"number": number}


def minutes_in_words(number: int) -> str:
    return ngettext("%(number)d Minute", "%(number)d Minuten", number) % {"number": number}


def times_in_words(number: int) -> str:
    return ngettext("%(number)d Mal", "%(number)d Mal", number) % {"number": number}
