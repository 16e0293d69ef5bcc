// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads one source file and runs both rewriting passes over it. */
#include "audit/front/clean.h"
#include "audit/front/rewrite.h"
#include "audit/front/source.h"
#include "base/memory.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define LARGEST_FILE (16u << 20)

static int read_whole(FILE *file, struct source *source)
{
	struct stat st;

	if (fstat(fileno(file), &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || st.st_size > LARGEST_FILE)
		return -EFBIG;
	source->length = (size_t)st.st_size;
	/* The passes look a few bytes ahead without checking the length. */
	source->text = xcalloc(1, source->length + 16);
	if (fread(source->text, 1, source->length, file) != source->length)
		return ferror(file) ? -EIO : -EILSEQ;
	return memchr(source->text, '\0', source->length) ? -EILSEQ : 0;
}

int source_load(struct source *source, const char *root, const char *path)
{
	char full[4096];
	FILE *file;
	int err;

	memset(source, 0, sizeof(*source));
	source->path = path;
	snprintf(full, sizeof(full), "%s/%s", root, path);
	file = fopen(full, "re");
	if (!file)
		return -errno;
	err = read_whole(file, source);
	fclose(file);
	if (err) {
		source_free(source);
		return err;
	}
	clean_source(source);
	rewrite_text(source);
	return 0;
}

void source_from_text(struct source *source, const char *path, const char *text)
{
	memset(source, 0, sizeof(*source));
	source->path = path;
	source->length = strlen(text);
	source->text = xcalloc(1, source->length + 16);
	memcpy(source->text, text, source->length);
	clean_source(source);
	rewrite_text(source);
}

void source_free(struct source *source)
{
	free(source->text);
	source->text = NULL;
	vector_free(&source->outlines);
	vector_free(&source->names);
	vector_free(&source->entries);
	vector_free(&source->macros);
	vector_free(&source->uses);
	vector_free(&source->inode_fields);
}
