# SPDX-License-Identifier: GPL-2.0-or-later
#
# mutants.t unpacks Linux from Debian's source package and takes minutes; it
# skips itself where the package is not installed.

CHECK_PROGRAMS += $(BUILD)/t/audit/source
CHECK_SCRIPTS += t/audit/fixtures.t t/audit/command.t t/audit/sarif.t \
		 t/audit/mutants.t

$(BUILD)/t/audit/source: $(patsubst %,$(BUILD)/src/audit/%.o,front/symbol \
		front/clean front/rewrite front/source paths/value)
