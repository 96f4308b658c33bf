# SPDX-License-Identifier: EUPL-1.2
"""From the scanner to the entry: read, checked, confirmed, counted once."""

from __future__ import annotations

import io
import threading
from datetime import timedelta
from typing import Any

import pytest
from bench.marks import TELEPHONE, Camera
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from tests.ground.scanning.drawn import jpeg, pdf, picture, tick
from tests.people import citizen, staff

from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.models import Rating
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.paper import actions as paper
from mitwirken.ground.paper.models import Entry
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.scanning import actions, pictures, queries, rules
from mitwirken.ground.scanning.models import (
    Original,
    Page,
    PageState,
    Scan,
    Sheet,
    SheetReason,
    SheetState,
    Upload,
)
from mitwirken.kernels.sheets import SheetCode

pytestmark = pytest.mark.django_db


def take(by: Any, *images: Image.Image, name: str = "stapel.pdf") -> Scan:
    scan, _new = actions.take_in(files=[(name, pdf(*images))], by=by)
    while actions.read_waiting():
        pass
    return scan


def ask(client: Client, scan: Scan) -> None:
    """Says what the pictures are needed for."""
    data = {"where": f"scan:{scan.pk}", "reason": "Bogen eintragen", "back": "/schreibtisch/"}
    assert client.post(reverse("desk:open_contacts"), data).status_code == 302


def states(scan: Scan) -> list[str]:
    return [sheet.state for sheet in Sheet.objects.filter(scan=scan)]


# --- reading --------------------------------------------------------------------------------------------------------


def test_clear_sheets_are_entered_when_the_stack_is_confirmed(ballot, clerk):
    scan = take(
        clerk,
        picture(ballot, 1, tick(ballot, (0, "3"), (1, "2"))),
        picture(ballot, 2, tick(ballot, (2, "1"))),
    )
    assert states(scan) == [SheetState.CLEAR, SheetState.CLEAR]
    assert not Entry.objects.exists(), "nothing is entered before a person said so"
    assert actions.confirm_clear(scan=scan, by=clerk) == actions.Confirmed(2, 0)
    entries = list(Entry.objects.order_by("copy"))
    assert [(entry.copy, entry.channel) for entry in entries] == [(1, "paper"), (2, "paper")]
    assert sorted(Rating.objects.values_list("value", flat=True)) == [1, 2, 3]
    assert states(scan) == [SheetState.ENTERED, SheetState.ENTERED]
    assert actions.confirm_clear(scan=scan, by=clerk).entered == 0
    verbs = list(LogEntry.objects.values_list("verb", flat=True))
    assert verbs.count("scanning.confirmed") == 2 and verbs.count("paper.entered") == 2


def test_unclear_marks_wait_for_a_person_and_are_not_guessed(ballot, clerk):
    marks = tick(ballot, (0, "3")) | {f"{ballot.sheet_layout.pages[0].choices[1].name}:2": "filled"}
    scan = take(clerk, picture(ballot, 1, marks))
    sheet = Sheet.objects.get()
    assert (sheet.state, sheet.reason) == (SheetState.CHECK, SheetReason.MARKS)
    seen = actions.readings_of(sheet)
    names = [choice.name for choice in ballot.sheet_layout.choices]
    assert [one.name for one in seen.unclear] == [names[1]]
    assert seen.values() == {names[0]: "3"}
    assert actions.confirm_clear(scan=scan, by=clerk).entered == 0
    entry = actions.enter_sheet(sheet=sheet, values={names[0]: "3", names[1]: "1"}, by=clerk)
    assert entry.copy == 1
    assert sorted(Rating.objects.values_list("value", flat=True)) == [1, 3]


def test_upside_down_and_by_telephone(ballot, clerk):
    photos = [
        picture(
            ballot,
            n + 1,
            tick(ballot, (n, "2")),
            camera=Camera(**{**TELEPHONE.__dict__, "turned": turned}),
            seed=n,
        )
        for n, turned in enumerate((180, 90, 270))
    ]
    scan, new = actions.take_in(files=[(f"{n}.jpg", jpeg(one)) for n, one in enumerate(photos)], by=clerk)
    assert new and queries.pages_to_read(scan) == 0, "few are read at once"
    assert states(scan) == [SheetState.CLEAR] * 3
    names = [choice.name for choice in ballot.sheet_layout.choices]
    assert [actions.readings_of(sheet).values() for sheet in Sheet.objects.filter(scan=scan)] == [
        {names[0]: "2"}, {names[1]: "2"}, {names[2]: "2"},
    ]  # fmt: skip


