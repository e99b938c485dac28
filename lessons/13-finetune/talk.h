/*
 * make lesson-13 ARGS=--chat: talking to the assistant in a terminal, with history, until Ctrl-D.
 */
#ifndef FINETUNE_TALK_H
#define FINETUNE_TALK_H

#include "base.h"
#include "lora.h"

// Reads lines from stdin and answers each. history: a file with a message in each line, "user: ..." or "assistant: ...",
// that came before; NULL for none. Ctrl-C ends an answer, or else the conversation; data_error for a role nobody knows.
void talk(const Base *b, const GPT *gpt, const char *history);

#endif
