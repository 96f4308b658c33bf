# SPDX-License-Identifier: EUPL-1.2
"""What the keys of the catalogue are called on screen."""

from typing import Any

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .catalogue import Room

GOALS: dict[str, Any] = {
    "informieren": _("Informieren"),
    "meinungsbild": _("Meinungen einholen"),
    "dialog": _("Ins Gespräch kommen"),
    "ideen": _("Ideen sammeln"),
    "planen": _("Gemeinsam planen"),
    "vernetzen": _("Menschen zusammenbringen"),
    "konflikt": _("Einen Streit klären"),
    "aktivieren": _("Zum Mitmachen anregen"),
    "entscheiden": _("Entscheiden"),
    "umsetzen": _("Selbst anpacken"),
    "lernen": _("Gemeinsam lernen"),
    "evaluieren": _("Prüfen, was es gebracht hat"),
}
PHASES: dict[str, Any] = {
    "anstoss": _("Anstoß"),
    "analyse": _("Analyse"),
    "ideen": pgettext_lazy("phase of a process", "Ideen"),
    "abwaegung": _("Abwägung"),
    "entscheidung": _("Entscheidung"),
    "umsetzung": _("Umsetzung"),
    "auswertung": _("Auswertung"),
}
INFLUENCE: dict[str, Any] = {
    "inform": _("Information"),
    "consult": _("Konsultation"),
    "involve": _("Einbeziehung"),
    "collaborate": _("Mitgestaltung"),
    "empower": _("Mitentscheidung"),
}
RECRUITMENT: dict[str, Any] = {
    "offen": _("offen für alle"),
    "eingeladen": _("gezielt eingeladen"),
    "zufall": _("per Los eingeladen"),
    "aufsuchend": _("man geht zu den Menschen"),
    "beliebig": _("beliebig"),
}
GROUPS: dict[str, Any] = {
    "kinder": _("Kinder"),
    "jugend": _("Jugendliche"),
    "aeltere": _("ältere Menschen"),
    "familien": _("Familien"),
    "berufstaetige": _("Berufstätige"),
    "zugewanderte": _("Zugewanderte"),
    "behinderung": _("Menschen mit Behinderung"),
    "ohne_internet": _("Menschen ohne Internet"),
    "wenig_lesen": _("Menschen, die wenig lesen"),
    "nachbarschaft": _("die Nachbarschaft"),
    "skeptische": _("Menschen, die sonst nicht kommen"),
    "engagierte": _("Engagierte und Vereine"),
    "fachleute": _("Fachleute"),
    "wirtschaft": _("Handel und Betriebe"),
}
BARRIERS: dict[str, Any] = {
    "zeit": _("wenig Zeit"),
    "sprache": _("wenig Deutsch"),
    "schreiben": _("viel lesen und schreiben"),
    "technik": _("Technik"),
    "wege": _("weite oder unebene Wege"),
    "geld": _("Geld"),
    "scheu": _("Scheu, vor vielen zu sprechen"),
    "vertrauen": _("„Das bringt ja doch nichts“"),
    "sinne": _("Hören und Sehen"),
}
MODES: dict[str, Any] = {
    "analog": pgettext_lazy("mode of a method", "vor Ort"),
    "digital": pgettext_lazy("mode of a method", "online"),
    "hybrid": _("vor Ort und online"),
}
KINDS: dict[str, Any] = {
    "step": _("Methode"),
    "part": _("Baustein"),
    "formal": _("Recht mit eigenem Gesetz"),
    "standing": _("dauerhaftes Angebot"),
}
EFFORT: dict[int, Any] = {
    1: _("sehr wenig"),
    2: _("wenig"),
    3: _("mittel"),
    4: _("viel"),
    5: _("sehr viel"),
}
COST: dict[int, Any] = {
    1: _("unter 1.000 €"),
    2: _("1.000 bis 10.000 €"),
    3: _("10.000 bis 50.000 €"),
    4: _("über 50.000 €"),
}
SKILL: dict[int, Any] = {
    1: _("geht ohne Vorerfahrung"),
    2: _("mit etwas Erfahrung"),
    3: _("nur mit geübter Moderation"),
}
CONFLICT: dict[int, Any] = {
    1: _("für ruhige Themen"),
    2: _("verträgt verschiedene Meinungen"),
    3: _("auch bei offenem Streit"),
}
# What the field names of the catalogue are called, in files and refusals.
FIELDS: dict[str, Any] = {
    "goals": _("Ziele"),
    "phases": _("Phasen"),
    "influence": _("Wie weit die Mitwirkung reicht"),
    "group": _("Wie viele Menschen"),
    "minutes": _("Dauer eines Termins"),
    "preparation": _("Vorbereitung"),
    "span": _("Laufzeit"),
    "hours": _("Arbeitsstunden"),
    "euros": _("Ausgaben"),
    "mode": _("Weg"),
    "recruitment": _("Wie Menschen dazukommen"),
    "moderation": _("Moderation"),
    "conflict": _("Streit"),
    "reaches": _("Erreicht gut"),
    "misses": _("Erreicht kaum"),
    "lowers": _("Senkt Hürden"),
    "raises": _("Hat Hürden"),
}
SHAPES: dict[str, Any] = {
    "theatre": _("Stuhlreihen vor einer Bühne, ein Mikrofon im Gang"),
    "tables": _("Runde Tische mit Stühlen"),
    "circle": _("Ein Stuhlkreis"),
    "fishbowl": _("Ein kleiner Kreis in der Mitte mit einem freien Stuhl, außen herum alle anderen"),
    "horseshoe": _("Tische in U-Form, vorn eine Wand"),
    "sessions": _("Mehrere Stuhlkreise, vorn eine Wand mit dem Plan"),
    "stations": _("Stellwände als Stationen, dazwischen ein Weg"),
    "stalls": _("Stände wie auf einem Markt"),
    "walk": _("Ein Weg durchs Viertel mit Haltepunkten"),
    "studio": _("Arbeitstische und eine Wand für Ergebnisse"),
    "counter": _("Zwei Tische für Gespräche zu zweit oder dritt, mit Sichtschutz"),
    "street": _("Ein Stand auf der Straße"),
    "council": _("Ein Halbkreis im Plenum und Tische für kleine Gruppen"),
    "site": _("Ein Platz, auf dem gebaut wird, mit Werkbank und Materiallager"),
    "screen": _("Alle an ihrem eigenen Gerät"),
}


def room(value: Room) -> str:
    """What the sketch of a room shows, in a sentence."""
    text = str(SHAPES[value.shape])
    if value.shape == "tables" and value.number and value.seats:
        return _gettext("%(number)d runde Tische mit je %(seats)d Stühlen") % {
            "number": value.number,
            "seats": value.seats,
        }
    return text
