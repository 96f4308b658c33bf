# SPDX-License-Identifier: EUPL-1.2
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

from .actions import remove_picture


def _remove(rows: models.QuerySet[Any]) -> None:
    """A picture leaves no file behind."""
    for picture in rows:
        remove_picture(picture=picture)


declare(
    model="pictures.Picture",
    name=_("Bilder"),
    fields={"uploaded_by": _("wer das Bild hochgeladen hat")},
    purpose=_("damit ein Bild auf Wunsch mit dem Beitrag entfernt werden kann"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="uploaded_by",
    on_erase=Erase.UNLINK,
)
declare(
    model="pictures.Picture",
    fields={"alt": _("Beschreibung des Bildes")},
    purpose=_("damit Menschen, die das Bild nicht sehen, wissen, was darauf ist"),
    basis=TASK,
    retention=_("so lange wie das Bild; auf Ihren Wunsch entfernt"),
    whose="uploaded_by",
    on_erase=Erase.DELETE,
    erase_with=_remove,
    contribution=True,
    public=True,
)
impersonal("pictures.Picture", ["key"], because="A sum of the picture's bytes.")
