# SPDX-License-Identifier: EUPL-1.2
"""What is typed at the desk. A form never saves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mitwirken.ground.deeds.channel import Channel
from mitwirken.ground.ui.forms import long_text
from mitwirken.kernels.sheets import read_digits

from . import queries, registry
from .models import PrintedForm, Reply, Stack
from .rules import CHANNELS, MOST_COPIES

OFF = {"autocomplete": "off"}


class SheetNumberForm(forms.Form):
    """A number from a sheet, typed or sent by a reader of square codes."""

    bogen = forms.CharField(
        label=_("Nummer vom Bogen"),
        max_length=40,
        help_text=_(
            "Steht oben rechts, zum Beispiel K7F3-12. Ein Lesegerät für QR-Codes kann sie auch tippen."
        ),
        widget=forms.TextInput(
            attrs=OFF | {"autofocus": True, "class": "code-input", "autocapitalize": "characters"}
        ),
    )

    def __init__(self, *args: Any, stack: Stack | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stack = stack
        self.found: tuple[PrintedForm, int] | None = None

    def clean_bogen(self) -> str:
        text: str = self.cleaned_data["bogen"].strip()
        if self.stack is not None and text.isascii() and text.isdigit():
            # In a stack the digits behind the dash are enough where only one print of the form was numbered.
            prints = list(
                PrintedForm.objects.filter(kind=self.stack.kind, about=self.stack.about, copies__gt=0)[:2]
            )
            if len(prints) != 1:
                raise forms.ValidationError(
                    _(
                        "Bitte tippen Sie die ganze Nummer, zum Beispiel K7F3-12: Es gibt mehrere Drucke dieses Bogens."
                    )
                )
            self.found = prints[0], int(text[:9])
            return text
        self.found = queries.sheet_named(text)
        if self.found is None:
            raise forms.ValidationError(
                _(
                    "Einen Bogen mit dieser Nummer kennen wir nicht. Bitte vergleichen Sie Zeichen für Zeichen."
                )
            )
        print_ = self.found[0]
        if self.stack is not None and (print_.kind, print_.about) != (self.stack.kind, self.stack.about):
            raise forms.ValidationError(
                gettext(
                    "Dieser Bogen gehört zu einem anderen Stapel: %(title)s. Legen Sie ihn bitte zur Seite."
                )
                % {"title": print_.title}
            )
        return text


class CopiesForm(forms.Form):
    number = forms.IntegerField(
        label=_("Wie viele Bögen?"),
        min_value=1,
        max_value=MOST_COPIES,
        initial=20,
        help_text=_("Jeder bekommt eine eigene Nummer und zählt einmal."),
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    number.css_classes = "field-short"  # type: ignore[attr-defined]


class ChannelForm(forms.Form):
    channel = forms.ChoiceField(
        label=_("Wie kam es zu Ihnen?"),
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
        initial=Channel.PAPER,
    )


class ReplyForm(forms.Form):
    """How the person wants to hear of the answer."""

    reply = forms.ChoiceField(
        label=_("Wie möchte die Person die Antwort der Stadt bekommen?"),
        choices=Reply.choices,
        required=False,
        widget=forms.RadioSelect(attrs={"class": "choices-grid"}),
    )
    address = forms.CharField(
        label=_("Anschrift oder Telefonnummer"),
        required=False,
        max_length=400,
        help_text=_(
            "Nur wenn die Person möchte, dass wir sie bis zur Antwort aufheben. Nicht öffentlich, wird 30 Tage nach der Antwort gelöscht. "
            "Für einen Brief können Sie die Anschrift auch erst beim Drucken vom Bogen abschreiben; dann wird sie nicht gespeichert."
        ),
        widget=forms.Textarea(attrs=OFF | {"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        reply, address = values.get("reply"), (values.get("address") or "").strip()
        if address and not reply:
            self.add_error("reply", _("Wählen Sie Brief oder Anruf, oder lassen Sie die Anschrift weg."))
        if reply == Reply.PHONE and not address:
            self.add_error("address", _("Für einen Anruf brauchen wir eine Telefonnummer."))
        return values


class AsPrinted(forms.Form):
    """What is on the sheet, in its order, called as it was printed. For kinds that need nothing else."""

    def __init__(self, *args: Any, print_: PrintedForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = print_.words
        for page in print_.layout["pages"]:
            for choice in page["choices"]:
                self.fields[choice["name"]] = _choice_field(choice, words["choices"][choice["name"]])
            for field in page["fields"]:
                said = words["fields"][field["name"]]
                widget = (
                    forms.TextInput(attrs=OFF)
                    if said["lines"] < 2
                    else forms.Textarea(attrs={"rows": said["lines"]})
                )
                self.fields[field["name"]] = forms.CharField(
                    label=said["label"], required=False, max_length=5000, widget=widget
                )

    def clean(self) -> dict[str, Any]:
        """A box alone gives its value, or nothing; like any other choice."""
        values = super().clean() or self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, forms.BooleanField):
                values[name] = getattr(field, "value", "1") if values.get(name) else ""
        return values


def _choice_field(choice: Mapping[str, Any], words: Mapping[str, Any]) -> forms.Field:
    options = [(box.split(":", 1)[1], label) for box, label in words["options"].items()]
    if len(options) == 1:
        value, _label = options[0]
        field: forms.Field = forms.BooleanField(label=words["label"], required=False)
        field.value = value  # type: ignore[attr-defined]
        return field
    if choice["most"] > 1:
        return forms.MultipleChoiceField(
            label=words["label"], choices=options, required=False, widget=forms.CheckboxSelectMultiple
        )
    return forms.ChoiceField(label=words["label"], choices=[("", "–"), *options], required=False)


def form_of(print_: PrintedForm, row: Any, *args: Any, **kwargs: Any) -> forms.Form:
    """The form in which a sheet of this print is typed in."""
    kind = registry.form_named(print_.kind)
    if kind.form is not None:
        return kind.form(row, *args, **kwargs)
    return AsPrinted(*args, print_=print_, **kwargs)


class DigitsForm(forms.Form):
    """The boxes of a sheet as digits; Enter saves."""

    marks = forms.CharField(
        label=_("Kreuze"),
        required=False,
        max_length=2000,
        widget=forms.TextInput(attrs=OFF | {"autofocus": True, "class": "code-input"}),
    )

    def __init__(self, *args: Any, print_: PrintedForm, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = list(print_.sheet_layout.choices)
        self.values: dict[str, str] = {}
        self.fields["marks"].help_text = (
            gettext("Die Nummern der angekreuzten Zeilen, mit Leerzeichen: 1 4 12")
            if all(len(choice.boxes) == 1 for choice in self.choices)
            else gettext(
                "Zeile, Punkt, Kästchen: 12.3 40.1. Oder für jede Zeile eine Ziffer in der Reihenfolge des Bogens und ein Strich, wo nichts angekreuzt ist: 3-1."
            )
        )

    def clean_marks(self) -> str:
        text: str = self.cleaned_data["marks"]
        try:
            found = read_digits(text, self.choices)
        except ValueError as error:
            raise forms.ValidationError(_wrong(*error.args)) from None
        self.values = {choice.name: "" for choice in self.choices} | {
            name: box.split(":", 1)[1] for name, box in found.items()
        }
        return text


def _wrong(what: str, place: int) -> str:
    match what:
        case "row":
            return gettext("An Stelle %(n)d steht keine Zeile dieses Bogens.") % {"n": place}
        case "twice":
            return gettext("Zeile %(n)d steht zweimal da.") % {"n": place}
        case "long":
            return gettext("Das sind zu viele Zeichen: Der Bogen hat %(n)d Zeilen.") % {"n": place}
    return gettext("In Zeile %(n)d gibt es dieses Kästchen nicht.") % {"n": place}


class SumForm(forms.Form):
    """The check at the end of a stack."""

    counted = forms.IntegerField(
        label=_("Wie viele Bögen haben Sie von Hand gezählt?"),
        min_value=0,
        max_value=100_000,
        widget=forms.NumberInput(attrs={"autofocus": True}),
    )
    marks = forms.IntegerField(label=_("Wie viele Kreuze?"), required=False, min_value=0, max_value=1_000_000)
    although = forms.BooleanField(
        label=_("Mit dem Unterschied abschließen; beide Zahlen werden festgehalten"), required=False
    )
    counted.css_classes = marks.css_classes = "field-short"  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    """For whoever has a receipt in the hand."""

    number = forms.CharField(
        label=_("Nummer der Quittung"),
        max_length=20,
        help_text=_("Zum Beispiel Q-17"),
        widget=forms.TextInput(attrs=OFF),
    )
    secret = forms.CharField(
        label=_("Code"),
        max_length=20,
        help_text=_("Acht Zeichen, zum Beispiel AB3K 7XYM"),
        widget=forms.TextInput(attrs=OFF),
    )


class LettersForm(forms.Form):
    """Which letters are written now, and to whom. An address that is changed here is used for the letter and not kept.

    `shown`: whether the addresses that are on file may be seen now.
    """

    def __init__(self, *args: Any, entries: list[Any], shown: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entries = entries
        self.shown = shown
        for entry in entries:
            self.fields[f"write{entry.pk}"] = forms.BooleanField(
                label=gettext("Brief zu %(number)s schreiben") % {"number": entry.number},
                required=False,
                initial=bool(entry.address),
            )
            self.fields[f"to{entry.pk}"] = long_text(
                gettext("Anschrift für %(number)s") % {"number": entry.number}, most=400, rows=4
            )
            self.fields[f"to{entry.pk}"].initial = entry.address if shown else ""
            if entry.address and not shown:
                self.fields[f"to{entry.pk}"].help_text = gettext(
                    "Eine Anschrift liegt vor und kommt auf den Brief. Hier tippen Sie nur, wenn eine andere gelten soll."
                )
            self.fields[f"to{entry.pk}"].widget.attrs |= OFF

    def lines(self) -> Iterator[tuple[Any, forms.BoundField, forms.BoundField]]:
        for entry in self.entries:
            yield entry, self[f"write{entry.pk}"], self[f"to{entry.pk}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        chosen = self.chosen()
        for entry, address in chosen:
            if not address:
                self.add_error(f"to{entry.pk}", _("Für den Brief fehlt noch die Anschrift."))
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Wählen Sie mindestens einen Brief."))
        return values

    def _address(self, entry: Any) -> str:
        typed = (self.cleaned_data.get(f"to{entry.pk}") or "").strip()
        # Who does not see the address that lies here has not taken it away.
        return typed or ("" if self.shown else entry.address)

    def chosen(self) -> list[tuple[Any, str]]:
        return [
            (entry, self._address(entry))
            for entry in self.entries
            if self.cleaned_data.get(f"write{entry.pk}")
        ]
