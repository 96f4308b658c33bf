# SPDX-License-Identifier: EUPL-1.2
"""Numbers that are counted up, numbers that are published, and what keeps one person from being counted twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Trait(models.TextChoices):
    """What is counted: three questions that may be left out, and the way somebody took part, which is known."""

    DISTRICT = "district", _("Stadtbezirk")
    AGE = "age", _("Alter")
    LANGUAGE = "language", _("Sprache zu Hause")
    CHANNEL = "channel", _("Weg")


class Age(models.TextChoices):
    UNDER_18 = "0-17", _("unter 18")
    TO_29 = "18-29", _("18 bis 29")
    TO_44 = "30-44", _("30 bis 44")
    TO_59 = "45-59", _("45 bis 59")
    TO_74 = "60-74", _("60 bis 74")
    FROM_75 = "75", _("75 und älter")


class Language(models.TextChoices):
    """Languages spoken at home here; what is not in the list is "another"."""

    GERMAN = "de", _("Deutsch")
    TURKISH = "tr", _("Türkisch")
    ARABIC = "ar", _("Arabisch")
    POLISH = "pl", _("Polnisch")
    RUSSIAN = "ru", _("Russisch")
    UKRAINIAN = "uk", _("Ukrainisch")
    ROMANIAN = "ro", _("Rumänisch")
    BULGARIAN = "bg", _("Bulgarisch")
    ENGLISH = "en", _("Englisch")
    KURDISH = "ku", _("Kurdisch")
    SPANISH = "es", _("Spanisch")
    OTHER = "other", pgettext_lazy("language at home", "eine andere")


# Values beside the town's own: lives elsewhere, said nothing.
ELSEWHERE = "elsewhere"
UNSAID = ""


class Tally(models.Model):
    """How often a value was said in a process. `waiting` is what came in since the figures were last published.

    Never two facts of one person side by side, no time, and no row for an answer: a row stands there from the first answer of
    the process on, whatever its value.
    """

    process = models.ForeignKey("participation.Process", on_delete=models.CASCADE, related_name="+")
    trait = models.CharField(max_length=10, choices=Trait.choices)
    value = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["process", "trait", "value"]
        constraints = [
            models.UniqueConstraint(fields=["process", "trait", "value"], name="who_counted_once_a_value")
        ]

    def __str__(self) -> str:
        return f"{self.process_id} {self.trait}={self.value}"


class Figure(models.Model):
    """A published number; None is one that is left out. Without a process it is the whole town's.

    Everything that is shown or handed out is read from here and never from `Tally`.
    """

    process = models.ForeignKey(
        "participation.Process", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    trait = models.CharField(max_length=10, choices=Trait.choices)
    value = models.CharField(max_length=120, blank=True)
    count = models.PositiveIntegerField(null=True, blank=True)
    answers = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["process", "trait"])]

    def __str__(self) -> str:
        return f"{self.process_id or '*'} {self.trait}={self.value}: {self.count}"


class Key(models.Model):
    """The secret with which a process recognises who has answered. Destroyed some time after its end."""

    process = models.OneToOneField(
        "participation.Process", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    secret = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.process_id)


class Mark(models.Model):
    """Somebody has answered (or passed) in a process: a keyed digest, with nothing of what was said and no time."""

    mark = models.CharField(max_length=64, primary_key=True)
    process = models.ForeignKey("participation.Process", on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.mark


class Alert(models.Model):
    """That a gap was told to those in charge in this phase: once is enough."""

    phase = models.OneToOneField(
        "participation.Phase", primary_key=True, on_delete=models.CASCADE, related_name="+"
    )

    def __str__(self) -> str:
        return str(self.phase_id)
