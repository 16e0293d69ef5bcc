// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Builds a kernel: a private copy of the source, our edits in it, configured,
 * compiled and put into the cache.
 */
#include "kernel/build.h"

#include "base/error.h"
#include "base/interrupt.h"
#include "base/memory.h"
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

/* Part of every key. Raise it when the way of building changes. */
#define RECIPE "1"
#define SPACE_NEEDED (900ll << 20)
/* Object files of a 6.12 kernel: an estimate until one was built here. */
#define OBJECTS_EXPECTED 900
#define KEY_LENGTH 16
#define WORK_PREFIX "fslitmus-kernel-"
#define KEPT_PREFIX "fslitmus-kept-"

struct build {
	const struct kernel_request *request;
	struct kernel_version version;
	char *compiler;
	const char *work;	/* private */
	struct scratch scratch; /* the same, unless it is kept */
	char *kept;
	char *tree;
	char *objects;
	char *log;
	char key[DIGEST_HEX];
	struct inputs *inputs; /* in the tree */
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

static void tell_progress(const struct kernel_request *request,
			  const char *what)
{
	if (request->progress)
		request->progress(what, -1, -1);
}

static void tell_objects(long objects, double seconds)
{
	double share = (double)objects / progress_expected;

	if (share > 0.99)
		share = 0.99;
	/* The first few objects do not predict the rest. */
	progress_request->progress("compiling", share,
				   objects < 20 ?
					   -1 :
					   seconds * (1 - share) / share);
}

static void tell_files(long files)
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

/* TREE is NULL where only the version is known. */
static void digest_recipe(const struct build *build, const char *tree,
			  struct digest *digest)
{
	struct inputs *inputs = inputs_choose(&build->request->options, tree,
					      &build->version);

