# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "mitwirken.entrances.learning"
    label = "learning"
    verbose_name = _("Lernen")

    def ready(self) -> None:
        from mitwirken.ground import search
        from mitwirken.ground.deeds.subjects import SubjectKind, register
        from mitwirken.ground.desk import registry as desk
        from mitwirken.ground.desk.roles import Role
        from mitwirken.ground.privacy import consents

        from . import actions, entries, notices, privacy, queries, rules  # noqa: F401

        consents.register_purpose(
            consents.Purpose(
                rules.CONSENT_KEY,
                _("Eintrag im Verzeichnis der Begleitung"),
                rules.CONSENT_WORDS,
                rules.CONSENT_VERSION,
                stop=lambda person: actions.end_entry(person=person),
                lasts=actions.A_YEAR,
            )
        )
        register(
            SubjectKind(
                "facilitator",
                "learning.Facilitator",
                _("Eintrag im Verzeichnis der Begleitung"),
                public=queries.public,
                hide=actions.hide_entry,
            )
        )
        search.register("facilitator", entries.facilitator_entry)
        desk.register(
            desk.DeskPage(
                "practice",
                _("Übungsplatz"),
                "learning:desk_practice",
                rules.PRACTISING,
                icon="school",
                position=70,
            )
        )
        desk.register(
            desk.DeskPage(
                "facilitators",
                _("Begleitung"),
                "learning:desk_facilitators",
                (Role.MODERATION, Role.CORE),
                icon="user",
                position=72,
            )
        )
