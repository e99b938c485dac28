/*
 * The cases of the tensor library's tests: see tensor-cases.h. To test a new op, add a line to each
 * table.
 */
#include "tensor-cases.h"

#include <stdlib.h>
#include <string.h>

static const char *const cases[] = {
    // every kind of broadcasting; ANY becomes each of the four arithmetic ops in turn:
    "ANY nx3 nx3",
    "ANY n n",
    "ANY () ()",
    "ANY 2x3xn 2x3xn",
    "ANY 2x1x2xn 2x1x2xn",
    // one source used twice
    "ANY nx3 =",
    "ANY n =",
    "ANY () =",
    // a row, a column, one number, for all
    "ANY 4xn n",
    "ANY n 4xn",
    "ANY 2x3xn n",
    "ANY 2x3xn 3xn",
    "ANY 3xn 2x3xn",
    "ANY nx4 nx1",
    "ANY nx1 nx4",
    "ANY 2xnx3 nx1",
    "ANY 2xnx3 2xnx1",
    "ANY 3xn ()",
    "ANY () 3xn",
    "ANY 3xn 1",
    "ANY 1 3xn",
    "ANY 2x3xn 1x1",
    "ANY n 1x1x1x1",
    // leading ones
    "ANY n 1xn",
    "ANY 1x1xn 2x3xn",
    "ANY 3xn 1x1x3xn",
    "ANY 3xn 1x3xn",
    "ANY 1xn 3xn",
    // both are stretched
    "ANY nx1 1x4",
    "ANY 1xn 3x1",
    "ANY 2x1xn 3x1",
    "ANY nx1x2 3x1",
    "ANY 2x1x3x1 1x4x1xn",
    "ANY 2x3x1xn 3x4x1",
    "ANY 2x1xn 1x3xn",
    "ANY 2x1x3 2xnx3",

    "scale:-1.5 nx3",
    "scale:0.1 n",
    "shift:0.75 nx3",
    "shift:-2 ()",
    "exp 3xn",
    "exp 2xn @ -8 8",
    "exp ()",
    "log 3xn @ 0.5 2",
    "log nx2 @ 0.001 50",
    "tanh 3xn",
    "tanh 2xnx2 @ -8 8",
    "tanh n @ -0.25 0.25",
    "relu 3xn",
    "relu 2x2xn",
    "pow:2 3xn",
    "pow:3 nx2",
    "pow:-0.5 3xn @ 0.5 2",
    "pow:-1 n @ 0.5 2",
    "pow:1 n",
    "pow:0.3 () @ 1 2",

    "view nx6 2xnx3",
    "view 1 ()",
    "view () 1x1x1",
    "view 4xn 4x1x1xn",
    "transpose nx3",
    "transpose 1xn",
    "transpose 2x3xn",
    "transpose 2x2xnx3",

    "sum:0 nx3",
    "sum:1 3xn",
    "sum:-1 2x3xn",
    "sum:1 2xnx3",
    "sum:0 n",
    "sum:-3 nx2x3",
    "sum:1 2xnx3x2",
    "mean:0 nx3",
    "mean:1 3xn",
    "mean:-1 2x3xn",
    "mean:1 2xnx3",
    "mean:0 n",
    "mean:2 2x3xnx2",
    "var:0 mx3",
    "var:1 3xm",
    "var:-1 2x3xm",
    "var:1 2xmx3",
    "var:0 m",
    "var:-2 2x3xmx2",
    "max:0 nx3",
    "max:1 3xn",
    "max:-1 2x3xn",
    "max:1 2xnx3",
    "max:0 n",
    "max:0 nx1x2x2",
    "sum_all 3xn",
    "sum_all ()",
    "sum_all 2x2xnx2",
    "mean_all 3xn",
    "mean_all 2xnx2",
    "mean_all 1",

    "matmul nx3 3x4",
    "matmul 3xn nx4",
    "matmul 3x4 4xn",
    "matmul nxm mxn",
    "matmul nxn =",
    "matmul 1xn nx1",
    "matmul nx1 1xn",
    "matmul 2xnx3 3x4",
    "matmul 2x1x3xn nx2",
    "matmul 2x3xn 2xnx4",
    "matmul 2x2xnx3 2x2x3xn",
    "matmul 2xnxn =",
    "matmul 1x3xn 1xnx2",
    "embed nx3 5",
    "embed 5xn 3",
    "embed nx4 2x3",
    "embed 4xn 2x3x2",

    "softmax 3xn",
    "softmax nx5",
    "softmax 2x2xn",
    "softmax n",
    "softmax 3xn @ -8 8",
    "softmax 1x1x1x4",
    "cross_entropy 3xn",
    "cross_entropy nx5",
    "cross_entropy 2x3xn",
    "cross_entropy n",
    "cross_entropy 4xn @ -8 8",
    "batchnorm:1 4xn n n",
    "batchnorm:0 4xn n n",
    "batchnorm:1 mx3 3 3",
    "batchnorm:0 mx3 3 1x3",
    "batchnorm:1 2xmx3 3 3",
    "batchnorm:0 2x2xnx3 3 3",
    "batchnorm:1 4xn n =",
    "batchnorm:0 5x1 1 1",
    "layernorm nx4 4 4",
    "layernorm 3xm m m",
    "layernorm 2x3xm m m",
    "layernorm 3xm m =",
    "layernorm m m m",

    "cross_entropy:1 4xn",
    "cross_entropy:1 2x3xn", // every third target is -1
    "linear nx3 3x4 4",
    "linear 3xn nx4 4",
    "linear 2x3xn nxm 1xm",
    "linear n nx3 3",
    "linear nxn = n",
    "linear:1 nx3 3x4",
    "linear:1 2x2xnx3 3xn",
    "unembed nx3 4x3",
    "unembed 3xn 4xn",
    "unembed 2x3xn mxn",
    "unembed nx3 =",
    "gelu 3xn",
    "gelu 2xnx2 @ -8 8",
    "gelu ()",
    "dropout:0.4 3xn",
    "dropout:0.9 nx5",
    "dropout:0.25 2x2xn",
    "cat:-1 nx3 nx4",
    "cat:-1 2xnx1 2xnxm",
    "cat:-1 n =",
    "cat:-1 2x1x2xn 2x1x2x3",
    "slice:-1,1,0 3xm",
    "slice:-1,0,0 2xmx5",
    "slice:-1,0,0 m", // the axis, from, and to, counted from the end
    "swap_axes:1,2 2xnx3",
    "swap_axes:0,1 nx3",
    "swap_axes:1,2 2xnx3x2",
    "swap_axes:0,2 nx2x3",
    "swap_axes:1,3 2x3xmxn",
    "causal_mask nxn",
    "causal_mask 2xmxm",
    "causal_mask 2x1xnxn",
    "attention:1 1xnx6",
    "attention:2 2xnx12",
    "attention:3 2xmx9",
    "attention:1 2x3x3",
    "attention:2 1x65x12",
    "attention:1.5 2xnx12", // a half behind the point: with dropout
    // heads, heads of keys and values, and how: 1 causal, 2 with padding, 3 both
    "attend:2,2,0 2xnx6 2x3x6 2x3x6",
    "attend:4,1,0 2x3x8 2xnx2 2xnx2",
    "attend:4,2,1 1xnx8 1xnx4 1xnx4",
    "attend:3,3,1 1xnx3 1xmx3 1xmx3",
    "attend:6,2,2 2xnx6 2xmx2 2xmx2",
    "attend:2,1,3 2xnx4 2xnx2 2xnx2",
    "attend:2,1,1 1x66x4 1x130x2 1x130x2",

    "sigmoid 3xn",
    "sigmoid 2xn @ -8 8",
    "silu 3xn",
    "silu 2xnx2 @ -8 8",
    "clamp:-0.5,1 3xn",
    "clamp:0,3 2xn @ -8 8",
    "minimum 3xn 3xn",
    "minimum nx3 =",
    "minimum 2x1xn 3x1",
    "maximum 4xn n",
    "maximum nx3 =",
    "maximum () 3xn",
    "cat:0 nx3 mx3",
    "cat:1 2xnx3 2x4x3",
    "cat:-2 nx2 =",
    "cat:2 2x1xnx3 2x1x2x3",
    "slice:0,1,0 mxn",
    "slice:1,0,-1 2xmx3",
    "slice:-2,1,-1 3x4xn",
    "swap_axes:-1,0 2xnx3",
    "swap_axes:3,1 2xnx3xm",
    "rms_norm nx4 4",
    "rms_norm 3xm m",
    "rms_norm 2x3xm 1xm",
    "rms_norm m m",
    "rms_norm n =",
    "rms_norm 3xm", // the last without a gain
    "log_softmax 3xn",
    "log_softmax nx5",
    "log_softmax 2x2xn",
    "log_softmax n",
    "log_softmax 3xn @ -8 8",
    "cross_entropy_rows 3xn",
    "cross_entropy_rows nx5 @ -8 8",
    "cross_entropy_rows:1 4xn", // with weights and padding
    "cross_entropy_rows:1 2x3xn",
    "pick 3xn",
    "pick 2x3xn",
    "pick n",
    "pick:1 4xn", // with padding
    // stride, padding
    "conv2d:1,0 1x3x4xn 2x3xnx2",
    "conv2d:1,1 2xmxnx2 3x3x2x3",
    "conv2d:2,1 2xnxmx3 3x2x3x2",
    "conv2d:3,0 2x5x7xn 2x2xnx1",
    "conv2d:1,3 1x2xnx1 2x2x1xm",
    "conv2d:2,0 nx3x3x1 1x1x1x2",
    // size, stride
    "max_pool:2,2 2xmxmx3",
    "max_pool:2,1 1xmx3xn",
    "max_pool:3,2 2x5x4xn",
    "max_pool:1,2 nx3x2x1",
};

