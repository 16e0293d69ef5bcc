// SPDX-License-Identifier: GPL-2.0-only
/*
 * Computes crc32c, the checksum of metadata and journals, with the processor's
 * instruction for it. User-Mode Linux has no driver that does. From 6.14 on
 * lib/crc chooses the implementation.
 */
#include <linux/crc32.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 14, 0)

#define CPUID_ECX_SSE42 (1u << 20)

static bool crc32c_has_instruction(void)
{
	static int known = -1;
	u32 a = 1, b, c = 0, d;

	if (known < 0) {
		asm volatile("cpuid" : "+a" (a), "=b" (b), "+c" (c), "=d" (d));
		known = !!(c & CPUID_ECX_SSE42);
	}
	return known;
}

u32 __pure __crc32c_le(u32 crc, unsigned char const *p, size_t len)
{
	u64 sum = crc;

	if (!crc32c_has_instruction())
		return __crc32c_le_base(crc, p, len);
	for (; len >= sizeof(u64); len -= sizeof(u64), p += sizeof(u64))
		asm("crc32q %1, %0" : "+r" (sum) : "m" (*(const u64 *)p));
	for (; len; len--, p++)
		asm("crc32b %1, %0" : "+r" (sum) : "m" (*p));
	return sum;
}

#endif
