# SPDX-License-Identifier: EUPL-1.2
"""The protocol of a draw, composed once as plain blocks: page, PDF and OpenDocument are drawn from it."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.ui.moments import said
from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table

from . import groups
from .models import Draw
from .words import how_it_is_drawn, lines, seats_of


def file_name(draw: Draw) -> str:
    return f"auslosung-{draw.pk}.csv"


def command(draw: Draw) -> str:
    """How anybody draws the same people from the published list; whether it names households follows from its first line."""
    return groups.command(
        file_name(draw),
        seats=draw.seats,
        substitutes=draw.substitutes,
        quotas=draw.wanted(),
        seed=draw.seed,
        households=bool(draw.result.get("households")),
    )


def compose(draw: Draw, *, listed: bool) -> Paper:
    """`listed`: whether the list can still be had."""
    result = draw.result
    lots = result["lots"]
    blocks: list[Block] = [
        Paragraph(draw.purpose, label=_("Wofür")),
        Paragraph(draw.who, label=_("Wer im Lostopf war")),
        Paragraph(str(draw.size), label=_("Menschen im Lostopf")),
        Paragraph(seats_of(draw), label=_("Ausgelost werden sollten")),
        Heading(_("Was vorher feststand")),
        Paragraph(said(draw.closed_at or draw.closes_at), label=_("Liste geschlossen")),
        Paragraph(draw.digest, label=_("Prüfsumme der Liste (SHA-256)")),
        Heading(_("Der Zufallswert")),
        Paragraph(draw.seed_source, label=_("Woher")),
        Paragraph(said(draw.seed_at), label=_("Wann")),
        Paragraph(draw.seed, label=_("Zufallswert")),
        Paragraph(
            _("Eingegeben von zwei Beschäftigten, ausgelost am %(when)s.")
            % {"when": said(draw.drawn_at or timezone.now())}
        ),
        Heading(_("Ausgelost")),
        Table(
            _("Ausgeloste Nummern in der Reihenfolge der Lose"),
            [_("Platz"), _("Losnummer"), _("Los")],
            [(str(at), number, lots[number][:12]) for at, number in enumerate(result["chosen"], 1)],
        ),
    ]
    if result["substitutes"]:
        blocks.append(
            Table(
                _("Zum Nachrücken, in dieser Reihenfolge"),
                [_("Reihenfolge"), _("Losnummer"), _("Los")],
                [(str(at), number, lots[number][:12]) for at, number in enumerate(result["substitutes"], 1)],
            )
        )
    if draw.quotas:
        blocks.append(
            Table(
                _("Vorgaben und was ausgelost wurde"),
                [_("Gruppe"), _("Merkmal"), _("gewünscht"), _("ausgelost")],
                [(line.value, line.feature, line.wanted, str(line.drawn)) for line in lines(draw)],
            )
        )
        blocks.append(
            Paragraph(
                _(
                    "Vorgaben kosten gleiche Chancen: Wer zu einer Gruppe gehört, aus der wenige im Lostopf sind, wird eher ausgelost."
                ),
                quiet=True,
            )
        )
    blocks += [
        Heading(_("So wurde ausgelost")),
        Items(how_it_is_drawn(draw), numbered=True),
        Heading(_("Nachprüfen")),
        Paragraph(
            _(
                "Die Liste steht als Datei %(file)s auf der Seite der Auslosung. Ihre Prüfsumme muss die von oben sein. Mit diesem Befehl "
                "kommen dieselben Nummern heraus:"
            )
            % {"file": file_name(draw)}
            if listed
            else _(
                "Die Liste ist inzwischen gelöscht. Wer sie aufgehoben hat, erkennt sie an der Prüfsumme und rechnet so nach:"
            )
        ),
        Paragraph(command(draw)),
        Paragraph(f"{settings.BASE_URL}{draw.get_absolute_url()}", quiet=True),
    ]
    return Paper(
        title=draw.title,
        eyebrow=_("Protokoll der Auslosung"),
        lead=date_format(timezone.localtime(draw.drawn_at or timezone.now()), "DATE_FORMAT"),
        blocks=blocks,
        language=(get_language() or "de").split("-")[0],
        author=str(draw.process.office or settings.CITY),
    )
