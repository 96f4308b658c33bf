# SPDX-License-Identifier: EUPL-1.2
def in_front_of(application):
    return application
