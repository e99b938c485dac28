/*
 * What Python's `random` makes of the Mersenne twister's words: the second half of rng.h.
 * The engine itself, and PyTorch's half, are in rng.c.
 */
#include "rng.h"

#include <math.h>

#include "check.h"

static const double TWO_PI = 6.28318530717958647692;

// Mixes the word before word i into it.
static uint32_t mixed(const uint32_t *state, int i, uint32_t factor)
{
    uint32_t previous = state[i - 1];
    return state[i] ^ ((previous ^ (previous >> 30)) * factor);
}

// The words 1 ... 623 form a circle. Word 0 is a copy of the last word, so that word 1 has a neighbour too.
static int step(uint32_t *state, int i)
{
    if (i + 1 < RNG_WORDS)
        return i + 1;
    state[0] = state[RNG_WORDS - 1];
    return 1;
}

// Python takes a seed of any length as a key of 32-bit words, low word first, and adds it in again
// and again along the circle. A seed below 2^32 is a key of one word.
void rng_seed_python(Rng *rng, uint64_t seed)
{
    uint32_t key[2] = {(uint32_t)seed, (uint32_t)(seed >> 32)};
    int length = key[1] != 0 ? 2 : 1;
    rng_seed(rng, 19650218);
    uint32_t *s = rng->state;
    int i = 1;
    for (int k = 0; k < RNG_WORDS; k++) {
        s[i] = mixed(s, i, 1664525u) + key[k % length] + (uint32_t)(k % length);
        i = step(s, i);
    }
    for (int k = 0; k < RNG_WORDS - 1; k++) {
        s[i] = mixed(s, i, 1566083941u) - (uint32_t)i;
        i = step(s, i);
    }
    s[0] = 0x80000000u; // so that the state is never all zero
}

// 27 bits and 26 bits make the 53 of a double.
double rng_random(Rng *rng)
{
    uint32_t high = rng_u32(rng) >> 5;
    uint32_t low = rng_u32(rng) >> 6;
    return (high * 0x1p26 + low) * 0x1p-53;
}

/*
 * x y, rounded. Python rounds a product before it adds; a C compiler may fuse the two into one
 * instruction that rounds once, which is better but not the same number. volatile forbids it.
 */
static double product(double x, double y)
{
    volatile double rounded = x * y;
    return rounded;
}

double rng_uniform(Rng *rng, double a, double b)
{
    return a + product(b - a, rng_random(rng));
}

static double normal(Rng *rng)
{
    if (rng->has_normal) {
        rng->has_normal = false;
        return rng->next_normal;
    }
    double angle = rng_random(rng) * TWO_PI;
    double radius = sqrt(-2 * log(1 - rng_random(rng)));
    rng->next_normal = sin(angle) * radius;
    rng->has_normal = true;
    return cos(angle) * radius;
}

double rng_gauss(Rng *rng, double mu, double sigma)
{
    return mu + product(normal(rng), sigma);
}

// 0 <= result < n, every value equally likely: as many bits as n has, until they are below n.
static int below(Rng *rng, int n)
{
    int bits = 1;
    while (n >> bits != 0)
        bits++;
    uint32_t draw;
    do
        draw = rng_u32(rng) >> (32 - bits);
    while (draw >= (uint32_t)n);
    return (int)draw;
}

void rng_shuffle(Rng *rng, int *a, int n)
{
    CHECK(n > 0, "shuffle: n is %d; it must be at least 1", n);
    for (int i = n - 1; i > 0; i--) {
        int j = below(rng, i + 1);
        int swapped = a[i];
        a[i] = a[j];
        a[j] = swapped;
    }
}

// The sum, added up from the front as Python does: the last of the cumulative sums.
static double total(const double *weights, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        CHECK(weights[i] >= 0 && isfinite(weights[i]), "choices: weights[%d] is %g; it must be finite, and 0 or more",
              i, weights[i]);
        sum += weights[i];
    }
    return sum;
}

int rng_choices(Rng *rng, const double *weights, int n)
{
    CHECK(n > 0, "choices: n is %d; it must be at least 1", n);
    double sum = total(weights, n);
    CHECK(sum > 0 && isfinite(sum), "choices: the weights sum to %g; the sum must be positive and finite", sum);
    double wanted = rng_random(rng) * sum, reached = weights[0];
    int i = 0;
    while (i < n - 1 && reached <= wanted)
        reached += weights[++i];
    return i;
}
