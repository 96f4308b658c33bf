# SPDX-License-Identifier: EUPL-1.2
"""MitWIRken: the participation platform for a city and the people in it."""

__version__ = "0.1.0"
