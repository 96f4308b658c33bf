# SPDX-License-Identifier: EUPL-1.2
"""The command `mitwirken`. Few words of its own; every management command of every room can be called by it."""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

HELP = """\
mitwirken COMMAND [OPTIONS]        mitwirken COMMAND --help tells more

  run             the site with its worker, at http://localhost:8000 (PORT, MITWIRKEN_HOME)
  work            a worker alone: mails and what the schedule says
  demo            load the demo into an empty site
  create-staff    a person with a role, e.g. the first administrator
  import          proposals and ratings from pabulib, Polis or Decidim files
  export          open data as CSV, JSON, GeoJSON
  backup          everything into one file, while the site runs
  restore         such a file into an empty place
  archive         a finished process as a package for the city archive
  places import   districts from a GeoJSON file
  ballots import  a vote held elsewhere, from a .pb file: counted, explained, published
  codes print     letters with codes for a ballot, as PDF or CSV
  live simulate   invented people come into a gathering, to rehearse it alone
  rotation        who sits at which table in which round
  agenda          an open space's plan of sessions from a JSON file
  recommend       which ways of taking part fit, and why, from answers as JSON
  tally           count ballots again: budgets (.pb), approvals, points, grades, rankings
  opinions        who stands close to whom, from votes in Polis' files
  rank            what was rated how well, also by people who otherwise disagree
  draw            people by lot with quotas, reproducible from a published seed
  audit verify    is the logbook whole? finds rows changed, removed, added
  audit export    the logbook as JSON lines, to be checked elsewhere
  check           is this installation set up well?

Any other word is a management command ("mitwirken help" lists them; a dash stands for an underscore).
Settings come from the environment: docs/operating/settings.md
"""

COMMANDS = {"demo": "load_demo", "import": "import_data", "export": "export_data"}
BY_HAND = {
    "agenda": "planning",
    "draw": "lots",
    "opinions": "opinions",
    "rank": "ranking",
    "recommend": "advice",
    "rotation": "planning",
    "tally": "tally",
}
GROUPS = {
    ("ballots", "import"): "import_ballots",
    ("codes", "print"): "print_codes",
    ("places", "import"): "import_places",
}


def main(arguments: Sequence[str] | None = None) -> int:
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitwirken.config.settings")
    if not given or given[0] in {"-h", "--help"}:
        print(HELP, end="")
        return 0
    if given[0] in {"-V", "--version", "version"}:
        import mitwirken

        print(f"mitwirken {mitwirken.__version__}")
        return 0
    if given[0] in BY_HAND:
        # Needs no settings, no database, no Django: only what the command itself asks for is loaded.
        code: int = import_module(f".{BY_HAND[given[0]]}", __package__).main(given)
        return code
    from django.core.exceptions import ImproperlyConfigured

    try:
        if given[0] == "run":
            return _run(given[1:])
        return _manage(given)
    except ImproperlyConfigured as wrong:
        return _fail(f"Settings: {wrong}")
    except KeyboardInterrupt:
        return 130


def _fail(sentence: str) -> int:
    print(f"mitwirken: {sentence}", file=sys.stderr)
    return 1


def _run(options: list[str]) -> int:
    if options:
        wanted_help = options[0] in {"-h", "--help"}
        print(
            "mitwirken run: migrates, collects static files, starts the web processes and the worker.\n"
            "PORT, MITWIRKEN_HOME, MITWIRKEN_BIND, MITWIRKEN_WORKERS, MITWIRKEN_DEMO: docs/operating/settings.md",
            file=sys.stdout if wanted_help else sys.stderr,
        )
        return 0 if wanted_help else 2
    from . import serve

    serve.limit_arenas()
    try:
        return serve.run()
    except serve.CannotStart as reason:
        return _fail(str(reason))


def _manage(given: list[str]) -> int:
    if tuple(given[:2]) in GROUPS:
        name, options = GROUPS[given[0], given[1]], given[2:]
    else:
        name, options = COMMANDS.get(given[0], given[0].replace("-", "_")), given[1:]
    import django
    from django.core.management import ManagementUtility, get_commands

    django.setup()
    if name == "work":
        from .work import work

        work(once="--once" in options)
        return 0
    if name != "help" and name not in get_commands():
        return _fail(f"There is no command {given[0]!r}. `mitwirken --help` lists the commands.")
    if name == "runserver":
        return _fail("`mitwirken run` starts the server; a second one for development is not needed.")
    utility = ManagementUtility(["mitwirken", name, *options])
    utility.prog_name = "mitwirken"
    utility.execute()  # a CommandError is printed and ends the process with code 1
    return 0
