# SPDX-License-Identifier: EUPL-1.2
"""Asks the city's identity provider (OpenID Connect) who somebody is, for a room that wants to know whether they may.

Not a way to sign in: the account stays what it is. What the provider says is judged by the city's rules and forgotten with the
request; the room gets an `Identity` to hash. authlib speaks the protocol, and is loaded only where somebody is asked.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from mitwirken.ground.deeds.refusal import Refusal
from mitwirken.kernels import claims

log = logging.getLogger("mitwirken.people")

ALGORITHMS: Final = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
"""Signatures that only the provider can make; never "none", never one made with the client's secret."""
SKEW: Final = 60
"""So many seconds the provider's clock may be off."""
TIMEOUTS: Final = (3, 6)
"""Seconds to reach the provider and to hear from it: a web process waits that long."""
REST: Final = 20
"""So many seconds nobody is made to wait again for a provider that did not answer."""
SILENT: Final = "people.identity.silent"


@dataclass(frozen=True)
class Identity:
    """One human being at one provider. To be hashed with a key and kept no longer than that takes."""

    issuer: str
    subject: str


def is_offered() -> bool:
    return bool(settings.IDENTITY_ISSUER)


def conditions() -> list[str]:
    """What the city asks for, each in a few words."""
    return [_asked(need) for need in settings.IDENTITY_RULES]


def _asked(need: claims.Need) -> str:
    if need.years:
        return _("mindestens %(n)d Jahre alt") % {"n": need.years}
    if need.claim.startswith("address."):
        return _("Wohnort in %(places)s") % {"places": _places(need)}
    if need.claim == claims.LEVEL:
        return _("sicher ausgewiesen (zum Beispiel mit dem Online-Ausweis)")
    return _("dort als stimmberechtigt eingetragen")


def _places(need: claims.Need) -> str:
    """Towns by their names; of postal codes only the city that they are."""
    return f" {_('oder')} ".join(need.values) if need.claim == "address.locality" else str(settings.CITY)


# --- asking -----------------------------------------------------------------------------------------------------------


def begin(request: HttpRequest, *, back: str, note: Any) -> str:
    """The address at which the provider asks; it sends the person on to `back`, where `noted` gives the note again.

    State, nonce and PKCE verifier stay in the session for an hour. The provider does not learn what it is for. It is asked to
    have people sign in anew: on a shared device somebody else may have been there before.
    """
    with _heard():
        client = _client()
        more = {"prompt": "login"}
        levels = [
            value for need in settings.IDENTITY_RULES if need.claim == claims.LEVEL for value in need.values
        ]
        if levels:
            more["acr_values"] = " ".join(levels)
        begun = client.create_authorization_url(back, **more)
    client.framework.clear_state_data(request.session, "")
    client.save_authorize_data(request, redirect_uri=back, note=note, **begun)
    return str(begun["url"])


def noted(request: HttpRequest) -> Any:
    """The note of the proof that this answer belongs to; None if this session began none within the hour, or it has had its answer."""
    memory = _integration()
    memory.clear_state_data(request.session, "")  # sweeps out what is older than an hour; nothing else does
    found = memory.get_state_data(request.session, request.GET.get("state", ""))
    return found["note"] if found else None


def finish(request: HttpRequest) -> Identity:
    """Who has come back, once the answer is checked and the city's rules are met. Each answer counts once.

    Refuses, each with a sentence: somebody who cancelled, a provider that does not answer, an answer that is not the provider's,
    not for us or not for this question, and people who do not meet a rule.
    """
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    name = settings.IDENTITY_NAME
    state, error = request.GET.get("state", ""), request.GET.get("error")
    if error:
        _integration().clear_state_data(request.session, state)
        if error == "access_denied":
            raise Refusal(
                _("Bei %(provider)s ist abgebrochen worden. Sie können es jederzeit noch einmal versuchen.")
                % {"provider": name}
            )
        log.warning("The identity provider answered with an error: %.60r", error)
        raise _silence()
    with _heard():
        client = _client()
        options = {
            "iss": {"essential": True, "value": client.server_metadata["issuer"]},
            "aud": {"essential": True, "value": settings.IDENTITY_CLIENT},
            "sub": {"essential": True},
        }
        try:
            token = client.authorize_access_token(request, claims_options=options, leeway=SKEW)
            told = token["userinfo"]
            if any(not claims.said(need.claim, told) for need in settings.IDENTITY_RULES):
                told = _with_more(client, token, told)
        except (AuthlibBaseError, JoseError, KeyError, TypeError) as wrong:
            # The kind of what is wrong, and nothing of what was said.
            log.warning("An answer of the identity provider was not accepted: %s", _kind(wrong))
            raise Refusal(
                _(
                    "Die Antwort von %(provider)s ließ sich nicht prüfen. Versuchen Sie es bitte noch einmal; "
                    "geht es wieder nicht, sagen Sie es der Ansprechstelle."
                )
                % {"provider": name},
                status=400,
            ) from None
    _require(told)
    return Identity(str(told["iss"]), str(told["sub"]))


