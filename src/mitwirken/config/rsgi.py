# SPDX-License-Identifier: EUPL-1.2
"""What `mitwirken run` serves: finished bytes on granian's event loop, Django in a thread behind it."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mitwirken.config.settings")

from django.core.wsgi import get_wsgi_application

from mitwirken.ground.pages.rsgi import Server
from mitwirken.ground.realtime.door import Streams

from . import environment as env

application = Server(get_wsgi_application(), threads=env.number("MITWIRKEN_THREADS", 1), live=Streams())
