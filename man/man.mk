# SPDX-License-Identifier: GPL-2.0-or-later
#
# make man        the manual pages, under $(BUILD)/man
# make install    command, corpus and manual under $(DESTDIR)$(PREFIX)
# make uninstall  what install put there

PREFIX ?= /usr/local
DESTDIR ?=
BINDIR = $(DESTDIR)$(PREFIX)/bin
SHAREDIR = $(DESTDIR)$(PREFIX)/share/fslitmus
DOCDIR = $(DESTDIR)$(PREFIX)/share/doc/fslitmus
MANDIR = $(DESTDIR)$(PREFIX)/share/man

MAN_PAGES = $(wildcard man/*.[157])
# What the command itself knows best is filled in by it.
MAN_TEMPLATES = $(wildcard man/*.in)
MAN_BUILT = $(MAN_PAGES:%=$(BUILD)/%) $(MAN_TEMPLATES:%.in=$(BUILD)/%)

INSTALLED_CORPUS = $(notdir $(wildcard litmus/*.litmus))
INSTALLED_DOC = json.md run.schema.json schedules.md witness.md \
		witness.schema.json

man: $(MAN_BUILT)

$(BUILD)/man/%: man/%
	@mkdir -p $(@D)
	@cp $< $@

# The lines @OPERATIONS@ and @FILESYSTEMS@ become these lists.
$(BUILD)/man/%: man/%.in $(BIN)
	@mkdir -p $(@D)
	@$(abspath $(BIN)) list --manual operations >$@.operations
	@$(abspath $(BIN)) list --manual filesystems >$@.filesystems
	@sed -e '/^@OPERATIONS@$$/{r $@.operations' -e 'd;}' \
		-e '/^@FILESYSTEMS@$$/{r $@.filesystems' -e 'd;}' $< >$@
	@rm $@.operations $@.filesystems

install: all man
	install -d $(BINDIR) $(SHAREDIR)/litmus $(DOCDIR) \
		$(MANDIR)/man1 $(MANDIR)/man5 $(MANDIR)/man7
	install -m 755 $(BIN) $(BINDIR)/fslitmus
	install -m 644 litmus/*.litmus $(SHAREDIR)/litmus
	install -m 644 $(INSTALLED_DOC:%=doc/%) $(DOCDIR)
	for page in $(MAN_BUILT); do \
		install -m 644 $$page $(MANDIR)/man$${page##*.} || exit 1; \
	done

# Only what is ours: a test the user put into the corpus stays.
uninstall:
	rm -f $(BINDIR)/fslitmus
	rm -f $(INSTALLED_CORPUS:%=$(SHAREDIR)/litmus/%)
	rm -f $(INSTALLED_DOC:%=$(DOCDIR)/%)
	for page in $(notdir $(MAN_BUILT)); do \
		rm -f $(MANDIR)/man$${page##*.}/$$page; \
	done
	-rmdir $(SHAREDIR)/litmus $(SHAREDIR) $(DOCDIR)

.PHONY: man install uninstall
