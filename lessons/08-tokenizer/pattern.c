/* Cutting by a regular expression, with PCRE2: see pattern.h. */
#include "pattern.h"
#include "check.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

const char gpt2_pattern[] = "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";
const char gpt4_pattern[] = "'(?i:[sdmt]|ll|ve|re)|[^\\r\\n\\p{L}\\p{N}]?+\\p{L}+|\\p{N}{1,3}"
                            "| ?[^\\s\\p{L}\\p{N}]++[\\r\\n]*|\\s*[\\r\\n]|\\s+(?!\\S)|\\s+";

typedef struct Pattern {
    Split split;
    pcre2_code *code;
    pcre2_match_data *match;
} Pattern;

static size_t pattern_end(const Split *split, const char *text, size_t n, size_t from)
{
    const Pattern *p = (const Pattern *)split;
    int found = pcre2_match(p->code, (PCRE2_SPTR)text, n, from, 0, p->match, NULL);
    CHECK(found > 0 || found == PCRE2_ERROR_NOMATCH, "pcre2_match: error %d", found);
    if (found == PCRE2_ERROR_NOMATCH)
        return n;
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(p->match); // where the match begins and ends
    return at[0] > from ? at[0] : at[1] > from ? at[1] : n;     // before it: bytes that are not UTF-8
}

const Split *pattern_new(const char *name, const char *expression)
{
    int error;
    PCRE2_SIZE where;
    Pattern *p = malloc(sizeof *p);
    CHECK(p, "out of memory");
    p->split = (Split){name, pattern_end};
    // UTF and UCP: \p{L}, \p{N} and \s are Unicode's
    p->code = pcre2_compile((PCRE2_SPTR)expression, PCRE2_ZERO_TERMINATED,
                            PCRE2_UTF | PCRE2_UCP | PCRE2_MATCH_INVALID_UTF, &error, &where, NULL);
    if (!p->code) {
        PCRE2_UCHAR why[128];
        pcre2_get_error_message(error, why, sizeof why);
        data_error("the pattern %s: character %zu: %s", name, where + 1, (char *)why);
    }
    pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); // ten times as fast; without it, matching still works
    p->match = pcre2_match_data_create(1, NULL);
    CHECK(p->match, "out of memory");
    return &p->split;
}

void pattern_free(const Split *pattern)
{
    Pattern *p = (Pattern *)(uintptr_t)pattern;
    pcre2_match_data_free(p->match);
    pcre2_code_free(p->code);
    free(p);
}

const char *pattern_unicode(void)
{
    static PCRE2_UCHAR version[64];
    pcre2_config(PCRE2_CONFIG_UNICODE_VERSION, version);
    return (const char *)version;
}
