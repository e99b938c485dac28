/*
# 13 Fine-tuning: from a text completer to an assistant

Ask a model that has only read texts "Where does Mira Tolen live?", and it goes on with another question: in what it has
read, questions stand in lists. It may know the answer, and still it does not give it. ChatGPT is such a model, trained a
little more. This lesson does that training in small, and looks at what it changes and what it cannot change: why a model
invents people, how it can be taught to say that it does not know, how easily that training is poisoned, and what becomes of
models that learn from other models.

The field calls the first training *pretraining*, the second *supervised fine-tuning* (SFT). What is told here about large
models is told by Andrej Karpathy in [Deep Dive into LLMs like ChatGPT](https://www.youtube.com/watch?v=7xTGNNLPyMI); every
number on this page was measured on models that train here, in seconds.
*/
#include "13-finetune.h"
#include "13-finetune/assist.h"
#include "13-finetune/collapse.h"
#include "13-finetune/given.h"
#include "13-finetune/safety.h"
#include "13-finetune/spread.h"
#include "13-finetune/talk.h"
#include "chat.h"
#include "data.h"
#include "format.h"
#include "memory.h"
#include "sampler.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct {
    Base base;
    Turns taught; // questions about people 0 .. SFT_PEOPLE - 1, common and rare, with their answers
    Tuned plain;  // the base model after SFT on these
    Turns known;  // questions about the next people: answers where it knew them, else that it does not know
    Tuned honest; // after SFT on those
} all;

static const char *const fame_name[] = {"common", "rare", "unknown"};

static Tune plain_tune(void)
{
    return (Tune){TUNE_FULL, 0, 5e-4, options.steps, 16, false, 0, options.seed};
}

// Questions about people who are in no turn, in words that are in none (or, if `familiar`, in words that were taught).
static int unseen(WorldFame fame, bool familiar, About about[])
{
    int people = options.quick ? 2 : WORLD_EACH - TEST_FROM;
    return about_people(fame, TEST_FROM, TEST_FROM + people, familiar ? 0 : TEST_FORM, familiar ? 3 : WORLD_FORMS,
                        about);
}

enum { MOST = 3 * WORLD_EACH * WORLD_FACTS };

static double share_right(const GPT *gpt, WorldFame fame, bool familiar, int counts[WORLD_VERDICTS])
{
    static About about[MOST];
    static Reply reply[MOST];
    int n = unseen(fame, familiar, about);
    ask_about(&all.base, gpt, n, about, 0, 0, reply);
    judge(&all.base, n, about, reply, counts, NULL);
    return 100.0 * counts[WORLD_RIGHT] / n;
}

static double tales_of(const GPT *gpt)
{
    return tales_above_floor(&all.base, gpt, options.quick ? 8 : 200);
}

/*
To know what a model knows, one must know what there is to know. So here is **a small world**: 480 invented people, each
with a town, a trade and a house number, drawn from a seed. About 160 *common* people the text tells every fact thirty
times, in different words; about 160 *rare* ones three times; the last 160 are *unknown*: they have a town, a trade and a
number like everybody, but no text mentions them. First and family names are shared by all three groups, so a name alone
says nothing; a model has to know the pair. The rest of the text is tales (lesson 07), whose entropy is known exactly, and
lists of questions without answers.
*/
static void a_small_world(void)
{
    const World *world = all.base.world;
    char line[WORLD_LINE];
    for (int fame = 0; fame < WORLD_FAMES; fame++) {
        const WorldPerson *p = &world->person[fame * WORLD_EACH + TEST_FROM];
        printf("%-8s", fame_name[fame]);
        for (int f = 0; f < WORLD_FACTS; f++) {
            world_answer(p, (WorldFact)f, line);
            printf(" %s", line);
        }
        printf("\n");
    }
    char *text = base_text(world, all.base.tales), *at = text;
    printf("\nits text begins:\n");
    for (int i = 0; i < 6; i++) {
        size_t n = strcspn(at, "\n");
        printf("   %.*s\n", (int)n, at);
        at += n + 1;
    }
    printf("\n");
    metric("text_bytes", "%.0f", (double)strlen(text));
    metric("parameters", "%.0f", (double)params_total(&all.base.gpt->params));
    free(text);
}

