# SPDX-License-Identifier: EUPL-1.2
"""Binding votes of a process: options that were checked, ballots that are secret, one count over all channels.

Who has voted (`Voter`) and what was voted (`CastBallot`) stand apart and know nothing of each other; what ties them while a
vote can still be changed is destroyed when the ballot is closed (`secrecy`, docs/decisions/0025-secret-ballots.md). The rule is
told and can be tried out before anybody votes; every result says why it came out so and can be counted again by anybody.
"""
