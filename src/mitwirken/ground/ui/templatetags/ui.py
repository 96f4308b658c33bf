# SPDX-License-Identifier: EUPL-1.2
"""What every template may say without loading anything. Pieces that repeat are made once and kept."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.ui.icons import names as icon_names
from mitwirken.ground.ui.nav import SECTIONS, other_languages

register = template.Library()

PAGE = "seite"


# --- addresses -------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _address(name: str, args: tuple[Any, ...], language: str, urlconf: str, prefix: str) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag
def url_or(name: str, *args: Any) -> str:
    """The address of a route, or nothing where no room offers it: `{% url_or 'search:search' as url %}`."""
    urlconf = get_urlconf() or settings.ROOT_URLCONF
    return _address(name, args, get_language() or "", str(urlconf), get_script_prefix())


def _query(request: HttpRequest | None) -> QueryDict:
    return request.GET.copy() if request else QueryDict(mutable=True)


def _written(request: HttpRequest | None, query: QueryDict) -> str:
    path = request.path if request else ""
    return f"{path}?{query.urlencode()}" if query else path or "?"


@register.simple_tag(takes_context=True)
def query_with(context: Context, **changes: Any) -> str:
    """This page's address with some parameters changed; an empty value takes one out.

    Any change but that of the page number leads to the first page.
    """
    request = context.get("request")
    query = _query(request)
    query.pop(PAGE, None)
    for name, value in changes.items():
        if value is None or value == "":
            query.pop(name, None)
        elif isinstance(value, (list, tuple)):
            query.setlist(name, [str(one) for one in value])
        else:
            query[name] = str(value)
    return _written(request, query)


@register.simple_tag(takes_context=True)
def query_without(context: Context, name: str, value: Any = None) -> str:
    """This page's address without a parameter, or without one of its values."""
    request = context.get("request")
    query = _query(request)
    query.pop(PAGE, None)
    left = [one for one in query.getlist(name) if value is not None and one != str(value)]
    query.pop(name, None)
    if left:
        query.setlist(name, left)
    return _written(request, query)


def plain(value: Any) -> str:
    """A bare str: one marked safe equals a person's same string, and kept pieces must not mix them."""
    return str.__str__(str(value or ""))


# --- pictures --------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _icon(name: str, css: str, sprite: str) -> SafeString:
    known = name if name in icon_names() else "dot"
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        sprite,
        known,
    )


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("ui/icons.svg")


@register.simple_tag
def icon(name: str, css: str = "") -> SafeString:
    """A drawing beside a word. It says nothing by itself, so the word must stand there too (or be `.vh`)."""
    return _icon(plain(name), plain(css), _sprite())


@lru_cache(maxsize=2048)
def _avatar(pseudonym: str, css: str) -> SafeString:
    bits = blake2b(pseudonym.casefold().encode(), digest_size=6).digest()
    corners = ((6, 6), (34, 6), (34, 34), (6, 34))
    x, y = corners[bits[1] % 4]
    letter = next((sign.upper() for sign in pseudonym if sign.isalnum()), "·")
    return format_html(
        '<svg class="avatar tone-{}{}" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'
        '<rect class="a" width="40" height="40"/><circle class="b" cx="{}" cy="{}" r="{}"/>'
        '<path class="c" d="M8 {}v6a12 12 0 0 0 24 0v-6" transform="rotate({} 20 20)"/>'
        '<text x="20" y="21" text-anchor="middle" dominant-baseline="central">{}</text></svg>',
        bits[0] % 6 + 1,
        f" {css}" if css else "",
        x,
        y,
        13 + bits[2] % 7,
        12 + bits[3] % 6,
        bits[4] % 4 * 90,
        letter,
    )


@register.simple_tag
def avatar(pseudonym: Any, css: str = "") -> SafeString:
    """A shape of one's own, made from the pseudonym: always the same one, no request, no upload."""
    return _avatar(plain(pseudonym), plain(css))


# --- states in words -------------------------------------------------------------------------------------

