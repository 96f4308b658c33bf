# SPDX-License-Identifier: EUPL-1.2
"""How dates and numbers are written where Django has another habit than this house."""
