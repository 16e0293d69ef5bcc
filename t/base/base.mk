# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(addprefix $(BUILD)/t/base/,budget child memory output scratch text)
CHECK_SCRIPTS += t/base/foreign.t t/base/readonly.t
