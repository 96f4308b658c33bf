# SPDX-License-Identifier: EUPL-1.2
"""People find what they mean, however they write it, and nothing that is not public."""

from __future__ import annotations

import itertools
import random
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from tests.people import citizen, phase, process

from mitwirken.civic.participation.models import Process
from mitwirken.formats.deliberation.actions import add_argument
from mitwirken.formats.proposals.actions import Clean, submit_proposal
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.actions import record
from mitwirken.ground.search import actions, queries
from mitwirken.ground.search.actions import at_the_end, forget_unused_words, rebuild, refresh, remove
from mitwirken.ground.search.models import SearchEntry, WordPiece
from mitwirken.ground.search.queries import find
from mitwirken.ground.search.registry import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def only_own_lines(db: None) -> None:
    """Tests that commit leave lines in SQLite's index, of which no flush between tests knows."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_fulltext")


_ids = itertools.count(1_000_000)


def put(title: str, body: str = "", *, kind: str = "proposal", days: int = 0, **values: Any) -> int:
    """An entry without a row behind it."""
    number = next(_ids)
    entry = Entry(
        title=title, body=body, url=f"/da/{number}/", at=timezone.now() - timedelta(days=days), **values
    )
    actions._write([actions._row(kind, number, entry)])
    return number


def titles(query: str, **narrow: str) -> list[str]:
    return [hit.entry.title for hit in find(query, **narrow).hits]


def proposed(title: str = "Mehr Bänke am See", text: str = "Zum Sitzen und Schauen.") -> Proposal:
    subject = process()
    phase(subject, "proposals", "propose", "comment")
    clean = Clean(title=title, text=text, category=None, place=None, latitude=None, longitude=None)
    return submit_proposal(process=subject, clean=clean, author=citizen())


# --- what people write


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Mehr Bäume", "baeume"),
        ("Mehr Bäume", "BÄUME"),
        ("Mehr Bäume", "Baum"),
        ("Grünfläche in der Weißenburger Straße", "Weissenburger Str."),
        ("Grünfläche in der Weißenburger Straße", "weißenburgerstraße"),
        ("Neuer Wasserspielplatz", "Spielplatz"),
        ("Neuer Wasserspielplatz", "Spielplätze"),
        ("Neuer Spielplatz", "Spilplatz"),
        ("Neuer Spielplatz", "Speilplatz"),
        ("Sichere Fahrradwege", "Radweg"),
        ("Ein Brunnen", "Brunen"),
        ("Trinkwasserbrunnen für den Platz", "Brunen"),
        ("Tempo 30 auf der B1", "B1"),
        ("Tempo 30 auf der B1", "30"),
        ("Die U43 soll öfter fahren", "u43"),
        ("Café für alle", "cafe"),
        ("Straßenbahn bis Kley", "Strassenbahn"),
        ("Скамейки в парке", "скамейки"),
        ("حديقة جديدة", "حديقة"),
    ],
)
def test_found_however_it_is_written(written, asked):
    put(written)
    put("Ganz etwas anderes")
    assert titles(asked) == [written]


@pytest.mark.parametrize(
    ("written", "asked"),
    [("Ein Haus", "Maus"), ("Der Markt", "Mark"), ("Neue Bänke", "Bäume"), ("Umgrabung", "Rad")],
)
def test_another_word_is_another_word(written, asked):
    put(written)
    assert titles(asked) == []


def test_the_title_counts_more_than_the_text():
    put("Bänke", "Ein Brunnen wäre gut.")
    put("Brunnen am Markt", "Mit Wasser.", days=30)
    assert titles("Brunnen") == ["Brunnen am Markt", "Bänke"]


def test_more_of_what_was_asked_comes_first():
    put("Brunnen im Westpark")
    put("Brunnen")
    put("Westpark", days=2)
    assert titles("Brunnen Westpark")[0] == "Brunnen im Westpark"
    assert set(titles("Brunnen Westpark")) == {"Brunnen im Westpark", "Brunnen", "Westpark"}


def test_a_part_of_the_word_answers_only_where_nothing_is_nearer():
    put("Ein Platz für Spiele", "Zum Sitzen.")
    assert titles("Spielplatz") == ["Ein Platz für Spiele"]
    put("Neue Rutsche", "Auf dem Spielplatz.", days=9)
    put("Ein Wasserspielplatz", days=9)
    assert titles("Spielplatz") == ["Ein Wasserspielplatz", "Neue Rutsche"]
    (first, _second) = find("Spielplatz").hits
    assert first.title == "Ein <mark>Wasserspielplatz</mark>"


def test_an_entry_without_a_summary_shows_its_beginning():
    put("Brunnen", "Am Markt " + "fehlt einer " * 60)
    (hit,) = find("Brunnen").hits
    assert hit.entry.summary.startswith("Am Markt fehlt einer") and hit.entry.summary.endswith(" …")
    assert len(hit.entry.summary) < 250


def test_of_equals_the_newest_comes_first():
    for days in (3, 1, 2):
        put(f"Brunnen {'alt' * days}", days=days)
    put("Brunnen alt", days=9)
    assert [hit.entry.at for hit in find("Brunnen").hits] == sorted(
        (hit.entry.at for hit in find("Brunnen").hits), reverse=True
    )


def test_a_number_is_first_of_all_the_number_of_a_proposal():
    proposal = proposed()
    put("Platz für 12 Räder und 30 Bänke, Nummer " + str(proposal.pk))
    for asked in (f"V-{proposal.pk}", str(proposal.pk), f"v {proposal.pk}"):
        assert titles(asked)[0] == proposal.title


def test_a_long_question_gets_the_nearest_answers():
    put("Trinkbrunnen am Markt")
    question = "Ich wünsche mir Schatten Liegestühle Musik Sonnensegel Eis Trinkbrunnen Wellen Sand Palmen"
    assert titles(question) == ["Trinkbrunnen am Markt"]


# --- kinds and facets


def test_kinds_are_counted_before_they_narrow():
    for _ in range(3):
        put("Brunnen")
    put("Brunnen", kind="process")
    found = find("Brunnen", kind="process")
    assert [(key, number) for key, _name, number in found.by_kind] == [("proposal", 3), ("process", 1)]
    assert len(found.hits) == 1
    assert find("Brunnen", kind="nothing").hits == ()


def test_facets_narrow_before_anything_is_left_out(monkeypatch):
    monkeypatch.setattr(queries, "CANDIDATES", 5)
    put("Brunnen, der gesuchte", "und lange noch etwas", facets={"process": "park", "place": "hombruch"})
    for _ in range(20):
        put("Brunnen", facets={"process": "rad", "place": "hoerde"})
    assert titles("Brunnen", process="park") == ["Brunnen, der gesuchte"]
    assert titles("Brunnen", place="hombruch") == ["Brunnen, der gesuchte"]
    assert titles("Brunnen", place="hombruch", process="rad") == []
    assert find("Brunnen").more
    assert not find("Brunnen", process="park").more


# --- odd questions


ODD = [
    "", " ", "\x00", "a\x00b", "🙂", "🙂" * 400, "x" * 5_000, "Brunnen " * 700, '"', '"Brunnen', "'", "Brunnen'--",
    "Brunnen OR", "NEAR(Brunnen, 5)", "title:Brunnen", "Brunnen*", "-Brunnen", "^Brunnen", "(((", "AND AND NOT",
    "{title}: a", "%", "%s %d", "_", "\\", "\ud83d", "<script>", "und oder die der das", "a b c", "ß", "1", "12 34 5",
    "\u202eBrunnen", "\u0301\u0301", "ﷺ", "汉字", "ab" * 40, "0" * 60, "/../..", "Brunnen; DROP TABLE search_fulltext",
]  # fmt: skip


@pytest.mark.parametrize("query", ODD, ids=range(len(ODD)))
def test_no_question_breaks_the_search(query):
    put("Brunnen am Markt", "Wasser")
    found = find(query)
    if "Brunnen" in query:
        assert [hit.entry.title for hit in found.hits] == ["Brunnen am Markt"]
    answer = Client().get("/suche/", {"q": query.encode("utf-8", "replace").decode()})
    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "", "1e9", "\x00"])
def test_no_page_number_breaks_the_list(page):
    for number in range(25):
        put(f"Brunnen {number}")
    answer = Client().get("/suche/", {"q": "Brunnen", "seite": page})
    assert answer.status_code == 200
    assert answer.content.count(b'class="card"') in (20, 5)


@pytest.mark.parametrize(
    "text", ["", "\x00", "🙂", "\ud83d".encode("utf-8", "replace").decode(), "x" * 50_000, "wort " * 9_000]
)
def test_no_text_breaks_the_index(text):
    put("Brunnen", text)
    put(text[:300], "Brunnen", summary=text)
    assert len(titles("Brunnen")) == 2
    forget_unused_words()
    assert len(titles("Brunnen")) == 2


def test_many_near_words_are_not_too_many():
    lots = random.Random(1)
    for _ in range(150):
        put("Brunnen" + "".join(lots.choices("abdeghklmnoprstuw", k=6)))
    put("Brunnen")
    query = " ".join(["Brunnen", *(f"Brunnen{end}" for end in "abcdefghijklmn")])
    assert "Brunnen" in titles(query)


# --- what was found is shown safely


def test_words_are_marked_and_markup_is_harmless(client):
    put('<script>alert(1)</script> Brunnen & "Co"', summary="<b>Brunnen</b> <img src=x onerror=alert(1)>")
    (hit,) = find("Brunnen").hits
    assert hit.title == "&lt;script&gt;alert(1)&lt;/script&gt; <mark>Brunnen</mark> &amp; &quot;Co&quot;"
    assert hit.summary == "&lt;b&gt;<mark>Brunnen</mark>&lt;/b&gt; &lt;img src=x onerror=alert(1)&gt;"
    page = client.get("/suche/", {"q": "<script>alert(1)</script> Brunnen"}).content.decode()
    assert "<script>alert" not in page
    assert "<mark>Brunnen</mark>" in page


@pytest.mark.parametrize(
    ("query", "marked"), [("Bäume", "<mark>Bäume</mark>"), ("spilplatz", "<mark>Wasserspielplätze</mark>")]
)
def test_what_answered_is_marked_as_it_is_written(query, marked):
    put("Bäume um Wasserspielplätze")
    (hit,) = find(query).hits
    assert marked in hit.title


def test_addresses_are_in_the_language_of_the_reader(client):
    put("Brunnen")
    (hit,) = find("Brunnen").hits
    assert hit.url.startswith("/da/")
    with translation.override("en"):
        assert hit.url.startswith("/en/da/")
    assert 'href="/en/da/' in client.get("/en/suche/?q=Brunnen").content.decode()
    assert 'href="/da/' in client.get("/suche/?q=Brunnen").content.decode()


def test_entries_made_on_an_english_page_have_german_addresses():
    with translation.override("en"):
        proposal = proposed()
    assert SearchEntry.objects.get(kind="proposal").url == proposal.get_absolute_url()


# --- the page


def test_the_page_says_what_it_can_and_what_to_do(client):
    assert "Wonach suchen Sie?" in client.get("/suche/").content.decode()
    put("Brunnen")
    assert "1 Treffer" in client.get("/suche/?q=Brunnen").content.decode()
    assert "nichts gefunden" in client.get("/suche/?q=Zeppelin").content.decode()
    assert "Nach diesen Wörtern allein" in client.get("/suche/?q=und+die").content.decode()
    assert "Von dieser Art ist nichts dabei" in client.get("/suche/?q=Brunnen&art=process").content.decode()
    assert client.post("/suche/", {"q": "Brunnen"}).status_code == 405
    assert client.head("/suche/?q=Brunnen").status_code == 200


def test_the_page_keeps_nothing_about_the_reader(client):
    answer = client.get("/suche/?q=Brunnen")
    assert not answer.cookies
    assert b"csrf" not in answer.content


def test_three_and_three_hundred_cost_the_same(client):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/suche/?q=Brunnen+am+Markt").status_code == 200
        return len(queries)

    for number in range(3):
        put(f"Brunnen {number}")
    few = cost()
    for number in range(300):
        put(f"Brunnen {number} am Markt", "Wasser für alle", kind=("proposal", "process", "text")[number % 3])
    assert cost() == few
    with CaptureQueriesContext(connection) as queries:
        assert len(find("Brunnen am Markt").hits) == 303
    assert len(queries) == 2


# --- in step with the rows


def test_a_proposal_is_found_from_its_first_moment_to_its_last():
    proposal = proposed("Mehr Bänke am See")
    assert titles("Bänke") == ["Mehr Bänke am See"]
    proposal.title = "Mehr Liegestühle am See"
    proposal.save()
    record("proposals.changed", proposal)
    assert titles("Bänke") == []
    assert titles("Liegestuhl") == ["Mehr Liegestühle am See"]
    assert SearchEntry.objects.count() == 1
    proposal.withdrawn_at = timezone.now()
    proposal.save()
    record("proposals.withdrawn", proposal, public=False)
    assert titles("Liegestuhl") == []
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM search_fulltext")
            assert cursor.fetchone() == (0,)


def test_what_was_said_about_a_hidden_proposal_is_hidden_with_it():
    proposal = proposed()
    argument = add_argument(subject=proposal, kind="pro", text="Kinderwagen passen daneben", by=citizen())
    add_argument(subject=proposal, kind="pro", text="Rollatoren ebenso", by=citizen(), parent=argument)
    assert len(titles("Kinderwagen")) == len(titles("Rollatoren")) == 1
    proposal.hidden_at = timezone.now()
    proposal.save()
    refresh(proposal)
    assert titles("Kinderwagen") == titles("Rollatoren") == titles("Bänke") == []
    proposal.hidden_at = None
    proposal.save()
    refresh(proposal)
    assert len(titles("Kinderwagen")) == len(titles("Rollatoren")) == 1
    argument.hidden_at = timezone.now()
    argument.save()
    refresh(argument)
    assert titles("Kinderwagen") == titles("Rollatoren") == []


def test_an_argument_is_shown_under_the_new_name_of_its_proposal():
    proposal = proposed("Mehr Bänke")
    add_argument(subject=proposal, kind="pro", text="Kinderwagen passen daneben", by=citizen())
    proposal.title = "Mehr Liegestühle"
    proposal.save()
    refresh(proposal)
    (title,) = titles("Kinderwagen")
    assert "Mehr Liegestühle" in title


def test_an_import_is_indexed_at_its_end_and_the_same():
    hidden = proposed("Alt und bald verborgen")
    add_argument(subject=hidden, kind="pro", text="Kinderwagen passen daneben", by=citizen())
    with transaction.atomic(), at_the_end():
        hidden.hidden_at = timezone.now()
        hidden.save()
        refresh(hidden)
        proposal = proposed("Mehr Bänke am See")
        add_argument(subject=proposal, kind="contra", text="Rollatoren ebenso", by=citizen())
        proposal.title = "Mehr Liegestühle"
        proposal.save()
        refresh(proposal)
        assert titles("Liegestühle") == []
    assert titles("Liegestühle")[0] == "Mehr Liegestühle"
    assert len(titles("Rollatoren")) == 1
    assert titles("Bänke") == titles("Kinderwagen") == titles("verborgen") == []
    for subject in Process.objects.all():
        refresh(subject)
    forget_unused_words()
    before = state()
    rebuild()
    assert state() == before


def test_an_import_that_fails_leaves_the_index_alone():
    with pytest.raises(RuntimeError), transaction.atomic(), at_the_end():
        proposed("Mehr Bänke am See")
        raise RuntimeError
    assert titles("Bänke") == []
    put("Brunnen")
    assert titles("Brunnen") == ["Brunnen"]


def test_who_looks_for_a_proposal_does_not_find_all_that_was_said_about_it():
    proposal = proposed("Mehr Bänke am See")
    for text in ("Kinderwagen passen daneben", "Bänke sind immer gut"):
        add_argument(subject=proposal, kind="pro", text=text, by=citizen())
    assert titles("Bänke See")[0] == "Mehr Bänke am See"
    assert len(titles("Bänke")) == 2
    (hit,) = find("Kinderwagen").hits
    assert "Mehr Bänke am See" in hit.title


def test_what_is_rolled_back_is_not_found():
    with pytest.raises(RuntimeError), transaction.atomic():
        proposed("Mehr Bänke am See")
        raise RuntimeError
    assert titles("Bänke") == []
    assert not WordPiece.objects.exists()


def test_removing_twice_is_removing_once():
    number = put("Brunnen")
    for _ in range(2):
        remove("proposal", number)
    assert titles("Brunnen") == []


def state() -> tuple[Any, ...]:
    rows = list(SearchEntry.objects.order_by("kind", "subject_id").values_list(*[
        field.name for field in SearchEntry._meta.fields if field.name != "id"
    ]))  # fmt: skip
    pieces = set(WordPiece.objects.values_list("piece", "word"))
    full = None
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.kind, e.subject_id, f.title, f.body FROM search_fulltext f"
                " JOIN search_searchentry e ON e.id = f.rowid ORDER BY 1, 2"
            )
            full = cursor.fetchall()
            cursor.execute("SELECT COUNT(*) FROM search_fulltext")
            assert cursor.fetchone() == (len(rows),)
    return rows, pieces, full


def test_made_afresh_the_index_is_the_same(capsys):
    for number in range(4):
        proposal = proposed(f"Vorschlag {number} mit Bänken")
        add_argument(subject=proposal, kind="contra", text=f"Grund {number}", by=citizen())
    hidden = Proposal.objects.first()
    assert hidden is not None
    hidden.hidden_at = timezone.now()
    hidden.save()
    refresh(hidden)
    for subject in Process.objects.all():
        refresh(subject)
    forget_unused_words()
    before = state()
    call_command("reindex")
    assert state() == before
    assert f"{len(before[0])} entries." in capsys.readouterr().out
    assert rebuild() == len(before[0])


def test_a_word_that_nobody_says_any_more_is_forgotten():
    number = put("Brunnen", "Geheimniswort")
    put("Brunnen")
    assert WordPiece.objects.filter(word="geheimniswort").exists()
    remove("proposal", number)
    forget_unused_words()
    assert set(WordPiece.objects.values_list("word", flat=True)) == {"brunn"}
    assert titles("Brunnen") == ["Brunnen"]


@pytest.mark.django_db(transaction=True)
def test_two_at_once_learn_the_same_words():
    from tests.ground.deeds.crowd import at_once

    words = [f"wort{letter}{other}" for letter in "abcdef" for other in "ghijkl"]

    def write(number: int) -> None:
        mixed = list(words)
        random.Random(number).shuffle(mixed)
        with transaction.atomic():
            put(" ".join(mixed[:20]), " ".join(mixed))

    results = at_once(write)
    assert results == [None] * 8
    assert len(titles("wortag")) == 8
    assert WordPiece.objects.filter(word="wortag", piece__startswith="  ").count() == 1


def test_five_thousand_entries(capsys):
    """Printed, not asserted: what a search costs with 5,000 entries."""
    lots = random.Random(2027)
    syllables = [
        a + b
        for a in ("bau", "rad", "park", "haus", "weg", "licht", "spiel")
        for b in ("m", "ge", "en", "los", "", "te")
    ]
    vocabulary = ["".join(lots.choices(syllables, k=lots.randrange(1, 4))) for _ in range(8_000)]
    known = ["Radweg", "Spielplatz", "Brunnen", "Bäume", "Beleuchtung"]
    rows = []
    for number in range(5_000):
        words = [*lots.choices(vocabulary, k=lots.randrange(20, 120)), lots.choice(known)]
        title = " ".join([lots.choice(known), *words[:3]])
        entry = Entry(title=title, body=" ".join(words), url=f"/da/{number}/", at=timezone.now())
        rows.append(actions._row("proposal", next(_ids), entry))
    began = time.perf_counter()
    actions._write(rows)
    lines = [f"{connection.vendor}: 5,000 entries written in {time.perf_counter() - began:.1f} s"]
    for query in ("Radweg", "Spilplatz", "Bäume und Beleuchtung am Spielplatz", "Brunnen am radbau parkweg"):
        began = time.perf_counter()
        found = find(query)
        lines.append(f"  {(time.perf_counter() - began) * 1000:.0f} ms, {len(found.hits)} hits: {query}")
        assert found.hits
    with capsys.disabled():
        print("\n" + "\n".join(lines))
