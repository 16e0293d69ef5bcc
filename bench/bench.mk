# SPDX-License-Identifier: GPL-2.0-or-later
#
# Each program of bench/ is one file; BENCHES are run one after the other.

BENCH_PROGRAMS = $(addprefix $(BUILD)/bench/, loop rounds oracle)
BENCHES = bench-overhead bench-oracle bench-schedules

$(BUILD)/bench/%: bench/%.c $(BUILD)/libcore.a $(FLAGS)/core
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d -o $@ $< $(BUILD)/libcore.a

-include $(BENCH_PROGRAMS:=.d)

# Built with the tests, or nobody sees that they do not build any more.
check-programs: $(BENCH_PROGRAMS)

bench-overhead: $(BENCH_PROGRAMS)
	@bench/overhead $(BUILD)

bench-oracle: $(BENCH_PROGRAMS)
	@bench/oracle $(BUILD)

bench-schedules: $(BIN)
	@bench/schedules $(abspath $(BIN))

# Takes many minutes and a kernel built with --mutants: not part of bench.
bench-chance: $(BIN)
	@bench/chance $(abspath $(BIN))

bench: $(BENCHES)

.PHONY: bench bench-overhead bench-oracle bench-schedules bench-chance
