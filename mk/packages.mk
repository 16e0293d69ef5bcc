# SPDX-License-Identifier: GPL-2.0-or-later
#
# The one list of what fslitmus needs from Debian. The README says why each
# is needed (t/cmd/install.t compares); "make" checks for the build packages
# and names what is missing.

# pkg-config names of the libraries the command links.
HOST_LIBRARIES = jansson libxml-2.0 libarchive libdw libelf libcrypto \
		 $(if $(AUDIT_LACKS),,tree-sitter)

BUILD_PACKAGES = gcc make libc6-dev pkg-config libjansson-dev libxml2-dev \
		 libarchive-dev libdw-dev libelf-dev libssl-dev
# Without them all is built but "fslitmus audit" (mk/audit.mk). Any npm will
# do; where there is none it comes from Debian.
AUDIT_PACKAGES = libtree-sitter-dev $(if $(shell command -v npm),,npm)
RUN_PACKAGES = e2fsprogs xfsprogs btrfs-progs
# What "fslitmus kernel build" runs.
KERNEL_PACKAGES = linux-source-6.12 flex bison bc binutils xz-utils ccache \
		  xfsprogs btrfs-progs f2fs-tools gfs2-utils e2fsprogs
CHECK_PACKAGES = gdb clang clang-format-14 libclang-rt-14-dev libcmocka-dev \
		 libfuse3-dev fuse3 perl mandoc jq procps mount util-linux bsdutils libxml2-utils \
		 python3-jsonschema

# Where dpkg is not at hand, pkg-config says what it misses.
packages-present:
	@command -v dpkg-query >/dev/null || \
		exec pkg-config --print-errors --exists $(HOST_LIBRARIES); \
	missing=; for p in $(BUILD_PACKAGES); do \
		dpkg-query -W -f '$${Status}' $$p 2>/dev/null | \
			grep -q 'ok installed' || missing="$$missing $$p"; \
	done; \
	[ -z "$$missing" ] || { \
		echo "fslitmus: missing Debian packages:$$missing" >&2; \
		echo "fslitmus: install them with: apt-get install$$missing" \
			"(or run \"make setup\")" >&2; \
		exit 1; }

# Asked before the first object is made.
$(BUILD)/packages-present: mk/packages.mk
	@$(MAKE) --no-print-directory packages-present
	@mkdir -p $(@D)
	@touch $@

setup:
	@mk/setup $(BUILD_PACKAGES) $(AUDIT_PACKAGES) $(RUN_PACKAGES) \
		$(KERNEL_PACKAGES) \
		$(CHECK_PACKAGES)

.PHONY: packages-present setup
