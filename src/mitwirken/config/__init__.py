# SPDX-License-Identifier: EUPL-1.2
"""Wires everything: settings, addresses, servers, the command line. Knows every room by name."""
