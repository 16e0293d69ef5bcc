# SPDX-License-Identifier: GPL-2.0-or-later
#
# Objects depend on $(FLAGS)/NAME, a file that holds the compiler and flags they
# were made with: $(FLAGS_NAME). It is written only when these change. So "make
# CC=clang" after "make" compiles again what it must, and a second "make"
# nothing.

FLAGS_core = $(CC) $(ALL_CFLAGS)
FLAGS_host = $(CC) $(ALL_CFLAGS) $(HOST_CFLAGS)
FLAGS_guest = $(CC) $(GUEST_CFLAGS)
# A source file that was removed shows in these lists alone.
FLAGS_archive = $(AR) $(CORE_OBJ)
FLAGS_link = $(CC) $(ALL_CFLAGS) $(LDFLAGS) $(HOST_OBJ) $(GRAMMAR_OBJ) $(HOST_LIBS)
FLAGS_audit = $(AUDIT_LACKS)
FLAGS_grammar = $(CC)

# The comparison is made while make reads this file, so that --question and
# --dry-run are right too.
define flags_file
FLAGS_NOW_$(1) := $$(strip $$(FLAGS_$(1)))
ifneq ($$(strip $$(file <$(FLAGS)/$(1))),$$(FLAGS_NOW_$(1)))
$(FLAGS)/$(1): FORCE
endif
endef
$(foreach name,core host guest archive link audit grammar,\
	$(eval $(call flags_file,$(name))))

$(FLAGS)/%:
	@mkdir -p $(@D)
	@printf '%s\n' '$(subst ','\'',$(FLAGS_NOW_$*))' >$@

FORCE:
.PHONY: FORCE
