# SPDX-License-Identifier: EUPL-1.2
"""Several offices at one case: what each is asked for, by when, whether it took it; and the letters to their mailboxes."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .cases import Case, Office


class PartStatus(models.TextChoices):
    """How far an office is with its part."""

    ASKED = "angefragt", _("noch nicht übernommen")
    TAKEN = "uebernommen", _("übernommen")
    DONE = "erledigt", _("erledigt")
    DECLINED = "abgegeben", _("nicht zuständig")
    CALLED_OFF = "entfallen", _("nicht mehr nötig")

    @property
    def icon(self) -> str:
        return PART_ICONS[self.value]

    @property
    def tone(self) -> str:
        return PART_TONES[self.value]


PART_ICONS = {
    "angefragt": "mail", "uebernommen": "work", "erledigt": "check", "abgegeben": "arrow", "entfallen": "minus",
}  # fmt: skip
PART_TONES = {
    "angefragt": "busy", "uebernommen": "calm", "erledigt": "done", "abgegeben": "no", "entfallen": "plain",
}  # fmt: skip
OPEN_PARTS = (PartStatus.ASKED, PartStatus.TAKEN)


class PartQuerySet(models.QuerySet["Part"]):
    def open(self) -> PartQuerySet:
        """Work that waits: of cases somebody works on, without those to practise with."""
        return self.filter(status__in=OPEN_PARTS, case__shelved_at=None, case__practice=False)

    def overdue(self, today: date | None = None) -> PartQuerySet:
        return self.open().filter(due_on__lt=today or timezone.localdate())


class Part(models.Model):
    """What one office is asked for in a case that another one leads. One open part an office and case.

    `must_sign`: the answer is published only when this office has signed it. `told_step` is how often it was said aloud
    that the part is late.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="parts")
    office = models.ForeignKey(Office, verbose_name=_("Amt"), on_delete=models.PROTECT, related_name="parts")
    task = models.TextField(_("Was gebraucht wird"))
    due_on = models.DateField(_("Bis wann"))
    must_sign = models.BooleanField(_("zeichnet die Antwort mit"), default=False)
    status = models.CharField(_("Stand"), max_length=12, choices=PartStatus.choices, default=PartStatus.ASKED)
    result = models.TextField(_("Was herauskam"), blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    told_step = models.PositiveSmallIntegerField(default=0, editable=False)
    untaken_told_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = PartQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["status", "due_on"]), models.Index(fields=["office", "status"])]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "office"],
                condition=Q(status__in=["angefragt", "uebernommen"]),
                name="one_open_part_an_office",
            ),
            models.CheckConstraint(
                condition=~Q(status="abgegeben") | ~Q(result=""), name="part_given_back_only_with_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.office_id}"

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_PARTS

    @property
    def status_words(self) -> PartStatus:
        return PartStatus(self.status)

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.due_on < timezone.localdate()


class LetterKind(models.TextChoices):
    """Why a mailbox gets a letter."""

    CASE = "fall", _("Fall übergeben")
    PART = "teil", _("um etwas gebeten")
    SIGN = "mitzeichnung", _("um Mitzeichnung gebeten")
    LATE = "ueberfaellig", _("überfällig")


class OfficeLetter(models.Model):
    """A letter to the mailbox of an office, written in the deed's transaction and sent by the worker."""

    office = models.ForeignKey(Office, on_delete=models.CASCADE, related_name="letters")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="letters")
    part = models.ForeignKey(Part, null=True, blank=True, on_delete=models.CASCADE, related_name="letters")
    kind = models.CharField(max_length=12, choices=LetterKind.choices)
    at = models.DateTimeField(default=timezone.now)
    # None: not to be tried (any more).
    due_at = models.DateTimeField(null=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(sent_at=None), name="letters_that_wait")]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.kind} {self.case_id}"
