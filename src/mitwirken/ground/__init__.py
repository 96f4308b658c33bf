# SPDX-License-Identifier: EUPL-1.2
"""What rooms stand on: low frames into which the rooms above hang themselves."""
