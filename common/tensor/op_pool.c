/*
 * The largest of each window of size x size numbers of a channel, windows `stride` apart:
 *
 *     out[b, y, x, c] = max over i, j of a[b, y * stride + i, x * stride + j, c]
 *     da += dout at the (first) largest
 */
#include "tensor.h"
#include "chunks.h"

typedef struct Pool {
    ptrdiff_t H, W, C, h, w, size, stride;
} Pool;

// The place, in an image, of the largest number of channel c in the window of the result's (y, x).
static ptrdiff_t largest(const Pool *p, const real *image, ptrdiff_t y, ptrdiff_t x, ptrdiff_t c)
{
    ptrdiff_t first = (y * p->stride * p->W + x * p->stride) * p->C + c, best = first;
    for (ptrdiff_t i = 0; i < p->size; i++)
        for (ptrdiff_t j = 0; j < p->size; j++) {
            ptrdiff_t at = first + (i * p->W + j) * p->C;
            if (image[at] > image[best] || image[at] != image[at]) // a NaN is not lost
                best = at;
        }
    return best;
}

// For each number of an image's result: it is that of the largest, or what reaches it is added there.
static void pool_image(const Pool *p, const real *image, real *out, const real *dout, real *da)
{
    for (ptrdiff_t y = 0; y < p->h; y++)
        for (ptrdiff_t x = 0; x < p->w; x++)
            for (ptrdiff_t c = 0; c < p->C; c++) {
                ptrdiff_t from = largest(p, image, y, x, c), to = (y * p->w + x) * p->C + c;
                if (da)
                    da[from] += dout[to];
                else
                    out[to] = image[from];
            }
}

static void pool_images(const Tensor *out, real *da)
{
    const Pool *p = out->extra;
    const Tensor *a = out->src[0];
    ptrdiff_t in = p->H * p->W * p->C, size = p->h * p->w * p->C, B = (ptrdiff_t)out->size / size;
#pragma omp parallel for schedule(static) if (a->size >= THREADS_FROM)
    for (ptrdiff_t b = 0; b < B; b++)
        pool_image(p, a->data + b * in, out->data + b * size, da ? out->grad + b * size : NULL,
                   da ? da + b * in : NULL);
}

static void max_pool_backward(Tensor *out)
{
    pool_images(out, tensor_grad(out->src[0]));
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
    *p = (Pool){d[1], d[2], d[3], (d[1] - size) / stride + 1, (d[2] - size) / stride + 1, size, stride};
    Tensor *out = tensor_new(SHAPE(d[0], (int)p->h, (int)p->w, d[3]), &op_max_pool, a, NULL, NULL);
    out->extra = p;
    pool_images(out, NULL);
    return out;
}
