/* Ten steps on one batch: see llmc.h. */
#include "llmc.h"
#include "data.h"
#include "format.h"
#include "gpt2.h"
#include "memory.h"
#include "notebook.h"

#include <stdlib.h>

enum { B = 4, T = 64, STEPS = 10, GPT2_SMALL = 124439808 };

static const double theirs[STEPS] = {5.270007, 4.059707, 3.375123, 2.800783, 2.315382,
                                     1.849029, 1.394656, 0.999147, 0.624080, 0.376511};

void llmc_run(const char *folder)
{
    char path[PATH_MAX];
    size_t size;
    char *text = data_bytes("tinyshakespeare.txt", path, &size);
    Gpt2 g = gpt2_load(folder, (Gpt2Options){.copy = true});
    if (g.gpt->config.block < T)
        data_error("%s reads %d tokens at a time, and this test needs windows of %d", folder, g.gpt->config.block, T);
    int *ids = memory_new(sizeof *ids * size);
    if (bpe_encode(g.bpe, text, size, ids) < B * T + 1)
        data_error("%s has fewer than %d tokens", path, B * T + 1);
    bool real_one = params_total(&g.gpt->params) == GPT2_SMALL;
    params_group(&g.gpt->params, "*", 1, 1); // here everything decays
    printf(real_one ? "step   ours       llm.c\n" : "step   ours       (llm.c's losses are for the 124M weights)\n");
    for (int step = 0; step < STEPS; step++) {
        tape_reset();
        Tensor *loss = gpt_loss(g.gpt, ids, ids + 1, B, T); // ()
        params_zero_grad(&g.gpt->params);
        tensor_backward(loss);
        params_adamw(&g.gpt->params, 1e-4, 0.9, 0.999, 1e-8, 0.01);
        if (real_one)
            printf("%4d   %.6f   %.6f\n", step, tensor_item(loss), theirs[step]);
        else
            printf("%4d   %.6f\n", step, tensor_item(loss));
        metric(text_of("llmc_%d", step), "%.6f", tensor_item(loss));
    }
    free(ids);
    free(text);
    gpt2_free(&g);
}
