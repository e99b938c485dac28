/*
 * Two instructions for products of bfloat16 on x86. AVX512-BF16 has one that multiplies 32 pairs of numbers and adds
 * each two products to one of 16 floats. AMX multiplies whole tiles, 16 rows of 32 numbers with 32 rows of 16: 16384
 * operations at once. Both are compiled for these processors only, whatever the rest of the program is compiled for, and
 * called only where the processor has them; for AMX the operating system must be asked, too.
 * Source: Intel, "Architectures Software Developer's Manual", volume 1, chapter 18, "Programming with Intel AMX".
 */
#include "bf16.h"

#if defined __x86_64__ && defined __linux__ && __has_include(<immintrin.h>) && !defined NO_BF16
#define X86 1
#include <cpuid.h>
#include <immintrin.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool processor_has(unsigned leaf, unsigned sub, int reg, int bit)
{
    unsigned r[4] = {0};
    return __get_cpuid_count(leaf, sub, &r[0], &r[1], &r[2], &r[3]) && r[reg] >> bit & 1;
}
#else
#define X86 0
#endif

enum { COLS = 16 };

// ---- AVX512-BF16 ----

#if X86
enum { TALL = 12 }; // rows: 24 sums, two vectors of B, one pair of A

#ifdef __clang__
#define UNROLL _Pragma("clang loop unroll(full)")
#else
#define UNROLL _Pragma("GCC unroll 16")
#endif

// clang-format off
__attribute__((target("avx512f,avx512bf16"), always_inline)) static inline void
some_rows(const int rows, int pairs, const Bf16 *A, ptrdiff_t a_row, const Bf16 *panel, float *C, ptrdiff_t c_row)
{
    const Bf16 *other = panel + pairs * COLS * 2;
    __m512 sum[TALL][2];
    UNROLL for (int i = 0; i < rows; i++)
        sum[i][0] = sum[i][1] = _mm512_setzero_ps();
    for (int p = 0; p < pairs; p++) {
        __m512bh left = (__m512bh)_mm512_loadu_si512(panel + p * COLS * 2);
        __m512bh right = (__m512bh)_mm512_loadu_si512(other + p * COLS * 2);
        UNROLL for (int i = 0; i < rows; i++) {
            int pair;
            memcpy(&pair, A + i * a_row + 2 * p, sizeof pair);
            __m512bh a = (__m512bh)_mm512_set1_epi32(pair);
            sum[i][0] = _mm512_dpbf16_ps(sum[i][0], a, left);
            sum[i][1] = _mm512_dpbf16_ps(sum[i][1], a, right);
        }
    }
    UNROLL for (int i = 0; i < rows; i++) {
        _mm512_storeu_ps(C + i * c_row, sum[i][0]);
        _mm512_storeu_ps(C + i * c_row + COLS, sum[i][1]);
    }
}

__attribute__((target("avx512f,avx512bf16"))) static void
avx512_block(int pairs, const Bf16 *A, ptrdiff_t a_row, const Bf16 *panel, float *C, ptrdiff_t c_row)
{
    some_rows(TALL, pairs, A, a_row, panel, C, c_row);
}

__attribute__((target("avx512f,avx512bf16"))) static void
avx512_row(int pairs, const Bf16 *A, ptrdiff_t a_row, const Bf16 *panel, float *C, ptrdiff_t c_row)
{
    some_rows(1, pairs, A, a_row, panel, C, c_row);
}
// clang-format on

static bool has_avx512_bf16(void)
{
    return __builtin_cpu_supports("avx512f") && processor_has(7, 1, 0, 5);
}

Bf16Way bf16_avx512(void)
{
    return (Bf16Way){"AVX512-BF16", TALL, has_avx512_bf16() ? avx512_block : NULL};
}

Bf16Way bf16_avx512_row(void)
{
    return (Bf16Way){"AVX512-BF16", 1, has_avx512_bf16() ? avx512_row : NULL};
}
#else
Bf16Way bf16_avx512(void)
{
    return (Bf16Way){"AVX512-BF16", 1, NULL};
}

Bf16Way bf16_avx512_row(void)
{
    return bf16_avx512();
}
#endif

// ---- AMX ----

#if X86
// Eight tiles: 0 to 3 are the sums of 32 x 32 numbers of C, 4 and 5 are A's rows, 6 and 7 the two halves of the panel.
typedef struct TileConfig {
    uint8_t palette, start, reserved[14];
    uint16_t bytes_of_row[16];
    uint8_t rows[16];
} TileConfig;

__attribute__((target("amx-tile"))) static void configure(void)
{
    TileConfig config = {.palette = 1};
    for (int t = 0; t < 8; t++) {
        config.bytes_of_row[t] = 64;
        config.rows[t] = 16;
    }
    _tile_loadconfig(&config);
}

__attribute__((target("amx-tile,amx-bf16"))) static void amx_block(int pairs, const Bf16 *A, ptrdiff_t a_row,
                                                                   const Bf16 *panel, float *C, ptrdiff_t c_row)
{
    const Bf16 *other = panel + pairs * COLS * 2, *below = A + 16 * a_row;
    size_t a_bytes = sizeof *A * (size_t)a_row, c_bytes = sizeof *C * (size_t)c_row;
    configure();
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int p = 0; p < pairs; p += 16) {
        _tile_loadd(4, A + 2 * p, a_bytes);
        _tile_loadd(5, below + 2 * p, a_bytes);
        _tile_loadd(6, panel + p * COLS * 2, 64);
        _tile_loadd(7, other + p * COLS * 2, 64);
        _tile_dpbf16ps(0, 4, 6);
        _tile_dpbf16ps(1, 4, 7);
        _tile_dpbf16ps(2, 5, 6);
        _tile_dpbf16ps(3, 5, 7);
    }
    _tile_stored(0, C, c_bytes);
    _tile_stored(1, C + COLS, c_bytes);
    _tile_stored(2, C + 16 * c_row, c_bytes);
    _tile_stored(3, C + 16 * c_row + COLS, c_bytes);
    _tile_release();
}

// Linux gives a process the 8 kB of tiles only if it asks: arch_prctl(ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA).
static bool allowed(void)
{
    enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}

Bf16Way bf16_amx(void)
{
    bool here = processor_has(7, 0, 3, 22) && processor_has(7, 0, 3, 24) && allowed();
    return (Bf16Way){"AMX", 32, here ? amx_block : NULL};
}
#else
Bf16Way bf16_amx(void)
{
    return (Bf16Way){"AMX", 1, NULL};
}
#endif
