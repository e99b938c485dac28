/* Memory: see memory.h. */
#include "memory.h"
#include "check.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { LINE = 64, LARGE_PAGE = 2 << 20 };

void *memory_new(size_t bytes)
{
    void *memory;
    size_t page = bytes >= 2 * LARGE_PAGE ? LARGE_PAGE : LINE;
    CHECK(posix_memalign(&memory, page, bytes) == 0, "out of memory: %zu bytes more are needed", bytes);
#ifdef MADV_HUGEPAGE // Linux; elsewhere pages are as they are
    if (page == LARGE_PAGE)
        madvise(memory, bytes, MADV_HUGEPAGE); // a wish: nothing is wrong if it is not granted
#endif
    return memory;
}

void *memory_zeros(size_t bytes)
{
    return memset(memory_new(bytes), 0, bytes);
}

void *memory_grow(void *list, size_t count, size_t size)
{
    if (count & (count - 1)) // full at every power of two, and at 0
        return list;
    size_t bytes = size * (count ? 2 * count : 1);
    list = realloc(list, bytes);
    CHECK(list, "out of memory: %zu bytes more are needed", bytes / 2);
    return list;
}

char *memory_text(const char *text)
{
    char *copy = strdup(text);
    CHECK(copy, "out of memory: %zu bytes more are needed", strlen(text) + 1);
    return copy;
}
