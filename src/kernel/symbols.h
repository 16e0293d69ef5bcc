/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From addresses of a kernel's code to functions and lines of its source,
 * out of the debug information of its vmlinux.
 *
 * Points of an execution carry the low half of an address only. A User-Mode
 * Linux kernel is a program loaded where its file says, so the high half is
 * found there. Addresses are return addresses, as
 * __sanitizer_cov_trace_pc() saw them: what is looked up is the call before.
 */
#ifndef FSLITMUS_KERNEL_SYMBOLS_H
#define FSLITMUS_KERNEL_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One function at an address; the caller it is inlined into comes next. */
struct symbol_frame {
	const char *function; /* never NULL */
	const char *file;     /* below the kernel's tree, or "" */
	int line;	      /* in file, of the call in callers; 0: none */
	bool is_inlined;      /* into the next frame */
};

/* What an address stands for: frames[0] is the innermost function. */
struct symbol {
	const struct symbol_frame *frames;
	size_t count; /* 0: nothing is known of the address */
};

struct symbols;

/* Of the vmlinux at PATH (struct kernel's symbols). NULL after saying why. */
struct symbols *symbols_open(const char *path);
void symbols_close(struct symbols *symbols);

/*
 * What PC is, PC being the low half of a return address. Valid until
 * symbols_close(); the same address is looked up only once.
 */
const struct symbol *symbols_find(struct symbols *symbols, uint32_t pc);

/*
 * Whether the kernel was built from source with a function of this name, out
 * of line or inlined everywhere. Reads all debug information if it was not.
 */
bool symbols_have(struct symbols *symbols, const char *function);

#endif
