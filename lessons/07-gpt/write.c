/* Lesson 07's GPT writes: one character at a time, through the cache of keys and values. */
#include "story.h"
#include "07-gpt.h"
#include "memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { STREAM = 300 }; // characters of a sample that has no end of its own

static void print_line(Sampler s, uint64_t seed)
{
    Rng rng;
    rng_seed(&rng, seed);
    s.rng = &rng;
    char *line = run_write(&run, &s, story.prompt, STREAM);
    size_t length = strlen(line);
    printf("%s%s", line, length && line[length - 1] == '\n' ? "" : "\n");
    free(line);
}

// The exercise compares every token with every other, which is too slow for 50257 of them.
NextToken *story_sampler(int vocab)
{
    return vocab > 1024 ? sampler_next : sample_next;
}

void story_write(double temperature, int top_k, uint64_t seed)
{
    print_line((Sampler){story_sampler(run.model.vocab), temperature, top_k, NULL}, seed);
}

void story_write_plainly(
    uint64_t seed) // by the library, so that training can be watched before exercise 7.8 is written
{
    print_line((Sampler){sampler_next, 1, 0, NULL}, seed);
}

int story_good_tales(int n)
{
    int good = 0;
    Rng rng;
    rng_seed(&rng, options.seed);
    for (int i = 0; i < n; i++) {
        char *tale = run_write(&run, &(Sampler){story_sampler(run.model.vocab), 1, 0, &rng}, NULL, TALE_MAX);
        good += isfinite(tale_nats(story.tales, tale, NULL));
        free(tale);
    }
    return good;
}

static void show_beginning(FILE *f, int most)
{
    rewind(f);
    int c;
    while ((c = fgetc(f)) != EOF && (most-- > 0 || (c & 0xc0) == 0x80)) // a letter is not cut in two
        putchar(c);
    puts(c == EOF ? "" : " ...");
    fseek(f, 0, SEEK_END);
}

void story_bigram_says(Tensor *logits, Rng *rng)
{
    int id = 0, V = run.tokenizer->vocab;
    float *p = memory_new(sizeof *p * (size_t)V);
    for (int i = 0; i <= 500; i++) {
        tape_reset();
        Tensor *probs = tensor_softmax(tensor_embed(logits, &id, SHAPE(1))); // (1, V)
        fputs(run.tokenizer->token[id].bytes, table("sample_bigram.txt"));
        for (int v = 0; v < V; v++)
            p[v] = (float)probs->data[v];
        id = rng_multinomial_race(rng, p, V);
    }
    free(p);
    show_beginning(table("sample_bigram.txt"), 200);
}

void story_sample_file(void)
{
    for (uint64_t i = 0; i < (run.by_lines ? 5 : 1); i++)
        story_write(story.temperature, story.top_k, options.seed + i);
}
