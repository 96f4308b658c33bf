# SPDX-License-Identifier: EUPL-1.2
"""Friendly names for people who need not say theirs: drawing one, and judging one that somebody chose."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal

SHORTEST, LONGEST = 3, 40

# Stems that take -er, -e, -es and nothing else (no "rosa", no "dunkel", which loses its e).
ADJECTIVES = [
    "achtsam",
    "aufmerksam",
    "ausgeruht",
    "bedächtig",
    "behutsam",
    "beherzt",
    "beständig",
    "bunt",
    "eifrig",
    "einfallsreich",
    "entspannt",
    "erfinderisch",
    "fleißig",
    "flink",
    "freundlich",
    "fröhlich",
    "frisch",
    "geduldig",
    "gelassen",
    "gemütlich",
    "geschickt",
    "gesellig",
    "gewitzt",
    "glücklich",
    "gründlich",
    "gutmütig",
    "herzlich",
    "hilfsbereit",
    "hilfreich",
    "klug",
    "kundig",
    "lebhaft",
    "leise",
    "lustig",
    "munter",
    "mutig",
    "nachdenklich",
    "neugierig",
    "offen",
    "ordentlich",
    "pfiffig",
    "pünktlich",
    "quirlig",
    "redlich",
    "ruhig",
    "rührig",
    "sanft",
    "schlau",
    "sonnig",
    "sorgsam",
    "sportlich",
    "standhaft",
    "still",
    "tatkräftig",
    "treu",
    "umsichtig",
    "unverzagt",
    "verlässlich",
    "vergnügt",
    "vielseitig",
    "wach",
    "wachsam",
    "warmherzig",
    "weitsichtig",
    "wendig",
    "wissbegierig",
    "zuversichtlich",
]

# With the gender that decides the ending.
NOUNS = {
    "er": [
        "Ahorn",
        "Apfelbaum",
        "Bach",
        "Bagger",
        "Biber",
        "Brunnen",
        "Dachs",
        "Delfin",
        "Drachen",
        "Eisvogel",
        "Falke",
        "Feldhase",
        "Fischotter",
        "Förderturm",
        "Garten",
        "Gingko",
        "Haselstrauch",
        "Holunder",
        "Igel",
        "Kiesel",
        "Kirschbaum",
        "Kranich",
        "Kompass",
        "Leuchtturm",
        "Löwenzahn",
        "Luchs",
        "Marienkäfer",
        "Mauersegler",
        "Maulwurf",
        "Nordwind",
        "Rotmilan",
        "Salbei",
        "Schmetterling",
        "Seestern",
        "Specht",
        "Spatz",
        "Star",
        "Storch",
        "Sommerregen",
        "Tausendfüßler",
        "Uhu",
        "Wanderfalke",
        "Waldkauz",
        "Wegweiser",
        "Zaunkönig",
        "Zitronenfalter",
    ],
    "e": [
        "Ameise",
        "Amsel",
        "Anemone",
        "Bachstelze",
        "Biene",
        "Birke",
        "Brücke",
        "Buche",
        "Distel",
        "Eiche",
        "Elster",
        "Ente",
        "Erle",
        "Eule",
        "Feder",
        "Fichte",
        "Forelle",
        "Glockenblume",
        "Hainbuche",
        "Haselmaus",
        "Hummel",
        "Kamille",
        "Kastanie",
        "Kiefer",
        "Kohlmeise",
        "Kornblume",
        "Laterne",
        "Lerche",
        "Libelle",
        "Linde",
        "Margerite",
        "Minze",
        "Möwe",
        "Mohnblume",
        "Nachtigall",
        "Pappel",
        "Pusteblume",
        "Robinie",
        "Rotbuche",
        "Schnecke",
        "Schwalbe",
        "Sonnenblume",
        "Taube",
        "Ulme",
        "Walnuss",
        "Weide",
        "Wolke",
        "Zeder",
    ],
    "es": [
        "Buschwindröschen",
        "Eichhörnchen",
        "Einhorn",
        "Farnkraut",
        "Federblatt",
        "Flussufer",
        "Fohlen",
        "Gänseblümchen",
        "Glühwürmchen",
        "Heimchen",
        "Kaninchen",
        "Kleeblatt",
        "Känguru",
        "Lamm",
        "Lindenblatt",
        "Maiglöckchen",
        "Morgenrot",
        "Murmeltier",
        "Rehkitz",
        "Rotkehlchen",
        "Schneeglöckchen",
        "Seepferdchen",
        "Segelboot",
        "Stiefmütterchen",
        "Veilchen",
        "Vergissmeinnicht",
        "Wiesel",
        "Windrad",
    ],
}
_ALL_NOUNS = [(noun, ending) for ending, nouns in NOUNS.items() for noun in nouns]

# Who could be taken for the city, and words that nobody should have to read in a name.
_OFFICIAL = [
    "admin",
    "administrator",
    "administration",
    "moderation",
    "moderator",
    "moderatorin",
    "redaktion",
    "stadtverwaltung",
    "verwaltung",
    "oberbürgermeister",
    "oberbürgermeisterin",
    "bürgermeister",
    "bürgermeisterin",
    "ordnungsamt",
    "ombudsstelle",
    "polizei",
    "mitwirken",
    "system",
]
_HURTING = [
    "arschloch",
    "fotze",
    "hitler",
    "himmler",
    "goebbels",
    "hure",
    "hurensohn",
    "kanake",
    "missgeburt",
    "mongo",
    "neger",
    "nigger",
    "nazi",
    "nutte",
    "schlampe",
    "schwuchtel",
    "siegheil",
    "spast",
    "untermensch",
    "wichser",
    "zigeuner",
]

_LOOKS_LIKE = str.maketrans(
    {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"}
)
_ADDRESS = re.compile(r"@|https?:|www\.|\w\.(de|com|org|net|eu|info|ruhr|nrw|io)\b", re.IGNORECASE)
_PHONE = re.compile(r"\d[\d\s/()-]{5,}\d")


def _choose(options: list[str]) -> str:
    return options[secrets.randbelow(len(options))]


def draw(*, number: int | None = None) -> str:
    """An adjective and a noun that agree: "Freundliche Kastanie", with a number behind where one is given."""
    noun, ending = _ALL_NOUNS[secrets.randbelow(len(_ALL_NOUNS))]
    name = f"{_choose(ADJECTIVES).capitalize()}{ending} {noun}"
    return f"{name} {number}" if number is not None else name


def tidy(raw: str) -> str:
    """One spelling for what looks the same: composed letters, single spaces, nothing invisible."""
    composed = unicodedata.normalize("NFC", raw)
    # Cf are invisible signs, among them those that turn the direction of a whole line.
    visible = "".join(
        sign for sign in composed if unicodedata.category(sign) not in {"Cc", "Cf", "Co", "Cs", "Cn"}
    )
    return " ".join(visible.split())


def require_fitting(raw: str, *, official: bool = False) -> str:
    """The tidied name, or a refusal that says what is wrong. `official` names may speak for the city."""
    name = tidy(raw)
    if not SHORTEST <= len(name) <= LONGEST:
        raise Refusal(
            _("Ein Pseudonym hat %(from)d bis %(to)d Zeichen. Ihres hat %(now)d.")
            % {"from": SHORTEST, "to": LONGEST, "now": len(name)},
            status=400,
            field="pseudonym",
        )
    if _ADDRESS.search(name):
        raise Refusal(
            _("Bitte nehmen Sie keine E-Mail-Adresse und keine Internetadresse: Das Pseudonym sehen alle."),
            status=400,
            field="pseudonym",
        )
    if _PHONE.search(name):
        raise Refusal(
            _(
                "Das sieht aus wie eine Telefonnummer. Bitte wählen Sie etwas anderes: Das "
                "Pseudonym sehen alle."
            ),
            status=400,
            field="pseudonym",
        )
    if not any(sign.isalpha() for sign in name):
        raise Refusal(_("Ein Pseudonym braucht mindestens einen Buchstaben."), status=400, field="pseudonym")
    words = re.findall(r"\w+", name.casefold().translate(_LOOKS_LIKE))
    if any(word in _HURTING for word in words) or "".join(words) in _HURTING:
        raise Refusal(
            _("Dieses Wort verletzt andere. Bitte wählen Sie ein anderes Pseudonym."),
            status=400,
            field="pseudonym",
        )
    if not official and (any(word in _OFFICIAL for word in words) or {"stadt", "dortmund"} <= set(words)):
        raise Refusal(
            _("Dieses Pseudonym klingt, als spräche die Stadt. Bitte wählen Sie ein anderes."),
            status=400,
            field="pseudonym",
        )
    return name
