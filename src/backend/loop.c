// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The backend "loop": a new filesystem of the configuration asked for, on an
 * image behind a loop device, used by nobody else. Nothing of it has a name:
 * the image is an unnamed file, the mount is attached nowhere.
 */
#include "backend/backends.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <linux/btrfs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backend/image.h"
#include "backend/keeper.h"
#include "base/memory.h"
#include "kernel/kernel_log.h"
#include "backend/mount.h"
#include "backend/live.h"
#include "base/output.h"
#include "base/scratch.h"
#include "base/text.h"
#include "contract/stamp.h"
#include "fs/fs.h"

/* How long to wait for an unmounted filesystem to release its device. */
#define SETTLE_MS 5000
#define TEST_DIRECTORY "test"
/* Mounting and unmounting may write much, so they may take longer. */
#define MOUNT_LIMIT_NS 60000000000ull

struct loop {
	const struct run_options *options;
	struct image image;	/* none for tmpfs */
	int mount, root;	/* -1: not mounted */
	struct kernel_log *log; /* or NULL */
	uint32_t round_tag;
	bool stuck;  /* cannot be unmounted any more */
	bool failed; /* something was broken: the image is wanted */
	bool kept;   /* the image was copied */
};

static bool has_image(const struct loop *loop)
{
	return loop->image.device >= 0;
}

static const char *device_name(const struct loop *loop)
{
	return has_image(loop) ? loop->image.path + strlen("/dev/") : "";
}

/* Says that a call is made that may hang with the filesystem. */
static void loop_calling(const struct loop *loop, const char *what)
{
	const struct run_options *options = loop->options;

	run_options_calling(options, what,
			    options->timeout_ns > MOUNT_LIMIT_NS ?
				    options->timeout_ns :
				    MOUNT_LIMIT_NS);
}

static void loop_called(const struct loop *loop)
{
	run_options_calling(loop->options, NULL, 0);
}

static int loop_mount(struct target *target)
{
	struct loop *loop = target->private;
	char fixed[FS_TEXT_SIZE];

	fs_options(target->config, FS_LOOP, fixed);
	loop_calling(loop, "mounting the filesystem");
	loop->root = mount_detached(target->config->type->mount_type,
				    has_image(loop) ? loop->image.path : NULL,
				    fixed[0] ? fixed : NULL,
				    target->options->mount_options,
				    &loop->mount, target->reason,
				    sizeof(target->reason));
	loop_called(loop);
	return loop->root < 0 ? loop->root : 0;
}

/* 0 once the filesystem has let go of the device. */
static int loop_unmount(struct loop *loop)
{
	if (loop->root < 0)
		return 0;
	loop_calling(loop, "unmounting the filesystem");
	close(loop->root);
	close(loop->mount);
	loop_called(loop);
	loop->root = loop->mount = -1;
	return has_image(loop) ? image_settle(&loop->image, SETTLE_MS) : 0;
}

static int loop_make_image(struct target *target)
{
	struct loop *loop = target->private;
	const struct fs_type *type = target->config->type;
	int error;

	if (!type->mkfs)
		return 0;
	error = image_tools(target->config, target->reason,
			    sizeof(target->reason));
	if (!error)
		error = image_new(&loop->image, type->loop_bytes,
				  target->options->scratch, target->reason,
				  sizeof(target->reason));
	if (!error)
		error = image_mkfs(&loop->image, target->config,
				   target->options->mkfs_options,
				   target->reason, sizeof(target->reason));
	return error;
}

/* btrfs alone remembers devices, and has a call to forget them. */
static void forget_device(const struct target *target, const char *path)
{
	struct btrfs_ioctl_vol_args device = { 0 };
	int control;

	if (!target->config->type->remembers_disks)
		return;
	control = open("/dev/btrfs-control", O_RDWR | O_CLOEXEC);
	if (control < 0)
		return;
	snprintf(device.name, sizeof(device.name), "%s", path);
	ioctl(control, BTRFS_IOC_FORGET_DEV, &device);
	close(control);
}

