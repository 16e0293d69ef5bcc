/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the compiler calls at every basic block of instrumented code. Most of
 * them are passed while no schedule runs, when files are made and looked at,
 * so this is the shortest way back there is: no frame, no register touched.
 */
#include <linux/linkage.h>

SYM_FUNC_START(__sanitizer_cov_trace_pc)
	cmpb	$0, fslitmus_running(%rip)
	jne	1f
	RET
1:	movq	(%rsp), %rdi		/* the block's address */
	jmp	fslitmus_point
SYM_FUNC_END(__sanitizer_cov_trace_pc)
