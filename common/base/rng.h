/*
 * Random numbers: one generator that draws exactly what PyTorch's CPU generator draws, and what
 * Python's `random` draws. With a lecture's seed, a program of ours prints the lecture's samples.
 *
 *   Rng rng;
 *   rng_seed(&rng, 2147483647);            // g = torch.Generator().manual_seed(2147483647)
 *   rng_randn(&rng, W, 27 * 27);           // W = torch.randn((27, 27), generator=g)
 *   int next = rng_multinomial(&rng, p, 27);
 *
 * Both libraries use the same engine, the Mersenne twister MT19937: 624 words of state, stirred
 * into 624 new ones every 624 draws, with a period of 2^19937 - 1, a Mersenne prime.
 * (It is not for secrets: 624 draws are enough to predict all the others.) The libraries differ in
 * how a seed fills the state, how many words a function takes, and what it does with them. Below,
 * a "word" is one draw of 32 bits; two functions that take the same number of words leave the
 * generator in the same state, so everything drawn after them agrees as well.
 *
 * Everything here follows PyTorch 1.13 and Python 3.11; other versions may differ in a detail.
 * Integers, rand and Python's doubles are the same to the last bit. Results that go through log, sin
 * and cos agree up to their rounding: within 5e-7 for randn of 16 and more, within 1e-15 (relative)
 * for gauss.
 *
 * A broken promise (no elements, an empty range, a negative probability, a generator that was never
 * seeded) stops the program with a CHECK that names it. Nothing here returns an error.
 *
 * An Rng is plain data: `Rng copy = rng;` makes a second generator that draws the same numbers.
 * It is not locked; give each thread its own.
 */
#ifndef RNG_H
#define RNG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RNG_WORDS = 624 };

typedef struct Rng {
    uint32_t state[RNG_WORDS];
    int index;          // the next word of state to hand out; 0 only before seeding
    bool has_normal;    // Box-Muller makes normals in pairs: is the second one waiting?
    double next_normal; // the waiting one
} Rng;

/* ---- Seeds and words ------------------------------------------------------------------------ */

// torch.Generator().manual_seed(seed). Like torch, it uses the low 32 bits of the seed only: 5 and
// 2^32 + 5 are the same seed. Forgets a waiting normal. Takes no words; any seed is good.
// Source: Matsumoto and Nishimura, mt19937ar.c, init_genrand; ATen/core/MT19937RNGEngine.h.
void rng_seed(Rng *rng, uint64_t seed);

// random.seed(seed) for 0 <= seed < 2^64. All bits count, and the numbers differ from those of
// rng_seed with the same seed. Forgets a waiting normal. Takes no words.
// Source: mt19937ar.c, init_by_array; CPython, Modules/_randommodule.c.
void rng_seed_python(Rng *rng, uint64_t seed);

// The next word, uniform in 0 ... 2^32 - 1: random.getrandbits(32). Aborts if rng is all zeros
// because it was never seeded (a static variable, say): the twister would yield zeros for ever.
// Source: mt19937ar.c, genrand_int32.
uint32_t rng_u32(Rng *rng);

/* ---- What torch draws ----------------------------------------------------------------------- */

// out = torch.rand(n): uniform in [0, 1), the multiple (word mod 2^24) / 2^24. One word each.
// Aborts if n is 0.
// Source: ATen/core/TransformationHelper.h, uniform_real.
void rng_rand(Rng *rng, float *out, size_t n);

// out = torch.randn(n): normal with mean 0 and variance 1, by Box-Muller: for uniform u and v,
//     sqrt(-2 log(1 - u)) cos(2 pi v)  and  sqrt(-2 log(1 - u)) sin(2 pi v)
// are two independent normals. n is the size of the whole tensor, because torch has two ways to draw:
//   n < 16    one by one in double: four words make two normals. The second one waits in rng for
//             the next call, so only every second number takes words.
//   n >= 16   in blocks of 16 in float, one word each. If n is not a multiple of 16, the last 16
//             numbers are drawn a second time, from 16 more words. A waiting normal goes on waiting.
// So randn(40) is not the beginning of randn(41), nor twice randn(20). Aborts if n is 0.
// Source: ATen/native/cpu/DistributionTemplates.h, normal_fill and normal_kernel.
void rng_randn(Rng *rng, float *out, size_t n);