static const char *const arithmetic[] = {"add", "sub", "mul", "div"};

// ---- what a name runs ----

static Tensor *view(const Case *c)
{
    return tensor_view(c->in[0], c->shape[1]);
}

static Tensor *embed(const Case *c)
{
    int V = c->shape[0].dim[0], n = (int)shape_size(c->shape[1]);
    int *ids = tape_alloc(sizeof *ids * (size_t)n);
    for (int i = 0; i < n; i++)
        ids[i] = (7 * i + 3) % V;
    return tensor_embed(c->in[0], ids, c->shape[1]);
}

// For each row of a, an index into it; -1 for every third row if the op's constant is not 0
static const int *targets_of(const Case *c)
{
    int V = c->shape[0].dim[c->shape[0].ndim - 1], n = (int)(c->in[0]->size / (size_t)V);
    int *targets = tape_alloc(sizeof *targets * (size_t)n);
    for (int i = 0; i < n; i++)
        targets[i] = c->k[0] != 0 && i % 3 == 1 ? -1 : (5 * i + 2) % V;
    return targets;
}

static Tensor *cross_entropy(const Case *c)
{
    return tensor_cross_entropy(c->in[0], targets_of(c));
}

static Tensor *cross_entropy_rows(const Case *c)
{
    size_t n = c->in[0]->size;
    real *weights = tape_alloc(sizeof *weights * n);
    for (size_t i = 0; i < n; i++)
        weights[i] = (real)(i % 4) / 2 - (real)0.25;
    return tensor_cross_entropy_rows(c->in[0], targets_of(c), c->k[0] != 0 ? weights : NULL);
}

