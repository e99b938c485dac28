/*
# 01 Micrograd: numbers that remember

Everything in this course, up to the GPT, is trained the same way. Write down how wrong the network is, as
one number. Find out, for each of its weights, which way to turn it so that this number goes down. What
tells you is the **derivative**, and the method that finds a million derivatives at once is called
**backpropagation**. It is the chain rule plus some bookkeeping, no more. In this lesson, a number type that
remembers how each number was made does the bookkeeping.

The lecture is [The spelled-out intro to neural networks and backpropagation: building
micrograd](https://www.youtube.com/watch?v=VMj-3S1tku0). Its class `Value` is our `struct Value`.

Prose and program are one file. After a paragraph comes a *cell*, a small function, and then what it
printed. Besides `printf`, a cell uses `metric()`, which prints a result with the lecture's beside it, and
`curve()` and `table()`, which write numbers for the figures. The program ends with `main()`, its table of
contents.
*/
#include "01-micrograd.h"
#include "notebook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    Points *moons;
    MLP *mlp;     // trained on the moons,
    bool trained; // once trained_on_moons() has done it
} s;

/*
What is a derivative? Not a rule to learn by heart, but the answer to a question: *if I move $x$ a little,
how many times as far does $f(x)$ move?* So move it and look. The parabola $3x^2 - 4x + 5$ climbs with slope
14 at $x = 3$. At $x = 2/3$, its lowest point, it does not climb at all. Moving $x$ to both sides gives the
best measurement:

$$f'(x) \approx \frac{f(x + h) - f(x - h)}{2h}$$

@show 1-derivative

@figure parabola "The dashed line touches the curve at x = 3. Its slope, 14, is the derivative there; at the bottom of the curve the slope is 0."
*/
static double parabola(double x)
{
    return 3 * x * x - 4 * x + 5;
}

static void one_input(void)
{
    printf("f(3) = %g\n", parabola(3));
    for (double h = 0.1; h > 1e-4; h /= 10)
        printf("h = %-6g one-sided slope %.6f\n", h, (parabola(3 + h) - parabola(3)) / h);
    printf("both sides: f'(3) = %.6f, f'(2/3) = %.6f\n", derivative(parabola, 3, 1e-6),
           derivative(parabola, 2 / 3.0, 1e-6));
    for (double x = -5; x <= 5; x += 0.25)
        curve("parabola", x, parabola(x));
}

/*
With three inputs there are three slopes: move one input while the others stand still. Together they are the
**gradient**. For $d = ab + c$ you can guess it: moving $a$ moves $d$ by $b$ times as much, moving $b$ by
$a$ times as much, and moving $c$ by just as much. For a longer formula there are the rules of calculus, and
a way to trust them: what the formula says and what you measure must agree. Every gradient in this course is
checked like this.

@show 2-gradient
*/
static double plain_d(const double x[])
{
    return x[0] * x[1] + x[2];
}

double f3(const double x[])
{
    return -pow(x[0], 3) + sin(3 * x[1]) - 1 / x[2] + pow(x[1], 2.5) - sqrt(x[0]);
}

static void three_inputs(void)
{
    double x[] = {2, -3, 10}, slopes[3];
    numeric_gradient(plain_d, 3, x, 1e-4, slopes);
    printf("d = %g, slopes %.4f %.4f %.4f\n", plain_d(x), slopes[0], slopes[1], slopes[2]);
    double y[] = {2, 3, 4}, formula[3], measured[3];
    f3_gradient(y, formula);
    numeric_gradient(f3, 3, y, 1e-5, measured);
    for (int i = 0; i < 3; i++)
        printf("df/d%c: formula %.6f, measured %.6f\n", "abc"[i], formula[i], measured[i]);
}

