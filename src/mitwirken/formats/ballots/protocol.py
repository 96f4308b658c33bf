# SPDX-License-Identifier: EUPL-1.2
"""The protocol of a vote, composed once as plain blocks: page, PDF and OpenDocument are drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mitwirken.ground.ui.moments import said
from mitwirken.ground.ui.paper import Block, Heading, Items, Paper, Paragraph, Table

from .models import Ballot
from .results import whole
from .words import how_it_is_counted, how_to_fill_in, money


def compose(ballot: Ballot, shown: Mapping[str, Any]) -> Paper:
    """`shown` is what the page of the result shows."""
    told, setup, currency = shown["told"], shown["setup"], ballot.currency
    blocks: list[Block] = [
        Paragraph(ballot.question, label=_("Frage")),
        Paragraph(
            ballot.held
            or _("%(start)s bis %(end)s")
            % {"start": said(ballot.phase.starts_at), "end": said(ballot.phase.ends_at)},
            label=_("Zeitraum"),
        ),
        Paragraph(str(shown["who"]), label=_("Wer abstimmen durfte")),
        Paragraph(
            ", ".join(
                [shown["voters_words"], *(f"{each['name']}: {each['value']}" for each in shown["channels"])]
            ),
            label=_("Stimmzettel"),
        ),
        Paragraph(str(shown["invalid"]), label=_("davon leer oder ungültig")),
        Heading(_("Ergebnis")),
        Paragraph(told.lead),
    ]
    blocks += _winners(shown, currency, with_money=setup.with_money)
    if told.losers:
        blocks.append(Heading(_("Was nicht gewonnen hat, und warum")))
        for loser in told.losers:
            cost = f", {money(loser.item.cost, currency)}" if setup.with_money else ""
            blocks.append(
                Paragraph(
                    " ".join(loser.sentences),
                    label=f"{loser.item.code} {loser.item.title} ({whole(loser.votes)}{cost})",
                )
            )
    if shown["declined"]:
        blocks.append(Heading(_("Vor der Abstimmung abgelehnt")))
        blocks += [Paragraph(each.reason, label=each.title) for each in shown["declined"]]
    if told.comparison_rows:
        blocks += [
            Heading(_("Vergleich mit der Zählung nach Stimmen")),
            *(Paragraph(text) for text in told.comparison),
            Table(_("Zwei Zählungen"), ["", _("Gleiche Anteile"), _("Nach Stimmen")], told.comparison_rows),
        ]
    for name, bars in told.rounds:
        blocks.append(
            Table(
                name,
                [_("Projekt"), _("Stimmen"), ""],
                [(bar["name"], bar["value"], bar["note"]) for bar in bars],
            )
        )
    if told.duels:
        blocks.append(
            Table(
                _("Wie oft das eine vor dem anderen steht"),
                ["", *(name for name, _cells in told.duels)],
                [(name, *cells) for name, cells in told.duels],
            )
        )
    blocks += [
        Heading(_("Regel")),
        Paragraph(how_to_fill_in(setup, currency)),
        Items(how_it_is_counted(setup, currency), numbered=True),
        Heading(_("Nachzählen")),
        Paragraph(
            _(
                "Alle Stimmzettel stehen in der Datei %(file)s auf der Seite der Abstimmung. Mit diesem Befehl kommt dasselbe Ergebnis heraus:"
            )
            % {"file": shown["file_name"]}
        ),
        Paragraph(shown["command"]),
        Paragraph(f"{settings.BASE_URL}{ballot.get_absolute_url()}", quiet=True),
    ]
    if ballot.source:
        blocks.append(Paragraph(ballot.source, label=_("Quelle"), quiet=True))
    published = ballot.published_at or ballot.counted_at or timezone.now()
    return Paper(
        title=ballot.title,
        eyebrow=_("Protokoll der Abstimmung"),
        lead=date_format(timezone.localtime(published), "DATE_FORMAT"),
        blocks=blocks,
        language=(get_language() or "de").split("-")[0],
        author=str(ballot.process.office or settings.CITY),
    )


def _winners(shown: Mapping[str, Any], currency: str, *, with_money: bool) -> list[Block]:
    if not shown["winners"]:
        return []
    head = [_("Nummer"), _("Projekt"), _("Stimmen")]
    head += [_("Kosten"), _("Wirksame Unterstützung")] if with_money else []
    rows = []
    for winner, _option, _case in shown["winners"]:
        row = [winner.item.code, winner.item.title, whole(winner.votes)]
        if with_money:
            row += [
                money(winner.item.cost, currency),
                "" if winner.support is None else f"{winner.support} %",
            ]
        rows.append(row)
    return [Table(_("Gewonnen"), head, rows, row_heads=False)]