static void loop_free(struct target *target)
{
	struct loop *loop = target->private;

	loop_unmount(loop);
	if (has_image(loop))
		forget_device(target, loop->image.path);
	image_free(&loop->image);
	kernel_log_close(loop->log);
	free(loop);
	target->private = NULL;
	target->directory = -1;
}

static void add_word(char *text, size_t size, const char *separator,
		     const char *word)
{
	size_t used = strlen(text);

	if (word && word[0])
		snprintf(text + used, size - used, "%s%s",
			 used ? separator : "", word);
}

/* Whether OPTION is in the list OPTIONS, even with another value. */
static bool is_among(const char *option, const char *options)
{
	size_t length = strcspn(option, "=");

	while (options && *options) {
		if (strcspn(options, "=,") == length &&
		    !strncmp(options, option, length))
			return true;
		options = strchr(options, ',');
		options += options != NULL;
	}
	return false;
}

/* Of an option given twice the last counts: THEIRS override OURS. */
static void describe_mount(struct environment *to, const char *ours,
			   const char *theirs)
{
	char words[sizeof(to->mount_options)], *rest = words, *word;

	snprintf(words, sizeof(words), "%s", ours ? ours : "");
	while ((word = strsep(&rest, ",")))
		if (!is_among(word, theirs))
			add_word(to->mount_options, sizeof(to->mount_options),
				 ",", word);
	add_word(to->mount_options, sizeof(to->mount_options), ",", theirs);
}

static void loop_describe(struct target *target)
{
	struct environment *to = &target->environment;
	const struct run_options *options = target->options;
	const struct fs_config *config = target->config;
	char text[FS_TEXT_SIZE];

	environment_of_running_kernel(to);
	snprintf(to->filesystem, sizeof(to->filesystem), "%s",
		 config->type->mount_type);
	add_word(to->mkfs, sizeof(to->mkfs), " ",
		 fs_mkfs(config, FS_LOOP, text));
	if (config->type->mkfs)
		add_word(to->mkfs, sizeof(to->mkfs), " ",
			 options->mkfs_options);
	describe_mount(to, fs_options(config, FS_LOOP, text),
		       options->mount_options);
}

static int loop_open(struct target *target)
{
	struct loop *loop = xcalloc(1, sizeof(*loop));
	int error;

	target->directory = -1;
	target->own_fs = true;
	target->reason[0] = '\0';
	target->private = loop;
	snprintf(target->name, sizeof(target->name), "%s",
		 target->config->name);
	loop_describe(target);
	loop->options = target->options;
	loop->image.file = loop->image.device = -1;
	loop->mount = loop->root = -1;
	error = mount_possible(target->config->type->mount_type, target->reason,
			       sizeof(target->reason));
	if (!error)
		error = loop_make_image(target);
	if (!error)
		error = loop_mount(target);
	if (error) {
		loop_free(target);
		return error;
	}
	target->directory = loop->root;
	loop->log = kernel_log_open();
	return 0;
}

