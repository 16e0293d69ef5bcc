# SPDX-License-Identifier: GPL-2.0-or-later
#
# What only "fslitmus audit" needs: the tree-sitter library, and a C grammar.
# The grammar comes from the npm registry at build time, pinned by version and
# integrity in src/audit/grammar/package-lock.json, and is compiled into the
# command. Nothing of it runs: npm only unpacks it.
#
# Where either is missing, or with AUDIT=no, everything else is built, and the
# command says what it was built without.

GRAMMAR = build/grammar
GRAMMAR_SRC = $(GRAMMAR)/node_modules/tree-sitter-c/src

AUDIT ?= yes
ifeq ($(AUDIT),yes)
AUDIT_LACKS := $(strip \
	$(if $(shell pkg-config --exists tree-sitter 2>/dev/null && echo yes),,\
		libtree-sitter-dev) \
	$(if $(wildcard $(GRAMMAR_SRC)/parser.c)$(shell command -v npm),,npm))
else
AUDIT_LACKS := AUDIT=yes
endif

ifeq ($(AUDIT_LACKS),)
GRAMMAR_OBJ = $(BUILD)/grammar.o
AUDIT_LEFT_OUT = src/cmd/no_audit.c
else
GRAMMAR_OBJ =
AUDIT_LEFT_OUT = src/audit/%.c src/cmd/audit.c
$(BUILD)/src/cmd/no_audit.o: $(FLAGS)/audit
$(BUILD)/src/cmd/no_audit.o: private ALL_CFLAGS += \
	-DFSLITMUS_AUDIT_LACKS='"$(AUDIT_LACKS)"'
endif

$(GRAMMAR_SRC)/parser.c: src/audit/grammar/package-lock.json
	@mkdir -p $(GRAMMAR)
	cp src/audit/grammar/package.json src/audit/grammar/package-lock.json \
		$(GRAMMAR)
	$(call say,NPM,$(GRAMMAR))
	npm ci --prefix $(GRAMMAR) --ignore-scripts --no-audit --no-fund \
		--loglevel=error || { \
		echo "fslitmus: npm could not fetch the auditor's C grammar;" \
			"\"make AUDIT=no\" builds everything else" >&2; \
		exit 1; }
	@touch $@

# Generated code of another project: its warnings are not ours to fix.
$(GRAMMAR_OBJ): $(GRAMMAR_SRC)/parser.c $(FLAGS)/grammar
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) -std=c11 -O2 -w -I$(GRAMMAR_SRC) -c -o $@ $<
