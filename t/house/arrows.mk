# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_SCRIPTS += t/house/arrows.t t/house/failures.t
