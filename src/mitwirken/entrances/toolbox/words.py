# SPDX-License-Identifier: EUPL-1.2
"""What the keys of the catalogue are called on screen."""

import re
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .catalogue import BadEntry, Room
from .models import Size

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


SIZES: dict[str, Any] = dict(Size.choices)
TOPICS: dict[str, Any] = {
    "haushalt": _("Geld der Stadt"),
    "stadtplanung": _("Plätze und Stadtteile"),
    "strategie": _("Ziele der Stadt"),
    "alltag": _("Mängel im Alltag"),
    "digital": _("Plattformen und Apps"),
    "demokratie": _("Los und Unterschrift"),
    "mitmachen": _("Selbst anpacken"),
    "regeln": _("Gesetze und Regeln"),
}
COUNTRIES: dict[str, Any] = {
    "AT": _("Österreich"),
    "BE": _("Belgien"),
    "BR": _("Brasilien"),
    "CA": _("Kanada"),
    "CH": _("Schweiz"),
    "DE": _("Deutschland"),
    "DK": _("Dänemark"),
    "ES": _("Spanien"),
    "EE": _("Estland"),
    "FI": _("Finnland"),
    "FR": _("Frankreich"),
    "GB": _("Vereinigtes Königreich"),
    "IE": _("Irland"),
    "IS": _("Island"),
    "IT": _("Italien"),
    "JP": _("Japan"),
    "KR": _("Südkorea"),
    "LU": _("Luxemburg"),
    "MX": _("Mexiko"),
    "NL": _("Niederlande"),
    "NO": _("Norwegen"),
    "PL": _("Polen"),
    "PT": _("Portugal"),
    "SE": _("Schweden"),
    "TR": _("Türkei"),
    "TW": _("Taiwan"),
    "UA": _("Ukraine"),
    "US": _("USA"),
}
LANGUAGES: dict[str, Any] = {
    "de": _("Deutsch"),
    "en": _("Englisch"),
    "ca": _("Katalanisch"),
    "da": _("Dänisch"),
    "es": _("Spanisch"),
    "fi": _("Finnisch"),
    "fr": _("Französisch"),
    "it": _("Italienisch"),
    "nl": _("Niederländisch"),
    "no": _("Norwegisch"),
    "pl": _("Polnisch"),
    "pt": _("Portugiesisch"),
    "sv": _("Schwedisch"),
    "tr": _("Türkisch"),
    "uk": _("Ukrainisch"),
}
# Before a figure; kept in German, said in the language of the page.
ABOUT: dict[str, Any] = {
    "rund": _("rund"),
    "über": pgettext_lazy("before a number", "über"),
    "fast": pgettext_lazy("before a number", "fast"),
    "bis zu": _("bis zu"),
    "mindestens": _("mindestens"),
}
# What an export's columns and the forms at the desk are called.
TEXTS: dict[str, Any] = {
    "name": _("Name"),
    "summary": _("In einem Satz"),
    "text": _("Ausführlich"),
    "strengths": _("Stärken"),
    "fits": _("Passt, wenn …"),
    "fits_not": _("Passt nicht, wenn …"),
    "run": _("Ablauf"),
    "roles": _("Wer was macht"),
    "before": _("Vorher"),
    "during": _("Währenddessen"),
    "after": _("Danach"),
    "materials": _("Material"),
    "access": _("Damit alle mitmachen können"),
    "online": _("Online und gemischt"),
    "risks": _("Was schiefgehen kann"),
    "title": _("Titel"),
    "place": _("Ort"),
    "years": _("Zeitraum"),
    "what": _("Was gemacht wurde"),
    "lesson": _("Was man daraus lesen kann"),
    "hint": _("Was es für uns heißen kann"),
    "platform": _("Werkzeuge"),
    "cost": _("Kosten"),
}
PARTS: dict[str, Any] = {
    "key": _("Kennung"),
    "kind": _("Art"),
    "effort": _("Aufwand"),
    "cost": _("Kosten"),
    "combine_with": _("Passt gut zusammen mit"),
    "live": _("Format auf dieser Plattform"),
    "seed": _("Gehört zum Konzept der Stadt"),
    "evidence": _("Beleg"),
    "source": _("Quellen"),
    "room": _("Skizze vom Raum"),
    "country": _("Land"),
    "year": _("Jahr des Beginns"),
    "size": _("Größe des Ortes"),
    "topic": _("Thema"),
    "language": _("Sprache der Quellen"),
    "at": _("Breite und Länge"),
    "methods": _("Methoden"),
    "figures": _("Zahlen"),
}
_LANGUAGE_NAMES: dict[str, Any] = {"de": _("auf Deutsch"), "en": _("auf Englisch")}


