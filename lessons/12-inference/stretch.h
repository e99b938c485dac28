/* Between the files of the compressor: tokens as an arithmetic code, by the language model's probabilities. */
#ifndef STRETCH_H
#define STRETCH_H

#include "code.h"
#include "voice.h"

// Writes n tokens, or reads them: the two do the same with the model, in the same order, and so compute the same
// probabilities. Long texts are read in several places at once (lanes), so that a batch shares the weights.
// Returns the bits that the tokens cost by the probabilities.
double stretch_put(const Voice *v, int n, const int ids[], Coder *out);
void stretch_take(const Voice *v, int n, int ids[], Coder *in);

// A checksum of the probabilities of a fixed text, and one of weights and tokens.
uint32_t stretch_arithmetic(const Voice *v);
uint64_t stretch_model(const Voice *v);
uint64_t checksum(uint64_t sum, const void *bytes, size_t n); // FNV-1a; begin with FIRST_SUM
#define FIRST_SUM 0xcbf29ce484222325u

#endif
