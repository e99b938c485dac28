/*
 * How fast is the bigram net? Lesson 02's training step on all the examples of the lecture's names
 * (of our own if the lecture's are missing). bigram.py is the same step in PyTorch.
 * `make bench ARGS="bigram --steps 200"`
 */
#include "bench.h"
#include "02-bigram.h"

#include <limits.h>
#include <stdio.h>
#include <unistd.h>

typedef struct Net {
    int n, *xs, *ys;
    double W[V][V], dW[V][V], P[V][V], loss;
} Net;

static void step(void *context)
{
    Net *net = context;
    net->loss = net_step(net->n, net->xs, net->ys, V, net->W, net->dW, net->P, 50);
}

// The lecture's names if they are in $DATASETS or datasets/, else ours.
static const char *data(void)
{
    const char *folders[] = {getenv("DATASETS"), "datasets"};
    char path[PATH_MAX];
    for (int i = 0; i < COUNT(folders); i++) {
        snprintf(path, sizeof path, "%s/makemore-names.txt", folders[i] ? folders[i] : "");
        if (folders[i] && access(path, R_OK) == 0)
            return "makemore-names.txt";
    }
    return "names.txt";
}

int main(int argc, char **argv)
{
    static Net net;
    int steps = steps_wanted(argc, argv, 200);
    Names *names = names_load(data());
    net.n = bigram_examples(names, NULL, NULL);
    net.xs = malloc(sizeof *net.xs * (size_t)net.n);
    net.ys = malloc(sizeof *net.ys * (size_t)net.n);
    bigram_examples(names, net.xs, net.ys);
    random_weights(V, net.W, 2147483647);

    printf("data %s\nexamples %d\n", data(), net.n);
    step(&net);
    printf("first_loss %.4f\n", net.loss);
    printf("ms_per_step %.4f\n", ms_per_step(steps, step, &net));
    free(net.xs);
    free(net.ys);
    names_free(names);
    return 0;
}
