/* Ten steps on one batch: see llmc.h. */
#include "llmc.h"
#include "data.h"
#include "format.h"
#include "gpt2.h"
#include "memory.h"
#include "notebook.h"

#include <stdlib.h>

enum { B = 4, T = 64, STEPS = 10, GPT2_SMALL = 124439808 };

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
    if (!real_one)
        printf("llm.c's losses are those of the 124M weights, and %s has others\n", folder);
    for (int step = 0; step < STEPS; step++) {
        tape_reset();
        Tensor *loss = gpt_loss(g.gpt, ids, ids + 1, B, T); // ()
        params_zero_grad(&g.gpt->params);
        tensor_backward(loss);
        params_adamw(&g.gpt->params, 1e-4, 0.9, 0.999, 1e-8, 0.01);
        metric(text_of(real_one ? "llmc_%d" : "loss_%d", step), "%.6f", tensor_item(loss));
    }
    free(ids);
    free(text);
    gpt2_free(&g);
}
