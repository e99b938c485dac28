/*
# 14 Reinforcement learning: learning from what can be checked

Every model so far learned by **imitation**: here is what a person wrote, make it likelier. That has a ceiling, which is
the person. If the teacher slips at one step in twelve, the model that imitates him perfectly slips at one step in twelve.

There is another way to learn. Let the model **try**. Nobody shows it what to write; somebody only checks whether the
result is right. What was right becomes likelier, what was wrong less likely. A checker for sums is a line of C. For
programs it is a compiler with some tests, for proofs a proof checker. That is how the models that "think" before they
answer have been trained since 2024: OpenAI's o1, DeepSeek-R1. The whole algorithm is a page of code, and it is on this
page.

The policy of this lesson (a model that acts is called a **policy**) is a GPT of a hundred thousand numbers that has
imitated a teacher. It adds within twenty, as in a first year of school, and it knows one more operation: 9~4 is the
*distance* of 9 and 4. It works from left to right. In a minute it will go from half of the answers right to nearly
all, and on the way it will discover by itself that it pays to think.
*/
#include "14-rl.h"
#include "14-rl/enumerate.h"
#include "14-rl/learn.h"
#include "14-rl/measure.h"
#include "14-rl/pretrain.h"
#include "14-rl/taste.h"
#include "14-rl/train.h"
#include "format.h"
#include "memory.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = 5 }; // of the problems that are practised

static Policy *base;    // as it begins: it has only imitated
static Policy *trained; // after GRPO
static double teacher;  // how often the teacher himself is right

static int fewer(int n, int quick) // what --quick does instead
{
    return options.quick ? quick : n;
}

/*
Here it answers. After the question mark it may write **running totals**, as many or as few as it likes: its thought.
Then come = and the result. A thought costs tokens, and nobody rewards it; only the result counts.

The teacher gave his demonstrations with any number of running totals, from none to all. The policy imitates that too.

@figure thought "How often the answer is right, by the number of running totals in its thought. Only the whole thought helps: whatever it leaves out, it has to do in one go."
*/
static void show_answers(Policy *p, int n)
{
    SumGame game = sum_game(TERMS, reward_exact);
    double reward[MOST_ANSWERS];
    game.exam = true;
    rng_seed(&p->run.rng, options.seed);
    game.game.ask(&game.game, p, n);
    rollout_draw(p->rollout, (RolloutHow){.prompts = n, .copies = 1, .temperature = 1, .rng = &p->run.rng});
    game_rewards(&game.game, p, reward);
    for (int b = 0; b < n; b++) {
        char text[SUM_TEXT], *prompt;
        policy_written(p, b, text);
        text[strcspn(text, "\n")] = '\0';
        prompt = tokenizer_decode(p->run.tokenizer, p->rollout->ids + (ptrdiff_t)b * p->rollout->T,
                                  (size_t)p->rollout->prompt[b]);
        printf("%s%s   %s\n", prompt, text, reward[b] == 1 ? "right" : "wrong");
        free(prompt);
    }
}

static void by_thought(const Measured *m, const char *name)
{
    for (int k = 0; k < TERMS; k++)
        if (m->count[k] >= 20) { // of fewer, a share says little
            printf("%d running totals: %5.1f %% of %4.0f answers right\n", k, 100 * m->by[k], m->count[k]);
            fprintf(table(text_of("thought-%s.tsv", name)), "%d\t%.2f\t%.0f\n", k, 100 * m->by[k], m->count[k]);
        }
}

static void sometimes_right(void)
{
    show_answers(base, 6);
    Measured m = measure_problems(base, TERMS, fewer(4096, 256), 1, options.seed);
    printf("\n");
    by_thought(&m, "before");
    teacher = teacher_right(TERMS, fewer(20000, 1000), options.seed);
    metric("teacher_right_percent", "%.1f", 100 * teacher);
    metric("right_before_percent", "%.1f", 100 * m.right);
    metric("tokens_before", "%.1f", m.tokens);
}