// torch.randint(low, high, (1,)).item(): low + word mod (high - low), so low <= result < high. One
// word, or two (the first is the high half) if high - low >= 2^32. Calling it n times is
// torch.randint(low, high, (n,)). Aborts if low >= high.
// Source: ATen/core/TransformationHelper.h, uniform_int_from_to.
int64_t rng_randint(Rng *rng, int64_t low, int64_t high);

// out = torch.randperm(n): the numbers 0 ... n - 1 in random order, by Fisher and Yates' shuffle
// from the front: out[i] is swapped with one of out[i ... n - 1]. n - 1 words. Aborts if n <= 0.
// Source: ATen/native/TensorFactories.cpp, randperm_cpu.
void rng_randperm(Rng *rng, int *out, int n);

// out = torch.multinomial(p, count, replacement=True): count independent indices, each i with
// probability p[i] / sum(p). A uniform u in [0, 1) is looked up in the cumulative sums of
// p / sum(p): the first that is >= u. 2 words each. Aborts if n <= 0 or count <= 0; if a p[i] is
// negative, infinite or NaN; if all are 0; or if their sum overflows.
// Source: ATen/native/cpu/MultinomialKernel.cpp.
void rng_multinomial_many(Rng *rng, const float *p, int n, int *out, int count);

// torch.multinomial(p, 1, replacement=True).item(): one index, drawn in the same way from 2 words,
// so drawing many at once equals drawing one many times. Aborts as above. (The lecture's bigrams.
// PyTorch 2.0 and later use the race below here, and sample other names from the same seed.)
int rng_multinomial(Rng *rng, const float *p, int n);

// torch.multinomial(p, 1).item(), without replacement=True: the same probabilities, but drawn in
// another way from other words, so the result differs. It is the argmax of p[i] / q[i], where each
// q[i] = -log(1 - u) is exponential: n clocks race, clock i rings at rate p[i], first at time
// q[i] / p[i], and it wins with probability p[i] / sum(p). 2 n words. Aborts as above, except that
// the sum may overflow. (The lectures sample this way from the MLP on.)
// Source: ATen/native/Distributions.cpp, multinomial_out.
int rng_multinomial_race(Rng *rng, const float *p, int n);

/* ---- What Python's random draws ------------------------------------------------------------- */

// random.random(): uniform in [0, 1), a multiple of 2^-53. Two words.
// Source: CPython, Modules/_randommodule.c.
double rng_random(Rng *rng);

// random.uniform(a, b): a + (b - a) random(). Two words; a may be greater than b.
// Source: CPython, Lib/random.py, as for the two below.
double rng_uniform(Rng *rng, double a, double b);

// random.gauss(mu, sigma): mu + sigma z, with z normal by Box-Muller in pairs: four words, then none
// for the second of the pair. (It also takes a normal that rng_randn left waiting.)
double rng_gauss(Rng *rng, double mu, double sigma);

// random.shuffle(a): Fisher and Yates' shuffle from the back: a[i] is swapped with one of
// a[0 ... i]. An index is redrawn until it is in range, so it takes at least n - 1 words and fewer
// than 2 n on average. Aborts if n <= 0.
void rng_shuffle(Rng *rng, int *a, int n);

// random.choices(range(n), weights)[0]: one index, each i with probability weights[i] / sum(weights).
// random() times the sum is looked up in the cumulative sums: the first that is > it. Two words.
// Aborts if n <= 0; if a weight is negative, infinite or NaN; if all are 0; or if their sum overflows.
int rng_choices(Rng *rng, const double *weights, int n);

#endif
