// SPDX-License-Identifier: GPL-2.0-or-later
/* Parses the lines of a test before and around its operations. */
#include "litmus/parse.h"

#include <string.h>

#include "litmus/op_type.h"
#include "litmus/parser.h"
#include "litmus/print.h"
#include "litmus/suggest.h"

/* Add a line to the comment that becomes the test's, if it does. */
static int add_doc_line(struct parser *parser, struct word comment, bool first)
{
	char *doc = parser->test->doc;
	size_t length = strlen(doc);
	int skip = comment.length > 1 && comment.start[1] == ' ' ? 2 : 1;
	int added = comment.length - skip;

	if (length + !first + added >= TEST_DOC_SIZE)
		return scan_error(&parser->scan, comment.start,
				  "the comment before the test is too long, "
				  "expected at most %d bytes",
				  TEST_DOC_SIZE - 1);
	if (!first)
		doc[length++] = '\n';
	memcpy(doc + length, comment.start + skip, added);
	doc[length + added] = '\0';
	return 0;
}

/*
 * The last block of comment lines before the test's name is its comment; an
 * earlier one, above a blank line, may hold a license or nothing of interest.
 */
static int parse_doc(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	bool in_block = false;

	while (scan_line(scan)) {
		struct word comment = scan_comment(scan);

		if (!scan_at_end(scan))
			return 0;
		if (comment.length && !in_block)
			parser->test->doc[0] = '\0';
		if (comment.length &&
		    add_doc_line(parser, comment, !in_block) < 0)
			return -1;
		in_block = comment.length;
	}
	return scan_error(scan, scan->at,
			  "expected 'test NAME', found the end of the file");
}

static bool is_test_name(struct word word)
{
	for (int i = 0; i < word.length; i++) {
		char c = word.start[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    (!i || !strchr("-.:+", c)))
			return false;
	}
	return true;
}

static int parse_name(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct word word;

	if (scan_keyword(scan, "test") < 0)
		return -1;
	word = scan_text(scan);
	if (!word.length)
		return scan_expected(scan, "the test's name");
	if (!is_test_name(word))
		return scan_error(scan, word.start,
				  "expected a name of small letters, digits, "
				  "'-', '.', ':' and '+', beginning with a "
				  "letter or digit");
	if (word.length >= TEST_NAME_SIZE)
		return scan_error(scan, word.start,
				  "the name is too long, expected at most %d "
				  "letters",
				  TEST_NAME_SIZE - 1);
	memcpy(parser->test->name, word.start, word.length);
	return scan_end(scan);
}

static int parse_knob(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct word word = scan_word(scan);

	for (int i = 0; i < KNOBS; i++) {
		if (!word_is(word, knob_names[i]))
			continue;
		if (parser->test->knobs >> i & 1)
			return scan_error(scan, word.start,
					  "expected each knob only once");
		parser->test->knobs |= 1u << i;
		return scan_end(scan);
	}
	scan->at = word.start;
	return scan_expected(scan, "'madv-random' or 'no-readahead'");
}

static int parse_reflink_of(struct parser *parser, struct file_decl *file)
{
	struct scan *scan = &parser->scan;
	const struct test *test = parser->test;
	struct word word;

	if (scan_keyword(scan, "of") < 0)
		return -1;
	word = scan_word(scan);
	if (!word.length)
		return scan_expected(scan, "the name of a file");
	for (int i = 0; i < test->files; i++)
		if (word_is(word, test->file[i].name))
			file->reflink_of = i;
	if (file->reflink_of < 0)
		return scan_error(scan, word.start,
				  "expected a file declared above, as the "
				  "source of the reflink");
	if (test->file[file->reflink_of].content != CONTENT_WRITTEN)
		return scan_error(scan, word.start,
				  "'%s' holds no data to share, expected a "
				  "file that is written",
				  test->file[file->reflink_of].name);
	file->size = test->file[file->reflink_of].size;
	file->content = CONTENT_REFLINK;
	return scan_end(scan);
}

