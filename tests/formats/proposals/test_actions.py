# SPDX-License-Identifier: EUPL-1.2
"""What can be done with proposals, by whom, when."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.people import citizen, office, phase, process, staff

from mitwirken.formats.proposals import actions, queries
from mitwirken.formats.proposals.actions import Clean
from mitwirken.formats.proposals.models import Merge, Proposal, ProposalVersion
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk import actions as desk
from mitwirken.ground.desk.models import Case, CaseStatus
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.privacy.actions import run_retention
from mitwirken.ground.search.queries import find

pytestmark = pytest.mark.django_db


@pytest.fixture
def park():
    made = process(title="Hoeschpark")
    phase(made, "proposals", "propose", "comment")
    return made


def propose(park, author=None, title="Mehr Bänke am Weg", **values) -> Proposal:
    return actions.submit_proposal(
        process=park,
        clean=Clean(title=title, text="Ältere Menschen brauchen Pausen."),
        author=author or citizen(),
        **values,
    )


def test_submitting_opens_a_case_is_logged_and_can_be_found(park):
    author = citizen()
    row = propose(park, author)
    assert list(queries.listed(park)) == [row]
    case = Case.objects.get(subject_kind="proposal", subject_id=row.pk)
    assert case.status == "eingegangen"
    assert Activity.objects.get(verb="proposals.submitted").actor == author
    assert [hit.entry.subject_id for hit in find("Bank").hits] == [row.pk]


@pytest.mark.parametrize(
    ("starts", "ends", "words"), [(5, 9, "ab dem"), (-9, -5, "zu Ende gegangen")], ids=["before", "after"]
)
def test_outside_the_phase_the_refusal_says_when(starts, ends, words):
    made = process()
    now = timezone.now()
    phase(
        made,
        "proposals",
        "propose",
        starts_at=now + timedelta(days=starts),
        ends_at=now + timedelta(days=ends),
    )
    with pytest.raises(Refusal, match=words):
        propose(made)


def test_a_phase_that_only_rates_takes_no_proposals():
    made = process()
    phase(made, "proposals", "rate")
    with pytest.raises(Refusal):
        propose(made)


def test_without_author_and_without_staff_it_is_refused(park):
    with pytest.raises(Refusal) as refusal:
        actions.submit_proposal(process=park, clean=Clean(title="T", text="t"))
    assert refusal.value.status == 401


def test_who_restricted_their_data_does_not_take_part(park):
    with pytest.raises(Refusal):
        propose(park, citizen(restricted_at=timezone.now()))


def test_staff_enter_for_somebody_and_the_channel_is_kept(park):
    clerk = staff(Role.OMBUDS)
    row = actions.submit_proposal(
        process=park,
        clean=Clean(title="Vom Telefon", text="Gesagt."),
        channel=Channel.PHONE,
        entered_by=clerk,
        author_label="Frau mit Hund",
    )
    assert (row.channel, row.author, row.author_label) == ("phone", None, "Frau mit Hund")


@pytest.mark.parametrize("who", [(), (Role.ADMIN,), (Role.POLITICS,)])
def test_who_has_no_task_in_it_does_not_enter_for_others(park, who):
    person = staff(*who) if who else citizen()
    with pytest.raises(Refusal):
        actions.submit_proposal(
            process=park, clean=Clean(title="T", text="t"), channel=Channel.PHONE, entered_by=person
        )


def test_entering_online_for_somebody_is_no_way(park):
    with pytest.raises(Refusal) as refusal:
        actions.submit_proposal(process=park, clean=Clean(title="T", text="t"), entered_by=staff(Role.OMBUDS))
    assert refusal.value.field == "channel"


def test_a_change_keeps_the_earlier_text_and_is_found_by_the_new_one(park):
    author = citizen()
    row = propose(park, author)
    actions.change_proposal(
        proposal=row, clean=Clean(title="Ein Trinkbrunnen", text="Durst."), by=author, seen=1
    )
    kept = ProposalVersion.objects.get()
    assert (kept.title, kept.version) == ("Mehr Bänke am Weg", 1)
    assert not find("Bänke").hits
    assert [hit.entry.title for hit in find("Trinkbrunnen").hits] == ["Ein Trinkbrunnen"]


def test_two_editors_see_the_conflict_with_both_texts(park):
    author = citizen()
    row = propose(park, author)
    actions.change_proposal(proposal=row, clean=Clean(title="Zuerst", text="Eins."), by=author, seen=1)
    with pytest.raises(Conflict) as conflict:
        actions.change_proposal(proposal=row, clean=Clean(title="Danach", text="Zwei."), by=author, seen=1)
    assert conflict.value.theirs["title"] == "Zuerst"
    assert conflict.value.yours["title"] == "Danach"
    assert Proposal.objects.get().title == "Zuerst"


def test_only_the_author_changes(park):
    row = propose(park)
    for other in (citizen(), staff(Role.OMBUDS)):
        with pytest.raises(Refusal):
            actions.change_proposal(proposal=row, clean=Clean(title="X", text="x"), by=other, seen=1)


def test_merging_credits_both_and_can_be_taken_back(park):
    first, second = propose(park, title="Bänke am Weg"), propose(park, title="Sitzbänke am Weg")
    clerk = staff(Role.OMBUDS)
    actions.merge_proposals(source=second, target=first, reason="Dasselbe.", by=clerk)
    assert list(queries.listed(park)) == [first]
    assert list(Proposal.objects.get(pk=first.pk).merged.all()) == [second]
    assert queries.one_public(second.pk) is not None
    actions.unmerge_proposal(proposal=second, by=clerk)
    assert set(queries.listed(park)) == {first, second}
    assert Merge.objects.get().undone_at is not None
    # And once more, the other way round: the record of the first time does not stand in the way.
    actions.merge_proposals(source=second, target=first, reason="Doch dasselbe.", by=clerk)
    assert Merge.objects.count() == 2


def test_a_chain_of_merges_leads_a_reader_once(park):
    a, b, c = (propose(park, title=title) for title in ("A", "B", "C"))
    clerk = staff(Role.OMBUDS)
    actions.merge_proposals(source=a, target=b, reason="x", by=clerk)
    actions.merge_proposals(source=b, target=c, reason="y", by=clerk)
    assert Proposal.objects.get(pk=a.pk).merged_into == c


def test_what_cannot_be_merged(park):
    other = process()
    phase(other, "proposals", "propose")
    a, b, elsewhere = propose(park), propose(park), propose(other)
    clerk = staff(Role.OMBUDS)
    for source, target, reason in ((a, a, "x"), (a, elsewhere, "x"), (a, b, "  ")):
        with pytest.raises(Refusal):
            actions.merge_proposals(source=source, target=target, reason=reason, by=clerk)
    actions.merge_proposals(source=a, target=b, reason="x", by=clerk)
    with pytest.raises(Refusal):
        actions.merge_proposals(source=b, target=Proposal.objects.get(pk=a.pk), reason="im Kreis", by=clerk)
    with pytest.raises(Refusal):
        actions.merge_proposals(source=a, target=b, reason="x", by=citizen())


def test_withdrawn_and_hidden_ones_are_gone_from_list_page_and_search(park, client):
    author = citizen()
    withdrawn, hidden = propose(park, author, title="Zurückgezogenes"), propose(park, title="Verborgenes")
    actions.withdraw_proposal(proposal=withdrawn, by=author)
    actions.hide_proposal(hidden, hidden=True)
    assert not queries.listed(park).exists()
    for row in (withdrawn, hidden):
        assert client.get(row.get_absolute_url()).status_code == 404
    assert not find("Zurückgezogenes").hits


def test_similar_ones_forgive_compounds_umlauts_and_typos(park):
    row = propose(park, title="Wasserspielplatz im Park")
    propose(park, title="Mehr Mülleimer")
    for words in ("Spielplatz mit Wasser", "wasserspielplaetze", "Waserspielplatz"):
        assert [found.pk for found in queries.similar_to(park, words)] == [row.pk], words


def test_the_fair_order_is_the_same_all_day_and_another_one_tomorrow(park):
    made = [propose(park, title=f"Vorschlag {number}") for number in range(12)]
    first = list(queries.in_order(queries.listed(park), "fair", None))
    assert first == list(queries.in_order(queries.listed(park), "fair", None))
    assert set(first) == set(made)
    orders = {tuple(row.pk for row in queries.in_order(queries.listed(park), "fair", None))}
    real = queries.day_seed
    try:
        for day in range(1, 4):
            queries.day_seed = lambda _day=None, day=day: real() + day
            orders.add(tuple(row.pk for row in queries.in_order(queries.listed(park), "fair", None)))
    finally:
        queries.day_seed = real
    assert len(orders) == 4


def test_a_point_is_rounded_and_gets_its_district(park):
    row = actions.submit_proposal(
        process=park,
        clean=Clean(title="T", text="t", latitude=51.5289123, longitude=7.4946987),
        author=citizen(),
    )
    row.refresh_from_db()
    assert row.point == (51.5289, 7.4947)


def test_old_drafts_are_forgotten(park):
    old = actions.keep_draft(process=park, values={"title": "Alt"})
    new = actions.keep_draft(process=park, values={"title": "Neu"})
    type(old).objects.filter(pk=old.pk).update(updated_at=timezone.now() - timedelta(days=61))
    assert run_retention()["proposals.draft"] == 1
    assert queries.draft_with_key(new.key) is not None


def test_how_to_reach_somebody_is_forgotten_three_months_after_the_end(park):
    rows = [
        actions.submit_proposal(
            process=park,
            clean=Clean(title="T", text="t"),
            contact_note="0231 1",
            author_label="Frau K.",
            imported=True,
        )
        for _number in range(2)
    ]
    assert "proposals.proposal" not in run_retention()
    type(park).objects.filter(pk=park.pk).update(ends_at=timezone.now() - timedelta(days=93))
    assert run_retention()["proposals.proposal"] == 2
    rows[0].refresh_from_db()
    assert (rows[0].contact_note, rows[0].author_label, rows[0].text) == ("", "Frau K.", "t")
    assert "proposals.proposal" not in run_retention()


def test_the_first_page_shows_what_came_out_and_no_interim_replies(park):
    green = office("Grünflächenamt")
    core = staff(Role.CORE, office=green)

    def answered(title: str, *, decide: bool) -> Proposal:
        row = propose(park, title=title)
        case = Case.objects.get(subject_kind="proposal", subject_id=row.pk)
        case = desk.change_status(case=case, to=CaseStatus.CHECKING, by=core)
        if decide:
            case = desk.change_status(case=case, to=CaseStatus.ACCEPTED, by=core, reason="Das passt.")
        desk.draft_answer(case=case, text="Danke.", by=core)
        desk.publish_answer(case=case, by=core, office=green, role=Role.CORE)
        return row

    done = answered("Bänke", decide=True)
    answered("Brunnen", decide=False)
    assert [each.proposal for each in queries.lately_answered()] == [done]
