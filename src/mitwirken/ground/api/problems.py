# SPDX-License-Identifier: EUPL-1.2
"""What went wrong, as RFC 9457 has it: a sentence for people, fields for programs, never an inside of ours."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from mitwirken.ground.deeds.refusal import Conflict, Refusal

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES: dict[int, Any] = {
    400: gettext_lazy("Die Anfrage ist nicht lesbar"),
    401: gettext_lazy("Anmeldung nötig"),
    403: gettext_lazy("Nicht erlaubt"),
    404: gettext_lazy("Nicht gefunden"),
    405: gettext_lazy("Das geht hier nicht"),
    409: gettext_lazy("Das passt zurzeit nicht"),
    412: gettext_lazy("Inzwischen geändert"),
    413: gettext_lazy("Zu groß"),
    415: gettext_lazy("Falsches Format"),
    422: gettext_lazy("Eine Angabe passt nicht"),
    428: gettext_lazy("Die Fassung fehlt"),
    429: gettext_lazy("Zu oft"),
    500: gettext_lazy("Unser Fehler"),
}

# By the kinds of pydantic; whatever is not named here gets a plain sentence.
SENTENCES: dict[str, Any] = {
    "missing": gettext_lazy("Diese Angabe fehlt."),
    "string_too_long": gettext_lazy("Höchstens %(max_length)s Zeichen, bitte."),
    "string_too_short": gettext_lazy("Mindestens %(min_length)s Zeichen, bitte."),
    "string_type": gettext_lazy("Hier gehört ein Text hin."),
    "string_pattern_mismatch": gettext_lazy("Dieser Text hat nicht die richtige Form."),
    "int_type": gettext_lazy("Hier gehört eine ganze Zahl hin."),
    "int_parsing": gettext_lazy("Hier gehört eine ganze Zahl hin."),
    "int_from_float": gettext_lazy("Hier gehört eine ganze Zahl hin."),
    "int_parsing_size": gettext_lazy("Diese Zahl ist zu groß."),
    "float_type": gettext_lazy("Hier gehört eine Zahl hin."),
    "float_parsing": gettext_lazy("Hier gehört eine Zahl hin."),
    "finite_number": gettext_lazy("Hier gehört eine Zahl hin."),
    "bool_type": gettext_lazy("Hier gehört true oder false hin."),
    "bool_parsing": gettext_lazy("Hier gehört true oder false hin."),
    "greater_than_equal": gettext_lazy("Mindestens %(ge)s, bitte."),
    "less_than_equal": gettext_lazy("Höchstens %(le)s, bitte."),
    "literal_error": gettext_lazy("Möglich sind: %(expected)s."),
    "enum": gettext_lazy("Möglich sind: %(expected)s."),
    "extra_forbidden": gettext_lazy("Diese Angabe kennen wir nicht."),
    "model_attributes_type": gettext_lazy("Hier gehört ein Objekt hin."),
    "model_type": gettext_lazy("Hier gehört ein Objekt hin."),
    "list_type": gettext_lazy("Hier gehört eine Liste hin."),
}


class FieldErrors(Refusal):
    """Several fields are wrong at once: `errors` maps their names to sentences."""

    def __init__(self, errors: Mapping[str, Iterable[str]]) -> None:
        super().__init__(_("Bitte prüfen Sie die genannten Angaben."), status=422)
        self.errors = [
            {"field": name, "detail": str(text)} for name, texts in errors.items() for text in texts
        ]


class Stale(Refusal):
    """If-Match named a version that is not the present one."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict.sentence, status=412)
        self.theirs = conflict.theirs


def problem(request: HttpRequest, status: int, detail: Any, **more: Any) -> HttpResponse:
    body = {
        "type": f"{settings.BASE_URL}/offene-daten/#fehler-{status}",
        "title": str(TITLES.get(status, TITLES[500] if status >= 500 else TITLES[400])),
        "status": status,
        "detail": str(detail),
        "instance": request.path,
        **{name: value for name, value in more.items() if value},
    }
    response = HttpResponse(
        json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=True), status=status, content_type=MEDIA_TYPE
    )
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="MitWIRken"'
    if status == 429:
        # All our windows of writing are ten minutes.
        response["Retry-After"] = str(600 - int(time.time()) % 600)
    return response


def of_refusal(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    more: dict[str, Any] = {}
    if isinstance(refusal, FieldErrors):
        more["errors"] = refusal.errors
    elif refusal.field:
        more["errors"] = [{"field": refusal.field, "detail": str(refusal)}]
    if isinstance(refusal, Stale | Conflict):
        more["theirs"] = {
            name: value if isinstance(value, int | float | str) else str(value)
            for name, value in refusal.theirs.items()
        }
    return problem(request, refusal.status, refusal, **more)


def of_invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = []
    for each in error.errors:
        place = [str(part) for part in each.get("loc", ())]
        # The first parts say where it stood (query, path, body) and how the function calls it.
        names = place[2:] if place[:1] == ["body"] and len(place) > 2 else place[1:]
        pattern = SENTENCES.get(str(each.get("type")), gettext_lazy("Dieser Wert passt hier nicht."))
        context = {key: _shown(value) for key, value in (each.get("ctx") or {}).items()}
        try:
            sentence = str(pattern) % context
        except (KeyError, TypeError, ValueError):
            sentence = _("Dieser Wert passt hier nicht.")
        errors.append({"field": ".".join(names)[:120], "in": place[0] if place else "", "detail": sentence})
    return problem(request, 422, _("Bitte prüfen Sie die genannten Angaben."), errors=errors[:50])


def _shown(value: Any) -> str:
    return str(value).encode("utf-8", "replace").decode()[:200]


def of_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if isinstance(error, AuthenticationError):
        return problem(
            request,
            401,
            _(
                "Zum Schreiben brauchen Sie einen Schlüssel von Ihrer Kontoseite, in der Kopfzeile Authorization: Bearer SCHLÜSSEL."
            ),
        )
    if error.status_code == 400:
        return problem(
            request,
            400,
            _("Der Inhalt ist kein gültiges JSON. Bitte prüfen Sie Klammern, Kommas und Anführungszeichen."),
        )
    return problem(request, error.status_code, error)


def of_accident(request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig):
        return problem(request, 413, _("Die Anfrage ist zu groß."))
    log.exception("The API failed at %s %s", request.method, request.path)
    return problem(
        request,
        500,
        _("Das hat nicht geklappt, und es liegt an uns. Bitte versuchen Sie es später noch einmal."),
    )


def answer_with_problems(api: NinjaAPI) -> None:
    api.add_exception_handler(Exception, of_accident)  # type: ignore[arg-type]
    api.add_exception_handler(Http404, lambda request, error: not_found(request))
    api.add_exception_handler(HttpError, of_error)  # type: ignore[arg-type]
    api.add_exception_handler(ValidationError, of_invalid)  # type: ignore[arg-type]
    api.add_exception_handler(Refusal, of_refusal)  # type: ignore[arg-type]


def not_found(request: HttpRequest, **_path: Any) -> HttpResponse:
    return problem(
        request, 404, _("Unter dieser Adresse gibt es nichts. Alle Adressen stehen in /api/v1/openapi.json.")
    )
