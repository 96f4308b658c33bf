# SPDX-License-Identifier: EUPL-1.2
"""Places can be followed."""

from django.utils.translation import gettext_lazy as _

from mitwirken.ground.notifications.registry import Followed, register_topic

from .models import Place


def _place(pk: int) -> Followed | None:
    row = Place.objects.defer("outline").filter(pk=pk).first()
    return Followed(row.name, row.get_absolute_url(), _("Bezirk")) if row else None


register_topic("place", _place)