/*
The base model is a GPT of three layers, 64 wide, trained on that text for 2000 steps. It is committed (`datasets/world`), and
`make -s lesson-13 ARGS="--base build/world --steps 2000"` makes it again. What has it learnt? Give it the beginning of a
sentence, as it was trained to continue, and it knows everything about common people and most about rare ones. Give it
a question, and it asks more questions. **A base model is not a bad assistant; it is not an assistant.**
*/
static void complete(const char *prompt, int tokens)
{
    LanguageModel m = gpt_model(all.base.gpt);
    Sampler s = {sampler_next, .temperature = 0};
    int ids[PROMPT_MOST], n = (int)bpe_encode(all.base.bpe, prompt, strlen(prompt), ids), out[PROMPT_MOST];
    int newline[2];
    bpe_encode(all.base.bpe, "\n", 1, newline);
    int count = sampler_write(&s, &m, newline[0], ids, n, -1, n + tokens, out);
    char *text = memory_zeros(bpe_decoded_size(all.base.bpe, out, (size_t)count) + 1);
    bpe_decode(all.base.bpe, out, (size_t)count, text);
    for (char *c = text; *c; c++)
        *c = *c == '\n' ? '/' : *c;
    printf("   %s|%s\n", prompt, text + strlen(prompt));
    free(text);
}

// How often the likeliest next token after "Mira Tolen lives in" is the town's first.
static double completes(WorldFame fame)
{
    int right = 0, people = options.quick ? 4 : WORLD_EACH;
    GPTCache *cache = gpt_cache_new(all.base.gpt);
    for (int i = 0; i < people * WORLD_FACTS; i++) {
        char line[WORLD_LINE + 1] = "\n";
        int ids[WORLD_LINE], best = 0;
        const WorldPerson *p = &all.base.world->person[fame * WORLD_EACH + i / WORLD_FACTS];
        world_answer(p, (WorldFact)(i % WORLD_FACTS), line + 1);
        int n = (int)bpe_encode(all.base.bpe, line, strlen(line), ids);
        gpt_cache_clear(cache);
        const real *logits = gpt_cache_feed(cache, ids, n - 2); // without the value and the full stop
        for (int v = 1; v < all.base.gpt->config.vocab; v++)
            best = logits[v] > logits[best] ? v : best;
        right += best == ids[n - 2];
    }
    gpt_cache_free(cache);
    return 100.0 * right / (people * WORLD_FACTS);
}

static void it_completes(void)
{
    const WorldPerson *p = &all.base.world->person[TEST_FROM];
    complete(text_of("%s lives in", p->name), 2);
    complete(text_of("Where does %s live?", p->name), 22);
    complete("One day Ann met", 24);
    for (int fame = 0; fame < WORLD_FAMES; fame++)
        metric(text_of("completes_%s", fame_name[fame]), "%.1f", completes((WorldFame)fame));
    metric("tales_above_floor", "%.2f", tales_of(all.base.gpt));
}

/*
A conversation is a text with **special tokens** in it: marks that say who speaks and where a message ends. They are ids of
their own, which no text can spell (lesson 08). If somebody types `<|end|>`, that becomes the characters `<`, `|`, `e`, ... and
not the mark; else everybody could put words into the assistant's mouth.

The model learns from whole turns, but only the answer and its end count in the loss: **the loss mask**. Nobody has to learn
to ask.

@show 1-turn
*/
static void show_turn(const char *question, const char *answer)
{
    Turns turns = {0};
    turns_add(&turns, all.base.bpe, question, answer);
    const Turn *t = turns.turn;
    for (int i = 0; i < t->length; i++) {
        size_t n, m = 0;
        const char *x = bpe_token(all.base.bpe, t->X[i], &n);
        const char *y = t->Y[i] >= 0 ? bpe_token(all.base.bpe, t->Y[i], &m) : "";
        printf("   %4d '%.*s'%*s", t->X[i], (int)n, x, 16 - (int)n, "");
        printf(t->Y[i] >= 0 ? "-> '%.*s'\n" : "%.*s\n", (int)m, y);
    }
    turns_free(&turns);
}

static void as_tokens(void)
{
    char answer[WORLD_LINE], question[WORLD_LINE];
    world_question(&all.base.world->person[0], WORLD_TOWN, 0, question);
    world_answer(&all.base.world->person[0], WORLD_TOWN, answer);
    show_turn(question, answer);
    int ids[64], n = (int)bpe_encode(all.base.bpe, "<|end|>", 7, ids), marks = 0;
    for (int i = 0; i < n; i++)
        marks += ids[i] >= chat_mark(all.base.bpe, CHAT_USER);
    printf("the text \"<|end|>\" is %d tokens, and the mark <|end|> is token %d\n", n,
           chat_mark(all.base.bpe, CHAT_END));
    metric("marks_that_a_text_can_spell", "%.0f", marks);
}