def _with_more(client: Any, token: Any, told: Any) -> Any:
    """What the provider says of the person only when asked for it. The signed token goes first."""
    if "userinfo_endpoint" not in client.server_metadata:
        return told
    more = client.userinfo(token=token)
    return {**more, **told} if more.get("sub") == told["sub"] else told


def _kind(wrong: Exception) -> str:
    return str(getattr(wrong, "error", "") or type(wrong).__name__)[:60]


def _require(told: Any) -> None:
    found = claims.unmet(settings.IDENTITY_RULES, told, timezone.localdate())
    if found is None:
        return
    need, words = (
        found.need,
        {"provider": settings.IDENTITY_NAME, "n": found.need.years, "places": _places(found.need)},
    )
    if need.claim == claims.LEVEL:
        said = _(
            "Dafür müssen Sie sich bei %(provider)s sicherer ausweisen, zum Beispiel mit dem Online-Ausweis. "
            "Versuchen Sie es noch einmal und wählen Sie dort diesen Weg."
        )
    elif not found.told:
        said = _(
            "%(provider)s hat uns nicht gesagt, was wir wissen müssen: %(asked)s. Stimmen Sie dort der Weitergabe zu. "
            "Hilft das nicht, sagen Sie es bitte der Ansprechstelle."
        )
        words["asked"] = _asked(need)
    elif need.years:
        said = _(
            "Abstimmen kann, wer mindestens %(n)d Jahre alt ist. Nach den Angaben von %(provider)s sind Sie jünger."
        )
    elif need.claim.startswith("address."):
        said = _(
            "Abstimmen kann, wer in %(places)s wohnt. %(provider)s nennt einen anderen Wohnort. Stimmt er nicht mehr, "
            "berichtigen Sie ihn dort und versuchen Sie es noch einmal."
        )
    else:
        said = _(
            "Bei %(provider)s sind Sie nicht als stimmberechtigt eingetragen. Wenn das nicht stimmt, "
            "wenden Sie sich bitte an die Ansprechstelle."
        )
    raise Refusal(said % words)


# --- the line to the provider -----------------------------------------------------------------------------------------


def _integration() -> Any:
    from authlib.integrations.django_client import DjangoIntegration

    return DjangoIntegration("identity")


def _client() -> Any:
    """A client that has just read where the provider's doors are and takes its keys fresh, too: rotation needs no restart."""
    from authlib.integrations.django_client import DjangoOAuth2App

    client = DjangoOAuth2App(
        _integration(),
        name="identity",
        client_id=settings.IDENTITY_CLIENT,
        client_secret=settings.IDENTITY_SECRET,
        server_metadata_url=f"{settings.IDENTITY_ISSUER}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.IDENTITY_SCOPE,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUTS,
        },
        user_agent="MitWIRken",
    )
    metadata = client.load_server_metadata()
    if str(metadata["issuer"]).rstrip("/") != settings.IDENTITY_ISSUER:
        raise ValueError("another issuer")
    metadata["id_token_signing_alg_values_supported"] = ALGORITHMS
    return client


def _silence() -> Refusal:
    return Refusal(
        _(
            "%(provider)s antwortet zurzeit nicht. Versuchen Sie es bitte in einigen Minuten noch einmal; "
            "solange die Abstimmung läuft, geht Ihnen nichts verloren."
        )
        % {"provider": settings.IDENTITY_NAME},
        status=503,
    )


@contextmanager
def _heard() -> Iterator[None]:
    """Turns a provider that cannot be reached or speaks nonsense into a sentence, and spares others the wait for a while."""
    from requests import RequestException

    if cache.get(SILENT):
        raise _silence()
    try:
        yield
    except (RequestException, KeyError, ValueError, RuntimeError) as wrong:
        log.warning("The identity provider does not answer as it should: %s", type(wrong).__name__)
        cache.set(SILENT, True, REST)
        raise _silence() from None
