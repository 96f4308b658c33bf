# SPDX-License-Identifier: EUPL-1.2
"""Ways to take part; each hangs itself into the phases of a process."""
