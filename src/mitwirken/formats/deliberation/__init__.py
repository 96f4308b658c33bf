# SPDX-License-Identifier: EUPL-1.2
"""Arguments on any subject: pro, contra, question and the city's reply, in a fair order."""