static Tensor *pick(const Case *c)
{
    return tensor_pick(c->in[0], targets_of(c));
}

static Tensor *batchnorm(const Case *c)
{
    double *moments = tape_alloc(2 * sizeof *moments * c->in[1]->size);
    return tensor_batchnorm(c->in[0], c->in[1], c->in[2], 1e-5, c->k[0] != 0, moments, moments + c->in[1]->size);
}

static Tensor *layernorm(const Case *c)
{
    return tensor_layernorm(c->in[0], c->in[1], c->in[2], 1e-5);
}

static Tensor *linear(const Case *c)
{
    return tensor_linear(c->in[0], c->in[1], c->k[0] == 0 ? c->in[2] : NULL);
}

static Rng *again(void) // the same numbers at every call
{
    static Rng rng;
    rng_seed(&rng, 7);
    return &rng;
}

static Tensor *dropout(const Case *c)
{
    return tensor_dropout(c->in[0], c->k[0], again());
}

static Tensor *rms_norm(const Case *c)
{
    return tensor_rms_norm(c->in[0], c->in[1], 1e-5);
}

static Tensor *clamp(const Case *c)
{
    return tensor_clamp(c->in[0], c->k[0], c->k[1]);
}

static Tensor *cat(const Case *c)
{
    return tensor_cat(c->in[0], c->in[1], (int)c->k[0]);
}

static Tensor *slice(const Case *c)
{
    int axis = (int)c->k[0], n = (int)axis_of("slice", c->shape[0], axis).n;
    return tensor_slice(c->in[0], axis, (int)c->k[1], n + (int)c->k[2]);
}

static Tensor *swap_axes(const Case *c)
{
    return tensor_swap_axes(c->in[0], (int)c->k[0], (int)c->k[1]);
}

static Tensor *conv2d(const Case *c)
{
    return tensor_conv2d(c->in[0], c->in[1], (int)c->k[0], (int)c->k[1]);
}

static Tensor *max_pool(const Case *c)
{
    return tensor_max_pool(c->in[0], (int)c->k[0], (int)c->k[1]);
}

