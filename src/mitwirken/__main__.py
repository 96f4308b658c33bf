# SPDX-License-Identifier: EUPL-1.2
"""`python -m mitwirken` is the command `mitwirken`."""

import sys

from mitwirken.config.cli import main

sys.exit(main())