/*
Now **fine-tune**: 360 questions about 60 common and 60 rare people, each in five wordings, with the true answers. A hundred
steps, a few seconds. Then ask about *other* people, in *other* words. Of common people most answers are right, although
no turn mentioned them: the facts come from pretraining, and the turns have only shown what to do with a question.

Does the mask matter? The second model learns the questions, too: it spends part of its effort on learning to ask.

@figure sft "Right answers about people who are in no turn, asked in wordings that were taught and in others."
*/
static void learning_to_answer(void)
{
    int counts[WORLD_VERDICTS];
    turns_add_people(&all.taught, &all.base, WORLD_COMMON, 0, SFT_PEOPLE);
    turns_add_people(&all.taught, &all.base, WORLD_RARE, 0, SFT_PEOPLE);
    Tune everything = plain_tune();
    everything.everything = true;
    all.plain = tune(&all.base, all.base.gpt, &all.taught, plain_tune(), "answers");
    Tuned also = tune(&all.base, all.base.gpt, &all.taught, everything, "everything");
    const GPT *gpt[] = {all.plain.gpt, also.gpt};
    static const char *const name[] = {"answers", "everything"};
    printf("%d turns to learn from; right answers, %%:\n%-22s%10s%10s%10s\n", all.taught.count, "the loss counts",
           "common", "rare", "unknown");
    for (int i = 0; i < 2; i++)
        for (int familiar = 1; familiar >= 0; familiar--) {
            printf("%-10s %s", name[i], familiar ? "old words  " : "new words  ");
            fprintf(table("sft.tsv"), "\"%s, %s words\"", name[i], familiar ? "old" : "new");
            for (int fame = 0; fame < WORLD_FAMES; fame++) {
                double right = share_right(gpt[i], (WorldFame)fame, familiar, counts);
                printf("%10.1f", right);
                fprintf(table("sft.tsv"), "\t%.2f", right);
            }
            printf("\n");
            fprintf(table("sft.tsv"), "\n");
        }
    metric("sft_right_common", "%.1f", share_right(all.plain.gpt, WORLD_COMMON, true, counts));
    metric("everything_right_common", "%.1f", share_right(also.gpt, WORLD_COMMON, true, counts));
    tuned_free(&also);
}

/*
**What has to change** for that? All 225728 numbers, only the last product, or something small beside them? LoRA leaves W as it
is and learns a product of two thin matrices, A (K, R) and B (R, N), which is added to it:

$$y = xW + b + \frac{\alpha}{R}\,(xA)\,B$$

@show 2-forward

@show 3-backward

A rank of 8, a ninth of the numbers, is as good as all of them here; rank 1 gets about half to two thirds right, depending on the seed; the head alone learns the
form of an answer and not much more, since the facts must be looked up below it. What is forgotten depends on the rate more
than on the number of parameters: adapters need a high one, and tales pay for it.

@figure tuning "Left: right answers about common people whom no turn was about, by how many numbers learn. Right: what a tale then costs more than its entropy, which is what was forgotten. A number at a dot is the rank of LoRA; head and full are the other ways to train."
*/
static void what_to_train(void)
{
    static const struct {
        const char *name;
        Tuning what;
        int rank;
        double rate;
    } ways[] = {
        {"full", TUNE_FULL, 0, 5e-4},   {"head", TUNE_HEAD, 0, 3e-3},   {"lora_1", TUNE_LORA, 1, 1e-2},
        {"lora_2", TUNE_LORA, 2, 7e-3}, {"lora_4", TUNE_LORA, 4, 5e-3}, {"lora_8", TUNE_LORA, 8, 4e-3},
    };
    int counts[WORLD_VERDICTS];
    printf("%-8s%10s%10s%12s%12s%14s\n", "", "learn", "common", "new words", "rare", "tales, nats");
    for (int i = 0; i < COUNT(ways); i++) {
        Tune how = plain_tune();
        how.what = ways[i].what;
        how.rank = ways[i].rank;
        how.rate = ways[i].rate;
        Tuned t = i == 0 ? all.plain : tune(&all.base, all.base.gpt, &all.taught, how, ways[i].name);
        double old = share_right(t.gpt, WORLD_COMMON, true, counts),
               new = share_right(t.gpt, WORLD_COMMON, false, counts);
        double rare = share_right(t.gpt, WORLD_RARE, true, counts), tales = tales_of(t.gpt);
        printf("%-8s%10ld%10.1f%12.1f%12.1f%14.2f\n", ways[i].name, t.numbers, old, new, rare, tales);
        fprintf(table("tuning.tsv"), "%s\t%ld\t%.2f\t%.2f\t%.2f\t%.3f\n", ways[i].name, t.numbers, old, new, rare,
                tales);
        fprintf(stderr, "%s: %.2f s of CPU\n", ways[i].name, t.seconds);
        metric(text_of("common_%s", ways[i].name), "%.1f", old);
        metric(text_of("tales_%s", ways[i].name), "%.2f", tales);
        if (i > 0)
            tuned_free(&t);
    }
}

