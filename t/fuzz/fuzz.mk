# SPDX-License-Identifier: GPL-2.0-or-later

CHECK_HELPERS += $(BUILD)/t/fuzz/fuzz_parse
CHECK_SCRIPTS += t/fuzz/parse.t

# Instrumented throughout, so no object is shared with other builds.
FUZZ_CFLAGS = $(filter-out -O%,$(ALL_CFLAGS)) -O1 -It \
	      -fsanitize=fuzzer-no-link,address,undefined \
	      -fno-sanitize-recover=all
FLAGS_fuzz = clang $(FUZZ_CFLAGS)
$(eval $(call flags_file,fuzz))
FUZZ_OBJ = $(patsubst %.c,$(BUILD)/t/fuzz/%.o, \
		t/fuzz/fuzz_parse.c t/litmus/alike.c $(CORE_SRC))

$(BUILD)/t/fuzz/%.o: %.c $(FLAGS)/fuzz | $(BUILD)/packages-present
	@mkdir -p $(@D)
	clang $(FUZZ_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/t/fuzz/fuzz_parse: $(FUZZ_OBJ)
	clang -fsanitize=fuzzer,address,undefined -pthread -o $@ $^

-include $(FUZZ_OBJ:.o=.d)
