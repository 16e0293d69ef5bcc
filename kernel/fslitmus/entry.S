/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The function that the compiler calls at every basic block of instrumented
 * code. Most calls come while no schedule runs, when files are made and looked
 * at. They return at once: without a frame, and without a register changed.
 */
#include <linux/linkage.h>

SYM_FUNC_START(__sanitizer_cov_trace_pc)
	cmpb	$0, fslitmus_running(%rip)
	jne	1f
	RET
1:	movq	(%rsp), %rdi		/* the block's address */
	jmp	fslitmus_point
SYM_FUNC_END(__sanitizer_cov_trace_pc)
