/* Lesson 09's program as a tool: it loads a GPT-2, says what it is, writes, and scores a text. */
#ifndef GPT2_COMMAND_H
#define GPT2_COMMAND_H

#include "notebook.h"

#include <stdbool.h>

// --model, --prompt, ..., and after them the lesson's other options; both lists end with {0}. Call it once.
const Extra *command_options_and(const Extra *others);
extern int command_heads; // --heads, which --model and --train share; 0: not given

bool command_given(void); // is it a command? usage_error for options that do not go together
void command_run(void);   // prints nothing but its result; the rest goes to stderr

#endif
