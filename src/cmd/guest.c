// SPDX-License-Identifier: GPL-2.0-or-later
/* Finds or builds the kernel that guests run (guest.h). */
#include "cmd/guest.h"

#include "base/error.h"
#include "cmd/kernel.h"
#include "kernel/cache.h"

static const char *guest_kernel_missing(const struct guest_options *options)
{
	if (options->kernel)
		return "no cached kernel has that key or build id; \"fslitmus "
		       "kernel list\" shows them";
	if (options->mutant)
		return "no kernel with faults is built; \"fslitmus kernel "
		       "build --mutants\" makes one, or give --build";
	return "no kernel is built to run tests in; \"fslitmus kernel build\" "
	       "makes one, or give --build";
}

int guest_kernel(const struct guest_options *options)
{
	const bool with_mutants = options->mutant != NULL;
	const struct kernel *kernel;
	struct kernel_list *list;
	bool found, lacks;

	if (with_mutants && !kernel_has_mutant(options->mutant)) {
		error("--mutant %s: there is no such fault; \"fslitmus kernel "
		      "mutants\" lists them",
		      options->mutant);
		return EXIT_USAGE;
	}
	list = cache_list();
	kernel = cache_choose(list, options->kernel, with_mutants);
	found = kernel;
	lacks = found && with_mutants &&
		!kernel_has_fault(kernel, options->mutant);
	if (lacks)
		kernel_lacks_fault(kernel, options->mutant);
	cache_list_free(list);
	if (lacks)
		return EXIT_USAGE;
	if (found)
		return 0;
	if (options->build && !options->kernel)
		return kernel_build_now(NULL, with_mutants);
	error("%s", guest_kernel_missing(options));
	return EXIT_NOT_RUN;
}
