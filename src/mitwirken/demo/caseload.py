# SPDX-License-Identifier: EUPL-1.2
"""How the offices of the town work together on cases, what they wish for, and what the city plans."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.utils import timezone

from mitwirken.civic.places.models import PlaceKind
from mitwirken.civic.projects import actions as projects
from mitwirken.ground.desk import actions as desk
from mitwirken.ground.desk.models import Case, OfficeLetter, Part
from mitwirken.ground.desk.roles import Role
from mitwirken.kernels.workdays import is_workday

from . import content
from .town import Town


def plan_caseload(town: Town) -> None:
    told = content.read("caseload")
    for entry in told["parts"]:
        town.plan(town.day(entry["day"], 10), partial(_ask, town, entry))
        if entry.get("do"):
            town.plan(town.day(entry["day"] + 2, 11), partial(_answer_part, town, entry))
    for entry in told["drafts"]:
        town.plan(town.day(entry["day"], 9), partial(_draft, town, entry))
    for entry in told["wishes"]:
        town.plan(town.day(entry["day"], 14), partial(_wish, town, entry))
    for entry in told["projects"]:
        town.plan(town.day(-18, 12), partial(_project, town, entry))
    town.plan(town.day(-40, 9), partial(_keep, town, told))
    town.plan(town.now - timedelta(hours=2), partial(_hand_over, town))
    town.plan(town.now - timedelta(hours=1), _escalated)


def _case(town: Town, entry: dict[str, Any]) -> Case:
    proposal = town.proposals[entry["process"], entry["case"]]
    return Case.objects.select_related("office").get(subject_kind="proposal", subject_id=proposal.pk)


def _clerk(town: Town, office: str) -> Any:
    return town.clerks[town.offices[office].pk]


def _ask(town: Town, entry: dict[str, Any]) -> None:
    case, lead = _case(town, entry), town.offices[entry["by"]]
    if case.office_id != lead.pk:
        case = desk.assign_case(case=case, office=lead, due_on=case.due_on, by=town.staff["ombudsstelle"])
    due = max(town.day(entry["due"]).date(), timezone.localdate())
    desk.ask_office(
        case=case,
        office=town.offices[entry["office"]],
        task=entry["task"],
        due_on=due,
        must_sign=entry.get("sign", False),
        by=_clerk(town, entry["by"]),
    )


def _answer_part(town: Town, entry: dict[str, Any]) -> None:
    office = town.offices[entry["office"]]
    part = Part.objects.filter(case=_case(town, entry), office=office).latest("pk")
    clerk = _clerk(town, entry["office"])
    if entry["do"] == "call_off":
        desk.call_off_part(part=part, by=_clerk(town, entry["by"]))
        return
    if entry["do"] == "decline":
        desk.decline_part(part=part, reason=entry["result"], by=clerk)
        return
    desk.take_part(part=part, by=clerk)
    if entry["do"] == "finish":
        desk.finish_part(part=part, result=entry["result"], by=clerk)


def _draft(town: Town, entry: dict[str, Any]) -> None:
    case, clerk = _case(town, entry), _clerk(town, entry["by"])
    if entry.get("four_eyes"):
        desk.require_four_eyes(case=case, four_eyes=True, by=town.staff["ombudsstelle"])
    draft = desk.draft_answer(case=case, text=entry["texts"][0], by=clerk, seen=0)
    for line in entry["comments"]:
        comment = desk.comment_answer(case=case, text=line["text"], by=_clerk(town, line["by"]))
        if line.get("settled"):
            desk.settle_comment(case=case, comment=comment, by=clerk)
    # Who must sign does so too early: the text changes once more, and has to be read again.
    must = [part.office for part in case.parts.filter(must_sign=True).select_related("office")]
    if len(entry["texts"]) > 1:
        for office in must:
            desk.sign_answer(
                case=case, by=town.clerks[office.pk], office=office, role=Role.OFFICE, seen=draft.version
            )
    for text in entry["texts"][1:]:
        draft = desk.draft_answer(case=case, text=text, by=clerk, seen=draft.version)
    for slug in entry.get("signs", ()):
        signer = _clerk(town, slug)
        desk.sign_answer(
            case=case, by=signer, office=town.offices[slug], role=Role.OFFICE, seen=draft.version
        )


def _wish(town: Town, entry: dict[str, Any]) -> None:
    wanted = entry.get("wanted")
    wish = desk.make_wish(
        title=entry["title"],
        text=entry["text"],
        office=town.offices[entry["office"]],
        wanted_on=town.day(wanted).date() if wanted else None,
        by=_clerk(town, entry["office"]),
    )
    if entry.get("state"):
        desk.answer_wish(
            wish=wish, state=entry["state"], answer=entry["answer"], by=town.staff["ombudsstelle"]
        )


def _keep(town: Town, told: dict[str, Any]) -> None:
    for entry in told["blocks"]:
        desk.save_block(
            title=entry["title"], text=entry["text"], position=entry["position"], by=town.staff["redaktion"]
        )
    for entry in told["risks"]:
        desk.save_risk(
            title=entry["title"],
            likelihood=entry["likelihood"],
            impact=entry["impact"],
            measure=entry["measure"],
            review_on=town.day(entry["review"]).date(),
            office=town.offices.get(entry.get("office", "")),
            by=town.staff["ombudsstelle"],
        )


def _project(town: Town, entry: dict[str, Any]) -> None:
    office, core = town.offices[entry["office"]], town.staff["ombudsstelle"]
    draft = projects.ProjectDraft(
        title=entry["title"],
        summary=entry["summary"],
        participation=entry["participation"],
        reason=entry["reason"],
        next_step=entry["next_step"],
        next_on=town.day(entry["next"]).date(),
        starts_on=town.day(entry["starts"]).date(),
        contact=f"{office.name}, {office.email} (ein ausgedachtes Beispiel der Vorführung)",
        office=office,
        topic=town.topics[entry["topic"]],
        places=tuple(town.places[PlaceKind.DISTRICT, slug] for slug in entry["districts"]),
        process=town.processes.get(entry.get("process", "")),
    )
    row = projects.save_project(draft=draft, by=core)
    if not entry.get("draft"):
        projects.publish_project(project=row, by=core)


def _clerk_of(town: Town, case: Case) -> Any:
    return town.clerks[case.office_id] if case.office_id else town.staff["ombudsstelle"]


def _hand_over(town: Town) -> None:
    """Offices confirm what they were given; the newest two wait, and one office gives a case back."""
    waiting = list(Case.objects.untaken().select_related("office").order_by("-handed_at", "-pk"))
    for case in waiting[3:]:
        desk.take_case(case=case, by=_clerk_of(town, case))
    for case in waiting[2:3]:
        desk.give_case_back(
            case=case,
            reason="Das ist nicht unser Gelände. Bitte fragen Sie die Bezirksverwaltungsstelle.",
            by=_clerk_of(town, case),
        )


def _escalated() -> None:
    """What the worker does on the morning of each working day, once for today."""
    today = timezone.localdate()
    while not is_workday(today):
        today -= timedelta(days=1)
    desk.escalate(today)


def send_no_letters() -> None:
    """What was written to mailboxes in the town's past is not sent."""
    OfficeLetter.objects.update(due_at=None)
