/* Lesson 12's text: the novel as the small GPT-2 was trained on it, a paragraph on a line. */
#ifndef NOVEL_H
#define NOVEL_H

#include <stddef.h>

typedef struct Novel {
    char *text;        // from malloc
    size_t size, held; // bytes; where the last tenth begins, which no training saw
} Novel;

// A file of prose, looked for as all data is, without the underscores of italics and without headings. data_error if
// it is too short.
Novel novel_load(const char *file);

#endif
