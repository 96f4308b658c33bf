# SPDX-License-Identifier: EUPL-1.2
"""Live formats: people meet in the room, online or both, and one engine carries it.

A gathering (Treffen) is the live side of an event. It runs through stages; each stage has one of eight kinds
(`kinds/`), and a format (`scripts/*.yaml`) is nothing but a list of stages with settings. Everything that happens is a
deed in one transaction with a number of its own; every view is a function of what stands in the tables, so reloading
shows exactly what was pushed.
"""
