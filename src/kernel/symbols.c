// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds the function and line at a kernel address, with libdw. */
#include "kernel/symbols.h"

#include <dwarf.h>
#include <elfutils/libdw.h>
#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/memory.h"

/* A function of a unit, or one of its parts. */
struct extent {
	Dwarf_Addr low, high; /* [low, high) */
	Dwarf_Off die;
};

/*
 * A unit of which an address was asked for. libdw finds the function at an
 * address by reading all of the unit; with its functions in a table that is
 * done once.
 */
struct unit {
	Dwarf_Off offset; /* of its own entry */
	struct extent *extents;
	size_t count, room;
};

/* A result kept: a slot of an open-addressing hash table of addresses. */
struct entry {
	uint32_t pc;
	bool is_used;
	struct symbol symbol;
};

struct symbols {
	int fd;
	Dwarf *dwarf;
	Dwarf_Addr base, end; /* of the code */
	struct unit *units;
	size_t unit_count;
	struct entry *entries;
	size_t entry_count, entry_room; /* a power of two */
};

#define ENTRIES_FIRST 1024
/* Functions inlined into each other, at one address. */
#define FRAMES_MAX 32

/* Where the program's code lies: its executable segments. */
static int find_code(struct symbols *symbols, Elf *elf)
{
	size_t count;
	GElf_Phdr header;

	symbols->base = UINT64_MAX;
	if (elf_getphdrnum(elf, &count))
		return -1;
	for (size_t i = 0; i < count; i++) {
		if (!gelf_getphdr(elf, i, &header) ||
		    header.p_type != PT_LOAD || !(header.p_flags & PF_X))
			continue;
		if (header.p_vaddr < symbols->base)
			symbols->base = header.p_vaddr;
		if (header.p_vaddr + header.p_memsz > symbols->end)
			symbols->end = header.p_vaddr + header.p_memsz;
	}
	return symbols->end > symbols->base ? 0 : -1;
}

struct symbols *symbols_open(const char *path)
{
	struct symbols *symbols = xcalloc(1, sizeof(*symbols));

	*symbols = (struct symbols){ .fd = open(path, O_RDONLY | O_CLOEXEC) };
	if (symbols->fd < 0) {
		error("cannot read %s: %s", path, strerror(errno));
	} else {
		symbols->dwarf = dwarf_begin(symbols->fd, DWARF_C_READ);
		if (symbols->dwarf &&
		    !find_code(symbols, dwarf_getelf(symbols->dwarf)))
			return symbols;
		error("%s: expected a program with debug information", path);
	}
	symbols_close(symbols);
	return NULL;
}

void symbols_close(struct symbols *symbols)
{
	if (!symbols)
		return;
	for (size_t i = 0; i < symbols->unit_count; i++)
		free(symbols->units[i].extents);
	for (size_t i = 0; i < symbols->entry_room; i++)
		free((void *)symbols->entries[i].symbol.frames);
	free(symbols->units);
	free(symbols->entries);
	dwarf_end(symbols->dwarf);
	if (symbols->fd >= 0)
		close(symbols->fd);
	free(symbols);
}

/* With the high half that makes it an address of code. */
static Dwarf_Addr whole_address(const struct symbols *symbols, uint32_t pc)
{
	Dwarf_Addr address = (symbols->base & ~0xffffffffull) | pc;

	return address < symbols->base ? address + (1ull << 32) : address;
}

static void add_extents(struct unit *unit, Dwarf_Die *function)
{
	Dwarf_Addr base, low, high;
	ptrdiff_t at = 0;

	while ((at = dwarf_ranges(function, at, &base, &low, &high)) > 0) {
		if (unit->count == unit->room) {
			unit->room = unit->room ? 2 * unit->room : 64;
			unit->extents = xrealloc(unit->extents, unit->room,
						 sizeof(*unit->extents));
		}
		unit->extents[unit->count++] =
			(struct extent){ low, high, dwarf_dieoffset(function) };
	}
}

static int by_address(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return (x->low > y->low) - (x->low < y->low);
}

static struct unit *unit_of(struct symbols *symbols, Dwarf_Die *die)
{
	Dwarf_Off offset = dwarf_dieoffset(die);
	struct unit *unit;
	Dwarf_Die child;

	for (size_t i = 0; i < symbols->unit_count; i++)
		if (symbols->units[i].offset == offset)
			return &symbols->units[i];
	symbols->units = xrealloc(symbols->units, symbols->unit_count + 1,
				  sizeof(*symbols->units));
	unit = &symbols->units[symbols->unit_count++];
	*unit = (struct unit){ .offset = offset };
	if (!dwarf_child(die, &child))
		do {
			if (dwarf_tag(&child) == DW_TAG_subprogram)
				add_extents(unit, &child);
		} while (!dwarf_siblingof(&child, &child));
	if (unit->count)
		qsort(unit->extents, unit->count, sizeof(*unit->extents),
		      by_address);
	return unit;
}

static const struct extent *extent_at(const struct unit *unit,
				      Dwarf_Addr address)
{
	size_t low = 0, high = unit->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct extent *extent = &unit->extents[middle];

		if (address < extent->low)
			high = middle;
		else if (address >= extent->high)
			low = middle + 1;
		else
			return extent;
	}
	return NULL;
}

/* Units are compiled in "." below which the tree's files lie. */
static const char *below_tree(const char *file)
{
	if (!file)
		return "";
	while (!strncmp(file, "./", 2))
		file += 2;
	return file;
}

/* Frames while they are found: outermost first. */
struct chain {
	Dwarf_Die unit;
	struct symbol_frame frame[FRAMES_MAX];
	size_t count;
};