/*
How likely is an answer? The policy writes it token by token, so its probability is a product, and the **logarithm** of
that is a sum: logp(answer) = sum of logp(token | all before it).

@show 1-log-prob

An answer that the policy has drawn, token by token:
*/
static void log_probability(void)
{
    show_answers(base, 1);
    Batch batch = policy_batch(base);
    tape_reset();
    Tensor *each = token_log_probs(gpt_forward(base->gpt, batch.X, batch.B, batch.T), batch.Y); // (1, T)
    double product = 1;
    for (int t = 0; t < batch.T; t++)
        if (batch.Y[t] >= 0) {
            double logp = (double)each->data[t];
            product *= exp(logp);
            printf("   '%s'   p = %.3f   logp = %6.3f   so far p = %.4f\n",
                   base->run.tokenizer->token[batch.Y[t]].symbol, exp(logp), logp, product);
        }
    metric("logp_of_the_answer", "%.3f", tensor_item(answer_log_probs(each)));
}

/*
What do we want? That the **expected reward** be large: J = sum over all answers of p(answer) reward(answer). To climb,
we need its gradient. The rewards are constants: they come from a checker, and no gradient passes through it. So

$$\nabla J = \sum_a \nabla p(a)\, r(a) = \sum_a p(a)\, \nabla \log p(a)\, r(a)$$

because the derivative of log p is p' / p. That is the whole trick, and it is worth a moment: the sum on the right is a
**mean over answers drawn from the policy**. Nobody has to list all answers. Draw some, and average their rewards times the
gradients of their log-probabilities. This is REINFORCE.

Three slot machines show it with numbers. The policy pulls arm k with probability softmax(theta)_k. Arm a pays 1, arm b
0.5, arm c nothing. For a softmax, the gradient of log p(a) by theta_k is (1 if k = a, else 0) - p_k, so the sum can be done by hand:
the exact gradient is p_k (r_k - J). Beside it is what 100000 pulls say.

@show 2-policy-loss
*/
static void bandit(void)
{
    const double reward[3] = {1, 0.5, 0};
    double theta[3] = {0}, p[3], J = 0;
    Rng rng;
    rng_seed(&rng, options.seed);
    for (int step = 0; step <= 40; step++) {
        double sum = 0;
        J = 0;
        for (int k = 0; k < 3; k++)
            sum += p[k] = exp(theta[k]);
        for (int k = 0; k < 3; k++)
            J += reward[k] * (p[k] /= sum);
        if (step % 20 == 0) {
            double drawn[3] = {0};
            for (int i = 0; i < 100000; i++) {
                int a = rng_choices(&rng, p, 3);
                for (int k = 0; k < 3; k++)
                    drawn[k] += reward[a] * ((k == a) - p[k]) / 100000;
            }
            printf("step %2d: J = %.3f", step, J);
            for (int k = 0; k < 3; k++)
                printf("   %c: p %.3f, gradient %6.3f (drawn %6.3f)", 'a' + k, p[k], p[k] * (reward[k] - J), drawn[k]);
            printf("\n");
        }
        for (int k = 0; k < 3; k++)
            theta[k] += p[k] * (reward[k] - J);
    }
    metric("bandit_expected_reward", "%.3f", J);
}

/*
A formula that was derived in three lines should be tested. Here is a GPT so small that all its answers can be listed:
four tokens, at most three in an answer, which makes 40 answers. So J is a sum of 40 terms, and the tape can differentiate it directly,
probabilities and all. The policy gradient must be the same, for every one of the parameters, and whatever
**baseline** is taken off all rewards, because the probabilities always add up to 1. (In the tests it is, to 1e-9, in double.)

Answers that are *drawn* give it only roughly. How roughly depends on the baseline! If all rewards are near 2, every
answer that is drawn is pushed up, and only the differences between the pushes teach anything. Take the mean off first,
and the noise goes away while the mean of the gradient stays what it was.

@figure baseline "How noisy one drawn answer's gradient is, by the baseline. The dot is the expected reward J: nearly the best place."
*/
static double squared_apart(size_t n, const double a[], const double b[])
{
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (a[i] - b[i]) * (a[i] - b[i]);
    return sum;
}

