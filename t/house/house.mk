# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests of how the project itself is kept.

CHECK_SCRIPTS += t/house/build.t t/house/commit.t t/house/format.t