def test_an_empty_sheet_goes_to_a_person_and_an_empty_page_counts_for_nothing(ballot, clerk):
    scan = take(clerk, picture(ballot, 1), Image.new("L", (1240, 1754), 248))
    assert [(one.state, one.reason) for one in Sheet.objects.all()] == [(SheetState.CHECK, SheetReason.EMPTY)]
    assert [page.state for page in scan.pages.all()] == [PageState.READ, PageState.BLANK]
    assert Original.objects.count() == 1, "nobody needs a picture of nothing"


def test_handwriting_is_only_shown_and_never_read(idea_sheet, clerk, desk):
    assert idea_sheet.pages == 2
    scan = take(
        clerk,
        picture(idea_sheet, 4, writing=("title", "text", "author_label")),
        picture(idea_sheet, 4, {"reply:brief": "cross"}, page=2, writing=("address",)),
    )
    sheet = Sheet.objects.get(scan=scan)
    assert (sheet.state, sheet.reason) == (SheetState.CHECK, SheetReason.WRITING)
    assert actions.readings_of(sheet).written == {"title", "text", "author_label", "address"}
    response = desk.get(sheet.get_absolute_url())
    text = response.content.decode()
    first, second = sheet.pages.all()
    assert reverse("scanning:cut", args=[first.pk, "title"]) in text
    assert reverse("scanning:cut", args=[second.pk, "address"]) not in text, "behind the door"
    assert reverse("scanning:cut", args=[first.pk, "where"]) not in text, "nothing is written there"
    assert response.context["reply"]["reply"].value() == "brief"
    sent = {
        "title": "Ein Brunnen",
        "text": "Für heiße Tage am Spielplatz.",
        "author_label": "Erna",
        "reply": "brief",
        "address": "Am Hang 3",
        "once": "abc",
    }
    response = desk.post(sheet.get_absolute_url(), sent)
    assert response.status_code == 302, response.content.decode()
    proposal = Proposal.objects.get(title="Ein Brunnen")
    assert proposal.channel == "paper"
    sheet.refresh_from_db()
    assert sheet.state == SheetState.ENTERED and sheet.entry.subject_id == proposal.pk
    assert (sheet.entry.reply, sheet.entry.address) == ("brief", "Am Hang 3")


def test_pages_of_one_sheet_find_each_other_over_two_scans(idea_sheet, clerk):
    first = take(clerk, picture(idea_sheet, 7, page=2, seed=4))
    assert states(first) == [SheetState.MISSING]
    second = take(clerk, picture(idea_sheet, 7, page=1, writing=("title",), seed=5))
    assert Sheet.objects.count() == 1
    assert Sheet.objects.get().state == SheetState.CHECK
    assert list(queries.late_pages(second)) and not list(queries.late_pages(first))


# --- counting once --------------------------------------------------------------------------------------------------


def test_a_sheet_scanned_twice_counts_once_and_says_so(ballot, clerk, desk):
    take(clerk, picture(ballot, 1, tick(ballot, (0, "3"))))
    again = take(
        clerk, picture(ballot, 1, tick(ballot, (0, "3")), seed=9), picture(ballot, 2, tick(ballot, (0, "1")))
    )
    assert Sheet.objects.count() == 2
    assert [page.state for page in again.pages.all()] == [PageState.TWICE, PageState.READ]
    assert "schon gelesen" in desk.get(again.get_absolute_url()).content.decode()


def test_the_same_file_gives_the_scan_that_is_there(ballot, clerk, desk):
    data = pdf(picture(ballot, 1, tick(ballot, (0, "3"))))
    first, new = actions.take_in(files=[("a.pdf", data)], by=clerk)
    second, newer = actions.take_in(files=[("b.pdf", data)], by=clerk)
    assert (first, new, newer) == (second, True, False)
    response = desk.post(
        reverse("scanning:start"), {"uploads": SimpleUploadedFile("c.pdf", data)}, follow=True
    )
    assert "schon eingelesen" in response.content.decode()
    assert Page.objects.count() == 1


