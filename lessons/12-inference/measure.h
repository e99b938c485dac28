/* Lesson 12: what depends on the machine. All of it is printed to stderr. */
#ifndef MEASURE_H
#define MEASURE_H

#include "voice.h"

double measure_bandwidth(const Served *m);                        // bytes a second: all weights read and added up
double measure_token(const Served *m, int length);                // seconds to write one, with so many in the cache
double measure_batch(const Served *m, int sequences, int length); // seconds for one token of each
double measure_prompt(const Served *m, int tokens);               // seconds to read them at once

#endif
