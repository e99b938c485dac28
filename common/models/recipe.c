/* A step of training: see recipe.h. */
#include "recipe.h"

Recipe recipe_gpt3(int steps, double high)
{
    return (Recipe){.warmup = steps / 20,
                    .steps = steps,
                    .high = high,
                    .low = high / 10,
                    .beta1 = 0.9,
                    .beta2 = 0.95,
                    .decay = 0.1,
                    .clip = 1};
}

double recipe_step(const Recipe *recipe, Params *p, int step)
{
    double rate = schedule_cosine(step, recipe->warmup, recipe->steps, recipe->high, recipe->low);
    double norm = params_clip_norm(p, recipe->clip > 0 ? recipe->clip : 1e30);
    params_adamw(p, rate, recipe->beta1, recipe->beta2, 1e-8, recipe->decay);
    return norm;
}

double recipe_accumulate(int pieces, const int count[], RecipeLoss *loss, void *context)
{
    double total = 0, whole = 0;
    for (int i = 0; i < pieces; i++)
        total += count[i];
    CHECK(total > 0, "recipe_accumulate: no target in %d pieces counts", pieces);
    for (int i = 0; i < pieces; i++) {
        if (count[i] == 0)
            continue;
        tape_reset();
        Tensor *share = tensor_scale(loss(context, i), count[i] / total); // ()
        tensor_backward(share);
        whole += tensor_item(share);
    }
    return whole;
}
