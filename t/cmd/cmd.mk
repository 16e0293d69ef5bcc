# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_PROGRAMS += $(BUILD)/t/cmd/number
# The pages that are built are read by t/cmd/manual.t.
CHECK_HELPERS += man
CHECK_SCRIPTS += t/cmd/manual.t t/cmd/run.t t/cmd/format.t t/cmd/signal.t t/cmd/install.t \
		 t/cmd/demo.t

$(BUILD)/t/cmd/number: $(BUILD)/src/cmd/number.o
