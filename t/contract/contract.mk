# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/contract/brute_cases

$(BUILD)/t/contract/brute_cases: t/contract/scene.c
