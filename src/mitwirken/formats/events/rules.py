# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with events, and when. Each rule returns None or raises a Refusal that can be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.roles import Role, has_role

from .drafts import BundleDraft, EventDraft, SignUpDraft
from .models import MOST_SEATS, Event, Kind, Mode, Side, SignUp, StepFree, Worth
from .queries import FEEDBACK_DAYS

EDITORS = (Role.PROCESS, Role.CORE, Role.OMBUDS, Role.EDITOR)
STAFF = (*EDITORS, Role.OFFICE)
LONGEST = timedelta(days=31)


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "j. F Y, H:i")


# --- editing ------------------------------------------------------------------------------------------------------


def edits(person: Any, event: Event) -> bool:
    """Those in charge of participation edit every event, a Fachamt those of its own office."""
    if has_role(person, *EDITORS):
        return True
    return has_role(person, Role.OFFICE) and event.office_id is not None and event.office_id in person.offices


def require_edit(person: Any, event: Event) -> None:
    """`None` is the operator at the command line, who may."""
    if person is not None and not edits(person, event):
        raise Refusal(
            _(
                "Diese Veranstaltung verwaltet ein anderes Amt. Bitte wenden Sie sich an %(office)s oder an das Kernteam."
            )
            % {"office": event.office or _("die zuständige Stelle")}
        )


def require_create(person: Any, office: Any = None) -> None:
    """Refuses people without a role for it, and a Fachamt that would act for another office."""
    if person is None or has_role(person, *EDITORS):
        return
    if not has_role(person, Role.OFFICE):
        raise Refusal(
            _(
                "Veranstaltungen legen die Prozessverantwortung, das Kernteam, die Ombudsstelle, die Redaktion und die Fachämter an."
            )
        )
    if office is None or office.pk not in person.offices:
        raise Refusal(
            _("Bitte wählen Sie Ihr eigenes Amt. Für andere Ämter legt das Kernteam Veranstaltungen an."),
            field="office",
        )


def require_edit_bundle(person: Any) -> None:
    if person is not None and not has_role(person, *EDITORS):
        raise Refusal(
            _(
                "Aktionen bearbeiten die Prozessverantwortung, das Kernteam, die Ombudsstelle und die Redaktion."
            )
        )


def require_sound(draft: EventDraft) -> None:
    """Refuses times that cannot be, words that are not in the lists, half a point."""
    if not draft.title.strip():
        raise Refusal(_("Bitte geben Sie der Veranstaltung einen Titel."), status=422, field="title")
    if draft.ends_at <= draft.starts_at:
        raise Refusal(_("Das Ende muss nach dem Beginn liegen."), status=422, field="ends_at")
    if draft.ends_at - draft.starts_at > LONGEST:
        raise Refusal(
            _("Eine Veranstaltung dauert höchstens einen Monat. Für mehrere Termine gibt es Aktionen."),
            status=422,
            field="ends_at",
        )
    if draft.doors_at is not None and draft.doors_at > draft.starts_at:
        raise Refusal(_("Der Einlass muss vor dem Beginn liegen."), status=422, field="doors_at")
    for name, allowed in (("kind", Kind.values), ("mode", Mode.values), ("step_free", StepFree.values)):
        if getattr(draft, name) not in allowed:
            raise Refusal(_("Bitte wählen Sie etwas aus der Liste."), status=422, field=name)
    if draft.sign_up_until is not None and draft.sign_up_until > draft.ends_at:
        raise Refusal(
            _("Die Anmeldung kann nicht später enden als die Veranstaltung."),
            status=422,
            field="sign_up_until",
        )
    if draft.sign_up_from and draft.sign_up_until and draft.sign_up_until <= draft.sign_up_from:
        raise Refusal(_("Die Anmeldung muss nach ihrem Beginn enden."), status=422, field="sign_up_until")
    if not 1 <= draft.keep_days <= 365:
        raise Refusal(
            _("Bitte nennen Sie zwischen 1 und 365 Tagen. Üblich sind 30."), status=422, field="keep_days"
        )
    if (draft.latitude is None) != (draft.longitude is None):
        raise Refusal(_("Zu einem Punkt gehören Breite und Länge."), status=422, field="point")


@dataclass(frozen=True)
class Gap:
    """Something an event still needs before it is published: the field and a sentence."""

    field: str
    sentence: Any


def missing(event: Event | EventDraft) -> list[Gap]:
    gaps = []
    if not event.summary.strip():
        gaps.append(
            Gap("summary", gettext_lazy("Die Kurzfassung fehlt: zwei, drei Sätze für Listen und Suche."))
        )
    if event.mode != Mode.ONLINE and not event.venue.strip():
        gaps.append(Gap("venue", gettext_lazy("Der Ort fehlt: Wo trifft man sich?")))
    if not event.contact.strip():
        gaps.append(Gap("contact", gettext_lazy("Die Ansprechstelle fehlt: Wen kann man fragen?")))
    if not event.without_net.strip():
        gaps.append(
            Gap(
                "without_net",
                gettext_lazy(
                    "Es steht noch nicht da, wie man ohne Internet mitmacht und sich anmeldet: Telefon oder Schalter."
                ),
            )
        )
    return gaps


def require_complete(event: Event) -> None:
    gaps = missing(event)
    if gaps:
        raise Refusal(
            " ".join([_("Noch nicht veröffentlicht."), *(str(gap.sentence) for gap in gaps)]),
            status=409,
            field=gaps[0].field,
        )


def require_not_cancelled(event: Event) -> None:
    if event.cancelled_at is not None:
        raise Refusal(_("Diese Veranstaltung ist abgesagt."), status=409)


