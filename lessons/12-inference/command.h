/* Lesson 12's program as a tool: it writes, with a draft or without, and compresses files. */
#ifndef COMMAND_H
#define COMMAND_H

#include "notebook.h"

const Extra *command_options_and(const Extra *others); // both lists end with {0}. Call it once
bool command_given(void);                              // usage_error for options that do not go together
void command_run(void);                                // only results go to stdout

#endif
