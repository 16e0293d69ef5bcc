// SPDX-License-Identifier: GPL-2.0-or-later
#include "audit/clean.h"
#include "audit/expand.h"
#include "audit/names.h"
#include "audit/reach.h"
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* A graph of names: the edges of node i are to[first[i]..first[i + 1]). */
struct graph {
	uint32_t *first;
	sym *to;
};

void reach_init(struct reach *reach, bool everything)
{
	memset(reach, 0, sizeof(*reach));
	reach->everything = everything;
}

static void add_words(struct reach *reach, sym from, const char *text)
{
	while (*text) {
		size_t length = 0;

		while (is_word(text[length]))
			length++;
		if (length && is_word_start(*text)) {
			vector_push(&reach->edge_from, from);
			vector_push(&reach->edge_to,
				    sym_of_length(text, length));
		}
		text += length ? length : 1;
	}
}

static void *must_calloc(size_t count, size_t size)
{
	void *at = calloc(count, size);

	if (!at)
		die(EXIT_NOT_RUN, "out of memory");
	return at;
}

void reach_add(struct reach *reach, const struct source *source)
{
	for (size_t i = 0; i < source->outlines.count; i++) {
		const struct outline *outline = &source->outlines.at[i];

		for (uint32_t j = 0; j < outline->calls; j++) {
			sym to = source->calls.at[outline->first_call + j];

			if (to == outline->name)
				continue;
			vector_push(&reach->edge_from, outline->name);
			vector_push(&reach->edge_to, to);
		}
	}
	/* A macro leads where its body leads. */
	for (size_t i = 0; i < source->macros.count; i++)
		if (source->macros.at[i].is_function)
			add_words(reach, source->macros.at[i].name,
				  source->macros.at[i].body);
	vector_push(&reach->sources, source);
}

/* Tables that macros make lead somewhere too. */
static void add_made_tables(struct reach *reach)
{
	const struct macro **by_name;

	by_name = must_calloc(sym_count() + 1, sizeof(*by_name));
	for (size_t i = 0; i < reach->sources.count; i++) {
		const struct source *source = reach->sources.at[i];

		for (size_t j = 0; j < source->macros.count; j++)
			if (source->macros.at[j].is_function)
				by_name[source->macros.at[j].name] =
					&source->macros.at[j];
	}
	for (size_t i = 0; i < reach->sources.count; i++) {
		const struct source *source = reach->sources.at[i];

		for (size_t j = 0; j < source->uses.count; j++) {
			const struct macro_use *use = &source->uses.at[j];
			const struct macro *macro = by_name[use->name];
			const char *text =
				macro ? expand_text(macro, use->arguments) :
					NULL;

			if (text)
				add_words(reach, SYM_NONE, text);
		}
	}
	free(by_name);
}

static void build_graph(struct graph *graph, size_t nodes, const sym *from,
			const sym *to, size_t edges)
{
	uint32_t *fill;

	graph->first = must_calloc(nodes + 1, sizeof(*graph->first));
	graph->to = must_calloc(edges + 1, sizeof(*graph->to));
	fill = must_calloc(nodes + 1, sizeof(*fill));
	for (size_t i = 0; i < edges; i++)
		graph->first[from[i] + 1]++;
	for (size_t i = 0; i < nodes; i++)
		graph->first[i + 1] += graph->first[i];
	for (size_t i = 0; i < edges; i++)
		graph->to[graph->first[from[i]] + fill[from[i]]++] = to[i];
	free(fill);
}

/* Marks all that can be reached from the marked. */
static void spread(const struct graph *graph, bool *marked, size_t nodes)
{
	VECTOR(sym) work = { NULL, 0, 0 };

	for (sym i = 0; i < nodes; i++)
		if (marked[i])
			vector_push(&work, i);
	while (work.count) {
		sym at = work.at[--work.count];

		for (uint32_t i = graph->first[at]; i < graph->first[at + 1];
		     i++) {
			sym to = graph->to[i];

			if (marked[to] || is_boundary(to))
				continue;
			marked[to] = true;
			vector_push(&work, to);
		}
	}
	vector_free(&work);
	free(graph->first);
	free(graph->to);
}

/* Entries of the shared code that rules look at by name. */
static const char *const roots[] = {
	"filemap_fault", "filemap_map_pages", "next_uptodate_folio",
	"next_uptodate_page", "page_cache_ra_unbounded", "filemap_read",
	"force_page_cache_ra", "truncate_inode_pages_range",
	"invalidate_inode_pages2_range", "truncate_inode_folio",
	"truncate_inode_page", "generic_file_read_iter", "finish_fault",
	"mapping_evict_folio", "filemap_create_folio", "filemap_page_mkwrite",
	"generic_fadvise", "generic_file_write_iter", "do_fault_around",
	"generic_remap_file_range_prep", "filemap_invalidate_inode",
	"truncate_cleanup_folio", "truncate_cleanup_page",
};

void reach_solve(struct reach *reach)
{
	size_t edges, nodes;
	struct graph graph;
	bool *backward;

	add_made_tables(reach);
	edges = reach->edge_from.count;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		sym_of(roots[i]);
	reach->symbols = nodes = sym_count();
	reach->wanted = must_calloc(nodes + 1, sizeof(bool));
	backward = must_calloc(nodes + 1, sizeof(bool));
	/* Outlines without a name are tables: what they name is called. */
	reach->wanted[SYM_NONE] = true;
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		reach->wanted[sym_of(roots[i])] = true;
	for (sym i = 1; i < nodes; i++)
		backward[i] = primitive_of(i) != NULL;
	build_graph(&graph, nodes, reach->edge_from.at, reach->edge_to.at,
		    edges);
	spread(&graph, reach->wanted, nodes);
	build_graph(&graph, nodes, reach->edge_to.at, reach->edge_from.at,
		    edges);
	spread(&graph, backward, nodes);
	for (size_t i = 0; i < nodes; i++)
		reach->wanted[i] = reach->everything ||
				   (reach->wanted[i] && backward[i]);
	/* Also when they lead nowhere any more: that is looked for. */
	for (size_t i = 0; i < sizeof(roots) / sizeof(roots[0]); i++)
		reach->wanted[sym_of(roots[i])] = true;
	free(backward);
}

/* Other shared code is no filesystem and is never followed into. */
static bool is_audited(const char *path)
{
	return is_library_path(path) ||
	       (!strncmp(path, "fs/", 3) && strchr(path + 3, '/'));
}

bool reach_trim(const struct reach *reach, struct source *source)
{
	bool audited = is_audited(source->path) || reach->everything;
	char *text = source->text, last = '\n';
	size_t to = 0, kept = 0;

	for (size_t i = 0; i < source->outlines.count; i++) {
		const struct outline *outline = &source->outlines.at[i];

		if (audited && (reach->wanted[outline->name] ||
				outline->end <= outline->start))
			kept++;
		else
			blank_out(text, outline->head, outline->end);
	}
	if (!kept)
		return false;
	for (size_t i = 0; i < source->length; i++) {
		char c = text[i] == '\t' || text[i] == '\r' ? ' ' : text[i];

		if (c == ' ' && (last == ' ' || last == '\n'))
			continue;
		text[to++] = last = c;
	}
	text[to] = '\0';
	source->length = to;
	return true;
}

void reach_free(struct reach *reach)
{
	vector_free(&reach->sources);
	vector_free(&reach->edge_from);
	vector_free(&reach->edge_to);
	free(reach->wanted);
}
