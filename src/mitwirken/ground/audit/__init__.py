# SPDX-License-Identifier: EUPL-1.2
"""The logbook: what staff did that others must be able to check later, as a chain that shows every change.

A row holds the hash of the one before. `registry.watch(verb, name)` has every deed of that verb that goes through
`activity.record` entered by itself; what leaves no activity (a look at somebody's address, a sign-in) calls
`actions.note`. Rows name nobody: a person stands there as a salted digest, the salt lies beside the chain and goes
with the person, and so an erasure leaves the chain whole (docs/decisions/0021-a-logbook-that-forgets-people.md).
"""
