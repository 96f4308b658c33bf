# SPDX-License-Identifier: EUPL-1.2
"""Reports by anyone, holding and hiding with reasons."""
