# SPDX-License-Identifier: EUPL-1.2
from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Forms are drawn with the templates of this room."""
