# SPDX-License-Identifier: EUPL-1.2
"""`{{ option.cost|money:ballot.currency }}`."""

from django import template

from .. import words

register = template.Library()


@register.filter
def money(amount: int | None, currency: str = "EUR") -> str:
    return "" if amount is None else words.money(amount, currency)
