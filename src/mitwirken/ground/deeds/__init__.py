# SPDX-License-Identifier: EUPL-1.2
"""What every deed needs, whoever does it: a refusal in words, a subject with an address, a channel,
a form that counts once, a pace that is not too fast, two editors who see each other.

The lowest room of the house: it knows nobody.
"""