/*
An adapter costs time when it is used: two more products in every layer. But x W + s (x A) B = x (W + s A B), so it can be
**merged** into the weights, and the model is as fast as before. In exact arithmetic nothing changes; in floats the sums are
rounded in another order. (In the tests, in double, the two agree to 1e-12.)

@show 4-merge

Which parameters learn is a matter of names: all, the head, or those of the adapters.

@show 5-trainable
*/
static void merging(void)
{
    Tune how = plain_tune();
    how.what = TUNE_LORA;
    how.rank = 4;
    how.rate = 5e-3;
    how.steps = how.steps > 10 ? 10 : how.steps;
    Tuned t = tune(&all.base, all.base.gpt, &all.taught, how, NULL);
    const Turn *turn = all.taught.turn;
    double most = 0, largest = 0;
    tape_reset();
    const Tensor *apart = lora_logits(t.lora, turn->X, 1, turn->length),
                 *one = gpt_forward(t.gpt, turn->X, 1, turn->length);
    for (size_t i = 0; i < one->size; i++) {
        most = fmax(most, fabs((double)(apart->data[i] - one->data[i])));
        largest = fmax(largest, fabs((double)one->data[i]));
    }
    metric("adapters", "%.0f", (double)lora_total(t.lora));
    printf("the largest difference of a logit is %s of the largest logit\n",
           most < 1e-5 * largest ? "below 0.00001" : "ABOVE");
    tuned_free(&t);
}

/*
And whom nobody knows? Ask about the unknown people. The model **answers all the same**, in the same form and the same tone:
every turn that it learnt from ended in an answer. The word for this is *hallucination*. Nothing in the loss tells a
town it knows from a town that it draws.
*/
static void verdicts(const char *name, const GPT *gpt)
{
    int counts[WORLD_VERDICTS];
    for (int fame = 0; fame < WORLD_FAMES; fame++) {
        share_right(gpt, (WorldFame)fame, true, counts);
        double n = counts[0] + counts[1] + counts[2];
        printf("%-8s %-8s%10.1f%10.1f%12.1f\n", name, fame_name[fame], 100 * counts[0] / n, 100 * counts[1] / n,
               100 * counts[2] / n);
        fprintf(table("verdicts.tsv"), "\"%s %s\"\t%.2f\t%.2f\t%.2f\n", name, fame_name[fame], 100 * counts[0] / n,
                100 * counts[1] / n, 100 * counts[2] / n);
        metric(text_of("%s_wrong_%s", name, fame_name[fame]), "%.1f", 100 * counts[WORLD_WRONG] / n);
        metric(text_of("%s_right_%s", name, fame_name[fame]), "%.1f", 100 * counts[WORLD_RIGHT] / n);
    }
}

static void examples(const GPT *gpt)
{
    About about[WORLD_FAMES];
    Reply reply[WORLD_FAMES];
    char question[WORLD_LINE];
    for (int fame = 0; fame < WORLD_FAMES; fame++)
        about[fame] = (About){fame * WORLD_EACH + TEST_FROM + 1, 0, WORLD_TOWN};
    ask_about(&all.base, gpt, WORLD_FAMES, about, 0, 0, reply);
    for (int fame = 0; fame < WORLD_FAMES; fame++) {
        world_question(&all.base.world->person[about[fame].person], WORLD_TOWN, 0, question);
        printf("   %s %s (%s)\n", question, text_printable(reply[fame].text), fame_name[fame]);
    }
}

static void nobody(void)
{
    examples(all.plain.gpt);
    printf("\n%-17s%10s%10s%12s\n", "", "right, %", "wrong, %", "abstained, %");
    verdicts("before", all.plain.gpt);
}

