# SPDX-License-Identifier: EUPL-1.2
"""Near matching for German texts: similar proposals while typing, search that forgives.

Spielplätze, Spielplaetze, SPIELPLATZ and Spilplatz are one thing to a citizen; Haus and Maus are
not. A text is folded (ä = ae = a, ß = ss), cut to words, words to stems; two stems are alike when
they are equal, when one is a part of the other (Wasser-spielplatz) or when they share most of their
groups of three letters. The rules in prose: ``docs/rules/similarity.md``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, Generic, Literal, TypeVar

Key = TypeVar("Key", bound=Hashable)
Why = Literal["same", "part", "spelling"]

ALIKE: Final = 0.65  # below, two words are strangers: Markt/Mark has 0.62
BODY: Final = 0.6  # a word found in the text only counts for less than one found in the title
WEAK: Final = 0.3  # a word that says little (neu, Stadt, Bereich)
PLACE: Final = 0.5  # the name of a street says where, not what
OFTEN: Final = 0.2  # a word in more than a fifth of all titles says little as well …
OFTEN_FROM: Final = 20  # … once there are this many candidates
QUERY_WORDS: Final = (
    32  # only so many words of a query count: nobody types more, and a flood must cost little
)
LONGEST: Final = 60  # letters of a word that is looked at for parts and slips; German needs 40

_OTHER_LETTERS: Final = str.maketrans(
    {"ø": "o", "œ": "o", "æ": "a", "ł": "l", "đ": "d", "ı": "i", "ð": "d", "þ": "th"}
)
_ACCENTS: Final = re.compile("[\u0300-\u036f]+")
# ae, oe, ue are umlauts unless an e follows; ue is none after a, e, o, u or q (Bauer, neue, Quelle).
_UMLAUTS: Final = re.compile("([ao])e(?!e)|(?<![aeouq])ue(?!e)")
_DOUBLED: Final = re.compile(r"([^aeiou])\1")
_BREAKS: Final = re.compile(r"[\W_]+")
_TOKEN: Final = re.compile(r"[\w\u0300-\u036f]+(?:(?<=str)\.)?", re.IGNORECASE)


def fold(text: str) -> str:
    """Return the text in the one spelling that all spellings of it share.

    Rule: lower case; ß = ss; accents off, so ä = a; ae, oe, ue count as umlauts too (not ue after
    a, e, o, u, q: Bauer, neue, Quelle; nothing before another e); "str." is straße; whatever is
    neither letter nor digit becomes one space. Folding twice changes nothing.

    Errors: none. Source: DIN 5007-1 (ä sorts as a) and DIN 5007-2 (ä as ae), made to meet.

    >>> fold("Spielplätze, SPIELPLAETZE & Spielplatze")
    'spielplatze spielplatze spielplatze'
    >>> fold("Straße/STRASSE"), fold("neue Bauernhöfe")
    ('strasse strasse', 'neue bauernhofe')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = _ACCENTS.sub("", plain).translate(_OTHER_LETTERS)
    plain = _BREAKS.sub(" ", plain.replace("str.", "strasse ")).strip()
    return _UMLAUTS.sub(lambda found: found.group(1) or "u", plain)


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(words).split())


STOP_WORDS: Final = _folded(
    """
    ab aber alle allem allen aller alles als also am an andere anderen anderer anderes auch auf aus bei
    beim bereits besonders besser bessere besserer bin bis bitte bzw da dabei dadurch dafür damit dann
    darauf daran darum das dass dein deine dem den denn der des deshalb dessen dich die dies diese
    diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einfach einige
    er es etc etwa etwas euch euer eure für gar ganz ganze ganzen gab geben gegen gehen gern gerne gibt
    habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer in
    innen ins ist ja jede jedem jeden jeder jedes jetzt kann kein keine keinem keinen keiner können
    könnte könnten lassen machen man manche mehr mein meine mich mir mit mehrere möchte möchten müssen
    muss nach nicht nichts noch nun nur ob oder ohne per schon sehr sein seine seinen seiner seit sich
    sie sind so sogar soll sollen sollte sollten sondern sowie statt über um und uns unser unsere
    unserem unseren unserer unter usw viel viele vielen vom von vor wann war waren warum was weg weil
    weiter weitere weiteren welche wenn wer werden wie wieder wir wird wo wollen wurde wurden während zb
    zu zum zur zwischen a about all also and any are as at be been but by can could do does for from had
    has have he her his how i if into is it its just like me more most my no not of on one or our out
    she should so some than that the their them then there these they this those to too up us was we
    were what when where which who will with would you your
"""
) - {"weg"}  # "Weg" as in path is worth finding; "weg" as in gone is the rarer one in proposals