/*
## A number that remembers

Now the bookkeeping. A `Value` holds a number and where it came from: the values it was made from (`prev`)
and the operation that made it (`op`). Writing an expression with `value_add` and `value_mul` draws a graph
while it computes.

@header Value

Memory is simple. Values lie in a pool of blocks, and nobody frees a single one. A training step takes a
mark, makes its sixty-five thousand values, and then gives all of them back at once.
*/
enum { BLOCK = 4096, MAX_BLOCKS = 1 << 16 };

static Value *blocks[MAX_BLOCKS];
static size_t used;

size_t values_used(void)
{
    return used;
}

void values_reset(size_t mark)
{
    CHECK(mark <= used, "values_reset: the mark %zu is above the %zu values in use", mark, used);
    used = mark;
}

Value *value_new(double data, const Op *op, Value *a, Value *b)
{
    size_t block = used / BLOCK;
    CHECK(block < MAX_BLOCKS, "more values than any lesson needs: is a values_reset() missing?");
    if (!blocks[block])
        blocks[block] = malloc(BLOCK * sizeof(Value));
    CHECK(blocks[block], "out of memory");
    Value *v = &blocks[block][used++ % BLOCK];
    *v = (Value){.data = data, .op = op, .prev = {a, b}};
    return v;
}

Value *value(double data)
{
    return value_new(data, NULL, NULL, NULL);
}

Value *value_label(Value *v, const char *label)
{
    v->label = label;
    return v;
}

/*
An operation is three things side by side: a name, the number it computes on the way forward, and what to do
on the way back. Forward is easy, and here it is. Backward is for you: exercises 1.3 and 1.4.

@show 3-add-mul

@show 4-exp-pow-tanh

Backward for the logarithm is here as an example. The slope of $\log a$ is $1/a$, and the chain rule
multiplies it by the slope that arrived at the output.
*/
static const Op op_add = {"+", add_backward}, op_mul = {"*", mul_backward};
static const Op op_pow = {"pow", pow_backward}, op_exp = {"exp", exp_backward};
static const Op op_tanh = {"tanh", tanh_backward}, op_relu = {"relu", relu_backward};

Value *value_add(Value *a, Value *b)
{
    return value_new(a->data + b->data, &op_add, a, b);
}

Value *value_mul(Value *a, Value *b)
{
    return value_new(a->data * b->data, &op_mul, a, b);
}

Value *value_pow(Value *a, double power)
{
    Value *out = value_new(pow(a->data, power), &op_pow, a, NULL);
    out->power = power;
    return out;
}

Value *value_exp(Value *a)
{
    return value_new(exp(a->data), &op_exp, a, NULL);
}

Value *value_tanh(Value *a)
{
    return value_new(tanh(a->data), &op_tanh, a, NULL);
}

Value *value_relu(Value *a)
{
    return value_new(a->data > 0 ? a->data : 0, &op_relu, a, NULL);
}

static void log_backward(Value *out)
{
    out->prev[0]->grad += out->grad / out->prev[0]->data;
}

static const Op op_log = {"log", log_backward};

Value *value_log(Value *a)
{
    return value_new(log(a->data), &op_log, a, NULL);
}

Value *value_neg(Value *a)
{
    return value_mul(a, value(-1));
}

Value *value_sub(Value *a, Value *b)
{
    return value_add(a, value_neg(b));
}

Value *value_div(Value *a, Value *b)
{
    return value_mul(a, value_pow(b, -1));
}

/*
The lecture's expression is $L = (ab + c) f$. You can walk back through such a graph by hand. The slope of
$L$ for itself is 1. Through a product, a slope arrives multiplied by the other factor; through a sum it
arrives unchanged. And you can *use* the slopes: move every leaf a little along its slope and $L$ grows,
from -8 to -7.286496.
*/
typedef struct Expression {
    Value *a, *b, *c, *e, *d, *f, *L;
} Expression;