static Tensor *causal_mask(const Case *c) // exp, so that the infinities do not reach the loss
{
    return tensor_softmax(tensor_causal_mask(c->in[0]));
}

static Tensor *attention(const Case *c)
{
    int heads = (int)c->k[0];
    double p = c->k[0] > heads ? 0.3 : 0;
    return tensor_self_attention(c->in[0], (Attention){.heads = heads, .causal = true, .dropout = p, .rng = again()});
}

static Tensor *attend(const Case *c)
{
    int T = c->in[0]->shape.dim[1], S = c->in[1]->shape.dim[1], how = (int)c->k[2];
    int lengths[] = {S, S > 2 ? S - 2 : 1};
    Attention a = {.heads = (int)c->k[0], .kv_heads = (int)c->k[1], .causal = how % 2 == 1};
    a.offset = a.causal ? S - T : 0; // the last query sees all keys
    a.lengths = how >= 2 ? lengths : NULL;
    return tensor_attention(c->in[0], c->in[1], c->in[2], a);
}

// One of the four ways to call an op: on one tensor, on two, with a constant, along an axis; or a
// function.
static const struct {
    const char *op;
    int sources;
    Tensor *(*one)(Tensor *);
    Tensor *(*two)(Tensor *, Tensor *);
    Tensor *(*constant)(Tensor *, double);
    Tensor *(*axis)(Tensor *, int);
    Tensor *(*call)(const Case *);
} ops[] = {
    {"add", 2, .two = tensor_add},
    {"sub", 2, .two = tensor_sub},
    {"mul", 2, .two = tensor_mul},
    {"div", 2, .two = tensor_div},
    {"matmul", 2, .two = tensor_matmul},
    {"scale", 1, .constant = tensor_scale},
    {"shift", 1, .constant = tensor_shift},
    {"pow", 1, .constant = tensor_pow},
    {"exp", 1, .one = tensor_exp},
    {"log", 1, .one = tensor_log},
    {"tanh", 1, .one = tensor_tanh},
    {"relu", 1, .one = tensor_relu},
    {"transpose", 1, .one = tensor_transpose},
    {"softmax", 1, .one = tensor_softmax},
    {"sum_all", 1, .one = tensor_sum_all},
    {"mean_all", 1, .one = tensor_mean_all},
    {"sum", 1, .axis = tensor_sum},
    {"mean", 1, .axis = tensor_mean},
    {"var", 1, .axis = tensor_var},
    {"max", 1, .axis = tensor_max},
    {"view", 1, .call = view},
    {"embed", 1, .call = embed},
    {"cross_entropy", 1, .call = cross_entropy},
    {"batchnorm", 3, .call = batchnorm},
    {"layernorm", 3, .call = layernorm},
    {"linear", 3, .call = linear},
    {"unembed", 2, .two = tensor_unembed},
    {"gelu", 1, .one = tensor_gelu},
    {"dropout", 1, .call = dropout},
    {"cat", 2, .call = cat},
    {"slice", 1, .call = slice},
    {"swap_axes", 1, .call = swap_axes},
    {"causal_mask", 1, .call = causal_mask},
    {"attention", 1, .call = attention},
    {"attend", 3, .call = attend},
    {"sigmoid", 1, .one = tensor_sigmoid},
    {"silu", 1, .one = tensor_silu},
    {"clamp", 1, .call = clamp},
    {"minimum", 2, .two = tensor_minimum},
    {"maximum", 2, .two = tensor_maximum},
    {"rms_norm", 2, .call = rms_norm},
    {"log_softmax", 1, .one = tensor_log_softmax},
    {"cross_entropy_rows", 1, .call = cross_entropy_rows},
    {"pick", 1, .call = pick},
    {"conv2d", 2, .call = conv2d},
    {"max_pool", 1, .call = max_pool},
};

static int op_of(const Case *c)
{
    for (int i = 0; i < COUNT(ops); i++)
        if (strcmp(ops[i].op, c->op) == 0)
            return i;
    CHECK(false, "tests: no op is called %s in tensor-cases.c", c->op);
    return -1;
}

static Tensor *run(Case *c)
{
    int i = op_of(c);
    Tensor *a = c->in[0], *b = c->in[1];
    return ops[i].one        ? ops[i].one(a)
           : ops[i].two      ? ops[i].two(a, b)
           : ops[i].constant ? ops[i].constant(a, c->k[0])
           : ops[i].axis     ? ops[i].axis(a, (int)c->k[0])
                             : ops[i].call(c);
}

// ---- from text to tensors ----

