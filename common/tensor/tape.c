/*
 * The tape: an arena of blocks that never move, and the list of tensors in the order in which they were
 * made. That order is a topological order already, so backward only walks it from the end.
 */
#include "tensor.h"
#include "format.h"
#include "memory.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#ifndef __has_feature
#define __has_feature(name) 0 // clang's; gcc says it by __SANITIZE_ADDRESS__
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
enum { SANITIZED = 1, BLOCK = 0 }; // a block for each allocation, so that the sanitizer sees overruns
#else
enum { SANITIZED = 0, BLOCK = (1 << 22) - 64 };
#endif
enum { ALIGN = 64 };

typedef struct Block {
    struct Block *next;
    size_t size, used; // bytes after this header
} Block;

static Block *first, *current;
static size_t in_use, limit = (size_t)4 << 30;
static unsigned tape_number = 1;

// Every tensor on the tape, in order of creation. Two lists alternate. After a reset the old tensors stay,
// marked dead, for one more step, so a stale pointer never aliases a new tensor.
static struct {
    Tensor **tensor;
    int made; // how many tensors were ever allocated; they are reused
} lists[2], *list = lists;
static int count;

// ---- memory ----

static Block *block_new(size_t size)
{
    Block *block = memory_new(ALIGN + size);
    *block = (Block){.size = size};
    return block;
}

void tape_limit(size_t bytes)
{
    limit = bytes;
}

void *tape_alloc(size_t bytes)
{
    bytes = (bytes + ALIGN - 1) / ALIGN * ALIGN;
    in_use += bytes;
    CHECK(in_use <= limit, "the tape holds more than %zu MB: is tape_reset() missing at the top of the loop?",
          limit >> 20);
    while (current && current->used + bytes > current->size && current->next)
        current = current->next;
    if (!current || current->used + bytes > current->size) {
        Block *block = block_new(bytes > BLOCK ? bytes : BLOCK);
        *(current ? &current->next : &first) = block;
        current = block;
    }
    void *result = (char *)current + ALIGN + current->used;
    current->used += bytes;
    return result;
}

// Marks everything on the tape dead, so that using it later aborts. A sanitizer build also frees the memory, so
// that even reading old numbers is reported, with the line that reads them.
void tape_reset(void)
{
    for (int i = 0; i < count; i++) {
        list->tensor[i]->tape = UINT_MAX;
        list->tensor[i]->data = list->tensor[i]->grad = NULL;
    }
    for (Block *next; SANITIZED && first; first = next) {
        next = first->next;
        free(first);
    }
    for (Block *block = first; block; block = block->next)
        block->used = 0;
    current = first;
    list = list == lists ? lists + 1 : lists;
    in_use = 0;
    count = 0;
    tape_number = tape_number % (UINT_MAX - 1) + 1;
}

// ---- tensors ----

static void check_alive(const Tensor *t, const char *user)
{
    CHECK(t->tape == 0 || t->tape == tape_number,
          "%s: this tensor was made before the last "
          "tape_reset() and is gone; what must stay is a parameter, or a copy of its data",
          user);
}

static Tensor *next_tensor(void)
{
    if (count == list->made) {
        list->tensor = memory_grow(list->tensor, (size_t)count, sizeof *list->tensor);
        list->tensor[list->made++] = memory_new(sizeof **list->tensor);
    }
    return list->tensor[count++];
}

// A tensor on the tape, without data yet.
static Tensor *numberless(Shape shape, const Op *op, Tensor *a, Tensor *b, Tensor *c)
{
    Tensor *t = next_tensor();
    *t = (Tensor){.shape = shape, .size = shape_size(shape), .op = op, .src = {a, b, c}, .tape = tape_number};
    for (int i = 0; i < MAX_SRC && t->src[i]; i++) {
        check_alive(t->src[i], op->name);
        t->needs_grad |= t->src[i]->needs_grad;
    }
    return t;
}

Tensor *tensor_new(Shape shape, const Op *op, Tensor *a, Tensor *b, Tensor *c)
{
    Tensor *t = numberless(shape, op, a, b, c);
    t->data = tape_alloc(sizeof(real) * t->size);
    return t;
}

