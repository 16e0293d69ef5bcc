// SPDX-License-Identifier: GPL-2.0-or-later
/* Mounts with fsopen(2), with errors that say what was refused. */
#include "backend/mount.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "base/memory.h"

/* Options that belong to the mount, not to the filesystem. */
static const struct {
	const char *name;
	unsigned int attribute;
} attributes[] = {
	{ "noatime", MOUNT_ATTR_NOATIME },
	{ "nodiratime", MOUNT_ATTR_NODIRATIME },
	{ "strictatime", MOUNT_ATTR_STRICTATIME },
	{ "nosuid", MOUNT_ATTR_NOSUID },
	{ "nodev", MOUNT_ATTR_NODEV },
	{ "noexec", MOUNT_ATTR_NOEXEC },
	{ "relatime", 0 },
	{ "defaults", 0 },
};

int mount_possible(const char *type, char *reason, size_t size)
{
	int context = fsopen(type, FSOPEN_CLOEXEC);

	if (context >= 0) {
		close(context);
		return 0;
	}
	switch (errno) {
	case EPERM:
		snprintf(reason, size,
			 "mounting %s needs root or CAP_SYS_ADMIN; --dir DIR "
			 "tests a mounted filesystem without",
			 type);
		return -EPERM;
	case ENODEV:
		snprintf(reason, size,
			 "this kernel has no %s: it is not in "
			 "/proc/filesystems and no module brought it",
			 type);
		return -ENODEV;
	case ENOSYS:
		snprintf(reason, size,
			 "this kernel has no fsopen(2); Linux 5.2 or later is "
			 "needed to mount %s",
			 type);
		return -ENOSYS;
	}
	snprintf(reason, size, "cannot mount %s: %s", type, strerror(errno));
	return -errno;
}

static bool is_attribute(const char *option, unsigned int *flags)
{
	for (size_t i = 0; i < sizeof(attributes) / sizeof(attributes[0]); i++)
		if (!strcmp(option, attributes[i].name)) {
			*flags |= attributes[i].attribute;
			return true;
		}
	return false;
}

/* Hand one option to the filesystem. */
static int give_option(int context, char *option, unsigned int *flags)
{
	char *value;

	if (!*option || is_attribute(option, flags))
		return 0;
	value = strchr(option, '=');
	if (value) {
		*value++ = '\0';
		return fsconfig(context, FSCONFIG_SET_STRING, option, value, 0);
	}
	return fsconfig(context, FSCONFIG_SET_FLAG, option, NULL, 0);
}

/* BAD receives the option that was refused. */
static int give_options(int context, const char *options, unsigned int *flags,
			char *bad, size_t size)
{
	char *copy, *rest, *option;
	int error = 0;

	copy = rest = xstrdup(options);
	while (!error && (option = strsep(&rest, ","))) {
		snprintf(bad, size, "%s", option);
		if (give_option(context, option, flags))
			error = -errno;
	}
	free(copy);
	return error;
}

/* The filesystem's first error message, if it gave one. */
static void kernel_words(int context, char *text, size_t size)
{
	char line[256];
	ssize_t got;

	snprintf(text, size, "the kernel log may say why");
	while ((got = read(context, line, sizeof(line) - 1)) > 0) {
		line[got] = '\0';
		if (line[0] != 'e')
			continue;
		snprintf(text, size, "%.*s", (int)strcspn(line + 2, "\n"),
			 line + 2);
		return;
	}
}

static int mount_create(int context, const char *type, const char *source,
			char *reason, size_t size)
{
	char words[256];
	int error;

	if (source &&
	    fsconfig(context, FSCONFIG_SET_STRING, "source", source, 0))
		return -errno;
	if (!fsconfig(context, FSCONFIG_CMD_CREATE, NULL, NULL, 0))
		return 0;
	error = -errno;
	kernel_words(context, words, sizeof(words));
	snprintf(reason, size, "cannot mount %s: %s (%s)", type,
		 strerror(-error), words);
	return error;
}

static int all_options(int context, const char *type, const char *fixed,
		       const char *options, unsigned int *flags, char *reason,
		       size_t size)
{
	char bad[128] = "";
	char words[256];
	int error = 0;

	if (fixed)
		error = give_options(context, fixed, flags, bad, sizeof(bad));
	if (!error && options)
		error = give_options(context, options, flags, bad, sizeof(bad));
	if (!error)
		return 0;
	kernel_words(context, words, sizeof(words));
	snprintf(reason, size, "%s refuses the mount option '%s': %s (%s)",
		 type, bad, strerror(-error), words);
	return error;
}

static int open_root(int context, unsigned int flags, int *mount)
{
	int root, error;

	*mount = fsmount(context, FSMOUNT_CLOEXEC, flags);
	if (*mount < 0)
		return -errno;
	root = openat(*mount, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (root >= 0)
		return root;
	error = -errno;
	close(*mount);
	*mount = -1;
	return error;
}

int mount_detached(const char *type, const char *source, const char *fixed,
		   const char *options, int *mount, char *reason, size_t size)
{
	unsigned int flags = 0;
	int context, result;

	*mount = -1;
	result = mount_possible(type, reason, size);
	if (result)
		return result;
	context = fsopen(type, FSOPEN_CLOEXEC);
	if (context < 0)
		return -errno;
	result = all_options(context, type, fixed, options, &flags, reason,
			     size);
	if (!result)
		result = mount_create(context, type, source, reason, size);
	if (!result) {
		result = open_root(context, flags, mount);
		if (result < 0)
			snprintf(reason, size, "cannot mount %s: %s", type,
				 strerror(-result));
	}
	close(context);
	return result;
}
