// SPDX-License-Identifier: GPL-2.0-or-later
#include <signal.h>

#include "op/support.h"

/* A load goes on at the page after one that raised a signal. */
struct fault {
	uint32_t at;		/* bytes from the start of the load */
	int signal;
};

#define SMALLEST_PAGE 4096
#define FAULTS (TEST_MAX_FILE_BYTES / SMALLEST_PAGE + 1)

struct load {
	struct actor *actor;
	const struct operation *operation;
	const char *from;
	char *to;
	uint64_t start, length;	/* bytes of the file */
	int faults;
	struct fault fault[FAULTS];
};

/* The end of the page of AT, or of the load. */
static uint64_t page_end(const struct load *load, uint64_t at)
{
	uint64_t page = load->actor->layout.page_size;
	uint64_t end = at + page - (load->start + at) % page;

	return end < load->length ? end : load->length;
}

/* Returns how many bytes were seen. */
static uint64_t copy(struct load *load)
{
	uint64_t at = 0, seen = 0, done;
	int signal;

	while (at < load->length) {
		done = load->length - at;
		signal = actor_copy(load->to + at, load->from + at,
				    load->length - at, &done);
		seen += done;
		at += done;
		if (!signal)
			break;
		load->fault[load->faults++] = (struct fault){ at, signal };
		at = page_end(load, at);
	}
	return seen;
}

static void observe(struct load *load, uint64_t at, uint64_t end)
{
	if (at < end)
		actor_observe(load->actor, load->operation->file,
			      load->operation->mapping, load->start + at,
			      load->to + at, end - at, end - at);
}

/* Pages in a row that raised the same signal are one observation. */
static uint64_t observe_faults(struct load *load, int *i)
{
	const struct fault *fault = &load->fault[*i];
	uint64_t end = page_end(load, fault->at);

	while (++*i < load->faults && load->fault[*i].at == end &&
	       load->fault[*i].signal == fault->signal)
		end = page_end(load, end);
	actor_observe_signal(load->actor, load->operation->file,
			     load->operation->mapping, load->start + fault->at,
			     end - fault->at, fault->signal);
	return end;
}

static void observe_all(struct load *load)
{
	uint64_t at = 0;

	for (int i = 0; i < load->faults;) {
		observe(load, at, load->fault[i].at);
		at = observe_faults(load, &i);
	}
	observe(load, at, load->length);
}

static void perform(struct actor *actor, const struct operation *operation,
		    struct record *record UNUSED)
{
	struct load load;
	uint64_t seen;

	load.actor = actor;
	load.operation = operation;
	load.faults = 0;
	actor_range(actor, operation, &load.start, &load.length);
	load.to = op_buffer(actor, load.length);
	if (!load.to)
		return;
	load.from = op_access(actor, operation, load.start, load.length);
	if (!load.from)
		return;

	actor_begin(actor);
	seen = copy(&load);
	op_end_access(actor, seen, load.length,
		      load.faults ? load.fault[0].signal : 0);
	observe_all(&load);
}

const struct op_type op_load = {
	.name = "load",
	.shape = SHAPE_MEMORY_RANGE,
	.traits = TRAIT_OBSERVES | TRAIT_WORD | TRAIT_MEMORY | TRAIT_CACHED,
	.calls = "a memory access",
	.manual = "Load from the mapping, one aligned word after the other. A "
		  "page that raises SIGBUS or SIGSEGV is recorded as such, "
		  "and the load goes on at the next page.",
	.perform = perform,
};
