// SPDX-License-Identifier: GPL-2.0-or-later
#include "kernel/build.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/scratch.h"
#include "kernel/build_id.h"
#include "kernel/build_lock.h"
#include "kernel/cache.h"
#include "kernel/entry.h"
#include "kernel/make.h"
#include "kernel/path.h"
#include "kernel/source_archive.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

/* Part of every key: raise it when the way of building changes. */
#define RECIPE "1"
#define SPACE_NEEDED (900ll << 20)
/* What a kernel of 6.12 takes, until one was built here. */
#define OBJECTS_EXPECTED 900
#define KEY_LENGTH 16
#define WORK_PREFIX "fslitmus-kernel-"
#define KEPT_PREFIX "fslitmus-kept-"

struct build {
	const struct kernel_request *request;
	struct kernel_version version;
	char *compiler;
	const char *work;	/* private */
	struct scratch scratch;	/* that is it, unless it is kept */
	char *kept;
	char *tree;
	char *objects;
	char *log;
	char key[DIGEST_HEX];
	struct build_lock lock;
	long made;
};

/* make_run()'s callback has no argument of its own. */
static const struct kernel_request *progress_request;
static long progress_expected;

const char *build_directory(void)
{
	const char *tmp = getenv("TMPDIR");

	return tmp && *tmp ? tmp : "/tmp";
}

bool build_is_named_so(const char *name)
{
	return !strncmp(name, WORK_PREFIX, strlen(WORK_PREFIX)) ||
	       !strncmp(name, KEPT_PREFIX, strlen(KEPT_PREFIX));
}

static void say(const struct kernel_request *request, const char *what)
{
	if (request->progress)
		request->progress(what, -1, -1);
}

static void say_objects(long objects, double seconds)
{
	double share = (double)objects / progress_expected;

	if (share > 0.99)
		share = 0.99;
	/* The first few say nothing about the rest. */
	progress_request->progress("compiling", share,
				   objects < 20 ? -1 :
				   seconds * (1 - share) / share);
}

static void say_files(long files)
{
	if (progress_request->progress && !(files % 5000))
		progress_request->progress("copying the source", -1, -1);
}

static long expected_objects(void)
{
	struct kernel_list *list = cache_list();
	long objects = list->count ? list->kernels[0].objects : 0;

	cache_list_free(list);
	return objects > 0 ? objects : OBJECTS_EXPECTED;
}

static void digest_recipe(const struct build *build, struct digest *digest)
{
	digest_add(digest, "recipe", RECIPE, sizeof(RECIPE));
	digest_add(digest, "compiler", build->compiler,
		   strlen(build->compiler));
	digest_add(digest, "options", &build->request->options,
		   sizeof(build->request->options));
	inputs_digest(&build->request->options, digest);
}

static int digest_source(struct build *build, const char *directory)
{
	struct digest *digest = digest_new();
	int status = source_digest(directory, digest);

	digest_recipe(build, digest);
	digest_finish(digest, build->key);
	build->key[KEY_LENGTH] = '\0';
	return status;
}

/* What is known of a package without unpacking it. */
static void digest_package(const struct build *build, const char *tar,
			   char alias[DIGEST_HEX])
{
	struct digest *digest = digest_new();
	struct stat status = { 0 };

	if (stat(tar, &status))
		warning("cannot look at %s: %s", tar, strerror(errno));
	digest_add(digest, "tar", tar, strlen(tar));
	digest_add(digest, "size", &status.st_size, sizeof(status.st_size));
	digest_add(digest, "time", &status.st_mtim, sizeof(status.st_mtim));
	digest_recipe(build, digest);
	digest_finish(digest, alias);
	alias[KEY_LENGTH] = '\0';
}

static bool recall_package(struct build *build, const char *alias)
{
	char *key = cache_recall(alias);
	bool known = key && strlen(key) == KEY_LENGTH && cache_has(key);

	if (known)
		memcpy(build->key, key, KEY_LENGTH + 1);
	free(key);
	return known;
}

/* What is kept has a name that is never swept. Returns 0 or an errno. */
static int make_private(struct build *build, const char *tmp)
{
	int error;

	if (build->request->keep) {
		build->kept = path_format("%s/" KEPT_PREFIX "XXXXXX", tmp);
		build->work = mkdtemp(build->kept);
		return build->work ? 0 : errno;
	}
	error = scratch_open(&build->scratch, tmp, WORK_PREFIX);
	build->work = build->scratch.path;
	return -error;
}

static int make_work_directory(struct build *build)
{
	const char *tmp = build_directory();
	struct statvfs space;
	int failed;

	if (!statvfs(tmp, &space) &&
	    (long long)space.f_bavail * space.f_frsize < SPACE_NEEDED) {
		error("%s has less than %lld MB free; set TMPDIR to where a "
		      "kernel can be built", tmp, SPACE_NEEDED >> 20);
		return EXIT_NOT_RUN;
	}
	failed = make_private(build, tmp);
	if (failed) {
		error("cannot make a directory in %s: %s", tmp,
		      strerror(failed));
		return EXIT_NOT_RUN;
	}
	build->tree = path_format("%s/source", build->work);
	build->objects = path_format("%s/objects", build->work);
	build->log = path_format("%s/log", build->work);
	return path_make_directories(build->objects) ? EXIT_NOT_RUN : 0;
}

