/* GRPO with files: see train.h. */
#include "train.h"
#include "14-rl.h"
#include "check.h"
#include "gpt_file.h"
#include "measure.h"
#include "pretrain.h"

#include <math.h>
#include <string.h>
#include <time.h>

enum { EVERY = 10, SUM_TERMS = 5, PRETRAIN_STEPS = 9000 }; // steps between two savings; ...

static const char *save_file, *resume_file, *pretrain_file;

const Extra train_options[] = {
    {"save", "only GRPO: keep the policy in this file", .text = &save_file, .value = "FILE"},
    {"resume", "only GRPO: go on with the run in this file", .text = &resume_file, .value = "FILE"},
    {"pretrain", "only make the model that the lesson begins with", .text = &pretrain_file, .value = "FILE"},
    {0},
};

// The run in a file: weights, optimiser, generator and step. The reference is the model that the lesson begins with.
static Policy *resumed(void)
{
    Policy *p = policy_load(options.data, options.seed), *begun = policy_load(resume_file, options.seed);
    SafeTensors *st = st_open(resume_file);
    Run run = run_load(st, begun->run.model, true);
    st_close(st);
    if (!run.is_training)
        data_error("%s holds a policy, but not the optimiser and the generator of a run", resume_file);
    if (run.step >= options.steps)
        data_error("%s has done %d steps already: ask for more with --steps", resume_file, run.step);
    if (memcmp(&p->gpt->config, &begun->gpt->config, sizeof p->gpt->config) != 0)
        data_error("%s and %s are models of different sizes", resume_file, options.data);
    gpt_free(begun->reference);
    begun->reference = p->reference;
    p->reference = gpt_new(p->gpt->config); // policy_free takes this one
    tokenizer_free(begun->run.tokenizer);
    begun->run = run;
    begun->run.by_lines = true;
    policy_free(p);
    return begun;
}

static void train(void)
{
    Policy *p = resume_file ? resumed() : policy_load(options.data, options.seed);
    SumGame game = sum_game(SUM_TERMS, reward_exact);
    GrpoStep last = {.reward = NAN};
    for (int step = p->run.step; progress("GRPO", step, options.steps, 1 - last.reward); step++) {
        last = grpo_step(p, &game.game, grpo_default);
        if (save_file && (p->run.step % EVERY == 0 || p->run.step == options.steps))
            run_save(&p->run, save_file);
    }
    if (save_file)
        run_save(&p->run, save_file);
    printf("%d steps, %.1f %% right\n", p->run.step,
           100 * measure_problems(p, SUM_TERMS, options.quick ? 64 : 2048, 1, options.seed).right);
    policy_free(p);
}

bool train_command(void)
{
    if (pretrain_file && (save_file || resume_file))
        usage_error("--pretrain goes with neither --save nor --resume");
    if (pretrain_file)
        pretrain(pretrain_file, options.seed, options.quick ? options.steps : PRETRAIN_STEPS);
    else if (save_file || resume_file)
        train();
    else
        return false;
    return true;
}

// ---- the stopwatch ----

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

Stopwatch stopwatch(void)
{
    return (Stopwatch){now()};
}

double lap(Stopwatch *watch)
{
    double before = watch->last;
    watch->last = now();
    return watch->last - before;
}

void stopwatch_report(const char *what, const double seconds[PARTS_OF_STEP])
{
    static const char *const part[] = {"rollout", "reward", "forward", "backward", "update"};
    double sum = 0;
    for (int i = 0; i < PARTS_OF_STEP; i++)
        sum += seconds[i];
    fprintf(stderr, "%s:", what);
    for (int i = 0; i < PARTS_OF_STEP; i++)
        fprintf(stderr, "%s %s %.0f %%", i ? "," : "", part[i], 100 * seconds[i] / sum);
    fprintf(stderr, " of the time\n");
}
