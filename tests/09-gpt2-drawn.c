/*
 * Drawn cases for lesson 09's exercises (tests/drawn.h). What is right is worked out from the formulas, another way than in
 * the solutions.
 */
#include "09-gpt2.h"
#include "drawn-numbers.h"
#include "params.h"

// ---- 9.1 and 9.9 ----

enum { CONFIGS = 5 };

static GPTConfig draw_config(int i) // the first is too large for an int
{
    int heads = between(1, 12);
    return (GPTConfig){.vocab = between(20, 60000),
                       .block = between(8, 4096),
                       .layers = i ? between(2, 60) : between(50, 90),
                       .heads = heads,
                       .embd = heads * (i ? between(2, 100) : between(8000, 9000) / heads)};
}

// Tensor by tensor, as 09-gpt2.h lists them.
static double numbers_of(GPTConfig c, bool positions)
{
    double C = c.embd, sizes[] = {C, C, 3 * C * C, 3 * C, C * C, C, C, C, 4 * C * C, 4 * C, 4 * C * C, C};
    double sum = C * c.vocab + (positions ? C * c.block : 0) + 2 * C;
    for (int i = 0; i < c.layers * PARTS; i++)
        sum += sizes[i % PARTS];
    return sum;
}

START_TEST(parameters_of_drawn_sizes)
{
    begin(_i);
    for (int i = 0; i < CONFIGS; i++) {
        GPTConfig c = draw_config(i);
        long yours = gpt2_parameters(c);
        name_case("{vocab %d, block %d, layers %d, heads %d, embd %d}", c.vocab, c.block, c.layers, c.heads, c.embd);
        expect_int(title, yours, (long)numbers_of(c, true), NULL);
    }
}
END_TEST

START_TEST(flops_of_drawn_sizes)
{
    double yours[CONFIGS], right[CONFIGS];
    begin(_i);
    for (int i = 0; i < CONFIGS; i++) {
        GPTConfig c = draw_config(i);
        int B = between(2, 64), T = between(4, c.block - 1);
        yours[i] = step_flops(c, B, T);
        double attention = 0;
        for (int layer = 0; layer < c.layers; layer++)
            attention += 12.0 * c.embd * T;
        right[i] = (6 * numbers_of(c, false) + attention) * B * T;
        if (i == 1)
            name_case("five sizes; the second is {%d, %d, %d, %d, %d}, B %d, T %d", c.vocab, c.block, c.layers, c.heads,
                      c.embd, B, T);
    }
    expect_table(title, places("i", CONFIGS), yours, right, 1e-9, NULL);
}
END_TEST

// ---- 9.2 ----

// A name of the kind, and the number it stands for.
static int draw_name(int kind, int layers, char name[128])
{
    int i = between(0, layers - 1), k = between(0, PARTS - 1), last = between(0, 1);
    if (kind == 1)
        i = layers - 1;
    switch (kind) {
    case 0:
    case 1:
        snprintf(name, 128, "h.%d.%s", i, layer_part[k]);
        return 2 + PARTS * i + k;
    case 2:
        snprintf(name, 128, "transformer.h.%d.%s", i, layer_part[k]);
        return 2 + PARTS * i + k;
    case 3:
        snprintf(name, 128, "%s", last ? "wpe.weight" : "wte.weight");
        return last;
    case 4:
        snprintf(name, 128, "%s", last ? "ln_f.bias" : "transformer.ln_f.weight");
        return 2 + PARTS * layers + last;
    case 5:
        snprintf(name, 128, "%sh.%d.attn.%sbias", last ? "transformer." : "", i, k % 2 ? "masked_" : "");
        return IGNORED;
    case 6:
        snprintf(name, 128, "lm_head.weight");
        return IGNORED;
    case 7:
        snprintf(name, 128, "h.%d.%s", layers + between(0, 30), layer_part[k]);
        return UNKNOWN;
    case 8:
        snprintf(name, 128, "h.%d.%s%c", i, layer_part[k], between('a', 'z'));
        return UNKNOWN;
    case 9:
        snprintf(name, 128, "h.%c.%s", between('a', 'z'), layer_part[k]);
        return UNKNOWN;
    case 10:
        snprintf(name, 128, "h.%s.%s", last ? "" : "+1", layer_part[k]);
        return UNKNOWN;
    default:
        snprintf(name, 128, "%.5s.%c", layer_part[k], between('a', 'z'));
        return UNKNOWN;
    }
}