static void set_call_place(struct chain *chain, Dwarf_Die *inlined,
			   struct symbol_frame *caller)
{
	Dwarf_Word file = 0, line = 0;
	Dwarf_Attribute attribute;
	Dwarf_Files *files;
	size_t count;

	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_line, &attribute),
			     &line))
		caller->line = line;
	if (!dwarf_formudata(dwarf_attr(inlined, DW_AT_call_file, &attribute),
			     &file) &&
	    !dwarf_getsrcfiles(&chain->unit, &files, &count) && file < count)
		caller->file = below_tree(
			dwarf_filesrc(files, file, NULL, NULL));
}

static void add_frame(struct chain *chain, Dwarf_Die *function)
{
	const char *name = dwarf_diename(function);

	if (chain->count == FRAMES_MAX)
		return;
	/* A function split by the compiler is inlined into its own half. */
	if (name && chain->count &&
	    !strcmp(name, chain->frame[chain->count - 1].function))
		return;
	if (chain->count)
		set_call_place(chain, function,
			       &chain->frame[chain->count - 1]);
	chain->frame[chain->count++] = (struct symbol_frame){
		.function = name ? name : "?",
		.file = "",
		.is_inlined = dwarf_tag(function) == DW_TAG_inlined_subroutine,
	};
}

/* Down to the innermost function inlined at ADDRESS. */
static void follow_inlined(struct chain *chain, Dwarf_Die *scope,
			   Dwarf_Addr address)
{
	Dwarf_Die child;

	if (dwarf_child(scope, &child))
		return;
	do {
		int tag = dwarf_tag(&child);

		if ((tag != DW_TAG_inlined_subroutine &&
		     tag != DW_TAG_lexical_block) ||
		    dwarf_haspc(&child, address) <= 0)
			continue;
		if (tag == DW_TAG_inlined_subroutine)
			add_frame(chain, &child);
		follow_inlined(chain, &child, address);
		return;
	} while (!dwarf_siblingof(&child, &child));
}

static void set_place(struct chain *chain, Dwarf_Addr address)
{
	struct symbol_frame *innermost = &chain->frame[chain->count - 1];
	Dwarf_Line *line = dwarf_getsrc_die(&chain->unit, address);

	if (!line)
		return;
	dwarf_lineno(line, &innermost->line);
	innermost->file = below_tree(dwarf_linesrc(line, NULL, NULL));
}

static void find_frames(struct symbols *symbols, Dwarf_Addr address,
			struct chain *chain)
{
	const struct extent *extent;
	Dwarf_Die function;

	if (!dwarf_addrdie(symbols->dwarf, address, &chain->unit))
		return;
	extent = extent_at(unit_of(symbols, &chain->unit), address);
	if (!extent || !dwarf_offdie(symbols->dwarf, extent->die, &function))
		return;
	add_frame(chain, &function);
	follow_inlined(chain, &function, address);
	set_place(chain, address);
}

/* Innermost first. */
static struct symbol look_up(struct symbols *symbols, uint32_t pc)
{
	struct chain chain = { .count = 0 };
	struct symbol_frame *frames;
	Dwarf_Addr address = whole_address(symbols, pc);

	/* PC is a return address; the call ends one byte before it. */
	find_frames(symbols, address - 1, &chain);
	if (!chain.count)
		return (struct symbol){ NULL, 0 };
	frames = xcalloc(chain.count, sizeof(*frames));
	for (size_t i = 0; i < chain.count; i++)
		frames[i] = chain.frame[chain.count - 1 - i];
	return (struct symbol){ frames, chain.count };
}

static struct entry *slot_of(const struct symbols *symbols, uint32_t pc)
{
	size_t mask = symbols->entry_room - 1;
	size_t at = pc * 0x9e3779b1u & mask;

	while (symbols->entries[at].is_used && symbols->entries[at].pc != pc)
		at = (at + 1) & mask;
	return &symbols->entries[at];
}

static void make_room(struct symbols *symbols)
{
	struct entry *old = symbols->entries;
	size_t room = symbols->entry_room;

	if (2 * symbols->entry_count < room)
		return;
	symbols->entry_room = room ? 2 * room : ENTRIES_FIRST;
	symbols->entries = xcalloc(symbols->entry_room, sizeof(*old));
	for (size_t i = 0; i < room; i++)
		if (old[i].is_used)
			*slot_of(symbols, old[i].pc) = old[i];
	free(old);
}

const struct symbol *symbols_find(struct symbols *symbols, uint32_t pc)
{
	struct entry *entry;

	make_room(symbols);
	entry = slot_of(symbols, pc);
	if (!entry->is_used) {
		*entry = (struct entry){ pc, true, look_up(symbols, pc) };
		symbols->entry_count++;
	}
	return &entry->symbol;
}

/* A declaration alone is what other files see of a function. */
static bool unit_defines(Dwarf_Die *unit, const char *function)
{
	Dwarf_Die child;

	if (dwarf_child(unit, &child))
		return false;
	do {
		const char *name;

		if (dwarf_tag(&child) != DW_TAG_subprogram ||
		    dwarf_hasattr(&child, DW_AT_declaration))
			continue;
		name = dwarf_diename(&child);
		if (name && !strcmp(name, function))
			return true;
	} while (!dwarf_siblingof(&child, &child));
	return false;
}

bool symbols_have(struct symbols *symbols, const char *function)
{
	Dwarf_Off offset = 0, next;
	size_t header;

	while (!dwarf_nextcu(symbols->dwarf, offset, &next, &header, NULL, NULL,
			     NULL)) {
		Dwarf_Die unit;

		if (dwarf_offdie(symbols->dwarf, offset + header, &unit) &&
		    unit_defines(&unit, function))
			return true;
		offset = next;
	}
	return false;
}
