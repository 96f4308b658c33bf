# SPDX-License-Identifier: EUPL-1.2
"""What happens in the demo's town, in the order of its days."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from importlib import resources
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.html import format_html_join

from mitwirken.civic.participation import actions as participation
from mitwirken.civic.participation.drafts import (
    Access,
    Basics,
    CategoryDraft,
    Checks,
    DateDraft,
    Face,
    Outcome,
    PhaseDraft,
    Terms,
)
from mitwirken.civic.participation.models import Phase, Process, Topic
from mitwirken.civic.people.actions import enter, make_staff, rename
from mitwirken.civic.people.models import Person
from mitwirken.civic.places.actions import import_places
from mitwirken.civic.places.forms import Point
from mitwirken.civic.places.models import Place, PlaceKind
from mitwirken.formats.deliberation.actions import add_argument, mark_helpful
from mitwirken.formats.proposals import actions as proposals
from mitwirken.formats.proposals.models import Proposal
from mitwirken.formats.rating.actions import rate
from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.desk import actions as desk
from mitwirken.ground.desk.models import Case, CaseStatus, Office
from mitwirken.ground.desk.roles import Role
from mitwirken.ground.devices import actions as devices
from mitwirken.ground.devices.models import Mode
from mitwirken.ground.notifications.actions import follow
from mitwirken.ground.pictures.actions import store_picture
from mitwirken.ground.pictures.models import Picture
from mitwirken.ground.texts import actions as texts

from . import PASSWORD, content, drawings
from .paper import Counter
from .timetravel import on

ROLES = {
    "prozessverantwortung": Role.PROCESS,
    "redaktion": Role.EDITOR,
    "moderation": Role.MODERATION,
    "fachamt": Role.OFFICE,
    "politik": Role.POLITICS,
    "kernteam": Role.CORE,
    "ombudsstelle": Role.OMBUDS,
    "administration": Role.ADMIN,
}
# Where the content gives no words of its own.
SHORT_REASONS = {
    "abgelehnt": "Dafür reicht das Geld in diesem Prozess nicht.",
    "angenommen": "Das passt zum Rahmen und wird eingeplant.",
    "umsetzung": "Der Auftrag ist erteilt.",
    "umgesetzt": "Das ist fertig. Kommen Sie gern vorbei.",
}
# How often somebody agrees, does not mind, disagrees.
LIKED, DISLIKED = (16, 2, 1), (4, 2, 4)
INTERIM = (
    "Vielen Dank für Ihren Vorschlag. Er liegt bei uns zur Prüfung: Wir klären, ob die Stelle uns gehört, was es kostet und "
    "wer noch zustimmen muss. Das Ergebnis schreiben wir hierhin, spätestens bis zur Beratung in der Bezirksvertretung."
)
# Through which statuses a case came to where it stands.
WAYS = {
    "pruefung": ("pruefung",),
    "beratung": ("pruefung", "beratung"),
    "angenommen": ("pruefung", "beratung", "angenommen"),
    "abgelehnt": ("pruefung", "abgelehnt"),
    "umsetzung": ("pruefung", "angenommen", "umsetzung"),
    "umgesetzt": ("pruefung", "angenommen", "umsetzung", "umgesetzt"),
}

OPEN_WAYS = ((), WAYS["pruefung"], WAYS["beratung"])


@dataclass
class Town:
    """The people and things made so far, by the keys of the content files."""

    now: datetime
    lots: random.Random = field(default_factory=lambda: random.Random(2027))  # noqa: S311  # the same town every time
    offices: dict[str, Office] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    staff: dict[str, Person] = field(default_factory=dict)
    clerks: dict[int, Person] = field(default_factory=dict)
    citizens: dict[str, Person] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)
    proposals: dict[tuple[str, str], Proposal] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    phases: dict[tuple[str, int], Phase] = field(default_factory=dict)
    counter: Counter | None = None
    happenings: list[tuple[datetime, int, Callable[[], Any]]] = field(default_factory=list)

    def day(self, offset: float, hour: int = 0, minute: int = 0) -> datetime:
        """A moment so many days from today, in the city's own time."""
        date = timezone.localdate(self.now) + timedelta(days=int(offset))
        return timezone.make_aware(datetime.combine(date, time(hour, minute)))

    def some_time(self, offset: float, *, after: datetime | None = None) -> datetime:
        """A plausible hour of that day, never in the future and not before `after`."""
        moment = self.day(
            offset,
            self.lots.choice((7, 8, 9, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22)),
            self.lots.randrange(60),
        )
        if after is not None and moment <= after:
            moment = after + timedelta(minutes=self.lots.randrange(9, 190))
        return min(moment, self.now - timedelta(minutes=self.lots.randrange(2, 50)))

    def draw(
        self, motif: str, seed: str, *, alt: str, by: Any = None, width: int = drawings.SMALL
    ) -> Picture:
        """A drawing in the store; remembered, because its files do not go with a transaction."""
        picture = store_picture(drawings.draw(motif, seed, width), alt=alt, by=by)
        self.pictures.append(picture)
        return picture

    def phase(self, slug: str, position: int) -> Phase:
        if (slug, position) not in self.phases:
            self.phases[slug, position] = self.processes[slug].phases.order_by("starts_at", "ends_at")[
                position
            ]
        return self.phases[slug, position]

    def plan(self, moment: datetime, deed: Callable[[], Any]) -> None:
        self.happenings.append((moment, len(self.happenings), deed))

    def live(self, progress: Callable[[int, int], None]) -> None:
        """Everything planned happens, each on its day."""
        self.happenings.sort(key=lambda one: one[:2])
        for number, (moment, _order, deed) in enumerate(self.happenings, 1):
            with on(moment):
                deed()
            if number % 50 == 0 or number == len(self.happenings):
                progress(number, len(self.happenings))
        self.happenings.clear()