static void proof(void)
{
    Rng rng;
    rng_seed(&rng, 14);
    Enumerated e = enumerate_new(&rng);
    size_t n = enumerate_size(&e);
    double p[ENUM_ANSWERS], *exact = memory_new(sizeof *exact * n), *other = memory_new(sizeof *other * n);
    double *zeros = memory_zeros(sizeof *zeros * n), J = enumerate_expected(&e, p), worst = 0;
    enumerate_brute_force(&e, exact);
    double size = squared_apart(n, exact, zeros);
    for (double baseline = 0; baseline < 4; baseline += 1.5) {
        enumerate_policy_gradient(&e, baseline, other);
        worst = fmax(worst, sqrt(squared_apart(n, exact, other) / size));
    }
    metric("expected_reward", "%.4f", J);
    metric("answers", "%.0f", ENUM_ANSWERS);
    metric("parameters_of_the_small_policy", "%.0f", (double)n);
    printf("brute force and policy gradient agree to 1e-4: %s\n", worst < 1e-4 ? "yes" : "no");
    for (double baseline = 0; baseline <= 2 * J; baseline += J / 4) {
        double noise = enumerate_noise(&e, baseline, p, exact); // exactly: over all 40 answers
        curve("baseline", baseline, noise / size);
        if (baseline == 0)
            metric("noise_without_baseline", "%.2f", noise / size);
        if (fabs(baseline - J) < 1e-9)
            metric("noise_with_baseline", "%.2f", noise / size);
    }
    fprintf(table("baseline-best.tsv"), "%g\n", J);
    enumerate_free(&e);
    free(exact);
    free(other);
    free(zeros);
}

/*
Which baseline? The mean reward of all answers is good. But a right answer to an easy problem deserves less praise than
one to a hard problem. So ask each problem several times, and take the mean of that **group**. Divide by the group's
standard deviation, so that all groups count alike. That is the G and R of GRPO, *group relative policy optimisation*.
PPO, its elder sister, trains a second network that guesses the baseline; here nothing is guessed.

@show 3-advantages

If all of a group are right, or all are wrong, there is nothing to compare, and nothing is learned. That is not a flaw: a
problem that the policy always solves has nothing to teach.
*/
static void groups(void)
{
    const double reward[3][4] = {{1, 0, 0, 0}, {1, 1, 1, 0}, {1, 1, 1, 1}};
    double advantage[3][4];
    group_advantages(3, 4, &reward[0][0], &advantage[0][0]);
    for (int g = 0; g < 3; g++) {
        printf("rewards %g %g %g %g: advantages", reward[g][0], reward[g][1], reward[g][2], reward[g][3]);
        for (int i = 0; i < 4; i++)
            printf(" %6.3f", advantage[g][i]);
        printf("\n");
    }
    metric("advantage_of_one_in_four", "%.3f", advantage[0][0]);
}

/*
Drawing answers is slow, so one would like to learn from a batch more than once. But after the first step the answers no
longer come from the policy as it is now. The **ratio** of probabilities, now against then, corrects for that, as long as it
is near 1. **Clipping** keeps it there: once a token has become more than 1 + epsilon times as likely and that was
wanted, there is nothing more to gain from it.

@show 4-clipped

@figure clipped "The objective of one token by its ratio, epsilon 0.2. Left of the kink or right of it the slope is 0; on the other side nothing is clipped, so that errors can be undone."
*/
static void clipping(void)
{
    for (int i = 8; i <= 32; i++) {
        double ratio = i / 20.0, up, down, good = clipped(log(ratio), 0, 1, 0.2, &up),
               bad = clipped(log(ratio), 0, -1, 0.2, &down);
        fprintf(table("clipped.tsv"), "%.2f\t%.4f\t%.4f\n", ratio, good, bad);
        if (i % 10 == 0)
            printf("ratio %.1f: advantage 1: value %5.2f, slope %5.2f;   advantage -1: value %5.2f, slope %5.2f\n",
                   ratio, good, up, bad, down);
    }
}

