# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/base/scratch
CHECK_SCRIPTS += t/base/foreign.t
