/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FSLITMUS_CMD_STRATEGY_H
#define FSLITMUS_CMD_STRATEGY_H

/* Dies (exit 2), naming OPTION, unless WORD asks for a search
 * (schedule/search.h): better told of before anything starts. */
void strategy_argument(const char *option, const char *word);

#endif
