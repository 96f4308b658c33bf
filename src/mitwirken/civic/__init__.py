# SPDX-License-Identifier: EUPL-1.2
"""Who, where and when: people, places, and the processes in which a city asks."""
