# SPDX-License-Identifier: EUPL-1.2
"""Typed readers of the environment, so that a wrong value is named at the start and not met at night."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from mitwirken.kernels import claims

TRUE = {"1", "true", "yes", "on", "ja"}
FALSE = {"0", "false", "no", "off", "nein", ""}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, default: bool = False) -> bool:
    raw = os.environ.get(name)
    if raw is None:
        return default
    word = raw.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither yes nor no.")


def number(name: str, default: int) -> int:
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return int(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number.") from None


def choice(name: str, known: tuple[str, ...], default: str) -> str:
    word = text(name, default).lower() or default
    if word not in known:
        raise ImproperlyConfigured(f"{name}={word!r} is none of: {', '.join(known)}.")
    return word


def needed(name: str, because: str) -> str:
    """A value without which another makes no sense."""
    given = text(name)
    if not given:
        raise ImproperlyConfigured(f"{name} is empty, but {because}.")
    return given


def loopback(name: str) -> str:
    """An address that only this machine can reach, or nothing."""
    given = text(name)
    if not given:
        return ""
    parts = urlsplit(given)
    if parts.scheme != "http" or parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ImproperlyConfigured(
            f"{name}={given!r} has to be an address of this machine alone, such as http://127.0.0.1:8001/sagen/."
        )
    return given


def provider(name: str) -> str:
    """The address of an OpenID provider, or nothing. In the clear only on this machine."""
    given = text(name).rstrip("/")
    parts = urlsplit(given)
    here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if given and (
        not parts.hostname or parts.query or parts.fragment or not (here or parts.scheme == "https")
    ):
        raise ImproperlyConfigured(
            f"{name}={given!r} has to be the provider's own address, such as https://id.example.org/realms/stadt."
        )
    return given


def needs(name: str) -> tuple[claims.Need, ...]:
    """What claims have to say: docs/rules/claims.md."""
    try:
        return claims.read(text(name))
    except claims.BadRule as wrong:
        raise ImproperlyConfigured(f"{name}: {wrong}.") from None


def listed(name: str, default: str = "") -> list[str]:
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def folder(name: str, default: Path) -> Path:
    raw = text(name)
    return Path(raw).expanduser().resolve() if raw else default


def secret(name: str, home: Path) -> str:
    """The key from the environment, or one made once and kept in `home` for its owner's eyes only."""
    given = text(name)
    if given:
        return given
    kept = home / "secret-key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        home.mkdir(parents=True, exist_ok=True)
        fresh = home / f"secret-key.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(get_random_secret_key())
        try:
            os.link(fresh, kept)  # atomic: of two starting processes, one wins and both read its key
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text()


def database(name: str, home: Path) -> dict[str, object]:
    """`postgresql://user:password@host:port/name`, `sqlite:///path`, or nothing for a file in `home`."""
    url = text(name)
    if not url or url.startswith("sqlite:"):
        path = Path(unquote(url.removeprefix("sqlite:///"))) if url else home / "mitwirken.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                # IMMEDIATE: with the default a reader that turns writer fails with "database is locked".
                "transaction_mode": "IMMEDIATE",
                "timeout": 10,
                # FULL costs an fsync a commit and loses nothing at a power cut; ratings are votes.
                "init_command": f"PRAGMA journal_mode=WAL;PRAGMA synchronous={text('MITWIRKEN_SQLITE_SYNC', 'NORMAL')};"
                "PRAGMA cache_size=-16000;PRAGMA temp_store=MEMORY;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"{name}: {parts.scheme!r} is not supported; use postgresql:// or sqlite:///."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
