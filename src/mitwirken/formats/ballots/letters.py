# SPDX-License-Identifier: EUPL-1.2
"""Letters with codes: a page each, with the question, the days, the code and the ways to vote."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from mitwirken.ground.ui import codes as squares
from mitwirken.ground.ui import pdf

from .counting import setup_of
from .models import Ballot
from .words import how_to_fill_in


def address(ballot: Ballot) -> str:
    """Where a code is typed in. It never carries the code: addresses are kept in too many places."""
    return f"{settings.BASE_URL}{reverse('ballots:vote', args=[ballot.pk])}"


def as_pdf(ballot: Ballot, codes: Sequence[str]) -> bytes:
    """The letters as one PDF. Refuses where the server makes none, with what to use instead."""
    html = render_to_string(
        "ballots/letters.html",
        {
            "ballot": ballot,
            "codes": codes,
            "address": address(ballot),
            "square": squares.drawing(address(ballot), sized=False),
            "fill_in": how_to_fill_in(setup_of(ballot), ballot.currency),
            "city": settings.CITY,
        },
    )
    return pdf.pdf_of(
        html,
        style="ballots/letters.css",
        keep=False,
        instead=_(
            "PDF kann dieser Server nicht herstellen. Lassen Sie sich die Codes als CSV geben: mitwirken codes print"
        ),
    )


def as_csv(ballot: Ballot, codes: Sequence[str]) -> str:
    """The codes for a print shop: a line a letter."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["code", "address"])
    writer.writerows([code, address(ballot)] for code in codes)
    return out.getvalue()
