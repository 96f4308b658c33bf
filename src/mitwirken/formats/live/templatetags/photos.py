# SPDX-License-Identifier: EUPL-1.2
"""`{% load photos %}`: the photos of an item among those that a view has loaded."""

from collections.abc import Mapping, Sequence

from django import template

from mitwirken.ground.pictures.models import WIDTHS, Picture

from ..models import Photo

register = template.Library()


@register.filter
def photos_of(photos: Mapping[int, Sequence[Photo]], number: int) -> Sequence[Photo]:
    return photos.get(number, ()) if photos else ()


@register.filter
def photos_by(photos: Mapping[int, Sequence[Photo]], seat: int) -> list[Photo]:
    """Those that somebody added and can take back."""
    return [photo for rows in photos.values() for photo in rows if photo.picture and photo.author_id == seat]


@register.filter
def photo_large(picture: Picture) -> str:
    return picture.url(WIDTHS[-1])
