/* Given functions that the exercises of lesson 08 may use: see 08-tokenizer.h. */
#include "08-tokenizer.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

// ---- 8.3 which pair is greater? ----

// Writes the bytes of a token, as many as fit into room, and returns how many it has.
static int spell(const Pair merges[], int id, char out[], int room)
{
    if (id < 256) {
        if (room > 0)
            out[0] = (char)id;
        return 1;
    }
    int left = spell(merges, merges[id - 256].left, out, room);
    int used = left < room ? left : room;
    return left + spell(merges, merges[id - 256].right, out + used, room - used);
}

static int compare_tokens(const Pair merges[], int a, int b)
{
    enum { ROOM = 4096 };
    static char bytes_a[ROOM], bytes_b[ROOM];
    int size_a = spell(merges, a, bytes_a, ROOM), size_b = spell(merges, b, bytes_b, ROOM);
    CHECK(size_a <= ROOM && size_b <= ROOM, "a token of more than %d bytes", ROOM);
    int order = memcmp(bytes_a, bytes_b, (size_t)(size_a < size_b ? size_a : size_b));
    return order ? order : size_a - size_b;
}

int compare_pairs(const Pair merges[], Pair a, Pair b)
{
    int order = compare_tokens(merges, a.left, b.left);
    return order ? order : compare_tokens(merges, a.right, b.right);
}

// ---- 8.6 classes and short forms ----

Class class_at(int n, const char text[], int at, int *length)
{
    int code;
    CHECK(at >= 0 && at < n, "class_at: text[%d] of a text of %d bytes", at, n);
    *length = utf8_next(text + at, (size_t)(n - at), &code);
    return code < 0 ? CLASS_OTHER : unicode_class(code);
}

int short_form(int n, const char text[], int at)
{
    static const char *const forms[] = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};
    for (int k = 0; k < COUNT(forms); k++)
        if (at + (int)strlen(forms[k]) <= n && memcmp(text + at, forms[k], strlen(forms[k])) == 0)
            return (int)strlen(forms[k]);
    return 0;
}

// ---- 8.8 the shortest way to cut a text ----

// best[i]: the fewest tokens for text[0 .. i-1]. At each place, try every token that fits there.
int cut_shortest(int n, const char text[], int count, const Bytes token[], int uses[])
{
    int *best = malloc(sizeof *best * (size_t)(n + 1)), *last = malloc(sizeof *last * (size_t)(n + 1));
    int *chain = malloc(sizeof *chain * (size_t)(count + 1)), first[256];
    CHECK(best && last && chain, "out of memory");
    memset(first, -1, sizeof first);
    for (int k = 0; k < count; k++) { // the tokens that begin with the same byte, as a list
        CHECK(token[k].size >= 1 && token[k].size <= TOKEN_MOST, "token %d has %d bytes", k, token[k].size);
        chain[k] = first[(unsigned char)token[k].bytes[0]];
        first[(unsigned char)token[k].bytes[0]] = k;
    }
    for (int i = 0; i <= n; i++)
        best[i] = i ? INT_MAX : 0;
    for (int i = 0; i < n; i++) {
        if (best[i] + 1 < best[i + 1]) {
            best[i + 1] = best[i] + 1;
            last[i + 1] = -1; // a byte
        }
        for (int k = first[(unsigned char)text[i]]; k >= 0; k = chain[k]) {
            int end = i + token[k].size;
            if (end <= n && best[i] + 1 < best[end] && memcmp(text + i, token[k].bytes, (size_t)token[k].size) == 0) {
                best[end] = best[i] + 1;
                last[end] = k;
            }
        }
    }
    for (int k = 0; uses && k < count; k++)
        uses[k] = 0;
    for (int i = n; uses && i > 0; i -= last[i] < 0 ? 1 : token[last[i]].size)
        if (last[i] >= 0)
            uses[last[i]]++;
    int fewest = best[n];
    free(best);
    free(last);
    free(chain);
    return fewest;
}
