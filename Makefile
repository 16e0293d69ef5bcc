# SPDX-License-Identifier: GPL-2.0-or-later
#
# make          build ./fslitmus; says which package is missing
# make demo     install what is missing, build, and show the main job
# make check    install what is missing, build, and run every test
# make setup    only install what is missing (apt, as root or through sudo)
# make bench    the figures, side by side
# make clean
#
# BUILD=DIR puts objects elsewhere; SANITIZE=1 builds with ASan and UBSan;
# CC=clang builds with clang; AUDIT=no leaves "audit" out, which alone needs
# npm. Each combination of the first three keeps its own objects.

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

.DEFAULT_GOAL = all

include mk/packages.mk
include mk/audit.mk

# What performs and judges a test depends on libc alone: it is also linked,
# statically, into the /init of a guest kernel.
CORE_DIRS = base litmus op contract actor schedule
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

WARNINGS = -Wall -Wextra -Werror -Wstrict-prototypes -Wmissing-prototypes \
	   -Wold-style-definition -Wundef -Wpointer-arith
CFLAGS ?= -O2 -g
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -Isrc -Ikernel \
	     -DFSLITMUS_VERSION=\"$(VERSION)\" \
	     $(WARNINGS) $(CFLAGS) -pthread
ifneq ($(SANITIZE),0)
ALL_CFLAGS += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	      -fno-omit-frame-pointer
endif
HOST_CFLAGS = $(shell pkg-config --cflags $(HOST_LIBRARIES))
HOST_LIBS = $(shell pkg-config --libs $(HOST_LIBRARIES))

# V=1 shows the commands.
ifeq ($(V),1)
say =
else
.SILENT:
say = @echo "  $(1)	$(2)"
endif

all: $(BIN)

$(BIN): $(HOST_OBJ) $(GRAMMAR_OBJ) $(BUILD)/libcore.a
	$(call say,LD,$@)
	$(CC) $(ALL_CFLAGS) $(LDFLAGS) -o $@ $^ $(HOST_LIBS)
	@[ -z "$(AUDIT_LACKS)" ] || \
		echo "fslitmus: built without audit, for want of: $(AUDIT_LACKS)" >&2

$(BUILD)/libcore.a: $(CORE_OBJ)
	$(call say,AR,$@)
	@rm -f $@
	$(AR) rcs $@ $^

$(CORE_OBJ): $(BUILD)/%.o: %.c | packages-present
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(HOST_OBJ): $(BUILD)/%.o: %.c | packages-present
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) $(HOST_CFLAGS) -MMD -MP -c -o $@ $<

-include $(CORE_OBJ:.o=.d) $(HOST_OBJ:.o=.d)

include $(wildcard t/tests.mk man/man.mk bench/bench.mk kernel/kernel.mk \
	src/guest/guest.mk)

clean:
	rm -rf build fslitmus

.PHONY: all clean
.DELETE_ON_ERROR:
