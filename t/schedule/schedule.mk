# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/schedule/strings $(BUILD)/t/schedule/search
