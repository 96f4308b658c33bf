# SPDX-License-Identifier: EUPL-1.2
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.privacy import TASK, Erase, declare, impersonal

declare(
    model="notifications.Follow",
    name=_("Was Sie verfolgen"),
    fields={"person": _("wer verfolgt"), "topic": _("was verfolgt wird")},
    purpose=_("damit Sie Neuigkeiten bekommen, die Sie bestellt haben"),
    basis=TASK,
    retention=_("bis Sie das Verfolgen beenden oder Ihr Konto löschen"),
    whose="person",
    on_erase=Erase.DELETE,
)
declare(
    model="notifications.Preference",
    name=_("Wie oft Sie E-Mails wünschen"),
    fields={"person": _("für wen es gilt")},
    purpose=_("damit E-Mails in Ihrem Rhythmus kommen"),
    basis=TASK,
    retention=_("bis Sie Ihr Konto löschen"),
    whose="person",
    on_erase=Erase.DELETE,
)
declare(
    model="notifications.Delivery",
    name=_("Neuigkeiten an Sie"),
    fields={"person": _("wem etwas mitgeteilt wurde")},
    purpose=_("damit jede Neuigkeit einmal kommt und nachgelesen werden kann"),
    basis=TASK,
    retention=_("180 Tage"),
    whose="person",
    on_erase=Erase.DELETE,
    expire=timedelta(days=180),
    expire_by="at",
)
impersonal("notifications.Preference", ["rhythm"], because="Fixed words of the software.")
impersonal("notifications.Delivery", ["rhythm"], because="Fixed words of the software.")
declare(
    model="notifications.Announcement",
    name=_("Neuigkeiten, die Sie ausgelöst haben"),
    fields={"actor_id": _("wer etwas getan hat, als Nummer")},
    purpose=_("damit Sie über Ihr eigenes Tun keine Nachricht bekommen"),
    basis=TASK,
    retention=_("180 Tage"),
    whose=lambda person: Q(actor_id=person.pk),
    on_erase=Erase.BLANK,
    expire=timedelta(days=180),
    expire_by="at",
)
impersonal(
    "notifications.Announcement",
    ["verb", "subject_kind", "topics", "data"],
    because="Keys and numbers of public subjects.",
)