def test_a_number_that_was_typed_in_counts_as_known(ballot, clerk):
    name = next(iter(ballot.sheet_layout.choices)).name
    earlier = paper.enter(print_=ballot, copy=3, values={name: "2"}, channel="paper", by=clerk)
    scan = take(clerk, picture(ballot, 3, tick(ballot, (0, "2"))))
    sheet = Sheet.objects.get(scan=scan)
    assert (sheet.state, sheet.entry) == (SheetState.KNOWN, earlier)
    assert actions.confirm_clear(scan=scan, by=clerk).entered == 0
    paper.take_back(entry=earlier, by=clerk)
    actions.take_up_again(sheet=sheet, by=clerk)
    sheet.refresh_from_db()
    assert sheet.waits and sheet.entry is None


def test_typed_in_between_reading_and_confirming(ballot, clerk):
    scan = take(clerk, picture(ballot, 3, tick(ballot, (0, "2"))))
    name = next(iter(ballot.sheet_layout.choices)).name
    paper.enter(print_=ballot, copy=3, values={name: "2"}, channel="paper", by=clerk)
    assert actions.confirm_clear(scan=scan, by=clerk) == actions.Confirmed(0, 1)
    assert states(scan) == [SheetState.KNOWN]
    assert Entry.objects.count() == 1


def test_equal_sheets_without_a_number_go_to_a_person(ballot, clerk, desk):
    marks = tick(ballot, (0, "3"))
    scan = take(
        clerk,
        picture(ballot, 0, marks),
        picture(ballot, 0, tick(ballot, (1, "3"))),
        picture(ballot, 0, marks, seed=8),
    )
    first, other, same = Sheet.objects.filter(scan=scan)
    assert [one.state for one in (first, other, same)] == [
        SheetState.CLEAR,
        SheetState.CLEAR,
        SheetState.CHECK,
    ]
    assert (same.reason, same.twin) == (SheetReason.TWIN, first)
    assert "Vielleicht derselbe Bogen" in desk.get(same.get_absolute_url()).content.decode()
    assert actions.confirm_clear(scan=scan, by=clerk).entered == 2
    desk.post(reverse("scanning:aside", args=[same.pk]))
    same.refresh_from_db()
    assert same.state == SheetState.ASIDE
    desk.post(reverse("scanning:again", args=[same.pk]))
    same.refresh_from_db()
    assert same.waits


# --- pages without a number -----------------------------------------------------------------------------------------


def test_a_person_reads_the_number_the_machine_could_not(ballot, clerk, desk):
    scan = take(clerk, picture(ballot, 5, tick(ballot, (0, "3")), code=False))
    page = scan.pages.get()
    assert page.state == PageState.NO_CODE and not Sheet.objects.exists()
    address = reverse("scanning:page", args=[page.pk])
    assert desk.post(address, {"bogen": "was", "seite": 1}).status_code == 422
    assert desk.post(address, {"bogen": f"{ballot.code}-99", "seite": 1}).status_code == 422
    assert desk.post(address, {"bogen": f"{ballot.code}-5", "seite": 7}).status_code == 422
    response = desk.post(address, {"bogen": f"{ballot.code.lower()} 5", "seite": 1})
    sheet = Sheet.objects.get()
    assert response.url == sheet.get_absolute_url()
    # Without its code nobody knows which way up the page lies: all marks go to a person.
    assert (sheet.copy, sheet.state, sheet.reason) == (5, SheetState.CHECK, SheetReason.CROOKED)
    assert actions.readings_of(sheet).values() == {}
    with pytest.raises(Refusal):
        actions.give_number(page=page, code=SheetCode(ballot.code, 5, 1), by=clerk)


def test_a_page_that_is_no_sheet_is_put_aside(ballot, clerk, desk):
    letter = Image.new("L", (1240, 1754), 245)
    letter.paste(40, (200, 300, 900, 330))
    scan = take(clerk, letter)
    page = scan.pages.get()
    assert page.state == PageState.NO_CODE
    desk.post(reverse("scanning:page_aside", args=[page.pk]))
    page.refresh_from_db()
    assert page.state == PageState.ASIDE


def test_a_code_of_a_sheet_that_was_never_printed_is_no_number(ballot, clerk):
    scan = take(clerk, picture(ballot, 21, tick(ballot, (0, "3"))))
    assert [page.state for page in scan.pages.all()] == [PageState.NO_CODE]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("kaputt.pdf", b"%PDF-1.7\nnothing of a PDF follows"),
        ("notiz.txt", b"Guten Tag"),
        ("bild.jpg", b"\xff\xd8\xff\xe0 no picture"),
        ("leer.pdf", b""),
    ],
)
def test_bad_files_are_named_and_nothing_is_kept(desk, ballot, name, data):
    good = SimpleUploadedFile("gut.jpg", jpeg(picture(ballot, 1)))
    response = desk.post(reverse("scanning:start"), {"uploads": [good, SimpleUploadedFile(name, data)]})
    assert response.status_code == 422
    assert name in response.content.decode()
    assert not Scan.objects.exists() and not Page.objects.exists()