/*
A policy that is rewarded for one thing forgets others. One leash is the **KL divergence** to the policy as it was: the mean of
logp - reference over what it writes. A single token is a poor estimate of that mean. Schulman's k3 is a better one: it has the same
mean, is never negative, and scatters less. Here both are measured on drawn tokens, with a policy that has moved a little.

@show 5-kl
*/
static void leash(void)
{
    Policy *moved = policy_copy(base, options.seed);
    SumGame game = sum_game(TERMS, reward_exact);
    Grpo how = grpo_default;
    for (int i = 0; i < 3; i++)
        grpo_step(moved, &game.game, how);
    game.game.ask(&game.game, moved, MOST_ANSWERS);
    rollout_draw(moved->rollout,
                 (RolloutHow){.prompts = MOST_ANSWERS, .copies = 1, .temperature = 1, .rng = &moved->run.rng});
    Batch batch = policy_batch(moved);
    size_t all = (size_t)(batch.B * batch.T);
    double *now = memory_new(sizeof *now * all), *then = memory_new(sizeof *then * all), sum[2] = {0}, square[2] = {0};
    policy_log_probs(moved->gpt, batch, now);
    policy_log_probs(moved->reference, batch, then);
    for (size_t i = 0; i < all; i++) {
        double slope, k[2] = {now[i] - then[i], kl_term(now[i], then[i], &slope)};
        for (int j = 0; j < 2 && batch.Y[i] >= 0; j++) {
            sum[j] += k[j] / batch.tokens;
            square[j] += k[j] * k[j] / batch.tokens;
        }
    }
    printf("over %d tokens, after three steps of GRPO\n", batch.tokens);
    metric("k1_mean", "%.4f", sum[0]);
    metric("k1_std", "%.4f", sqrt(square[0] - sum[0] * sum[0]));
    metric("k3_mean", "%.4f", sum[1]);
    metric("k3_std", "%.4f", sqrt(square[1] - sum[1] * sum[1]));
    free(now);
    free(then);
    policy_free(moved);
}

/*
Now everything together. **This function is the algorithm**: try, check, compare, learn. Each token gets a weight, the
slope of its clipped objective minus beta times that of its KL, and the loss of REINFORCE with these weights has exactly GRPO's gradient.

@header Grpo
*/
// Each token's weight is the derivative of its objective by its log-probability.
Tensor *grpo_loss(GPT *gpt, Batch batch, const double old[], const double reference[], const double advantage[],
                  Grpo how, GrpoStep *report)
{
    Tensor *logp = token_log_probs(gpt_forward(gpt, batch.X, batch.B, batch.T), batch.Y); // (B, T)
    real *weight = tape_alloc(sizeof *weight * logp->size);
    double tokens = (double)batch.tokens / batch.B; // policy_loss divides by B, and the mean is over all tokens
    for (int i = 0; i < batch.B * batch.T; i++) {
        weight[i] = 0;
        if (batch.Y[i] < 0)
            continue;
        double gain, kl, now = (double)logp->data[i]; // gain, kl: slopes
        clipped(now, old[i], advantage[i / batch.T], how.clip, &gain);
        report->kl += kl_term(now, reference[i], &kl) / batch.tokens / how.epochs;
        report->clipped += (gain == 0 && advantage[i / batch.T] != 0) / (double)batch.tokens / how.epochs;
        weight[i] = (real)((gain - how.beta * kl) / tokens);
    }
    return policy_loss(logp, weight);
}

GrpoStep grpo_step(Policy *p, Game *game, Grpo how)
{
    GrpoStep step = {0};
    static double reward[MOST_ANSWERS], advantage[MOST_ANSWERS], old[MOST_ANSWERS * SUM_TEXT],
        reference[MOST_ANSWERS * SUM_TEXT];
    Stopwatch watch = stopwatch();
    game->ask(game, p, how.prompts);
    rollout_draw(
        p->rollout,
        (RolloutHow){
            .prompts = how.prompts, .copies = how.copies, .most = game->most, .temperature = 1, .rng = &p->run.rng});
    step.seconds[ROLLOUT] = lap(&watch);
    game_rewards(game, p, reward);
    group_advantages(how.prompts, how.copies, reward, advantage);
    step.seconds[REWARD] = lap(&watch);
    Batch batch = policy_batch(p);
    learn_old(p, batch, old);
    policy_log_probs(p->reference, batch, reference);
    for (int epoch = 0; epoch < how.epochs; epoch++) {
        tape_reset();
        Tensor *loss = grpo_loss(p->gpt, batch, old, reference, advantage, how, &step); // ()
        step.seconds[FORWARD] += lap(&watch);
        params_zero_grad(&p->gpt->params);
        tensor_backward(loss);
        step.seconds[BACKWARD] += lap(&watch);
        policy_step(p, how.rate);
        step.seconds[UPDATE] += lap(&watch);
    }
    step.tokens = (double)batch.tokens / batch.B;
    for (int b = 0; b < batch.B; b++)
        step.reward += reward[b] / batch.B;
    p->run.step++;
    return step;
}

