// SPDX-License-Identifier: GPL-2.0-or-later
/* Addresses of this program, and of a kernel if one is cached. */
#include "kernel/symbols.h"

#include <fcntl.h>
#include <gelf.h>
#include <link.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "kernel/cache.h"

static struct symbols *symbols;

/* Where the program lies beyond what its file says. */
static int take_base(struct dl_phdr_info *info, size_t size, void *base)
{
	(void)size;
	*(uintptr_t *)base = info->dlpi_addr;
	return 1;
}

/* What __sanitizer_cov_trace_pc() would have passed on. */
static uint32_t __attribute__((noinline)) here(void)
{
	uintptr_t base = 0, pc = (uintptr_t)__builtin_return_address(0);

	dl_iterate_phdr(take_base, &base);
	return pc - base;
}

static volatile int inner_line, outer_line;

static inline uint32_t __attribute__((always_inline)) inner(void)
{
	uint32_t pc;

	inner_line = __LINE__ + 1;
	pc = here();
	inner_line += 0;
	return pc;
}

static uint32_t __attribute__((noinline)) outer(void)
{
	uint32_t pc;

	outer_line = __LINE__ + 1;
	pc = inner();
	outer_line += 0;
	return pc;
}

static int open_own(void **state)
{
	(void)state;
	symbols = symbols_open("/proc/self/exe");
	return !symbols;
}

static int close_own(void **state)
{
	(void)state;
	symbols_close(symbols);
	return 0;
}

static void is_here(const struct symbol_frame *frame, const char *function,
		    int line)
{
	const char *name = strrchr(frame->file, '/');

	assert_string_equal(frame->function, function);
	assert_string_equal(name ? name + 1 : frame->file, "symbols.c");
	assert_int_equal(frame->line, line);
}

static void inlined_functions_come_with_their_callers(void **state)
{
	uint32_t pc = outer();
	const struct symbol *symbol = symbols_find(symbols, pc);

	(void)state;
	assert_int_equal(symbol->count, 2);
	is_here(&symbol->frames[0], "inner", inner_line);
	is_here(&symbol->frames[1], "outer", outer_line);
	assert_true(symbol->frames[0].is_inlined);
	assert_false(symbol->frames[1].is_inlined);
}

/* Also where no code is left of it but what was inlined. */
static void functions_are_known_by_name(void **state)
{
	(void)state;
	assert_true(symbols_have(symbols, "outer"));
	assert_true(symbols_have(symbols, "inner"));
	assert_false(symbols_have(symbols, "no_such_function"));
}

static void an_address_is_looked_up_once(void **state)
{
	uint32_t pc = outer();

	(void)state;
	assert_ptr_equal(symbols_find(symbols, pc)->frames,
			 symbols_find(symbols, pc)->frames);
}

/* Enough of them that the table grows, most of them no code at all. */
static void unknown_addresses_are_no_function(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < 5000; i++)
		assert_int_equal(symbols_find(symbols, 0xf0000000 + i)->count,
				 0);
	inlined_functions_come_with_their_callers(state);
}

static void what_has_no_symbols_is_refused(void **state)
{
	(void)state;
	assert_null(symbols_open("/nonexistent"));
	assert_null(symbols_open("/etc/passwd"));
}

/* The address of a function, from the symbol table; 0: there is none. */
static uint64_t address_of(Elf *elf, const char *function)
{
	Elf_Scn *section = NULL;
	GElf_Shdr header;
	GElf_Sym symbol;

	while ((section = elf_nextscn(elf, section))) {
		Elf_Data *data = elf_getdata(section, NULL);

		if (!gelf_getshdr(section, &header) ||
		    header.sh_type != SHT_SYMTAB)
			continue;
		for (size_t i = 0; gelf_getsym(data, i, &symbol); i++)
			if (!strcmp(elf_strptr(elf, header.sh_link,
					       symbol.st_name),
				    function))
				return symbol.st_value;
	}
	return 0;
}

static uint64_t address_in(const char *path, const char *function)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t address;
	Elf *elf;

	elf_version(EV_CURRENT);
	elf = elf_begin(fd, ELF_C_READ, NULL);
	assert_non_null(elf);
	address = address_of(elf, function);
	elf_end(elf);
	close(fd);
	return address;
}

static void a_kernel_names_files_below_its_tree(void **state)
{
	struct kernel_list *list = cache_list();
	const struct symbol *symbol;
	struct symbols *kernel;
	uint64_t address;

	(void)state;
	if (!list->count) {
		cache_list_free(list);
		skip();
	}
	address = address_in(list->kernels[0].symbols, "filemap_map_pages");
	assert_true(address != 0);
	kernel = symbols_open(list->kernels[0].symbols);
	assert_non_null(kernel);
	symbol = symbols_find(kernel, address + 1);
	assert_int_equal(symbol->count, 1);
	assert_string_equal(symbol->frames[0].function, "filemap_map_pages");
	assert_string_equal(symbol->frames[0].file, "mm/filemap.c");
	assert_true(symbol->frames[0].line > 0);
	symbols_close(kernel);
	cache_list_free(list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inlined_functions_come_with_their_callers),
		cmocka_unit_test(functions_are_known_by_name),
		cmocka_unit_test(an_address_is_looked_up_once),
		cmocka_unit_test(unknown_addresses_are_no_function),
		cmocka_unit_test(what_has_no_symbols_is_refused),
		cmocka_unit_test(a_kernel_names_files_below_its_tree),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_own, close_own);
}