static bool is_clean(int cache)
{
	return cache == CACHE_SYNCED || cache == CACHE_EVICTED;
}

static int set_cache(struct parser *parser, struct file_decl *file,
		     struct word word, int cache, bool *given)
{
	/* Evicting needs a clean file, so both together say the same. */
	bool both = *given && is_clean(cache) && is_clean(file->cache) &&
		    (int)file->cache != cache;

	if (*given && !both)
		return scan_error(&parser->scan, word.start,
				  "'%s' is written already, expected only one "
				  "of: dirty, synced, writeback, evicted",
				  cache_names[file->cache]);
	file->cache = both ? CACHE_EVICTED : (enum file_cache)cache;
	*given = true;
	return 0;
}

/* "written evicted": what it holds and how the cache holds it. */
static int parse_state(struct parser *parser, struct file_decl *file)
{
	struct scan *scan = &parser->scan;
	bool content_given = false, cache_given = false;

	while (!scan_at_end(scan)) {
		struct word word = scan_peek(scan);
		int content = word_find(word, content_names, CONTENT_HOLE,
					CONTENT_WORDS);
		int cache = word_find(word, cache_names, 0, CACHE_WORDS);

		if (content >= 0 && content_given)
			return scan_error(scan, word.start,
					  "expected only one of: hole, "
					  "unwritten, written");
		if (content >= 0) {
			file->content = content;
			content_given = true;
		} else if (cache < 0) {
			return scan_expected(scan, "one of: hole, unwritten, "
						   "written, dirty, synced, "
						   "writeback, evicted");
		} else if (set_cache(parser, file, word, cache, &cache_given) <
			   0) {
			return -1;
		}
		scan_word(scan);
	}
	return 0;
}

static int parse_file_size(struct parser *parser, struct file_decl *file)
{
	struct scan *scan = &parser->scan;
	const char *at = scan->at;
	int64_t bytes;

	if (scan_size(scan, &file->size) < 0)
		return -1;
	bytes = position_bytes(file->size, PAGE_SIZE_MIN);
	if (bytes < 0)
		return scan_error(scan, at,
				  "the size is negative, expected 0 bytes or "
				  "more");
	if (bytes > TEST_MAX_FILE_BYTES)
		return scan_error(scan, at,
				  "the file is too large, expected at most %d "
				  "pages or %u bytes",
				  TEST_MAX_FILE_BYTES / PAGE_SIZE_MIN,
				  TEST_MAX_FILE_BYTES);
	return 0;
}

static int parse_content(struct parser *parser, struct file_decl *file)
{
	struct scan *scan = &parser->scan;
	struct word word;

	scan_at_end(scan);
	word = scan_peek(scan);
	if (word_is(word, "absent")) {
		scan_word(scan);
		file->content = CONTENT_ABSENT;
		return scan_end(scan);
	}
	if (word_is(word, "reflink")) {
		scan_word(scan);
		return parse_reflink_of(parser, file);
	}
	if (word.length && (*word.start < '0' || *word.start > '9'))
		return scan_expected(scan,
				     "a size, 'absent' or 'reflink of FILE'");
	return parse_file_size(parser, file) < 0 ? -1 :
						   parse_state(parser, file);
}

static int parse_file_line(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct test *test = parser->test;
	struct file_decl *file = &test->file[test->files];
	const char *at;

	scan_at_end(scan);
	at = scan->at;
	if (test->files == TEST_MAX_FILES)
		return scan_error(scan, at,
				  "too many files, expected at most %d",
				  TEST_MAX_FILES);
	if (parse_new_name(parser, "the name of a file", file->name) < 0)
		return -1;
	for (int i = 0; i < test->files; i++)
		if (!strcmp(test->file[i].name, file->name))
			return scan_error(scan, at,
					  "the name '%s' is taken, expected a "
					  "new one",
					  file->name);
	file->content = CONTENT_WRITTEN;
	file->cache = CACHE_SYNCED;
	file->reflink_of = -1;
	file->line = scan->number;
	if (parse_content(parser, file) < 0)
		return -1;
	test->files++;
	return 0;
}

