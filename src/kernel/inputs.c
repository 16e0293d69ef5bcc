// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files of ours that go into a kernel tree, as they are embedded in this
 * command: which of them a build uses, their digest, and their installation.
 */
#include "kernel/inputs.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/memory.h"
#include "kernel/path.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

static bool is_mutant(const struct embedded_file *input)
{
	return starts_with(input->name, "kernel/mutants/");
}

static bool is_edit(const struct embedded_file *input)
{
	return starts_with(input->name, "kernel/edits/") || is_mutant(input);
}

static bool is_config(const struct embedded_file *input,
		      const struct kernel_options *options)
{
	return !strcmp(input->name, "kernel/fslitmus.config") ||
	       (options->with_kasan &&
		!strcmp(input->name, "kernel/kasan.config")) ||
	       (options->with_lockdep &&
		!strcmp(input->name, "kernel/lockdep.config"));
}

static bool is_used(const struct embedded_file *input,
		    const struct kernel_options *options)
{
	size_t length = strlen(input->name);

	if (is_mutant(input))
		return options->with_mutants;
	if (length > 7 && !strcmp(input->name + length - 7, ".config"))
		return is_config(input, options);
	return true;
}

static struct edit_file *inputs_parse(const struct embedded_file *input)
{
	struct edit_file *file = edit_file_parse(input->name, input->data,
						 input->end - input->data);

	if (!file)
		BUG("%s, embedded here, is not an edit file", input->name);
	return file;
}

static void add_text(struct digest *digest, const char *key, const char *text)
{
	if (text)
		digest_add(digest, key, text, strlen(text));
}

/* Only the edits count: comments and facts do not reach the kernel. */
static void add_edits(struct digest *digest, const struct embedded_file *input)
{
	struct edit_file *file = inputs_parse(input);

	add_text(digest, "edits", input->name);
	for (size_t i = 0; i < file->edit_count; i++) {
		const struct edit *edit = &file->edits[i];

		add_text(digest, "file", edit->file);
		add_text(digest, "function", edit->function);
		add_text(digest, "find", edit->find);
		add_text(digest, "text", edit->text);
		digest_add(digest, "verb", &edit->verb, sizeof(edit->verb));
		digest_add(digest, "header", &edit->needs_header,
			   sizeof(edit->needs_header));
		digest_add(digest, "optional", &edit->optional,
			   sizeof(edit->optional));
	}
	edit_file_free(file);
}

void inputs_digest(const struct kernel_options *options, struct digest *digest)
{
	for (const struct embedded_file *i = kernel_inputs; i->name; i++) {
		if (!is_used(i, options))
			continue;
		if (is_edit(i))
			add_edits(digest, i);
		else
			digest_add(digest, i->name, i->data, i->end - i->data);
	}
}

char *inputs_config(const struct kernel_options *options)
{
	char *config = xstrdup("");

	for (const struct embedded_file *i = kernel_inputs; i->name; i++) {
		char *longer;

		if (!is_config(i, options))
			continue;
		longer = xasprintf("%s%s", config, i->data);
		free(config);
		config = longer;
	}
	return config;
}

