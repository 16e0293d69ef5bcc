// SPDX-License-Identifier: GPL-2.0-or-later
/* Writes the superblock of a zonefs. */
#include "guest/zonefs_mkfs.h"

#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#define SUPERBLOCK 4096
#define MAGIC 0x5a4f4653
#define CRC_OFFSET 4
#define LABEL_OFFSET 8
#define UUID_OFFSET 72

/* The kernel's crc32_le() over a block, from all ones, not inverted. */
static uint32_t checksum(const uint8_t *block)
{
	uint32_t crc = ~0u;

	for (int i = 0; i < SUPERBLOCK; i++) {
		crc ^= block[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
	}
	return crc;
}

static void put32(uint8_t *block, int offset, uint32_t value)
{
	value = htole32(value);
	memcpy(block + offset, &value, sizeof(value));
}

int zonefs_mkfs(const char *device)
{
	static uint8_t block[SUPERBLOCK] __attribute__((aligned(SUPERBLOCK)));
	int fd = open(device, O_RDWR | O_CLOEXEC | O_SYNC);
	int status = 0;

	if (fd < 0)
		return -1;
	memset(block, 0, sizeof(block));
	put32(block, 0, MAGIC);
	memcpy(block + LABEL_OFFSET, "fslitmus", 8);
	memset(block + UUID_OFFSET, 0xf5, 16);
	put32(block, CRC_OFFSET, checksum(block));
	if (pwrite(fd, block, sizeof(block), 0) != sizeof(block))
		status = -1;
	if (close(fd))
		status = -1;
	return status;
}
