/*
 * Model collapse: generations of small GPTs, each trained from nothing on what the one before has written. The first reads
 * tales from a grammar (datasets/world-tales.txt), so that everything can be compared with the truth.
 */
#ifndef FINETUNE_COLLAPSE_H
#define FINETUNE_COLLAPSE_H

#include <stdint.h>

typedef struct Generation {
    double above;    // loss of true tales, in nats a tale above their entropy
    double entropy;  // of the child, the colour and the pet in what it writes: at most ln 20 + ln 12 + ln 16
    double errors;   // share of what it writes that the grammar cannot have made
    double distinct; // of the 3840 tales, the share it wrote at least once
    int children;    // how many of the 20 occur
} Generation;

// Generation g is trained on `tales` tales; fresh of them are true, the others were written by generation g - 1. Fills
// result[0 .. generations - 1]; generation 0 has read true tales only.
void collapse(int generations, int tales, int fresh, int steps, uint64_t seed, Generation result[]);
double collapse_entropy(void); // of a true tale

#endif
