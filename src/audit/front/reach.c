// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which bodies are parsed: a graph of names, searched forwards from the
 * entries of the audit and backwards from locks and cache events.
 */
#include "audit/front/clean.h"
#include "audit/front/expand.h"
#include "audit/front/names.h"
#include "audit/front/reach.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Each symbol has two nodes, for it may name a function and a field. */
static uint32_t node_of(sym name, bool is_field)
{
	return name << 1 | is_field;
}

#define START 0u /* what no field leads to */

static void add_edge(struct reach *reach, struct edge edge)
{
	if (edge.from != edge.to)
		vector_push(&reach->edges, edge);
}

void reach_init(struct reach *reach, const char *const *fields, bool everything)
{
	memset(reach, 0, sizeof(*reach));
	reach->everything = everything;
	for (; *fields; fields++) {
		struct edge edge = { START, node_of(sym_of(*fields), true), 0,
				     true };

		add_edge(reach, edge);
	}
	for (size_t i = 0; names_roots[i]; i++) {
		struct edge edge = { START,
				     node_of(sym_of(names_roots[i]), false), 0,
				     true };

		add_edge(reach, edge);
	}
}

static size_t word_length(const char *text)
{
	size_t length = 0;

	while (is_word(text[length]))
		length++;
	return length;
}

/* A macro has an edge to every name in its body. */
static void add_macro(struct reach *reach, const struct macro *macro,
		      uint32_t directory)
{
	struct edge edge = { node_of(macro->name, false), 0, directory, false };
	const char *text = macro->body;
	bool is_field = false;

	while (*text) {
		size_t length = word_length(text);

		if (length && is_word_start(*text)) {
			edge.to = node_of(sym_of_length(text, length),
					  is_field);
			add_edge(reach, edge);
		}
		if (!is_blank(*text))
			is_field = *text == '.' ||
				   (*text == '>' && text > macro->body &&
				    text[-1] == '-');
		text += length ? length : 1;
	}
}

/* ".field = value" is an edge from the field to the value. */
static void add_table(struct reach *reach, const char *text, uint32_t directory)
{
	struct edge edge = { START, 0, directory, false };
	bool is_field = false;

	while (*text) {
		size_t length = word_length(text);
		uint32_t to = node_of(sym_of_length(text, length), is_field);

		edge.to = to;
		if (length && is_field)
			edge.from = to;
		else if (length && is_word_start(*text))
			add_edge(reach, edge);
		if (!is_blank(*text))
			is_field = *text == '.';
		text += length ? length : 1;
	}
}

/* Shared code outside the libraries is not followed. */
static bool is_audited(const char *path)
{
	return is_library_path(path) ||
	       (!strncmp(path, "fs/", 3) && strchr(path + 3, '/'));
}

static void add_body(struct reach *reach, const struct source *source,
		     const struct outline *outline, uint32_t directory)
{
	const struct use *use = source->names.at + outline->first_use;
	struct edge edge = { .from = node_of(outline->name, false),
			     .directory = directory };

	for (uint32_t i = 0; i < outline->uses; i++, use++) {
		edge.to = node_of(use->name, use->is_field);
		edge.forward_only = use->is_field && !directory;
		add_edge(reach, edge);
	}
}

void reach_add(struct reach *reach, struct source *source, uint32_t directory)
{
	uint32_t mine = is_library_path(source->path) ? 0 : directory;

	if (!is_audited(source->path) && !reach->everything)
		return;
	source->directory = directory;
	if (directory > reach->directories)
		reach->directories = directory;
	for (size_t i = 0; i < source->outlines.count; i++)
		add_body(reach, source, &source->outlines.at[i], mine);
	for (size_t i = 0; i < source->entries.count; i++) {
		sym field = source->entries.at[i].field;
		struct edge edge = { field ? node_of(field, true) : START,
				     node_of(source->entries.at[i].value,
					     false),
				     directory, false };

		add_edge(reach, edge);
	}
	for (size_t i = 0; i < source->macros.count; i++)
		if (source->macros.at[i].is_function)
			add_macro(reach, &source->macros.at[i], mine);
	vector_push(&reach->sources, source);
}

