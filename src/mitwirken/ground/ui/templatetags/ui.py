# SPDX-License-Identifier: EUPL-1.2
from django import template

register = template.Library()
