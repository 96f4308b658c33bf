# SPDX-License-Identifier: EUPL-1.2
"""Pictures that people upload: sniffed, stripped of place and camera, re-encoded, never without words.

What is kept are files of our own making in three widths; the upload itself is thrown away.
"""