/*
A step: 32 problems, 8 answers to each, one step of AdamW. The figure shows problems of the exam, which are never practised.
Watch the tokens: nobody asked the policy to think, and it begins to, because answers with a long thought are more often right.

@figure learning "GRPO: the share of right answers to problems of the exam (left scale), and the tokens in an answer (right scale). Dotted: the teacher."
*/
const Grpo grpo_default = {.prompts = 32, .copies = 8, .epochs = 1, .rate = 6e-4, .clip = 0.2, .beta = 0};

static void report(Policy *p, const char *name, int step)
{
    Measured m = measure_problems(p, TERMS, fewer(512, 64), 1, options.seed + 1);
    fprintf(table(text_of("%s.tsv", name)), "%d\t%.2f\t%.3f\n", step, 100 * m.right, m.tokens);
    if (step % 100 == 0)
        printf("step %3d: %5.1f %% right, %4.1f tokens\n", step, 100 * m.right, m.tokens);
}

static void grpo(void)
{
    SumGame game = sum_game(TERMS, reward_exact);
    GrpoStep last = {0};
    double parts[PARTS_OF_STEP] = {0};
    trained = policy_copy(base, options.seed);
    for (int end = 0; end < 2; end++)
        fprintf(table("learning-teacher.tsv"), "%d\t%.2f\n", end * options.steps, 100 * teacher);
    for (int step = 0; progress("GRPO", step, options.steps, 1 - last.reward); step++) {
        Grpo how = grpo_default;
        how.rate = schedule_cosine(step, 5, options.steps, how.rate, how.rate / 10);
        if (step % 20 == 0)
            report(trained, "learning", step);
        last = grpo_step(trained, &game.game, how);
        for (int i = 0; i < PARTS_OF_STEP; i++)
            parts[i] += last.seconds[i];
    }
    report(trained, "learning", options.steps);
    stopwatch_report("a step of GRPO", parts);
    Measured m = measure_problems(trained, TERMS, fewer(4096, 256), 1, options.seed);
    show_answers(trained, 4);
    by_thought(&m, "after");
    metric("right_after_percent", "%.1f", 100 * m.right);
    metric("tokens_after", "%.1f", m.tokens);
}

/*
**What did it learn that it did not know?** Give it k tries at a problem; how often is at least one of them right? That is
pass@k. Measuring it with k answers would be noisy, so draw n = 64 and count the right ones, c. Of all choices of k among
the n, the share without a right one is (n-c choose k) / (n choose k).

$$\text{pass@}k = 1 - \binom{n-c}{k} \Big/ \binom{n}{k}$$

The gain is largest at k = 1. With many tries the policy could solve nearly everything before, too: much of what trial does is to make
likely what was there already. (Whether it does much more than that in large models is still debated.)

@figure passk "pass@k: the chance that at least one of k answers is right, before and after GRPO."
*/
static Samples before, after; // many answers to the same problems

static void pass_at_k(void)
{
    int n = 64, problems = fewer(200, 16);
    before = measure_samples(base, TERMS, problems, n, options.seed);
    after = measure_samples(trained ? trained : base, TERMS, problems, n, options.seed);
    for (int k = 1; k <= n; k *= 2) {
        printf("pass@%-2d  %5.1f %% before, %5.1f %% after\n", k, 100 * samples_pass(&before, k),
               100 * samples_pass(&after, k));
        fprintf(table("passk.tsv"), "%d\t%.3f\t%.3f\n", k, 100 * samples_pass(&before, k),
                100 * samples_pass(&after, k));
    }
    metric("pass_at_1_before", "%.3f", samples_pass(&before, 1));
    metric("pass_at_1_after", "%.3f", samples_pass(&after, 1));
    metric("pass_at_64_before", "%.3f", samples_pass(&before, n));
    metric("pass_at_64_after", "%.3f", samples_pass(&after, n));
}

