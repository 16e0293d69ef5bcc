// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copies and digests kernel source, with libarchive, and reads its version.
 */
#include "kernel/source.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/memory.h"
#include "kernel/path.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Directories of which only Kconfig files and Makefiles are needed. The list
 * names what is not needed, so that it also suits kernels newer than it.
 */
/* clang-format off */
static const char *const unneeded[] = {
	"Documentation/", "LICENSES/", "samples/", "sound/", "virt/",
	"net/", "rust/", "drivers/accel/", "drivers/clk/",
	"drivers/comedi/", "drivers/crypto/", "drivers/gpu/",
	"drivers/hwmon/", "drivers/iio/", "drivers/infiniband/",
	"drivers/md/", "drivers/media/", "drivers/mfd/", "drivers/mmc/",
	"drivers/mtd/", "drivers/net/", "drivers/nvme/", "drivers/pci/",
	"drivers/phy/", "drivers/pinctrl/", "drivers/platform/",
	"drivers/power/", "drivers/s390/", "drivers/scsi/", "drivers/soc/",
	"drivers/staging/", "drivers/usb/", "drivers/video/",
	"tools/perf/", "tools/testing/", "tools/power/",
	"fs/nfs/", "fs/nfsd/", "fs/smb/", "fs/ceph/", "fs/afs/", "fs/ocfs2/",
	"fs/bcachefs/", NULL,
};
/* clang-format on */

/* Suffixes of files that a build in the tree leaves behind. */
static const char *const made[] = {
	".o", ".a", ".cmd", ".ko", ".mod", ".d", ".order", ".symvers", NULL,
};

static bool starts_with(const char *text, const char *start)
{
	return !strncmp(text, start, strlen(start));
}

static bool ends_with(const char *text, const char *end)
{
	size_t length = strlen(text), end_length = strlen(end);

	return length >= end_length && !strcmp(text + length - end_length, end);
}

static bool is_build_description(const char *name)
{
	return starts_with(name, "Kconfig") || starts_with(name, "Makefile") ||
	       starts_with(name, "Kbuild");
}

static bool is_made(const char *path)
{
	for (int i = 0; made[i]; i++)
		if (ends_with(path, made[i]))
			return true;
	return starts_with(path, "include/config/") ||
	       starts_with(path, "include/generated/") ||
	       strstr(path, "/include/generated/") != NULL ||
	       !strcmp(path, ".config");
}

bool source_is_needed(const char *path)
{
	const char *name = strrchr(path, '/');

	if (is_made(path) || starts_with(path, ".git"))
		return false;
	if (is_build_description(name ? name + 1 : path))
		return true;
	for (int i = 0; unneeded[i]; i++)
		if (starts_with(path, unneeded[i]))
			return false;
	if (starts_with(path, "arch/"))
		return starts_with(path, "arch/um/") ||
		       starts_with(path, "arch/x86/");
	return true;
}

static int out_of_archive(struct archive *archive, const char *what)
{
	return error("cannot read %s: %s", what, archive_error_string(archive));
}

/* The package's name if the tar file was unpacked elsewhere: its file's. */
static const char *package_name(const char *package)
{
	const char *slash = strrchr(package, '/');

	return slash ? slash + 1 : package;
}

bool source_is_package(const char *name)
{
	return starts_with(package_name(name), "linux-source-") &&
	       (!strchr(name, '/') || strstr(package_name(name), ".tar."));
}

char *source_package_tar(const char *package)
{
	static const char *const ends[] = { "xz", "zst", "bz2", "gz" };

	if (strchr(package, '/') && !access(package, R_OK))
		return xstrdup(package);
	if (strchr(package, '/')) {
		error("cannot read %s: %s", package, strerror(errno));
		return NULL;
	}
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		char *path = xasprintf("/usr/src/%s.tar.%s", package, ends[i]);

		if (!access(path, R_OK))
			return path;
		free(path);
	}
	error("there is no /usr/src/%s.tar.xz; install the Debian package %s,"
	      " or name a tree with --tree",
	      package, package);
	return NULL;
}

/*
 * Opens a reader over the source; NULL after saying why. *NAME is what messages
 * call it; the caller frees it.
 */
static struct archive *open_tar(const struct kernel_source *source, char **name)
{
	struct archive *archive = archive_read_new();

	*name = source->archive ? xstrdup(source->archive) :
				  source_package_tar(source->package);
	if (!*name)
		goto failed;
	archive_read_support_filter_all(archive);
	archive_read_support_format_tar(archive);
	if (archive_read_open_filename(archive, *name, 1 << 20) == ARCHIVE_OK)
		return archive;
	out_of_archive(archive, *name);
	free(*name);
failed:
	archive_read_free(archive);
	return NULL;
}

