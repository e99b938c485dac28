/* Tokens shown to people: see run.h. */
#include "run.h"
#include "check.h"
#include "unicode.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// The characters of text[0 .. n-1] as a page shows them.
static void visible(const char *text, size_t n, char *out, size_t room)
{
    size_t used = 0;
    for (size_t i = 0; i < n && used + 8 < room;) {
        int code, length = utf8_next(text + i, n - i, &code);
        bool plain = code >= ' ' && code != 0x7F;
        used += (size_t)(plain          ? snprintf(out + used, room - used, "%.*s", length, text + i)
                         : code == '\n' ? snprintf(out + used, room - used, "\\n")
                         : code == '\t' ? snprintf(out + used, room - used, "\\t")
                                        : snprintf(out + used, room - used, "\\x%02x", (unsigned char)text[i]));
        i += plain || code >= 0 ? (size_t)length : 1;
    }
    out[used] = '\0';
}

const char *shown(const Bpe *bpe, int id)
{
    static char texts[8][96];
    static int turn;
    size_t size;
    const char *bytes = bpe_token(bpe, id, &size);
    visible(bytes, size, texts[turn = (turn + 1) % 8], sizeof texts[0]);
    return texts[turn];
}

// One piece of several: between bars, or on a terminal on one of six background colours.
static void put_piece(const char *text, int which)
{
    static const int ground[] = {153, 223, 151, 224, 189, 230}; // of the 256 colours
    if (isatty(STDOUT_FILENO))
        printf("\x1b[48;5;%dm\x1b[38;5;16m%s\x1b[0m", ground[which % COUNT(ground)], text);
    else
        printf("%s%s", which ? "|" : "", text);
}

void show_tokens(Bpe *bpe, const char *text)
{
    int ids[512];
    size_t n = strlen(text);
    CHECK(n <= COUNT(ids), "a text of %zu bytes", n);
    size_t count = bpe_encode(bpe, text, n, ids);
    for (size_t i = 0; i < count; i++)
        put_piece(shown(bpe, ids[i]), (int)i);
    printf("   %zu\n", count);
}

void show_pieces(const Split *split, const char *text)
{
    char piece[256];
    size_t n = strlen(text);
    int which = 0;
    for (size_t from = 0, to; from < n; from = to) {
        to = split_end(split, text, n, from);
        visible(text + from, to - from, piece, sizeof piece);
        put_piece(piece, which++);
    }
    printf("   %d\n", which);
}

void draw_tokens(Bpe *bpe, const char *const lines[], int count)
{
    for (int y = 0; y < count; y++) {
        int ids[512], x = 0;
        size_t tokens = bpe_encode(bpe, lines[y], strlen(lines[y]), ids), size;
        for (size_t i = 0; i < tokens; i++) {
            const char *bytes = bpe_token(bpe, ids[i], &size);
            int from = x;
            for (size_t k = 0; k < size;) {
                int code, length = utf8_next(bytes + k, size - k, &code);
                fprintf(table("token-signs.tsv"), "%.1f\t%d\t\"%.*s\"\n", x + 0.5, y, code < 0 ? 2 : length,
                        code < 0      ? "\xc2\xbf"
                        : code == '"' ? "'"
                        : code == ' ' ? " "
                                      : bytes + k);
                k += (size_t)length;
                x++;
            }
            fprintf(table("tokens.tsv"), "%d\t%d\t%d\t%zu\n", from, x, y, i % 6);
        }
    }
}

// ---- the merges that made a token ----

static void print_tree(const Bpe *bpe, int id, int depth, int *node)
{
    int self = (*node)++;
    const char *signs = shown(bpe, id);
    FILE *f = table("tree.dot");
    bool merged = id >= 256 && id < 256 + bpe->merges;
    printf("%*s%-*s %d", 3 * depth, "", 16 - 3 * depth, *signs == ' ' ? signs : signs, id);
    printf(merged ? "   merge %d\n" : "   a byte\n", id - 256);
    fprintf(f, "  n%d [label=\"%s%s\\n%d\"%s];\n", self, *signs == ' ' ? "·" : "", *signs == ' ' ? signs + 1 : signs,
            id, merged ? "" : ", fillcolor=\"#f3d9a0\"");
    for (int side = 0; merged && side < 2; side++) {
        fprintf(f, "  n%d -> n%d;\n", self, *node);
        print_tree(bpe, side ? bpe->merge[id - 256].right : bpe->merge[id - 256].left, depth + 1, node);
    }
}

void draw_tree(Bpe *bpe, const char *word)
{
    int ids[64], node = 0;
    size_t count = bpe_encode(bpe, word, strlen(word), ids);
    fprintf(table("tree.dot"),
            "digraph merges {\n  graph [bgcolor=white];\n  node [shape=box, style=\"rounded,filled\", "
            "fillcolor=\"#c6dbef\", fontname=\"sans-serif\"];\n  edge [arrowhead=none];\n");
    for (size_t i = 0; i < count; i++)
        print_tree(bpe, ids[i], 0, &node);
    fprintf(table("tree.dot"), "}\n");
}