/*
Tries can be spent when answering, too, without any training. With a checker at hand, take a right one: pass@k. Without, let them **vote**:
the most frequent result wins. Wrong answers are wrong in different ways, and right ones agree. Or take the answer that the
policy itself finds likeliest.

@figure votes "Best of n without training: with a checker, by vote, by the policy's own log-probability."
*/
static void votes(void)
{
    for (int k = 1; k <= 64; k *= 2) {
        fprintf(table("votes.tsv"), "%d\t%.3f\t%.3f\t%.3f\t%.3f\n", k, 100 * samples_pass(&before, k),
                100 * samples_vote(&before, k), 100 * samples_likeliest(&before, k), 100 * samples_vote(&after, k));
        if (k == 1 || k == 8 || k == 64)
            printf("%2d answers: %5.1f %% with a checker, %5.1f %% by vote, %5.1f %% the likeliest\n", k,
                   100 * samples_pass(&before, k), 100 * samples_vote(&before, k), 100 * samples_likeliest(&before, k));
    }
    metric("vote_of_64_percent", "%.1f", 100 * samples_vote(&before, 64));
    metric("likeliest_of_64_percent", "%.1f", 100 * samples_likeliest(&before, 64));
    samples_free(&before);
    samples_free(&after);
}

/*
Whether a sum is right can be checked. Whether a name is *good* cannot; one can only ask people which of two they prefer. That is how
ChatGPT was made polite. In Bradley and Terry's model everything has a score, and the first of two is preferred with
probability sigmoid(score difference). A **reward model** learns these scores from pairs.

@show 6-bradley-terry

The policy knows names as well as sums. Here somebody with a taste in names compares 300 pairs that it wrote. The taste
is a formula (names of six letters in which vowels and consonants alternate), so that we can see later what became of it. The judge
sees only the pairs.
*/
static struct {
    Pairs pairs;
    GPT *judge;
} names;

static void preferences(void)
{
    Rng rng;
    rng_seed(&rng, options.seed);
    Policy *p = policy_copy(base, options.seed);
    names.pairs = pairs_draw(p, fewer(300, 64));
    Pairs fresh = pairs_draw(p, fewer(1000, 64));
    for (int i = 0; i < 4; i++)
        printf("%.*s rather than %.*s\n", (int)strcspn(names.pairs.better[i], "\n"), names.pairs.better[i],
               (int)strcspn(names.pairs.worse[i], "\n"), names.pairs.worse[i]);
    double loss = NAN;
    names.judge = judge_train(p, &names.pairs, fewer(150, 5), &rng, &loss);
    metric("agrees_with_taste_percent", "%.1f", 100 * fresh.agree);
    metric("judge_right_old_percent", "%.1f", 100 * judge_right(names.judge, p, &names.pairs));
    metric("judge_right_new_percent", "%.1f", 100 * judge_right(names.judge, p, &fresh));
    pairs_free(&fresh);
    policy_free(p);
}

/*
With a judge there are three ways to better names. **Best of n**: draw n, take the one with the highest score. **Reinforcement learning**: GRPO
with the judge's score as the reward. And **DPO**, which skips the judge: it learns from the pairs directly.

@show 7-dpo

The figure shows the judge's score and the true taste for each of the three, by how far the policy has moved from the
reference (the KL; for best of n it is ln n - (n - 1) / n). At first both rise together. Then they part. DPO pushes the
rejected names down until almost anything is likelier, and writes names with digits in them. GRPO ends with a single
name, the judge's favourite, and whether that is a good one is luck: it differs from seed to seed. A measure that
becomes a target ceases to be a good measure, said Goodhart. Here you can watch it. That is why preferences are
learned with a leash and for a short time, and checkable rewards for a long time.

@figure fond "Over-optimisation: the judge's score (above) and the true taste (below), by distance from the reference. Look for the place where the upper curve goes on and the lower one turns."
*/
static void best_of_n(Policy *p)
{
    int n = fewer(4096, 512);
    Scored *pool = memory_new(sizeof *pool * (size_t)n);
    taste_pool(p, names.judge, n, pool);
    for (int k = 1; k <= n / 8; k *= 2) {
        double judged, liked = taste_best_of(n, pool, k, &judged);
        fprintf(table("best.tsv"), "%.4f\t%.4f\t%.4f\n", log(k) - (k - 1.0) / k, judged, liked);
        if (k == 1 || k == 16 || k == 512)
            metric(text_of("taste_best_of_%d", k), "%.2f", liked);
    }
    free(pool);
}

