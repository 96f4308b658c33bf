# SPDX-License-Identifier: EUPL-1.2
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# Of the files kept of each picture: a list's card, a phone, a desktop. In CSS pixels.
WIDTHS = (320, 800, 1600)


class Picture(models.Model):
    """An uploaded picture after cleaning: our own WebP files, no metadata, and words for who does not see it."""

    key = models.CharField(max_length=64, unique=True)
    alt = models.CharField(_("Was ist zu sehen?"), max_length=300)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.alt

    def file_name(self, width: int) -> str:
        return f"{self.key}-{width}.webp"

    def url(self, width: int = WIDTHS[1]) -> str:
        return reverse("pictures:file", args=[self.key, width])

    @property
    def small(self) -> str:
        return self.url(WIDTHS[0])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.url(width)} {min(width, self.width)}w" for width in WIDTHS)
