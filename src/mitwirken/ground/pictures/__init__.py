# SPDX-License-Identifier: EUPL-1.2
"""Pictures that people upload: sniffed, stripped of place and camera, re-encoded, never without words."""