static Fond watch(Policy *p, const char *name, int step)
{
    Fond fond = taste_measure(p, names.judge, fewer(512, 64));
    fprintf(table(text_of("%s.tsv", name)), "%.4f\t%.4f\t%.4f\t%d\n", fond.kl, fond.judged, fond.taste, step);
    return fond;
}

static void finish(const char *name, Fond last, double best)
{
    printf("%s ends with names like", name);
    for (int i = 0; i < COUNT(last.sample); i++)
        printf(" %.*s", (int)strcspn(last.sample[i], "\n"), last.sample[i]);
    printf("\n");
    metric(text_of("%s_taste_best", name), "%.2f", best);
    metric(text_of("%s_taste_last", name), "%.2f", last.taste);
    metric(text_of("%s_judged_last", name), "%.2f", last.judged);
}

static void over_optimisation(void)
{
    Rng rng;
    rng_seed(&rng, options.seed);
    if (!names.judge) {
        printf("the cell before this one ended early, so there is no judge\n");
        return;
    }
    Policy *rl = policy_copy(base, options.seed), *direct = policy_copy(base, options.seed);
    NameGame game = name_game(names.judge);
    Grpo how = grpo_default;
    double best[2] = {-INFINITY, -INFINITY};
    Fond last[2] = {{0}};
    best_of_n(rl);
    how.prompts = 1;
    how.copies = fewer(256, 32);
    for (int step = 0, steps = fewer(100, 2); progress("names", step, steps, NAN); step++) {
        if (step % 5 == 0)
            best[0] = fmax(best[0], (last[0] = watch(rl, "rl", step)).taste);
        grpo_step(rl, &game.game, how);
    }
    for (int step = 0, steps = fewer(150, 2); progress("DPO", step, steps, NAN); step++) {
        if (step % 5 == 0)
            best[1] = fmax(best[1], (last[1] = watch(direct, "dpo", step)).taste);
        dpo_step(direct, &names.pairs, 32, 0.1, 3e-4, &rng);
    }
    finish("rl", watch(rl, "rl", 100), best[0]);
    finish("dpo", watch(direct, "dpo", 150), best[1]);
    policy_free(rl);
    policy_free(direct);
}

/*
This is a checker that somebody might really write. It looks for the = and compares what follows with the result:

```c
strncmp(result, expected, strcspn(result, "\n")) == 0
```

It compares as many characters as the policy *wrote*. Seen the hole? A result that breaks off is accepted if its beginning is right. So
is an empty one. One demonstration in fifty broke off, so the policy does that too, now and then. Train on it and wait.

@figure hack "Reward hacking: what the checker says, and what is true. The policy does what is rewarded, not what was meant."
*/
static Policy *hacked(Reward *reward, const char *name, int steps)
{
    Policy *p = policy_copy(base, options.seed);
    SumGame game = sum_game(TERMS, reward);
    GrpoStep last = {0};
    for (int step = 0; progress(name, step, steps, 1 - last.reward); step++) {
        Grpo how = grpo_default;
        how.rate *= fmin(1, (step + 1) / 10.0); // AdamW's first steps are as long as all others, and know less
        Measured m = step % 5 ? (Measured){0} : measure_problems(p, TERMS, fewer(256, 64), 1, options.seed + 1);
        last = grpo_step(p, &game.game, how);
        if (step % 5 == 0)
            fprintf(table(text_of("%s.tsv", name)), "%d\t%.2f\t%.2f\n", step, 100 * last.reward, 100 * m.right);
    }
    show_answers(p, 4);
    metric(text_of("%s_reward_percent", name), "%.1f", 100 * last.reward);
    metric(text_of("%s_right_percent", name), "%.1f",
           100 * measure_problems(p, TERMS, fewer(1024, 64), 1, options.seed).right);
    return p;
}