# --- signing up ---------------------------------------------------------------------------------------------------


def require_may_take_part(person: Any) -> None:
    if person is None:
        return
    if not person.is_active or getattr(person, "erased_at", None):
        raise Refusal(_("Dieses Konto ist geschlossen."))
    if getattr(person, "restricted_at", None):
        raise Refusal(
            _(
                "Sie haben die Verarbeitung Ihrer Daten eingeschränkt. Heben Sie das im Konto auf, um wieder mitzumachen."
            )
        )


def require_origin(*, person: Any, channel: str, entered_by: Any, event: Event) -> None:
    """By somebody themselves online, or by staff of the event for somebody who came another way."""
    if entered_by is not None:
        require_edit(entered_by, event)
        if channel == Channel.ONLINE or channel not in Channel.values:
            raise Refusal(
                _("Bitte wählen Sie, wie die Anmeldung zu Ihnen kam: am Telefon, auf Papier oder vor Ort."),
                status=422,
                field="channel",
            )
    elif person is None:
        raise Refusal(_("Bitte melden Sie sich an oder bestätigen Sie Ihre E-Mail-Adresse."), status=401)


def require_open(event: Event, *, by_staff: bool = False, now: datetime | None = None) -> None:
    """Refuses outside the time of signing up, and says when it was or will be. Staff enter until the end."""
    now = now or timezone.now()
    if event.published_at is None or event.hidden_at is not None:
        raise Refusal(_("Diese Veranstaltung ist nicht öffentlich."), status=404)
    require_not_cancelled(event)
    if event.is_over(now):
        raise Refusal(_("Diese Veranstaltung ist vorbei."), status=409)
    if not event.sign_up:
        raise Refusal(
            _("Für diese Veranstaltung brauchen Sie keine Anmeldung. Kommen Sie einfach vorbei."), status=409
        )
    if by_staff:
        return
    if event.sign_up_from and now < event.sign_up_from:
        raise Refusal(
            _("Anmelden können Sie sich ab dem %(day)s Uhr.") % {"day": _moment(event.sign_up_from)},
            status=409,
        )
    if event.sign_up_until and now >= event.sign_up_until:
        raise Refusal(
            _(
                "Die Anmeldung ist seit dem %(day)s Uhr geschlossen. Fragen Sie bitte bei der Ansprechstelle, ob noch ein Platz frei ist."
            )
            % {"day": _moment(event.sign_up_until)},
            status=409,
        )


def is_open(event: Event, now: datetime | None = None) -> bool:
    try:
        require_open(event, now=now)
    except Refusal:
        return False
    return True


def require_sound_sign_up(draft: SignUpDraft, event: Event) -> None:
    if not draft.name.strip():
        raise Refusal(_("Bitte geben Sie einen Namen an. Ein Pseudonym genügt."), status=422, field="name")
    if not 1 <= draft.seats <= MOST_SEATS:
        raise Refusal(
            _("Eine Anmeldung gilt für eine bis vier Personen. Für größere Gruppen rufen Sie bitte an."),
            status=422,
            field="seats",
        )
    if draft.side not in event.sides:
        raise Refusal(
            _("Bitte wählen Sie, ob Sie vor Ort oder online dabei sind.")
            if draft.side not in Side.values or event.mode == Mode.HYBRID
            else _("Diese Veranstaltung findet nur %(where)s statt.") % {"where": event.get_mode_display()},
            status=422,
            field="side",
        )


def require_may_cancel(by: Any, sign_up: SignUp, key: str) -> None:
    """Whoever has the key from the mail, whoever signed up, and staff of the event."""
    if key and key == sign_up.key:
        return
    if by is not None and sign_up.person_id is not None and by.pk == sign_up.person_id:
        return
    if by is None or not edits(by, sign_up.event):
        raise Refusal(_("Absagen kann eine Anmeldung nur, wer sie gemacht hat."))


# --- feedback -----------------------------------------------------------------------------------------------------


def require_feedback(event: Event, *, cards: bool = False, now: datetime | None = None) -> None:
    """From the beginning of the event to thirty days after its end; cards are typed in also later."""
    now = now or timezone.now()
    if event.published_at is None or event.hidden_at is not None:
        raise Refusal(_("Diese Veranstaltung ist nicht öffentlich."), status=404)
    require_not_cancelled(event)
    if now < event.starts_at:
        raise Refusal(
            _("Rückmeldungen sammeln wir, sobald die Veranstaltung begonnen hat: am %(day)s Uhr.")
            % {"day": _moment(event.starts_at)},
            status=409,
        )
    if not cards and now > event.ends_at + timedelta(days=FEEDBACK_DAYS):
        raise Refusal(
            _("Rückmeldungen sammeln wir bis 30 Tage nach der Veranstaltung. Diese Zeit ist vorbei."),
            status=409,
        )


def takes_feedback(event: Event, now: datetime | None = None) -> bool:
    try:
        require_feedback(event, now=now)
    except Refusal:
        return False
    return True


def require_worth(worth: str) -> None:
    if worth not in Worth.values:
        raise Refusal(_("Bitte wählen Sie eine der vier Antworten."), status=422, field="worth")


def require_sound_bundle(draft: BundleDraft) -> None:
    if not draft.title.strip():
        raise Refusal(_("Bitte geben Sie der Aktion einen Titel."), status=422, field="title")
    if draft.ends_on < draft.starts_on:
        raise Refusal(_("Der letzte Tag muss nach dem ersten liegen."), status=422, field="ends_on")