START_TEST(names_that_were_drawn)
{
    enum { KINDS = 12, NAMES = 4 * KINDS };
    int yours[NAMES], right[NAMES];
    char name[NAMES][128];
    begin(_i);
    int layers = between(11, 40);
    for (int n = 0; n < NAMES; n++) {
        right[n] = draw_name(n % KINDS, layers, name[n]);
        yours[n] = parameter_number(name[n], layers);
    }
    for (int n = 0; n < NAMES; n++) {
        name_case("parameter_number(\"%s\", %d)", name[n], layers);
        expect_int(title, yours[n], right[n], NULL);
    }
}
END_TEST

// ---- 9.3 ----

enum { MOST_V = 12 };

static void top_case(int V, const real logits[], double temperature, int top_k, double top_p)
{
    double yours[MOST_V], right[MOST_V] = {0}, weight[MOST_V], most = -INFINITY, total = 0, kept = 0;
    int rank[MOST_V], last = 0;
    float p[MOST_V];
    for (int v = 0; v < V; v++)
        p[v] = -1;
    next_probabilities(V, logits, temperature, top_k, top_p, p);
    for (int v = 0; v < V; v++) {
        most = fmax(most, (double)logits[v]);
        rank[v] = 0;
        for (int u = 0; u < V; u++)
            rank[v] += logits[u] > logits[v] || (logits[u] == logits[v] && u < v);
    }
    for (int v = 0; v < V; v++) {
        bool taken = temperature == 0 ? rank[v] == 0 : top_k == 0 || rank[v] < top_k;
        weight[v] = !taken ? 0 : temperature == 0 ? 1 : exp(((double)logits[v] - most) / temperature);
        total += weight[v];
    }
    for (int r = 0; r < V; r++)
        for (int v = 0; v < V; v++)
            if (rank[v] == r && (r == 0 || kept < top_p * total - 1e-9))
                kept += weight[v], last = r;
    for (int v = 0; v < V; v++) {
        right[v] = rank[v] <= last ? weight[v] / kept : 0;
        yours[v] = (double)p[v];
    }
    name_case("%d logits, temperature %.3g, top_k %d, top_p %.4g", V, temperature, top_k, top_p);
    expect_table(title, places("v", V), yours, right, 1e-5, NULL);
}

// How many tokens stay if top_p is a share of the top_k, or of all of them; 0 where rounding might decide.
static int kept_of(int V, const real logits[], double temperature, int top_k, double top_p, bool of_all)
{
    double sorted[MOST_V] = {0}, total = 0, sum = 0;
    int kept = 0;
    to_doubles(V, logits, sorted);
    for (int i = 0; i < V; i++)
        for (int j = i + 1; j < V; j++)
            if (sorted[j] > sorted[i]) {
                double other = sorted[i];
                sorted[i] = sorted[j], sorted[j] = other;
            }
    int K = top_k == 0 ? V : top_k;
    for (int k = 0; k < (of_all ? V : K); k++)
        total += exp((sorted[k] - sorted[0]) / temperature);
    while (kept < K && sum < top_p * total) {
        sum += exp((sorted[kept++] - sorted[0]) / temperature);
        if (fabs(sum / total - top_p) < 1e-3)
            return 0;
    }
    return kept;
}

// Whether the knobs show on these logits: some go by top_p, and with a top_k others go than by top_p alone.
static bool telling(int V, const real logits[], double temperature, int top_k, double top_p)
{
    int kept = kept_of(V, logits, temperature, top_k, top_p, false);
    int of_all = kept_of(V, logits, temperature, top_k, top_p, true);
    return kept > 0 && of_all > 0 && kept < (top_k ? top_k : V) && (top_k == 0 || of_all != kept);
}

