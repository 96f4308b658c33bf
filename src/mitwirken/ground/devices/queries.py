# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import hmac
import re
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from .models import Device


def digest_of(code: str) -> str:
    """What is kept of a code, as it is typed with or without spaces and in small letters."""
    clean = re.sub(r"[^A-Z0-9]", "", code.upper())
    return hmac.new(settings.SECRET_KEY.encode(), f"device:{clean}".encode(), "sha256").hexdigest()


def device_with_code(code: str) -> Device | None:
    return Device.objects.filter(code=digest_of(code), ended_at=None).first()


def running(pk: Any) -> Device | None:
    return Device.objects.filter(pk=pk, ended_at=None).first()


def devices() -> QuerySet[Device]:
    return Device.objects.filter(ended_at=None).select_related("by")