def test_too_many_and_too_large(desk, monkeypatch, ballot):
    address = reverse("scanning:start")
    assert desk.post(address).status_code == 422
    many = [SimpleUploadedFile(f"{n}.jpg", b"x") for n in range(rules.MOST_FILES + 1)]
    assert "höchstens 40" in desk.post(address, {"uploads": many}).content.decode()
    monkeypatch.setattr(rules, "MOST_BYTES", 1000)
    large = SimpleUploadedFile("gross.jpg", b"x" * 1001)
    assert "gross.jpg" in desk.post(address, {"uploads": large}).content.decode()
    monkeypatch.undo()
    monkeypatch.setattr(rules, "MOST_PAGES", 2)
    pages = pdf(*[Image.new("L", (100, 140), 250)] * 3)
    assert (
        "Das sind 3 Seiten"
        in desk.post(address, {"uploads": SimpleUploadedFile("a.pdf", pages)}).content.decode()
    )


def test_two_hundred_pages_are_read_in_several_goes_and_none_twice(ballot, clerk):
    blank = Image.new("L", (620, 877), 250)
    data = pdf(*[blank] * 199, picture(ballot, 1, tick(ballot, (0, "3"))))
    scan, _new = actions.take_in(files=[("gross.pdf", data)], by=clerk)
    assert queries.pages_to_read(scan) == 200, "so many are left to the worker"
    assert actions.read_waiting() == rules.IN_ONE_GO
    upload = Upload.objects.get()
    assert upload.done == rules.IN_ONE_GO
    # Another worker that began with the same page comes too late.
    assert actions._keep(Upload(pk=upload.pk), 10, None, None) is False
    while actions.read_waiting():
        pass
    assert list(scan.pages.values_list("position", flat=True)) == list(range(1, 201))
    assert not Upload.objects.exists(), "the file goes when it is read"
    assert states(scan) == [SheetState.CLEAR]


def test_a_page_that_cannot_be_drawn_stops_no_other(ballot, clerk, monkeypatch):
    real = pictures.grey_page

    def sometimes(data: bytes, index: int, name: str) -> Any:
        if index == 0:
            raise Refusal("Seite 1 lässt sich nicht öffnen.")
        return real(data, index, name)

    monkeypatch.setattr(pictures, "grey_page", sometimes)
    scan = take(clerk, picture(ballot, 1), picture(ballot, 2, tick(ballot, (0, "3"))))
    assert [page.state for page in scan.pages.all()] == [PageState.BROKEN, PageState.READ]


# --- who may --------------------------------------------------------------------------------------------------------


def test_only_staff_with_the_role_see_pictures(ballot, clerk, client: Client):
    scan = take(clerk, picture(ballot, 1, tick(ballot, (0, "3"))))
    page, sheet = scan.pages.get(), Sheet.objects.get()
    addresses = [
        reverse("scanning:picture", args=[page.pk]),
        reverse("scanning:cut", args=[page.pk, ballot.sheet_layout.pages[0].choices[0].name]),
        scan.get_absolute_url(),
        sheet.get_absolute_url(),
        reverse("scanning:page", args=[page.pk]),
    ]
    for address in addresses:
        assert client.get(address).status_code == 302, "to the sign-in"
    client.force_login(citizen())
    assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(staff("politik"))
    assert {client.get(address).status_code for address in addresses} == {403}
    client.force_login(clerk)
    assert client.get(addresses[0]).status_code == 403, "the whole page only after a reason"
    ask(client, scan)
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert client.get(reverse("scanning:cut", args=[page.pk, "nichts"])).status_code == 404
    with Image.open(io.BytesIO(client.get(addresses[0]).content)) as shown:
        assert shown.size == (1260, 1782)


