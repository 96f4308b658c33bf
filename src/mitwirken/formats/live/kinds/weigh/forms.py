# SPDX-License-Identifier: EUPL-1.2
"""What is sent by the forms of weighing."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .settings import MOST_HANDS


class GiveForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    to = forms.IntegerField(required=False, min_value=0, max_value=100)


class PickForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    on = forms.NullBooleanField(required=False, widget=forms.HiddenInput)


class RateForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.IntegerField(min_value=1, max_value=5)


class AgreeForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.IntegerField(min_value=1, max_value=3)


class HandsForm(forms.Form):
    item = forms.IntegerField(widget=forms.HiddenInput)
    number = forms.IntegerField(label=_("Hände im Raum"), min_value=0, max_value=MOST_HANDS)
    value = forms.IntegerField(required=False, min_value=1, max_value=5)


class TableHandsForm(HandsForm):
    space = forms.IntegerField(widget=forms.HiddenInput)


class OptionForm(forms.Form):
    title = forms.CharField(label=_("Möglichkeit"), max_length=140)