static Expression lecture_expression(double a, double b, double c, double f)
{
    Expression x = {.a = value_label(value(a), "a"),
                    .b = value_label(value(b), "b"),
                    .c = value_label(value(c), "c"),
                    .f = value_label(value(f), "f")};
    x.e = value_label(value_mul(x.a, x.b), "e");
    x.d = value_label(value_add(x.e, x.c), "d");
    x.L = value_label(value_mul(x.d, x.f), "L");
    return x;
}

static void by_hand(void)
{
    Expression x = lecture_expression(2, -3, 10, -2);
    printf("L = %g\n", x.L->data);
    x.L->grad = 1;
    x.d->grad = x.f->data * x.L->grad;
    x.f->grad = x.d->data * x.L->grad;
    x.e->grad = x.d->grad;
    x.c->grad = x.d->grad;
    x.a->grad = x.b->data * x.e->grad;
    x.b->grad = x.a->data * x.e->grad;
    printf("slopes: a %g, b %g, c %g, f %g\n", x.a->grad, x.b->grad, x.c->grad, x.f->grad);
    double h = 0.01;
    Expression nudged = lecture_expression(x.a->data + h * x.a->grad, x.b->data + h * x.b->grad,
                                           x.c->data + h * x.c->grad, x.f->data + h * x.f->grad);
    metric("lecture_L", "%.6f", nudged.L->data);
}

/*
A **neuron** multiplies its inputs by weights, adds a bias, and bends the sum:
$o = \tanh(x_1 w_1 + x_2 w_2 + b)$. Its slopes by hand: tanh lets $1 - o^2 = 0.5$ through, and the rest is
sums and products.

@figure tanh "tanh and its slope (dashed). Look at the ends: where tanh is flat, its slope is 0, and nothing comes through on the way back."
*/
typedef struct Example {
    Value *x1, *x2, *w1, *w2, *b, *n, *o;
} Example;

static Example lecture_neuron(void)
{
    Example e = {.x1 = value_label(value(2), "x1"),
                 .x2 = value_label(value(0), "x2"),
                 .w1 = value_label(value(-3), "w1"),
                 .w2 = value_label(value(1), "w2"),
                 .b = value_label(value(6.8813735870195432), "b")};
    Value *x1w1 = value_label(value_mul(e.x1, e.w1), "x1*w1");
    Value *x2w2 = value_label(value_mul(e.x2, e.w2), "x2*w2");
    e.n = value_label(value_add(value_label(value_add(x1w1, x2w2), "x1*w1 + x2*w2"), e.b), "n");
    e.o = value_label(value_tanh(e.n), "o");
    return e;
}

static void neuron_by_hand(void)
{
    Example e = lecture_neuron();
    metric("neuron_o", "%.4f", e.o->data);
    double through = 1 - e.o->data * e.o->data;
    printf("slopes: x1 %.1f, w1 %.1f, x2 %.1f, w2 %.1f\n", e.w1->data * through, e.x1->data * through,
           e.w2->data * through, e.x2->data * through);
    for (double x = -5; x <= 5; x += 0.1)
        curve("tanh", x, tanh(x));
}

/*
Nobody wants to do this by hand for a hundred thousand values. Each op knows its own small piece, so only
the right order is missing: a value may pass on its slope only when all of it has arrived.

@show 5-backward

@figure graph "The neuron as a graph, left to right. Each box holds a value's data and its grad; follow the grads from right to left, from 1.0 at the output to the inputs."
*/
static int index_of(const Value *v, Value *const order[])
{
    int i = 0;
    while (order[i] != v)
        i++;
    return i;
}

static void dot_graph(FILE *f, Value *root)
{
    Value **order = malloc(values_used() * sizeof *order);
    int count = topological_order(root, order);
    fprintf(f, "digraph {\n  rankdir = LR\n  node [fontname = \"sans-serif\", fontsize = 16]\n");
    for (int i = 0; i < count; i++) {
        const Value *v = order[i];
        fprintf(f, "  v%d [shape = record, label = \"%s | data %.4f | grad %.4f\"]\n", i, v->label ? v->label : "",
                v->data, v->grad);
        if (v->op)
            fprintf(f, "  op%d [label = \"%s\", shape = circle]\n  op%d -> v%d\n", i, v->op->name, i, i);
        for (int p = 0; p < 2 && v->prev[p]; p++)
            fprintf(f, "  v%d -> op%d\n", index_of(v->prev[p], order), i);
    }
    fprintf(f, "}\n");
    free(order);
}

