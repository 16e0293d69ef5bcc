/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jansson with one rule added: being out of memory ends the command, so
 * that no report is silently incomplete.
 */
#ifndef FSLITMUS_REPORT_JSON_VALUE_H
#define FSLITMUS_REPORT_JSON_VALUE_H

#include <jansson.h>
#include <stdint.h>

#include "actor/result.h"

/* Each takes over the reference to VALUE. */
void json_put(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

/* Numbers beyond 2^63 - 1 become that. */
void json_put_number(json_t *object, const char *key, uint64_t number);
/* What is not UTF-8 becomes '?'. */
void json_put_text(json_t *object, const char *key, const char *text);
/* An array with one string for each line of TEXT. */
void json_put_lines(json_t *object, const char *key, const char *text);

/* The round kept in RESULT, with its verdict; NULL if none was kept. */
json_t *json_round(const struct test *test, const struct result *result);

#endif
