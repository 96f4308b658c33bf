# SPDX-License-Identifier: EUPL-1.2
"""Offices, cases, answers, milestones. (The desk work extends this; Office is fixed.)"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Office(models.Model):
    """An office of the city that answers. Its mailbox belongs to the office, not to a person."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=160)
    short = models.CharField(_("Kurzname"), max_length=40)
    email = models.EmailField(_("Postfach"), blank=True)
    signature = models.CharField(_("Grußzeile"), max_length=200, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
