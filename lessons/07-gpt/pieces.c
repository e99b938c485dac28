/*
 * The pieces of lesson 07's GPT, from the exercises or from the library. The notebook sets by_hand while its own GPT is
 * built from your functions; while an exercise is checked it stays false, so a mistake in one costs no other.
 */
#include "story.h"
#include "07-gpt.h"

bool by_hand;

// ---- exercises 7.3 and 7.4 as ops on the tape ----

typedef real (*Matrix)[]; // rows of C numbers, for functions that take real x[][C]

static void mask_backward(Tensor *out)
{
    int T = out->shape.dim[out->shape.ndim - 1];
    real *grad = tensor_grad(out->src[0]);
    for (size_t at = 0; at < out->size; at += (size_t)(T * T))
        causal_mask_backward(T, (Matrix)(out->grad + at), (Matrix)(grad + at));
}

static const Op op_mask = {"causal_mask", mask_backward};

static Tensor *masked(Tensor *scores) // (…, T, T)
{
    int T = scores->shape.dim[scores->shape.ndim - 1];
    Tensor *out = tensor_new(scores->shape, &op_mask, scores, NULL, NULL);
    for (size_t at = 0; at < out->size; at += (size_t)(T * T))
        causal_mask(T, (Matrix)(scores->data + at), (Matrix)(out->data + at));
    return out;
}

static int rows(const Tensor *x)
{
    return (int)x->size / x->shape.dim[x->shape.ndim - 1];
}

static void norm_backward(Tensor *out)
{
    Tensor *x = out->src[0], *gain = out->src[1], *bias = out->src[2];
    layer_norm_backward(rows(x), (int)gain->size, (Matrix)x->data, gain->data, (Matrix)out->grad,
                        (Matrix)tensor_grad(x), tensor_grad(gain), tensor_grad(bias));
}

static const Op op_norm = {"layernorm", norm_backward};

static Tensor *normed(const LayerNorm *l, Tensor *x)
{
    Tensor *out = tensor_new(x->shape, &op_norm, x, l->gamma, l->beta);
    layer_norm(rows(x), (int)l->gamma->size, (Matrix)x->data, l->gamma->data, l->beta->data, (Matrix)out->data);
    return out;
}

// ---- whose? ----

Tensor *hide_future(Tensor *scores)
{
    return by_hand ? masked(scores) : tensor_causal_mask(scores);
}

Tensor *normalise(const LayerNorm *l, Tensor *x)
{
    return by_hand ? normed(l, x) : layernorm_forward(l, x);
}

Tensor *layer(const GPT *gpt, int i, Tensor *x)
{
    const GPTLayer *l = &gpt->layer[i];
    Block b = {gpt->config.heads, l->ln_1, l->ln_2, l->c_attn, l->attn_proj, l->c_fc, l->mlp_proj, tensor_gelu};
    if (by_hand)
        return block(&b, x);
    x = tensor_add(x, communicate(&b, layernorm_forward(&b.ln1, x)));
    return tensor_add(x, compute(&b, layernorm_forward(&b.ln2, x)));
}
