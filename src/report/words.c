// SPDX-License-Identifier: GPL-2.0-or-later
/* The words for enums, numbers, operations and values (words.h). */
#include "report/words.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "litmus/print.h"

#define WORD_OF(words, index) \
	((index) < sizeof(words) / sizeof((words)[0]) ? (words)[index] : "?")

const char *status_word(unsigned int status)
{
	static const char *const words[] = {
		[RESULT_RUNNING] = "running", [RESULT_KEPT] = "kept",
		[RESULT_BROKEN] = "broken",   [RESULT_UNENTERED] = "unentered",
		[RESULT_SKIPPED] = "skipped", [RESULT_NOT_RUN] = "not-run",
	};

	return WORD_OF(words, status);
}

const char *verdict_word(unsigned int kind)
{
	static const char *const words[] = {
		[VERDICT_ALLOWED] = "allowed",
		[VERDICT_UNPROMISED] = "unpromised",
		[VERDICT_FORBIDDEN] = "forbidden",
	};

	return WORD_OF(words, kind);
}

const char *view_word(unsigned int view)
{
	static const char *const words[VIEWS] = {
		[VIEW_OPERATION] = "operation", [VIEW_MAPPED] = "mapped",
		[VIEW_FRESH] = "fresh-mapping", [VIEW_READ] = "read",
		[VIEW_DIRECT] = "direct",	[VIEW_EVICTED] = "evicted",
		[VIEW_REMOUNTED] = "remounted",
	};

	return WORD_OF(words, view);
}

const char *record_word(unsigned int status)
{
	static const char *const words[] = {
		[RECORD_NOT_RUN] = "not-run", [RECORD_DONE] = "done",
		[RECORD_PARTIAL] = "partial", [RECORD_FAILED] = "failed",
		[RECORD_STARTED] = "started",
	};

	return WORD_OF(words, status);
}

const char *value_word(unsigned int kind)
{
	/* clang-format off */
	static const char *const words[] = {
		[VALUE_ZERO] = "zero", [VALUE_STAMP] = "stamp",
		[VALUE_ABSENT] = "absent", [VALUE_SIGBUS] = "sigbus",
		[VALUE_SIGSEGV] = "sigsegv", [VALUE_EARLIER] = "earlier",
		[VALUE_FREE] = "free", [VALUE_GARBAGE] = "garbage",
	};
	/* clang-format on */

	return WORD_OF(words, kind);
}

bool has_few_rounds(const struct result *result)
{
	return result->few_rounds && (result->status == RESULT_KEPT ||
				      result->status == RESULT_UNENTERED);
}

const char *observation_word(const struct result *result)
{
	if (!result->reached)
		return "Never";
	return result->reached >= result->rounds ? "Always" : "Sometimes";
}

char *place_text(char *buffer, size_t size, uint64_t bytes)
{
	uint64_t page_size = sysconf(_SC_PAGESIZE);
	uint64_t rest = bytes % page_size;

	if (rest)
		snprintf(buffer, size, "%" PRIu64 "+%" PRIu64,
			 bytes / page_size, rest);
	else
		snprintf(buffer, size, "%" PRIu64, bytes / page_size);
	return buffer;
}

char *duration_text(char *buffer, size_t size, uint64_t ns)
{
	uint64_t seconds = ns / 1000000000;

	if (seconds >= 3600)
		snprintf(buffer, size, "%" PRIu64 " h %" PRIu64 " min",
			 seconds / 3600, seconds / 60 % 60);
	else if (seconds >= 60)
		snprintf(buffer, size, "%" PRIu64 " min %" PRIu64 " s",
			 seconds / 60, seconds % 60);
	else if (seconds)
		snprintf(buffer, size, "%.1f s", ns / 1e9);
	else
		snprintf(buffer, size, "%" PRIu64 " ms", ns / 1000000);
	return buffer;
}

char *size_text(char *buffer, size_t size, uint64_t bytes)
{
	static const char *const units[] = { "KiB", "MiB", "GiB", "TiB" };
	double amount = bytes / 1024.0;
	int unit = 0;

	if (bytes < 1024) {
		snprintf(buffer, size, "%" PRIu64 " B", bytes);
		return buffer;
	}
	for (; amount >= 1023.95 && unit < 3; unit++)
		amount /= 1024;
	snprintf(buffer, size, "%.1f %s", amount, units[unit]);
	return buffer;
}

