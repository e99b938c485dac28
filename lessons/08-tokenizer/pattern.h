/*
 * Cutting a text by a regular expression, as OpenAI's tokenizers do it: the patterns as they were published, run by
 * PCRE2 (Debian: libpcre2-dev). It lives in the lesson's folder and not in common/, because nothing else needs the
 * library: common/data/split.c has GPT-2's pattern written out in C, and the tests compare the two.
 */
#ifndef PATTERN_H
#define PATTERN_H

#include "split.h"

extern const char gpt2_pattern[], gpt4_pattern[];

// name is for messages. Ends the program (data_error) if the expression is not valid.
const Split *pattern_new(const char *name, const char *expression);
void pattern_free(const Split *pattern);

// Which Unicode PCRE2 was built with: "14.0.0".
const char *pattern_unicode(void);

#endif
