# SPDX-License-Identifier: EUPL-1.2
"""Who may vote, when, how often; what keeps to the rule; paper beside clicks."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from tests.formats.ballots.makers import draft, end, finished, lead, prepared, ready, vote, voting_phase
from tests.people import citizen, office, phase, process, staff

from mitwirken.civic.participation.models import Phase
from mitwirken.formats.ballots import actions, papers, queries, registry, rules, secrecy
from mitwirken.formats.ballots.counting import Item, Setup
from mitwirken.formats.ballots.models import CastBallot, Entry, Option, Slip, State, Voter
from mitwirken.formats.proposals.models import Proposal
from mitwirken.ground.activity.models import Activity
from mitwirken.ground.audit.models import Entry as LogEntry
from mitwirken.ground.deeds import codes
from mitwirken.ground.deeds.refusal import Conflict, Refusal
from mitwirken.ground.desk.roles import Role

pytestmark = pytest.mark.django_db


# --- setting up ---------------------------------------------------------------------------------------------------


def test_the_table_of_rights_decides_who_prepares():
    with pytest.raises(Refusal, match="Ombudsstelle"):
        actions.create_ballot(phase=voting_phase(), draft=draft(), by=staff(Role.EDITOR))
    with pytest.raises(Refusal):
        actions.create_ballot(phase=voting_phase(), draft=draft(), by=citizen())
    assert (
        actions.create_ballot(phase=voting_phase(), draft=draft(), by=staff(Role.PROCESS)).state
        == State.DRAFT
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "ranking"}, "rule"),
        ({"budget": None}, "budget"),
        ({"least": 3, "most": 2}, "most"),
        ({"kind": "points", "points": 5, "points_each": 6}, "points_each"),
        ({"eligibility": "everybody on the net"}, "eligibility"),
    ],
)
def test_what_does_not_fit_together_is_said_at_its_field(values: dict[str, Any], field: str):
    with pytest.raises(Refusal) as refused:
        actions.create_ballot(phase=voting_phase(), draft=draft(**values), by=lead())
    assert refused.value.field == field and refused.value.status == 422


def test_a_phase_without_votes_takes_no_ballot():
    with pytest.raises(Refusal) as refused:
        actions.create_ballot(phase=phase(process(), "proposals", "propose"), draft=draft(), by=lead())
    assert refused.value.field == "phase"


def test_proposals_come_onto_the_ballot_once_and_keep_their_case():
    by = lead()
    ballot = actions.create_ballot(phase=voting_phase(), draft=draft(), by=by)
    mine = Proposal.objects.create(
        process=ballot.process, title="Bäume", text="Viele.", cost=900, created_at=timezone.now()
    )
    other = Proposal.objects.create(process=process(), title="Fremd", text="x", created_at=timezone.now())
    assert [row.pk for row in queries.proposals_to_take(ballot)] == [mine.pk]
    assert actions.take_over(ballot=ballot, proposals=[mine, other], by=by) == 1
    assert actions.take_over(ballot=ballot, proposals=[mine], by=by) == 0
    option = ballot.options.get()
    assert (option.title, option.cost, option.eligible) == ("Bäume", 900, None)
    assert queries.proposals_to_take(ballot) == []


def test_an_office_checks_and_a_no_needs_its_reason():
    by = lead()
    ballot = actions.create_ballot(phase=voting_phase(), draft=draft(), by=by)
    ours = office()
    option = actions.add_option(
        ballot=ballot, draft=actions.OptionDraft(title="Seilbahn", office=ours), by=by
    )
    with pytest.raises(Refusal, match="anderes Amt"):
        actions.check_option(
            option=option, eligible=False, reason="Nein.", by=staff(Role.OFFICE, office=office())
        )
    clerk = staff(Role.OFFICE, office=ours)
    with pytest.raises(Refusal) as refused:
        actions.check_option(option=option, eligible=False, by=clerk)
    assert refused.value.field == "reason"
    with pytest.raises(Refusal) as refused:
        actions.check_option(option=option, eligible=True, by=clerk)
    assert refused.value.field == "cost"
    with pytest.raises(Refusal):
        actions.check_option(option=option, eligible=True, cost=5, by=staff(Role.EDITOR))
    done = actions.check_option(option=option, eligible=False, reason="Gehört dem Land.", by=clerk)
    assert (done.eligible, done.reason, done.checked_by) == (False, "Gehört dem Land.", clerk)
    assert LogEntry.objects.filter(verb="ballots.option_checked").exists()


def test_it_is_settled_only_when_nothing_is_missing():
    by = lead()
    ballot = prepared(by)
    actions.add_option(ballot=ballot, draft=actions.OptionDraft(title="Ungeprüft", cost=5), by=by)
    with pytest.raises(Refusal, match="Ungeprüft"):
        actions.make_ready(ballot=ballot, by=by)
    option = ballot.options.get(title="Ungeprüft")
    actions.check_option(option=option, eligible=False, reason="Zu klein.", by=by)
    done = actions.make_ready(ballot=ballot, by=by)
    assert done.state == State.READY
    # Settled is settled.
    for deed in (
        lambda: actions.change_ballot(ballot=done, draft=draft(budget=1), by=by),
        lambda: actions.remove_option(option=option, by=by),
        lambda: actions.check_option(option=option, eligible=True, by=by),
        lambda: actions.add_option(ballot=done, draft=actions.OptionDraft(title="Spät"), by=by),
    ):
        with pytest.raises(Refusal, match="festgelegt"):
            deed()


def test_numbers_are_drawn_by_lot_and_only_for_what_can_be_chosen():
    by = lead()
    seen = set()
    for _ in range(12):
        ballot = actions.create_ballot(phase=voting_phase(), draft=draft(), by=by)
        for title in "abcd":
            option = actions.add_option(ballot=ballot, draft=actions.OptionDraft(title=title, cost=1), by=by)
            actions.check_option(
                option=option, eligible=title != "d", reason="so" if title == "d" else "", by=by
            )
        actions.make_ready(ballot=ballot, by=by)
        rows = list(ballot.options.exclude(code="").order_by("code"))
        assert [row.code for row in rows] == ["01", "02", "03"]
        seen.add("".join(row.title for row in rows))
    assert len(seen) > 1


def test_of_two_who_edit_the_second_sees_the_first_ones_words():
    by = lead()
    ballot = prepared(by)
    actions.change_ballot(ballot=ballot, draft=draft(title="Neu"), by=by, seen=1)
    with pytest.raises(Conflict) as conflict:
        actions.change_ballot(ballot=ballot, draft=draft(title="Anders"), by=by, seen=1)
    assert conflict.value.theirs["title"] == "Neu"


def test_it_can_be_taken_back_until_somebody_could_vote():
    by = lead()
    ballot = ready(by)
    with pytest.raises(Refusal):
        actions.unmake_ready(ballot=ballot, by=by)
    now = timezone.now()
    Phase.objects.filter(pk=ballot.phase_id).update(starts_at=now + timedelta(days=1))
    assert actions.unmake_ready(ballot=ballot, by=by).state == State.DRAFT


# --- voting -------------------------------------------------------------------------------------------------------


def test_everybody_with_an_account_votes_once_and_may_change():
    ballot, person = ready(), citizen()
    first = vote(ballot, "01", person=person)
    with pytest.raises(Refusal, match="Inzwischen") as refused:
        vote(ballot, "02", person=person)
    assert refused.value.status == 409
    second = vote(ballot, "02", person=person, replaces=True)
    assert second.changed and second.receipt != first.receipt
    assert CastBallot.objects.get().choices == {"02": 1}
    assert Voter.objects.count() == 1


def test_the_same_form_sent_twice_counts_once_and_shows_the_same_receipt():
    for changeable in (True, False):
        ballot, person = ready(changeable=changeable), citizen()
        sent = {
            "ballot": ballot, "who": secrecy.who_person(ballot.key, person.pk), "choices": {"01": 1}, "nonce": "n",
            "person": person,
        }  # fmt: skip
        assert actions.cast(**sent).receipt == actions.cast(**sent).receipt
        assert Voter.objects.filter(ballot=ballot).count() == 1


def test_where_votes_are_final_the_second_is_refused_and_no_link_is_ever_kept():
    ballot, person = ready(changeable=False), citizen()
    vote(ballot, "01", person=person)
    assert CastBallot.objects.get().link is None
    with pytest.raises(Refusal, match="schon gezählt"):
        vote(ballot, "02", person=person, replaces=True)


def test_outside_the_days_nobody_votes_and_hears_when():
    ballot = ready()
    now = timezone.now()
    Phase.objects.filter(pk=ballot.phase_id).update(starts_at=now + timedelta(hours=1))
    with pytest.raises(Refusal, match="Abstimmen können Sie ab"):
        vote(ballot, "01")
    with pytest.raises(Refusal, match="beendet"):
        vote(end(ballot), "01")
    assert not Voter.objects.exists()


def test_the_moment_that_counts_is_the_end_itself(monkeypatch: pytest.MonkeyPatch):
    ballot = ready()
    ends = ballot.phase.ends_at
    clock: dict[str, Any] = {"now": ends - timedelta(microseconds=1)}
    monkeypatch.setattr(timezone, "now", lambda: clock["now"])
    vote(ballot, "01")
    clock["now"] = ends
    with pytest.raises(Refusal, match="beendet"):
        vote(ballot, "01")
    assert Voter.objects.count() == CastBallot.objects.count() == 1


def test_people_without_an_account_or_with_somebody_elses_key_do_not_vote():
    ballot, person, other = ready(), citizen(), citizen()
    with pytest.raises(Refusal):
        vote(ballot, "01", person=citizen(confirmed_only=True))
    with pytest.raises(Refusal):
        actions.cast(
            ballot=ballot,
            who=secrecy.who_person(ballot.key, other.pk),
            choices={"01": 1},
            nonce="x",
            person=person,
        )
    assert not Voter.objects.exists()


def test_letter_codes_work_once_however_they_are_typed():
    by = lead()
    ballot = ready(by, eligibility="codes")
    codes = actions.print_codes(ballot=ballot, number=3, by=by)
    assert len(set(codes)) == 3 and Slip.objects.count() == 3
    stored = " ".join(Slip.objects.values_list("who", flat=True))
    assert not any(code in stored or code.replace("-", "") in stored.upper() for code in codes)
    typed = f"  {codes[0].lower().replace('-', ' ')}"
    assert secrecy.spelled(typed) == codes[0]
    who = secrecy.who_code(ballot.key, secrecy.spelled(typed))
    actions.cast(ballot=ballot, who=who, choices={"01": 1}, nonce="a")
    with pytest.raises(Refusal, match="Inzwischen"):
        actions.cast(ballot=ballot, who=who, choices={"02": 1}, nonce="b")
    with pytest.raises(Refusal, match="Diesen Code gibt es"):
        actions.cast(
            ballot=ballot, who=secrecy.who_code(ballot.key, "2222-2222-2222"), choices={"01": 1}, nonce="c"
        )
    entry = LogEntry.objects.get(verb="ballots.codes_printed")
    assert entry.facts["number"] == 3
    assert not any(code in str(entry.facts) for code in codes)


def test_the_alphabet_has_no_signs_that_look_alike():
    assert not set("01OILU") & set(codes.SIGNS)
    assert secrecy.spelled("0000-1111-OOOO") == ""


def test_accounts_are_opened_at_a_counter_and_nothing_else_is_kept():
    by, clerk, person = lead(), staff(Role.EDITOR), citizen()
    ballot = ready(by, eligibility="desk")
    with pytest.raises(Refusal, match="Ausweis"):
        vote(ballot, "01", person=person)
    assert actions.admit(ballot=ballot, person=person, by=clerk)
    assert not actions.admit(ballot=ballot, person=person, by=clerk)
    vote(ballot, "01", person=person)
    line = Activity.objects.get(verb="ballots.admitted")
    assert not line.public and line.data == {} and str(person.pk) not in str(line.topics)
    other = citizen()
    actions.admit(ballot=ballot, person=other, by=clerk)
    actions.withdraw_admission(ballot=ballot, person=other, by=clerk)
    with pytest.raises(Refusal):
        vote(ballot, "01", person=other)


def test_a_check_from_elsewhere_can_be_hung_in_and_is_asked_in_the_transaction(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(registry, "_checks", dict(registry._checks))
    registry.register_check(
        registry.Check(
            "stadtkonto",
            "Stadtkonto",
            "…",
            refuse=lambda ballot, person: "" if "1" in person.email else "Nur mit Stadtkonto.",
        )
    )
    ballot = ready(eligibility="stadtkonto")
    vote(ballot, "01", person=citizen(email="a1@example.org"))
    with pytest.raises(Refusal, match="Stadtkonto"):
        vote(ballot, "01", person=citizen(email="b@example.org"))


ITEMS = [Item("01", "a", 300), Item("02", "b", 200), Item("03", "c", 150)]


@pytest.mark.parametrize(
    ("setup", "choices", "words"),
    [
        (Setup("approval", "most"), {}, "mindestens ein"),
        (Setup("approval", "most", least=2), {"01": 1}, "mindestens 2"),
        (Setup("approval", "most", most=1), {"01": 1, "02": 1}, "höchstens ein"),
        (Setup("approval", "most"), {"99": 1}, "steht nicht auf"),
        (Setup("basket", "shares", budget=400), {"01": 1, "02": 1}, "100 € zu viel"),
        (Setup("basket", "shares", budget=0), {"03": 1}, "150 € zu viel"),
        (Setup("points", "sum", points=5), {"01": 6}, "6 Punkte vergeben"),
        (Setup("points", "sum", points=5, points_each=2), {"01": 3}, "höchstens 2 Punkte"),
        (Setup("ranking", "schulze"), {"01": 1, "02": 1}, "denselben Platz"),
    ],
)
def test_a_paper_that_breaks_the_rule_hears_how_to_mend_it(setup: Setup, choices: dict[str, int], words: str):
    assert words in papers.problem(setup, ITEMS, choices)
    with pytest.raises(Refusal):
        papers.clean(setup, ITEMS, choices)


def test_papers_have_one_spelling():
    assert papers.clean(Setup("basket", "greedy", budget=500), ITEMS, {"02": 1, "01": 1}) == {
        "01": 1,
        "02": 1,
    }
    assert papers.clean(Setup("ranking", "schulze"), ITEMS, {"02": 9, "01": 4}) == {"01": 1, "02": 2}


# --- paper --------------------------------------------------------------------------------------------------------


def test_paper_and_clicks_are_one_count_and_a_code_counts_once_over_all_channels():
    by = lead()
    ballot = ready(by, eligibility="codes")
    one, two = actions.print_codes(ballot=ballot, number=2, by=by)
    assert actions.enter_paper(ballot=ballot, sheet=one, choices={"01": 1}, channel="paper", by=by)
    who = secrecy.who_code(ballot.key, one)
    for replaces in (False, True):
        with pytest.raises(Refusal):
            actions.cast(ballot=ballot, who=who, choices={"02": 1}, nonce="x", replaces=replaces)
    actions.cast(ballot=ballot, who=secrecy.who_code(ballot.key, two), choices={"02": 1}, nonce="y")
    with pytest.raises(Refusal, match="schon abgestimmt"):
        actions.enter_paper(ballot=ballot, sheet=two.lower(), choices={"01": 1}, channel="phone", by=by)
    with pytest.raises(Refusal, match="gibt es in dieser Abstimmung nicht"):
        actions.enter_paper(ballot=ballot, sheet="2345-2345-2345", choices={"01": 1}, channel="paper", by=by)
    done = finished(ballot, by)
    assert done.numbers["by_channel"] == {"online": 1, "paper": 1}
    assert CastBallot.objects.count() == 2


def test_a_sheet_number_counts_once_and_an_invalid_sheet_counts_for_nothing():
    by = staff(Role.EDITOR)
    ballot = ready()
    assert actions.enter_paper(ballot=ballot, sheet="b  17", choices={"01": 1}, channel="paper", by=by)
    with pytest.raises(Refusal):
        actions.enter_paper(ballot=ballot, sheet="B 17", choices={"02": 1}, channel="paper", by=by)
    with pytest.raises(Refusal, match="mindestens"):
        actions.enter_paper(ballot=ballot, sheet="B 18", choices={}, channel="paper", by=by)
    assert actions.enter_paper(ballot=ballot, sheet="B 18", choices={}, channel="paper", invalid=True, by=by)
    with pytest.raises(Refusal):
        actions.enter_paper(ballot=ballot, sheet="B 19", choices={"01": 1}, channel="online", by=by)
    with pytest.raises(Refusal):
        actions.enter_paper(ballot=ballot, sheet="B 19", choices={"01": 1}, channel="paper", by=citizen())
    done = finished(ballot)
    assert (done.numbers["voters"], done.numbers["invalid"], done.result["voters"]) == (2, 1, 2)


def test_two_clerks_must_agree_and_see_both_readings_where_they_do_not():
    one, two = staff(Role.EDITOR), staff(Role.OFFICE)
    ballot = ready(double_entry=True)
    sheet = {"ballot": ballot, "sheet": "B 1", "channel": "paper"}
    assert not actions.enter_paper(**sheet, choices={"01": 1}, by=one)
    assert not actions.enter_paper(
        **sheet, choices={"02": 1}, by=one
    )  # mends the own reading, and still waits
    assert not Voter.objects.exists()
    with pytest.raises(actions.Differs) as differs:
        actions.enter_paper(**sheet, choices={"03": 1}, by=two)
    assert differs.value.entry.choices == {"02": 1}
    assert not actions.enter_paper(**sheet, choices={"03": 1}, by=two, replace=True)
    assert actions.enter_paper(**sheet, choices={"03": 1}, by=one)
    assert not Entry.objects.exists()
    assert CastBallot.objects.get().choices == {"03": 1}


def test_nothing_closes_while_a_sheet_waits_for_its_second_clerk():
    by = lead()
    ballot = ready(by, double_entry=True)
    actions.enter_paper(ballot=ballot, sheet="B 1", choices={"01": 1}, channel="paper", by=by)
    with pytest.raises(Refusal, match="zweite Eingabe: 1"):
        actions.close_ballot(ballot=end(ballot), by=by)
    actions.drop_entry(entry=Entry.objects.get(), by=by)
    assert actions.close_ballot(ballot=end(ballot), by=by).numbers["voters"] == 0


# --- closing, counting, publishing ------------------------------------------------------------------------------------


def test_the_way_to_the_result_needs_its_order_its_rights_and_four_eyes():
    by = lead()
    ballot = ready(by)
    vote(ballot, "01")
    with pytest.raises(Refusal, match="läuft noch"):
        actions.close_ballot(ballot=ballot, by=by)
    with pytest.raises(Refusal, match="geschlossen ist"):
        actions.count_ballot(ballot=ballot, by=by)
    row = actions.close_ballot(ballot=end(ballot), by=by)
    with pytest.raises(Refusal):
        actions.publish_ballot(ballot=row, by=lead())
    row = actions.count_ballot(ballot=row, by=by)
    with pytest.raises(Refusal, match="zweite Person"):
        actions.publish_ballot(ballot=row, by=by)
    with pytest.raises(Refusal):
        actions.publish_ballot(ballot=row, by=staff(Role.PROCESS))
    row = actions.publish_ballot(ballot=row, by=lead())
    assert row.state == State.PUBLISHED
    verbs = set(LogEntry.objects.values_list("verb", flat=True))
    assert verbs >= {"ballots.ready", "ballots.closed", "ballots.counted", "ballots.published"}


def test_a_single_vote_leaves_no_line_in_any_log():
    ballot = ready()
    before = (Activity.objects.count(), LogEntry.objects.count())
    vote(ballot, "01")
    assert (Activity.objects.count(), LogEntry.objects.count()) == before


def test_what_nobody_closed_closes_by_itself_after_two_weeks():
    ballot = ready()
    vote(ballot, "01")
    row = end(ballot)
    assert actions.close_overdue() == 0
    Phase.objects.filter(pk=row.phase_id).update(
        ends_at=timezone.now() - rules.CLOSE_AFTER - timedelta(hours=1),
        starts_at=timezone.now() - timedelta(days=40),
    )
    assert actions.close_overdue() == 1
    row.refresh_from_db()
    assert (row.state, row.key) == (State.CLOSED, "")


def test_a_declined_option_cannot_be_chosen_and_stays_with_its_reason():
    by = lead()
    ballot = prepared(by)
    option = actions.add_option(
        ballot=ballot, draft=actions.OptionDraft(title="Seilbahn", cost=5), by=by, code="09"
    )
    actions.check_option(option=option, eligible=False, reason="Gehört dem Land.", by=by)
    row = queries.one(actions.make_ready(ballot=ballot, by=by).pk)
    with pytest.raises(Refusal, match="steht nicht auf"):
        vote(row, "09")
    assert Option.objects.get(title="Seilbahn").reason == "Gehört dem Land."


def test_the_command_prints_codes_into_a_file_and_keeps_none(tmp_path: Path):
    ballot = ready(eligibility="codes")
    out = tmp_path / "codes.csv"
    call_command("print_codes", ballot.pk, number=4, out=out)
    lines = out.read_text(encoding="utf-8").split()
    assert len(lines) == 5 and Slip.objects.count() == 4
    assert out.stat().st_mode & 0o077 == 0
    code, address = lines[1].split(",")
    assert code not in address
    who = secrecy.who_code(ballot.key, code)
    assert actions.cast(ballot=ballot, who=who, choices={"01": 1}, nonce="x").receipt
    for bad in (out, tmp_path / "codes.txt", tmp_path / "fehlt" / "codes.csv"):
        with pytest.raises(CommandError):
            call_command("print_codes", ballot.pk, number=4, out=bad)
    with pytest.raises(CommandError, match="no ballot"):
        call_command("print_codes", 10**6, number=4, out=tmp_path / "x.csv")
    with pytest.raises(CommandError, match="ohne Code"):
        call_command("print_codes", ready().pk, number=4, out=tmp_path / "x.csv")
    assert Slip.objects.count() == 4
