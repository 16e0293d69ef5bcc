# SPDX-License-Identifier: GPL-2.0-or-later
#
# make          build ./fslitmus; says which package is missing
# make demo     install what is missing, build, and show the main job
# make check    install what is missing, build, and run every test
# make check-newest  build the newest kernel that Debian has, if it is there, and
#               run what a new kernel may fail
# make setup    only install what is missing (apt, as root or through sudo)
# make bench    the figures, side by side
# make clean
#
# BUILD=DIR puts objects elsewhere; SANITIZE=1 builds with ASan and UBSan, in
# a directory of its own; CC=clang builds with clang; AUDIT=no leaves "audit"
# out, which alone needs npm. What is built with other flags than before is
# built again (mk/flags.mk). WERROR=0 leaves warnings warnings, as they are
# outside a git checkout.

VERSION = 0.1

CC ?= gcc
ifeq ($(origin CC),default)
CC = gcc
endif
SANITIZE ?= 0
ifeq ($(SANITIZE),0)
BUILD ?= build
else
BUILD ?= build/sanitize
endif
BIN ?= $(if $(filter build,$(BUILD)),fslitmus,$(BUILD)/fslitmus)

# Where compilers and flags are remembered (mk/flags.mk).
FLAGS = $(BUILD)/flags

.DEFAULT_GOAL = all

include mk/packages.mk
include mk/audit.mk

# What performs and judges a test depends on libc alone: it is also linked,
# statically, into the /init of a guest kernel.
CORE_DIRS = base fs litmus op contract actor schedule
# What runs only inside a guest kernel is a program of its own.
GUEST_DIRS = guest
# What only the command needs may use libraries.
HOST_DIRS = $(filter-out $(CORE_DIRS) $(GUEST_DIRS),$(notdir $(patsubst %/,%,$(wildcard src/*/))))

CORE_SRC = $(foreach d,$(CORE_DIRS),$(wildcard src/$(d)/*.c))
HOST_SRC = $(filter-out $(AUDIT_LEFT_OUT), \
	$(foreach d,$(HOST_DIRS),$(wildcard src/$(d)/*.c src/$(d)/*/*.c))) \
	src/fslitmus.c
CORE_OBJ = $(CORE_SRC:%.c=$(BUILD)/%.o)
HOST_OBJ = $(HOST_SRC:%.c=$(BUILD)/%.o)

# Who changes fslitmus works in a checkout and mends warnings. Who builds it
# from an archive, perhaps with a compiler that warns of more, is to get it
# built. Both "make" and "make check" decide alike, so nothing is built twice.
WERROR ?= $(if $(wildcard .git),1,0)
WARNINGS = -Wall -Wextra $(if $(filter 1,$(WERROR)),-Werror) \
	   -Wstrict-prototypes -Wmissing-prototypes \
	   -Wold-style-definition -Wundef -Wpointer-arith
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Isrc -Ikernel \
	     -DFSLITMUS_VERSION=\"$(VERSION)\" \
	     $(WARNINGS) $(CFLAGS) -pthread
ifneq ($(SANITIZE),0)
ALL_CFLAGS += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	      -fno-omit-frame-pointer
endif
# mk/packages.mk says what pkg-config misses.
HOST_CFLAGS := $(shell pkg-config --cflags $(HOST_LIBRARIES) 2>/dev/null)
HOST_LIBS := $(shell pkg-config --libs $(HOST_LIBRARIES) 2>/dev/null)
# Guest programs are static and built without sanitizers.
GUEST_CFLAGS = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Isrc -Ikernel \
	       $(WARNINGS) -O2 -g -static -pthread

include mk/flags.mk

# V=1 shows the commands.
ifeq ($(V),1)
say =
else
.SILENT:
say = @echo "  $(1)	$(2)"
endif

all: $(BIN)

$(BIN): $(HOST_OBJ) $(GRAMMAR_OBJ) $(BUILD)/libcore.a $(FLAGS)/link
	$(call say,LD,$@)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.a,$^) $(HOST_LIBS)
	@[ -z "$(AUDIT_LACKS)" ] || \
		echo "fslitmus: built without audit, for want of: $(AUDIT_LACKS)" >&2

$(BUILD)/libcore.a: $(CORE_OBJ) $(FLAGS)/archive
	$(call say,AR,$@)
	@rm -f $@
	$(AR) rcs $@ $(CORE_OBJ)

$(CORE_OBJ): $(BUILD)/%.o: %.c $(FLAGS)/core | $(BUILD)/packages-present
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/src/%.o: src/%.c $(FLAGS)/host | $(BUILD)/packages-present
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

-include $(CORE_OBJ:.o=.d) $(HOST_OBJ:.o=.d)

include $(wildcard kernel/kernel.mk src/guest/guest.mk t/tests.mk man/man.mk \
	bench/bench.mk)

clean:
	rm -rf build fslitmus

.PHONY: all clean
.DELETE_ON_ERROR:
