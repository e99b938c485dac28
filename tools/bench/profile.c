/*
 * Where does a GPT's training step spend its time? Lesson 11's profile for any shape: each part's milliseconds, its share
 * of the step, and what it would take if the processor did nothing but its multiply-adds at full speed: `make bench
 * ARGS="profile --layers 12 --heads 12 --embd 768 --block 64 --batch 4 --vocab 50257 --steps 20"`. Threads by
 * OMP_NUM_THREADS.
 */
#include "11-fast/machine.h"
#include "11-fast/step.h"
#include "shape.h"

static void row(const char *name, double seconds, double whole, double at_peak)
{
    printf("%-14s %9.2f ms %6.1f %% %9.2f ms\n", name, 1e3 * seconds, 100 * seconds / whole, 1e3 * at_peak);
}

int main(int argc, char **argv)
{
    GPTShape shape = gpt_shape(argc, argv, "profile");
    StepShape s = {.B = shape.batch, .T = shape.config.block, .gpt = shape.config};
    double peak = machine_peak(machine_threads()), sum = 0, arithmetic = 0;
    tape_limit((size_t)16 << 30);
    Profile p = step_profile(s, shape.steps);
    printf("%s, %d threads, peak %.0f GFLOP/s\n", machine_processor(), machine_threads(), peak / 1e9);
    printf("%-14s %12s %8s %12s\n", "part", "measured", "", "at the peak");
    for (int part = 0; part < PARTS; part++) {
        Cost c = step_cost(s, (StepPart)part);
        double at_peak = c.calls * (c.forward.flops + c.backward.flops) / peak;
        row(part_name[part], p.part[part], p.whole, at_peak);
        sum += p.part[part];
        arithmetic += at_peak;
    }
    row("together", sum, p.whole, arithmetic);
    row("a step", p.whole, p.whole, arithmetic);
    return 0;
}
