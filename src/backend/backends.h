/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The backends there are, for table.c alone; others ask backend_find(). */
#ifndef FSLITMUS_BACKEND_BACKENDS_H
#define FSLITMUS_BACKEND_BACKENDS_H

#include "backend/backend.h"

extern const struct backend backend_dir;
extern const struct backend backend_loop;
extern const struct backend backend_uml;

#endif
