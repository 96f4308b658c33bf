# SPDX-License-Identifier: EUPL-1.2
"""A point on the map and a district, for the forms of rooms above.

    class ProposalForm(PointFormMixin, forms.Form):
        district = DistrictField(required=False)
        point = PointField(required=False)

Without JavaScript the map is a picture that sends where it was clicked: the form comes back with the point set and
without errors (`form.picking`), nothing is saved, and `is_valid()` is False.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mitwirken.kernels import geometry

from .maps import frame_of
from .models import Place
from .queries import area_at, atlas, districts, in_frame

SHOWN = 288  # px: the picture must not be scaled, or the browser's coordinates mean nothing; 320 px screens less their margins


@dataclass(frozen=True)
class Point:
    """A place on the map, to some ten metres: enough for a bench, not for a bedroom."""

    lat: float
    lon: float


def rounded(lat: float, lon: float) -> Point:
    return Point(round(lat, 4), round(lon, 4))


class DistrictField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A district chosen from a list: the way without any map. Cleans to the Place or None."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("queryset", Place.objects.none())
        kwargs.setdefault("label", _("Stadtbezirk"))
        kwargs.setdefault("empty_label", _("keine Angabe"))
        kwargs.setdefault("to_field_name", "slug")
        super().__init__(**kwargs)
        self.queryset = districts()


class PointWidget(forms.Widget):
    template_name = "places/widgets/point.html"
    use_fieldset = True

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["places/places.css"]}
        js: ClassVar[list[Any]] = [forms.Script("places/point-picker.js", type="module")]

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        point = value if isinstance(value, Point) else None
        view = ""
        known = atlas()
        if point:
            area = area_at(point.lat, point.lon)
            view = area.slug if area else ""
        box, area = frame_of(known, view)
        query = f"?breite={SHOWN}" + (f"&ort={view}" if view else "")
        if point:
            query += f"&lat={point.lat}&lon={point.lon}"
        context["widget"].update(
            point=point,
            view=view,
            area=area,
            src=reverse("places:picture") + query,
            width=SHOWN,
            height=round(geometry.height(box, SHOWN)),
            schematic=known.schematic,
            tiles=bool(settings.TILES),
        )
        return context

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        if f"{name}_clear" in data:
            return None
        if f"{name}_at.x" in data:
            try:
                x, y = float(data[f"{name}_at.x"]), float(data.get(f"{name}_at.y", ""))
            except ValueError:
                return None
            box, _area = frame_of(atlas(), str(data.get(f"{name}_view", "")))
            lon, lat = geometry.unproject(min(max(x, 0), SHOWN), max(y, 0), box, SHOWN)
            return rounded(lat, lon)
        lat_text, lon_text = (
            str(data.get(f"{name}_lat", "")).strip(),
            str(data.get(f"{name}_lon", "")).strip(),
        )
        if not lat_text and not lon_text:
            return None
        try:
            return rounded(float(lat_text.replace(",", ".")), float(lon_text.replace(",", ".")))
        except (ValueError, OverflowError):
            return (lat_text, lon_text)

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return not any(key in data for key in (f"{name}_lat", f"{name}_at.x", f"{name}_clear"))

    @staticmethod
    def picks(data: Mapping[str, Any], name: str) -> bool:
        """Whether the form was sent by a click on the map (or on "remove") and not to be done with."""
        return f"{name}_at.x" in data or f"{name}_clear" in data


class PointField(forms.Field):
    """Cleans to a `Point` inside the map, or None."""

    widget = PointWidget
    default_error_messages = {
        "unreadable": _(
            "Diesen Ort verstehen wir nicht. Bitte wählen Sie ihn auf der Karte oder nehmen Sie nur den Stadtbezirk."
        ),
        "outside": _("Dieser Ort liegt außerhalb der Stadt. Bitte wählen Sie einen Ort auf der Karte."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Ort auf der Karte"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Point | None:
        if value in self.empty_values:
            return None
        if isinstance(value, Point):
            # NaN compares false with everything, so it is outside as well.
            if not in_frame(value.lat, value.lon):
                raise ValidationError(self.error_messages["outside"], code="outside")
            return value
        raise ValidationError(self.error_messages["unreadable"], code="unreadable")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(initial != data)


class PointFormMixin:
    """Lets a form with a PointField come back with the point set after a click on the map, without complaints."""

    picking = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        form: Any = self
        if form.is_bound:
            self.picking = any(
                isinstance(field, PointField) and PointWidget.picks(form.data, form.add_prefix(name))
                for name, field in form.fields.items()
            )

    def full_clean(self) -> None:
        super().full_clean()  # type: ignore[misc]
        if self.picking:
            self._errors = ErrorDict()

    def is_valid(self) -> bool:
        return not self.picking and bool(super().is_valid())  # type: ignore[misc]
