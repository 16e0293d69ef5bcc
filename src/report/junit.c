// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * JUnit's XML, for continuous integration servers: a testsuite for each target.
 * A suite begins with totals, so everything is kept until the end.
 */
#include <inttypes.h>
#include <libxml/xmlwriter.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/clean.h"
#include "report/describe.h"
#include "report/formats.h"
#include "report/words.h"

struct testcase {
	char *name;
	const char *element; /* failure, error, skipped; NULL: passed */
	const char *type;    /* the promise's id, or the status; static */
	char *message, *body;
	char *remark; /* on a test that passed; NULL: none */
	uint64_t elapsed_ns;
	bool few_rounds;
};

struct testsuite {
	char *name;
	struct environment environment;
	struct testcase *testcase;
	size_t count;
};

struct junit {
	struct testsuite *suite;
	size_t suites;
};

static void junit_begin(struct reporter *reporter)
{
	reporter->private = xcalloc(1, sizeof(struct junit));
}

static struct testsuite *suite_of(struct junit *junit, const char *target)
{
	struct testsuite *suite;

	for (size_t i = 0; i < junit->suites; i++)
		if (!strcmp(junit->suite[i].name, target))
			return &junit->suite[i];
	junit->suite = xrealloc(junit->suite, junit->suites + 1,
				sizeof(*suite));
	suite = &junit->suite[junit->suites++];
	memset(suite, 0, sizeof(*suite));
	suite->name = xstrdup(target);
	return suite;
}

static void junit_place(struct reporter *reporter, const char *target,
			const struct environment *environment)
{
	suite_of(reporter->private, target)->environment = *environment;
}

static struct testcase *add_testcase(struct testsuite *suite, const char *name)
{
	struct testcase *testcase;

	suite->testcase = xrealloc(suite->testcase, suite->count + 1,
				   sizeof(*testcase));
	testcase = &suite->testcase[suite->count++];
	memset(testcase, 0, sizeof(*testcase));
	testcase->name = xstrdup(name);
	return testcase;
}

static char *verdict_message(const struct result *result)
{
	char *text = NULL;
	size_t size;
	FILE *stream = xopen_memstream(&text, &size);

	describe_verdict(stream, result);
	xclose_memstream(stream);
	return text;
}

static char *failure_body(const struct described *what)
{
	char *text = NULL;
	size_t size;
	FILE *stream = xopen_memstream(&text, &size);

	describe_result(stream, paint_for(false), false, what);
	xclose_memstream(stream);
	return text;
}

static const char *broken_type(const struct result *result)
{
	if (result->verdict.kind == VERDICT_FORBIDDEN &&
	    result->verdict.promise < PROMISES)
		return promise_text(result->verdict.promise)->id;
	return result->complaint[0] ? promise_text(PROMISE_C6)->id :
				      "unpromised";
}

static void set_outcome(struct testcase *testcase, const struct described *what)
{
	const struct result *result = what->result;

	switch ((enum result_status)result->status) {
	case RESULT_KEPT:
		if (has_few_rounds(result))
			testcase->remark = verdict_message(result);
		return;
	case RESULT_BROKEN:
		testcase->element = "failure";
		testcase->type = broken_type(result);
		testcase->body = failure_body(what);
		break;
	case RESULT_SKIPPED:
	case RESULT_UNENTERED:
		testcase->element = "skipped";
		break;
	default:
		testcase->element = "error";
		testcase->type = "not-run";
	}
	testcase->message = verdict_message(result);
}

static void junit_result(struct reporter *reporter, const struct test *test,
			 const char *target, const struct rerun *rerun,
			 const struct result *result)
{
	const struct described what = { test, target, rerun, result, NULL };
	struct testcase *testcase;

	testcase = add_testcase(suite_of(reporter->private, target),
				test->name);
	testcase->elapsed_ns = result->elapsed_ns;
	testcase->few_rounds = has_few_rounds(result);
	set_outcome(testcase, &what);
}

static void junit_complaint(struct reporter *reporter, const char *target,
			    enum promise promise, const char *complaint)
{
	struct testcase *testcase;

	testcase = add_testcase(suite_of(reporter->private, target),
				"complaints afterwards");
	testcase->element = "failure";
	testcase->type = promise_text(promise)->id;
	testcase->message = xstrdup(promise_text(promise)->promise);
	testcase->body = xstrdup(complaint);
}

static void put_attribute(xmlTextWriterPtr writer, const char *name,
			  const char *value)
{
	char *clean = clean_text(value);

	xmlTextWriterWriteAttribute(writer, BAD_CAST name, BAD_CAST clean);
	free(clean);
}

static void put_number(xmlTextWriterPtr writer, const char *name,
		       uint64_t number)
{
	xmlTextWriterWriteFormatAttribute(writer, BAD_CAST name, "%" PRIu64,
					  number);
}

static void put_seconds(xmlTextWriterPtr writer, uint64_t ns)
{
	xmlTextWriterWriteFormatAttribute(writer, BAD_CAST "time",
					  "%" PRIu64 ".%03" PRIu64,
					  ns / 1000000000, ns / 1000000 % 1000);
}

