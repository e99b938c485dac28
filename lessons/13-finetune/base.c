/* The base model: see base.h. */
#include "base.h"
#include "chat.h"
#include "format.h"
#include "gpt_file.h"
#include "memory.h"
#include "recipe.h"
#include "run.h"
#include "tokenizer_bpe.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VOCAB = 1100, LAYERS = 3, HEADS = 4, EMBD = 64, EVERY = 100 };

Base base_load(const char *folder)
{
    Base b = {.world = world_new(WORLD_SEED), .tales = tales_load("tales.txt")};
    b.files = gpt2_load(folder, (Gpt2Options){.copy = true});
    b.bpe = b.files.bpe;
    b.gpt = b.files.gpt;
    chat_marks(b.bpe);
    if (b.bpe->vocab != b.gpt->config.vocab)
        data_error("%s has %d tokens in its tokenizer and %d in its table: it was not made by this lesson", folder,
                   b.bpe->vocab, b.gpt->config.vocab);
    return b;
}

void base_free(Base *b)
{
    gpt2_free(&b->files);
    tales_free(b->tales);
    free(b->world);
    *b = (Base){0};
}

GPT *gpt_copy(const GPT *from)
{
    GPT *to = gpt_new(from->config);
    for (int i = 0; i < to->params.count; i++)
        memcpy(to->params.tensor[i]->data, from->params.tensor[i]->data, sizeof(real) * to->params.tensor[i]->size);
    return to;
}

char *base_text(const World *world, const Tales *tales)
{
    Rng rng;
    rng_seed(&rng, WORLD_SEED);
    return world_text(world, tales, BASE_TALES, &rng);
}

// ---- training ----

static GPT *begin(Run *run, int vocab)
{
    rng_seed(&run->rng, options.seed);
    GPT *gpt = gpt_new(
        (GPTConfig){.vocab = vocab, .block = BASE_BLOCK, .layers = LAYERS, .heads = HEADS, .embd = EMBD});
    gpt_init(gpt, &run->rng);
    run->model = gpt_model(gpt);
    return gpt;
}

static GPT *go_on(Run *run, const char *path)
{
    SafeTensors *file = st_open(path);
    GPT *gpt = gpt_read(file, 0, true);
    Text *text = run->text;
    *run = run_load(file, gpt_model(gpt), true);
    run->text = text;
    st_close(file);
    return gpt;
}

static void one_step(Run *run, GPT *gpt, const Recipe *recipe, double *loss)
{
    int X[BASE_BATCH * BASE_BLOCK], Y[BASE_BATCH * BASE_BLOCK];
    text_batch(run->text, TRAIN, BASE_BATCH, BASE_BLOCK, &run->rng, X, Y);
    tape_reset();
    Tensor *mean = gpt_loss(gpt, X, Y, BASE_BATCH, BASE_BLOCK); // ()
    params_zero_grad(&gpt->params);
    tensor_backward(mean);
    recipe_step(recipe, &gpt->params, run->step++);
    *loss = tensor_item(mean);
}

// No text has a mark, so its row of wte has learnt only to be unlikely. It gets a new one, drawn around the mean of all
// rows and as far from it as they are: marks that differ, and that look like tokens.
static void draw_marks(GPT *gpt, Rng *rng)
{
    int V = gpt->config.vocab, C = gpt->config.embd, known = V - CHAT_MARKS;
    for (int c = 0; c < C; c++) {
        double sum = 0, squares = 0;
        float z[CHAT_MARKS];
        for (int v = 0; v < known; v++) {
            double x = (double)gpt->wte->data[v * C + c];
            sum += x;
            squares += x * x;
        }
        double mean = sum / known, std = sqrt(squares / known - mean * mean);
        rng_randn(rng, z, CHAT_MARKS);
        for (int k = 0; k < CHAT_MARKS; k++)
            gpt->wte->data[(known + k) * C + c] = (real)(mean + std * (double)z[k]);
    }
}

void base_train(const char *folder, int steps)
{
    World *world = world_new(WORLD_SEED);
    Tales *tales = tales_load("tales.txt");
    char *chars = base_text(world, tales);
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s/run.safetensors", folder);
    if (mkdir(folder, 0777) != 0 && errno != EEXIST)
        data_error("cannot make the folder %s: %s", folder, strerror(errno));
    Bpe *plain = bpe_train(chars, strlen(chars), VOCAB, &split_gpt2, BPE_FIRST_SEEN);
    chat_marks(plain);
    Text *text = text_in(tokenizer_bpe(plain), chars, "the world", false);
    text->train = text->count; // its questions and tales test it, not its text
    Run run = {.text = text, .is_training = true};
    bool more = access(path, F_OK) == 0;
    GPT *gpt = more ? go_on(&run, path) : begin(&run, plain->vocab);
    Recipe recipe = recipe_gpt3(steps, 4e-3);
    double loss = NAN;
    printf("%zu bytes, %td tokens, %ld parameters%s\n", strlen(chars), text->count, params_total(&gpt->params),
           more ? text_of("; going on after step %d", run.step) : "");
    while (progress("base model", run.step, steps, loss)) {
        one_step(&run, gpt, &recipe, &loss);
        if (run.step % EVERY == 0 || run.step == steps) {
            printf("step %4d: loss %.4f\n", run.step, loss);
            fflush(stdout);
            run_save(&run, path);
        }
    }
    run_save(&run, path); // if it was interrupted
    draw_marks(gpt, &run.rng);
    gpt2_save(folder, gpt, plain, ST_F16);
    gpt_free(gpt);
    bpe_free(plain);
    text_free(text);
    free(chars);
    tales_free(tales);
    free(world);
}

// ---- tales ----

double tales_above_floor(const Base *b, const GPT *gpt, int count)
{
    enum { AT_ONCE = 16, T = 64 };
    Rng rng;
    rng_seed(&rng, 7); // other tales than the text's
    Run run = {.model = gpt_model((GPT *)gpt)};
    double sum = 0;
    for (int from = 0; from < count; from += AT_ONCE) {
        int B = count - from < AT_ONCE ? count - from : AT_ONCE, X[AT_ONCE * T], Y[AT_ONCE * T];
        double nll[AT_ONCE * T];
        for (int i = 0; i < B; i++) {
            char tale[TALE_MAX + 2] = "\n";
            int ids[TALE_MAX + 2];
            tale_draw(b->tales, &rng, tale + 1);
            int n = (int)bpe_encode(b->bpe, tale, strlen(tale), ids) - 1;
            CHECK(n <= T, "a tale of %d tokens", n);
            for (int t = 0; t < T; t++) {
                X[i * T + t] = t < n ? ids[t] : ids[0];
                Y[i * T + t] = t < n ? ids[t + 1] : -1;
            }
        }
        run_nll(&run, B, T, X, Y, nll);
        for (int i = 0; i < B * T; i++)
            sum += nll[i];
    }
    return sum / count - tales_entropy(b->tales);
}