static struct archive *open_tree(const char *tree, char **name)
{
	struct archive *archive = archive_read_disk_new();

	*name = xstrdup(tree);
	archive_read_disk_set_symlink_physical(archive);
	if (archive_read_disk_open(archive, tree) == ARCHIVE_OK)
		return archive;
	out_of_archive(archive, tree);
	archive_read_free(archive);
	free(*name);
	return NULL;
}

/*
 * The path of an entry within the tree: without the first component in a tar
 * file, without the directory's name otherwise. NULL for the top itself.
 */
static const char *inner_path(const struct kernel_source *source,
			      const char *path)
{
	if (source->tree) {
		size_t length = strlen(source->tree);

		while (length > 1 && source->tree[length - 1] == '/')
			length--;
		if (strlen(path) <= length)
			return NULL;
		path += length;
		while (*path == '/')
			path++;
		return *path ? path : NULL;
	}
	while (starts_with(path, "./"))
		path += 2;
	path = strchr(path, '/');
	return path && path[1] ? path + 1 : NULL;
}

static int write_data(struct archive *archive, const char *path, mode_t mode)
{
	char *data = NULL, part[65536];
	size_t size = 0;
	FILE *memory = xopen_memstream(&data, &size);
	ssize_t count;
	int status;

	while ((count = archive_read_data(archive, part, sizeof(part))) > 0)
		fwrite(part, 1, count, memory);
	xclose_memstream(memory);
	if (count < 0) {
		free(data);
		return out_of_archive(archive, path);
	}
	status = path_write(path, data, size);
	free(data);
	if (status || chmod(path, (mode & 0111) | 0644))
		return FAILURE_NOT_RUN;
	return 0;
}

static int write_link(const char *target, const char *path)
{
	if (!symlink(target, path))
		return 0;
	return error("cannot make the link %s: %s", path, strerror(errno));
}

/* A debugger warns of source that is newer than the program. */
static int set_time(const char *path, struct archive_entry *entry)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };

	times[1].tv_sec = archive_entry_mtime(entry);
	if (!utimensat(AT_FDCWD, path, times, 0))
		return 0;
	return error("cannot set the time of %s: %s", path, strerror(errno));
}

static int copy_entry(const struct kernel_source *source,
		      struct archive *archive, struct archive_entry *entry,
		      const char *name, const char *to)
{
	mode_t type = archive_entry_filetype(entry);
	char *path = xasprintf("%s/%s", to, name);
	int status = FAILURE_NOT_RUN;

	if (type == AE_IFDIR)
		status = 0;
	else if (path_make_parents(path))
		status = FAILURE_NOT_RUN;
	else if (type == AE_IFLNK)
		status = write_link(archive_entry_symlink(entry), path);
	else if (type == AE_IFREG)
		status = write_data(archive, path, archive_entry_perm(entry));
	if (!status && source->archive)
		status = set_time(path, entry);
	free(path);
	return status;
}

static void step_into(const struct kernel_source *source,
		      struct archive *archive, struct archive_entry *entry)
{
	if (source->tree && archive_entry_filetype(entry) == AE_IFDIR)
		archive_read_disk_descend(archive);
}

static bool was_interrupted(void)
{
	return interrupted && error("interrupted");
}

static int copy_all(const struct kernel_source *source, struct archive *archive,
		    const char *what, const char *to,
		    void (*progress)(long files))
{
	struct archive_entry *entry;
	long files = 0;
	int status;

	while ((status = archive_read_next_header(archive, &entry)) ==
	       ARCHIVE_OK) {
		const char *name = inner_path(source,
					      archive_entry_pathname(entry));

		if (was_interrupted())
			return FAILURE_INTERRUPTED;
		step_into(source, archive, entry);
		if (!name || !source_is_needed(name))
			continue;
		status = copy_entry(source, archive, entry, name, to);
		if (status)
			return status;
		if (progress && !(++files % 500))
			progress(files);
	}
	return status == ARCHIVE_EOF ? 0 : out_of_archive(archive, what);
}

static struct archive *open_source(const struct kernel_source *source,
				   char **name)
{
	return source->tree ? open_tree(source->tree, name) :
			      open_tar(source, name);
}

