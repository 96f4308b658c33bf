# SPDX-License-Identifier: EUPL-1.2
"""Where somebody is right with what they want: the ways, each online, by phone and by letter.

Law as of the Gemeindeordnung Nordrhein-Westfalen, §§ 23 to 26. A city adds addresses and numbers in its own words, in a page
`lotse-KEY` of its texts. Clicks on this site are never called signatures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Way:
    """`facts`: who may, what it needs, what follows. `link`: name of a route here, with `button`. `formal`: by law, with rules of its own."""

    key: str
    name: Any
    what: Any
    online: Any
    phone: Any
    letter: Any
    facts: tuple[Any, ...] = ()
    link: str = ""
    button: Any = ""
    formal: bool = False


WRITE = _("Schreiben Sie uns einen Brief mit Ihrem Anliegen und Ihrer Anschrift, damit wir antworten können.")
CALL = _("Rufen Sie an. Wir hören zu und sagen, wie es weitergeht.")

WAYS: dict[str, Way] = {
    way.key: way
    for way in (
        Way(
            "mitmachen",
            _("Bei einer Beteiligung mitmachen"),
            _(
                "Die Stadt fragt gerade nach Ideen und Meinungen. Was Sie sagen, ist formlos und bekommt eine Antwort."
            ),
            _(
                "Wählen Sie unten eine Beteiligung und schreiben Sie Ihren Vorschlag. Ein Konto brauchen Sie nicht."
            ),
            _("Rufen Sie an und sagen Sie, worum es geht. Wir tragen es für Sie ein. Es zählt genauso."),
            _(
                "Zu jeder Beteiligung gibt es einen Bogen zum Ausdrucken. Schicken Sie ihn oder geben Sie ihn ab."
            ),
            link="participation:overview",
            button=_("Alle Beteiligungen"),
        ),
        Way(
            "maengelmelder",
            _("Mängelmelder"),
            _(
                "Schlagloch, kaputte Laterne, wilder Müll: Das repariert die Stadt, ohne dass jemand darüber abstimmt."
            ),
            _("Melden Sie den Mangel beim Mängelmelder der Stadt."),
            CALL,
            _("Schreiben Sie, was wo kaputt ist. Eine Skizze oder ein Foto hilft."),
            facts=(_("Bei Gefahr warten Sie nicht: Polizei 110, Feuerwehr 112."),),
        ),
        Way(
            "beschwerde",
            _("Beschwerdestelle der Stadt"),
            _("Sie sind mit einem Bescheid oder damit unzufrieden, wie ein Amt Sie behandelt hat."),
            _("Schreiben Sie der Beschwerdestelle eine E-Mail."),
            CALL,
            WRITE,
            facts=(
                _(
                    "Einzelne Beschwerden gehören hierher. Die Ombudsstelle für Beteiligung ist keine Schlichtungsstelle."
                ),
                _(
                    "Eine Beschwerde hält keine Frist an. Gegen einen Bescheid hilft nur der Weg, der im Bescheid steht."
                ),
            ),
        ),
        Way(
            "anregung",
            _("Anregung oder Beschwerde an den Rat (§ 24 GO NRW)"),
            _(
                "Sie wenden sich mit einem Anliegen der Gemeinde an den Rat oder die Bezirksvertretung, allein oder mit anderen."
            ),
            _(
                "Textform genügt: eine E-Mail mit Ihrem Namen und Ihrer Anschrift an den Rat oder die Bezirksvertretung."
            ),
            _(
                "Am Telefon allein geht es nicht, weil das Gesetz Textform verlangt. Wir helfen Ihnen am Telefon beim Schreiben."
            ),
            _("Schreiben Sie einen Brief mit Namen und Anschrift an den Rat oder die Bezirksvertretung."),
            facts=(
                _(
                    "Wer: Menschen, die seit mindestens drei Monaten in der Stadt wohnen. Alter und Staatsangehörigkeit spielen keine Rolle."
                ),
                _("Was es braucht: den Text und Ihren Namen. Unterschriften anderer braucht es nicht."),
                _(
                    "Was folgt: Rat oder Bezirksvertretung befassen sich damit, und Sie erfahren, was sie dazu sagen."
                ),
            ),
            formal=True,
        ),
        Way(
            "einwohnerantrag",
            _("Einwohnerantrag (§ 25 GO NRW)"),
            _(
                "Der Rat muss über Ihre Sache beraten und entscheiden, wenn genug Menschen auf Papier unterschreiben."
            ),
            _("Online unterschreiben geht nicht. Hier lesen Sie nur, wie es geht."),
            _("Rufen Sie vorher an. Die Stadt berät Sie kostenlos zur Form."),
            _("Reichen Sie den Antrag schriftlich ein, mit Begründung und den Listen der Unterschriften."),
            facts=(
                _(
                    "Wer: Menschen ab 14 Jahren, die seit mindestens drei Monaten in der Stadt wohnen, mit jeder Staatsangehörigkeit."
                ),
                _(
                    "Was es braucht: ein bestimmtes Begehren mit Begründung, bis zu drei Personen, die den Antrag vertreten, und in kreisfreien Städten Unterschriften von 4 Prozent der Einwohner*innen, höchstens 8.000."
                ),
                _(
                    "Worüber: nur über etwas, wofür der Rat zuständig ist, und nicht, wenn es dazu im letzten Jahr schon einen Antrag gab."
                ),
                _(
                    "Was folgt: Ist der Antrag zulässig, berät und entscheidet der Rat spätestens vier Monate nach dem Eingang."
                ),
            ),
            formal=True,
        ),
        Way(
            "buergerbegehren",
            _("Bürgerbegehren und Bürgerentscheid (§ 26 GO NRW)"),
            _("Die Bürger*innen entscheiden eine Sachfrage selbst, an der Stelle des Rates."),
            _("Online unterschreiben geht nicht. Hier lesen Sie nur, wie es geht."),
            _("Rufen Sie vorher an. Die Stadt berät Sie und schätzt die Kosten der Maßnahme."),
            _(
                "Teilen Sie der Verwaltung schriftlich mit, dass Sie ein Bürgerbegehren beginnen. Danach sammeln Sie auf Papier."
            ),
            facts=(
                _("Wer: Bürger*innen, also Menschen, die bei Kommunalwahlen wählen dürfen."),
                _(
                    "Was es braucht: eine Frage, auf die man Ja oder Nein sagen kann, eine Begründung, bis zu drei Personen, die das Begehren vertreten, die Kostenschätzung der Verwaltung und Unterschriften, in Städten mit mehr als 500.000 Menschen von 3 Prozent der Bürger*innen."
                ),
                _(
                    "Frist: Richtet es sich gegen einen Beschluss des Rates, läuft eine kurze Frist ab dem Beschluss. Fragen Sie früh."
                ),
                _(
                    "Worüber nicht: zum Beispiel über den Haushalt oder die innere Organisation der Verwaltung (§ 26 Absatz 5)."
                ),
                _(
                    "Was folgt: Lehnt der Rat ab, gibt es den Entscheid. Er gilt, wenn die Mehrheit zustimmt und diese Mehrheit in Städten mit mehr als 100.000 Menschen mindestens 10 Prozent der Bürger*innen ausmacht."
                ),
            ),
            formal=True,
        ),
        Way(
            "bauplan",
            _("Stellungnahme zu einem Bauplan (§ 3 Absatz 2 BauGB)"),
            _(
                "Zu Bebauungsplänen und zum Flächennutzungsplan gibt es eine förmliche Beteiligung mit eigener Frist."
            ),
            _(
                "Geben Sie die Stellungnahme dort ab, wo der Plan veröffentlicht ist, meist im Internet und innerhalb eines Monats."
            ),
            _("Rufen Sie das Planungsamt an und fragen Sie, wo der Plan ausliegt und bis wann."),
            _(
                "Schreiben Sie Ihre Stellungnahme mit dem Namen des Plans an das Planungsamt, innerhalb der Frist."
            ),
            facts=(
                _(
                    "Ein Vorschlag auf dieser Seite ist keine Stellungnahme und muss im Planverfahren nicht beachtet werden."
                ),
            ),
            formal=True,
        ),
        Way(
            "inhalt",
            _("Etwas stimmt auf dieser Seite nicht"),
            _(
                "Ein Beitrag verletzt jemanden, oder Sie sind mit einer Entscheidung der Moderation nicht einverstanden."
            ),
            _(
                "An jedem Beitrag steht „Melden“. In jeder Nachricht der Moderation steht, wie Sie widersprechen."
            ),
            CALL,
            WRITE,
            facts=(
                _(
                    "Lässt sich etwas nicht lesen oder bedienen, melden Sie die Barriere. Das geht auch ohne Konto."
                ),
            ),
            link="hub:feedback",
            button=_("Barriere melden"),
        ),
        Way(
            "ombudsstelle",
            _("Ombudsstelle für Beteiligung"),
            _(
                "Sie haben eine Frage zur Beteiligung selbst, finden, dass eine nicht fair lief, oder wissen nicht, wohin."
            ),
            _("Schreiben Sie der Ombudsstelle eine E-Mail."),
            CALL,
            WRITE,
            facts=(
                _(
                    "Die Ombudsstelle ist keine Schlichtungsstelle. Einzelne Beschwerden gehören zur Beschwerdestelle der Stadt."
                ),
            ),
        ),
    )
}

WANTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "idee": (_("Ich habe eine Idee für die Stadt"), ("mitmachen", "anregung")),
    "mitreden": (_("Ich möchte bei etwas mitreden, das gerade geplant wird"), ("mitmachen",)),
    "kaputt": (_("Etwas ist kaputt, schmutzig oder gefährlich"), ("maengelmelder",)),
    "unzufrieden": (_("Ich bin mit einem Amt oder einem Bescheid unzufrieden"), ("beschwerde", "anregung")),
    "rat": (_("Der Rat oder die Bezirksvertretung soll sich mit etwas befassen"), ()),
    "bauplan": (_("Ich möchte etwas zu einem Bauplan sagen"), ("bauplan",)),
    "inhalt": (_("Auf dieser Seite stimmt etwas nicht"), ("inhalt",)),
    "beteiligung": (_("Ich habe eine Frage zur Beteiligung oder finde sie nicht fair"), ("ombudsstelle",)),
    "unsicher": (_("Ich weiß es nicht"), ("ombudsstelle",)),
}
"""What somebody wants, and the ways that lead there; `rat` asks once more."""

HOW: dict[str, tuple[Any, tuple[str, ...]]] = {
    "anregen": (_("Ich möchte etwas anregen oder mich beschweren, allein oder mit anderen"), ("anregung",)),
    "antrag": (_("Der Rat soll darüber beraten und entscheiden müssen"), ("einwohnerantrag", "anregung")),
    "entscheid": (
        _("Die Bürger*innen sollen selbst entscheiden, an der Stelle des Rates"),
        ("buergerbegehren",),
    ),
}


def ways_for(want: str, how: str) -> list[Way]:
    """The ways for two answers; none where a question is still open."""
    keys = HOW[how][1] if want == "rat" and how in HOW else WANTS[want][1] if want in WANTS else ()
    return [WAYS[key] for key in keys]