/*
 * One make in the private tree. Nothing of this machine, user, place or time
 * gets into the result: the same source gives the same build id elsewhere.
 */
static long run_make(const struct build *build, const char *target,
		     const char *setting, make_progress *progress)
{
	char *objects = path_format("O=%s", build->objects);
	char *map = path_format("-ffile-prefix-map=%s/= "
				"-ffile-prefix-map=%s=.",
				build->tree, build->objects);
	char *cflags = path_format("KCFLAGS=%s", map);
	char *aflags = path_format("KAFLAGS=%s", map);
	char *jobs = path_format("-j%d", build->request->jobs);
	char *const argv[] = {
		"make", "-C", build->tree, objects, "ARCH=um", jobs, cflags,
		aflags, "LC_ALL=C", "KBUILD_BUILD_USER=fslitmus",
		"KBUILD_BUILD_HOST=fslitmus", "KBUILD_BUILD_VERSION=1",
		"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		"CC=gcc", (char *)target, (char *)setting, NULL,
	};
	long made = make_run(argv, build->log, progress);

	free(jobs);
	free(aflags);
	free(cflags);
	free(map);
	free(objects);
	return made;
}

static bool has_line(const char *text, const char *line, size_t length)
{
	for (const char *p = text; p; p = strchr(p, '\n')) {
		p += *p == '\n';
		if (!strncmp(p, line, length) &&
		    (p[length] == '\n' || !p[length]))
			return true;
	}
	return false;
}

/* A fragment that comes later has the last word: is LINE, "CONFIG_X=...", not
 * set in the REST? */
static bool is_taken_back(const char *line, const char *rest)
{
	size_t length = strcspn(line, "=");
	char *no = path_format("# %.*s is not set", (int)length, line);
	bool taken_back = has_line(rest, no, strlen(no));

	free(no);
	return taken_back;
}

/* Kconfig drops silently what the tree cannot have; here it is an error. */
static int check_config(const struct build *build, const char *wanted,
			const char *got)
{
	int missing = 0;

	for (const char *line = wanted; *line;) {
		size_t length = strcspn(line, "\n");

		if (!strncmp(line, "CONFIG_", 7) &&
		    !has_line(got, line, length) &&
		    !is_taken_back(line, line + length)) {
			error("this kernel does not take %.*s", (int)length,
			      line);
			missing++;
		}
		line += length + (line[length] == '\n');
	}
	if (!missing)
		return 0;
	error("Linux %s cannot be configured as fslitmus needs it",
	      build->version.text);
	return EXIT_USAGE;
}

static int configure(struct build *build)
{
	char *wanted = inputs_config(&build->request->options);
	char *fragment = path_format("%s/fragment", build->work);
	char *setting = path_format("KCONFIG_ALLCONFIG=%s", fragment);
	char *path = path_format("%s/.config", build->objects);
	char *got = NULL;
	int status = EXIT_NOT_RUN;

	if (!path_write(fragment, wanted, strlen(wanted)) &&
	    run_make(build, "allnoconfig", setting, NULL) >= 0)
		got = path_read(path, NULL);
	if (got)
		status = check_config(build, wanted, got);
	free(got);
	free(path);
	free(setting);
	free(fragment);
	free(wanted);
	return status;
}

static int compile(struct build *build)
{
	progress_expected = expected_objects();
	build->made = run_make(build, "vmlinux", NULL,
			       build->request->progress ? say_objects : NULL);
	return build->made < 0 ? EXIT_NOT_RUN : 0;
}

static int copy_file(const char *from, const char *to, mode_t mode)
{
	size_t size;
	char *data = path_read(from, &size);
	int status;

	if (!data)
		return error("cannot read %s: %s", from, strerror(errno));
	status = path_write(to, data, size);
	free(data);
	return status || chmod(to, mode) ? -1 : 0;
}

static int strip(const struct build *build, const char *from, const char *to)
{
	char *const argv[] = { "objcopy", "--strip-debug", (char *)from,
			       (char *)to, NULL };

	return make_run(argv, build->log, NULL) < 0 ? -1 : 0;
}

static int fill_entry(const struct build *build, const char *entry)
{
	char *vmlinux = path_format("%s/vmlinux", build->objects);
	char *config = path_format("%s/.config", build->objects);
	char *to_symbols = path_format("%s/vmlinux", entry);
	char *to_config = path_format("%s/config", entry);
	char *to_linux = path_format("%s/linux", entry);
	char *to_source = path_format("%s/" KERNEL_SOURCE, entry);
	int status = copy_file(vmlinux, to_symbols, 0644) ||
		     copy_file(config, to_config, 0644) ||
		     strip(build, vmlinux, to_linux) ||
		     chmod(to_linux, 0755) ||
		     source_archive(vmlinux, build->tree, to_source);

	free(to_source);
	free(to_linux);
	free(to_config);
	free(to_symbols);
	free(config);
	free(vmlinux);
	return status;
}