static int open_directory(struct loop *loop, bool make)
{
	int directory = -1;

	run_options_calling(loop->options, "opening the test's directory",
			    loop->options->timeout_ns);
	if (!make || !mkdirat(loop->root, TEST_DIRECTORY, 0700))
		directory = openat(loop->root, TEST_DIRECTORY,
				   O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (directory < 0)
		directory = -errno;
	loop_called(loop);
	return directory;
}

/* Copies the image of the first failure to where the user asked. */
static void loop_keep_image(struct target *target, char *text, size_t size)
{
	const char *path = target->options->keep_image;
	struct loop *loop = target->private;
	int error;

	if (!path || loop->kept || !has_image(loop))
		return;
	loop->kept = true;
	error = image_keep(&loop->image, path);
	if (error == -EEXIST)
		text_add_line(text, size,
			      "the image of %s was not kept: %s exists",
			      target->name, path);
	else if (error)
		text_add_line(text, size,
			      "the image of %s could not be kept in %s: %s",
			      target->name, path, strerror(-error));
	else
		text_add_line(text, size, "the image of %s is kept in %s",
			      target->name, path);
}

/* Unmounts and mounts again; KEEP: copies the image in between. */
static int loop_mount_again(struct target *target, bool keep,
			    struct result *result)
{
	struct loop *loop = target->private;
	int error = loop_unmount(loop);

	if (error) {
		loop->stuck = true;
		snprintf(target->reason, sizeof(target->reason),
			 "%s was not released by its unmounted filesystem: %s",
			 loop->image.path, strerror(-error));
		return error;
	}
	if (keep)
		loop_keep_image(target, result->uncovered,
				sizeof(result->uncovered));
	error = loop_mount(target);
	if (error)
		text_add_line(result->complaint, sizeof(result->complaint),
			      "the filesystem cannot be mounted again: %s",
			      target->reason);
	else
		target->directory = loop->root;
	return error;
}

/* Mounts the filesystem again, to look at what is on the disk. */
static int loop_remount(struct target *target, struct live *live,
			struct result *result)
{
	struct loop *loop = target->private;
	int error;

	close(live->directory);
	live->directory = -1;
	error = loop_mount_again(target, false, result);
	if (error)
		return error;
	live->thaw = loop->root;
	live->directory = open_directory(loop, false);
	return live->directory < 0 ? live->directory : 0;
}

static int loop_start_keeper(const struct live *live)
{
	struct keeper_duty duty = { .thaw = live->thaw, .parent = -1 };

	return keeper_start(live->keeper, &duty);
}

/*
 * The keeper holds the filesystem open, to thaw it; so it ends before the
 * filesystem can be unmounted.
 */
static int loop_perform(struct target *target, struct live *live,
			struct result *result)
{
	struct loop *loop = target->private;
	int error;

	live_perform(live, result);
	if (live->supervised.stuck) {
		loop->stuck = true;
		snprintf(target->reason, sizeof(target->reason),
			 "a process of test %s hangs in the kernel and cannot "
			 "be killed; this %s is not used any more",
			 live->test->name, target->name);
		return -EBUSY;
	}
	keeper_end(live->keeper);
	if (!live->keep_files || !live_went_well(live, result))
		return 0;
	error = loop_remount(target, live, result);
	if (!error)
		error = loop_start_keeper(live);
	if (!error)
		live_look_again(live, result);
	return error;
}

static int loop_prepare(struct target *target, struct live *live)
{
	struct loop *loop = target->private;
	int error = 0;

	live->directory = open_directory(loop, true);
	if (live->directory < 0)
		error = live->directory;
	else
		error = loop_start_keeper(live);
	if (error)
		snprintf(target->reason, sizeof(target->reason),
			 "cannot prepare %s for a test: %s", target->name,
			 strerror(-error));
	return error;
}

/* Removes what the test left; its image is kept if asked for. */
static int loop_clean_up(struct target *target, struct live *live,
			 struct result *result)
{
	struct loop *loop = target->private;
	int error = 0;

	if (live->directory >= 0)
		close(live->directory);
	if (loop->stuck)
		return 0;
	keeper_end(live->keeper);
	if (result->status == RESULT_BROKEN && has_image(loop)) {
		loop->failed = true;
		if (target->options->keep_image && !loop->kept)
			error = loop_mount_again(target, true, result);
	}
	if (error)
		return error;
	run_options_calling(loop->options, "removing the test's files",
			    loop->options->timeout_ns);
	scratch_discard(loop->root, TEST_DIRECTORY);
	loop_called(loop);
	return 0;
}

static int loop_run(struct target *target, const struct test *test,
		    struct result *result)
{
	struct loop *loop = target->private;
	struct keeper keeper = { .socket = -1 };
	struct live live = {
		.target = target,
		.test = test,
		.keeper = &keeper,
		.log = loop->log,
		.device = device_name(loop),
		.thaw = loop->root,
		.sound_disk = true,
		.round_tag = loop->round_tag,
		.keep_files = has_image(loop),
	};
	int error = loop_prepare(target, &live);
	int cleaned;

	if (error) {
		keeper_end(&keeper);
		return error;
	}
	if (live_begin(&live, result)) {
		error = loop_perform(target, &live, result);
		live_end(&live, result);
	}
	loop->round_tag = (loop->round_tag + result->rounds + 1) % STAMP_ROUNDS;
	cleaned = loop_clean_up(target, &live, result);
	return error ? error : cleaned;
}

/* Runs fsck on the unmounted filesystem. */
static void loop_check(struct target *target, char *complaint, size_t size)
{
	struct loop *loop = target->private;
	int result;

	if (!has_image(loop) || !target->config->type->fsck)
		return;
	result = image_fsck(&loop->image, target->config, complaint, size);
	if (result < 0)
		snprintf(target->reason, sizeof(target->reason),
			 "\"%s\" could not be run: %s",
			 target->config->type->fsck, strerror(-result));
	if (result > 0)
		loop->failed = true;
}

static void loop_close(struct target *target, char *complaint, size_t size)
{
	struct loop *loop = target->private;
	int error;

	if (size)
		complaint[0] = '\0';
	if (!loop)
		return;
	target->reason[0] = '\0';
	error = loop_unmount(loop);
	if (error || loop->stuck)
		snprintf(target->reason, sizeof(target->reason),
			 "%s is still held by a process that cannot be "
			 "killed; it was not checked",
			 loop->image.path);
	else
		loop_check(target, complaint, size);
	if (loop->failed && !loop->stuck)
		loop_keep_image(target, target->reason, sizeof(target->reason));
	loop_free(target);
}

static int loop_check_image(const char *path, char *reason, size_t size)
{
	int error;

	if (!access(path, F_OK)) {
		snprintf(reason, size, "this exists, and is not written over");
		return -1;
	}
	error = output_try_whole_file(path);
	if (error)
		snprintf(reason, size, "%s", strerror(-error));
	return error ? -1 : 0;
}

static int loop_check_options(const struct run_options *options,
			      const struct fs_config *config)
{
	if (!options->mkfs_options || config->type->mkfs)
		return 0;
	error("--mkfs-opts: %s is mounted without a mkfs; it may take "
	      "--mount-opts instead",
	      config->name);
	return FAILURE_USAGE;
}

static const struct backend_option loop_options[] = {
	{ .name = "mkfs-opts",
	  .argument = "S",
	  .value = VALUE_TEXT,
	  .what = "more arguments for mkfs",
	  .repeats = true,
	  .offset = offsetof(struct run_options, mkfs_options) },
	{ .name = "mount-opts",
	  .argument = "S",
	  .value = VALUE_TEXT,
	  .what = "mount options, as mount -o",
	  .repeats = true,
	  .offset = offsetof(struct run_options, mount_options) },
	{ .name = "fs-image",
	  .argument = "FILE",
	  .value = VALUE_TEXT,
	  .what = "keep the image on which a promise was broken",
	  .check = loop_check_image,
	  .offset = offsetof(struct run_options, keep_image) },
	{ .name = "scratch",
	  .argument = "DIR",
	  .value = VALUE_TEXT,
	  .what = "directory for images",
	  .idle = true,
	  .offset = offsetof(struct run_options, scratch) },
	{ .name = NULL }
};

const struct backend backend_loop = {
	.name = "loop",
	.summary = "a fresh filesystem on a loop device; needs root",
	.options = loop_options,
	.heading = "Filesystems made for the run (--fs):",
	.elsewhere = "is for filesystems that are made for the run: give "
		     "--fs, without --uml",
	.anew = true,
	.live = true,
	.check = loop_check_options,
	.open = loop_open,
	.run = loop_run,
	.close = loop_close,
};