int parse_process_name(struct parser *parser, int *index)
{
	struct scan *scan = &parser->scan;
	struct word word;

	scan_at_end(scan);
	word = scan_peek(scan);
	if (word.length != 2 || *word.start != 'P' || word.start[1] < '0' ||
	    word.start[1] >= '0' + TEST_MAX_PROCESSES)
		return scan_expected(scan, "the name of a process, P0 to P7");
	*index = word.start[1] - '0';
	scan_word(scan);
	return 0;
}

static int parse_thread_of(struct parser *parser, struct process *process)
{
	struct scan *scan = &parser->scan;
	struct test *test = parser->test;
	int of;
	const char *at;

	if (scan_keyword(scan, "thread") < 0 || scan_keyword(scan, "of") < 0)
		return -1;
	scan_at_end(scan);
	at = scan->at;
	if (parse_process_name(parser, &of) < 0)
		return -1;
	if (of >= test->processes)
		return scan_error(scan, at, "expected a process above this");
	if (test->process[of].thread_of >= 0)
		return scan_error(scan, at,
				  "P%d is itself a thread, expected P%d, whose "
				  "address space it shares",
				  of, test->process[of].thread_of);
	process->thread_of = of;
	return 0;
}

static int parse_process_head(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct test *test = parser->test;
	struct process *process = &test->process[test->processes];
	const char *at = scan->at;
	int index;

	if (test->processes == TEST_MAX_PROCESSES)
		return scan_error(scan, at,
				  "too many processes, expected at most %d",
				  TEST_MAX_PROCESSES);
	if (parse_process_name(parser, &index) < 0)
		return -1;
	if (index != test->processes)
		return scan_error(scan, at,
				  "expected P%d: processes are named in order",
				  test->processes);
	process->thread_of = -1;
	if (!scan_at_end(scan) && *scan->at != '{' &&
	    parse_thread_of(parser, process) < 0)
		return -1;
	if (scan_expect(scan, '{', "'{'") < 0)
		return -1;
	return scan_end(scan);
}

static int parse_start(struct parser *parser, struct process *process)
{
	struct scan *scan = &parser->scan;
	struct word word = scan_word(scan);

	if (process->explicit_start)
		return scan_error(scan, word.start,
				  "expected only one start in a process");
	process->explicit_start = true;
	process->prologue = process->count;
	return scan_end(scan);
}

static int parse_process_line(struct parser *parser, struct process *process)
{
	struct scan *scan = &parser->scan;
	int index = parser->test->processes;
	struct operation *operation = &process->operations[process->count];

	struct word word = scan_peek(scan);

	if (word_is(word, "start"))
		return parse_start(parser, process);
	if (!word.length || *word.start == 'P')
		return scan_expected(scan, "an operation or '}'");
	if (process->count == TEST_MAX_OPERATIONS)
		return scan_error(scan, scan->at,
				  "too many operations, expected at most %d in "
				  "a process",
				  TEST_MAX_OPERATIONS);
	operation->process = index;
	operation->index = process->count;
	if (parse_operation(parser, operation,
			    &parser->text[index][process->count]) < 0)
		return -1;
	process->count++;
	return scan_end(scan);
}

/* Without a start line, the maps at the head are done before the race. */
static int leading_maps(const struct process *process)
{
	int count = 0;

	while (count < process->count &&
	       process->operations[count].type->shape == SHAPE_MAP)
		count++;
	return count;
}

