/*
 * The Mersenne twister, and what PyTorch makes of its words. rng.h says what each function draws;
 * this file shows how. rng_python.c has what Python's `random` makes of the same words.
 *
 * The order of the draws matters: a loop that draws u before v must keep doing so, and nothing here
 * may run in parallel. Each function repeats torch's arithmetic and its types (where torch computes
 * in double and rounds at the end, so do we).
 */
#include "rng.h"

#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "memory.h"

static const double PI = 3.14159265358979323846;

/* ---- The engine ----------------------------------------------------------------------------- */

void rng_seed(Rng *rng, uint64_t seed)
{
    rng->state[0] = (uint32_t)seed;
    for (uint32_t i = 1; i < RNG_WORDS; i++) {
        uint32_t previous = rng->state[i - 1];
        rng->state[i] = 1812433253u * (previous ^ (previous >> 30)) + i;
    }
    rng->index = RNG_WORDS;
    rng->has_normal = false;
    rng->next_normal = 0;
}

// The new word comes from the top bit of one word, the other bits of the next, and a word `far`
// ahead: a shift register as wide as the whole state. That is the whole recurrence.
static uint32_t twist(uint32_t word, uint32_t next, uint32_t far)
{
    uint32_t mixed = (word & 0x80000000u) | (next & 0x7fffffffu);
    return far ^ (mixed >> 1) ^ (mixed & 1 ? 0x9908b0dfu : 0);
}

// The last words take `next` and `far` from words that are already new: state is a window on one
// long sequence.
static void refill(Rng *rng)
{
    CHECK(rng->index == RNG_WORDS, "this Rng was never seeded: call rng_seed first");
    uint32_t *s = rng->state;
    for (int i = 0; i < RNG_WORDS; i++)
        s[i] = twist(s[i], s[(i + 1) % RNG_WORDS], s[(i + 397) % RNG_WORDS]);
    rng->index = 0;
}

// The recurrence is linear, and raw words show it; the four shifts ("tempering") hide it.
uint32_t rng_u32(Rng *rng)
{
    if (rng->index < 1 || rng->index >= RNG_WORDS)
        refill(rng);
    uint32_t word = rng->state[rng->index++];
    word ^= word >> 11;
    word ^= (word << 7) & 0x9d2c5680u;
    word ^= (word << 15) & 0xefc60000u;
    return word ^ (word >> 18);
}

static uint64_t u64(Rng *rng)
{
    uint64_t high = rng_u32(rng);
    return high << 32 | rng_u32(rng);
}

/* ---- Uniform numbers ------------------------------------------------------------------------ */

// A float has 24 bits of precision, so 24 random bits make every multiple of 2^-24 below 1 equally
// likely. With more bits, some would round up to 1.0, which no caller expects.
static float uniform_float(Rng *rng)
{
    return (float)(rng_u32(rng) & 0xffffff) * 0x1p-24f;
}

// The same with the 53 bits of a double.
static double uniform_double(Rng *rng)
{
    return (double)(u64(rng) & 0x1fffffffffffff) * 0x1p-53;
}

void rng_rand(Rng *rng, float *out, size_t n)
{
    CHECK(n > 0, "rand: no elements to draw");
    for (size_t i = 0; i < n; i++)
        out[i] = uniform_float(rng);
}

/* ---- Normal numbers: u and v are uniform, (radius, 2 pi v) is a point in the plane ---------- */

static double normal_double(Rng *rng)
{
    if (rng->has_normal) {
        rng->has_normal = false;
        return rng->next_normal;
    }
    double v = uniform_double(rng);
    double u = uniform_double(rng);
    double radius = sqrt(-2 * log1p(-u));
    rng->next_normal = radius * sin(2 * PI * v);
    rng->has_normal = true;
    return radius * cos(2 * PI * v);
}

// 16 uniforms become 16 normals in place: number j makes the radius and number j + 8 the angle.
// 16 floats are two AVX registers: u in one, v in the other, eight Box-Mullers side by side. (That
// is also why 2 pi is a float here: torch's AVX code has it so.)
static void normal_block(float *x)
{
    for (int j = 0; j < 8; j++) {
        float radius = sqrtf(-2 * logf(1 - x[j])); // 1 - x is in (0, 1]: its logarithm is finite
        float angle = (float)(2 * PI) * x[j + 8];
        x[j] = radius * cosf(angle);
        x[j + 8] = radius * sinf(angle);
    }
}

