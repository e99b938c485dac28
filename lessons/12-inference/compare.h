/* Lesson 12: claims, counted. */
#ifndef COMPARE_H
#define COMPARE_H

#include "speculate.h"

// Two random models of five tokens: three tokens are written `times` times by speculation. Returns the sum over all 125
// results of (counted - expected)^2 / expected, which is about 124, give or take 16, if the distribution is the large
// model's.
double compare_distributions(int times, uint64_t seed);

// Writes texts after `prompts` beginnings taken from ids (n), with so many guesses at a time; returns the sums.
Guessed compare_guesses(const Voice *large, const Voice *draft, int guesses, int prompts, int n, const int ids[],
                        uint64_t seed);

// Are the logits of a sequence the same to the last bit if it is read alone and among `size` others?
bool compare_batch(const Served *m, int size, const int ids[]);

// gzip, bzip2, xz and zstd, where they are installed, and the model of bytes, on the same text as ours.
void compare_compressors(const uint8_t *text, size_t n, size_t ours);

#endif
