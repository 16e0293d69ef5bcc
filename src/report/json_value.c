// SPDX-License-Identifier: GPL-2.0-or-later
/* Puts values into JSON objects and arrays, with Jansson. */
#include "report/json_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "report/clean.h"

void json_put(json_t *object, const char *key, json_t *value)
{
	if (!value || json_object_set_new(object, key, value))
		out_of_memory();
}

void json_append(json_t *array, json_t *value)
{
	if (!value || json_array_append_new(array, value))
		out_of_memory();
}

void json_put_number(json_t *object, const char *key, uint64_t number)
{
	if (number > INT64_MAX)
		number = INT64_MAX;
	json_put(object, key, json_integer(number));
}

void json_put_text(json_t *object, const char *key, const char *text)
{
	char *clean = clean_text(text);

	json_put(object, key, json_string(clean));
	free(clean);
}

void json_put_lines(json_t *object, const char *key, const char *text)
{
	char *clean = clean_text(text);
	json_t *array = json_array();
	size_t length;

	for (char *at = clean; *at; at += length + (at[length] == '\n')) {
		length = strcspn(at, "\n");
		if (length)
			json_append(array, json_stringn(at, length));
	}
	json_put(object, key, array);
	free(clean);
}
