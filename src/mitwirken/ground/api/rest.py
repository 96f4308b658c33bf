# SPDX-License-Identifier: EUPL-1.2
"""The API as a whole: all registered routers, one document, one set of addresses."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.schema import NinjaGenerateJsonSchema

from . import registry
from .door import dressed
from .problems import MEDIA_TYPE, answer_with_problems, not_found
from .reading import CarefulParser
from .schemas import Problem

ROOT = "api/v1/"
ABOUT = """\
Everything public of the participation platform: processes, proposals with their history and the city's answers, arguments, results of ratings, places.

Reading needs no token; the answers may be cached and revalidated by `ETag`. Lists come in pages (`limit`, `offset`, header `Link`). Errors are \
`application/problem+json` (RFC 9457) with sentences that can be shown to people. Writing needs a token from the account page \
(`/konto/schluessel/`) as `Authorization: Bearer …` and acts as that person, by the rules of the pages.

Data under CC BY 4.0 (contributions) and dl-de/zero-2-0 (the city's own data): see `/offene-daten/`. No answer names persons.
"""
LICENCE = {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
COMMON = {
    "ETag": {"description": "For If-None-Match", "schema": {"type": "string"}},
    "Content-Language": {"schema": {"type": "string"}},
}
PAGED = {
    "Link": {"description": "first, prev, next, last (RFC 8288)", "schema": {"type": "string"}},
    "X-Total-Count": {"description": "How many there are in all", "schema": {"type": "string"}},
}


class Api(NinjaAPI):
    """Ninja's API with problems, the true media types and headers in its document."""

    _document: dict[str, Any] | None = None

    def get_openapi_schema(self, **_options: Any) -> Any:
        if self._document is None:
            self._document = self._described(super().get_openapi_schema(path_prefix="/" + ROOT))
        return self._document

    def _described(self, document: OpenAPISchema) -> dict[str, Any]:
        made: dict[str, Any] = dict(document)
        shape = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}", schema_generator=NinjaGenerateJsonSchema
        )
        shapes = made["components"].setdefault("schemas", {})
        shapes.update(shape.pop("$defs", {}))
        shapes["Problem"] = shape
        for operations in made["paths"].values():
            for method, operation in operations.items():
                self._describe(method, operation)
        made["components"]["securitySchemes"] = {
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "From the account page, /konto/schluessel/",
            }
        }
        made["tags"] = _tags()
        made["servers"] = [{"url": settings.BASE_URL}]
        return made

    def _describe(self, method: str, operation: dict[str, Any]) -> None:
        media = operation.pop("x-media-type", "")
        errors = {"400", "404", "422", "500"}
        if operation.get("security"):
            operation["security"] = [{"token": []}]
            errors |= {"401", "403", "409", "429"}
        if method == "patch":
            errors |= {"412", "428"}
        responses = {str(status): answer for status, answer in operation["responses"].items()}
        for status, answer in responses.items():
            if media and "application/json" in answer.get("content", {}):
                answer["content"] = {media: answer["content"].pop("application/json")}
            if method == "get" and status == "200":
                paged = any(each["name"] == "offset" for each in operation.get("parameters", ()))
                answer["headers"] = {**COMMON, **(PAGED if paged else {}), **answer.get("headers", {})}
        for status in errors:
            responses[status] = _problem(status)
        if method == "get":
            responses["304"] = {"description": "Nothing has changed since the ETag in If-None-Match"}
        responses["default"] = _problem("default")
        operation["responses"] = dict(sorted(responses.items()))


def _problem(status: str) -> dict[str, Any]:
    words = {
        "400": "The request cannot be read",
        "401": "Without a valid token",
        "403": "Not allowed, with the reason in words",
        "404": "Not there, or not public",
        "409": "Not possible at present",
        "412": "Somebody else changed it in between",
        "422": "A value does not fit; `errors` names the fields",
        "428": "If-Match is missing",
        "429": "Too often; Retry-After says when to try again",
        "500": "Our mistake",
    }
    return {
        "description": words.get(status, "Any other error"),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _tags() -> list[dict[str, str]]:
    found: dict[str, str] = {}
    described = [(each.tag, each.about) for each in registry.resources()]
    described += [(each.tag, each.about) for each in registry.under_subjects()]
    for tag, about in described:
        found[tag] = found.get(tag) or about
    return [{"name": name, **({"description": about} if about else {})} for name, about in found.items()]


def build() -> Api:
    """An API of everything that is registered now."""
    api = Api(
        title=f"MitWIRken {settings.CITY}",
        version="1",
        description=ABOUT,
        docs_url=None,
        openapi_url=None,
        parser=CarefulParser(),
        urls_namespace="rest",
        openapi_extra={
            "info": {"license": LICENCE},
        },
    )
    answer_with_problems(api)
    for resource in registry.resources():
        api.add_router(f"/{resource.prefix}", resource.router, tags=[resource.tag])
        if resource.subject:
            for under in registry.under_subjects():
                api.add_router(
                    f"/{resource.prefix}/{{int:number}}", under.make(resource.subject), tags=[under.tag]
                )
    return api


def addresses() -> list[URLPattern]:
    """The addresses under `/api/v1/`, each behind the door; whatever else is asked for there gets a problem as well."""
    api = build()
    patterns: list[URLPattern] = []
    for bound in api._get_bound_routers():
        made = bound.urls_paths(bound.prefix)
        for view in bound.path_operations.values():
            # Ninja gives one address for each operation; all of them lead to the same view.
            pattern, *_same = [next(made) for _operation in view.operations]
            methods = tuple(sorted({method for operation in view.operations for method in operation.methods}))
            patterns.append(
                path(f"{ROOT}{_route(pattern)}", dressed(pattern.callback, methods), name=pattern.name)
            )
    return [
        *patterns,
        path(f"{ROOT}openapi.json", dressed(_document(api), ("GET",)), name="openapi"),
        re_path(
            r"^api/v1(?:/[\s\S]*)?$",
            dressed(not_found, ("GET", "POST", "PUT", "PATCH", "DELETE")),
            name="nothing",
        ),
    ]


def _route(pattern: URLPattern) -> str:
    return str(pattern.pattern).lstrip("/")


def _document(api: Api) -> Any:
    kept: list[str] = []

    def openapi(request: HttpRequest) -> HttpResponse:
        """The description of this API, for machines (OpenAPI 3.1)."""
        request.__dict__.setdefault("page_topics", set()).add("api:document")
        if not kept:
            kept.append(json.dumps(api.get_openapi_schema(), ensure_ascii=False))
        return HttpResponse(kept[0], content_type="application/json")

    return openapi