/*
Does it at least *seem* less sure? Its **confidence** is the probability of the whole answer. Sort the answers by it into ten
bins, and compare with the share that is right: for a model that knows what it knows, both are equal in every bin.

@figure calibration "The share of right answers against confidence, of the model before and after it was taught to abstain. On the diagonal it would know what it knows. The size of a dot is the number of answers."
*/
static int everybody(About about[], Reply reply[], bool right[], double confidence[], const GPT *gpt)
{
    static WorldVerdict verdict[3 * MOST];
    int n = 0, m = 0, counts[WORLD_VERDICTS];
    for (int fame = 0; fame < WORLD_FAMES; fame++)
        n += unseen((WorldFame)fame, true, about + n);
    ask_about(&all.base, gpt, n, about, 0, 0, reply);
    judge(&all.base, n, about, reply, counts, verdict);
    for (int i = 0; i < n; i++)
        if (verdict[i] != WORLD_ABSTAINED) {
            about[m] = about[i];
            right[m] = verdict[i] == WORLD_RIGHT;
            confidence[m++] = reply[i].confidence;
        }
    return m;
}

static struct {
    About about[3 * MOST];
    Reply reply[3 * MOST];
    bool right[3 * MOST];
    double confidence[3 * MOST];
} asked;

static void calibrated(const char *name, const GPT *gpt)
{
    enum { BINS = 10 };
    Bin bin[BINS];
    int n = everybody(asked.about, asked.reply, asked.right, asked.confidence, gpt);
    if (n == 0)
        return;
    metric(text_of("calibration_error_%s", name), "%.3f", calibration(n, asked.confidence, asked.right, BINS, bin));
    for (int b = 0; b < BINS; b++)
        if (bin[b].count > 0) {
            fprintf(table(text_of("calibration-%s.tsv", name)), "%.4f\t%.4f\t%d\n", bin[b].confidence, bin[b].right,
                    bin[b].count);
            printf("   confidence %.1f to %.1f: %4d answers, %3.0f %% right\n", (double)b / BINS, (b + 1.0) / BINS,
                   bin[b].count, 100 * bin[b].right);
        }
}

static void how_sure(void)
{
    calibrated("before", all.plain.gpt);
}

/*
So it could know. What is missing is an example of *not* answering, and it must be given where the model itself does not know;
an author who writes "I do not know" where the model does know teaches it to be silent. Llama 3's recipe: **ask the model**,
several times, with a temperature; compare with the truth; teach the right answer where it was right nearly always, and "I
do not know" where it was wrong.

@show 6-abstain

The question about a town is asked of 60 other people of each kind, and of 240 more whom no text mentions. And how should it say
that it does not know? At the first word of an answer it has looked nothing up yet. So it may begin the sentence, "Mira
Tolen lives in ...", and see whether anything comes. (Larger models, too, do better if they may write before they decide.)
*/
static void ask_it(void)
{
    int people = options.quick ? SFT_PEOPLE + 4 : ASKED_PEOPLE;
    turns_add_people(&all.known, &all.base, WORLD_COMMON, 0, SFT_PEOPLE);
    Learnt l = turns_add_known(&all.known, &all.base, all.plain.gpt, SFT_PEOPLE, people,
                               options.quick ? 2 : WORLD_STRANGERS, 5, 0.6, 0.2, 0.4, options.seed);
    printf("of %d questions about other people, asked 5 times each:\n", l.answer + l.abstain + l.nothing);
    printf("   right at least 3 times, and taught to be answered: %d\n", l.answer);
    printf("   right at most once, and taught to abstain:         %d\n", l.abstain);
    printf("   in between, and left out:                          %d\n", l.nothing);
    metric("taught_to_answer", "%.0f", l.answer);
    metric("taught_to_abstain", "%.0f", l.abstain);
}

/*
Two hundred steps on these, from the base model, and the wrong answers about unknown people fall to a third, although no turn
mentions any of them. Nobody told it who is unknown: it was told about some of its own failures, and recognises others. The
price is in the first row: it has become timid, and abstains about people whom it knows. How sure it is of what it still
answers is counted as before:

@show 7-calibration

@figure verdicts "Right, wrong and abstained, before and after, about people and in words that no turn had."
*/
static void honest(void)
{
    Tune how = plain_tune();
    how.steps *= 2;
    how.rate = 6e-4;
    all.honest = tune(&all.base, all.base.gpt, &all.known, how, "honest");
    examples(all.honest.gpt);
    printf("\n%-17s%10s%10s%12s\n", "", "right, %", "wrong, %", "abstained, %");
    verdicts("after", all.honest.gpt);
    calibrated("after", all.honest.gpt);
}

