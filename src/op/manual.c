// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The operations' part of fslitmus-test(5), as items of an mdoc(7) list.
 * The lines that begin with a dot are its macros: Ic and Cm are words to be
 * written, Ar what stands for something else, Op is optional, Ns no space.
 */
#include <stdio.h>
#include <string.h>

#include "op/op.h"

#define RANGE " Ns [ Ns Ar a Ns .. Ns Ar b )"

/* What follows the name; those with a range may have it left out as well. */
static const struct {
	const char *whole, *range;
} operands[] = {
	[SHAPE_NONE] = { "", NULL },
	[SHAPE_FILE] = { ".Ar file\n", NULL },
	[SHAPE_FILE_RANGE] = { NULL, ".Ar file" RANGE "\n" },
	[SHAPE_FILE_ANY] = { ".Ar file\n", ".Ar file" RANGE "\n" },
	[SHAPE_FILE_SIZE] = { ".Ar file place\n", NULL },
	[SHAPE_MEMORY_RANGE] = { NULL, ".Ar mapping" RANGE "\n" },
	[SHAPE_MEMORY_ANY] = { ".Ar mapping\n", ".Ar mapping" RANGE "\n" },
	[SHAPE_MAP] = { ".Ar mapping file\n", ".Ar mapping file" RANGE "\n" },
	[SHAPE_FILE_TO_FILE] = { ".Ar file Cm to Ar file\n",
				 ".Ar file" RANGE
				 " Cm to Ar file Ns [ Ns Ar c ]\n" },
};

/* The options that exclude each other, in one pair of brackets. */
static void print_choice(FILE *out, const struct op_type *type)
{
	bool required = !type->default_options && type->shape != SHAPE_MAP;

	for (int i = 0; i < type->exclusive; i++)
		fprintf(out, "%s Cm %s",
			i	 ? " |" :
			required ? ".Brq" :
				   ".Op",
			type->options[i]);
	if (type->exclusive)
		fputc('\n', out);
}

static void print_options(FILE *out, const struct op_type *type)
{
	print_choice(out, type);
	for (int i = type->exclusive; type->options && type->options[i]; i++)
		fprintf(out, ".Op Cm %s\n", type->options[i]);
}

static void print_head(FILE *out, const struct op_type *type, const char *with)
{
	fprintf(out, ".It Ic %s Xo\n%s", type->name, with);
	if (type->shape == SHAPE_MAP)
		fputs(".Brq Cm shared | private\n.Brq Cm read | write\n", out);
	print_options(out, type);
	fputs(".Xc\n", out);
}

/* In short lines, each sentence beginning a new one, as mdoc wants it. */
static void print_sentences(FILE *out, const char *text)
{
	int column = 0;

	while (*text) {
		int length = strcspn(text, " ");
		bool ends = text[length - 1] == '.';

		if (column && column + 1 + length > 78) {
			fputc('\n', out);
			column = 0;
		}
		column += fprintf(out, "%s%.*s", column ? " " : "", length,
				  text);
		text += length + (text[length] == ' ');
		if (ends || !*text) {
			fputc('\n', out);
			column = 0;
		}
	}
}

static void print_defaults(FILE *out, const struct op_type *type)
{
	const char *between = "";

	if (!type->default_options)
		return;
	fputs("Without an option:", out);
	for (int i = 0; type->options[i]; i++) {
		if (!(type->default_options >> i & 1))
			continue;
		fprintf(out, "%s %s", between, type->options[i]);
		between = ",";
	}
	fputs(".\n", out);
}

static void print_traits(FILE *out, const struct op_type *type)
{
	if (type->traits & TRAIT_OBSERVES)
		fputs("What it sees is observed.\n", out);
	if (type->traits & TRAIT_WORD)
		fputs("One place means 8 bytes.\n", out);
	if (type->traits & TRAIT_ALIGNED)
		fputs("Takes whole pages only.\n", out);
	if (type->traits & TRAIT_OWN_FS)
		fputs("Skipped where the filesystem serves others too.\n", out);
}

static void print_operation(FILE *out, const struct op_type *type)
{
	const char *whole = operands[type->shape].whole;
	const char *range = operands[type->shape].range;

	if (whole)
		print_head(out, type, whole);
	if (range && !(type->traits & TRAIT_UNMAPS))
		print_head(out, type, range);
	print_sentences(out, type->manual);
	print_defaults(out, type);
	print_traits(out, type);
	fprintf(out, "Calls: %s.\n", type->calls);
}

void op_manual(FILE *out)
{
	for (size_t i = 0; op_at(i); i++)
		print_operation(out, op_at(i));
}