# key: (tone, icon, word). The word and the icon carry the meaning, the colour only helps.
STATES: dict[str, tuple[str, str, Any]] = {
    "eingegangen": ("calm", "mail", _("Eingegangen")),
    "pruefung": ("busy", "search", _("In Prüfung")),
    "beratung": ("busy", "talk", _("In Beratung")),
    "angenommen": ("good", "check", _("Angenommen")),
    "abgelehnt": ("no", "cross", _("Abgelehnt")),
    "umsetzung": ("good", "work", _("In Umsetzung")),
    "umgesetzt": ("done", "flagged", _("Umgesetzt")),
    "entwurf": ("calm", "edit", _("Entwurf")),
    "wartet": ("busy", "clock", _("Wartet")),
    "ueberfaellig": ("no", "clock", _("Überfällig")),
    "verborgen": ("no", "lock", _("Verborgen")),
    "zusammengefuehrt": ("calm", "merge", _("Zusammengeführt")),
    "geplant": ("calm", "calendar", pgettext_lazy("process", "Geplant")),
    "laufend": ("live", "play", pgettext_lazy("process", "Läuft")),
    "beendet": ("done", "check", pgettext_lazy("process", "Abgeschlossen")),
    "online": ("plain", "online", _("online")),
    "phone": ("plain", "phone", _("am Telefon")),
    "paper": ("plain", "paper", _("auf Papier")),
    "room": ("plain", "room", _("vor Ort")),
    "pro": ("good", "pro", _("Dafür")),
    "contra": ("no", "contra", _("Dagegen")),
    "question": ("calm", "question", _("Frage")),
    "answer": ("done", "answer", _("Antwort der Stadt")),
}


@lru_cache(maxsize=1024)
def _badge(key: str, word: str, tone: str, icon_name: str, language: str) -> SafeString:
    known_tone, known_icon, known_word = STATES.get(key, ("plain", "", key))
    drawing = icon_name or known_icon
    return format_html(
        '<span class="badge tone-{}">{}{}</span>',
        tone or known_tone,
        icon(drawing) if drawing else "",
        word or known_word,
    )


@register.simple_tag
def badge(key: Any, word: Any = "", tone: str = "", icon: str = "") -> SafeString:
    """A state as icon and word. Known keys bring both; others give `word`, `tone` and `icon` themselves."""
    return _badge(plain(key), plain(word), plain(tone), plain(icon), get_language() or "")


DEGREES: dict[str, tuple[int, Any, Any]] = {
    "information": (1, _("Information"), _("Sie erfahren, was geplant ist.")),
    "konsultation": (2, _("Konsultation"), _("Ihre Meinung wird gehört und abgewogen.")),
    "mitgestaltung": (3, _("Mitgestaltung"), _("Sie arbeiten am Ergebnis mit.")),
    "mitentscheidung": (4, _("Mitentscheidung"), _("Sie entscheiden mit.")),
}


@lru_cache(maxsize=64)
def _influence(degree: str, long: bool, language: str) -> SafeString:
    step, word, meaning = DEGREES[degree]
    bars = "".join(
        f'<rect class="{"on" if number <= step else "off"}" x="{number * 7 - 6}" y="{18 - number * 4}" '
        f'width="5" height="{number * 4}" rx="1.2"/>'
        for number in range(1, 5)
    )
    return format_html(
        '<span class="ladder"><svg viewBox="0 0 29 19" aria-hidden="true" focusable="false">{}</svg>'
        '<span><span class="vh">{} </span><b>{}</b> <span class="ladder-of">{}</span>{}</span></span>',
        mark_safe(bars),
        _("Wie weit die Mitwirkung reicht:"),
        word,
        _("Stufe %(step)d von 4") % {"step": step},
        format_html('<span class="ladder-why">{}</span>', meaning) if long else "",
    )


@register.simple_tag
def influence(degree: Any, long: bool = False) -> SafeString:
    """How far taking part reaches, as a ladder of four steps and in words; `long` adds what it means."""
    key = str(degree or "")
    return _influence(key, bool(long), get_language() or "") if key in DEGREES else mark_safe("")


# --- words and numbers -----------------------------------------------------------------------------------

ADDRESS = re.compile(r"(https?://[^\s<>\"]+[^\s<>\".,;:!?)\]'])", re.IGNORECASE)
GAP = re.compile(r"\n\s*\n")


