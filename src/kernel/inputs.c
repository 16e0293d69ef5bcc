// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The files of ours that go into a kernel tree, as they are embedded in this
 * command: which of them a tree gets, their digest, and the mutants' facts.
 * install.c puts them there.
 */
#include "kernel/input.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

bool input_is_mutant(const struct embedded_file *input)
{
	return starts_with(input->name, "kernel/mutants/");
}

static bool is_edit(const struct embedded_file *input)
{
	return starts_with(input->name, "kernel/edits/") ||
	       input_is_mutant(input);
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

	if (input_is_mutant(input))
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

/* Lines of a fragment that say something; "# when:" is of the next of them. */
static void config_add_line(FILE *out, const char *line, struct whens *whens,
			    const struct when_tree *tree, const char *name)
{
	static const char when[] = "# when:";
	const char *wrong = NULL;

	if (starts_with(line, when)) {
		line += strlen(when);
		wrong = when_add(whens, line + strspn(line, " "), false);
	} else if (starts_with(line, "CONFIG_") ||
		   starts_with(line, "# CONFIG_")) {
		if (when_all_hold(whens, NULL, tree))
			fprintf(out, "%s\n", line);
		when_clear(whens);
	}
	if (wrong)
		BUG("%s, embedded here: %s", name, wrong);
}

static void config_add(FILE *out, const struct embedded_file *file,
		       const struct when_tree *tree)
{
	char *text = xasprintf("%.*s", (int)(file->end - file->data),
			       file->data);
	struct whens whens = { NULL, 0 };
	char *rest = text, *line;

	while ((line = strsep(&rest, "\n")))
		config_add_line(out, line, &whens, tree, file->name);
	when_clear(&whens);
	free(text);
}

static void input_choose(struct input *input, const struct embedded_file *file,
			 const struct when_tree *tree)
{
	*input = (struct input){ .file = file };
	if (!is_edit(file))
		return;
	input->edits = inputs_parse(file);
	input->is_meant = xcalloc(input->edits->edit_count, sizeof(bool));
	for (size_t i = 0; i < input->edits->edit_count; i++)
		input->is_meant[i] = edit_is_meant_for(input->edits,
						       &input->edits->edits[i],
						       tree);
}

struct inputs *inputs_choose(const struct kernel_options *options,
			     const char *tree,
			     const struct kernel_version *version)
{
	const struct when_tree when_tree = { tree, version };
	struct inputs *inputs = xcalloc(1, sizeof(*inputs));
	size_t size;
	FILE *config = xopen_memstream(&inputs->config, &size);

	for (const struct embedded_file *i = kernel_inputs; i->name; i++) {
		if (!is_used(i, options))
			continue;
		if (is_config(i, options)) {
			config_add(config, i, &when_tree);
			continue;
		}
		inputs->list = xrealloc(inputs->list, inputs->count + 1,
					sizeof(*inputs->list));
		input_choose(&inputs->list[inputs->count++], i, &when_tree);
	}
	xclose_memstream(config);
	return inputs;
}

void inputs_free(struct inputs *inputs)
{
	for (size_t i = 0; i < inputs->count; i++) {
		edit_file_free(inputs->list[i].edits);
		free(inputs->list[i].is_meant);
	}
	free(inputs->list);
	free(inputs->config);
	free(inputs);
}

static void add_text(struct digest *digest, const char *key, const char *text)
{
	if (text)
		digest_add(digest, key, text, strlen(text));
}

static void add_edit(struct digest *digest, const struct edit *edit)
{
	add_text(digest, "file", edit->file);
	add_text(digest, "function", edit->function);
	add_text(digest, "find", edit->find);
	add_text(digest, "text", edit->text);
	digest_add(digest, "verb", &edit->verb, sizeof(edit->verb));
	digest_add(digest, "header", &edit->needs_header,
		   sizeof(edit->needs_header));
	digest_add(digest, "optional", &edit->optional, sizeof(edit->optional));
}

/* A mutant has its number and its name in every kernel with mutants, a file
 * of other edits that are not for this tree changes nothing there. */
static void add_edits(struct digest *digest, const struct input *input)
{
	bool is_named = input_is_mutant(input->file);

	if (is_named)
		add_text(digest, "edits", input->file->name);
	for (size_t i = 0; i < input->edits->edit_count; i++) {
		if (!input->is_meant[i])
			continue;
		if (!is_named)
			add_text(digest, "edits", input->file->name);
		is_named = true;
		add_edit(digest, &input->edits->edits[i]);
	}
}

void inputs_digest(const struct inputs *inputs, struct digest *digest)
{
	add_text(digest, "config", inputs->config);
	for (size_t i = 0; i < inputs->count; i++) {
		const struct input *input = &inputs->list[i];

		if (input->edits)
			add_edits(digest, input);
		else
			digest_add(digest, input->file->name, input->file->data,
				   input->file->end - input->file->data);
	}
}

char *inputs_config(const struct inputs *inputs)
{
	return xstrdup(inputs->config);
}

char *input_mutant_name(const struct embedded_file *input)
{
	const char *base = strrchr(input->name, '/') + 1;

	return xasprintf("%.*s", (int)(strlen(base) - strlen(".edit")), base);
}

char *inputs_left_out(const struct inputs *inputs)
{
	char *words = NULL;
	size_t size;
	FILE *out = xopen_memstream(&words, &size);

	for (size_t i = 0; i < inputs->count; i++) {
		char *name;

		if (!inputs->list[i].is_left_out)
			continue;
		name = input_mutant_name(inputs->list[i].file);
		fprintf(out, "%s%s", ftell(out) ? " " : "", name);
		free(name);
	}
	xclose_memstream(out);
	return words;
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
	char *name = input_mutant_name(input);
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
		if (input_is_mutant(i))
			visit_mutant(i, visit, data);
}