int case_count(void)
{
    int count = 0;
    for (int i = 0; i < COUNT(cases); i++)
        count += strncmp(cases[i], "ANY ", 4) == 0 ? COUNT(arithmetic) : 1;
    return count;
}

// "2xn" -> (2, n), "()" -> ()
static Shape shape_read(const char *text, int n)
{
    Shape shape = shape_scalar();
    if (strcmp(text, "()") == 0)
        return shape;
    for (const char *s = text; *s; s += *s == 'x') {
        CHECK(shape.ndim < MAX_DIMS, "tests: %s has too many dimensions", text);
        int size = *s == 'n' ? n : *s == 'm' ? n + 1 : atoi(s);
        CHECK(size >= 1, "tests: %s is not a shape", text);
        shape.dim[shape.ndim++] = size;
        s += strcspn(s, "x");
    }
    return shape;
}

static void draw(const Case *c, Tensor *t, Rng *rng)
{
    float *u = malloc(sizeof *u * t->size);
    CHECK(u, "out of memory");
    rng_rand(rng, u, t->size);
    for (size_t i = 0; i < t->size; i++) // a float, so that both builds begin with the same numbers
        t->data[i] = (float)(c->low + (c->high - c->low) * u[i]);
    free(u);
}

// What the text says, with n put in: "add 4x3 3"
static void spell(Case *c)
{
    char *end = c->text + sprintf(c->text, "%s", c->op);
    for (int i = 0; i < c->constants; i++)
        end += sprintf(end, "%c%g", i ? ',' : ':', c->k[i]);
    for (int i = 0; i < c->shapes; i++) {
        end += sprintf(end, c->again[i] ? " =" : c->shape[i].ndim ? " " : " ()");
        for (int k = 0; !c->again[i] && k < c->shape[i].ndim; k++)
            end += sprintf(end, k ? "x%d" : "%d", c->shape[i].dim[k]);
    }
    sprintf(end, " @ %g %g", c->low, c->high);
}

void case_from(Case *c, const char *text, int n)
{
    static const char *const names[] = {"a", "b", "c"};
    bool divides = strncmp(text, "div ", 4) == 0;
    char words[100], *rest = NULL;
    *c = (Case){.low = divides ? 0.5 : -2, .high = 2};
    snprintf(words, sizeof words, "%s", text);
    char *range = strchr(words, '@');
    if (range && sscanf(range, "@ %lf %lf", &c->low, &c->high) == 2)
        *range = '\0';
    char *word = strtok_r(words, " ", &rest);
    c->constants = sscanf(word, "%19[^:]:%lf,%lf,%lf", c->op, &c->k[0], &c->k[1], &c->k[2]) - 1;
    c->sources = ops[op_of(c)].sources;
    Rng rng;
    rng_seed(&rng, 1);
    while ((word = strtok_r(NULL, " ", &rest))) {
        int i = c->shapes++;
        c->again[i] = strcmp(word, "=") == 0;
        c->shape[i] = c->again[i] ? c->shape[i - 1] : shape_read(word, n);
        if (i >= c->sources)
            continue;
        c->in[i] = c->again[i] ? c->in[i - 1] : params_zeros(&c->p, names[i], c->shape[i]);
        if (!c->again[i])
            draw(c, c->in[i], &rng);
    }
    c->weights = rng;
    spell(c);
}

void case_new(Case *c, int which, int n)
{
    char text[100];
    for (int i = 0; i < COUNT(cases); i++) {
        bool four = strncmp(cases[i], "ANY ", 4) == 0;
        int variants = four ? COUNT(arithmetic) : 1;
        if (which < variants) {
            snprintf(text, sizeof text, "%s%s", four ? arithmetic[which] : "", cases[i] + (four ? 3 : 0));
            case_from(c, text, n);
            return;
        }
        which -= variants;
    }
    CHECK(false, "tests: there is no such case");
}

void case_free(Case *c)
{
    params_free(&c->p);
}

Tensor *case_loss(void *of_case)
{
    Case *c = of_case, copy = *c;
    for (int i = 0; i < c->sources; i++)
        if (c->in[i] && c->fixed >> i & 1)
            copy.in[i] = tensor_from(c->in[i]->shape, c->in[i]->data);
    c->out = run(&copy);
    Rng rng = c->weights;
    float *u = tape_alloc(sizeof *u * c->out->size);
    rng_rand(&rng, u, c->out->size);
    Tensor *weights = tensor_zeros(c->out->shape);
    for (size_t i = 0; i < weights->size; i++)
        weights->data[i] = 2 * (real)u[i] - 1;
    return tensor_sum_all(tensor_mul(c->out, weights));
}