	digest_add(digest, "recipe", RECIPE, sizeof(RECIPE));
	digest_add(digest, "compiler", build->compiler,
		   strlen(build->compiler));
	digest_add(digest, "options", &build->request->options,
		   sizeof(build->request->options));
	inputs_digest(inputs, digest);
	inputs_free(inputs);
}

static int digest_source(struct build *build, const char *directory)
{
	struct digest *digest = digest_new();
	int status = source_digest(directory, digest), failed;

	digest_recipe(build, directory, digest);
	failed = digest_finish(digest, build->key);
	build->key[KEY_LENGTH] = '\0';
	return status ? status : failed;
}

/* Digests what is known of a package without unpacking it. */
static int digest_package(const struct build *build, const char *tar,
			  char alias[DIGEST_HEX])
{
	struct digest *digest = digest_new();
	struct stat status = { 0 };
	int failed;

	if (stat(tar, &status))
		warning("cannot look at %s: %s", tar, strerror(errno));
	digest_add(digest, "tar", tar, strlen(tar));
	digest_add(digest, "size", &status.st_size, sizeof(status.st_size));
	digest_add(digest, "time", &status.st_mtim, sizeof(status.st_mtim));
	digest_recipe(build, NULL, digest);
	failed = digest_finish(digest, alias);
	alias[KEY_LENGTH] = '\0';
	return failed;
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

/* A directory to be kept has a name that is never swept. Returns 0 or errno. */
static int make_private(struct build *build, const char *tmp)
{
	int failed;

	if (build->request->keep) {
		build->kept = xasprintf("%s/" KEPT_PREFIX "XXXXXX", tmp);
		build->work = mkdtemp(build->kept);
		return build->work ? 0 : errno;
	}
	failed = scratch_open(&build->scratch, tmp, WORK_PREFIX);
	build->work = build->scratch.path;
	return -failed;
}

static int make_work_directory(struct build *build)
{
	const char *tmp = build_directory();
	struct statvfs space;
	int failed;

	if (!statvfs(tmp, &space) &&
	    (long long)space.f_bavail * space.f_frsize < SPACE_NEEDED) {
		return error("%s has less than %lld MB free; set TMPDIR to "
			     "where a kernel can be built",
			     tmp, SPACE_NEEDED >> 20);
	}
	failed = make_private(build, tmp);
	if (failed)
		return error("cannot make a directory in %s: %s", tmp,
			     strerror(failed));
	build->tree = xasprintf("%s/source", build->work);
	build->objects = xasprintf("%s/objects", build->work);
	build->log = xasprintf("%s/log", build->work);
	return path_make_directories(build->objects);
}

/*
 * Where ccache is installed, it compiles only what has changed since the last
 * build. Every build has a directory of its own, so ccache is told to compare
 * names below that, and not to compare its name. The compiler then gets
 * relative names, which run_make() maps as well.
 */
static const char *compiler_command(const struct build *build)
{
	char *found = make_first_line("ccache --version 2>/dev/null");

	if (!found)
		return "CC=gcc";
	free(found);
	setenv("CCACHE_BASEDIR", build->work, 1);
	setenv("CCACHE_NOHASHDIR", "1", 1);
	return "CC=ccache gcc";
}

/*
 * Runs make in the private tree. Nothing of this machine, user, directory or
 * time gets into the result: the same source gives the same build id anywhere.
 */
static long run_make(const struct build *build, const char *target,
		     const char *setting, make_progress *progress)
{
	char *objects = xasprintf("O=%s", build->objects);
	char *map = xasprintf("-ffile-prefix-map=%s/= "
			      "-ffile-prefix-map=%s=. "
			      "-ffile-prefix-map=../source/=",
			      build->tree, build->objects);
	char *cflags = xasprintf("KCFLAGS=%s", map);
	char *aflags = xasprintf("KAFLAGS=%s", map);
	char *jobs = xasprintf("-j%d", build->request->jobs);
	char *const argv[] = {
		"make",
		"-C",
		build->tree,
		objects,
		"ARCH=um",
		jobs,
		cflags,
		aflags,
		"LC_ALL=C",
		"KBUILD_BUILD_USER=fslitmus",
		"KBUILD_BUILD_HOST=fslitmus",
		"KBUILD_BUILD_VERSION=1",
		"KBUILD_BUILD_TIMESTAMP=Thu Jan  1 00:00:00 UTC 1970",
		(char *)compiler_command(build),
		(char *)target,
		(char *)setting,
		NULL,
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

/* Whether REST unsets LINE, "CONFIG_X=...". Later fragments win. */
static bool is_taken_back(const char *line, const char *rest)
{
	size_t length = strcspn(line, "=");
	char *no = xasprintf("# %.*s is not set", (int)length, line);
	bool taken_back = has_line(rest, no, strlen(no));

	free(no);
	return taken_back;
}

/* Kconfig silently drops options that the tree cannot have. */
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
	return FAILURE_USAGE;
}

static int configure_tree(struct build *build)
{
	char *wanted = inputs_config(build->inputs);
	char *fragment = xasprintf("%s/fragment", build->work);
	char *setting = xasprintf("KCONFIG_ALLCONFIG=%s", fragment);
	char *path = xasprintf("%s/.config", build->objects);
	char *got = NULL;
	int status = FAILURE_NOT_RUN;

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

static int compile_tree(struct build *build)
{
	progress_expected = expected_objects();
	build->made = run_make(build, "vmlinux", NULL,
			       build->request->progress ? tell_objects : NULL);
	return build->made < 0 ? (int)build->made : 0;
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

static int strip_debug(const struct build *build, const char *from,
		       const char *to)
{
	char *const argv[] = { "objcopy", "--strip-debug", (char *)from,
			       (char *)to, NULL };

	return make_run(argv, build->log, NULL) < 0 ? -1 : 0;
}

static int fill_entry(const struct build *build, const char *entry)
{
	char *vmlinux = xasprintf("%s/vmlinux", build->objects);
	char *config = xasprintf("%s/.config", build->objects);
	char *to_symbols = xasprintf("%s/vmlinux", entry);
	char *to_config = xasprintf("%s/config", entry);
	char *to_linux = xasprintf("%s/linux", entry);
	char *to_source = xasprintf("%s/" KERNEL_SOURCE, entry);
	int status = copy_file(vmlinux, to_symbols, 0644) ||
		     copy_file(config, to_config, 0644) ||
		     strip_debug(build, vmlinux, to_linux) ||
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

static int commit_entry(const struct build *build, struct scratch *entry)
{
	const struct kernel_request *request = build->request;
	char *linux_file = xasprintf("%s/linux", entry->path);
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
		.left_out = inputs_left_out(build->inputs),
		.objects = build->made,
		.built = time(NULL),
	};
	int status = kernel.build_id ? cache_commit(entry, &kernel) : -1;

	free(kernel.left_out);
	free(kernel.build_id);
	free(linux_file);
	return status;
}

static int store_entry(const struct build *build)
{
	struct scratch entry;
	int status = FAILURE_NOT_RUN;

	if (cache_begin(&entry))
		return status;
	if (!fill_entry(build, entry.path) && !commit_entry(build, &entry))
		status = 0;
	else
		scratch_close(&entry);
	return status;
}

static int copy_source(struct build *build)
{
	const struct kernel_request *request = build->request;
	int status;

	tell_progress(request, "copying the source");
	status = make_work_directory(build);
	if (!status)
		status = source_copy(&request->source, build->tree, tell_files);
	if (!status)
		status = digest_source(build, build->tree);
	return status;
}

static int install_inputs(struct build *build)
{
	int status;

	build->inputs = inputs_choose(&build->request->options, build->tree,
				      &build->version);
	status = inputs_install(build->inputs, build->tree);
	if (status == FAILURE_USAGE)
		error("the edits above do not suit Linux %s",
		      build->version.text);
	return status;
}

/* The version is checked again: only the Makefile has it in full. */
static int make_kernel(struct build *build)
{
	const struct kernel_request *request = build->request;
	struct kernel_source copy = { .tree = build->tree };
	int status = source_check(&copy, &build->version);

	if (status)
		return status;
	status = install_inputs(build);
	if (status)
		return status;
	tell_progress(request, "configuring");
	status = configure_tree(build);
	if (status)
		return status;
	tell_progress(request, "compiling");
	status = compile_tree(build);
	if (status)
		return status;
	tell_progress(request, "storing");
	return store_entry(build);
}

static int build_unless_cached(struct build *build, bool *was_cached)
{
	int status = copy_source(build);

	if (status)
		return status;
	*was_cached = cache_has(build->key);
	return *was_cached ? 0 : make_kernel(build);
}

static void tell_waiting(void *request)
{
	tell_progress(request, "waiting for another build of this kernel");
}

/* Once the lock is ours, another process may have filled the cache. */
static int await_turn(struct build *build, const char *name)
{
	int status = build_lock(&build->lock, name, tell_waiting,
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
		return FAILURE_NOT_RUN;
	status = digest_package(build, tar, alias);
	free(tar);
	if (status)
		return status;
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

static void build_clean_up(struct build *build)
{
	if (build->work && build->kept)
		warning("the tree, its objects and the log are in %s",
			build->work);
	scratch_close(&build->scratch);
	build_unlock(&build->lock);
	if (build->inputs)
		inputs_free(build->inputs);
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
	if (!build.compiler)
		return error("gcc cannot be run; install the Debian package "
			     "gcc");
	progress_request = request;
	interrupt_watch();
	status = request->source.tree ? build_tree(&build, was_cached) :
					build_package(&build, was_cached);
	if (!status)
		*key = xstrdup(build.key);
	if (!status && *was_cached)
		cache_prefer(build.key);
	build_clean_up(&build);
	interrupt_unwatch();
	return status;
}