def found(town: Town) -> None:
    """Places, topics, offices, people: what is there before anything happens."""
    shapes = json.loads(
        resources.files("mitwirken.civic.places")
        .joinpath("data/dortmund.geojson")
        .read_text(encoding="utf-8")
    )
    import_places(shapes["features"])
    town.places = {(place.kind, place.slug): place for place in Place.objects.defer("outline")}
    for entry in content.read("topics"):
        town.topics[entry["slug"]] = Topic.objects.create(
            slug=entry["slug"], name=entry["name"]["de"], name_en=entry["name"]["en"], icon=entry["icon"]
        )
    for entry in content.read("offices"):
        town.offices[entry["slug"]] = Office.objects.create(**entry)
    people = content.read("people")
    # One hash for all: they share the printed password, and each costs a tenth of a second.
    password = make_password(PASSWORD)
    for entry in people["staff"]:
        office = town.offices[entry["office"]]
        person = make_staff(
            email=entry["email"],
            pseudonym=entry["pseudonym"],
            roles=[(ROLES[role], office) for role in entry["roles"]],
        )
        # They have read a mail before: otherwise the printed password would first ask for one.
        enter(email=entry["email"])
        Person.objects.filter(pk=person.pk).update(password=password)
        TOTP.activate(person, generate_totp_secret())
        town.staff[entry["key"]] = Person.objects.get(pk=person.pk)
        if "fachamt" in entry["roles"]:
            town.clerks[office.pk] = town.staff[entry["key"]]
    for office in town.offices.values():
        if office.pk not in town.clerks:
            made = make_staff(
                email=f"team-{office.slug}@example.org",
                pseudonym=f"Team {office.short}",
                roles=[(Role.OFFICE, office)],
            )
            town.clerks[office.pk] = Person.objects.get(pk=made.pk)
    for entry in people["citizens"]:
        person, _new = enter(email=f"{entry['key']}@example.org")
        rename(person=person, pseudonym=entry["pseudonym"])
        town.citizens[entry["key"]] = person
    Person.objects.filter(pk__in=[person.pk for person in list(town.citizens.values())[:3]]).update(
        password=password
    )