// Fewer than 16 left-over numbers do not make a block. So the last block starts 16 before the end
// and draws fresh uniforms: it overwrites normals of the block before (Box-Muller on numbers that
// are already normal would be wrong).
static void normal_fill(Rng *rng, float *out, size_t n)
{
    rng_rand(rng, out, n);
    for (size_t i = 0; i + 16 <= n; i += 16)
        normal_block(out + i);
    if (n % 16 != 0) {
        rng_rand(rng, out + n - 16, 16);
        normal_block(out + n - 16);
    }
}

void rng_randn(Rng *rng, float *out, size_t n)
{
    CHECK(n > 0, "randn: no elements to draw");
    if (n >= 16) {
        normal_fill(rng, out, n);
        return;
    }
    for (size_t i = 0; i < n; i++)
        out[i] = (float)normal_double(rng);
}

/* ---- Integers ------------------------------------------------------------------------------- */

// The remainder makes small results slightly too likely, by less than range / 2^32 of their probability.
// torch accepts that; Python redraws instead (rng_shuffle). Unsigned arithmetic wraps where
// high - low would overflow.
int64_t rng_randint(Rng *rng, int64_t low, int64_t high)
{
    CHECK(low < high, "randint: the range [%lld, %lld) is empty", (long long)low, (long long)high);
    uint64_t range = (uint64_t)high - (uint64_t)low;
    uint64_t word = range >> 32 ? u64(rng) : rng_u32(rng);
    return (int64_t)((uint64_t)low + word % range);
}

void rng_randperm(Rng *rng, int *out, int n)
{
    CHECK(n > 0, "randperm: n is %d; it must be at least 1", n);
    for (int i = 0; i < n; i++)
        out[i] = i;
    for (int i = 0; i < n - 1; i++) {
        int j = i + (int)(rng_u32(rng) % (uint32_t)(n - i));
        int swapped = out[i];
        out[i] = out[j];
        out[j] = swapped;
    }
}

/* ---- Indices with given probabilities ------------------------------------------------------- */

// The sum is in float, in the order of the elements, because torch's cumulative sums are.
static float check_weights(const float *p, int n)
{
    CHECK(n > 0, "multinomial: n is %d; it must be at least 1", n);
    float sum = 0;
    for (int i = 0; i < n; i++) {
        CHECK(p[i] >= 0 && isfinite(p[i]), "multinomial: probability %d is %g; it must be finite, and 0 or more", i,
              (double)p[i]);
        sum += p[i];
    }
    CHECK(sum > 0, "multinomial: all %d probabilities are 0", n);
    return sum;
}

// The first index whose cumulative sum is >= u, by bisection: the answer stays within low ... high.
// The last sum is 1 and u is below 1, so there is one.
static int first_at_least(const float *sums, int n, double u)
{
    int low = 0;
    int high = n;
    while (low < high) {
        int middle = low + (high - low) / 2;
        if (sums[middle] < u)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static float *cumulative_sums(const float *p, int n)
{
    float total = check_weights(p, n);
    CHECK(isfinite(total), "multinomial: the sum of the probabilities overflows");
    float *sums = memory_new((size_t)n * sizeof *sums);
    float sum = 0;
    for (int i = 0; i < n; i++) {
        sum += p[i];
        sums[i] = sum / total;
    }
    return sums;
}

void rng_multinomial_many(Rng *rng, const float *p, int n, int *out, int count)
{
    CHECK(count > 0, "multinomial: count is %d; it must be at least 1", count);
    float *sums = cumulative_sums(p, n);
    for (int i = 0; i < count; i++)
        out[i] = first_at_least(sums, n, uniform_double(rng));
    free(sums);
}

int rng_multinomial(Rng *rng, const float *p, int n)
{
    int index;
    rng_multinomial_many(rng, p, n, &index, 1);
    return index;
}

int rng_multinomial_race(Rng *rng, const float *p, int n)
{
    check_weights(p, n);
    int best = 0;
    float best_ratio = -1;
    for (int i = 0; i < n; i++) {
        float q = (float)-log1p(-uniform_double(rng));
        float ratio = p[i] / q;
        if (ratio > best_ratio) {
            best = i;
            best_ratio = ratio;
        }
    }
    return best;
}