/* Adds the edges of tables that macros make. */
static void add_made_tables(struct reach *reach)
{
	const struct macro **by_name;

	by_name = xcalloc(sym_count() + 1, sizeof(*by_name));
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
			const char *text = macro ? expand_text(macro,
							       use->arguments) :
						   NULL;

			if (text)
				add_table(reach, text, source->directory);
		}
	}
	free(by_name);
}

/* Removes edges to names that nothing defines: most words are variables. */
static void prune(struct reach *reach, size_t nodes)
{
	bool *defined = xcalloc(nodes + 1, sizeof(*defined));
	size_t kept = 0;

	for (size_t i = 0; i < reach->edges.count; i++)
		defined[reach->edges.at[i].from] = true;
	for (uint32_t i = 0; i < nodes; i += 2)
		if (primitive_of(i >> 1))
			defined[i] = true;
	for (size_t i = 0; i < reach->edges.count; i++)
		if (defined[reach->edges.at[i].to])
			reach->edges.at[kept++] = reach->edges.at[i];
	reach->edges.count = kept;
	free(defined);
}

/* The edges of node i are those numbered edge[first[i]..first[i + 1]). */
struct graph {
	const struct edge *edges;
	bool backward;
	uint32_t *first, *edge;
};

static void build_graph(struct graph *graph, const struct reach *reach,
			size_t nodes, bool backward)
{
	uint32_t *fill = xcalloc(nodes + 1, sizeof(*fill));
	size_t count = reach->edges.count;

	graph->edges = reach->edges.at;
	graph->backward = backward;
	graph->first = xcalloc(nodes + 1, sizeof(*graph->first));
	graph->edge = xcalloc(count + 1, sizeof(*graph->edge));
	for (size_t i = 0; i < count; i++) {
		const struct edge *edge = &graph->edges[i];

		graph->first[(backward ? edge->to : edge->from) + 1]++;
	}
	for (size_t i = 0; i < nodes; i++)
		graph->first[i + 1] += graph->first[i];
	for (size_t i = 0; i < count; i++) {
		const struct edge *edge = &graph->edges[i];
		uint32_t at = backward ? edge->to : edge->from;

		graph->edge[graph->first[at] + fill[at]++] = (uint32_t)i;
	}
	free(fill);
}

static void free_graph(struct graph *graph)
{
	free(graph->first);
	free(graph->edge);
}

enum { ENTERED = 1, WANTED = 2 };

struct search {
	uint8_t *marks; /* of nodes */
	VECTOR(uint32_t) entered, work;
	uint32_t directory;
};

/* Whether a search may go along an edge to a node. */
static bool may_go(const struct search *search, const struct graph *graph,
		   const struct edge *edge, uint32_t to)
{
	if (edge->directory && edge->directory != search->directory)
		return false;
	if (!(to & 1) && is_boundary(to >> 1))
		return false;
	if (!graph->backward)
		return !(search->marks[to] & ENTERED);
	return !edge->forward_only && search->marks[to] == ENTERED;
}

static void spread(struct search *search, const struct graph *graph)
{
	while (search->work.count) {
		uint32_t at = search->work.at[--search->work.count];

		for (uint32_t i = graph->first[at]; i < graph->first[at + 1];
		     i++) {
			const struct edge *edge = &graph->edges[graph->edge[i]];
			uint32_t to = graph->backward ? edge->from : edge->to;

			if (!may_go(search, graph, edge, to))
				continue;
			search->marks[to] |= graph->backward ? WANTED : ENTERED;
			vector_push(&search->work, to);
			if (!graph->backward)
				vector_push(&search->entered, to);
		}
	}
}

