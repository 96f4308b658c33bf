# SPDX-License-Identifier: EUPL-1.2
"""The directory of people who facilitate: by their own entry, for a year, and written to without an address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.people import citizen, staff

from mitwirken.entrances.learning import actions
from mitwirken.entrances.learning.models import Facilitator, Inquiry
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.deeds.subjects import kind_named
from mitwirken.ground.notifications.actions import tell_and_send
from mitwirken.ground.notifications.models import Delivery
from mitwirken.ground.privacy.actions import erase_rows_of, run_retention
from mitwirken.ground.search.models import SearchEntry

pytestmark = pytest.mark.django_db
ADDRESS = "versteckt@example.org"


def draft(**values: Any) -> actions.EntryDraft:
    return actions.EntryDraft(
        **{
            "name": "Amina",
            "methods": ("fishbowl", "kinder"),
            "languages": "Deutsch, Türkisch",
            "fee": "beides",
            "about": "Seit Jahren dabei.",
            "consent": True,
        }
        | values
    )


def entry(**values: Any) -> Facilitator:
    return actions.save_entry(by=citizen(email=ADDRESS), draft=draft(**values))


def signed_in(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


# --- the entry


def test_an_entry_is_public_for_a_year_and_shows_no_address(client: Client):
    row = entry()
    assert row.ends_on == timezone.localdate() + timedelta(days=365)
    for path in (reverse("learning:facilitators"), row.get_absolute_url()):
        words = client.get(path).content.decode()
        assert "Amina" in words and "Fishbowl" in words and "Türkisch" in words
        assert ADDRESS not in words
        assert not client.get(path).cookies
    assert SearchEntry.objects.filter(kind="facilitator").exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"consent": False}, "consent"),
        ({"name": "  "}, "name"),
        ({"methods": ("zaubern",)}, "methods"),
        ({"fee": "umsonst"}, "fee"),
    ],
)
def test_what_is_missing_is_refused_with_its_field(values, field):
    with pytest.raises(Refusal) as no:
        entry(**values)
    assert no.value.field == field
    assert not Facilitator.objects.exists()


def test_it_takes_an_account(client: Client):
    with pytest.raises(Refusal):
        actions.save_entry(by=citizen(confirmed_only=True), draft=draft())
    assert client.get(reverse("learning:own_entry")).status_code == 302


def test_the_form_saves_once_and_changes_the_same_entry():
    person = citizen()
    own = signed_in(person)
    sent = {
        "name": "Karim",
        "methods": ["online"],
        "languages": "Arabisch",
        "fee": "honorar",
        "consent": "on",
    }
    assert own.post(reverse("learning:own_entry"), sent).status_code == 303
    assert (
        own.post(reverse("learning:own_entry"), {**sent, "name": "Karim K.", "version": "1"}).status_code
        == 303
    )
    row = Facilitator.objects.get()
    assert row.name == "Karim K." and row.person == person
    page = own.post(reverse("learning:own_entry"), {**sent, "consent": ""})
    assert page.status_code == 422 and "Karim" in page.content.decode()


def test_two_open_forms_do_not_overwrite_each_other():
    row = entry()
    actions.save_entry(by=row.person, draft=draft(name="Neu"), seen=1)
    with pytest.raises(Conflict):
        actions.save_entry(by=row.person, draft=draft(name="Anders"), seen=1)


def test_filters_narrow_by_method_and_language(client: Client):
    entry()
    url = reverse("learning:facilitators")
    assert "Amina" in client.get(f"{url}?methode=kinder&sprache=türk").content.decode()
    assert "Amina" not in client.get(f"{url}?methode=online").content.decode()
    assert "Amina" not in client.get(f"{url}?sprache=Polnisch").content.decode()
    assert client.get(f"{url}?methode=%00&ort=%00").status_code == 200


def test_three_and_three_hundred_entries_cost_the_same_number_of_queries(
    client: Client, django_assert_num_queries
):
    def add(n: int) -> None:
        for _each in range(n):
            person = citizen()
            Facilitator.objects.create(
                person=person, name="X", methods=["online"], languages="Deutsch", fee="beides",
                consented_at=timezone.now(), ends_on=timezone.localdate(),
            )  # fmt: skip

    url = reverse("learning:facilitators") + "?sprache=Deutsch"
    add(3)
    with django_assert_num_queries(2):
        client.get(url)
    add(100)
    with django_assert_num_queries(2):
        assert client.get(url).content.decode().count("learning-tags") == 103


# --- its end


def test_when_the_year_is_over_it_is_gone_and_renewing_brings_it_back(client: Client):
    row = entry()
    Facilitator.objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "Amina" not in client.get(reverse("learning:facilitators")).content.decode()
    assert signed_in(row.person).post(reverse("learning:renew_entry")).status_code == 303
    assert client.get(row.get_absolute_url()).status_code == 200


def test_the_owner_is_reminded_once_before_the_end():
    row = entry()
    assert actions.remind_of_end() == 0
    Facilitator.objects.update(ends_on=timezone.localdate() + timedelta(days=20))
    assert actions.remind_of_end() == 1
    assert actions.remind_of_end() == 0
    tell_and_send()
    assert list(Delivery.objects.values_list("person", flat=True)) == [row.person_id]
    assert "endet am" in mail.outbox[0].body and mail.outbox[0].to == [ADDRESS]


def test_three_months_after_its_end_the_retention_deletes_it():
    entry()
    Facilitator.objects.update(ends_on=timezone.localdate() - timedelta(days=80))
    run_retention()
    assert Facilitator.objects.exists()
    Facilitator.objects.update(ends_on=timezone.localdate() - timedelta(days=95))
    run_retention()
    assert not Facilitator.objects.exists()


def test_deleting_takes_all_that_was_written_to_it():
    row = entry()
    actions.write_to(entry=row, by=citizen(), text="Hallo")
    own = signed_in(row.person)
    assert own.get(reverse("learning:delete_entry")).status_code == 200 and Facilitator.objects.exists()
    assert own.post(reverse("learning:delete_entry")).status_code == 303
    assert own.post(reverse("learning:delete_entry")).status_code == 303
    assert not Facilitator.objects.exists() and not Inquiry.objects.exists()


def test_it_goes_with_the_account_and_so_do_messages_sent():
    row, writer = entry(), citizen()
    actions.write_to(entry=row, by=writer, text="Hallo")
    erase_rows_of(writer, keep_texts=True)
    assert not Inquiry.objects.exists() and Facilitator.objects.exists()
    erase_rows_of(row.person, keep_texts=True)
    assert not Facilitator.objects.exists()


# --- moderation


def test_it_can_be_reported_and_hidden_and_is_then_nowhere(client: Client):
    row = entry()
    assert client.get(reverse("moderation:report", args=["facilitator", row.pk])).status_code == 200
    hide = kind_named("facilitator").hide
    assert hide is not None
    hide(row, hidden=True)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "Amina" not in client.get(reverse("learning:facilitators")).content.decode()
    assert not SearchEntry.objects.filter(kind="facilitator").exists()
    with pytest.raises(Refusal):
        actions.write_to(entry=row, by=citizen(), text="Hallo")
    page = signed_in(staff("moderation")).get(reverse("learning:desk_facilitators")).content.decode()
    assert "Amina" in page and reverse("moderation:subject", args=["facilitator", row.pk]) in page
    assert signed_in(staff("fachamt")).get(reverse("learning:desk_facilitators")).status_code == 403


# --- writing to them


def test_a_message_and_its_answer_go_by_mail_and_show_no_address():
    row, writer = entry(), citizen(email="fragt@example.org", pseudonym="Blaue Amsel")
    made = actions.write_to(entry=row, by=writer, text="Können Sie am 3. Mai?")
    assert not mail.outbox
    assert actions.send_inquiries() == 1 and actions.send_inquiries() == 0
    (letter,) = mail.outbox
    assert letter.to == [ADDRESS] and "Blaue Amsel" in letter.body and "3. Mai" in letter.body
    assert "fragt@example.org" not in str(letter.message())
    actions.answer_inquiry(inquiry=made, by=row.person, text="Ja, gern.")
    assert actions.send_inquiries() == 1
    answer = mail.outbox[1]
    assert answer.to == ["fragt@example.org"] and "Ja, gern." in answer.body
    assert ADDRESS not in str(answer.message())
    for person in (row.person, writer):
        words = signed_in(person).get(made.get_absolute_url()).content.decode()
        other = ADDRESS if person == writer else "fragt@example.org"
        assert "Ja, gern." in words and other not in words


def test_only_the_two_read_a_message_and_only_one_answers():
    row, writer = entry(), citizen()
    made = actions.write_to(entry=row, by=writer, text="Hallo")
    assert signed_in(citizen()).get(made.get_absolute_url()).status_code == 404
    assert Client().get(made.get_absolute_url()).status_code == 302
    with pytest.raises(Refusal):
        actions.answer_inquiry(inquiry=made, by=writer, text="Ich selbst")
    actions.answer_inquiry(inquiry=made, by=row.person, text="Ja")
    with pytest.raises(Refusal):
        actions.answer_inquiry(inquiry=made, by=row.person, text="Noch einmal")
    page = signed_in(row.person).post(made.get_absolute_url(), {"text": "Zweimal"})
    assert page.status_code == 409


def test_a_double_click_sends_one_message_and_a_flood_is_stopped():
    row, writer = entry(), signed_in(citizen())
    url = reverse("learning:write", args=[row.pk])
    for _click in range(2):
        assert writer.post(url, {"text": "Hallo", "once": "derselbe"}).status_code == 303
    assert Inquiry.objects.count() == 1
    answers = [writer.post(url, {"text": "Hallo", "once": f"n{n}"}).status_code for n in range(8)]
    assert answers[-1] == 429 and answers.count(303) == 7
    assert writer.post(url, {"text": " ", "once": "leer"}).status_code == 422


def test_nobody_writes_to_themselves_or_without_an_account():
    row = entry()
    with pytest.raises(Refusal):
        actions.write_to(entry=row, by=row.person, text="Hallo")
    with pytest.raises(Refusal):
        actions.write_to(entry=row, by=citizen(confirmed_only=True), text="Hallo")


def test_a_mail_server_that_does_not_answer_loses_nothing(monkeypatch):
    actions.write_to(entry=entry(), by=citizen(), text="Hallo")

    def refuse(self: Any, *args: Any, **kwargs: Any) -> None:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        assert actions.send_inquiries() == 0
    assert actions.send_inquiries() == 1