static int parse_process(struct parser *parser)
{
	struct scan *scan = &parser->scan;
	struct test *test = parser->test;
	struct process *process = &test->process[test->processes];

	if (parse_process_head(parser) < 0)
		return -1;
	while (scan_line(scan)) {
		if (scan_at_end(scan))
			continue;
		if (!scan_accept(scan, '}')) {
			if (parse_process_line(parser, process) < 0)
				return -1;
			continue;
		}
		if (!process->count)
			return scan_error(scan, scan->at - 1,
					  "P%d does nothing, expected an "
					  "operation",
					  test->processes);
		if (!process->explicit_start)
			process->prologue = leading_maps(process);
		test->processes++;
		return scan_end(scan);
	}
	return scan_error(scan, scan->at,
			  "expected '}' after the operations of P%d, found the "
			  "end of the file",
			  test->processes);
}

static int resolve_mappings(struct parser *parser)
{
	struct test *test = parser->test;

	for (int i = 0; i < test->processes; i++)
		for (int j = 0; j < test->process[i].count; j++)
			if (resolve_mapping(parser,
					    &test->process[i].operations[j],
					    &parser->text[i][j]) < 0)
				return -1;
	return 0;
}

/* The clause ends the test: nothing may follow. */
static int parse_last_line(struct parser *parser)
{
	struct scan *scan = &parser->scan;

	if (resolve_mappings(parser) < 0 || parse_reach(parser) < 0 ||
	    scan_end(scan) < 0)
		return -1;
	while (scan_line(scan))
		if (!scan_at_end(scan))
			return scan_expected(scan, "nothing after the reach "
						   "clause");
	return 0;
}

static int parse_declaration(struct parser *parser, struct word word)
{
	struct scan *scan = &parser->scan;
	bool is_knob = word_is(word, "knob");

	if (!is_knob && !word_is(word, "file"))
		return scan_expected(scan, parser->test->processes ?
						   "a process or 'reach'" :
						   "'knob', 'file' or a "
						   "process, as in \"P0 {\"");
	if (parser->test->processes)
		return scan_error(scan, word.start,
				  "expected knobs and files before the "
				  "processes");
	scan_word(scan);
	return is_knob ? parse_knob(parser) : parse_file_line(parser);
}

/* The lines behind the test's name. */
static int parse_body(struct parser *parser)
{
	struct scan *scan = &parser->scan;

	while (scan_line(scan)) {
		struct word word;
		int failed;

		if (scan_at_end(scan))
			continue;
		word = scan_peek(scan);
		if (word_is(word, "reach") && parser->test->processes) {
			scan_word(scan);
			return parse_last_line(parser);
		}
		failed = word.length && *word.start == 'P' ?
				 parse_process(parser) :
				 parse_declaration(parser, word);
		if (failed)
			return -1;
	}
	if (!parser->test->processes)
		return scan_error(scan, scan->at,
				  "expected a process, found the end of the "
				  "file");
	return resolve_mappings(parser);
}

static int parse_text(struct parser *parser)
{
	struct fault fault;

	if (parse_doc(parser) < 0 || parse_name(parser) < 0 ||
	    parse_body(parser) < 0)
		return -1;
	if (!test_check(parser->test, &fault))
		return 0;
	return operation_error(parser,
			       &parser->test->process[fault.process]
					.operations[fault.operation],
			       &parser->text[fault.process][fault.operation],
			       fault.part, "%s", fault.message);
}

int test_parse(const char *text, size_t length, const char *file_name,
	       struct test *test, struct diagnostic *diagnostic)
{
	struct parser parser;

	memset(test, 0, sizeof(*test));
	if (length > TEST_TEXT_MAX)
		return diagnostic_file(diagnostic, file_name,
				       "not a test: expected at most %d bytes",
				       TEST_TEXT_MAX);
	if (memchr(text, '\0', length))
		return diagnostic_file(diagnostic, file_name,
				       "not a test: expected text, found a "
				       "NUL byte");
	scan_begin(&parser.scan, text, length, file_name, diagnostic);
	parser.test = test;
	return parse_text(&parser);
}