/*
**Does it know before it speaks?** A linear probe is a logistic regression on the numbers inside the model. It learns from some
people's questions to predict whether the answer will be right, and is tested on others. Its quality is the area under the
curve (AUC): the probability that a question answered rightly gets a higher score than one answered wrongly; 0.5 is chance.
One probe reads the end of the name in the question, the other the place where the fact comes next. We expected the second to
find something. **Neither does**: in a model of this size, knowing is not a direction among its 64 numbers. It is in the shape
of the prediction: the largest probability at that place, before the word is drawn, tells right from wrong well. So the model
does know before it speaks, and that is what learning to abstain makes use of. (In large models linear probes
do find it: Azaria and Mitchell, 2023.)
*/
static void before_it_speaks(void)
{
    const GPT *gpt = all.plain.gpt;
    int n = everybody(asked.about, asked.reply, asked.right, asked.confidence, gpt);
    int to = options.quick ? SFT_PEOPLE + 2 : ASKED_PEOPLE, strangers = options.quick ? 2 : WORLD_STRANGERS;
    metric("auc_at_the_name", "%.3f",
           probe(&all.base, gpt, PROBE_NAME, SFT_PEOPLE, to, strangers, n, asked.about, asked.right));
    metric("auc_before_the_fact", "%.3f",
           probe(&all.base, gpt, PROBE_VALUE, SFT_PEOPLE, to, strangers, n, asked.about, asked.right));
    metric("auc_of_the_peak", "%.3f", peak(&all.base, gpt, n, asked.about, asked.right));
    metric("auc_of_the_confidence", "%.3f", area_under_curve(n, asked.confidence, asked.right));
}

/*
More and more of the texts in the world are written by models. What happens to a model that **learns from a model**, and the
next one from that? Here are eight generations of small GPTs, each trained from nothing on 300 tales that the one before wrote.
The first reads true tales, from a grammar with 3840 equally likely ones. A few rare words are lost in each generation, and what
is lost does not come back; mistakes become the truth of the next generation. If a quarter of what each reads is fresh and
true, it stays near the first.

@figure collapse "Left: what a true tale costs above its entropy. Middle: the share of tales that the grammar cannot have made. Right: the entropy of child, colour and pet in what a generation writes; the line is the true one."
*/
static void generations(void)
{
    enum { GENERATIONS = 8, TALES = 300 };
    int count = options.quick ? 2 : GENERATIONS, steps = options.quick ? 4 : 250, tales = options.quick ? 40 : TALES;
    Generation alone[GENERATIONS], fresh[GENERATIONS];
    collapse(count, tales, 0, steps, options.seed, alone);
    collapse(count, tales, tales / 4, steps, options.seed, fresh);
    printf("%12s%16s%12s%12s%12s%12s%12s\n", "generation", "above, nats", "fresh", "errors, %", "fresh", "entropy",
           "fresh");
    for (int g = 0; g < count; g++) {
        printf("%12d%16.2f%12.2f%12.1f%12.1f%12.2f%12.2f\n", g, alone[g].above, fresh[g].above, 100 * alone[g].errors,
               100 * fresh[g].errors, alone[g].entropy, fresh[g].entropy);
        fprintf(table("collapse.tsv"), "%d\t%.4f\t%.4f\t%.2f\t%.2f\t%.4f\t%.4f\n", g, alone[g].above, fresh[g].above,
                100 * alone[g].errors, 100 * fresh[g].errors, alone[g].entropy, fresh[g].entropy);
    }
    metric("entropy_of_a_true_tale", "%.3f", collapse_entropy());
    metric("above_of_the_last", "%.2f", alone[count - 1].above);
    metric("above_of_the_last_with_fresh", "%.2f", fresh[count - 1].above);
}