static void automatic(void)
{
    Example e = lecture_neuron();
    value_backward(e.o);
    printf("backward: x1 %.1f, w1 %.1f, x2 %.1f, w2 %.1f\n", e.x1->grad, e.w1->grad, e.x2->grad, e.w2->grad);
    dot_graph(table("graph.dot"), e.o);
}

/*
The lecture's own bug, and everybody's: what if a value is used twice? For $b = a + a$ the slope is 2. The
first use brings 1 and so does the second. Write `=`, and only the last one stays; with `+=` they add up.
The grads must also start from zero. Forgetting that is the next mistake, further down.
*/
static void used_twice(void)
{
    Value *a = value(3), *b = value_add(a, a);
    value_backward(b);
    printf("b = a + a: slope %g\n", a->grad);
    Value *x = value(-2), *y = value(3), *f = value_mul(value_mul(x, y), value_add(x, y));
    value_backward(f);
    printf("f = (x*y) * (x+y): slopes %g and %g\n", x->grad, y->grad);
}

/*
How large should the pieces be? It does not matter, as long as each knows its slope. tanh can be one op, or
you can take it apart into exp, minus, plus and division: $(e^{2n} - 1) / (e^{2n} + 1)$. The result and the
slopes are the same.
*/
static void tanh_in_pieces(void)
{
    Example e = lecture_neuron();
    Value *e2n = value_exp(value_mul(value(2), e.n));
    Value *o = value_div(value_sub(e2n, value(1)), value_add(e2n, value(1)));
    value_backward(o);
    printf("o = %.4f\n", o->data);
    printf("backward: x1 %.1f, w1 %.1f, x2 %.1f, w2 %.1f\n", e.x1->grad, e.w1->grad, e.x2->grad, e.w2->grad);
}

/*
Neurons side by side form a **layer**, and layers one after another form a **multi-layer perceptron** (MLP).
Differentiating one needs nothing new: it is all sums, products and one bend per neuron.

@header Neuron

@header MLP

@show 6-neuron-mlp
*/
static Neuron neuron_new(Rng *rng, int nin, Activation activation)
{
    Neuron neuron = {.nin = nin, .w = malloc(sizeof(Value *) * (size_t)nin), .activation = activation};
    for (int i = 0; i < nin; i++)
        neuron.w[i] = value(rng_uniform(rng, -1, 1));
    neuron.b = value(0);
    return neuron;
}

static void collect_parameters(MLP *mlp)
{
    mlp->parameters = malloc(sizeof(Value *) * (size_t)mlp->count);
    int n = 0;
    for (int l = 0; l < mlp->depth; l++)
        for (int i = 0; i < mlp->layers[l].nout; i++) {
            Neuron *neuron = &mlp->layers[l].neurons[i];
            for (int k = 0; k < neuron->nin; k++)
                mlp->parameters[n++] = neuron->w[k];
            mlp->parameters[n++] = neuron->b;
        }
}

MLP *mlp_new(Rng *rng, int nin, int depth, const int nouts[], Activation hidden, Activation last)
{
    MLP *mlp = calloc(1, sizeof *mlp);
    mlp->depth = depth;
    mlp->layers = malloc(sizeof(Layer) * (size_t)depth);
    for (int l = 0; l < depth; nin = nouts[l++]) {
        CHECK(nin <= MAX_WIDTH && nouts[l] <= MAX_WIDTH, "mlp_new: at most %d wide", MAX_WIDTH);
        mlp->layers[l] = (Layer){nouts[l], malloc(sizeof(Neuron) * (size_t)nouts[l])};
        for (int i = 0; i < nouts[l]; i++)
            mlp->layers[l].neurons[i] = neuron_new(rng, nin, l < depth - 1 ? hidden : last);
        mlp->count += nouts[l] * (nin + 1);
    }
    collect_parameters(mlp);
    return mlp;
}