int source_copy(const struct kernel_source *source, const char *to,
		void (*progress)(long files))
{
	struct archive *archive;
	char *name;
	int status;

	if (path_make_directories(to))
		return FAILURE_NOT_RUN;
	archive = open_source(source, &name);
	if (!archive)
		return FAILURE_NOT_RUN;
	status = copy_all(source, archive, name, to, progress);
	archive_read_free(archive);
	free(name);
	return status;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Only files that are copied count; .git is not even walked. */
static bool is_to_digest(FTS *tree, FTSENT *entry, const char *name)
{
	if (entry->fts_info == FTS_D && !strcmp(entry->fts_name, ".git"))
		fts_set(tree, entry, FTS_SKIP);
	return entry->fts_info == FTS_F && source_is_needed(name);
}

static int digest_file(const FTSENT *entry, const char *name,
		       struct digest *digest)
{
	size_t size;
	char *data = path_read(entry->fts_accpath, &size);

	if (!data)
		return error("cannot read %s: %s", entry->fts_path,
			     strerror(errno));
	digest_add(digest, name, data, size);
	free(data);
	return 0;
}

int source_digest(const char *copy, struct digest *digest)
{
	char *paths[] = { (char *)copy, NULL };
	FTS *tree = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
	FTSENT *entry;
	int status = 0;

	if (!tree)
		return error("cannot read %s: %s", copy, strerror(errno));
	while (!status && (entry = fts_read(tree))) {
		const char *name = entry->fts_path + strlen(copy);

		if (was_interrupted())
			status = FAILURE_INTERRUPTED;
		name += strspn(name, "/");
		if (!status && is_to_digest(tree, entry, name))
			status = digest_file(entry, name, digest);
	}
	fts_close(tree);
	return status;
}

static int number_after(const char *makefile, const char *key)
{
	size_t length = strlen(key);

	for (const char *p = makefile; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (strncmp(p, key, length) || p[length] != ' ')
			continue;
		p += length + strspn(p + length, " =");
		return *p >= '0' && *p <= '9' ? atoi(p) : -1;
	}
	return -1;
}

static int check_version(const char *what, const char *makefile,
			 struct kernel_version *version)
{
	version->major = number_after(makefile, "VERSION");
	version->minor = number_after(makefile, "PATCHLEVEL");
	if (version->major < 0 || version->minor < 0) {
		error("%s: its Makefile is not that of a Linux kernel", what);
		return FAILURE_USAGE;
	}
	snprintf(version->text, sizeof(version->text), "%d.%d.%d",
		 version->major, version->minor,
		 number_after(makefile, "SUBLEVEL"));
	if (version->major > KERNEL_OLDEST_MAJOR ||
	    (version->major == KERNEL_OLDEST_MAJOR &&
	     version->minor >= KERNEL_OLDEST_MINOR))
		return 0;
	error("%s is Linux %s; User-Mode Linux can be preempted since %d.%d, "
	      "and fslitmus needs that",
	      what, version->text, KERNEL_OLDEST_MAJOR, KERNEL_OLDEST_MINOR);
	return FAILURE_USAGE;
}

static int check_tree(const char *tree, struct kernel_version *version)
{
	char *path = xasprintf("%s/Makefile", tree);
	char *makefile = path_read(path, NULL);
	char *um = xasprintf("%s/arch/um/Makefile", tree);
	int status = FAILURE_USAGE;

	if (!makefile)
		error("%s: %s; --tree wants the top directory of a Linux "
		      "source tree",
		      path, strerror(errno));
	else if (access(um, R_OK))
		error("%s has no arch/um, which fslitmus builds", tree);
	else
		status = check_version(tree, makefile, version);
	free(um);
	free(makefile);
	free(path);
	return status;
}

/*
 * Takes the version from the package's name. Reading the Makefile in the tar
 * file would take as long as unpacking it.
 */
static int check_package(const char *package, struct kernel_version *version)
{
	char makefile[64];
	int major, minor;
	char *path;

	if (sscanf(package_name(package), "linux-source-%d.%d", &major,
		   &minor) != 2 ||
	    !source_is_package(package)) {
		error("'%s' is no package with a kernel's source; expected a "
		      "name such as linux-source-6.12, or the path of its "
		      "linux-source-6.12.tar.xz",
		      package);
		return FAILURE_USAGE;
	}
	snprintf(makefile, sizeof(makefile),
		 "VERSION = %d\nPATCHLEVEL = %d\nSUBLEVEL = 0\n", major, minor);
	if (check_version(package, makefile, version))
		return FAILURE_USAGE;
	path = source_package_tar(package);
	free(path);
	return path ? 0 : FAILURE_NOT_RUN;
}

int source_check(const struct kernel_source *source,
		 struct kernel_version *version)
{
	return source->tree ? check_tree(source->tree, version) :
			      check_package(source->package, version);
}