static const struct operation *operation_at(const struct test *test,
					    int process, int operation)
{
	if (process < 0 || process >= test->processes || operation < 0 ||
	    operation >= test->process[process].count)
		return NULL;
	return &test->process[process].operations[operation];
}

char *performed_text(char *buffer, size_t size, const struct test *test,
		     int process, int index)
{
	const struct operation *operation = operation_at(test, process, index);
	int length;

	buffer[0] = '\0';
	if (!operation)
		return buffer;
	length = snprintf(buffer, size, "P%d: ", process);
	operation_text(test, operation, buffer + length, size - length);
	return buffer;
}

static const char *file_name(const struct test *test, unsigned int file)
{
	return file < (unsigned int)test->files ? test->file[file].name : "?";
}

/* A stamp found in another place than its own is marked with the distance. */
static void stamp_text(char *buffer, size_t size, const struct test *test,
		       const struct observation *seen)
{
	const struct value *value = &seen->value;
	char writer[WORDS_SIZE] = "old", place[32];
	int length;

	if (value->writer != WRITER_INITIAL)
		performed_text(writer, sizeof(writer), test, value->writer,
			       value->generation - 1);
	length = snprintf(buffer, size, "%s",
			  writer[0] ? writer : "an unknown stamp");
	if (value->file == seen->file && value->offset == seen->offset)
		return;
	snprintf(buffer + length, size - length, " for %s[%s]",
		 file_name(test, value->file),
		 place_text(place, sizeof(place), value->offset));
}

char *value_text(char *buffer, size_t size, const struct test *test,
		 const struct observation *seen)
{
	const struct value *value = &seen->value;
	char place[32];

	place_text(place, sizeof(place), value->offset);
	switch ((enum value_kind)value->kind) {
	case VALUE_STAMP:
		stamp_text(buffer, size, test, seen);
		break;
	case VALUE_ABSENT:
		snprintf(buffer, size, "end of file");
		break;
	case VALUE_SIGBUS:
		snprintf(buffer, size, "SIGBUS");
		break;
	case VALUE_SIGSEGV:
		snprintf(buffer, size, "SIGSEGV");
		break;
	case VALUE_EARLIER:
		snprintf(buffer, size, "another round's %s[%s]",
			 file_name(test, value->file), place);
		break;
	case VALUE_FREE:
		snprintf(buffer, size, "free space");
		break;
	case VALUE_GARBAGE:
		snprintf(buffer, size, "garbage 0x%016" PRIx64, value->raw);
		break;
	case VALUE_ZERO:
		snprintf(buffer, size, "zero");
		break;
	}
	return buffer;
}

char *span_text(char *buffer, size_t size, const struct test *test,
		const struct observation *seen)
{
	char from[32], to[32];

	place_text(from, sizeof(from), seen->offset);
	place_text(to, sizeof(to), (uint64_t)seen->offset + seen->length);
	if (seen->length == TEST_WORD)
		snprintf(buffer, size, "%s[%s]", file_name(test, seen->file),
			 from);
	else
		snprintf(buffer, size, "%s[%s..%s)",
			 file_name(test, seen->file), from, to);
	return buffer;
}

char *gave_text(char *buffer, size_t size, const struct test *test,
		const struct history *history, int process, int operation)
{
	const struct record *record = &history->record[process][operation];
	uint32_t count = history->observations, seen = 0;
	char value[WORDS_SIZE];
	size_t length = 0;

	if (record->status == RECORD_FAILED && record->error) {
		snprintf(buffer, size, "%s",
			 strerrorname_np(record->error) ?: "failed");
		return buffer;
	}
	snprintf(buffer, size, "%s", record_word(record->status));
	if (count > HISTORY_MAX_OBSERVATIONS)
		count = HISTORY_MAX_OBSERVATIONS;
	for (uint32_t i = 0; i < count && length < size; i++) {
		const struct observation *at = &history->observation[i];

		if (at->view != VIEW_OPERATION || at->process != process ||
		    at->operation != operation)
			continue;
		if (++seen > 2) {
			snprintf(buffer + length, size - length, ", ...");
			break;
		}
		value_text(value, sizeof(value), test, at);
		length += snprintf(buffer + length, size - length, "%s%s",
				   seen > 1 ? ", " : "", value);
	}
	return buffer;
}
