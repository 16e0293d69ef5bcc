/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The rows of the table in src/report/table.c, and for it alone. */
#ifndef FSLITMUS_REPORT_FORMATS_H
#define FSLITMUS_REPORT_FORMATS_H

#include "report/report.h"

extern const struct report_format report_text;
extern const struct report_format report_ktap;
extern const struct report_format report_json;
extern const struct report_format report_junit;

#endif
