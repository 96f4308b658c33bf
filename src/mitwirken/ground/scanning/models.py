# SPDX-License-Identifier: EUPL-1.2
"""What was scanned: uploads until they are read, pages with what was read from them, sheets made of pages, pictures."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.paper.models import Entry, PrintedForm


class Scan(models.Model):
    """What somebody uploaded at once: a PDF from the scanner, or some photos."""

    name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64)
    total = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["digest"], name="a_file_is_scanned_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("scanning:scan", args=[self.pk])


class Upload(models.Model):
    """A file that is not read to its end. It goes when its last page is read."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=120)
    data = models.BinaryField()
    pages = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SheetState(models.TextChoices):
    MISSING = "fehlt", _("Seiten fehlen")
    CHECK = "pruefen", _("bitte ansehen")
    CLEAR = "klar", _("alles klar")
    ENTERED = "eingetragen", _("eingetragen")
    KNOWN = "schon", _("war schon eingetragen")
    ASIDE = "beiseite", _("beiseitegelegt")


WAITING = (SheetState.MISSING, SheetState.CHECK, SheetState.CLEAR)


class SheetReason(models.TextChoices):
    """Why a person has to look."""

    NONE = "", ""
    MARKS = "kreuze", _("Kreuze sind unklar")
    WRITING = "handschrift", _("es steht Handschrift darauf")
    CROOKED = "schief", _("die Ecken sind nicht zu finden")
    EMPTY = "leer", _("es ist nichts ausgefüllt")
    TWIN = "zwilling", _("gleicht einem anderen Bogen ohne Nummer")
    REFUSED = "abgelehnt", _("das Formular nimmt es so nicht an")


class Sheet(models.Model):
    """A filled sheet of one or more pages, on its way to becoming an entry. With a number it is there once; 0 is a sheet without a number."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="sheets")
    form = models.ForeignKey(PrintedForm, on_delete=models.PROTECT, related_name="scanned")
    copy = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=12, choices=SheetState.choices, default=SheetState.MISSING)
    reason = models.CharField(max_length=12, choices=SheetReason.choices, blank=True, default="")
    twin = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="scanned")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["state"], name="scanning_sheet_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "copy"], condition=~Q(copy=0), name="a_numbered_sheet_is_scanned_once"
            )
        ]

    def __str__(self) -> str:
        return self.form.number(self.copy)

    def get_absolute_url(self) -> str:
        return reverse("scanning:check", args=[self.pk])

    @property
    def waits(self) -> bool:
        return self.state in WAITING


class PageState(models.TextChoices):
    READ = "gelesen", _("gelesen")
    TWICE = "doppelt", _("schon gelesen")
    NO_CODE = "ohne", _("Nummer nicht lesbar")
    BLANK = "leer", _("leere Seite")
    BROKEN = "defekt", _("nicht zu öffnen")
    ASIDE = "beiseite", _("beiseitegelegt")


class Page(models.Model):
    """One picture of one page. `reading` is what was seen in each box; `matrix` leads from millimetres of the sheet to points of the picture."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="pages")
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.SET_NULL, related_name="pages")
    position = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=12, choices=PageState.choices)
    form = models.ForeignKey(PrintedForm, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    copy = models.PositiveIntegerField(default=0)
    number = models.PositiveSmallIntegerField(default=0)
    reading: Any = models.JSONField(default=dict)
    matrix: Any = models.JSONField(null=True, blank=True)
    looks = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["form", "copy", "number"],
                condition=Q(state="gelesen") & ~Q(copy=0),
                name="a_numbered_page_is_read_once",
            ),
            models.UniqueConstraint(fields=["scan", "position"], name="a_place_in_the_scan_is_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}"


class Original(models.Model):
    """The picture of a page, grey and no larger than reading needs. It goes some time after the entry (`privacy.py`)."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, related_name="original")
    data = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.page_id)
