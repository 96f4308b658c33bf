# SPDX-License-Identifier: EUPL-1.2
import getpass
import os
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from mitwirken.civic.people.actions import make_staff
from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.ground.desk.models import Office
from mitwirken.ground.desk.roles import Role


class Command(BaseCommand):
    help = "Makes an account with a role, or gives the role to the account that has the address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument(
            "--role", action="append", required=True, choices=Role.values, help="may be given several times"
        )
        parser.add_argument(
            "--office", default="", help="short address (slug) of the office, needed for fachamt"
        )
        parser.add_argument("--name", default="", help="the name shown in public, such as the team's")
        password = parser.add_mutually_exclusive_group()
        password.add_argument(
            "--password-from-env",
            metavar="VARIABLE",
            default="",
            help="take a password from this environment variable",
        )
        password.add_argument(
            "--password-prompt", action="store_true", help="ask for a password on the terminal"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        office = None
        if options["office"]:
            office = Office.objects.filter(slug=options["office"]).first()
            if office is None:
                known = ", ".join(Office.objects.values_list("slug", flat=True)) or "none yet"
                raise CommandError(f"There is no office {options['office']!r}. Offices: {known}.")
        password = self._password(options)
        try:
            person = make_staff(
                email=options["email"],
                roles=[(role, office if role == Role.OFFICE else None) for role in options["role"]],
                pseudonym=options["name"],
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if password:
            person.set_password(password)
            person.save(update_fields=["password"])
        self.stdout.write(f"{person.pseudonym} <{person.email}>: {', '.join(sorted(person.roles))}")
        self.stdout.write(
            "Sign in with the address; a code comes by mail. The first visit sets up a second factor."
        )

    def _password(self, options: dict[str, Any]) -> str:
        password = ""
        if options["password_from_env"]:
            password = os.environ.get(options["password_from_env"], "")
            if not password:
                raise CommandError(f"The environment variable {options['password_from_env']} is empty.")
        elif options["password_prompt"]:
            password = getpass.getpass("Password: ")
            if password != getpass.getpass("Again: "):
                raise CommandError("The two passwords differ.")
        if password:
            try:
                validate_password(password)
            except ValidationError as wrong:
                raise CommandError(" ".join(wrong.messages)) from wrong
        return password