static void put_testcase(xmlTextWriterPtr writer, const char *suite,
			 const struct testcase *testcase)
{
	char *clean;

	xmlTextWriterStartElement(writer, BAD_CAST "testcase");
	put_attribute(writer, "name", testcase->name);
	put_attribute(writer, "classname", suite);
	put_seconds(writer, testcase->elapsed_ns);
	if (testcase->element) {
		xmlTextWriterStartElement(writer, BAD_CAST testcase->element);
		put_attribute(writer, "message", testcase->message);
		if (testcase->type)
			put_attribute(writer, "type", testcase->type);
		if (testcase->body) {
			clean = clean_text(testcase->body);
			xmlTextWriterWriteString(writer, BAD_CAST clean);
			free(clean);
		}
		xmlTextWriterEndElement(writer);
	}
	if (testcase->remark)
		xmlTextWriterWriteElement(writer, BAD_CAST "system-out",
					  BAD_CAST testcase->remark);
	xmlTextWriterEndElement(writer);
}

static uint64_t count_of(const struct testsuite *suite, const char *element)
{
	uint64_t count = 0;

	for (size_t i = 0; i < suite->count; i++)
		if (suite->testcase[i].element &&
		    !strcmp(suite->testcase[i].element, element))
			count++;
	return count;
}

static void put_property(xmlTextWriterPtr writer, const char *name,
			 const char *value)
{
	xmlTextWriterStartElement(writer, BAD_CAST "property");
	put_attribute(writer, "name", name);
	put_attribute(writer, "value", value);
	xmlTextWriterEndElement(writer);
}

/* The XML schema wants one property at least. */
static void put_properties(xmlTextWriterPtr writer,
			   const struct environment *environment)
{
	struct environment_item item;

	xmlTextWriterStartElement(writer, BAD_CAST "properties");
	put_property(writer, "fslitmus", FSLITMUS_VERSION);
	for (size_t i = 0; (item = environment_at(environment, i)).key; i++)
		if (item.value[0])
			put_property(writer, item.key, item.value);
	xmlTextWriterEndElement(writer);
}

static void put_few_rounds(xmlTextWriterPtr writer,
			   const struct testsuite *suite)
{
	uint64_t count = 0;

	for (size_t i = 0; i < suite->count; i++)
		count += suite->testcase[i].few_rounds;
	if (count)
		xmlTextWriterWriteFormatElement(writer, BAD_CAST "system-out",
						"tests in " FEW_ROUNDS_TEXT
						": %" PRIu64,
						count);
}

static void put_testsuite(xmlTextWriterPtr writer, const char *date,
			  const struct testsuite *suite)
{
	uint64_t ns = 0;

	for (size_t i = 0; i < suite->count; i++)
		ns += suite->testcase[i].elapsed_ns;
	xmlTextWriterStartElement(writer, BAD_CAST "testsuite");
	put_attribute(writer, "name", suite->name);
	put_attribute(writer, "timestamp", date);
	put_number(writer, "tests", suite->count);
	put_number(writer, "failures", count_of(suite, "failure"));
	put_number(writer, "errors", count_of(suite, "error"));
	put_number(writer, "skipped", count_of(suite, "skipped"));
	put_seconds(writer, ns);
	put_properties(writer, &suite->environment);
	for (size_t i = 0; i < suite->count; i++)
		put_testcase(writer, suite->name, &suite->testcase[i]);
	put_few_rounds(writer, suite);
	xmlTextWriterEndElement(writer);
}

/* The whole document as text; the caller frees the buffer. */
static xmlBufferPtr junit_document(const struct junit *junit, const char *date)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlTextWriterPtr writer = buffer ? xmlNewTextWriterMemory(buffer, 0) :
					   NULL;

	if (!writer)
		out_of_memory();
	xmlTextWriterSetIndent(writer, 1);
	xmlTextWriterStartDocument(writer, NULL, "UTF-8", NULL);
	xmlTextWriterStartElement(writer, BAD_CAST "testsuites");
	put_attribute(writer, "name", "fslitmus");
	for (size_t i = 0; i < junit->suites; i++)
		put_testsuite(writer, date, &junit->suite[i]);
	xmlTextWriterEndElement(writer);
	/* Writing to memory fails only for want of it. */
	if (xmlTextWriterEndDocument(writer) < 0)
		out_of_memory();
	xmlFreeTextWriter(writer);
	return buffer;
}

static void junit_free(struct junit *junit)
{
	for (size_t i = 0; i < junit->suites; i++) {
		struct testsuite *suite = &junit->suite[i];

		for (size_t t = 0; t < suite->count; t++) {
			free(suite->testcase[t].name);
			free(suite->testcase[t].message);
			free(suite->testcase[t].body);
			free(suite->testcase[t].remark);
		}
		free(suite->testcase);
		free(suite->name);
	}
	free(junit->suite);
	free(junit);
}

static void junit_end(struct reporter *reporter,
		      const struct run_summary *summary)
{
	xmlBufferPtr buffer = junit_document(reporter->private, reporter->date);

	(void)summary; /* the suites carry their own sums */
	fwrite(xmlBufferContent(buffer), 1, xmlBufferLength(buffer),
	       reporter->out);
	xmlBufferFree(buffer);
	junit_free(reporter->private);
	reporter->private = NULL;
}

const struct report_format report_junit = {
	.name = "junit",
	.begin = junit_begin,
	.place = junit_place,
	.result = junit_result,
	.complaint = junit_complaint,
	.end = junit_end,
};
