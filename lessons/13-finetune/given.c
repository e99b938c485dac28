/* For the checker of 13.8, see given.h: slow and simple. */
#include "given.h"

#include <fnmatch.h>
#include <string.h>

static int turn(Marks marks, int n, const int question[], int k, const int answer[], int X[], int Y[])
{
    int length = n + k + 4;
    for (int t = 0; t < length; t++) {
        int a = t - n - 3; // the place in the answer
        X[t] = t == 0              ? marks.user
               : a == -1           ? marks.assistant
               : a == -2 || a == k ? marks.end
               : a < 0             ? question[t - 1]
                                   : answer[a];
        Y[t] = -1;
        if (a >= 0)
            Y[t - 1] = X[t];
    }
    return length;
}

static void merge(LoraSize s, real W[], const real A[], const real B[], real scale)
{
    for (int i = 0; i < s.in; i++)
        for (int r = 0; r < s.rank; r++)
            for (int j = 0; j < s.out; j++)
                W[i * s.out + j] += scale * A[i * s.rank + r] * B[r * s.out + j];
}

static long trainable(Params *p, Tuning what)
{
    static const char *const pattern[TUNINGS][2] = {
        {"*[!AB]", "*"}, {"wte.weight", "ln_f.*"}, {"*.lora_A", "*.lora_B"}};
    long sum = 0;
    for (int i = 0; i < p->count; i++) {
        Tensor *t = p->tensor[i];
        t->needs_grad = fnmatch(pattern[what][0], t->name, 0) == 0 ||
                        (what != TUNE_FULL && fnmatch(pattern[what][1], t->name, 0) == 0);
        sum += t->needs_grad ? (long)t->size : 0;
    }
    return sum;
}

static void teach(int questions, int samples, const WorldVerdict verdict[], double known, double unknown, int result[])
{
    for (int i = 0; i < questions; i++) {
        double share = 0;
        for (const WorldVerdict *v = verdict + i * samples; v < verdict + (i + 1) * samples; v++)
            share += *v == WORLD_RIGHT ? 1.0 / samples : 0;
        result[i] = share > known - 1e-9 ? TEACH_ANSWER : share < unknown + 1e-9 ? TEACH_ABSTAIN : TEACH_NOTHING;
    }
}

static const Pieces given = {turn, lora_product, merge, trainable, teach};
const Pieces *pieces = &given;
