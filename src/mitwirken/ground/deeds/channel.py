# SPDX-License-Identifier: EUPL-1.2
"""By which way something came in. All ways lead into one list; the way is shown and counted."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    ONLINE = "online", _("online")
    PHONE = "phone", _("am Telefon")
    PAPER = "paper", _("auf Papier")
    ROOM = "room", _("vor Ort")