# Words that are fine to find, but on which alone nothing should be called similar. Stems, see stem().
_WEAK_WORDS: Final = """
    neu neue neuer neues neuen stadt städtisch städtische bereich ort viertel stadtteil quartier
    stadtbezirk bezirk innenstadt zentrum umgebung nähe gut gute gutes groß große klein kleine bauen bau
    ausbau ausbauen errichten errichtung schaffen einrichten einrichtung verbessern verbesserung
    aufstellen anlegen erneuern erneuerung öffentlich öffentliche bürger bürgerin menschen projekt idee
    vorschlag wunsch maßnahme lokal gemeinsam new city project idea build better
"""

# Parts of the compounds people propose: for words so short that letters alone cannot tell a part
# (Rad in Fahrrad) from a coincidence (Rad in Grad).
_PARTS: Final = """
    rad weg platz park bank baum bau bus bahn hof haus schule spiel sport kinder jugend senioren garten
    wald wiese see fluss bach ufer brücke straße ampel licht lampe müll eimer abfall tonne korb papier
    hund kot zone wasser brunnen trink stadt teil fahr fuß gänger gang schnell lade säule auto e miet
    tisch tennis ball basket fuß korb skate halle bad frei schwimm hallen becken feld acker dach grün
    fläche fassade pflanz pflanzung pflege schutz lärm luft klima markt laden café treff punkt zentrum
    raum räume sitz ruhe ecke lese buch bücher schrank tausch börse nachbar fest kultur musik bühne
    theater kino kunst werk statt museum denkmal kirche amt rat rathaus tor tür zaun mauer wand treppe
    rampe aufzug roll stuhl bord stein steig pflaster kreuzung kreis verkehr über zebra streifen schild
    tempo park parkplatz stell ständer abstell anlage garage station halte stelle haltestelle linie netz
    wlan hot spot digital strom solar energie wärme blüh blume blumen beet hoch insekten hotel bienen
    stock vogel heim kita krippe hort klasse mensa schul pausen platte gerät geräte kletter gerüst
    wipp schaukel rutsche sand kasten toilette wc haus öffentlich arzt praxis kranken pflege wohn
    wohnung bau miete
"""


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """Return a folded word without its German ending; what remains has at least three letters.

    Rule, the first that fits: -sse(n) and -ss become -s; -innen is taken off and the rest looked at
    again; -um and -en after four letters that are not …a (Zentrum, Zentren); -ern, -er (four letters
    remain); -en, -es, -e (three); -n after el or er (four); -s after b d f g h k l m n r t a o (four).
    Errors: none. Source: a light cut of the idea in the Snowball stemmer for German.

    >>> [stem(fold(word)) for word in ("Bäume", "Radwegen", "Spielplätze", "Kindern", "Häuser", "Kitas")]
    ['baum', 'radweg', 'spielplatz', 'kind', 'haus', 'kita']
    """
    if word in _KEPT:
        return word
    if word.endswith("innen") and len(word) >= 9:
        word = word[:-5]
    for ending, least in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= least and _may_end(word, ending):
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("ss") else word


_KEPT: Final = frozenset({"parken", "wasser", "messer", "besser"})  # no endings: to park a car is not a park
_ENDINGS: Final = (
    ("um", 4), ("ern", 4), ("er", 4), ("en", 3), ("es", 3), ("e", 3), ("n", 4), ("s", 4),
)  # fmt: skip


def _may_end(word: str, ending: str) -> bool:
    before = word[: -len(ending)]
    if ending == "um":
        return before[-1] != "a"  # Zentrum, Museum; but Baum, Raum
    if ending == "n":
        return before.endswith(("el", "er"))
    if ending == "s":
        return before[-1] in "bdfghklmnrtao"
    return True


def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in fold(words).split())


WEAK_WORDS: Final = _stems(_WEAK_WORDS)
PARTS: Final = frozenset(part for part in _stems(_PARTS) | _folded(_PARTS) if len(part) > 2)
_PARTS_ONCE: Final = frozenset(_DOUBLED.sub(r"\1", part) for part in PARTS)