/* Entries are parsed even if they reach no lock and no event. */
static void want_entries(struct search *search, const struct graph *forward)
{
	for (uint32_t i = forward->first[START]; i < forward->first[START + 1];
	     i++) {
		uint32_t field = forward->edges[forward->edge[i]].to;

		for (uint32_t j = forward->first[field];
		     (field & 1) && j < forward->first[field + 1]; j++) {
			const struct edge *edge =
				&forward->edges[forward->edge[j]];

			if (edge->directory == search->directory)
				search->marks[edge->to] |= WANTED;
		}
	}
}

static void find_wanted(struct search *search, const struct graph *forward,
			const struct graph *backward)
{
	vector_push(&search->work, START);
	spread(search, forward);
	for (size_t i = 0; i < search->entered.count; i++) {
		uint32_t node = search->entered.at[i];

		if ((node & 1) || !primitive_of(node >> 1))
			continue;
		search->marks[node] |= WANTED;
		vector_push(&search->work, node);
	}
	spread(search, backward);
	want_entries(search, forward);
	/* Even if they reach no lock any more: that is what rules look for. */
	for (size_t i = 0; names_roots[i]; i++)
		search->marks[node_of(sym_of(names_roots[i]), false)] |= WANTED;
}

static void mark_source(const struct search *search, struct source *source)
{
	for (size_t i = 0; i < source->outlines.count; i++) {
		struct outline *outline = &source->outlines.at[i];

		if (search->marks[node_of(outline->name, false)] & WANTED)
			outline->wanted = true;
	}
	for (size_t i = 0; i < source->macros.count; i++) {
		struct macro *macro = &source->macros.at[i];

		if (search->marks[node_of(macro->name, false)] & WANTED)
			macro->wanted = true;
	}
}

static void want_everything(struct source *source)
{
	for (size_t i = 0; i < source->outlines.count; i++)
		source->outlines.at[i].wanted = true;
	for (size_t i = 0; i < source->macros.count; i++)
		source->macros.at[i].wanted = true;
}

static void forget(struct search *search)
{
	for (size_t i = 0; i < search->entered.count; i++)
		search->marks[search->entered.at[i]] = 0;
	search->entered.count = 0;
}

static void solve_directory(struct reach *reach, struct search *search,
			    const struct graph *forward,
			    const struct graph *backward)
{
	find_wanted(search, forward, backward);
	for (size_t i = 0; i < reach->sources.count; i++) {
		struct source *source = reach->sources.at[i];

		if (source->directory == search->directory ||
		    is_library_path(source->path))
			mark_source(search, source);
	}
	forget(search);
}

void reach_solve(struct reach *reach)
{
	struct graph forward, backward;
	struct search search = { .marks = NULL };
	size_t nodes;

	for (size_t i = 0; reach->everything && i < reach->sources.count; i++)
		want_everything(reach->sources.at[i]);
	if (reach->everything)
		return;
	add_made_tables(reach);
	nodes = 2 * (size_t)sym_count();
	prune(reach, nodes);
	build_graph(&forward, reach, nodes, false);
	build_graph(&backward, reach, nodes, true);
	search.marks = xcalloc(nodes + 1, sizeof(*search.marks));
	for (uint32_t i = 1; i <= reach->directories; i++) {
		search.directory = i;
		solve_directory(reach, &search, &forward, &backward);
	}
	free_graph(&forward);
	free_graph(&backward);
	free(search.marks);
	vector_free(&search.entered);
	vector_free(&search.work);
}

bool reach_trim(struct source *source)
{
	char *text = source->text, last = '\n';
	size_t to = 0, kept = 0;

	for (size_t i = 0; i < source->outlines.count; i++) {
		const struct outline *outline = &source->outlines.at[i];
		bool is_table = outline->end <= outline->start;

		if (outline->wanted || (is_table && source->directory))
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
	vector_free(&reach->edges);
}
