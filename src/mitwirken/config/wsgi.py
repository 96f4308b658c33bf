# SPDX-License-Identifier: EUPL-1.2
"""For any WSGI server: finished bytes first, Django behind them. `mitwirken run` uses `rsgi.py`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitwirken.config.settings")

from django.core.wsgi import get_wsgi_application

from mitwirken.ground.pages.front import in_front_of

application = in_front_of(get_wsgi_application())