def test_how_somebody_is_reached_is_shown_after_a_reason(idea_sheet, clerk, desk):
    scan = take(
        clerk,
        picture(idea_sheet, 4, writing=("title", "text")),
        picture(idea_sheet, 4, {"reply:brief": "cross"}, page=2, writing=("address",)),
    )
    other = take(clerk, picture(idea_sheet, 5, writing=("title",)), name="zweiter.pdf")
    sheet = Sheet.objects.get(scan=scan)
    first, second = sheet.pages.all()
    title = reverse("scanning:cut", args=[first.pk, "title"])
    hidden = [
        reverse("scanning:cut", args=[second.pk, "address"]),
        reverse("scanning:picture", args=[first.pk]),
        reverse("scanning:picture", args=[second.pk]),
    ]
    ask(desk, other)
    assert desk.get(title).status_code == 200, "what is to be typed in now"
    assert {desk.get(address).status_code for address in hidden} == {403}
    shown = desk.get(sheet.get_absolute_url()).content.decode()
    assert not [address for address in hidden if address in shown]
    ask(desk, scan)
    assert {desk.get(address).status_code for address in hidden} == {200}
    shown = desk.get(sheet.get_absolute_url()).content.decode()
    assert not [address for address in hidden if address not in shown]


def test_of_a_sheet_that_is_done_nothing_is_shown_without_a_reason(idea_sheet, clerk, desk):
    scan = take(clerk, picture(idea_sheet, 4, writing=("title",)))
    sheet = Sheet.objects.get(scan=scan)
    title = reverse("scanning:cut", args=[sheet.pages.get().pk, "title"])
    assert desk.get(title).status_code == 200
    desk.post(reverse("scanning:aside", args=[sheet.pk]))
    assert desk.get(title).status_code == 403
    ask(desk, scan)
    assert desk.get(title).status_code == 200


def test_confirming_a_stack_is_for_who_is_responsible(ballot, clerk, client: Client):
    scan = take(clerk, picture(ballot, 1, tick(ballot, (0, "3"))))
    editor = staff("moderation")
    with pytest.raises(Refusal):
        actions.confirm_clear(scan=scan, by=editor)
    with pytest.raises(Refusal):
        actions.delete_scan(scan=scan, by=editor)
    with pytest.raises(Refusal):
        actions.take_in(files=[("a.pdf", b"%PDF-")], by=citizen())
    assert states(scan) == [SheetState.CLEAR]


def test_deleting_a_scan_takes_pictures_and_leaves_entries(ballot, clerk, desk):
    scan = take(clerk, picture(ballot, 1, tick(ballot, (0, "3"))))
    actions.confirm_clear(scan=scan, by=clerk)
    desk.post(reverse("scanning:delete", args=[scan.pk]))
    assert not Scan.objects.exists() and not Original.objects.exists() and not Page.objects.exists()
    assert Entry.objects.count() == 1


def test_pictures_go_three_months_after_the_entry(ballot, clerk, settings):
    scan = take(clerk, picture(ballot, 1, tick(ballot, (0, "3"))), picture(ballot, 2, tick(ballot, (0, "1"))))
    actions.confirm_clear(scan=scan, by=clerk)
    now = timezone.now()
    Sheet.objects.filter(copy=1).update(done_at=now - timedelta(days=91))
    Original.objects.update(at=now - timedelta(days=95))
    run_retention()
    assert [one.page.copy for one in Original.objects.select_related("page")] == [2]
    settings.SCANS_KEPT_DAYS = 0
    run_retention()
    assert not Original.objects.exists()
    assert Page.objects.count() == 2 and Sheet.objects.count() == 2


def test_the_check_page_of_a_sheet_whose_picture_is_gone(ballot, clerk, desk):
    take(clerk, picture(ballot, 1, {f"{ballot.sheet_layout.pages[0].choices[0].name}:2": "filled"}))
    Original.objects.all().delete()
    sheet = Sheet.objects.get()
    assert desk.get(sheet.get_absolute_url()).status_code == 200
    ask(desk, sheet.scan)
    assert desk.get(reverse("scanning:picture", args=[sheet.pages.get().pk])).status_code == 404


def test_a_list_of_many_sheets_costs_as_many_queries_as_one(
    ballot, clerk, desk, django_assert_max_num_queries
):
    scan = take(clerk, *(picture(ballot, n, tick(ballot, (0, "3"))) for n in range(1, 4)))
    desk.get(scan.get_absolute_url())
    with django_assert_max_num_queries(60) as few:
        desk.get(scan.get_absolute_url())
    for n in range(4, 15):
        sheet = Sheet.objects.create(scan=scan, form=ballot, copy=n, state=SheetState.CLEAR)
        Page.objects.create(
            scan=scan, sheet=sheet, position=n, state=PageState.READ, form=ballot, copy=n, number=1
        )
    with django_assert_max_num_queries(60) as many:
        desk.get(scan.get_absolute_url())
    assert len(few) == len(many)