def plan_processes(town: Town) -> None:
    """Each process is prepared by its office, published before its first phase, and finished when it is over."""
    for entry in content.read("processes"):
        first = min(phase["start"] for phase in entry["phases"])
        moment = town.day(min(first, 0) - 9, 9, 30)
        town.plan(moment, lambda entry=entry: make_process(town, entry))
        if entry.get("result"):
            over = max(phase["end"] for phase in entry["phases"])
            town.plan(town.day(min(over + 6, -2), 11, 0), lambda entry=entry: finish_process(town, entry))


def make_process(town: Town, entry: Mapping[str, Any]) -> None:
    office = town.offices[entry["office"]]
    lead = town.staff["ombudsstelle"]
    places = tuple(Place.objects.filter(kind=PlaceKind.DISTRICT, slug__in=entry["places"]))
    process = participation.create_process(
        by=lead, title=entry["title"], question=entry["question"], slug=entry["slug"], office=office
    )
    participation.change_process(
        process=process,
        by=lead,
        change=Basics(
            title=entry["title"],
            question=entry["question"],
            summary=entry["summary"],
            body=entry["body"],
            topic=town.topics[entry["topic"]],
            places=places,
            office=office,
        ),
    )
    participation.change_process(
        process=process,
        by=lead,
        change=Terms(
            influence=entry["influence"],
            fixed=_bullets(entry["fixed"]),
            open=_bullets(entry["open"]),
            decided_by=entry["decided_by"],
            decided_on=town.day(entry["decided"]).date(),
        ),
    )
    participation.change_process(
        process=process, by=lead, change=Access(without_net=entry["without_net"], contact=entry["contact"])
    )
    participation.change_process(process=process, by=lead, change=Checks(entry["checks"]))
    picture = town.draw(entry["image"], entry["slug"], alt=_alt(entry), by=lead, width=drawings.WIDTH)
    participation.change_process(process=process, by=lead, change=Face(picture=picture))
    participation.set_categories(
        process=process,
        by=lead,
        categories=[CategoryDraft(category["name"]) for category in entry["categories"]],
    )
    participation.set_phases(
        process=process,
        by=lead,
        phases=[
            PhaseDraft(
                title=phase["title"],
                # Where something can be said, the proposals of the process are what it is said about.
                format="proposals"
                if phase["verbs"] and phase["format"] not in ("ballots", "opinions", "surveys")
                else phase["format"],
                starts_at=town.day(phase["start"], 8),
                ends_at=town.day(phase["end"], 23, 59),
                text=phase.get("rule", ""),
                verbs=tuple(phase["verbs"]),
                settings=_settings(phase),
            )
            for phase in entry["phases"]
        ],
    )
    participation.set_dates(
        process=process,
        by=lead,
        dates=[
            DateDraft(
                title=event["title"],
                starts_at=town.day(event["day"], *map(int, event["time"].split(":"))),
                ends_at=town.day(event["day"], *map(int, event["until"].split(":"))),
                place=event["place"],
                text=event.get("text", ""),
            )
            for event in entry["schedule"]
        ],
    )
    participation.publish_process(process=process, by=lead)
    town.processes[entry["slug"]] = Process.objects.get(pk=process.pk)


def _bullets(lines: list[str]) -> str:
    return "<ul>" + format_html_join("", "<li>{}</li>", ((line,) for line in lines)) + "</ul>"


def _alt(entry: Mapping[str, Any]) -> str:
    return f"Zeichnung zur Beteiligung „{entry['title']}“"


