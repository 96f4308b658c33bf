# SPDX-License-Identifier: EUPL-1.2
"""The Vorhabenliste: what the city plans, said before it begins, with participation or without, and why.

A Vorhaben is a project of the city, not a Beteiligungsprozess: many have none, and one that has one begins long before it. It
leads to its process as soon as there is one.
"""
