# SPDX-License-Identifier: GPL-2.0-or-later
#
# The C grammar of the auditor. It comes from the npm registry at build time,
# pinned by version and integrity in src/audit/grammar/package-lock.json, and
# is compiled into the command. Nothing of it runs: npm only unpacks it.

GRAMMAR = build/grammar
GRAMMAR_SRC = $(GRAMMAR)/node_modules/tree-sitter-c/src
GRAMMAR_OBJ = $(BUILD)/grammar.o

$(GRAMMAR_SRC)/parser.c: src/audit/grammar/package-lock.json
	@command -v npm >/dev/null || { \
		echo "fslitmus: npm is missing; the auditor's C grammar" \
			"comes through it (Debian: apt-get install npm)" >&2; \
		exit 1; }
	@mkdir -p $(GRAMMAR)
	cp src/audit/grammar/package.json src/audit/grammar/package-lock.json \
		$(GRAMMAR)
	$(call say,NPM,$(GRAMMAR))
	npm ci --prefix $(GRAMMAR) --ignore-scripts --no-audit --no-fund \
		--loglevel=error
	@touch $@

# Generated code of another project: its warnings are not ours to fix.
$(GRAMMAR_OBJ): $(GRAMMAR_SRC)/parser.c
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) -std=c11 -O2 -w -I$(GRAMMAR_SRC) -c -o $@ $<
