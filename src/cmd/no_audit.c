// SPDX-License-Identifier: GPL-2.0-or-later
/* fslitmus audit in a build without the libraries that it needs. */
#include "base/error.h"
#include "cmd/cmd.h"

int cmd_audit(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	error("this fslitmus was built without audit, for want of: " FSLITMUS_AUDIT_LACKS);
	error("with it (\"make setup\" gets the Debian packages), \"make\" "
	      "builds audit too");
	return EXIT_NOT_RUN;
}
