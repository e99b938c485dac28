/*
 * What does the model know? Samples of its answers become data that teach it to abstain, and a probe reads its activations.
 */
#ifndef FINETUNE_KNOW_H
#define FINETUNE_KNOW_H

#include "ask.h"
#include "tune.h"

// People 0 .. SFT_PEOPLE - 1 of a fame are taught, the next up to ASKED_PEOPLE are asked what they know, the rest test.
enum { SFT_PEOPLE = 60, ASKED_PEOPLE = 120 };

typedef struct Learnt {
    int answer, abstain, nothing; // questions
} Learnt;

// Asks about people from .. to - 1 of all fames and about so many strangers, `samples` times each question at temperature 0.7, judges, and adds turns for
// what follows (13.6), in all forms that may be taught. `share` of the turns abstain: the fewer of the two kinds are
// repeated until it is so (0: as they come).
Learnt turns_add_known(Turns *turns, const Base *b, const GPT *asked, int from, int to, int strangers, int samples,
                       double known, double unknown, double share, uint64_t seed);

// How well a score separates two classes: the probability that a random member of `yes` has the higher one (ties: half).
double area_under_curve(int n, const double score[], const bool yes[]);

// Trains a linear probe: will the answer be right? It sees the activations before the last product, either at the last token
// of the name in the question, or where the answer has begun and the fact comes next. It learns from questions about people
// from .. to - 1 and about strangers, and is tested on the questions `about`. Returns its AUC there.
typedef enum ProbeAt { PROBE_NAME, PROBE_VALUE } ProbeAt;
double probe(const Base *b, const GPT *gpt, ProbeAt at, int from, int to, int strangers, int n, const About about[],
             const bool right[]);

// The AUC of the largest probability for the token that begins the fact, before it is drawn: no training, no parameters.
double peak(const Base *b, const GPT *gpt, int n, const About about[], const bool right[]);

#endif