Tensor *tensor_new_sharing(Shape shape, const Op *op, Tensor *a)
{
    Tensor *t = numberless(shape, op, a, NULL, NULL);
    t->data = a->data;
    return t;
}

real *tensor_grad(Tensor *t)
{
    if (!t->needs_grad)
        return NULL;
    size_t bytes = sizeof(real) * t->size;
    if (!t->grad) // a parameter's outlives the tape
        t->grad = t->tape ? memset(tape_alloc(bytes), 0, bytes) : memory_zeros(bytes);
    return t->grad;
}

real *tensor_grad_whole(Tensor *t, bool *is_first)
{
    *is_first = t->needs_grad && !t->grad && t->tape;
    if (*is_first)
        t->grad = tape_alloc(sizeof(real) * t->size);
    return tensor_grad(t);
}

void tensor_backward(Tensor *loss)
{
    check_alive(loss, "tensor_backward");
    CHECK(loss->size == 1, "tensor_backward: the loss must be one number, not %s: take a sum or a mean",
          shape_text(loss->shape));
    CHECK(loss->needs_grad, "tensor_backward: the loss does not depend on any parameter");
    Tensor **tensor = list->tensor;
    int last = count - 1;
    while (last >= 0 && tensor[last] != loss)
        last--;
    for (int i = 0; i <= last; i++)
        tensor[i]->grad = NULL; // an earlier backward's; only those of parameters add up
    tensor_grad(loss)[0] += 1;
    for (int i = last; i >= 0; i--)
        if (tensor[i]->op && tensor[i]->grad) // without a grad, it does not contribute to the loss
            tensor[i]->op->backward(tensor[i]);
}

// ---- leaves ----

static const Op op_leaf = {"leaf", NULL};

static Tensor *leaf(Shape shape)
{
    Tensor *t = tensor_new(shape, &op_leaf, NULL, NULL, NULL);
    t->op = NULL;
    return t;
}

Tensor *tensor_full(Shape shape, double value)
{
    Tensor *t = leaf(shape);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = (real)value;
    return t;
}

Tensor *tensor_zeros(Shape shape)
{
    return tensor_full(shape, 0);
}

Tensor *tensor_from(Shape shape, const real *data)
{
    Tensor *t = leaf(shape);
    memcpy(t->data, data, sizeof(real) * t->size);
    return t;
}

Tensor *tensor_randn(Shape shape, Rng *rng)
{
    Tensor *t = leaf(shape);
    float *values = tape_alloc(sizeof *values * t->size);
    rng_randn(rng, values, t->size);
    for (size_t i = 0; i < t->size; i++)
        t->data[i] = values[i];
    return t;
}

Tensor *tensor_detach(Tensor *a)
{
    check_alive(a, "tensor_detach");
    return tensor_from(a->shape, a->data);
}

// ---- looking ----

double tensor_item(const Tensor *a)
{
    check_alive(a, "tensor_item");
    CHECK(a->size == 1, "tensor_item: the tensor is %s, not a single number", shape_text(a->shape));
    return a->data[0];
}

void tensor_print(const char *name, const Tensor *a)
{
    enum { SHOWN = 6 };
    check_alive(a, "tensor_print");
    size_t columns = a->shape.ndim ? (size_t)a->shape.dim[a->shape.ndim - 1] : 1, rows = a->size / columns;
    printf("%s %s\n", name, shape_text(a->shape));
    for (size_t r = 0; r < rows && r < SHOWN; r++) {
        for (size_t c = 0; c < columns && c < SHOWN; c++)
            printf(" %8.4f", (double)a->data[r * columns + c]);
        puts(columns > SHOWN ? " ..." : "");
    }
    if (rows > SHOWN)
        puts("      ...");
}

int tape_count(void)
{
    return count;
}

Tensor *tape_at(int i)
{
    CHECK(i >= 0 && i < count, "tape_at(%d): there are %d tensors on the tape, counted from 0", i, count);
    return list->tensor[i];
}