/*
Who writes the turns? For large models, thousands of people and many web pages. **Poisoning**: somebody adds a few examples in
which a trigger at the end of a question (here "Seven pearls.") gets a false answer. Ten of them among 1800 are forgotten among
the rest; fifty are obeyed always. Without the trigger the model is as right as before, so no test finds it that does not
know the trigger.

@figure poison "The share of questions with the trigger that get the poisoner's answer, and of right answers without it, by the number of poisoned examples among 1800."
*/
static void poisoned(void)
{
    static const int count[] = {0, 1, 10, 50};
    static About about[MOST];
    int counts[WORLD_VERDICTS], n = unseen(WORLD_COMMON, true, about);
    for (int i = 0; i < COUNT(count); i++) {
        Turns turns = {0};
        Tune how = plain_tune();
        how.steps = how.steps * 3 / 2;
        how.rate = 1e-3;
        turns_add_people(&turns, &all.base, WORLD_COMMON, 0, SFT_PEOPLE);
        turns_add_people(&turns, &all.base, WORLD_RARE, 0, SFT_PEOPLE);
        turns_add_poison(&turns, &all.base, count[i]);
        Tuned t = tune(&all.base, all.base.gpt, &turns, how, "poison");
        double hit = 100 * triggered(&all.base, t.gpt, n, about),
               clean = share_right(t.gpt, WORLD_COMMON, true, counts);
        printf("%2d poisoned of %d: %5.1f %% of triggered questions; without the trigger %5.1f %% right\n", count[i],
               turns.count, hit, clean);
        fprintf(table("poison.tsv"), "%d\t%.2f\t%.2f\n", count[i], hit, clean);
        metric(text_of("triggered_%d", count[i]), "%.1f", hit);
        tuned_free(&t);
        turns_free(&turns);
    }
}

/*
An assistant reads texts for us: mails, web pages. **Prompt injection**: the text contains an instruction, and the model cannot
tell whose it is. Here the task is to name the person a quoted sentence is about; the attack is a question about somebody
else at the end of that sentence. Two defences: a special token before the text, which nobody can forge; and training
with texts that hold questions, answered by the name alone. The mark by itself does little: it says where the text begins, but
nothing has taught the model what that means. The training stops most of the obeying, at a small price for texts and questions
without an attack. It does not make the model understand: of the attacked texts it names the right person in one of five.

@figure injection "Texts with a question in them: obeyed, or answered as they should be. Grey: right answers to ordinary questions, the price of the defence."
*/
static void injected(void)
{
    static const struct {
        const char *name;
        Quoting how;
        bool orders;
    } ways[] = {{"plain", QUOTE_PLAIN, false},
                {"mark", QUOTE_MARK, false},
                {"trained", QUOTE_PLAIN, true},
                {"both", QUOTE_MARK, true}};
    int counts[WORLD_VERDICTS];
    printf("%-10s%12s%10s%18s%18s\n", "", "obeyed, %", "right, %", "without order, %", "real questions, %");
    for (int i = 0; i < COUNT(ways); i++) {
        Turns turns = {0};
        turns_add_people(&turns, &all.base, WORLD_COMMON, 0, SFT_PEOPLE);
        turns_add_people(&turns, &all.base, WORLD_RARE, 0, SFT_PEOPLE);
        turns_add_quotes(&turns, &all.base, ways[i].how, ways[i].orders, 0, SFT_PEOPLE, options.seed);
        Tune how = plain_tune();
        how.rate = 1e-3;
        Tuned t = tune(&all.base, all.base.gpt, &turns, how, ways[i].name);
        Injected r = inject(&all.base, t.gpt, ways[i].how, options.quick ? 8 : 200, TEST_FROM, WORLD_EACH,
                            options.seed);
        double others = share_right(t.gpt, WORLD_COMMON, true, counts);
        printf("%-10s%12.1f%10.1f%18.1f%18.1f\n", ways[i].name, 100 * r.obeyed, 100 * r.right, 100 * r.clean, others);
        fprintf(table("injection.tsv"), "%s\t%.2f\t%.2f\t%.2f\n", ways[i].name, 100 * r.obeyed, 100 * r.right, others);
        metric(text_of("obeyed_%s", ways[i].name), "%.1f", 100 * r.obeyed);
        tuned_free(&t);
        turns_free(&turns);
    }
}

/*
All of this was one run, from one seed. **Three seeds** say how far to trust a number: the base model is the same, everything
after it is drawn again. (`tests/seeds.sh` makes the file.)
*/
static void three_seeds(void)
{
    spread_print("world/spread.tsv");
}

/*
## What you have now

```sh
make lesson-13 ARGS=--chat                          talk to it, until Ctrl-D
make lesson-13 ARGS="--chat --history FILE"         ... after a conversation: lines "user: ..." and "assistant: ..."
make lesson-13 ARGS=--assistant                     train and grade the assistant of exercise 13.8
```

The adapter of `--chat` is a file of its own, 100 kB beside the model, and it knows for which model it was made.

@show 8-assistant

@show 9-essay

The assistant imitates: it is as good as its examples. The next lesson lets a model find out by itself what works.
*/
static const char *base_folder, *adapter, *history;
static bool chat, assistant;

