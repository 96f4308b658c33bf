# SPDX-License-Identifier: EUPL-1.2
"""The formats that come with the software, one YAML file each; `runsheet.py` reads them."""
