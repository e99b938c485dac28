/*
 * Convolution of images (B, H, W, Cin), channels last, with a kernel (kh, kw, Cin, Cout):
 *
 *     out[b, y, x] = sum over i, j of a[b, y * stride - padding + i, x * stride - padding + j] @ kernel[i, j]
 *
 * It becomes one matrix product ("im2col"): the numbers that the kernel sees at one place are a row of kh kw Cin
 * numbers, 0 beyond the border. The result is these rows @ the kernel, read as (kh kw Cin, Cout).
 *
 *     dkernel += rows^T @ dout     drows = dout @ kernel^T, added to da where the rows were read from
 *
 * All rows at once would take kh kw times the memory of the images. So they are made for a few lines of the result at a
 * time, in forward and again in backward.
 */
#include "tensor.h"
#include "chunks.h"
#include "gemm.h"

#include <string.h>

enum { ROOM = 1 << 18 }; // memory for this many numbers of rows (more if a single line needs more)

typedef struct Conv {
    ptrdiff_t B, H, W, Cin, kh, kw, Cout, stride, padding;
    ptrdiff_t h, w; // of the result
    ptrdiff_t row;  // numbers in a row
    ptrdiff_t some; // how many lines at a time; a line of the result has w rows
} Conv;

// The part of a window beginning at `first` that lies inside 0 .. size - 1.
typedef struct Part {
    ptrdiff_t from, to;
} Part;

static Part inside(ptrdiff_t first, ptrdiff_t window, ptrdiff_t size)
{
    Part part = {first < 0 ? -first : 0, size - first < window ? size - first : window};
    return part.from < part.to ? part : (Part){0};
}

// Makes the rows for one line of the result. Lines are numbered through all images.
static void read_line(const Conv *c, const real *a, ptrdiff_t line, real *rows)
{
    ptrdiff_t top = line % c->h * c->stride - c->padding;
    const real *image = a + line / c->h * c->H * c->W * c->Cin;
    Part i = inside(top, c->kh, c->H);
    memset(rows, 0, sizeof *rows * (size_t)(c->w * c->row));
    for (ptrdiff_t x = 0; x < c->w; x++, rows += c->row) {
        ptrdiff_t left = x * c->stride - c->padding;
        Part j = inside(left, c->kw, c->W);
        for (ptrdiff_t k = i.from; k < i.to; k++)
            memcpy(rows + (k * c->kw + j.from) * c->Cin, image + ((top + k) * c->W + left + j.from) * c->Cin,
                   sizeof *rows * (size_t)((j.to - j.from) * c->Cin));
    }
}

// Adds to one line of the images the gradients from the rows of the result's lines from .. to - 1.
static void add_to_line(const Conv *c, ptrdiff_t line, ptrdiff_t from, ptrdiff_t to, const real *drows, real *da)
{
    ptrdiff_t y = line % c->H;
    da += line * c->W * c->Cin;
    for (ptrdiff_t k = 0; k < c->kh; k++) { // find the result's line that reads this line as its k-th, if any
        ptrdiff_t below = y + c->padding - k, of = line / c->H * c->h + below / c->stride;
        if (below < 0 || below % c->stride || below / c->stride >= c->h || of < from || of >= to)
            continue;
        const real *row = drows + ((of - from) * c->w * c->kh + k) * c->kw * c->Cin;
        for (ptrdiff_t x = 0; x < c->w; x++, row += c->row) {
            ptrdiff_t left = x * c->stride - c->padding;
            Part j = inside(left, c->kw, c->W);
            for (ptrdiff_t n = j.from * c->Cin; n < j.to * c->Cin; n++)
                da[left * c->Cin + n] += row[n];
        }
    }
}

static void read_lines(const Conv *c, const real *a, ptrdiff_t from, ptrdiff_t to, real *rows)
{
#pragma omp parallel for schedule(static) if ((to - from) * c->w * c->row >= THREADS_FROM)
    for (ptrdiff_t line = from; line < to; line++)
        read_line(c, a, line, rows + (line - from) * c->w * c->row);
}