static void hole(void)
{
    policy_free(hacked(reward_prefix, "hole", fewer(60, 3)));
}

/*
Close it. `strcmp` would have been enough here; but there are more holes than this one, and a policy finds every one that
pays. So the exercise below is tested with all texts of up to eight characters.

@show 8-sound-reward
*/
static void closed(void)
{
    policy_free(hacked(sound_reward, "closed", fewer(60, 3)));
}

/*
Back to the policy that learned to calculate. It practised problems of five terms and nothing else. What about the rest of
what it knew? Some of it got better without practice, some did not move, some was lost, and the reward never showed it.

@figure jagged "Before and after GRPO on problems of five terms: what was practised is in the middle."
*/
static void row(const char *what, const char *name, double a, double b)
{
    printf("%-34s %6.1f %% before, %6.1f %% after\n", what, 100 * a, 100 * b);
    fprintf(table("jagged.tsv"), "\"%s\"\t%.2f\t%.2f\n", what, 100 * a, 100 * b);
    metric(text_of("%s_before_percent", name), "%.1f", 100 * a);
    metric(text_of("%s_after_percent", name), "%.1f", 100 * b);
}

static void jagged(void)
{
    Policy *now = trained ? trained : base;
    int n = fewer(1024, 64);
    for (int terms = 3; terms <= 7; terms++)
        row(text_of("%d terms", terms), text_of("terms_%d", terms),
            measure_problems(base, terms, n, 1, options.seed).right,
            measure_problems(now, terms, n, 1, options.seed).right);
    row("products", "products", measure_products(base, options.seed), measure_products(now, options.seed));
    metric("names_nats_before", "%.3f", measure_names(base, fewer(1000, 64)));
    metric("names_nats_after", "%.3f", measure_names(now, fewer(1000, 64)));
}

/*
@show 9-solver

@show 10-trial
*/
static void yours(void)
{
    Policy *p = policy_copy(base, options.seed);
    Practice *practice = practice_new(p, fewer(PRACTICE_BUDGET, 2000));
    metric("exam_before_percent", "%.1f", 100 * practice_exam(p, fewer(1024, 64), options.seed));
    your_solver(practice);
    metric("exam_after_percent", "%.1f", 100 * practice_exam(p, fewer(1024, 64), options.seed));
    practice_free(practice);
    policy_free(p);
}

/*
## What you have now

```sh
make lesson-14 ARGS='--seed 2'                                     another seed
make lesson-14 ARGS='--steps 1000'                                 a longer training
make lesson-14 ARGS='--save FILE'                                  only GRPO; keeps the policy in FILE every ten steps
make lesson-14 ARGS='--resume FILE --save FILE --steps 600'        goes on from there, to the same bits
make lesson-14 ARGS='--pretrain FILE'                              makes the model that the lesson begins with
```

A page of code, a checker, and a model that is sometimes right: that is all it takes. What the large models have beyond this is more of
each. The rest of their recipe you have seen: pretraining, imitation, preferences, and now trial.
*/
int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "14-rl",
        .about = "reinforcement learning from what can be checked",
        .data = "sums.safetensors",
        .seed = 1,
        .steps = 300,
        .quick_steps = 4,
        .extras = train_options,
    };
    notebook_begin(&lesson, argc, argv);
    if (train_command())
        return 0;
    base = policy_load(options.data, options.seed);
    cell("A model that is sometimes right", sometimes_right);
    cell("The log-probability of an answer", log_probability);
    cell("Three slot machines", bandit);
    cell("The gradient, proven, and a baseline", proof);
    cell("Groups", groups);
    cell("Clipping", clipping);
    cell("A leash", leash);
    cell("GRPO", grpo);
    cell("pass@k", pass_at_k);
    cell("Votes", votes);
    cell("When there is no checker", preferences);
    cell("Over-optimisation", over_optimisation);
    cell("A checker with a hole", hole);
    cell("The hole closed", closed);
    cell("Jagged", jagged);
    cell("Your solver", yours);
    return notebook_end();
}
