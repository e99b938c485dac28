/* Exercise 12.8's plans: rounding a model's weights to a few bits, and what they then weigh. See 12-inference.h. */
#include "12-inference.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>

Plan all_alike(int bits, int group)
{
    Plan plan = {.table = {bits, group}};
    for (int layer = 0; layer < MAX_LAYERS; layer++)
        for (int k = 0; k < MATRICES; k++)
            plan.matrix[layer][k] = plan.table;
    return plan;
}

static double bytes_of(Bits b, double rows, int inputs)
{
    return b.bits == 32 ? 4 * rows * inputs : rows * (b.bits / 8.0 * inputs + 4.0 * ((inputs + b.group - 1) / b.group));
}

double plan_bytes(const Plan *plan, GPTConfig c)
{
    static const int out[MATRICES] = {3, 1, 4, 1}, in[MATRICES] = {1, 1, 1, 4}; // in widths of C
    double bytes = bytes_of(plan->table, c.vocab, c.embd);
    for (int layer = 0; layer < c.layers; layer++)
        for (int k = 0; k < MATRICES; k++)
            bytes += bytes_of(plan->matrix[layer][k], out[k] * c.embd, in[k] * c.embd);
    return bytes;
}

// Each of n numbers, `step` apart, becomes the nearest multiple of its group's scale.
static void round_row(Bits b, size_t n, real *w, size_t step)
{
    double levels = (1 << (b.bits - 1)) - 1; // on each side of 0: 127 with 8 bits
    for (size_t from = 0; from < n; from += (size_t)b.group) {
        size_t to = from + (size_t)b.group < n ? from + (size_t)b.group : n;
        double most = 0;
        for (size_t i = from; i < to; i++)
            most = fmax(most, fabs((double)w[i * step]));
        for (size_t i = from; i < to && most > 0; i++)
            w[i * step] = (real)(round((double)w[i * step] / most * levels) * most / levels);
    }
}

// A matrix (in, out): the numbers of an output are a column, and share scales along it.
static void round_matrix(Bits b, Tensor *t)
{
    size_t in = (size_t)t->shape.dim[0], out = (size_t)t->shape.dim[1];
    for (size_t o = 0; o < out && b.bits < 32; o++)
        round_row(b, in, t->data + o, out);
}

void plan_apply(const Plan *plan, GPT *gpt)
{
    size_t C = (size_t)gpt->config.embd;
    CHECK(gpt->config.layers <= MAX_LAYERS, "plan_apply: %d layers, and a plan has %d", gpt->config.layers, MAX_LAYERS);
    for (size_t v = 0; v < (size_t)gpt->config.vocab && plan->table.bits < 32; v++)
        round_row(plan->table, C, gpt->wte->data + v * C, 1);
    for (int i = 0; i < gpt->config.layers; i++) {
        const Bits *b = plan->matrix[i];
        GPTLayer *l = &gpt->layer[i];
        round_matrix(b[ATTENTION_IN], l->c_attn.weight);
        round_matrix(b[ATTENTION_OUT], l->attn_proj.weight);
        round_matrix(b[MLP_IN], l->c_fc.weight);
        round_matrix(b[MLP_OUT], l->mlp_proj.weight);
    }
}
