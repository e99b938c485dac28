/*
 * How fast is the scalar engine? Lesson 01's training step on the two moons: 100 points, a network
 * 2-16-16-1, the max-margin loss with L2; forward, backward and update. micrograd.py is the same
 * step in Python. `make bench ARGS="micrograd --steps 1000"`
 */
#include "bench.h"
#include "01-micrograd.h"

#include <stdio.h>

typedef struct Moons {
    MLP *mlp;
    Points *points;
    double loss, accuracy;
} Moons;

static void step(void *context)
{
    Moons *m = context;
    m->loss = moons_step(m->mlp, m->points, 0.1, &m->accuracy);
}

// How many values the graph of a step has. A step frees them at its end, so this counts them by how the graph is
// built.
static int nodes(const Moons *m)
{
    int per_point = 2 + 6; // x and y; the margin, its relu and the sum
    for (int l = 0; l < m->mlp->depth; l++)
        for (int i = 0; i < m->mlp->layers[l].nout; i++) {
            const Neuron *neuron = &m->mlp->layers[l].neurons[i];
            per_point += 2 * neuron->nin + (neuron->activation ? 1 : 0);
        }
    return m->points->count * per_point + 3 * m->mlp->count + 7; // parameter, square, sum
}

int main(int argc, char **argv)
{
    int steps = steps_wanted(argc, argv, 1000);
    Moons m = {.mlp = moons_mlp(1337), .points = points_load("moons.tsv")};
    step(&m);
    printf("first_loss %.6f\n", m.loss);
    double ms = ms_per_step(steps, step, &m);
    printf("nodes %d\n", nodes(&m));
    printf("ms_per_step %.4f\n", ms);
    printf("nodes_per_s %.3g\n", nodes(&m) / ms * 1e3);
    points_free(m.points);
    mlp_free(m.mlp);
    return 0;
}
