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
#ifdef MADV_HUGEPAGE // Linux only
    if (page == LARGE_PAGE)
        madvise(memory, bytes, MADV_HUGEPAGE); // a hint: failing is harmless
#endif
    return memory;
}

// Large pieces get fresh pages, which the system fills with zeros when they are first touched: parameters that are
// mapped from a file and never touched here cost nothing.
void *memory_zeros(size_t bytes)
{
    char *memory = memory_new(bytes);
    size_t whole = 0; // bytes in fresh pages
#ifdef __linux__      // on other systems MADV_DONTNEED may keep the old contents
    whole = bytes >= 2 * LARGE_PAGE ? bytes / LARGE_PAGE * LARGE_PAGE : 0;
    if (whole && madvise(memory, whole, MADV_DONTNEED) != 0)
        whole = 0;
#endif
    memset(memory + whole, 0, bytes - whole);
    return memory;
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