void mlp_free(MLP *mlp)
{
    for (int l = 0; l < mlp->depth; l++) {
        for (int i = 0; i < mlp->layers[l].nout; i++)
            free(mlp->layers[l].neurons[i].w);
        free(mlp->layers[l].neurons);
    }
    free(mlp->layers);
    free(mlp->parameters);
    free(mlp);
}

void mlp_zero_grad(MLP *mlp)
{
    for (int i = 0; i < mlp->count; i++)
        mlp->parameters[i]->grad = 0;
}

void mlp_step(MLP *mlp, double rate)
{
    for (int i = 0; i < mlp->count; i++)
        mlp->parameters[i]->data -= rate * mlp->parameters[i]->grad;
}

static MLP *small_mlp(void)
{
    Rng rng;
    rng_seed_python(&rng, options.seed);
    return mlp_new(&rng, 3, 3, (int[]){4, 4, 1}, value_tanh, value_tanh);
}

static void networks(void)
{
    MLP *mlp = small_mlp();
    Value *x[] = {value(2), value(3), value(-1)}, *out;
    mlp_forward(mlp, x, &out);
    printf("MLP(3, [4, 4, 1]): %d parameters, says %.4f\n", mlp->count, out->data);
    mlp_free(mlp);
}

/*
How wrong is a network that must choose one of several answers? All later lessons use this loss: softmax,
then the negative log-likelihood. It can be made of ops we already have.

@show 7-softmax-nll
*/
static void choosing(void)
{
    Value *logits[] = {value(0), value(3), value(-2), value(1)};
    Value *loss = softmax_nll(logits, 4, 3);
    value_backward(loss);
    printf("loss %.4f, slopes", loss->data);
    for (int i = 0; i < 4; i++)
        printf(" %.7f", logits[i]->grad);
    printf("\n");
}

/*
**The whole of training**, on four examples. Predict, measure the error, clear the old slopes, go backward,
take a small step against the slopes; repeat. Every training loop in this course is these five lines.
*/
static const double four_x[4][3] = {{2, 3, -1}, {3, -1, 0.5}, {0.5, 1, 1}, {1, 1, -1}};
static const double four_y[4] = {1, -1, -1, 1};

static Value *four_examples_loss(const MLP *mlp, double prediction[4])
{
    Value *loss = value(0);
    for (int i = 0; i < 4; i++) {
        Value *x[3] = {value(four_x[i][0]), value(four_x[i][1]), value(four_x[i][2])}, *out;
        mlp_forward(mlp, x, &out);
        prediction[i] = out->data;
        loss = value_add(loss, value_pow(value_sub(out, value(four_y[i])), 2));
    }
    return loss;
}

static void train_on_four(bool clear, const char *name)
{
    MLP *mlp = small_mlp();
    double prediction[4];
    for (int step = 0; step < 20; step++) {
        size_t mark = values_used();
        Value *loss = four_examples_loss(mlp, prediction);
        if (clear)
            mlp_zero_grad(mlp);
        value_backward(loss);
        mlp_step(mlp, 0.1);
        curve(name, step, loss->data);
        if (step % 4 == 3)
            printf("step %2d   loss %.4f\n", step, loss->data);
        values_reset(mark);
    }
    printf("predictions %.2f %.2f %.2f %.2f (wanted 1 -1 -1 1)\n", prediction[0], prediction[1], prediction[2],
           prediction[3]);
    mlp_free(mlp);
}

static void four_examples(void)
{
    train_on_four(true, "four-loss");
}

