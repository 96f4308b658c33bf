# SPDX-License-Identifier: EUPL-1.2
"""What of a vote is about a person: that somebody has voted, until the ballot is closed. What was voted is nobody's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="ballots.Ballot",
    name=_("Vorbereitete und ausgezählte Abstimmungen"),
    fields={"created_by": _("Wer die Abstimmung vorbereitet hat")},
    purpose=_("damit Rückfragen an die richtige Stelle kommen"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="created_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="ballots.Ballot",
    fields={"counted_by": _("Wer ausgezählt hat")},
    purpose=_("damit eine zweite Person das Ergebnis veröffentlicht"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="counted_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="ballots.Option",
    name=_("Prüfung von Projekten"),
    fields={"checked_by": _("Wer geprüft hat")},
    purpose=_("damit das Amt Rückfragen beantworten kann"),
    basis=TASK,
    retention=_("bis das Konto gelöscht wird"),
    whose="checked_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="ballots.Voter",
    name=_("Wer abgestimmt hat"),
    fields={"who": _("Schlüsselwert aus Konto, Code oder Bogen"), "day": _("Tag"), "channel": _("Weg")},
    purpose=_("damit jede Person einmal abstimmt"),
    basis=TASK,
    retention=_("bis die Abstimmung geschlossen wird, höchstens zwei Wochen nach ihrem Ende"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_(
        "Ein Schlüsselwert lässt sich ohne den Schlüssel der Abstimmung niemandem zuordnen. Wer das Konto löscht, hat trotzdem abgestimmt."
    ),
)
declare(
    model="ballots.CastBallot",
    name=_("Stimmzettel, die noch geändert werden können"),
    fields={"link": _("Schlüsselwert, mit dem Sie Ihre Stimme ändern")},
    purpose=_("damit Sie Ihre Stimme bis zum Ende ändern können"),
    basis=TASK,
    retention=_("bis die Abstimmung geschlossen wird; dann wird der Schlüssel vernichtet"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("Die Stimme ist abgegeben und zählt. Was darin steht, ist mit keinem Konto verbunden."),
)
declare(
    model="ballots.Slip",
    name=_("Codes aus Briefen"),
    fields={"who": _("Schlüsselwert des Codes")},
    purpose=_("damit jeder Brief einmal zählt"),
    basis=TASK,
    retention=_("bis die Abstimmung geschlossen wird"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_("Welcher Code in welchem Brief steht, weiß niemand."),
)
declare(
    model="ballots.Admission",
    name=_("Freischaltungen zum Abstimmen"),
    fields={
        "person": _("Wer am Schalter oder mit einem Nachweis gezeigt hat, dass sie oder er abstimmen darf")
    },
    purpose=_("damit Sie mit Ihrem Konto abstimmen können"),
    basis=TASK,
    retention=_("bis die Abstimmung geschlossen wird"),
    whose="person",
    on_erase=Erase.DELETE,
)
declare(
    model="ballots.Proof",
    name=_("Nachweise zum Abstimmen"),
    fields={"who": _("Schlüsselwert aus dem, was der Identitätsdienst statt eines Namens nennt")},
    purpose=_("damit jeder Mensch einmal abstimmt, auch mit mehreren Konten"),
    basis=TASK,
    retention=_("bis die Abstimmung geschlossen wird, höchstens zwei Wochen nach ihrem Ende"),
    whose=None,
    on_erase=Erase.KEEP,
    reason=_(
        "Zu welchem Konto ein Nachweis gehört, steht nirgends. Ohne ihn könnte, wer das Konto löscht, mit einem neuen noch einmal abstimmen."
    ),
)
declare(
    model="ballots.Entry",
    name=_("Stimmzettel, die auf die zweite Eingabe warten"),
    fields={"by": _("Wer zuerst eingegeben hat")},
    purpose=_("damit zwei Personen unabhängig eingeben"),
    basis=TASK,
    retention=_("bis die zweite Person eingegeben hat"),
    whose="by",
    on_erase=Erase.UNLINK,
)
impersonal(
    "ballots.Ballot",
    [
        "title",
        "question",
        "text",
        "kind",
        "rule",
        "currency",
        "stop",
        "eligibility",
        "source",
        "town",
        "state",
    ],
    because="The city's own words about what is voted on, and fixed words of the software.",
)
impersonal("ballots.Ballot", ["key"], because="Random; goes when the ballot is closed.")
impersonal("ballots.Ballot", ["numbers", "result"], because="Sums over all voters.")
impersonal(
    "ballots.Option",
    ["code", "title", "text", "reason"],
    because="What is voted on, in the words of the city or of a public proposal, which is declared there.",
)
impersonal(
    "ballots.CastBallot",
    ["choices", "receipt"],
    because="A secret vote and the code printed beside it in the published list: tied to nobody.",
)
impersonal(
    "ballots.Entry",
    ["who", "sheet", "choices", "channel"],
    because="A numbered sheet of paper without a name, until the second clerk has typed it in.",
)
