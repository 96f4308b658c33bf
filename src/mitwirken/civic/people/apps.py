# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "mitwirken.civic.people"
    label = "people"

    def ready(self) -> None:
        from allauth.mfa.signals import authenticator_added, authenticator_removed

        from mitwirken.ground.audit.registry import watch
        from mitwirken.ground.deeds.subjects import SubjectKind
        from mitwirken.ground.deeds.subjects import register as register_subject
        from mitwirken.ground.desk.registry import DeskPage
        from mitwirken.ground.desk.registry import register as register_page
        from mitwirken.ground.desk.roles import Role

        from . import actions, privacy  # noqa: F401
        from .adapter import sign_out_elsewhere

        # allauth changes what opens an account; whoever was signed in with it elsewhere is not any more.
        for changed in (authenticator_added, authenticator_removed):
            changed.connect(sign_out_elsewhere, dispatch_uid="people.sign_out_elsewhere")
        # A subject of the log only: nobody is followed, rated, found or reported as a person.
        register_subject(SubjectKind("person", "people.Person", _("Person"), public=lambda rows: rows.none()))
        register_page(
            DeskPage(
                "people",
                _("Personen und Rollen"),
                "people:staff",
                roles=(Role.ADMIN,),
                icon="people",
                position=90,
            )
        )

        watch("people.role_given", _("Rolle gegeben"), facts=["role", "office"], words="reason")
        watch("people.role_taken", _("Rolle genommen"), facts=["role", "office"], words="reason")
        watch("people.second_factor_reset", _("Zweiten Faktor zurückgesetzt"))
        watch(
            "people.address_shown", _("Adresse einer Kollegin oder eines Kollegen angesehen"), words="reason"
        )
        watch("people.account_erased", _("Konto gelöscht"), facts=["texts_kept"])
        watch("people.signed_in", _("Angemeldet"))
        watch("people.second_factor_failed", _("Zweiter Faktor war falsch"))
