# SPDX-License-Identifier: GPL-2.0-or-later
#
# What "fslitmus kernel build" puts into a kernel tree is part of the command.

KERNEL_INPUTS = $(sort $(wildcard kernel/*.config kernel/*.h \
	kernel/edits/*.edit kernel/mutants/*.edit kernel/include/*.h \
	kernel/fslitmus/*))

$(BUILD)/kernel-inputs.c: $(KERNEL_INPUTS) mk/embed kernel/kernel.mk
	$(call say,EMBED,kernel/)
	@mkdir -p $(@D)
	mk/embed kernel_inputs $(KERNEL_INPUTS) > $@

$(BUILD)/kernel-inputs.o: $(BUILD)/kernel-inputs.c $(KERNEL_INPUTS) $(FLAGS)/core
	$(call say,CC,$<)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BIN): $(BUILD)/kernel-inputs.o

GUEST_COMMON = src/guest/host.c src/guest/image.c src/guest/power.c
MKFS_INIT_OBJ = $(patsubst %.c,$(BUILD)/guest/%.o,\
	src/guest/mkfs_init.c $(GUEST_COMMON))

$(BUILD)/guest/mkfs-init: $(MKFS_INIT_OBJ)
	$(call say,LD,$@)
	$(CC) $(GUEST_CFLAGS) -s -o $@ $(filter %.o,$^)

$(BUILD)/kernel-mkfs-init.c: $(BUILD)/guest/mkfs-init mk/embed
	$(call say,EMBED,$<)
	mk/embed kernel_mkfs_init $< > $@

$(BUILD)/kernel-mkfs-init.o: $(BUILD)/kernel-mkfs-init.c $(FLAGS)/core
	$(call say,CC,$<)
	$(CC) $(ALL_CFLAGS) -c -o $@ $<

$(BIN): $(BUILD)/kernel-mkfs-init.o
