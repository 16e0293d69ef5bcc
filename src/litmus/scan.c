// SPDX-License-Identifier: GPL-2.0-or-later
/* Splits the text of a test into lines and words for the parser. */
#include "litmus/scan.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '-' || c == '_';
}

void scan_begin(struct scan *scan, const char *text, size_t length,
		const char *file_name, struct diagnostic *diagnostic)
{
	scan->file_name = file_name;
	scan->line = scan->at = scan->end = scan->next = text;
	scan->limit = text + length;
	scan->number = 0;
	scan->diagnostic = diagnostic;
}

bool scan_line(struct scan *scan)
{
	const char *newline, *comment;
	size_t left = scan->limit - scan->next;

	if (!left)
		return false;
	scan->line = scan->at = scan->next;
	scan->number++;
	newline = memchr(scan->line, '\n', left);
	scan->end = newline ? newline : scan->limit;
	scan->next = newline ? newline + 1 : scan->limit;
	comment = memchr(scan->line, '#', scan->end - scan->line);
	if (comment)
		scan->end = comment;
	return true;
}

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && is_blank(*scan->at))
		scan->at++;
}

bool scan_at_end(struct scan *scan)
{
	skip_blanks(scan);
	return scan->at == scan->end;
}

struct word scan_comment(const struct scan *scan)
{
	const char *end = scan->next;

	if (end > scan->end && end[-1] == '\n')
		end--;
	while (end > scan->end && is_blank(end[-1]))
		end--;
	return (struct word){ scan->end, end - scan->end };
}

struct word scan_text(struct scan *scan)
{
	struct word word;

	skip_blanks(scan);
	word.start = scan->at;
	while (scan->at < scan->end && !is_blank(*scan->at))
		scan->at++;
	word.length = scan->at - word.start;
	return word;
}

struct word scan_word(struct scan *scan)
{
	struct word word;

	skip_blanks(scan);
	word.start = scan->at;
	while (scan->at < scan->end && is_word(*scan->at))
		scan->at++;
	word.length = scan->at - word.start;
	return word;
}

struct word scan_peek(const struct scan *scan)
{
	struct scan ahead = *scan;

	return scan_word(&ahead);
}