def words(text: str) -> list[str]:
    """Return the stems of a text's words in their order, without stop words and single letters.

    Errors: none.

    >>> words("Mehr Bäume für die Königsallee!")
    ['baum', 'konigsalle']
    >>> words("E-Auto-Ladesäulen in der Hauptstr. 5")
    ['auto', 'ladesaul', 'hauptstras', '5']
    """
    return [stem(word) for word in fold(text).split() if _says_something(word)]


def _says_something(word: str) -> bool:
    return word not in STOP_WORDS and (len(word) > 1 or word.isdigit())


@lru_cache(maxsize=4096)  # about 1 kB each
def trigrams(word: str) -> frozenset[str]:
    """Return the groups of three letters of a word, padded with two spaces before and one behind.

    The two spaces make beginnings count more than endings: typing errors are rare there.
    Errors: none. Source: the padding of PostgreSQL's pg_trgm.

    >>> sorted(trigrams("rad"))
    ['  r', ' ra', 'ad ', 'rad']
    """
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2)) if word else frozenset()


_LINKS: Final = ("", "s", "es", "n", "en", "er", "e")


def split_compound(word: str, lexicon: frozenset[str] | set[str]) -> tuple[str, ...]:
    """Return the parts of a compound, all of them in the lexicon; the word alone if it has none.

    Rule: greedy, the longest first part that lets the rest be split as well; between two parts may
    stand s, es, n, en, er or e. Parts have at least three letters. The lexicon holds stems
    (``stem``), the word is folded.

    Errors: none.

    >>> split_compound("wasserspielplatz", {"wasser", "spiel", "platz"})
    ('wasser', 'spiel', 'platz')
    >>> split_compound("verkehrsschild", {"verkehr", "schild"}), split_compound("grad", {"rad"})
    (('verkehr', 'schild'), ('grad',))
    """
    parts = _split(word, 0, lexicon, set()) if len(word) <= LONGEST else ()
    return parts or (word,)


def _split(word: str, start: int, lexicon: frozenset[str] | set[str], dead: set[int]) -> tuple[str, ...]:
    if word[start:] in lexicon:
        return (word[start:],)
    for cut in range(len(word) - 3, start + 2, -1):
        if word[start:cut] not in lexicon:
            continue
        for link in _LINKS:
            rest_at = cut + len(link)
            if rest_at in dead or not word.startswith(link, cut):
                continue
            if rest := _split(word, rest_at, lexicon, dead):
                return (word[start:cut], *rest)
            dead.add(rest_at)  # so that no rest is looked at twice
    return ()


def word_similarity(a: str, b: str) -> float:
    """Return how alike two folded words or stems are, 0 … 1; at ``ALIKE`` or above they match.

    Rule, the largest of
    * 1 when equal;
    * part: the shorter, of length s, is a piece of the longer, of length l, with s >= 5: at its end
      0.75 + 0.2·s/l (the last part of a German compound says what the thing is), at its start
      0.6 + 0.25·s/l, inside 0.55 + 0.25·s/l. A shorter piece counts at the end only: s = 4 if it is
      one of the known parts (``PARTS``), s >= 3 if the rest is made of known parts too;
    * part misspelt: a word of seven letters and more is, with one slip, the end of the longer: 0.7;
      so is a shorter one of which only a doubled consonant is wrong (Brunen, Trinkwasserbrunnen), from five
      letters once doubled ones are written once, or four if it then is a known part;
    * doubling: equal once doubled consonants are written once (Brunen), 0.9;
    * spelling: twice the shared trigrams divided by all trigrams (Dice); for words under seven
      letters 0.85 of that, so that Schule and Schuhe, Markt and Mark stay apart;
    * spelling: one slip (letter wrong, missing, too many, two swapped) in words of seven letters and
      more, 0.85; two slips from ten letters, 0.75; the first letter has to be right.
    The spelling rules do not hold between two words that are both made of known parts: Straßenbahn
    is no misspelt Straßenbaum.

    Errors: none. Source: Dice coefficient over trigrams (pg_trgm uses Jaccard); optimal string
    alignment distance; the numbers are ours, held by the golden pairs in the tests.

    >>> round(word_similarity("spielplatz", "wasserspielplatz"), 3)
    0.875
    >>> round(word_similarity("fahradweg", "fahrradweg"), 3), round(word_similarity("haus", "maus"), 3)
    (0.9, 0.34)
    """
    if a == b:
        return 1.0 if a else 0.0
    doubling = _doubling(a, b)
    first, second = trigrams(a), trigrams(b)
    shared = len(first & second)
    if doubling or not _enough(shared, len(first), len(second)):
        return doubling
    part = max(_part(a, b), _part_with_slip(a, b), _part_with_doubling(a, b))
    spelling = max(_dice(a, b, first, second), _slips(a, b))
    if spelling >= ALIKE and spelling > part and _known(a) and _known(b):
        spelling = 0.0
    return max(part, spelling)