/*
**Two moons**: a hundred points in two crescents that no straight line can separate, and a network with 2
inputs, two layers of 16 relu neurons, and 1 output, the *score*. The loss is the *max-margin* loss of
support vector machines. A point with label $y_i = \pm 1$ costs nothing once its score has the right sign
and is at least 1 away from 0:

$$L = \frac{1}{n} \sum_i \text{relu}(1 - y_i s_i) + 0.0001 \sum_k w_k^2$$

The second term is 0.0001 times the sum of the squared weights; it keeps them small (L2 regularisation).

Each step walks back through a graph of 65 818 values. micrograd's demo does exactly the same, value for
value, so its numbers are the same as well. The bend is relu here, and its backward has a bug that the moons
do not show:

@show 8-relu-bug

@figure loss "The loss on the moons over 100 steps, on a logarithmic scale. It jumps because the steps are large, and settles as they shrink."
*/
static Value *moons_loss(const MLP *mlp, const Points *points, double *accuracy)
{
    Value *data_loss = value(0), *reg_loss = value(0);
    int right = 0;
    for (int i = 0; i < points->count; i++) {
        const Point *p = &points->point[i];
        Value *x[2] = {value(p->x), value(p->y)}, *score;
        mlp_forward(mlp, x, &score);
        Value *margin = value_add(value_mul(score, value(-p->label)), value(1));
        data_loss = value_add(data_loss, value_relu(margin));
        right += (score->data > 0) == (p->label > 0);
    }
    for (int i = 0; i < mlp->count; i++)
        reg_loss = value_add(reg_loss, value_mul(mlp->parameters[i], mlp->parameters[i]));
    *accuracy = 100.0 * right / points->count;
    return value_add(value_mul(data_loss, value(1.0 / points->count)), value_mul(reg_loss, value(1e-4)));
}

double moons_step(MLP *mlp, const Points *points, double rate, double *accuracy)
{
    size_t mark = values_used();
    Value *loss = moons_loss(mlp, points, accuracy);
    mlp_zero_grad(mlp);
    value_backward(loss);
    mlp_step(mlp, rate);
    double result = loss->data;
    values_reset(mark);
    return result;
}

MLP *moons_mlp(uint64_t seed)
{
    Rng rng;
    rng_seed_python(&rng, seed);
    return mlp_new(&rng, 2, 3, (int[]){16, 16, 1}, value_relu, NULL);
}

static void write_frame(const MLP *mlp, int step)
{
    enum { CELLS = 44 };
    FILE *f = table("boundary.tsv");
    fprintf(f, "%s", step > 0 ? "\n" : ""); // gnuplot's mark between two frames
    for (int row = 0; row <= CELLS; row++) {
        for (int column = 0; column <= CELLS; column++) {
            size_t mark = values_used();
            double px = -1.6 + 4.2 * column / CELLS, py = -1.2 + 3.0 * row / CELLS;
            Value *x[2] = {value(px), value(py)}, *score;
            mlp_forward(mlp, x, &score);
            fprintf(f, "%.4g\t%.4g\t%.4g\t%d\n", px, py, score->data, step);
            values_reset(mark);
        }
        fprintf(f, "\n");
    }
}

static void trained_on_moons(void)
{
    static const double frames[] = {0, 0.02, 0.1, 0.3, 0.6, 1}; // shares of the run
    double loss = NAN, accuracy = 0;
    int frame = 0;
    if (s.trained)
        return;
    s.mlp = moons_mlp(options.seed);
    for (int step = 0; progress("moons", step, options.steps, loss); step++) {
        if (frame < COUNT(frames) - 1 && step >= frames[frame] * options.steps) {
            write_frame(s.mlp, step);
            frame++;
        }
        loss = moons_step(s.mlp, s.moons, 1 - 0.9 * step / options.steps, &accuracy);
        curve("loss", step, loss);
        if (step == 0)
            metric("moons_first_loss", "%.6f", loss);
        else if (step == 1 || step == 9)
            printf("step %d: loss %.6f, accuracy %g %%\n", step, loss, accuracy);
    }
    write_frame(s.mlp, options.steps);
    metric("moons_last_loss", "%.6f", loss);
    metric("moons_accuracy", "%g", accuracy);
    s.trained = true;
}