bool scan_accept(struct scan *scan, char c)
{
	if (scan_at_end(scan) || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

int scan_expect(struct scan *scan, char c, const char *what)
{
	return scan_accept(scan, c) ? 0 : scan_expected(scan, what);
}

int scan_keyword(struct scan *scan, const char *text)
{
	const char *before = scan->at;
	char what[32];

	if (word_is(scan_word(scan), text))
		return 0;
	scan->at = before;
	snprintf(what, sizeof(what), "'%s'", text);
	return scan_expected(scan, what);
}

int scan_end(struct scan *scan)
{
	return scan_at_end(scan) ? 0 :
				   scan_expected(scan, "the end of the line");
}

int scan_number(struct scan *scan, const char *what, int *value)
{
	const char *start;
	unsigned int number = 0;

	if (scan_at_end(scan) || !is_digit(*scan->at))
		return scan_expected(scan, what);
	start = scan->at;
	while (scan->at < scan->end && is_digit(*scan->at)) {
		number = number * 10 + (*scan->at++ - '0');
		if (number > TEST_MAX_FILE_BYTES)
			return scan_error(scan, start,
					  "the number is too large: a file has "
					  "at most %u bytes",
					  TEST_MAX_FILE_BYTES);
	}
	*value = number;
	return 0;
}

/* A number of bytes, which places and sizes count in words. */
static int scan_bytes(struct scan *scan, int *value)
{
	const char *at;

	skip_blanks(scan);
	at = scan->at;
	if (scan_number(scan, "a number of bytes", value) < 0)
		return -1;
	if (*value % TEST_WORD)
		return scan_error(scan, at,
				  "%d bytes is not a multiple of %d, expected "
				  "%d or %d",
				  *value, TEST_WORD,
				  *value / TEST_WORD * TEST_WORD,
				  (*value / TEST_WORD + 1) * TEST_WORD);
	return 0;
}

/* +BYTES or -BYTES, if there is any. */
static int scan_signed_bytes(struct scan *scan, struct position *place,
			     bool *found)
{
	bool minus = scan_accept(scan, '-');

	*found = minus || scan_accept(scan, '+');
	if (!*found)
		return 0;
	if (scan_bytes(scan, &place->byte) < 0)
		return -1;
	if (minus)
		place->byte = -place->byte;
	return 0;
}

int scan_place(struct scan *scan, struct position *place)
{
	bool found;

	place->byte = 0;
	if (scan_number(scan, "a page number", &place->page) < 0)
		return -1;
	return scan_signed_bytes(scan, place, &found);
}

int scan_range(struct scan *scan, struct range *range, bool *one)
{
	if (scan_expect(scan, '[', "a range, as in [0..4)") < 0 ||
	    scan_place(scan, &range->start) < 0)
		return -1;
	*one = scan_accept(scan, ']');
	if (*one)
		return 0;
	if (scan_expect(scan, '.', "'..' or ']'") < 0 ||
	    scan_expect(scan, '.', "'..'") < 0 ||
	    scan_place(scan, &range->end) < 0)
		return -1;
	return scan_expect(scan, ')', "')', as a range excludes its end");
}

/* "bytes" behind a number, which is in *VALUE and began at AT. */
static int check_byte_count(struct scan *scan, const char *at, int value)
{
	scan->at = at;
	if (scan_bytes(scan, &value) < 0)
		return -1;
	return scan_keyword(scan, "bytes");
}

int scan_size(struct scan *scan, struct position *size)
{
	const char *number, *unit;
	struct word word;
	bool found;

	skip_blanks(scan);
	number = scan->at;
	*size = (struct position){ 0, 0 };
	if (scan_number(scan, "a size, as in \"16 pages\" or \"512 bytes\"",
			&size->page) < 0)
		return -1;
	skip_blanks(scan);
	unit = scan->at;
	word = scan_word(scan);
	if (word_is(word, "bytes")) {
		size->byte = size->page;
		size->page = 0;
		return check_byte_count(scan, number, size->byte);
	}
	if (!word_is(word, "pages") && !word_is(word, "page")) {
		scan->at = unit;
		return scan_expected(scan, "'pages' or 'bytes'");
	}
	if (scan_signed_bytes(scan, size, &found) < 0)
		return -1;
	return found ? scan_keyword(scan, "bytes") : 0;
}

bool word_is(struct word word, const char *text)
{
	/* Not memcmp() first: most words differ in their first letter. */
	return word.length && *word.start == *text &&
	       !strncmp(word.start, text, word.length) && !text[word.length];
}

int word_find(struct word word, const char *const *names, int first, int count)
{
	for (int i = first; i < count; i++)
		if (word_is(word, names[i]))
			return i;
	return -1;
}

int scan_error(struct scan *scan, const char *at, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	diagnostic_set(scan->diagnostic, scan->file_name, scan->number,
		       scan->line, scan->limit, at, fmt, args);
	va_end(args);
	return -1;
}

int scan_expected(struct scan *scan, const char *what)
{
	const char *at;
	struct word found;

	if (scan_at_end(scan))
		return scan_error(scan, scan->at,
				  "expected %s, found the end of the line",
				  what);
	at = scan->at;
	found = scan_word(scan);
	if (found.length)
		return scan_error(scan, at, "expected %s, found '%.*s'", what,
				  found.length > 40 ? 40 : found.length,
				  found.start);
	if (*at > ' ' && *at <= '~')
		return scan_error(scan, at, "expected %s, found '%c'", what,
				  *at);
	return scan_error(scan, at, "expected %s, found the byte 0x%02x", what,
			  (unsigned char)*at);
}
