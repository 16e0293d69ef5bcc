// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Puts the inputs of a kernel into its tree: copies our files, applies the
 * edits, and writes the list of the mutants that are in it.
 */
#include "kernel/input.h"

#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *install_symbol(const struct embedded_file *input)
{
	char *name = input_mutant_name(input);
	char *symbol = xasprintf("FSLITMUS_MUTANT_%s", name);

	for (char *p = symbol; *p; p++)
		*p = isalnum((unsigned char)*p) ? toupper((unsigned char)*p) :
						  '_';
	free(name);
	return symbol;
}

static bool is_below(const char *name, const char *directory)
{
	return !strncmp(name, directory, strlen(directory));
}

/* The path in the tree of an input that is copied verbatim, or NULL. */
static char *place_in_tree(const struct embedded_file *input, const char *tree)
{
	const char *name = input->name;

	if (!strcmp(name, "kernel/fslitmus_uapi.h"))
		return xasprintf("%s/include/uapi/linux/fslitmus.h", tree);
	if (is_below(name, "kernel/include/"))
		return xasprintf("%s/include/linux/%s", tree,
				 strrchr(name, '/') + 1);
	if (is_below(name, "kernel/fslitmus/"))
		return xasprintf("%s/%s", tree, name);
	return NULL;
}

static int copy_input(const struct embedded_file *input, const char *tree)
{
	char *path = place_in_tree(input, tree);
	int status = 0;

	if (path && (path_make_parents(path) ||
		     path_write(path, input->data, input->end - input->data)))
		status = FAILURE_NOT_RUN;
	free(path);
	return status;
}

/* Files of the tree as the edits of one input leave them, until all of these
 * were applied. */
struct changes {
	struct change {
		char *path; /* in the tree */
		char *text;
	} * list;
	size_t count;
};

/* The text of a file so far; NULL: there is none. */
static char **changes_text(struct changes *changes, const char *tree,
			   const char *path)
{
	char *whole, *text;

	for (size_t i = 0; i < changes->count; i++)
		if (!strcmp(changes->list[i].path, path))
			return &changes->list[i].text;
	whole = xasprintf("%s/%s", tree, path);
	text = path_read(whole, NULL);
	free(whole);
	if (!text)
		return NULL;
	changes->list = xrealloc(changes->list, changes->count + 1,
				 sizeof(*changes->list));
	changes->list[changes->count] = (struct change){ xstrdup(path), text };
	return &changes->list[changes->count++].text;
}

static int changes_write(const struct changes *changes, const char *tree)
{
	int status = 0;

	for (size_t i = 0; i < changes->count && !status; i++) {
		const struct change *change = &changes->list[i];
		char *path = xasprintf("%s/%s", tree, change->path);

		if (path_write(path, change->text, strlen(change->text)))
			status = FAILURE_NOT_RUN;
		free(path);
	}
	return status;
}

static void changes_clear(struct changes *changes)
{
	for (size_t i = 0; i < changes->count; i++) {
		free(changes->list[i].path);
		free(changes->list[i].text);
	}
	free(changes->list);
}

/* Returns why the edit does not suit, or NULL. The caller frees it. */
static char *changes_add(struct changes *changes, const struct edit_file *file,
			 const struct edit *edit, const char *tree,
			 const char *mutant)
{
	char **text = changes_text(changes, tree, edit->file);
	char *new, *why;

	if (!text)
		return xasprintf("%s:%d: %s is not in this kernel", file->path,
				 edit->line, edit->file);
	new = edit_apply(file, edit, *text, mutant, &why);
	if (!new)
		return why;
	free(*text);
	*text = new;
	return NULL;
}

/* Tries all edits of the input, so that all that do not suit are named.
 * Returns how many those are. */
static int input_change(const struct input *input, const char *tree,
			const char *mutant, struct changes *changes)
{
	const struct edit_file *file = input->edits;
	int unsuited = 0;

	for (size_t i = 0; i < file->edit_count; i++) {
		const struct edit *edit = &file->edits[i];
		char *why;

		if (!input->is_meant[i])
			continue;
		why = changes_add(changes, file, edit, tree, mutant);
		if (!why)
			continue;
		if (edit->optional || mutant)
			warning("%s%s", why,
				edit->optional ? "; it only saves time" : "");
		else
			error("%s", why);
		unsuited += !edit->optional;
		free(why);
	}
	return unsuited;
}

static bool input_is_empty(const struct input *input)
{
	for (size_t i = 0; i < input->edits->edit_count; i++)
		if (input->is_meant[i])
			return false;
	return true;
}

/* A mutant is applied whole or not at all. */
static int install_mutant(struct input *input, const char *tree)
{
	struct changes changes = { NULL, 0 };
	char *symbol = install_symbol(input->file);
	char *name = input_mutant_name(input->file);
	int status = 0;

	if (input_is_empty(input)) {
		input->is_left_out = true;
	} else if (input_change(input, tree, symbol, &changes)) {
		warning("so the fault %s is left out of this kernel", name);
		input->is_left_out = true;
	} else {
		status = changes_write(&changes, tree);
	}
	changes_clear(&changes);
	free(name);
	free(symbol);
	return status;
}

static int install_edits(const struct input *input, const char *tree,
			 int *unsuited)
{
	struct changes changes = { NULL, 0 };
	int status;

	*unsuited += input_change(input, tree, NULL, &changes);
	status = changes_write(&changes, tree);
	changes_clear(&changes);
	return status;
}

/* The numbers and names of the mutants, those left out among them: so a fault
 * has the same number whichever those are. */
static int write_mutants_header(const struct inputs *inputs, const char *tree)
{
	char *path = xasprintf("%s/include/linux/fslitmus_mutants.h", tree);
	char *text = NULL, *names = NULL;
	size_t size, names_size;
	FILE *out = xopen_memstream(&text, &size);
	FILE *list = xopen_memstream(&names, &names_size);
	int number = 0, status;

	for (size_t i = 0; i < inputs->count; i++) {
		const struct input *input = &inputs->list[i];
		char *symbol, *name;

		if (!input_is_mutant(input->file))
			continue;
		symbol = install_symbol(input->file);
		name = input_mutant_name(input->file);
		fprintf(out, "#define %s %d\n", symbol, ++number);
		if (input->is_left_out)
			fputs(" \\\n\tNULL,", list);
		else
			fprintf(list, " \\\n\t\"%s\",", name);
		free(name);
		free(symbol);
	}
	xclose_memstream(list);
	fprintf(out, "#define FSLITMUS_MUTANT_NAMES%s\n", names);
	xclose_memstream(out);
	status = path_write(path, text, size) ? FAILURE_NOT_RUN : 0;
	free(names);
	free(text);
	free(path);
	return status;
}

int inputs_install(struct inputs *inputs, const char *tree)
{
	int unsuited = 0, status = 0;

	for (size_t i = 0; i < inputs->count && !status; i++) {
		struct input *input = &inputs->list[i];

		if (!input->edits)
			status = copy_input(input->file, tree);
		else if (input_is_mutant(input->file))
			status = install_mutant(input, tree);
		else
			status = install_edits(input, tree, &unsuited);
	}
	if (!status)
		status = write_mutants_header(inputs, tree);
	return status ? status : unsuited ? FAILURE_USAGE : 0;
}
