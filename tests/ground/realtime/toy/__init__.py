# SPDX-License-Identifier: EUPL-1.2
"""A board with a number and a sentence; tables 1 to 3 have a part of their own; seats can be moved."""