def _settings(phase: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(phase.get("settings") or {})
    settings: dict[str, Any] = {
        key: given.pop(key) for key in ("ask_for_place", "ask_for_cost") if key in given
    }
    if phase.get("rating"):
        rating: dict[str, Any] = {
            "method": phase["rating"],
            "hidden_until_close": bool(given.get("hidden_until_close")),
        }
        if phase["rating"] == "points":
            rating |= {"points": given.get("points", 5), "max_per_item": given.get("points", 5)}
        settings["rating"] = rating
    return settings


def finish_process(town: Town, entry: Mapping[str, Any]) -> None:
    participation.finish_process(
        process=town.processes[entry["slug"]],
        by=town.staff["ombudsstelle"],
        outcome=Outcome(result=entry["result"], decision=entry["decision"], reason=entry["reason"]),
    )


# --- proposals and what the city says to them -----------------------------------------------------------------------


def plan_proposals(town: Town) -> None:
    for entry in content.read("processes"):
        slug = entry["slug"]
        span = _open_days(entry, "propose")
        for item in content.read(f"proposals/{slug}"):
            moment = town.some_time(_within(item["day"], span))
            town.plan(moment, lambda slug=slug, item=item: _propose(town, slug, item))
            _plan_case(town, slug, item, moment)
        talk = _open_days(entry, "comment")
        for number, item in enumerate(content.read(f"arguments/{slug}")):
            _plan_argument(town, slug, item, talk, number)


def _open_days(entry: Mapping[str, Any], verb: str) -> list[tuple[int, int]]:
    return [
        (phase["start"], min(phase["end"], 0))
        for phase in entry["phases"]
        if verb in phase["verbs"] and phase["start"] < 0
    ]


def _within(day: float, spans: list[tuple[int, int]]) -> float:
    """The day itself when the phase was open then, otherwise the nearest day on which one was."""
    if not spans or any(start < day < end for start, end in spans):
        return day
    edges = [edge for start, end in spans for edge in (start + 1, end - 1)]
    return min(edges, key=lambda edge: abs(edge - day))


def counter_of(town: Town) -> Counter:
    """Where those are typed in who take part without the net."""
    if town.counter is None:
        town.counter = Counter(town.staff["ombudsstelle"])
    return town.counter


def _propose(town: Town, slug: str, item: Mapping[str, Any]) -> None:
    process = town.processes[slug]
    quarter = item.get("quarter") or ""
    place = (
        town.places.get((PlaceKind.QUARTER, quarter))
        or town.places.get((PlaceKind.QUARTER, f"{quarter}-bezirk"))
        or town.places.get((PlaceKind.DISTRICT, item["district"]))
    )
    author = town.citizens.get(item.get("author", ""))
    online = item["channel"] == Channel.ONLINE
    picture = item.get("picture")
    kept = [town.draw(picture["motif"], item["key"], alt=picture["alt"], by=author)] if picture else []
    names = {
        category["slug"]: category["name"]
        for entry in content.read("processes")
        for category in entry["categories"]
    }
    category = process.categories.filter(name=names.get(item["category"])).first()
    if not online and not kept:
        point = Point(item["lat"], item["lon"]) if item.get("lat") else None
        values = {
            "title": item["title"], "text": item["text"], "category": category, "place": place, "point": point, "cost": item.get("cost"),
        }  # fmt: skip
        town.proposals[slug, item["key"]] = counter_of(town).propose(process, values, item["channel"])
        return
    town.proposals[slug, item["key"]] = proposals.submit_proposal(
        process=process,
        clean=proposals.Clean(
            title=item["title"],
            text=item["text"],
            category=category,
            place=place,
            latitude=item.get("lat"),
            longitude=item.get("lon"),
            cost=item.get("cost"),
            pictures=kept,
        ),
        author=author if online else None,
        channel=item["channel"],
        entered_by=None if online else town.staff["ombudsstelle"],
    )


def _case(town: Town, slug: str, key: str) -> Case:
    return Case.objects.get(subject_kind="proposal", subject_id=town.proposals[slug, key].pk)


def _plan_case(town: Town, slug: str, item: Mapping[str, Any], moment: datetime) -> None:
    """What the city did with it: handed to an office, looked at, answered, built."""
    key = item["key"]
    core = town.staff["ombudsstelle"]
    answer = item.get("answer")
    way = WAYS.get(item["status"], ())
    latest = (
        town.some_time(answer["day"], after=moment + timedelta(hours=5))
        if answer
        else town.now - timedelta(hours=3)
    )
    latest = max(latest, moment + timedelta(hours=6))
    office = town.offices.get(item.get("office") or "")
    if office is not None:
        over = answer or item["status"] in ("abgelehnt", "umgesetzt")
        due = None if over else town.day(town.lots.choice((12, 20, 34))).date()
        town.plan(
            min(moment + timedelta(hours=town.lots.randrange(14, 60)), latest - timedelta(hours=2)),
            lambda: desk.assign_case(case=_case(town, slug, key), office=office, due_on=due, by=core),
        )
    steps = len(way)
    for number, status in enumerate(way, 1):
        share = number / (steps + (0 if answer else 1))
        at = moment + (latest - moment) * share - timedelta(minutes=(steps - number) * 3 + 20)
        reason = (item.get("reason") or "") if status == item["status"] else ""
        if status == item["status"] and not reason and not answer:
            reason = SHORT_REASONS.get(status, "")
        town.plan(
            max(at, moment + timedelta(hours=2, minutes=number)),
            lambda status=status, reason=reason: _move(town, slug, key, status, reason),
        )
    if answer:
        town.plan(latest, lambda: _answer(town, slug, key, answer))
    # Most offices write in between when it takes long; a few are late, as everywhere.
    elif way in OPEN_WAYS and moment < town.now - timedelta(days=26) and town.lots.random() < 0.85:
        town.plan(moment + timedelta(days=town.lots.randint(9, 25)), lambda: _interim(town, slug, key))
    for step in item.get("milestones") or ():
        town.plan(latest + timedelta(hours=1), lambda step=step: _milestone(town, slug, key, step))
    if item.get("near_duplicate_of"):
        town.plan(
            town.now - timedelta(hours=2, minutes=town.lots.randrange(50)),
            lambda: proposals.merge_proposals(
                source=town.proposals[slug, key],
                target=town.proposals[slug, item["near_duplicate_of"]],
                reason="Beide wünschen dasselbe an derselben Stelle.",
                by=core,
            ),
        )


def _move(town: Town, slug: str, key: str, status: str, reason: str) -> None:
    case = _case(town, slug, key)
    if case.status != status:
        desk.change_status(case=case, to=status, by=town.staff["ombudsstelle"], reason=reason)


def _interim(town: Town, slug: str, key: str) -> None:
    case = _case(town, slug, key)
    clerk = town.staff["ombudsstelle"]
    office = town.offices["ombudsstelle"]
    if case.status == CaseStatus.RECEIVED:
        case = desk.change_status(case=case, to=CaseStatus.CHECKING, by=clerk)
    desk.draft_answer(case=case, text=INTERIM, by=clerk)
    desk.publish_answer(case=case, by=clerk, office=office, role=Role.OMBUDS)


def _answer(town: Town, slug: str, key: str, answer: Mapping[str, Any]) -> None:
    office = town.offices[answer["office"]]
    case = _case(town, slug, key)
    clerk = town.clerks[office.pk]
    if case.office_id != office.pk:
        case = desk.assign_case(case=case, office=office, due_on=case.due_on, by=town.staff["ombudsstelle"])
    desk.draft_answer(case=case, text=answer["text"], by=clerk)
    desk.publish_answer(case=case, by=clerk, office=office, role=Role.OFFICE)


def _milestone(town: Town, slug: str, key: str, step: Mapping[str, Any]) -> None:
    case = _case(town, slug, key)
    by = town.staff["ombudsstelle"]
    day = town.day(step["day"]).date()
    milestone = desk.set_milestone(
        case=case, title=step["title"], text=step.get("text", ""), due_on=day, by=by
    )
    if step.get("done"):
        with on(max(town.day(step["day"], 12), timezone.now())):
            desk.complete_milestone(milestone=milestone, by=by, done_on=min(day, timezone.localdate()))


def _plan_argument(
    town: Town, slug: str, item: Mapping[str, Any], spans: list[tuple[int, int]], number: int
) -> None:
    made: dict[str, Any] = {}
    written = next(
        (p["day"] for p in content.read(f"proposals/{slug}") if p["key"] == item["proposal"]), item["day"]
    )
    moment = town.some_time(_within(max(item["day"], written + 1), spans))
    # Never before the proposal itself, whatever hour the lot gave.
    moment = max(moment, town.day(written, 23, 59)) if moment < town.now - timedelta(days=1) else moment

    def say() -> None:
        made["it"] = add_argument(
            subject=town.proposals[slug, item["proposal"]],
            kind=item["kind"],
            text=item["text"],
            by=town.citizens[item["author"]],
        )

    town.plan(moment, say)
    for turn, reply in enumerate(item.get("replies") or (), 1):
        office = town.offices.get(reply.get("office", ""))
        by = town.clerks[office.pk] if office else town.citizens[reply["author"]]
        town.plan(
            min(
                moment + timedelta(hours=3 * turn, minutes=number % 60),
                town.now - timedelta(minutes=3 - turn),
            ),
            lambda reply=reply, office=office, by=by: add_argument(
                subject=town.proposals[slug, item["proposal"]],
                kind=item["kind"],
                text=reply["text"],
                by=by,
                parent=made["it"],
                as_office=office,
            ),
        )
    fans = town.lots.choices((0, 1, 2, 4), (6, 3, 2, 1))[0]
    for person in town.lots.sample(sorted(town.citizens), fans):
        if person != item["author"]:
            town.plan(
                min(moment + timedelta(hours=9), town.now - timedelta(minutes=1)),
                lambda person=person: mark_helpful(argument=made["it"], by=town.citizens[person]),
            )


# --- ratings --------------------------------------------------------------------------------------------------------


def plan_ratings(town: Town) -> None:
    """In each phase with a rule that has begun, most citizens rate some proposals; a few sheets come on paper."""
    for entry in content.read("processes"):
        items = content.read(f"proposals/{entry['slug']}")
        charm = {item["key"]: town.lots.paretovariate(1.6) for item in items}
        for position, phase in enumerate(sorted(entry["phases"], key=lambda one: (one["start"], one["end"]))):
            if not phase.get("rating") or phase["start"] >= 0 or not items:
                continue
            if any("rank" in item for item in items) and phase["rating"] == "agreement":
                _plan_vote(town, entry["slug"], position, phase, items)
            else:
                _plan_phase(town, entry, position, phase, items, charm)


def _plan_phase(
    town: Town,
    entry: Mapping[str, Any],
    position: int,
    phase: Mapping[str, Any],
    items: list[Mapping[str, Any]],
    charm: Mapping[str, float],
) -> None:
    slug, method = entry["slug"], phase["rating"]
    last = min(phase["end"], 0) - 1
    for name in sorted(town.citizens):
        if town.lots.random() < 0.25:
            continue
        day = town.lots.randint(min(phase["start"] + 2, last), last)
        there = [item for item in items if item["day"] < day and not item.get("near_duplicate_of")]
        number = min(len(there), 3 if method == "points" else town.lots.randint(4, 14))
        chosen = _drawn(town, there, charm, number)
        moment = town.some_time(day)
        for item, value in zip(chosen, _values(town, method, chosen), strict=False):
            town.plan(
                moment,
                lambda item=item, value=value, name=name: rate(
                    subject=town.proposals[slug, item["key"]],
                    phase=town.phase(slug, position),
                    person=town.citizens[name],
                    value=value,
                ),
            )
    for _sheet in range(9):
        there = [item for item in items if item["day"] < last - 1 and not item.get("near_duplicate_of")]
        chosen = _drawn(town, there, charm, min(len(there), 3))
        values = _values(town, method, chosen)
        channel = town.lots.choice((Channel.PAPER, Channel.PAPER, Channel.PHONE, Channel.ROOM))
        ballot = {item["key"]: value for item, value in zip(chosen, values, strict=False)}
        _plan_sheet(town, slug, position, ballot, channel, town.some_time(last))


def _plan_vote(
    town: Town, slug: str, position: int, phase: Mapping[str, Any], items: list[Mapping[str, Any]]
) -> None:
    """A vote whose outcome the content tells: agreements minus disagreements fall from rank to rank, strictly.

    Only what passed the check has a rank and is voted on.
    """
    standing = sorted((item for item in items if "rank" in item), key=lambda item: item["rank"])
    voters: dict[str, dict[str, int]] = {name: {} for name in sorted(town.citizens)}
    sheets: list[dict[str, int]] = [{} for _number in range(9)]
    everybody = [*voters.values(), *sheets]
    for item in standing:
        against, neutral = town.lots.randint(0, 6), town.lots.randint(0, 4)
        in_favour = len(standing) + 5 - item["rank"] + against
        asked = town.lots.sample(everybody, min(len(everybody), in_favour + against + neutral))
        for at, ballot in enumerate(asked):
            ballot[item["key"]] = 1 if at < in_favour else -1 if at < in_favour + against else 0
    for name, ballot in voters.items():
        moment = town.some_time(town.lots.randint(phase["start"] + 2, phase["end"] - 1))
        for key, value in ballot.items():
            town.plan(
                moment,
                lambda key=key, value=value, name=name: rate(
                    subject=town.proposals[slug, key],
                    phase=town.phase(slug, position),
                    person=town.citizens[name],
                    value=value,
                ),
            )
    for ballot in sheets:
        channel = town.lots.choice((Channel.PAPER, Channel.PAPER, Channel.PHONE, Channel.ROOM))
        _plan_sheet(town, slug, position, ballot, channel, town.some_time(phase["end"] - 1))


def _plan_sheet(
    town: Town,
    slug: str,
    position: int,
    ballot: Mapping[str, int],
    channel: str,
    moment: datetime,
) -> None:
    town.plan(
        moment,
        lambda: counter_of(town).rate(
            town.phase(slug, position),
            {town.proposals[slug, key].pk: value for key, value in ballot.items()},
            channel,
        ),
    )


def _drawn(
    town: Town, items: list[Mapping[str, Any]], charm: Mapping[str, float], number: int
) -> list[Mapping[str, Any]]:
    """Different ones, the charming ones more often."""
    keyed = sorted(items, key=lambda item: town.lots.random() ** (1 / charm[item["key"]]), reverse=True)
    return keyed[:number]


def _values(town: Town, method: str, chosen: list[Mapping[str, Any]]) -> list[int]:
    """What somebody says to the chosen ones; what is being built was liked by most."""
    number = len(chosen)
    if method == "points":
        return [[5], [3, 2], [2, 2, 1]][number - 1] if number else []
    if method == "agreement":
        return [town.lots.choices((1, 0, -1), _mood(item))[0] for item in chosen]
    if method == "resistance":
        return [
            min(10, int(town.lots.expovariate(0.2 if _mood(item) == DISLIKED else 0.5))) for item in chosen
        ]
    if method == "ranking":
        return list(range(1, number + 1))
    return [1] * number


def _mood(item: Mapping[str, Any]) -> tuple[int, int, int]:
    if item["status"] in ("angenommen", "umsetzung", "umgesetzt"):
        return LIKED
    return DISLIKED if item["status"] == "abgelehnt" else (6, 2, 2)


# --- texts, followers -----------------------------------------------------------------------------------------------


def write_texts(town: Town) -> None:
    """The city's own pages, by its editors."""
    editor = town.staff["redaktion"]
    for entry in content.read("texts"):
        for language, version in entry["versions"].items():
            texts.save_text(
                slug=entry["slug"], language=language, title=version["title"], body=version["body"], by=editor
            )
            texts.publish_text(slug=entry["slug"], language=language, by=editor)


def follow_things(town: Town) -> None:
    for name in town.lots.sample(sorted(town.citizens), 25):
        for process in town.processes.values():
            if town.lots.random() < 0.5:
                follow(person=town.citizens[name], topic=f"process:{process.pk}")


def lend_devices(town: Town) -> None:
    """A tablet at which somebody helps, and a screen that shows one process alone."""
    by = town.staff["ombudsstelle"]
    devices.set_up(name="Bibliothek Hörde, Tresen", mode=Mode.ASSISTED, start="/", minutes=10, by=by)
    devices.set_up(
        name="Nachbarschaftstreff Borsigplatz, Bildschirm im Eingang",
        mode=Mode.KIOSK,
        start="/prozesse/hoeschpark-2030/",
        minutes=3,
        by=by,
    )
