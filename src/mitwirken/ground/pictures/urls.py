# SPDX-License-Identifier: EUPL-1.2
from django.urls import path, register_converter

from . import views


class Key:
    regex = r"[0-9a-f]{2}/[0-9a-f]{40}(?:-\d{1,4})?"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Key, "picture_key")

app_name = "pictures"
urlpatterns = [path("bilder/<picture_key:key>-<int:width>.webp", views.file, name="file")]
