# SPDX-License-Identifier: EUPL-1.2
"""The public pages of the Instrumentenkoffer, by noun."""