/* The path in the tree of an input that is copied verbatim, or NULL. */
static char *place_in_tree(const struct embedded_file *input, const char *tree)
{
	const char *name = input->name;

	if (!strcmp(name, "kernel/fslitmus_uapi.h"))
		return xasprintf("%s/include/uapi/linux/fslitmus.h", tree);
	if (starts_with(name, "kernel/include/"))
		return xasprintf("%s/include/linux/%s", tree,
				 strrchr(name, '/') + 1);
	if (starts_with(name, "kernel/fslitmus/"))
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

/* "kernel/mutants/ext4-punch.edit": "ext4-punch" */
static char *mutant_name(const struct embedded_file *input)
{
	const char *base = strrchr(input->name, '/') + 1;

	return xasprintf("%.*s", (int)(strlen(base) - strlen(".edit")), base);
}

static char *mutant_symbol(const struct embedded_file *input)
{
	char *name = mutant_name(input);
	char *symbol = xasprintf("FSLITMUS_MUTANT_%s", name);

	for (char *p = symbol; *p; p++)
		*p = isalnum((unsigned char)*p) ? toupper((unsigned char)*p) :
						  '_';
	free(name);
	return symbol;
}

static int edit_tree_file(const struct edit_file *file, const struct edit *edit,
			  const char *tree, const char *mutant)
{
	char *path = xasprintf("%s/%s", tree, edit->file);
	char *old = path_read(path, NULL), *new = NULL;
	int status = FAILURE_USAGE;

	if (!old)
		error("%s:%d: %s is not in this kernel", file->path, edit->line,
		      edit->file);
	else
		new = edit_apply(file, edit, old, mutant);
	if (new)
		status = path_write(path, new, strlen(new)) ? FAILURE_NOT_RUN :
							      0;
	free(new);
	free(old);
	free(path);
	return status;
}

static int apply_edits(const struct embedded_file *input, const char *tree)
{
	struct edit_file *file = inputs_parse(input);
	char *mutant = is_mutant(input) ? mutant_symbol(input) : NULL;
	int status = 0;

	for (size_t i = 0; i < file->edit_count && !status; i++)
		status = edit_tree_file(file, &file->edits[i], tree, mutant);
	free(mutant);
	edit_file_free(file);
	return status;
}

/* The numbers and names of the mutants compiled in. */
static int write_mutants_header(const struct kernel_options *options,
				const char *tree)
{
	char *path = xasprintf("%s/include/linux/fslitmus_mutants.h", tree);
	char *text = NULL;
	size_t size;
	FILE *out = xopen_memstream(&text, &size);
	int number = 0, status;

	for (const struct embedded_file *i = kernel_inputs; i->name; i++) {
		char *symbol;

		if (!is_mutant(i) || !options->with_mutants)
			continue;
		symbol = mutant_symbol(i);
		fprintf(out, "#define %s %d\n", symbol, ++number);
		free(symbol);
	}
	fputs("#define FSLITMUS_MUTANT_NAMES", out);
	for (const struct embedded_file *i = kernel_inputs; i->name; i++) {
		char *name;

		if (!is_mutant(i) || !options->with_mutants)
			continue;
		name = mutant_name(i);
		fprintf(out, " \\\n\t\"%s\",", name);
		free(name);
	}
	fputc('\n', out);
	xclose_memstream(out);
	status = path_write(path, text, size) ? FAILURE_NOT_RUN : 0;
	free(text);
	free(path);
	return status;
}

int inputs_install(const struct kernel_options *options, const char *tree)
{
	int status = write_mutants_header(options, tree);

	for (const struct embedded_file *i = kernel_inputs; i->name && !status;
	     i++) {
		if (!is_used(i, options))
			continue;
		status = is_edit(i) ? apply_edits(i, tree) :
				      copy_input(i, tree);
	}
	return status;
}

static const char *fact_or_empty(const struct edit_file *file, const char *key)
{
	const char *value = edit_file_fact(file, key);

	return value ? value : "";
}

static void visit_mutant(const struct embedded_file *input,
			 void (*visit)(const struct kernel_mutant *mutant,
				       void *data),
			 void *data)
{
	struct edit_file *file = inputs_parse(input);
	char *name = mutant_name(input);
	struct kernel_mutant mutant = {
		.name = name,
		.is_control = !strcmp(fact_or_empty(file, "kind"), "control"),
		.breaks = fact_or_empty(file, "breaks"),
		.filesystems = fact_or_empty(file, "filesystems"),
		.what = fact_or_empty(file, "what"),
		.tests = fact_or_empty(file, "tests"),
		.on = fact_or_empty(file, "on"),
		.unreachable = fact_or_empty(file, "unreachable"),
	};

	visit(&mutant, data);
	free(name);
	edit_file_free(file);
}

void inputs_each_mutant(void (*visit)(const struct kernel_mutant *mutant,
				      void *data),
			void *data)
{
	for (const struct embedded_file *i = kernel_inputs; i->name; i++)
		if (is_mutant(i))
			visit_mutant(i, visit, data);
}
