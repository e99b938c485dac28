/* An adaptive model of bytes: see bytes.h. */
#include "bytes.h"
#include "memory.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    ORDERS = 6,
    SLOTS = 1 << 22, // probabilities for each order
    ONE = 1 << 16,   // of probabilities; a weight of 1
    STEPS = 4096,    // of the tables of logarithms
    STRETCH = 256,   // logits are stored 256 times as large
    LIMIT = 2047,
    SLOW = 4, // a probability moves a sixteenth of the way to the bit that came
};

struct ByteModel {
    uint16_t *p[ORDERS]; // (SLOTS) of a 1
    uint32_t hash[ORDERS];
    uint8_t past[ORDERS];
    int weight[256][ORDERS]; // for each beginning of a byte
    int stretched[STEPS];    // ln(p / (1 - p)), of p = (i + 1/2) / STEPS
    int node;                // 1 and the bits of this byte so far
    size_t slot[ORDERS];
    int input[ORDERS], mixed; // the six logits; the probability of a 1, of ONE
};

ByteModel *bytes_new(void)
{
    ByteModel *m = memory_zeros(sizeof *m);
    for (int k = 0; k < ORDERS; k++) {
        m->p[k] = memory_new(sizeof *m->p[k] * SLOTS);
        for (int i = 0; i < SLOTS; i++)
            m->p[k][i] = ONE / 2;
        for (int node = 0; node < 256; node++)
            m->weight[node][k] = ONE / 3;
    }
    for (int i = 0; i < STEPS; i++)
        m->stretched[i] = (int)lround(STRETCH * log((i + 0.5) / (STEPS - i - 0.5)));
    m->node = 1;
    return m;
}

void bytes_free(ByteModel *m)
{
    for (int k = 0; k < ORDERS; k++)
        free(m->p[k]);
    free(m);
}

// 1 / (1 + e^-x), by looking the logit up in the table of logarithms.
static int squash(const ByteModel *m, int x)
{
    int low = 0, high = STEPS - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (m->stretched[middle] <= x)
            low = middle;
        else
            high = middle - 1;
    }
    int p = low * (ONE / STEPS) + ONE / STEPS / 2;
    return p < 16 ? 16 : p > ONE - 16 ? ONE - 16 : p;
}

static void predict(ByteModel *m)
{
    int64_t sum = 0;
    for (int k = 0; k < ORDERS; k++) {
        m->slot[k] = (m->hash[k] + (uint32_t)m->node * 0x9E3779B1u) >> 10 & (SLOTS - 1);
        m->input[k] = m->stretched[m->p[k][m->slot[k]] / (ONE / STEPS)];
        sum += (int64_t)m->weight[m->node][k] * m->input[k];
    }
    m->mixed = squash(m, (int)(sum / ONE));
}

// Moves each table's probability, and each weight by its share of the error.
static void learn(ByteModel *m, int bit)
{
    int error = (bit ? ONE : 0) - m->mixed;
    for (int k = 0; k < ORDERS; k++) {
        uint16_t *p = &m->p[k][m->slot[k]];
        *p = (uint16_t)(bit ? *p + ((ONE - 1 - *p) >> SLOW) : *p - (*p >> SLOW));
        m->weight[m->node][k] += (int)((int64_t)error * m->input[k] / 20000);
    }
    m->node = m->node << 1 | bit;
}

static void next_byte(ByteModel *m)
{
    for (int k = ORDERS - 1; k > 0; k--)
        m->past[k] = m->past[k - 1];
    m->past[0] = (uint8_t)m->node;
    m->node = 1;
    uint32_t hash = 0;
    for (int k = 1; k < ORDERS; k++) {
        hash = (hash + m->past[k - 1] + 1) * 0x2F0B4C47u;
        hash ^= hash >> 15;
        m->hash[k] = hash * (2 * (uint32_t)k + 1);
    }
}

double bytes_learn(ByteModel *m, uint8_t byte)
{
    double bits = 0;
    for (int i = 7; i >= 0; i--) {
        int bit = byte >> i & 1;
        predict(m);
        bits -= log2((double)(bit ? m->mixed : ONE - m->mixed) / ONE);
        learn(m, bit);
    }
    next_byte(m);
    return bits;
}

void bytes_put(ByteModel *m, uint8_t byte, Coder *out)
{
    for (int i = 7; i >= 0; i--) {
        int bit = byte >> i & 1;
        predict(m);
        coder_put(out, bit ? 0 : (uint32_t)m->mixed, bit ? (uint32_t)m->mixed : ONE, ONE);
        learn(m, bit);
    }
    next_byte(m);
}

uint8_t bytes_take(ByteModel *m, Coder *in)
{
    for (int i = 7; i >= 0; i--) {
        predict(m);
        int bit = coder_ask(in, ONE) < (uint32_t)m->mixed;
        coder_take(in, bit ? 0 : (uint32_t)m->mixed, bit ? (uint32_t)m->mixed : ONE, ONE);
        learn(m, bit);
    }
    uint8_t byte = (uint8_t)m->node;
    next_byte(m);
    return byte;
}
