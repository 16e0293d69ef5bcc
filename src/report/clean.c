// SPDX-License-Identifier: GPL-2.0-or-later
/* Cleans text for strict formats and for terminals. */
#include "report/clean.h"

#include <libxml/xmlstring.h>
#include <string.h>

#include "base/memory.h"

char *clean_text(const char *text)
{
	char *copy = xstrdup(text);
	int valid;

	valid = xmlCheckUTF8((const unsigned char *)copy);
	for (unsigned char *at = (unsigned char *)copy; *at; at++) {
		if (*at >= 0x80 && valid)
			continue;
		if (*at >= 0x7f || (*at < 0x20 && *at != '\n' && *at != '\t'))
			*at = '?';
	}
	return copy;
}
