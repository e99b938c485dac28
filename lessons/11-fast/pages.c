/* A cache that counts its misses: see pages.h. */
#define _DEFAULT_SOURCE
#include "pages.h"
#include "check.h"

#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

enum { REGIONS = 8, LINES = 64 };

static struct Region {
    char *at;
    size_t bytes;
    long misses;
} region[REGIONS];
static int regions;

static char *line[LINES]; // the pages in the cache, in a ring
static int lines, oldest;
static bool watching;
static struct sigaction segv_before, bus_before;

static size_t page_bytes(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

int page_floats(void)
{
    return (int)(page_bytes() / sizeof(float));
}

float *pages_new(int pages)
{
    CHECK(regions < REGIONS && pages > 0, "pages_new: at most %d times, and at least one page", REGIONS);
    size_t bytes = (size_t)pages * page_bytes();
    char *at = mmap(NULL, bytes + page_bytes(), PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(at != MAP_FAILED, "pages_new: no memory for %zu bytes", bytes);
    mprotect(at + bytes, page_bytes(), PROT_NONE);
    region[regions++] = (struct Region){at, bytes, 0};
    return (float *)(void *)at;
}

static struct Region *region_of(const char *address)
{
    for (int i = 0; i < regions; i++)
        if (address >= region[i].at && address < region[i].at + region[i].bytes)
            return &region[i];
    return NULL;
}

static void forget(void)
{
    sigaction(SIGSEGV, &segv_before, NULL);
    sigaction(SIGBUS, &bus_before, NULL);
    watching = false;
}

// A page was touched that is not in the cache. Anything else is a real error: it happens again, without us.
static void miss(int number, siginfo_t *info, void *context)
{
    (void)number, (void)context;
    struct Region *r = region_of(info->si_addr);
    if (!r) {
        forget();
        return;
    }
    char *page = r->at + (size_t)((char *)info->si_addr - r->at) / page_bytes() * page_bytes();
    if (line[oldest])
        mprotect(line[oldest], page_bytes(), PROT_NONE);
    line[oldest] = page;
    oldest = (oldest + 1) % lines;
    mprotect(page, page_bytes(), PROT_READ | PROT_WRITE);
    r->misses++;
}

void pages_watch(int count)
{
    CHECK(count >= 2 && count <= LINES && !watching, "pages_watch: %d lines; 2 to %d, and stop first", count, LINES);
    struct sigaction action = {.sa_sigaction = miss, .sa_flags = SA_SIGINFO};
    lines = count;
    oldest = 0;
    for (int i = 0; i < lines; i++)
        line[i] = NULL;
    sigaction(SIGSEGV, &action, &segv_before);
    sigaction(SIGBUS, &action, &bus_before);
    watching = true;
    for (int i = 0; i < regions; i++) {
        region[i].misses = 0;
        mprotect(region[i].at, region[i].bytes, PROT_NONE);
    }
}

long pages_misses(const float *first)
{
    const struct Region *r = region_of((const char *)first);
    CHECK(r, "pages_misses: that memory is not from pages_new");
    return r->misses;
}

void pages_stop(void)
{
    if (watching)
        forget();
    for (int i = 0; i < regions; i++)
        mprotect(region[i].at, region[i].bytes, PROT_READ | PROT_WRITE);
}

void pages_free(void)
{
    pages_stop();
    for (int i = 0; i < regions; i++)
        munmap(region[i].at, region[i].bytes + page_bytes());
    regions = 0;
}