START_TEST(top_of_drawn_logits)
{
    real logits[MOST_V];
    begin(_i);
    int V = between(6, MOST_V), top_k = between(3, V - 1), equal = 1 << between(2, 3), first = between(0, V - 3);
    double temperature, top_p;
    for (int turn = 0; turn < 3; turn++) { // both knobs; top_p alone; large logits
        do {
            draw(V, 2, logits);
            temperature = from_to(0.4, 0.8), top_p = from_to(0.5, 0.9);
        } while (!telling(V, logits, temperature, turn ? 0 : top_k, top_p));
        for (int v = 0; v < V && turn == 2; v++)
            logits[v] = (real)((int)(logits[v] * 4) + 900);
        top_case(V, logits, temperature, turn == 1 ? 0 : top_k, turn == 2 ? 1 : top_p);
    }
    draw(V, 1, logits);
    for (int v = first; v < V; v++) // equal ones, of which two are kept
        logits[v] = v < first + 3 ? 2 : logits[v];
    top_case(V, logits, 1, 2, 1);
    top_case(V, logits, 0, top_k, 0.9);
    for (int v = 0; v < equal; v++) // where the sum is reached exactly
        logits[v] = (real)temperature;
    top_case(equal, logits, 1, 0, between(1, equal - 1) / (double)equal);
}
END_TEST

// ---- 9.4 ----

START_TEST(perplexity_of_drawn_losses)
{
    enum { MOST = 60 };
    double nll[MOST], product = 1, bits = 0;
    int targets[MOST], count = 0;
    begin(_i);
    int n = between(10, MOST);
    long bytes = between(n, 5 * n);
    for (int i = 0; i < n; i++) {
        nll[i] = from_to(0.1, 4);
        targets[i] = i % 5 == 2 ? -1 : between(0, 99);
    }
    double perplex = perplexity(n, nll, targets), per_byte = bits_per_byte(n, nll, targets, bytes);
    for (int i = 0; i < n; i++)
        count += targets[i] >= 0;
    for (int i = 0; i < n; i++)
        if (targets[i] >= 0) {
            product *= exp(nll[i] / count);
            bits -= log2(exp(-nll[i]));
        }
    name_case("%d losses, of which %d count, %ld bytes", n, count, bytes);
    expect_number(title, perplex, product, 1e-9, NULL);
    expect_number("bits_per_byte of the same", per_byte, bits / (double)bytes, 1e-9, NULL);
}
END_TEST

// ---- 9.6 ----

START_TEST(rates_of_a_drawn_schedule)
{
    enum { STEPS = 12 };
    double yours[STEPS], right[STEPS];
    int step[STEPS];
    begin(_i);
    int warmup = between(5, 200), steps = warmup + between(20, 2000);
    double high = from_to(1e-4, 1e-2), low = high * from_to(0.05, 0.4);
    for (int i = 0; i < STEPS; i++) {
        step[i] = i < 4 ? between(0, warmup - 1) : i < 9 ? between(warmup, steps - 1) : between(steps, 3 * steps);
        yours[i] = learning_rate(step[i], warmup, steps, high, low) / high;
    }
    for (int i = 0; i < STEPS; i++) {
        double angle = acos(-1) * (step[i] - warmup) / (steps - warmup), half = cos(angle / 2);
        right[i] = step[i] < warmup  ? (step[i] + 1.0) / warmup
                   : step[i] < steps ? (low + (high - low) * half * half) / high
                                     : low / high;
    }
    name_case("warmup %d, steps %d, low / high %.3g: rates / high at step %d, ..., %d, ...", warmup, steps, low / high,
              step[0], step[4]);
    expect_table(title, places("i", STEPS), yours, right, 1e-9, NULL);
}
END_TEST

// ---- 9.7 ----

START_TEST(decay_of_drawn_shapes)
{
    enum { MOST = 12 };
    static const char *const name[] = {"weight", "bias", "h.0.ln_1.weight", "attn.bias", "scale"};
    Params p = {0};
    double yours[MOST], right[MOST];
    Decayed sums = {0};
    begin(_i);
    int count = between(8, MOST);
    for (int i = 0; i < count; i++) {
        int dim[4], ndim = i < 4 ? 4 - i : between(1, 4); // each number of dimensions at least once
        for (int k = 0; k < ndim; k++)
            dim[k] = between(1, 4);
        Tensor *t = params_zeros(&p, name[between(0, 4)], shape_of(ndim, dim));
        t->needs_grad = i < 4 || between(0, 1);
        params_at(&p, i)->decay = from_to(0.2, 0.8);
    }
    p.tensor[4]->needs_grad = false; // a frozen one
    Decayed d = decay_groups(&p);
    for (int i = 0; i < count; i++) {
        const Tensor *t = p.tensor[i];
        int matrix = t->shape.ndim > 1;
        yours[i] = params_at(&p, i)->decay, right[i] = matrix;
        sums.tensors[matrix] += t->needs_grad;
        sums.numbers[matrix] += t->needs_grad ? (long)t->size : 0;
    }
    name_case("%d tensors of 1 to 4 dimensions, some of them frozen", count);
    expect_table(title, places("i", count), yours, right, 0, NULL);
    for (int k = 0; k < 2; k++) {
        expect_int(k ? "how many decay" : "how many do not", d.tensors[k], sums.tensors[k], NULL);
        expect_int(k ? "how many numbers decay" : "how many numbers do not", d.numbers[k], sums.numbers[k], NULL);
    }
    params_free(&p);
}
END_TEST

