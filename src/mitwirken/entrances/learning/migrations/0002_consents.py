# SPDX-License-Identifier: EUPL-1.2
"""Whoever stands in the directory already consented to version 1 of the words; the log did not exist yet."""

from typing import Any

from django.db import migrations

WORDS = "Der Eintrag darf öffentlich sein. Ich kann ihn jederzeit ändern und löschen; nach einem Jahr endet er von selbst."


def note(apps: Any, schema_editor: Any) -> None:
    consent = apps.get_model("privacy", "Consent")
    for row in apps.get_model("learning", "Facilitator").objects.iterator():
        consent.objects.get_or_create(
            person_id=row.person_id,
            purpose="begleitung",
            ended_at=None,
            defaults={
                "version": 1,
                "words": WORDS,
                "language": "de",
                "given_at": row.consented_at,
                "ends_on": row.ends_on,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial"), ("privacy", "0002_consent")]
    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
