/* GRPO's objective on the tape: see learn.h. */
#include "learn.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static Tensor *of_doubles(Shape shape, const double *from)
{
    Tensor *t = tensor_zeros(shape);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)from[i];
    return t;
}

Tensor *learn_loss(GPT *gpt, Batch batch, Learn how)
{
    int B = batch.B, T = batch.T;
    Tensor *all = tensor_log_softmax(gpt_forward(gpt, batch.X, B, T));                        // (B, T, V)
    Tensor *logp = tensor_view(tensor_pick(all, batch.Y), SHAPE(B, T));                       // (B, T)
    Tensor *ratio = tensor_exp(tensor_sub(logp, of_doubles(SHAPE(B, T), how.old)));           // (B, T)
    Tensor *advantage = of_doubles(SHAPE(B, 1), how.advantage);                               // (B, 1)
    Tensor *near = tensor_clamp(ratio, 1 - how.clip, 1 + how.clip);                           // (B, T)
    Tensor *gain = tensor_minimum(tensor_mul(ratio, advantage), tensor_mul(near, advantage)); // (B, T)
    if (how.beta > 0) {
        Tensor *d = tensor_sub(of_doubles(SHAPE(B, T), how.reference), logp); // (B, T)
        Tensor *kl = tensor_shift(tensor_sub(tensor_exp(d), d), -1);          // (B, T)
        gain = tensor_sub(gain, tensor_scale(kl, how.beta));
    }
    Tensor *counts = tensor_zeros(SHAPE(B, T)); // 1 at the answers' tokens
    for (int i = 0; i < B * T; i++)
        counts->data[i] = batch.Y[i] >= 0;
    return tensor_scale(tensor_sum_all(tensor_mul(gain, counts)), -1.0 / batch.tokens);
}

void learn_old(const Policy *p, Batch batch, double old[])
{
    const Rollout *r = p->rollout;
    for (int b = 0; b < batch.B; b++)
        for (int t = 0; t < batch.T; t++)
            old[b * batch.T + t] = (double)r->logp[(ptrdiff_t)b * r->T + t + 1];
}

void learn_answers(Policy *p, const double advantage[], int epochs, double rate, double clip, double beta)
{
    Batch batch = policy_batch(p);
    size_t n = (size_t)batch.B * (size_t)batch.T;
    double *old = memory_new(sizeof *old * n), *reference = memory_new(sizeof *reference * n);
    learn_old(p, batch, old);
    if (beta > 0)
        policy_log_probs(p->reference, batch, reference);
    for (int i = 0; i < epochs; i++) {
        tape_reset();
        Tensor *loss = learn_loss(p->gpt, batch, (Learn){advantage, old, reference, clip, beta}); // ()
        params_zero_grad(&p->gpt->params);
        tensor_backward(loss);
        policy_step(p, rate);
    }
    free(old);
    free(reference);
}
