# SPDX-License-Identifier: EUPL-1.2
"""What people write in German towns, and what should find what."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mitwirken.kernels.similarity import (
    ALIKE,
    Prepared,
    arrange,
    explain,
    fold,
    most_similar,
    prepare,
    score,
    split_compound,
    stem,
    trigrams,
    word_similarity,
    words,
)

SIMILAR = 0.5  # the default bar of most_similar

MUST_MATCH = [
    # umlauts, sharp s, endings
    ("Spielplätze", "Neuer Spielplatz am Tremoniapark"),
    ("Spielplaetze sanieren", "Sanierung Spielplatz"),
    ("spielplatze", "Spielplätze"),
    ("Baeume", "Mehr Bäume für die Kaiserstraße"),
    ("Baum pflanzen", "Bäume pflanzen"),
    ("STRASSE", "Straße"),
    ("Straßenbäume", "Strassenbaeume"),
    ("Radwege", "Radweg"),
    ("Radwegen", "Radweg"),
    ("Häuser", "Haus"),
    ("Sitzbänke im Park", "Sitzbank im Park"),
    ("Kindergärten", "Kindergarten"),
    ("Hauptstr. Tempo 30", "Tempo 30 auf der Hauptstraße"),
    ("Fußgängerüberweg", "Fussgaengerueberwege"),
    ("Blumenwiese", "Blumenwiesen statt Rasen"),
    ("Mülleimer", "Mehr Mülleimer an der Promenade"),
    ("Trinkwasserbrunnen", "Trinkwasserbrunnen in der Innenstadt"),
    ("Jugendzentrum", "Jugendzentren stärken"),
    ("Kitas", "Neue Kita in Hörde"),
    ("Flüsse", "Am Fluss"),
    ("Buslinie", "Neue Buslinien für Aplerbeck"),
    ("Café", "Cafe"),
    # compounds
    ("Spielplatz", "Wasserspielplatz für den Westpark"),
    ("Radweg", "Fahrradweg an der B1"),
    ("Radwege ausbauen", "Ausbau der Fahrradwege"),
    ("Beleuchtung", "Straßenbeleuchtung erneuern"),
    ("Brunnen", "Trinkbrunnen auf dem Markt"),
    ("Bank", "Sitzbank vor der Kirche"),
    ("Garten", "Gemeinschaftsgarten"),
    ("Schulhof begrünen", "Begrünung der Schulhöfe"),
    ("Park", "Skatepark"),
    ("Ladesäule", "E-Auto-Ladesäulen"),
    ("Hundewiese", "Eine Hundewiese für Dorstfeld"),
    ("Rad", "Fahrrad"),
    ("Tischtennisplatte", "Tischtennisplatten im Park"),
    ("Bücherschrank", "Offener Bücherschrank am Borsigplatz"),
    # slips of the finger
    ("Fahradweg", "Fahrradweg"),
    ("Spilplatz", "Spielplatz"),
    ("Spielplaz", "Spielplatz"),
    ("Spielpaltz", "Spielplatz"),
    ("Spilplatz", "Wasserspielplatz"),
    ("Beluchtung", "Beleuchtung"),
    ("Müleimer", "Mülleimer"),
    ("Zebrasteifen", "Zebrastreifen"),
    ("Strase", "Straße"),
    ("Schwimbad", "Schwimmbad"),
    ("Bibiliothek", "Bibliothek"),
    ("Fußgängerzohne", "Fußgängerzone"),
    ("Haltestele", "Haltestelle"),
    ("Brunen", "Trinkwasserbrunnen"),
    ("Trepe", "Außentreppe"),
    ("Schwimbad", "Freischwimmbad"),
    # while still typing
    ("Spielp", "Spielplatz"),
    ("Zebrastr", "Zebrastreifen an der Schule"),
    ("Beleuch", "Beleuchtung im Park"),
]

MUST_NOT_MATCH = [
    ("Haus", "Maus"),
    ("Ball", "Global"),
    ("Mitte", "Vermieter"),
    ("Baum", "Baumarkt"),
    ("Bäume", "Bänke"),
    ("Mehr Bäume in der Innenstadt", "Mehr Bänke in der Innenstadt"),
    ("Radweg an der Hauptstraße", "Zebrastreifen an der Hauptstraße"),
    ("Spielplatz im Stadtpark", "Hundewiese im Stadtpark"),
    ("Schule", "Schuhe"),
    ("Garten", "Karten"),
    ("Kirche", "Kirsche"),
    ("Kinder", "Rinder"),
    ("Wald", "Wand"),
    ("Leitung", "Zeitung"),
    ("Rad", "Grad"),
    ("Eis", "Gleis"),
    ("Park", "Sparkasse"),
    ("Park", "Parken verbieten"),
    ("Parkbank", "Parkplatz"),
    ("Fahrradweg", "Fahrradständer"),
    ("Schulhof", "Schulweg"),
    ("Schwimmbad", "Schwimmkurs"),
    ("Bürgersteig", "Bürgermeister"),
    ("Spielplatz", "Spielstraße"),
    ("Neue Ideen für die Stadt", "Neue Busse"),
    ("für alle und mehr", "Mehr für alle"),
    ("Wasserspielplatz", "Wasserwerk"),
    ("Straßenbahn", "Straßenbäume"),
    ("Hundewiese", "Blumenwiese"),
    ("Stadtbibliothek", "Stadtbad"),
    ("Markt", "Mark"),
    ("Haltestelle", "Baustelle"),
]


@pytest.mark.parametrize(("query", "title"), MUST_MATCH)
def test_people_find_it(query: str, title: str) -> None:
    assert score(query, title) >= SIMILAR


@pytest.mark.parametrize(("query", "title"), MUST_NOT_MATCH)
def test_people_are_not_bothered(query: str, title: str) -> None:
    assert score(query, title) < SIMILAR


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Spielplätze", "spielplatze"),
        ("Spielpla\u0308tze", "spielplatze"),  # the accent as a character of its own (macOS)
        ("GROẞE Straße", "grosse strasse"),
        ("neue Bauernhöfe, Treue, Quelle", "neue bauernhofe treue quelle"),
        ("Duesseldorf & Köln", "dusseldorf koln"),
        ("Łódź, İstanbul, Tromsø", "lodz istanbul tromso"),
        ("  --  ", ""),
        ("E-Auto_2.0", "e auto 2 0"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
@example("aee ouee aueue ǅ ŉ ﬁ ½ 𝐀𝐞")
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet="aeouäöüß snrtz"))
def test_typed_umlauts_meet_real_ones(text: str) -> None:
    """Writing ä as ae never changes what is found, unless the letters around make another reading."""
    if not any(pair in text for pair in ("äe", "öe", "üe", "aü", "eü", "oü", "uü", "äü", "öü", "üü")):
        typed = text.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
        assert fold(typed) == fold(text)


@given(st.text(alphabet="abdefghiklmnorstuz", min_size=1))
def test_a_stem_is_a_start_of_its_word_and_never_too_short(word: str) -> None:
    cut = stem(word)
    assert word.startswith(cut)
    assert len(cut) >= min(len(word) - word.endswith("ss"), 3) - 1


def test_one_stem_for_all_forms() -> None:
    for forms in (
        ("Radweg", "Radwege", "Radwegen", "Radweges", "Radwegs"),
        ("Kind", "Kinder", "Kindern", "Kindes"),
        ("Bus", "Busse", "Bussen"),
        ("Straße", "Straßen", "Str."),
        ("Zentrum", "Zentren"),
        ("Mauer", "Mauern"),
        ("Ampel", "Ampeln"),
        ("Bürger", "Bürgerinnen", "Bürgern"),
    ):
        assert len({tuple(words(form)) for form in forms}) == 1, forms


def test_words_leave_out_what_says_nothing() -> None:
    assert words("Wir möchten, dass es für alle Kinder einen Weg gibt") == ["kind", "weg"]
    assert words("Bürger*innen") == words("Bürger:innen") == words("Bürger")


@pytest.mark.parametrize(
    ("word", "lexicon", "parts"),
    [
        ("fahrradweg", {"fahr", "rad", "weg"}, ("fahr", "rad", "weg")),
        ("fahrradweg", {"fahr", "fahrrad", "rad", "weg"}, ("fahrrad", "weg")),
        ("verkehrsschild", {"verkehr", "schild"}, ("verkehr", "schild")),
        ("blumenwies", {"blum", "wies"}, ("blum", "wies")),
        ("baumarkt", {"baum", "rad"}, ("baumarkt",)),
        ("baumarkt", {"baum", "bau", "markt"}, ("bau", "markt")),
        ("weg", set(), ("weg",)),
        ("", {"weg"}, ("",)),
    ],
)
def test_split_compound(word: str, lexicon: set[str], parts: tuple[str, ...]) -> None:
    assert split_compound(word, lexicon) == parts


@given(st.lists(st.sampled_from(["rad", "weg", "platz", "spiel", "wasser"]), min_size=1, max_size=8))
def test_what_was_joined_is_split(parts: list[str]) -> None:
    lexicon = {"rad", "weg", "platz", "spiel", "wasser"}
    assert "".join(split_compound("".join(parts), lexicon)) == "".join(parts)
    assert set(split_compound("".join(parts), lexicon)) <= lexicon


def test_hostile_words_end() -> None:
    long = "bau" * 5000
    assert split_compound(long + "x", {"bau", "baubau"}) == (long + "x",)
    assert split_compound("bau" * 19 + "x", {"bau", "baubau", "baubaubau"}) == ("bau" * 19 + "x",)
    assert word_similarity(long, long + "x") >= ALIKE
    assert score("spielplatz " * 5000 + long, "Spielplatz") > 0


letters = st.text(alphabet="abdeghilmnoprstuwz", max_size=14)


@given(letters, letters)
def test_similarity_is_fair_to_both_sides(a: str, b: str) -> None:
    value = word_similarity(a, b)
    assert 0 <= value <= 1
    assert value == word_similarity(b, a)
    assert (value == 1) == (a == b != "")


def test_similarity_knows_the_head_of_a_compound() -> None:
    head = word_similarity("spielplatz", "wasserspielplatz")
    start = word_similarity("spielplatz", "spielplatzgerate")
    assert head > start >= ALIKE
    assert word_similarity("haus", "maus") < 0.5
    assert word_similarity("fahradweg", "fahrradweg") > 0.8
    assert trigrams("") == frozenset()


def test_score_orders_as_people_would() -> None:
    same = score("Spielplatz Westpark", "Spielplatz Westpark")
    compound = score("Spielplatz Westpark", "Wasserspielplatz im Westpark mit Matschanlage")
    in_body = score("Spielplatz Westpark", "Mehr für Kinder", "Im Westpark fehlt ein Spielplatz.")
    other = score("Spielplatz Westpark", "Hundewiese Fredenbaum")
    assert 1 == same > compound > in_body > other == 0


texts = st.lists(
    st.sampled_from(
        [
            "Spielplatz",
            "Wasserspielplatz",
            "Spilplatz",
            "Radweg",
            "Fahrradwege",
            "Bäume",
            "Bänke",
            "Park",
            "Schule",
            "Hauptstraße",
            "neu",
            "Stadt",
            "Beleuchtung",
            "Straßenbeleuchtung",
            "und",
            "für",
            "30",
            "Haus",
            "Maus",
        ]
    ),
    max_size=6,
).map(" ".join)


@given(texts, st.lists(st.tuples(texts, texts), max_size=12))
def test_the_index_finds_what_the_score_says(query: str, candidates: list[tuple[str, str]]) -> None:
    shelf = {at: prepare(title, body) for at, (title, body) in enumerate(candidates)}
    found = dict(most_similar(query, arrange(shelf), limit=99, at_least=0.01))
    for at, (title, body) in enumerate(candidates):
        assert found.get(at, 0.0) == pytest.approx(score(query, title, body))


@given(texts, texts, texts)
def test_score_stays_in_its_range(query: str, title: str, body: str) -> None:
    assert 0 <= score(query, title, body) <= 1
    assert (score(query, query) == pytest.approx(1)) or not words(query)


def test_most_similar_sorts_limits_and_keeps_ties_in_order() -> None:
    shelf = {
        "a": prepare("Radweg"),
        "b": prepare("Spielplatz"),
        "c": prepare("Radweg"),
        "d": prepare("Fahrradweg"),
    }
    assert [key for key, _ in most_similar("Radweg", shelf)] == ["a", "c", "d"]
    assert [key for key, _ in most_similar("Radweg", shelf, limit=1)] == ["a"]
    assert (
        most_similar("Radweg", shelf, limit=0) == most_similar("", shelf) == most_similar("und", shelf) == []
    )
    assert most_similar("Radweg", dict[str, Prepared]()) == []
    with pytest.raises(ValueError, match="limit"):
        most_similar("Radweg", shelf, limit=-1)


def test_a_word_in_every_title_decides_nothing() -> None:
    shelf = {
        at: prepare(f"Hoeschpark: {what}") for at, what in enumerate(["Bank", "Brunnen", "Wiese", "Tor"] * 6)
    }
    few = {at: known for at, known in shelf.items() if at < 4}
    assert [key for key, _ in most_similar("Schaukel im Hoeschpark", few, at_least=0.4)] == [0, 1, 2, 3]
    assert most_similar("Schaukel im Hoeschpark", shelf, at_least=0.4) == []


def test_explain_points_at_the_words() -> None:
    title, body = "Neue Wasserspielpla\u0308tze!", "Die Spielpläzte sind alt; der Fahrradweg auch."
    found = explain("Spielplatz, Fahradweg", title, body)
    assert [(m.where, m.found, m.asked, m.why) for m in found] == [
        ("title", "Wasserspielpla\u0308tze", "Spielplatz", "part"),
        ("body", "Spielpläzte", "Spielplatz", "spelling"),
        ("body", "Fahrradweg", "Fahradweg", "spelling"),
    ]
    for match in found:
        assert {"title": title, "body": body}[match.where][match.start : match.end] == match.found
        assert ALIKE <= match.similarity <= 1
    [street] = explain("Kaiserstraße", "Tempo 30: Kaiserstr. 5")
    assert (street.found, street.why) == ("Kaiserstr.", "same")
    assert explain("", title, body) == explain("und", title, body) == ()
