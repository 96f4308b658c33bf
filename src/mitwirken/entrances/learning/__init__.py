# SPDX-License-Identifier: EUPL-1.2
"""Learning how to take part and how to let others: short units on three paths, a place to practise, people who facilitate.

Units are files and are read without an account; what somebody has done is kept on their own device, if they wish, and
nowhere else. Kept here are only the entries of people who offer to facilitate, and what is written to them.
"""