@register.filter
def user_text(value: Any) -> SafeString:
    """Text of a person as paragraphs: nothing in it is markup, addresses of the web become links."""
    text = str(value or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        return mark_safe("")
    paragraphs = []
    for paragraph in GAP.split(text):
        parts = ADDRESS.split(paragraph)
        for number, part in enumerate(parts):
            safe = escape(part)
            parts[number] = f'<a href="{safe}" rel="nofollow ugc noopener">{safe}</a>' if number % 2 else safe
        paragraphs.append(f'<p dir="auto">{"".join(parts)}</p>'.replace("\n", "<br>"))
    return mark_safe("".join(paragraphs))


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@register.simple_tag
def when(
    value: date | datetime | None, style: str = "day", until: date | datetime | None = None
) -> SafeString:
    """A moment in words inside <time>. `style`: day, short, time, moment (day and time).

    `until` makes it a stretch. Never "three days ago": a page that is kept would tell it wrong the day after.
    """
    if value is None:
        return mark_safe("")
    return _when(value, plain(style), until, get_language() or "", timezone.get_current_timezone_name())


@lru_cache(maxsize=4096)
def _when(
    value: date | datetime, style: str, until: date | datetime | None, language: str, zone: str
) -> SafeString:
    start = _local(value)
    if until is None:
        return _time(start, _said(start, style))
    end = _local(until)
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        # "14:00 – 17:00 Uhr", the word once.
        first = date_format(start, "TIME_FORMAT")
        if style != "time":
            first = f"{date_format(start, 'DATE_FORMAT')}, {first}"
        return format_html("{} – {}", _time(start, first), _time(end, _said(end, "time")))
    return format_html("{} – {}", _time(start, _said(start, style)), _time(end, _said(end, style)))


def _said(moment: date | datetime, style: str) -> str:
    if style == "short":
        return date_format(moment, "SHORT_DATE_FORMAT")
    if not isinstance(moment, datetime) or style == "day":
        return date_format(moment, "DATE_FORMAT")
    clock = _("%(time)s Uhr") % {"time": date_format(moment, "TIME_FORMAT")}
    return clock if style == "time" else f"{date_format(moment, 'DATE_FORMAT')}, {clock}"


def _time(moment: date | datetime, words: str) -> SafeString:
    return format_html(
        '<time datetime="{}">{}</time>',
        moment.isoformat(timespec="minutes") if isinstance(moment, datetime) else moment.isoformat(),
        words,
    )


@register.filter
def share_of(part: Any, whole: Any) -> float:
    """Percent for a bar's width, one decimal place, between 0 and 100."""
    try:
        return min(100.0, max(0.0, round(100 * float(part) / float(whole), 1)))
    except (TypeError, ValueError, ZeroDivisionError):
        return 0.0


# --- the frame of the page -------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def site_nav(context: Context) -> list[dict[str, Any]]:
    """The main ways with their addresses; the one that leads to this page (or above it) says so."""
    request = context.get("request")
    path = request.path if request else ""
    items = [
        {"url": url, "word": word, "current": ""}
        for name, args, word in SECTIONS
        if (url := url_or(name, *args))
    ]
    below = max(
        (item for item in items if path.startswith(item["url"])),
        key=lambda item: len(item["url"]),
        default=None,
    )
    if below:
        below["current"] = "page" if below["url"] == path else "true"
    return items


@register.simple_tag(takes_context=True)
def languages_of_page(context: Context) -> list[dict[str, str]]:
    """This page in each language: code, its own name, address."""
    request = context.get("request")
    return other_languages(request) if request else []


_kept: dict[tuple[str, str], SafeString] = {}


@register.simple_tag
def site_foot() -> SafeString:
    """The foot is the same on every page of a language: drawn once."""
    key = (get_language() or "", str(get_urlconf() or settings.ROOT_URLCONF))
    if settings.DEBUG or key not in _kept:
        _kept[key] = render_to_string("ui/parts/site_foot.html", {"city": settings.CITY})
    return _kept[key]


def forget_kept_pieces() -> None:
    """For tests and for whoever changes routes or texts of the frame while running."""
    _kept.clear()
    forget: list[Callable[[], None]] = [
        _address.cache_clear,
        _icon.cache_clear,
        _sprite.cache_clear,
        _avatar.cache_clear,
        _badge.cache_clear,
        _influence.cache_clear,
        _when.cache_clear,
    ]
    for each in forget:
        each()


@register.filter
def page_numbers(paginator: Any, number: int) -> list[int]:
    """The pages worth a link: the first, the last, the neighbours; 0 stands for a gap."""
    last = int(paginator.num_pages)
    shown = sorted({1, last, *range(max(1, number - 1), min(last, number + 1) + 1)})
    numbers: list[int] = []
    for one in shown:
        if numbers and one - numbers[-1] == 2:
            numbers.append(one - 1)
        elif numbers and one - numbers[-1] > 2:
            numbers.append(0)
        numbers.append(one)
    return numbers


@register.filter
def unlocal(value: Any) -> str:
    """A number for machines: no separators, a point."""
    return str(value)


@register.filter
def tone_of(message: Any) -> str:
    """The look of a message of Django: info, success, warning or danger."""
    level = getattr(message, "level_tag", "") or "info"
    return {"error": "danger", "debug": "info"}.get(level, level)


@register.filter
def words(value: Any) -> str:
    """A value as a person reads it in a comparison: lists with commas, nothing as a dash."""
    if value is None or value == "" or value == []:
        return "–"
    if isinstance(value, bool):
        return str(_("ja") if value else _("nein"))
    if isinstance(value, (list, tuple, set)):
        return ", ".join(str(one) for one in value)
    return conditional_escape(value) if isinstance(value, SafeString) else str(value)
