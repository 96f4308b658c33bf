# SPDX-License-Identifier: EUPL-1.2
from django.apps import AppConfig


class RatingConfig(AppConfig):
    name = "mitwirken.formats.rating"
    label = "rating"
