/* Memory for many numbers: see memory.h. */
#include "memory.h"

#include <stdlib.h>
#include <sys/mman.h>

enum { LINE = 64, LARGE = 2 << 20 };

void *memory_new(size_t bytes)
{
    size_t page = bytes >= 2 * LARGE ? LARGE : LINE;
    void *memory = aligned_alloc(page, (bytes + page - 1) / page * page);
#ifdef MADV_HUGEPAGE // Linux; elsewhere pages are as they are
    if (memory && page == LARGE)
        madvise(memory, bytes, MADV_HUGEPAGE); // a wish: nothing is wrong if it is not granted
#endif
    return memory;
}
