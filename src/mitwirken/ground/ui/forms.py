# SPDX-License-Identifier: EUPL-1.2
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms are drawn with the templates of this room: `{{ form }}`, `{{ field.as_field_group }}`, `{{ field }}`."""

    form_template_name = "ui/form/form.html"
    field_template_name = "ui/form/field.html"
    formset_template_name = "ui/form/formset.html"