static int commit(const struct build *build, struct scratch *entry)
{
	const struct kernel_request *request = build->request;
	char *linux_file = path_format("%s/linux", entry->path);
	struct kernel kernel = {
		.key = (char *)build->key,
		.version = (char *)build->version.text,
		.source = (char *)(request->source.tree ?
				   request->source.tree :
				   request->source.package),
		.compiler = build->compiler,
		.build_id = build_id_read(linux_file),
		.with_kasan = request->options.with_kasan,
		.with_lockdep = request->options.with_lockdep,
		.with_mutants = request->options.with_mutants,
		.objects = build->made,
		.built = time(NULL),
	};
	int status = kernel.build_id ? cache_commit(entry, &kernel) : -1;

	free(kernel.build_id);
	free(linux_file);
	return status;
}

static int store(const struct build *build)
{
	struct scratch entry;
	int status = EXIT_NOT_RUN;

	if (cache_begin(&entry))
		return status;
	if (!fill_entry(build, entry.path) && !commit(build, &entry))
		status = 0;
	else
		scratch_close(&entry);
	return status;
}

static int copy_source(struct build *build)
{
	const struct kernel_request *request = build->request;
	int status;

	say(request, "copying the source");
	status = make_work_directory(build);
	if (!status)
		status = source_copy(&request->source, build->tree,
				     say_files);
	if (!status)
		status = digest_source(build, build->tree);
	return status;
}

/* The tree's own Makefile knows better than a package's name. */
static int make_kernel(struct build *build)
{
	const struct kernel_request *request = build->request;
	struct kernel_source copy = { .tree = build->tree };
	int status = source_check(&copy, &build->version);

	if (status)
		return status;
	status = inputs_install(&request->options, build->tree);
	if (status)
		return status;
	say(request, "configuring");
	status = configure(build);
	if (status)
		return status;
	say(request, "compiling");
	status = compile(build);
	if (status)
		return status;
	say(request, "storing");
	return store(build);
}

static int build_unless_cached(struct build *build, bool *was_cached)
{
	int status = copy_source(build);

	if (status)
		return status;
	*was_cached = cache_has(build->key);
	return *was_cached ? 0 : make_kernel(build);
}

static void say_waiting(void *request)
{
	say(request, "waiting for another build of this kernel");
}

/* What is in the cache afterwards may be what another process built. */
static int await_turn(struct build *build, const char *name)
{
	int status = build_lock(&build->lock, name, say_waiting,
				(void *)build->request);

	entry_forget();
	return status;
}

static int build_tree(struct build *build, bool *was_cached)
{
	int status = digest_source(build, build->request->source.tree);

	*was_cached = !status && cache_has(build->key);
	if (status || *was_cached)
		return status;
	status = await_turn(build, build->key);
	*was_cached = !status && cache_has(build->key);
	if (status || *was_cached)
		return status;
	return build_unless_cached(build, was_cached);
}

static int build_package(struct build *build, bool *was_cached)
{
	char alias[DIGEST_HEX];
	char *tar = source_package_tar(build->request->source.package);
	int status;

	if (!tar)
		return EXIT_NOT_RUN;
	digest_package(build, tar, alias);
	free(tar);
	*was_cached = recall_package(build, alias);
	if (*was_cached)
		return 0;
	status = await_turn(build, alias);
	*was_cached = !status && recall_package(build, alias);
	if (status || *was_cached)
		return status;
	status = build_unless_cached(build, was_cached);
	if (!status)
		cache_remember(alias, build->key);
	return status;
}

static void clean_up(struct build *build)
{
	if (build->work && build->kept)
		warning("the tree, its objects and the log are in %s",
			build->work);
	scratch_close(&build->scratch);
	build_unlock(&build->lock);
	free(build->kept);
	free(build->tree);
	free(build->objects);
	free(build->log);
	free(build->compiler);
}

int kernel_build(const struct kernel_request *request, char **key,
		 bool *was_cached)
{
	struct build build = { .request = request };
	int status = source_check(&request->source, &build.version);

	if (status)
		return status;
	build.compiler = make_first_line("LC_ALL=C gcc --version");
	if (!build.compiler) {
		error("gcc cannot be run; install the Debian package gcc");
		return EXIT_NOT_RUN;
	}
	progress_request = request;
	interrupt_watch();
	status = request->source.tree ? build_tree(&build, was_cached) :
					build_package(&build, was_cached);
	if (!status)
		*key = path_format("%s", build.key);
	clean_up(&build);
	interrupt_unwatch();
	return status;
}