static void add_to_lines(const Conv *c, ptrdiff_t from, ptrdiff_t to, const real *drows, real *da)
{
    ptrdiff_t first = from / c->h * c->H, last = ((to - 1) / c->h + 1) * c->H; // of the images that have these lines
#pragma omp parallel for schedule(static) if ((to - from) * c->w * c->row >= THREADS_FROM)
    for (ptrdiff_t line = first; line < last; line++)
        add_to_line(c, line, from, to, drows, da);
}

static void conv2d_backward(Tensor *out)
{
    const Conv *c = out->extra;
    Tensor *a = out->src[0], *kernel = out->src[1];
    real *da = tensor_grad(a), *dkernel = tensor_grad(kernel);
    real *rows = tape_alloc(sizeof *rows * (size_t)(c->some * c->w * c->row));
    for (ptrdiff_t from = 0, to; from < c->B * c->h; from = to) {
        to = from + c->some < c->B * c->h ? from + c->some : c->B * c->h;
        const real *dout = out->grad + from * c->w * c->Cout;
        ptrdiff_t M = (to - from) * c->w, K = c->row, N = c->Cout;
        if (dkernel) {
            read_lines(c, a->data, from, to, rows);
            gemm(true, false, K, N, M, rows, dout, dkernel, true);
        }
        if (da) {
            gemm(false, true, M, K, N, dout, kernel->data, rows, false);
            add_to_lines(c, from, to, rows, da);
        }
    }
}

static const Op op_conv2d = {"conv2d", conv2d_backward};

static Conv conv_of(const Tensor *a, const Tensor *kernel, int stride, int padding)
{
    const int *x = a->shape.dim, *k = kernel->shape.dim;
    CHECK(a->shape.ndim == 4 && kernel->shape.ndim == 4 && x[3] == k[2],
          "conv2d: images must be (B, H, W, Cin) and the kernel (kh, kw, Cin, Cout), not %s and %s",
          shape_text(a->shape), shape_text(kernel->shape));
    CHECK(stride >= 1 && padding >= 0, "conv2d: stride %d must be at least 1, padding %d at least 0", stride, padding);
    Conv c = {.B = x[0], .H = x[1], .W = x[2], .Cin = x[3], .kh = k[0], .kw = k[1], .Cout = k[3]};
    c.stride = stride;
    c.padding = padding;
    c.h = (c.H + 2 * c.padding - c.kh) / stride + 1;
    c.w = (c.W + 2 * c.padding - c.kw) / stride + 1;
    CHECK(c.kh <= c.H + 2 * c.padding && c.kw <= c.W + 2 * c.padding,
          "conv2d: a kernel %s is larger than images %s with padding %d", shape_text(kernel->shape),
          shape_text(a->shape), padding);
    c.row = c.kh * c.kw * c.Cin;
    c.some = c.w * c.row < ROOM ? ROOM / (c.w * c.row) : 1;
    c.some = c.some < c.B * c.h ? c.some : c.B * c.h;
    return c;
}

Tensor *tensor_conv2d(Tensor *a, Tensor *kernel, int stride, int padding)
{
    Conv *c = tape_alloc(sizeof *c);
    *c = conv_of(a, kernel, stride, padding);
    Tensor *out = tensor_new(SHAPE((int)c->B, (int)c->h, (int)c->w, (int)c->Cout), &op_conv2d, a, kernel, NULL);
    out->extra = c;
    real *rows = tape_alloc(sizeof *rows * (size_t)(c->some * c->w * c->row));
    for (ptrdiff_t from = 0, to; from < c->B * c->h; from = to) {
        to = from + c->some < c->B * c->h ? from + c->some : c->B * c->h;
        read_lines(c, a->data, from, to, rows);
        gemm(false, false, (to - from) * c->w, c->Cout, c->row, rows, kernel->data, out->data + from * c->w * c->Cout,
             false);
    }
    return out;
}
