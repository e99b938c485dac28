/*
 * The largest number in each window of size x size, for each channel; windows are `stride` apart:
 *
 *     out[b, y, x, c] = max over i, j of a[b, y * stride + i, x * stride + j, c]
 *     da += dout at the (first) largest
 */
#include "tensor.h"
#include "chunks.h"

typedef struct Pool {
    ptrdiff_t B, H, W, C, h, w, size, stride;
    int *place; // like out: the largest number's place in its window, counted row by row
} Pool;

// Where the k-th place of the first window in a line of the result is. Lines are numbered through all images.
static ptrdiff_t place_at(const Pool *p, ptrdiff_t line, int k)
{
    ptrdiff_t y = line % p->h * p->stride + k / p->size, x = k % p->size;
    return ((line / p->h * p->H + y) * p->W + x) * p->C;
}

// One line of the result: the largest number in each window, and its place. For each k in turn it looks at the k-th
// place of all windows.
static void look(const Pool *p, ptrdiff_t line, const real *a, real *restrict out, int *restrict place)
{
    ptrdiff_t C = p->C, step = p->stride * C;
    for (int k = 0; k < p->size * p->size; k++) {
        const real *from = a + place_at(p, line, k);
        for (ptrdiff_t x = 0; x < p->w; x++)
            for (ptrdiff_t c = 0; c < C; c++) {
                real new = from[x * step + c];
                if (k == 0 || new > out[x * C + c] || new != new) { // a NaN is not lost
                    out[x * C + c] = new;
                    place[x * C + c] = k;
                }
            }
    }
}

static void give_back(const Pool *p, ptrdiff_t line, const int *place, const real *dout, real *da)
{
    ptrdiff_t C = p->C, step = p->stride * C;
    for (int k = 0; k < p->size * p->size; k++) {
        real *restrict to = da + place_at(p, line, k);
        for (ptrdiff_t x = 0; x < p->w; x++)
            for (ptrdiff_t c = 0; c < C; c++)
                to[x * step + c] += place[x * C + c] == k ? dout[x * C + c] : 0;
    }
}

static void max_pool_backward(Tensor *out)
{
    const Pool *p = out->extra;
    ptrdiff_t width = p->w * p->C;
    real *da = tensor_grad(out->src[0]);
#pragma omp parallel for schedule(static) if (out->src[0]->size >= THREADS_FROM)
    for (ptrdiff_t b = 0; b < p->B; b++) // an image at a time: windows may overlap
        for (ptrdiff_t line = b * p->h; line < (b + 1) * p->h; line++)
            give_back(p, line, p->place + line * width, out->grad + line * width, da);
}

static const Op op_max_pool = {"max_pool", max_pool_backward};

Tensor *tensor_max_pool(Tensor *a, int size, int stride)
{
    const int *d = a->shape.dim;
    CHECK(a->shape.ndim == 4, "max_pool: images must be (B, H, W, C), not %s", shape_text(a->shape));
    CHECK(size >= 1 && stride >= 1 && size <= d[1] && size <= d[2],
          "max_pool: size %d and stride %d must be at least 1, and the size at most that of the images %s", size,
          stride, shape_text(a->shape));
    Pool *p = tape_alloc(sizeof *p);
    *p = (Pool){.B = d[0], .H = d[1], .W = d[2], .C = d[3], .size = size, .stride = stride};
    p->h = (p->H - size) / stride + 1;
    p->w = (p->W - size) / stride + 1;
    Tensor *out = tensor_new(SHAPE(d[0], (int)p->h, (int)p->w, d[3]), &op_max_pool, a, NULL, NULL);
    p->place = tape_alloc(sizeof *p->place * out->size);
    out->extra = p;
    ptrdiff_t width = p->w * p->C;
#pragma omp parallel for schedule(static) if (a->size >= THREADS_FROM)
    for (ptrdiff_t line = 0; line < p->B * p->h; line++)
        look(p, line, a->data, out->data + line * width, p->place + line * width);
    return out;
}
