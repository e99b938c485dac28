/*
 * How fast does lesson 12's program serve? A GPT of any shape with random weights, as float32 and as int8: tokens a second,
 * beside the limit, which is how fast its weights can be read, and how many tokens a batch writes in the time of one.
 * The four are measured in turn, round after round: `make bench ARGS="inference --layers 12 --heads 12 --embd 768 --block
 * 256 --vocab 50257"`. Threads by OMP_NUM_THREADS.
 */
#include "12-inference/measure.h"
#include "shape.h"

enum { ROUNDS = 7, FILLED = 64 }; // tokens in the cache

int main(int argc, char **argv)
{
    GPTShape s = gpt_shape(argc, argv, "inference");
    Rng rng;
    rng_seed(&rng, 1337);
    GPT *gpt = gpt_new(s.config);
    gpt_init(gpt, &rng);
    int filled = s.config.block > FILLED ? FILLED : s.config.block - 1;
    Served *m[2] = {served_new(gpt, false), served_new(gpt, true)};
    gpt_free(gpt);
    double token[2][ROUNDS], share[2][ROUNDS], batch[2][ROUNDS], prompt[2][ROUNDS];
    for (int round = 0; round < ROUNDS; round++)
        for (int i = 0; i < 2; i++) {
            double limit = served_bytes(m[i]) / measure_bandwidth(m[i]);
            token[i][round] = measure_token(m[i], filled);
            share[i][round] = limit / token[i][round];
            batch[i][round] = 8 * token[i][round] / measure_batch(m[i], 8, filled);
            prompt[i][round] = measure_prompt(m[i], s.config.block > 200 ? 200 : s.config.block);
        }
    for (int i = 0; i < 2; i++) {
        const char *name = i ? "int8" : "float32";
        printf("%s_megabytes %.1f\n%s_tokens_per_s %.1f\n", name, served_bytes(m[i]) / 1e6, name,
               1 / median(token[i], ROUNDS));
        printf("%s_of_reading_the_weights %.2f\n%s_batch_of_8_times_one %.2f\n", name, median(share[i], ROUNDS), name,
               median(batch[i], ROUNDS));
        printf("%s_ms_per_prompt %.1f\n", name, 1e3 * median(prompt[i], ROUNDS));
        served_free(m[i]);
    }
    return 0;
}
