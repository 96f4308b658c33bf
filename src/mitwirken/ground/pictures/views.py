# SPDX-License-Identifier: EUPL-1.2
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from .models import WIDTHS


def file(request: HttpRequest, key: str, width: int) -> FileResponse:
    """A picture's file. Its address holds the hash of its content, so readers may keep it for good."""
    name = f"{key}-{width}.webp"
    if width not in WIDTHS or not default_storage.exists(name):
        raise Http404
    response = FileResponse(default_storage.open(name, "rb"), content_type="image/webp")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
