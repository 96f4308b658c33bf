# SPDX-License-Identifier: EUPL-1.2
"""People are drawn by lot: for a citizens' council, an advisory group, the seats of something that too many want.

The list is closed and published, with its checksum, before the seed can be known; two of the staff type in the seed, then the
rule of `kernels.sortition` decides once and for all. Names stay outside: the list holds numbers and the groups that the quotas
ask for. Anybody can draw again (`mitwirken draw`). Why a room: docs/decisions/0029-drawing-lots.md.
"""