def column(name: str) -> str:
    """What a column of the exchange file is called on screen."""
    base, _sign, language = name.rpartition("_")
    if language in _LANGUAGE_NAMES and base in TEXTS:
        return f"{TEXTS[base]} ({_LANGUAGE_NAMES[language]})"
    return str(FIELDS.get(name) or PARTS.get(name) or name)


# Why something can't be read, in the words of `catalogue` and `cases`, and in ours.
_WHY: tuple[tuple[str, Any], ...] = (
    (r"is missing", _("fehlt")),
    (r"unknown", _("kennen wir nicht")),
    (r"the German texts are missing", _("die deutschen Texte fehlen")),
    (r"needs a whole number from (\S+) to (\S+)", _("braucht eine ganze Zahl von {0} bis {1}")),
    (r"needs two numbers.*", _("braucht zwei Zahlen, die kleinste und die größte")),
    (r"the least is more than the most", _("die kleinste Zahl ist größer als die größte")),
    (r"needs a list of texts", _("braucht eine Liste von Texten")),
    (r"needs a list of entries", _("braucht eine Liste von Einträgen")),
    (r"('.*') is not one of (.*)", _("{0} gehört nicht zu: {1}")),
    (r"one of (.*)", _("muss eines sein von: {0}")),
    (r"is longer than (\d+) characters", _("ist länger als {0} Zeichen")),
    (r"a figure needs a source", _("eine Zahl braucht eine Quelle")),
    (r"needs two letters", _("braucht zwei Buchstaben")),
    (r"needs latitude and longitude", _("braucht Breite und Länge")),
    (r"too many", _("das sind zu viele")),
    (r"stands in the file twice", _("steht zweimal in der Datei")),
    (r"The file is not UTF-8", _("Die Datei ist nicht in UTF-8 gespeichert.")),
    (r"The file is not JSON", _("Die Datei ist kein vollständiges JSON.")),
    (r"The file is not CSV", _("Die Datei ist kein vollständiges CSV.")),
    (r'The file needs a list "(\w+)"', _("In der Datei fehlt die Liste „{0}“.")),
    (r"The first line needs.*", _("In der ersten Zeile müssen die Namen der Spalten stehen, darunter „key“.")),
    (r"There is no \w+ in the file", _("In der Datei steht kein einziger Eintrag.")),
    (r".*key .* needs up to (\d+) .*", _("die Kennung braucht bis zu {0} einfache Buchstaben, Ziffern oder Striche")),
    (r".*not a mapping", _("ist kein Eintrag")),
)  # fmt: skip


def why(wrong: BadEntry) -> str:
    """What is wrong, in words: where it stands in the file, and the reason."""
    for pattern, said in _WHY:
        found = re.fullmatch(pattern, wrong.why)
        if found:
            reason = str(said).format(*found.groups())
            return f"{wrong.path}: {reason}" if wrong.path else reason
    return str(wrong)


def figure(value: str) -> str:
    """A figure as the language of the page writes it. Kept is the German writing: "rund 2.230", "7,16 %"."""
    before = next((word for word in ABOUT if value.startswith(f"{word} ")), "")
    number = value[len(before) :].strip()
    if get_format("DECIMAL_SEPARATOR") == "." and re.fullmatch(r"[\d.,–%\s]+", number):
        number = number.translate(str.maketrans(".,", ",."))
    return f"{ABOUT[before]} {number}" if before else number


def room(value: Room) -> str:
    """What the sketch of a room shows, in a sentence."""
    text = str(SHAPES[value.shape])
    if value.shape == "tables" and value.number and value.seats:
        return gettext("%(number)d runde Tische mit je %(seats)d Stühlen") % {
            "number": value.number,
            "seats": value.seats,
        }
    return text
