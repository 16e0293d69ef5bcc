// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Filesystems whose disks belong to another machine. If such a disk fails, this
 * machine's kernel log does not say so.
 */
#include "fs/types.h"

#define REMOTE(called)                                               \
	{                                                            \
		.name = called, .mount_type = called, .remote = true \
	}

const struct fs_type fs_remote[] = {
	REMOTE("nfs"),
	REMOTE("nfs4"),
	REMOTE("cifs"),
	REMOTE("smb3"),
	REMOTE("ceph"),
	REMOTE("9p"),
	REMOTE("afs"),
	REMOTE("lustre"),
	REMOTE("gpfs"),
	REMOTE("virtiofs"),
	REMOTE("fuse.sshfs"),
	REMOTE("fuse.glusterfs"),
	REMOTE("fuse.ceph-fuse"),
	REMOTE("fuse.rclone"),
	REMOTE("fuse.s3fs"),
	{ .name = NULL },
};