def _enough(shared: int, first: int, second: int) -> bool:
    """Cheap look before the long one: no rule of ``word_similarity`` reaches ALIKE below this."""
    return shared > 0 and 10 * shared >= 4 * min(first, second)


def _part(a: str, b: str) -> float:
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) < 3 or short not in long:
        return 0.0
    share = len(short) / len(long)
    sure = len(short) >= 5
    if long.endswith(short):
        known = len(short) == 4 and short in PARTS
        if sure or known or short in split_compound(long, PARTS | {short})[1:]:
            return 0.75 + 0.2 * share
        return 0.0
    if not sure:
        return 0.0
    return (0.6 if long.startswith(short) else 0.55) + 0.25 * share


def _known(word: str) -> bool:
    return word in PARTS or split_compound(word, PARTS) != (word,)


def _dice(a: str, b: str, first: frozenset[str], second: frozenset[str]) -> float:
    value = 2 * len(first & second) / (len(first) + len(second))
    return value if min(len(a), len(b)) >= 7 else 0.85 * value


def _once(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _doubling(a: str, b: str) -> float:
    """A letter doubled or not is the commonest slip, and hardly two words differ by it alone."""
    once = _once(a)
    return 0.9 if len(once) > 3 and once == _once(b) else 0.0


def _slips(a: str, b: str) -> float:
    short, long = min(len(a), len(b)), max(len(a), len(b))
    if short < 7 or long > LONGEST or long - short > 2 or a[0] != b[0]:
        return 0.0
    slips = _distance(a, b)
    if slips <= 1:
        return 0.85
    return 0.75 if slips == 2 and short >= 10 else 0.0


def _part_with_slip(a: str, b: str) -> float:
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if len(short) < 7 or len(long) > LONGEST or len(long) - len(short) < 3:
        return 0.0
    for size in (len(short), len(short) + 1, len(short) - 1):
        if long[-size] == short[0] and _distance(short, long[-size:]) <= 1:
            return 0.7
    return 0.0


def _part_with_doubling(a: str, b: str) -> float:
    short, long = sorted((_once(a), _once(b)), key=len)
    if len(short) < 4 or len(long) - len(short) < 3 or not long.endswith(short):
        return 0.0
    if min(a, b, key=len) in PARTS:
        return 0.0  # written as it should be: Ball is no misspelt Bal of Global
    return 0.7 if len(short) >= 5 or short in _PARTS_ONCE else 0.0


def _distance(a: str, b: str) -> int:
    """Optimal string alignment: fewest letters to change, drop, add or swap; 3 means many."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > 2 and min(before) > 2:
            return 3  # it only grows from here; nobody asks for more than two
    return row[-1]


@dataclass(frozen=True)
class Prepared:
    """A candidate's stems: those of its title, and those only its body has."""

    title: frozenset[str]
    body: frozenset[str]


def prepare(title: str, body: str = "") -> Prepared:
    """Return what ``most_similar`` needs to know of a text; prepare once, ask often.

    Errors: none.

    >>> sorted(prepare("Bäume pflanzen", "Die Bäume geben Schatten.").body)
    ['schatt']
    """
    in_title = frozenset(words(title))
    return Prepared(in_title, frozenset(words(body)) - in_title)


def _weight(word: str, often: frozenset[str]) -> float:
    if word in WEAK_WORDS or word in often or word.isdigit():
        return WEAK
    return PLACE if len(word) > 5 and word.endswith(("stras", "alle")) else 1.0


def _total(found: Mapping[str, float], weights: Mapping[str, float], title_share: float) -> float:
    part = sum(weight * found[word] for word, weight in weights.items())
    return part / sum(weights.values()) * (0.85 + 0.15 * title_share)


def _asked(query: str) -> list[str]:
    return list(dict.fromkeys(words(query)))[:QUERY_WORDS]


def score(query: str, title: str, body: str = "") -> float:
    """Return how well a title and body answer a query, 0 … 1.

    Rule: each word of the query brings the similarity of the most similar word of the title, or 0.6
    of that of the body (below ``ALIKE``: 0). Their weighted mean, weak words 0.3, street names 0.5,
    times 0.85 + 0.15 · (share of the title's words that were met). 1 means: the same words. An empty
    query, or one of stop words only, scores 0.

    Errors: none. Source: house rule, docs/rules/similarity.md.

    >>> round(score("Spielplatz im Westpark", "Wasserspielplatz für den Westpark"), 2)
    0.94
    >>> round(score("Mehr Bäume in der Innenstadt", "Mehr Bänke in der Innenstadt"), 2)
    0.21
    """
    ask, known = _asked(query), prepare(title, body)
    if not ask:
        return 0.0
    found: dict[str, float] = {}
    met: set[str] = set()
    for word in ask:
        in_title = {other: value for other in known.title if (value := word_similarity(word, other)) >= ALIKE}
        in_body = [value for other in known.body if (value := word_similarity(word, other)) >= ALIKE]
        met |= in_title.keys()
        found[word] = max([*in_title.values(), *(BODY * value for value in in_body)], default=0.0)
    weights = {word: _weight(word, frozenset()) for word in ask}
    return _total(found, weights, len(met) / max(1, len(known.title)))


@dataclass(frozen=True)
class Match:
    """One word of the text that answers a word of the query; start and end count characters."""

    asked: str
    found: str
    where: Literal["title", "body"]
    start: int
    end: int
    similarity: float
    why: Why


def explain(query: str, title: str, body: str = "") -> tuple[Match, ...]:
    """Return which words of title and body answered the query, in reading order, for highlighting.

    ``found`` is the word as written; ``title[start:end]`` or ``body[start:end]`` cuts it out.
    Errors: none.

    >>> [(match.asked, match.found, match.why) for match in explain("Spilplatz", "Neue Wasserspielplätze")]
    [('Spilplatz', 'Wasserspielplätze', 'spelling')]
    >>> [(match.start, match.end) for match in explain("Baum", "Mehr Bäume!")]
    [(5, 10)]
    """
    asked: dict[str, str] = {}
    for token in _TOKEN.finditer(query):
        for word in words(token.group()):
            if len(asked) < QUERY_WORDS:
                asked.setdefault(word, token.group())
    matches: list[Match] = []
    places: tuple[tuple[Literal["title", "body"], str], ...] = (("title", title), ("body", body))
    for where, text in places:
        for token in _TOKEN.finditer(text):
            best: tuple[float, str, str] | None = None
            for word in words(token.group()):
                for ask in asked:
                    value = word_similarity(ask, word)
                    if value >= ALIKE and (best is None or value > best[0]):
                        best = (value, ask, word)
            if best:
                value, ask, word = best
                start, end = token.span()
                why = _why(ask, word)
                matches.append(Match(asked[ask], token.group(), where, start, end, value, why))
    return tuple(matches)


def _why(a: str, b: str) -> Why:
    if a == b:
        return "same"
    return "part" if _part(a, b) >= ALIKE else "spelling"


@dataclass(frozen=True)
class Index(Generic[Key]):
    """Candidates arranged for fast asking. Built by ``arrange``; thrown away when texts change."""

    keys: tuple[Key, ...]
    title_sizes: tuple[int, ...]
    often: frozenset[str]
    vocabulary: tuple[str, ...]
    in_titles: tuple[tuple[int, ...], ...] = field(repr=False)  # for each word: numbers of the candidates
    in_bodies: tuple[tuple[int, ...], ...] = field(repr=False)
    trigram_counts: tuple[int, ...] = field(repr=False)  # for each word
    by_trigram: Mapping[str, tuple[int, ...]] = field(repr=False)  # numbers of the words
    by_undoubled: Mapping[str, tuple[int, ...]] = field(repr=False)  # short words share too few trigrams


def arrange(candidates: Mapping[Key, Prepared]) -> Index[Key]:
    """Return the candidates arranged for ``most_similar``; takes longer than asking, so keep it.

    Words that more than a fifth of at least 20 titles share are noted as weak.
    Errors: none.

    >>> arrange({7: prepare("Bäume"), 8: prepare("Bänke")}).vocabulary
    ('baum', 'bank')
    """
    numbers: dict[str, int] = {}
    in_titles: list[list[int]] = []
    in_bodies: list[list[int]] = []
    for at, known in enumerate(candidates.values()):
        for texts, into in ((known.title, in_titles), (known.body, in_bodies)):
            for word in texts:
                number = numbers.setdefault(word, len(numbers))
                if number == len(in_titles):
                    in_titles.append([])
                    in_bodies.append([])
                into[number].append(at)
    by_trigram: dict[str, list[int]] = {}
    by_undoubled: dict[str, list[int]] = {}
    trigram_counts = []
    for word, number in numbers.items():
        by_undoubled.setdefault(_once(word), []).append(number)
        grams = trigrams(word)
        trigram_counts.append(len(grams))
        for gram in grams:
            by_trigram.setdefault(gram, []).append(number)
    size = len(candidates)
    often = [word for word, number in numbers.items() if len(in_titles[number]) > OFTEN * size]
    return Index(
        keys=tuple(candidates),
        title_sizes=tuple(len(known.title) for known in candidates.values()),
        often=frozenset(often) if size >= OFTEN_FROM else frozenset(),
        vocabulary=tuple(numbers),
        in_titles=tuple(map(tuple, in_titles)),
        in_bodies=tuple(map(tuple, in_bodies)),
        trigram_counts=tuple(trigram_counts),
        by_trigram={gram: tuple(found) for gram, found in by_trigram.items()},
        by_undoubled={once: tuple(found) for once, found in by_undoubled.items()},
    )


def _alike(word: str, index: Index[Key]) -> list[tuple[int, float]]:
    """The numbers of the vocabulary's words that match, and how well."""
    grams = trigrams(word)
    shared: Counter[int] = Counter()
    for gram in grams:
        shared.update(index.by_trigram.get(gram, ()))
    size, counts, vocabulary = len(grams), index.trigram_counts, index.vocabulary
    near = {number for number, count in shared.items() if _enough(count, size, counts[number])}
    near.update(index.by_undoubled.get(_once(word), ()))
    values = ((number, word_similarity(word, vocabulary[number])) for number in sorted(near))
    return [(number, value) for number, value in values if value >= ALIKE]


def most_similar(
    query: str, candidates: Mapping[Key, Prepared] | Index[Key], limit: int = 5, at_least: float = 0.5
) -> list[tuple[Key, float]]:
    """Return the keys of the most similar candidates with their scores, the best first.

    Rule: ``score``, with one difference: words that many titles share count as weak. Equal scores
    keep the order of the candidates. Give an ``Index`` (``arrange``) when asking more than once.

    Errors: ValueError when ``limit`` is negative.

    >>> shelf = {1: prepare("Mehr Bäume"), 2: prepare("Mehr Bänke"), 3: prepare("Baumpflege im Park")}
    >>> [key for key, value in most_similar("Bäume pflegen", shelf, at_least=0.4)]
    [1]
    """
    if limit < 0:
        raise ValueError("limit cannot be negative")
    index = candidates if isinstance(candidates, Index) else arrange(candidates)
    ask = _asked(query)
    if not ask:
        return []
    found: dict[int, dict[str, float]] = {}
    met: dict[int, set[int]] = {}
    for word in ask:
        for number, value in _alike(word, index):
            for at in index.in_titles[number]:
                met.setdefault(at, set()).add(number)
            for counts, places in ((value, index.in_titles[number]), (BODY * value, index.in_bodies[number])):
                for at in places:
                    if at not in found:
                        found[at] = dict.fromkeys(ask, 0.0)
                    if counts > found[at][word]:
                        found[at][word] = counts
    weights = {word: _weight(word, index.often) for word in ask}
    scores = (
        (at, _total(mine, weights, len(met.get(at, ())) / max(1, index.title_sizes[at])))
        for at, mine in found.items()
    )
    best = sorted(((value, at) for at, value in scores if value >= at_least), key=lambda x: (-x[0], x[1]))
    return [(index.keys[at], value) for value, at in best[:limit]]