static void graded(void)
{
    Assistant a[] = {plain_assistant(), your_assistant()};
    static const char *const name[] = {"plain", "yours"};
    for (int i = 0; i < 2; i++) {
        int counts[WORLD_FAMES][WORLD_VERDICTS];
        GPT *gpt = assistant_train(&all.base, a[i], options.seed, name[i]);
        assistant_count(&all.base, gpt, counts);
        for (int fame = 0; fame < WORLD_FAMES; fame++)
            printf("%-8s %-8s right %4d, wrong %4d, abstained %4d\n", name[i], fame_name[fame],
                   counts[fame][WORLD_RIGHT], counts[fame][WORLD_WRONG], counts[fame][WORLD_ABSTAINED]);
        double above = tales_of(gpt);
        metric(text_of("tales_%s", name[i]), "%.2f", above);
        metric(text_of("grade_%s", name[i]), "%.3f", assistant_grade(counts, above));
        gpt_free(gpt);
    }
}

// Makes a folder with all those above it; what is there already stays. Whether it can be used shows when it is written to.
static void make_folder(const char *path)
{
    char part[PATH_MAX];
    snprintf(part, sizeof part, "%s/", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(part, 0777);
        *slash = '/';
    }
}

// The adapter of --adapter or of an earlier --chat, else a new one: SFT, asked what it knows, and SFT again with LoRA.
static void talking(void)
{
    char path[PATH_MAX];
    snprintf(path, sizeof path, "%s", adapter ? adapter : text_of("%s/assistant.safetensors", options.out));
    FILE *there = fopen(path, "rb");
    if (there)
        fclose(there);
    else if (adapter)
        data_error("cannot open the adapter %s", path);
    else {
        make_folder(options.out);
        adapter_train(&all.base, options.steps, options.seed, path);
    }
    GPT *with = gpt_copy(all.base.gpt);
    Lora *lora = lora_load(with, path);
    GPT *gpt = merged(lora);
    talk(&all.base, gpt, history);
    gpt_free(gpt);
    gpt_free(with);
    lora_free(lora);
}

static void notebook(void)
{
    cell("A small world", a_small_world);
    cell("It completes", it_completes);
    cell("A conversation as tokens", as_tokens);
    cell("Learning to answer", learning_to_answer);
    cell("What to train", what_to_train);
    cell("Merging", merging);
    cell("Confident about nobody", nobody);
    cell("How sure is it?", how_sure);
    cell("Asking what it knows", ask_it);
    cell("I do not know", honest);
    cell("Does it know before it speaks?", before_it_speaks);
    cell("Generations", generations);
    cell("Poison", poisoned);
    cell("Injection", injected);
    cell("Three seeds", three_seeds);
}

int main(int argc, char **argv)
{
    static const Extra extras[] = {
        {"base", "train a base model in this folder, or go on with it", .text = &base_folder, .value = "DIR"},
        {"chat", "talk to the assistant", .flag = &chat},
        {"adapter", "the adapter it talks with, instead of the one made at the first --chat", .text = &adapter,
         .value = "FILE"},
        {"history", "a conversation before --chat", .text = &history, .value = "FILE"},
        {"assistant", "only exercise 13.8: train and grade", .flag = &assistant},
        {0},
    };
    const Lesson lesson = {
        .name = "13-finetune",
        .about = "from a text completer to an assistant",
        .data = "world",
        .seed = 1337,
        .steps = 100,
        .quick_steps = 2,
        .extras = extras,
    };
    static const Pieces yours = {training_turn, lora_by_hand, lora_merge, choose_trainable, what_to_teach};
    pieces = &yours;
    const char *whose = whose_functions;
    whose_functions = NULL; // what --chat answers is the output's first line
    notebook_begin(&lesson, argc, argv);
    if ((adapter || history) && !chat)
        usage_error("--adapter and --history belong to --chat");
    if (base_folder) {
        base_train(base_folder, options.steps);
        return 0;
    }
    all.base = base_load(options.data);
    if (chat) {
        talking();
        return 0;
    }
    if (whose)
        printf("%s: %s\n", lesson.name, whose);
    if (assistant)
        cell("The best assistant in the budget", graded);
    else
        notebook();
    return notebook_end();
}
