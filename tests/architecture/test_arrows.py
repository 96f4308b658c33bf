# SPDX-License-Identifier: EUPL-1.2
"""The arrows of docs/architecture.md that imports don't show, and the two that import-linter cannot say."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest
from django.apps import apps
from django.conf import settings

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "mitwirken"

# From top to bottom, as in docs/architecture.md; in one set are neighbours that do not know each other.
ORDER: list[set[str]] = [
    {"demo"},
    {"entrances.hub", "entrances.toolbox", "entrances.learning"},
    {"formats.live"},
    {"formats.events", "formats.ballots", "formats.lots", "formats.surveys"},
    {"formats.proposals"},
    {"formats.deliberation", "formats.rating", "formats.opinions"},
    {"civic.projects"},
    {"civic.representation"},
    {"civic.archive"},
    {"civic.participation"},
    {"civic.places"},
    {"civic.people"},
    {"ground.scanning"},
    {
        "ground.api",
        "ground.devices",
        "ground.moderation",
        "ground.paper",
        "ground.protection",
        "ground.texts",
    },
    {"ground.desk"},
    {"ground.activity"},
    {"ground.notifications"},
    {"ground.search", "ground.pictures"},
    {"ground.privacy", "ground.keeping"},
    {"ground.ui", "ground.pages", "ground.realtime", "ground.audit"},
    {"ground.deeds"},
]
RANK = {room: rank for rank, rooms in enumerate(ORDER) for room in rooms}
DOORS = {"views", "feeds", "desk", "api", "exports"}
MAY_NAME_DOORS = {"urls", "apps", "format", *DOORS}
# Routes that a frame promises to everybody (docs/architecture.md, "The frames").
# and the two that every site has: a first page, and a place to set up the second factor.
PROMISED = {"texts:page", "moderation:report", "hub:home", "people:second_factor"}
DOCSTRING = re.compile(r'"""[\s\S]*?"""')


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if parts[0] == "demo" else ".".join(parts[:2])


def files(*suffixes: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in suffixes and "migrations" not in path.parts and "__pycache__" not in path.parts:
            room = room_of(path)
            if room in RANK:
                yield room, path


def may_know(room: str, other: str) -> bool:
    return room == other or RANK[room] < RANK[other]


def test_every_installed_room_has_its_place_in_the_order() -> None:
    installed = {
        name.removeprefix("mitwirken.") for name in settings.INSTALLED_APPS if name.startswith("mitwirken.")
    }
    assert installed - {"config.apps.StaticFiles"} == set(RANK)


def test_foreign_keys_fall() -> None:
    rooms = {
        config.label: config.name.removeprefix("mitwirken.")
        for config in apps.get_app_configs()
        if config.name.startswith("mitwirken.")
    }
    rise = []
    for label, room in rooms.items():
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = field.related_model
                if field.auto_created or target is None or isinstance(target, str):
                    continue
                other = rooms.get(target._meta.app_label)
                # Who somebody is, is a setting of Django: everybody may point at it.
                if other is None or target._meta.label == settings.AUTH_USER_MODEL:
                    continue
                if not may_know(room, other):
                    rise.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    assert not rise


def test_templates_use_only_their_own_room_and_ui() -> None:
    wrong = []
    named = re.compile(r"""{%-?\s*(?:extends|include)\s+["']([^"']+)["']""")
    for room, path in files(".html", ".txt", ".xml"):
        if "templates" not in path.parts:
            continue
        own = {"ui", "django", room.rpartition(".")[2], *_overridden(path)}
        for template in named.findall(path.read_text()):
            if template.partition("/")[0] not in own and "/" in template:
                wrong.append(f"{path.relative_to(SOURCE)}: {template}")
    assert not wrong


def _overridden(path: Path) -> set[str]:
    """A room that dresses a package's pages (account/, mfa/) may let them include each other."""
    parts = path.parts
    return {parts[parts.index("templates") + 1]}


def test_doors_are_opened_only_from_urls_apps_and_format() -> None:
    graph = grimp.build_graph("mitwirken", cache_dir=None)
    wrong = []
    for module in graph.modules:
        parts = module.split(".")
        if len(parts) < 4 or parts[3] not in DOORS:
            continue
        for importer in graph.find_modules_that_directly_import(module):
            theirs = importer.split(".")
            if theirs[1] in {"config", "demo"} or (
                theirs[:3] == parts[:3] and (theirs[3] in MAY_NAME_DOORS or theirs[3].endswith("urls"))
            ):
                continue
            wrong.append(f"{importer} -> {module}")
    assert not wrong


def test_kernels_live_without_django() -> None:
    code = (
        "import sys, pkgutil, importlib\n"
        "class Blocked:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'django', 'psycopg', 'allauth', 'ninja'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Blocked())\n"
        "import mitwirken.kernels as kernels\n"
        "names = [one.name for one in pkgutil.walk_packages(kernels.__path__, 'mitwirken.kernels.')]\n"
        "[importlib.import_module(name) for name in names]\n"
        "print(len(names))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 0


@pytest.mark.parametrize("room", sorted(RANK))
def test_nobody_below_names_a_room(room: str) -> None:
    """A room is known by rooms above it, by config and by the demo: taking it away touches no other file."""
    label = room.rpartition(".")[2]
    names = re.compile(
        rf"mitwirken\.{re.escape(room)}\b"  # a module
        rf"|[\"']{label}\.[A-Z]\w+[\"']"  # a model by name
        rf"|(?:url|reverse|redirect|reverse_lazy|resolve_url)[( ]\s*[\"']{label}:[\w-]+"  # a route
        rf"|{{%-?\s*(?:include|extends)\s+[\"']{label}/"  # a template
    )
    found = []
    for other, path in files(".py", ".html", ".txt", ".js"):
        if may_know(other, room):
            continue
        for hit in names.finditer(DOCSTRING.sub("", path.read_text())):
            if not any(hit[0].endswith(promised) for promised in PROMISED):
                found.append(f"{path.relative_to(SOURCE)}: {hit[0]}")
    assert not found