# --- at once --------------------------------------------------------------------------------------------------------


def at_once(*deeds: Any) -> list[Any]:
    """What each gave, or the refusal or error it ended with."""
    results: list[Any] = [None] * len(deeds)
    gate = threading.Barrier(len(deeds))

    def run(at: int) -> None:
        try:
            gate.wait()
            results[at] = deeds[at]()
        except Exception as trouble:
            results[at] = trouble
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_one_sheet(ballot, clerk):
    take(clerk, picture(ballot, 0, tick(ballot, (0, "3"))))
    sheet, other = Sheet.objects.get(), staff("prozess")
    name = next(iter(ballot.sheet_layout.choices)).name
    results = at_once(
        *(lambda by=by: actions.enter_sheet(sheet=sheet, values={name: "3"}, by=by) for by in (clerk, other))
    )
    assert sorted(type(one).__name__ for one in results) == ["Entry", "Refusal"]
    assert Entry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_file_from_two_at_the_same_moment(ballot, clerk):
    data = pdf(picture(ballot, 1, tick(ballot, (0, "3"))))
    results = at_once(*(lambda: actions.take_in(files=[("a.pdf", data)], by=clerk) for _each in range(2)))
    assert {type(one).__name__ for one in results} == {"tuple"}, results
    assert sorted(new for _scan, new in results) == [False, True]
    assert Scan.objects.count() == 1 and Page.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_sheet_in_two_scans_at_the_same_moment(ballot, clerk):
    one = pdf(picture(ballot, 1, tick(ballot, (0, "3")), seed=1))
    two = pdf(picture(ballot, 1, tick(ballot, (0, "3")), seed=2))
    results = at_once(
        *(lambda data=data: actions.take_in(files=[("a.pdf", data)], by=clerk) for data in (one, two))
    )
    assert {type(each).__name__ for each in results} == {"tuple"}, results
    assert Sheet.objects.count() == 1
    assert sorted(Page.objects.values_list("state", flat=True)) == sorted([PageState.TWICE, PageState.READ])


# --- what really comes from the printer -----------------------------------------------------------------------------


def test_a_sheet_as_it_is_printed_is_read(ballot, clerk):
    """The very PDF that is given out, made a picture, filled in and scanned upside down: corner squares, code and boxes are where the layout says."""
    pypdfium2 = pytest.importorskip("pypdfium2")
    pytest.importorskip("weasyprint")
    import random

    from bench.marks import PER_MM, SCANNER_150, fill, pictured

    from mitwirken.ground.paper import drawing

    document = pypdfium2.PdfDocument(drawing.as_pdf(ballot, range(6, 7)))
    assert len(document) == ballot.pages
    chance, images = random.Random(3), []
    for number, layout in enumerate(ballot.sheet_layout.pages):
        scale = PER_MM * 25.4 / 72
        sheet = document[number].render(scale=scale, grayscale=True).to_pil().convert("L")
        for box in layout.boxes:
            if box.name in tick(ballot, (1, "2"), (3, "1")):
                fill(sheet, box, "tick", chance)
        images.append(pictured(sheet, Camera(**{**SCANNER_150.__dict__, "turned": 180}), chance))
    take(clerk, *images)
    sheet = Sheet.objects.get()
    names = [choice.name for choice in ballot.sheet_layout.choices]
    assert (sheet.copy, sheet.state) == (6, SheetState.CLEAR), actions.readings_of(sheet).boxes
    assert actions.readings_of(sheet).values() == {names[1]: "2", names[3]: "1"}


def test_a_printed_writing_field_is_empty_until_somebody_writes(idea_sheet, clerk):
    pypdfium2 = pytest.importorskip("pypdfium2")
    pytest.importorskip("weasyprint")
    from mitwirken.ground.paper import drawing

    document = pypdfium2.PdfDocument(drawing.as_pdf(idea_sheet, range(3, 4)))
    pages = [page.render(scale=150 / 72, grayscale=True).to_pil().convert("L") for page in document]
    take(clerk, *pages)
    sheet = Sheet.objects.get()
    assert actions.readings_of(sheet).written == set()
    assert (sheet.state, sheet.reason) == (SheetState.CHECK, SheetReason.EMPTY)