// ---- 9.8 ----

enum { AV = 6, MOST_PIECES = 5, MOST_PLACES = 12 };

static int most_on_tape;

static Tensor *bigram_mean(void *model, const Piece *piece)
{
    most_on_tape = tape_count() > most_on_tape ? tape_count() : most_on_tape;
    return tensor_cross_entropy(tensor_embed(model, piece->X, SHAPE(piece->B, piece->T)), piece->Y);
}

START_TEST(accumulate_drawn_pieces)
{
    int X[MOST_PIECES][MOST_PLACES], Y[MOST_PIECES][MOST_PLACES], is[MOST_PIECES], count[MOST_PIECES], all = 0;
    double table[AV * AV], right[AV * AV], loss = 0;
    Params p = {0};
    Piece piece[MOST_PIECES];
    begin(_i);
    int pieces = between(3, MOST_PIECES), empty = between(0, pieces - 1);
    Tensor *logits = params_zeros(&p, "table", SHAPE(AV, AV));
    draw(AV * AV, 2, logits->data);
    params_zero_grad(&p);
    draw(AV * AV, 1, logits->grad); // what was there before stays
    to_doubles(AV * AV, logits->data, table), to_doubles(AV * AV, logits->grad, right);
    for (int i = 0; i < pieces; i++) {
        piece[i] = (Piece){between(1, 3), between(2, 4), X[i], Y[i]};
        count[i] = 0;
        for (int k = 0; k < piece[i].B * piece[i].T; k++) {
            X[i][k] = between(0, AV - 1);
            Y[i][k] = i == empty || (k > 0 && between(0, 3) == 0) ? -1 : between(0, AV - 1);
            count[i] += Y[i][k] >= 0;
        }
        all += count[i];
    }
    for (int i = 0; i < pieces; i++)
        is[i] = counted(&piece[i]);
    most_on_tape = 0;
    tape_reset();
    double yours = accumulate(pieces, piece, bigram_mean, logits);
    for (int i = 0; i < pieces; i++)
        for (int k = 0; k < piece[i].B * piece[i].T; k++) {
            const double *row = table + X[i][k] * AV;
            double sum = 0;
            for (int c = 0; c < AV; c++)
                sum += exp(row[c]);
            for (int c = 0; c < AV && Y[i][k] >= 0; c++)
                right[X[i][k] * AV + c] += (exp(row[c]) / sum - (c == Y[i][k])) / all;
            loss += Y[i][k] >= 0 ? (log(sum) - row[Y[i][k]]) / all : 0;
        }
    name_case("%d pieces, %d targets that count, none of them in piece %d", pieces, all, empty);
    expect_ints("counted", pieces, is, count);
    expect_reals("the gradients, and what was there before", places("from to", AV, AV), logits->grad, right, 2e-5);
    expect_number("the mean of the same", yours, loss, 1e-5, NULL);
    expect_int("whether tape_reset() came before each piece", most_on_tape <= 2, 1, NULL);
    params_free(&p);
    tape_reset();
}
END_TEST

void lesson_drawn(void)
{
    drawn("1-parameters", parameters_of_drawn_sizes, NULL);
    drawn("2-names", names_that_were_drawn, NULL);
    drawn("3-top", top_of_drawn_logits, NULL);
    drawn("4-perplexity", perplexity_of_drawn_losses, NULL);
    drawn("6-schedule", rates_of_a_drawn_schedule, NULL);
    drawn("7-decay", decay_of_drawn_shapes, NULL);
    drawn("8-accumulate", accumulate_drawn_pieces, NULL);
    drawn("9-flops", flops_of_drawn_sizes, NULL);
}
