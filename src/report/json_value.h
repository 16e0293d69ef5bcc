/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Jansson with one rule added: exhausted memory ends the command, see
 * base/memory.h, so that no report is silently incomplete.
 */
#ifndef FSLITMUS_REPORT_JSON_VALUE_H
#define FSLITMUS_REPORT_JSON_VALUE_H

#include <jansson.h>
#include <stdint.h>

#include "actor/result.h"

/* Both take ownership of the reference to VALUE. */
void json_put(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

/* Numbers above 2^63 - 1 become that. */
void json_put_number(json_t *object, const char *key, uint64_t number);
/* TEXT is cleaned first (clean.h). */
void json_put_text(json_t *object, const char *key, const char *text);
/* Puts an array with a string for each line of TEXT that is not empty. */
void json_put_lines(json_t *object, const char *key, const char *text);

/* The round kept in RESULT, with its verdict; NULL if none was kept. */
json_t *json_round(const struct test *test, const struct result *result);

#endif