static void moons(void)
{
    trained_on_moons();
    for (int i = 0; i < s.moons->count; i++) {
        const Point *p = &s.moons->point[i];
        fprintf(table("moons.tsv"), "%g\t%g\t%g\n", p->x, p->y, p->label);
    }
}

/*
What does the network say elsewhere, between and around the points? Ask it on a grid. The boundary is made
of straight pieces: each of the first 16 relus folds the plane along a straight line, and the second 16 add
folds that bend where they cross the first.

@figure moons "The score everywhere after training: light is positive, dark is negative, and on the black line the network cannot decide. Look for its straight pieces."

@figure frames "The same field at six moments of training. Before the first step there is no boundary yet; then it bends around the moons."
*/
static void boundary(void)
{
    trained_on_moons();
    for (double y = 1.8; y >= -1.2; y -= 0.25) {
        for (double x = -1.6; x <= 2.6; x += 0.07) {
            size_t mark = values_used();
            Value *in[2] = {value(x), value(y)}, *score;
            mlp_forward(s.mlp, in, &score);
            putchar(score->data > 0 ? '#' : '.');
            values_reset(mark);
        }
        putchar('\n');
    }
}

/*
One mistake is left to make, the most famous one: not clearing the slopes before `backward`. Then the slopes
of all steps pile up, and the steps grow and grow. On four examples it even seems to work, which is why it
is so hard to find. On the moons it does not.
*/
static void forgetting(void)
{
    printf("four examples\n");
    train_on_four(false, "four-forgotten-loss");
    printf("two moons\n");
    MLP *mlp = moons_mlp(options.seed);
    double accuracy;
    for (int step = 0; step < 100; step++) {
        size_t mark = values_used();
        Value *loss = moons_loss(mlp, s.moons, &accuracy);
        value_backward(loss); // and no mlp_zero_grad(mlp) before it
        mlp_step(mlp, 1 - 0.9 * step / 100);
        if (step % 20 == 19)
            printf("step %2d   loss %.4f\n", step, loss->data);
        values_reset(mark);
    }
    mlp_free(mlp);
}

/*
## What you have now

That is all of backpropagation. From here on only two things change. Numbers become tables of numbers, so
that one op does the work of ten thousand; and networks grow. The next lesson starts from the other end,
with a language model that needs no network at all.
*/
static const Shown lecture[] = {
    {"lecture_L", "-7.286496"},      {"neuron_o", "0.7071"},    {"moons_first_loss", "0.895844"},
    {"moons_last_loss", "0.010978"}, {"moons_accuracy", "100"}, {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "01-micrograd",
        .about = "a number that remembers how it was made, and what it is good for",
        .data = "moons.tsv",
        .video_data = "moons.tsv",
        .seed = 1337,
        .steps = 100,
        .quick_steps = 20,
        .lecture = lecture,
    };
    notebook_begin(&lesson, argc, argv);
    s.moons = points_load(options.data);

    cell("A function of one number", one_input);
    cell("A function of three numbers", three_inputs);
    cell("Backward by hand", by_hand);
    cell("A neuron, by hand", neuron_by_hand);
    cell("Backward by itself", automatic);
    cell("A value that is used twice", used_twice);
    cell("tanh in pieces", tanh_in_pieces);
    cell("Neurons, layers, networks", networks);
    cell("A loss for choosing", choosing);
    cell("Four examples", four_examples);
    cell("Two moons", moons);
    cell("The decision boundary", boundary);
    cell("Forgetting to clear the slopes", forgetting);
    return notebook_end();
}
