/*
# 08 Tokenizer: what a model really reads

Why can a language model write a sonnet, but not count the r's in *strawberry*? Why is it worse at sums than
a pocket calculator, and worse in Hindi than in English? Why did one of them go wild when somebody typed
*SolidGoldMagikarp*? The answer is the same each time, and it is not in the model. In front of the model
there is a small program that turns text into numbers, the **tokenizer**. It is trained separately, on its
own text, and the model never sees anything but its numbers.

The lecture is [Let's build the GPT Tokenizer](https://www.youtube.com/watch?v=zduSFxRajkE); its code is
[minbpe](https://github.com/karpathy/minbpe). Lecture and lesson use the same names: `get_stats`, `merge`,
`merges`, `vocab`, `encode`, `decode`. The text is *Pride and Prejudice*. At the end you have GPT-2's own
tokenizer, with every id as OpenAI's program gives it, and a command you can use for real:
`make -s lesson-08 ARGS="--encode FILE"`.
*/
#include "08-tokenizer.h"
#include "08-tokenizer/learn.h"
#include "08-tokenizer/pattern.h"
#include "08-tokenizer/run.h"
#include "08-tokenizer/vocabulary.h"
#include "data.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct {
    char *text; // the whole of it, n bytes
    int n;
    Bpe *gpt2;
} s;

static void print_ids(const char *name, int n, const int ids[])
{
    char line[512] = "";
    for (int i = 0; i < n; i++)
        snprintf(line + strlen(line), sizeof line - strlen(line), "%s%d", i ? " " : "", ids[i]);
    metric_text(name, line);
}

/*
A text is a row of characters, and **Unicode** gives each of 150 thousand characters a number, its *code
point*: `A` is 65, `안` is 50504, 👋 is 128075. Could a model read these numbers? Yes, with a table of 150
thousand rows, most of them for characters it will hardly ever see. And the list grows every year.

So look at how the numbers are stored. **UTF-8** writes a code point as one to four bytes. The first byte
says how many there are. The others begin with the bits 10, so a reader who starts in the middle can find
the next character:

```text
code point            bytes
0      ..   0x7F      0xxxxxxx                               A   41
0x80   ..  0x7FF      110xxxxx 10xxxxxx                      é   c3 a9
0x800  .. 0xFFFF      1110xxxx 10xxxxxx 10xxxxxx             안  ec 95 88
0x10000 and above     11110xxx 10xxxxxx 10xxxxxx 10xxxxxx    👋  f0 9f 91 8b
```

UTF-16 takes at least two bytes and UTF-32 always four, so English text in them is half or three quarters
zeros. UTF-8 leaves plain English as it is, and in every language there are only 256 different bytes.
*/
static void strings(void)
{
    const char *text = "안녕하세요 👋 (hello in Korean!)";
    int n = (int)strlen(text), characters = 0, pairs = 0;
    for (int i = 0, length, code; i < n; i += length, characters++) {
        length = utf8_next(text + i, (size_t)(n - i), &code);
        pairs += code >= 0x10000; // two halves in UTF-16
        if (characters < 8) {
            printf("%.*s\tU+%04X %6d  ", length, text + i, (unsigned)code, code);
            for (int k = 0; k < length; k++)
                printf(" %02x", (unsigned char)text[i + k]);
            printf("\n");
        }
    }
    printf("...\n%d characters; bytes in UTF-8: %d, UTF-16: %d, UTF-32: %d\n", characters, n, 2 * (characters + pairs),
           4 * characters);
}

/*
What should a model read, then? There are three obvious answers, and each has its price.

- **Bytes** need a table of only 256 rows, and nothing is ever unknown. But the text is long, and attention
  compares every position with every other: twice the length costs four times as much. A model with a window
  of 1024 positions sees 1024 bytes, less than a page.
- **Characters** are no better for English, and need a large table for the rest of the world.
- **Words** make the text short. But a table of words is large, most of its rows are rare, and a word that
  is not in it can be neither read nor written.

The cell counts all of this. Its table of words comes from the first nine tenths of the novel; the last
tenth is the new text. We want something in between: short where the text is ordinary, and able to write
anything.
*/
static void units(void)
{
    bool seen[256] = {false};
    int different = 0, *ids = malloc(sizeof *ids * (size_t)s.n);
    for (int i = 0; i < s.n; i++) {
        different += !seen[(unsigned char)s.text[i]];
        seen[(unsigned char)s.text[i]] = true;
    }
    WordCount words = count_words(s.text, s.n);
    int tokens = (int)bpe_encode(s.gpt2, s.text, (size_t)s.n, ids);
    double unknown = 100.0 * words.unknown / words.later;
    printf("                 rows of the table   length of the text   unknown in new text\n");
    printf("bytes            %17d   %18d   %19s\n", 256, s.n, "0 %");
    printf("characters       %17d   %18d   %19s\n", different, s.n, "0 %");
    printf("words and signs  %17d   %18d   %17.2f %%\n", words.different, words.count, unknown);
    printf("GPT-2's tokens   %17d   %18d   %19s\n", s.gpt2->vocab, tokens, "0 %");
    metric("unknown_words_percent", "%.2f", unknown);
    free(ids);
}

/*
**Byte pair encoding** is such a compromise, and it learns it from the text. Start with the bytes. Find the
two neighbours that occur together most often, and give this pair a number of its own, 256. Repeat; from now
on, 256 can be half of a pair, too. Every round makes the text shorter and the table one row longer.

```text
a a a b d a a a b a c        (a, a) occurs most often: call it Z
Z a b d Z a b a c            (Z, a) twice, as often as (a, b), and first: Y
Y b d Y b a c                (Y, b) twice: X
X d X a c                    nothing occurs twice any more
```

So count the pairs.

@show 1-get-stats
*/
static void pairs(void)
{
    enum { N = 600 };
    int ids[N], n = s.n < N ? s.n : N;
    PairCount stats[N];
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)s.text[i];
    int different = get_stats(n, ids, stats);
    printf("the first %d bytes have %d different pairs; the most frequent are\n", n, different);
    for (int rank = 0; rank < 5; rank++) {
        int best = 0;
        for (int k = 1; k < different; k++)
            best = stats[k].count > stats[best].count ? k : best;
        Pair p = stats[best].pair;
        printf("%d times (%d, %d)  '%s%s'\n", stats[best].count, p.left, p.right,
               shown(s.gpt2, s.gpt2->byte_token[p.left]), shown(s.gpt2, s.gpt2->byte_token[p.right]));
        stats[best].count = 0;
    }
}

/*
Then replace the pair by its new number, everywhere.

@show 2-merge
*/
static void merging(void)
{
    int few[] = {5, 6, 6, 7, 9}, out[5], *ids = malloc(sizeof *ids * 2 * (size_t)s.n), *merged = ids + s.n;
    int n = merge(5, few, (Pair){6, 7}, 99, out);
    print_ids("merged", n, out);
    for (int i = 0; i < s.n; i++)
        ids[i] = (unsigned char)s.text[i];
    n = merge(s.n, ids, (Pair){'e', ' '}, 256, merged);
    printf("with (101, 32), which is 'e ', as one token the novel has %d ids instead of %d\n", n, s.n);
    free(ids);
}

/*
**Training** is these two in a loop. How many rounds? You choose, and this one number decides the size of
the vocabulary: GPT-2 has 50257 tokens, GPT-4 about 100 thousand. The lecture does 20 merges, and so do we,
on 25 thousand bytes.

Two pairs may be equally frequent. Then a rule must decide, or two programs learn different tokens. Python's
`max` takes the pair it met first; Stanford's course CS336 takes the greater one.

@show 3-train

Counting everything again for every merge is slow. `common/data/bpe_train.c` learns the same merges, but
corrects only the counts that a merge changes: from 4 MB of Jane Austen it learns all 28922 merges there
are, in less than a second. (`bpe_naive.c` beside it is as simple as yours, and the tests compare the two.)
*/
static void training(void)
{
    enum { EXAMPLE = 11, N = 25000, MERGES = 20 };
    const char *example = "aaabdaaabac";
    int ids[N], few[EXAMPLE], n = s.n < N ? s.n : N;
    Pair merges[MERGES];
    Bpe *bpe = bpe_new(&split_none, false);
    for (int i = 0; i < EXAMPLE; i++)
        few[i] = (unsigned char)example[i];
    train(EXAMPLE, few, 3, FIRST_SEEN, get_stats, merge, merges);
    printf("%s: ", example);
    for (int k = 0; k < 3; k++)
        printf("(%d, %d) -> %d   ", merges[k].left, merges[k].right, 256 + k);
    printf("\n\n");
    for (int i = 0; i < n; i++)
        ids[i] = (unsigned char)s.text[i];
    int learnt = train(n, ids, MERGES, FIRST_SEEN, get_stats, merge, merges);
    for (int k = 0; k < learnt; k++) {
        bpe_add(bpe, merges[k].left, merges[k].right);
        printf("merging (%d, %d) into a new token %d: '%s'\n", merges[k].left, merges[k].right, 256 + k,
               shown(bpe, 256 + k));
    }
    int left = (int)bpe_encode(bpe, s.text, (size_t)n, ids);
    printf("%d bytes are %d tokens now\n", n, left);
    metric("compression", "%.2f", (double)n / left);
    bpe_free(bpe);
}

/*
The tokenizer is a separate stage. It has its own training text, it is trained once, by counting, and after
that it never changes. The model sees only ids, and the ids it writes become text again on the way out:

```text
text  --encode-->  ids  -->  model  -->  ids  --decode-->  text
```

Decoding is the easy direction: each token stands for some bytes, so put them side by side. One thing can go
wrong. A model may write half a character and then something else, and then the bytes are not UTF-8.
Python's `errors="replace"` puts the sign � there, U+FFFD, and so do we.

@show 4-decode
*/
static Bytes *vocabulary_of(const Bpe *bpe)
{
    Bytes *vocab = calloc((size_t)bpe->vocab, sizeof *vocab);
    CHECK(vocab, "out of memory");
    for (int id = 0; id < bpe->vocab; id++) {
        size_t size;
        const char *bytes = bpe_token(bpe, id, &size);
        vocab[id].size = size < TOKEN_MOST ? (int)size : TOKEN_MOST;
        memcpy(vocab[id].bytes, bytes, (size_t)vocab[id].size);
    }
    return vocab;
}

static void decoding(void)
{
    Bpe *bpe = bpe_train(s.text, (size_t)s.n, 512, &split_none, BPE_FIRST_SEEN);
    Bytes *vocab = vocabulary_of(bpe);
    int ids[64], whole[] = {0xEC, 0x95, 0x88}, half[] = {'h', 'i', 128, 0xEC, 0x95};
    char text[512];
    int n = (int)bpe_encode(bpe, "the end of the world", 20, ids);
    printf("%d ids: %.*s\n", n, decode(n, ids, vocab, text), text);
    printf("ec 95 88: %.*s\n", decode(3, whole, vocab, text), text);
    printf("68 69 80 ec 95: %.*s\n", decode(5, half, vocab, text), text);
    free(vocab);
    bpe_free(bpe);
}

/*
Encoding is harder. A text can be cut into tokens in many ways; which one is right? Not the one with the
longest tokens, and not the one with the fewest. Training made the merges in a certain order, so make them
in that order again: of all the pairs in the text, merge the one that was **learnt first**.

@show 5-encode

How much does it matter? The cell cuts the first tenth of the novel both ways, piece by piece.
*/
static int longest_first(const Bpe *bpe, const char *text, int n, int ids[])
{
    int count = 0;
    for (int from = 0, longest; from < n; from += longest) {
        longest = 1;
        ids[count] = bpe->byte_token[(unsigned char)text[from]];
        for (int id = 256; id < bpe->vocab; id++) {
            size_t size;
            const char *bytes = bpe_token(bpe, id, &size);
            if ((int)size > longest && from + (int)size <= n && memcmp(bytes, text + from, size) == 0) {
                longest = (int)size;
                ids[count] = id;
            }
        }
        count++;
    }
    return count;
}

static void encoding(void)
{
    Pair example[] = {{'a', 'a'}, {256, 'a'}, {257, 'b'}};
    int ids[256], other[256], n = encode(11, "aaabdaaabac", 3, example, ids), words = 0, different = 0;
    print_ids("wikipedia_ids", n, ids);
    Bpe *bpe = bpe_train(s.text, (size_t)s.n, 1024, &split_gpt2, BPE_FIRST_SEEN);
    for (size_t from = 0, to; from < (size_t)s.n / 10; from = to) {
        to = split_end(&split_gpt2, s.text, (size_t)s.n, from);
        int size = to - from < 64 ? (int)(to - from) : 64;
        n = encode(size, s.text + from, bpe->merges, bpe->merge, ids);
        bool same = longest_first(bpe, s.text + from, size, other) == n &&
                    memcmp(ids, other, sizeof *ids * (size_t)n) == 0;
        if (!same && different++ == 0) {
            printf("'%.*s', the pair learnt first:", size, s.text + from);
            for (int i = 0; i < n; i++)
                printf(" '%s'", shown(bpe, ids[i]));
            printf("   the longest token:");
            n = longest_first(bpe, s.text + from, size, other);
            for (int i = 0; i < n; i++)
                printf(" '%s'", shown(bpe, other[i]));
            printf("\n");
        }
        words++;
    }
    metric("cut_differently_percent", "%.1f", 100.0 * different / words);
    bpe_free(bpe);
}

/*
Left alone, the algorithm does something silly. `dog.`, `dog!` and `dog?` are all frequent, so each becomes
a token, and the model must learn three times what a dog is. So GPT-2 cuts the text first, with a
**pattern**, and merges only inside the pieces:

```text
's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
```

Read it as a list of things to try at each place: a short form, some letters, some numbers, some other
characters (each with a space before it, if there is one), white space. The odd one is `\s+(?!\S)`: white
space, but not the last space before a word. That space belongs to the word: ` world` is one piece wherever
it stands. Write this by hand once, and you will not forget it.

@show 6-split

GPT-4's pattern changes three things: short forms may be capitals, a number has at most three digits, and
the end of a line is kept apart from the indentation after it. The cell runs both patterns as they were
published, with the library PCRE2.
*/
static void splitting(void)
{
    const char *lecture = "Hello've world123 how's are you!!!?",
               *program = "for i in range(1, 1001):\n    if i % 15 == 0:\n"
                          "        print(\"FIZZBUZZ\")";
    int ends[64], pieces = split((int)strlen(lecture), lecture, ends);
    for (int k = 0, from = 0; k < pieces; from = ends[k++])
        printf("%s%.*s", k ? "|" : "", ends[k] - from, lecture + from);
    printf("\n");
    const Split *gpt2 = pattern_new("gpt2", gpt2_pattern), *gpt4 = pattern_new("gpt4", gpt4_pattern);
    printf("GPT-2: ");
    show_pieces(gpt2, program);
    printf("GPT-4: ");
    show_pieces(gpt4, program);
    printf("GPT-2: ");
    show_pieces(gpt2, "HOW'S 1234567");
    printf("GPT-4: ");
    show_pieces(gpt4, "HOW'S 1234567");
    Bpe *free_of_it = bpe_train(s.text, (size_t)s.n, 1024, &split_none, BPE_FIRST_SEEN);
    printf("without a pattern, tokens 1000 to 1007:");
    for (int id = 1000; id < 1008 && id < free_of_it->vocab; id++)
        printf(" '%s'", shown(free_of_it, id));
    printf("\n");
    bpe_free(free_of_it);
    pattern_free(gpt2);
    pattern_free(gpt4);
}

/*
Now we have everything that **GPT-2's tokenizer** is made of. OpenAI published two files: the list of
merges, and a table from tokens to ids. The second follows from the first (the tests derive it, and get the
published file, byte for byte). The merges are in `datasets/gpt2-merges.txt`, one per line. The first one is
`Ġ t`: the file writes a space as `Ġ`, and every other invisible byte as some visible character, too.

Look at the tokens below. 127 is one token and 677 is two, only because of how often they occurred in the
training text. `Egg` at the start of a line is two tokens, ` Egg` after a space is one, `EGG` is two others.
The model has to learn that they mean the same.

@figure tokens "Seven lines as GPT-2 reads them; each coloured box is one token. Compare 127 with 677, and strawberry at the start of a line with strawberry after a space. A ¿ is part of a character."
*/
static const char *const lines[] = {"127 + 677 = 804",
                                    "1275 + 6773 = 8041",
                                    "Egg. I have an Egg. egg. EGG.",
                                    "strawberry strawberry, Strawberry",
                                    "        if (x == 0)",
                                    "It is a truth universally acknowledged,",
                                    "안녕하세요 😉 καλημέρα"};

static void gpt2_tokens(void)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"hello", "Hello"},
                 {"blank_hello", " Hello"},
                 {"language_model", "Hello, I'm a language model,"},
                 {"everything", "hello world!!!? (안녕하세요!) lol123 😉"}};
    for (int i = 0; i < 3; i++) {
        BpePair p = s.gpt2->merge[i];
        printf("merge %d: '%s' and '%s' are %d\n", i, shown(s.gpt2, p.left), shown(s.gpt2, p.right), 256 + i);
    }
    for (int i = 0; i < COUNT(known); i++) {
        int ids[64];
        print_ids(known[i].name, (int)bpe_encode(s.gpt2, known[i].text, strlen(known[i].text), ids), ids);
    }
    printf("\n");
    for (int i = 0; i < COUNT(lines); i++)
        show_tokens(s.gpt2, lines[i]);
    draw_tokens(s.gpt2, lines, COUNT(lines));
    int *ids = malloc(sizeof *ids * (size_t)s.n), first = s.n / 10 * 9 + s.n % 10 * 9 / 10;
    metric("tokens", "%.0f", (double)bpe_encode(s.gpt2, s.text, (size_t)s.n, ids));
    metric("tokens_train", "%.0f", (double)bpe_encode(s.gpt2, s.text, (size_t)first, ids));
    metric("tokens_val", "%.0f", (double)bpe_encode(s.gpt2, s.text + first, (size_t)(s.n - first), ids));
    free(ids);
}

/*
A token is a tree: each merge joined two older tokens, down to the bytes. This one is ` acknowledged`.

@figure tree "The merges behind one token. Read it from below: the leaves are bytes, and each box joins the two below it. The numbers are ids; a smaller id was learnt earlier."
*/
static void tree(void)
{
    draw_tree(s.gpt2, " acknowledged");
}

/*
One of GPT-2's tokens does not come from a merge: `<|endoftext|>`, id 50256. It stands between two documents
and tells the model that what follows has nothing to do with what came before. A chat model has a few more,
which say who is speaking. Ordinary text cannot spell these **special tokens**: the tokenizer inserts them
only where the caller allows it.

That matters. If you encode a stranger's text with all special tokens allowed, the stranger can end your
document and begin a new one, in anybody's name.

@show 7-special
*/
static int gpt2_ordinary(int n, const char text[], int ids[])
{
    return (int)bpe_encode(s.gpt2, text, (size_t)n, ids);
}

static void special(void)
{
    const Special end = {"<|endoftext|>", 50256};
    const char *text = "<|endoftext|>hi";
    int ids[32], n = encode_special((int)strlen(text), text, 1, &end, ALL, gpt2_ordinary, ids);
    print_ids("special_allowed", n, ids);
    n = encode_special((int)strlen(text), text, 1, &end, NONE, gpt2_ordinary, ids);
    print_ids("special_as_text", n, ids);
}

/*
**How large should the vocabulary be?** More tokens make the text shorter, so a window holds more of it. But every
token is a row in the model's table, and the rarer it is, the fewer examples there are to learn that row from.

You cannot compare losses per token, because a longer token is harder to guess. So count in **bits per
byte** of text:

$$\text{bits per byte} = \frac{\text{loss per token}}{\log 2} \cdot \frac{\text{tokens}}{\text{bytes}}$$

The cell learns vocabularies of several sizes from the first nine tenths of the novel and measures three
things on the last tenth: the bits if every token costs the same, $\log_2 V$; the bits if each token's
frequency is known; and the bits if a small GPT predicts it (two layers of 64 channels, trained on the same
number of tokens each time). Mind the last column: with 4096 tokens, most of this small model is its table.

@figure bits "Bits for each byte of unseen text. All three curves fall as the vocabulary grows; look how each doubling helps less than the one before."
*/
static void vocabulary(void)
{
    int steps = options.steps / 10 + 1, most = options.quick ? 512 : 4096;
    printf("tokens   bytes a token   log V   frequencies   a small GPT   its parameters, in the table\n");
    for (int vocab = 256; vocab <= most; vocab *= 2) {
        char name[32];
        VocabularyRow r = vocabulary_row(s.text, (size_t)s.n, vocab, steps, options.seed);
        printf("%6d   %13.2f   %5.2f   %11.2f   %11.2f   %14ld   %8.0f %%\n", r.vocab, r.bytes_a_token, r.ids,
               r.frequencies, r.gpt, r.parameters, 100.0 * (double)r.table / (double)r.parameters);
        fprintf(table("bits.tsv"), "%d\t%.4f\t%.4f\t%.4f\t%.4f\n", r.vocab, r.ids, r.frequencies, r.gpt,
                r.bytes_a_token);
        snprintf(name, sizeof name, "bytes_a_token_%d", vocab);
        metric(name, "%.3f", r.bytes_a_token);
    }
}

/*
Is byte pair encoding the best possible method? It is greedy: it never takes a merge back. Here you can try
to beat it. With 512 tokens, into how few pieces can you cut English?

@show 8-choose
*/
static void choosing(void)
{
    static Bytes chosen[CHOSEN];
    int learn_from = s.n / 2 < 300000 ? s.n / 2 : 300000, rest = s.n - s.n / 10 * 9;
    choose_tokens(learn_from, s.text, chosen);
    int fewest = cut_shortest(rest, s.text + s.n - rest, CHOSEN, chosen, NULL);
    metric("chosen_bytes_a_token", "%.3f", (double)rest / fewest);
}

/*
GPT-2's merges were learnt from pages in **English**. The next cell takes the same two sentences in thirteen
languages, and a few lines of C. A language that the merges do not know falls apart into bytes: its text is
longer, a window holds less of it, and every word costs more time and money. C suffers, too: each space of
its indentation is a token.

@figure languages "Tokens for the same two sentences in thirteen languages, and for a few lines of C. Compare Hindi with English: nine times as many."
*/
static void languages(void)
{
    char path[PATH_MAX], *text = data_text("languages.tsv", path), *rest = text, *line;
    double english = 0;
    while ((line = data_line(&rest)) && *line) {
        char *words = strchr(line, '\t'), name[64];
        int ids[1024], code, n = 0, characters = 0;
        if (!words)
            data_error("%s: '%.20s' has no tab: a line is a language, a tab and a text", path, line);
        *words++ = '\0';
        for (char *c = words; *c; c++, n++) // \n in the file is the end of a line
            if (c[0] == '\\' && c[1] == 'n') {
                *c = '\n';
                memmove(c + 1, c + 2, strlen(c + 1));
            }
        CHECK(n <= COUNT(ids), "%s: a text of %d bytes", path, n);
        for (int i = 0; i < n; characters++)
            i += utf8_next(words + i, (size_t)(n - i), &code);
        double tokens = (double)bpe_encode(s.gpt2, words, (size_t)n, ids);
        english = english > 0 ? english : tokens;
        printf("%-9s %4d characters %4d bytes %4.0f tokens: %.2f per character\n", line, characters, n, tokens,
               tokens / characters);
        fprintf(table("languages.tsv"), "%s\t%.0f\t%.3f\n", line, tokens, tokens / characters);
        snprintf(name, sizeof name, "tokens_%s", line);
        if (!strcmp(line, "Hindi") || !strcmp(line, "English"))
            metric(name, "%.0f", tokens);
    }
    free(text);
}

/*
**Sums.** A small GPT, one layer of 32 channels, learns to add two numbers of three digits. It does so three
times: with the sum written in single digits; in GPT-2's tokens, where 127 is one token and 677 two; and in
digits with the answer's last digit first, the way we add on paper. It sees the same number of sums each
time, and is tested on sums it has never seen.

With GPT-2's tokens it has to learn what each of almost nine hundred tokens is worth; with digits there are
ten. And when the answer is reversed, each of its digits depends on two digits and a carry that is already
known.

@figure sums "How many unseen sums are right in every digit, while the model learns. Digits get there; with GPT-2's tokens (dashed) the same model stays near 0."
*/
static void sums(void)
{
    static const char *const how[] = {"single digits", "GPT-2's tokens", "digits, reversed"};
    for (Writing w = DIGITS; w < WRITINGS; w++) {
        Task task = sums_task(w, s.gpt2, options.steps);
        double share = learn(&task, options.seed);
        printf("%-17s %4d tokens   %5.1f %% right\n", how[w], w == GPT2_TOKENS ? sums_number_tokens() : 10,
               100 * share);
    }
}

/*
**Letters.** How many e's are there in *between*? The same small GPT learns to answer such questions about
two thousand words of the novel. It is tested on new questions about the same words: it has been asked about
the b's in *between*, but never about the e's. If it reads the word's letters, it can look. If it reads the
word's tokens, it can only remember what it was told about each of them. The guess is the most frequent
answer for each letter.

@show 9-strawberry

@figure letters "How many questions about letters get the right answer. Compare the second and third bars: a model that reads tokens is no better than a guess."
*/
static void letters(void)
{
    for (int tokens = 0; tokens < 2; tokens++) {
        Task task = letters_task(tokens, s.gpt2, s.text, (size_t)s.n, options.steps);
        double share = learn(&task, options.seed);
        printf("reads %-8s %5.1f %% right\n", tokens ? "tokens" : "letters", 100 * share);
        fprintf(table("letters.tsv"), "\"%s\"\t%.1f\n", tokens ? "reads tokens" : "reads letters", 100 * share);
    }
    double guess = 100 * letters_guess();
    printf("%d words\n", letters_words());
    metric("letters_guess_percent", "%.1f", guess);
    fprintf(table("letters.tsv"), "\"a guess\"\t%.1f\n", guess);
}

/*
**A token that never occurs.** Tokenizer and model are trained separately, perhaps on different texts. So a
token can exist that the model never meets. *SolidGoldMagikarp* is the name of somebody who wrote a lot on
Reddit. The tokenizer's text had it so often that ` SolidGoldMagikarp` became token 43453. The model's text
probably did not have those pages. So the token's row in the table stayed what it was on the first day,
random numbers, and people who typed the name got nonsense back.

We can repeat that. Train the tokenizer on the novel and a list of first names, and a small model on the
novel alone. Its rows start as random numbers of size 0.02, and the rows that are used grow. So the rows
with the smallest **norm** belong to the tokens the model has never seen, and we find them without looking
at the training text.

@figure born "The norm of each token's row after training, sorted. Look at the step on the left: rows of tokens that never occurred (orange) are as small as they were at birth."
*/
static void born(void)
{
    char path[PATH_MAX];
    size_t names_size;
    char *names = data_bytes("names.txt", path, &names_size);
    char *both = malloc((size_t)s.n + names_size);
    int *ids = malloc(sizeof *ids * ((size_t)s.n + names_size));
    memcpy(both, s.text, (size_t)s.n);
    memcpy(both + s.n, names, names_size);
    Bpe *bpe = bpe_train(both, (size_t)s.n + names_size, 2048, &split_gpt2, BPE_FIRST_SEEN);
    size_t count = bpe_encode(bpe, s.text, (size_t)s.n, ids), more = bpe_encode(bpe, names, names_size, ids + count);
    int *in_names = calloc((size_t)bpe->vocab, sizeof *in_names), example = 0;
    for (size_t i = count; i < count + more; i++)
        in_names[ids[i]]++;
    for (size_t i = 0; i < count; i++)
        in_names[ids[i]] = 0;
    for (int id = 0; id < bpe->vocab; id++)
        example = in_names[id] > in_names[example] ? id : example;
    Born b = vocabulary_born(bpe, ids, count, options.steps / 3 + 1, options.seed);
    printf("%d of %d tokens never occur in the novel; among the names the most frequent of these is '%s', %d times\n",
           b.never, b.vocab, shown(bpe, example), in_names[example]);
    printf("mean norm of a row: %.3f if its token occurs, %.3f if not\n", b.norm_seen, b.norm_never);
    metric("rows_as_at_birth", "%.0f", b.unchanged);
    metric("found_by_their_norm", "%.0f", b.least);
    free(names);
    free(both);
    free(ids);
    free(in_names);
    bpe_free(bpe);
}

/*
What does a tokenizer **cost**? Training works only on the different pieces, each with a count, so a longer
text costs little more than reading it. If the text is not cut into pieces, every byte is work. Encoding
remembers the words it has seen, and its time grows in proportion to the text. (The times are in the
figures; they depend on the machine.)

@figure cost-training "Time to learn 512 merges for texts of different sizes. Look at the distance between the curves: cutting first makes training about ten times as fast. Texts longer than the novel are the novel repeated."

@figure cost-encoding "Time to encode with GPT-2's merges for texts of different sizes. The curve runs parallel to the dotted line (10 MB a second): twice the text takes twice the time."
*/
static void costs(void)
{
    cost_of_training(s.text, (size_t)s.n, options.quick ? 300000 : 10000000);
    cost_of_encoding(s.gpt2, s.text, (size_t)s.n, options.quick ? 1000000 : 100000000);
}

/*
## What you have now

GPT-2's tokenizer, to the last id, and a question to ask whenever a model does something odd: *what did it really see?*

| it cannot ... | because |
|---|---|
| count letters, spell, reverse a word | the letters are inside the tokens |
| add well | numbers are cut where the merges happen to cut them |
| speak Hindi as well as English | Hindi takes more tokens, and was rare in training |
| indent a program (GPT-2) | every space was a token |
| continue a prompt that ends in a space | the space belongs to the next word's token |
| make sense of a certain name | its token was never trained |

The lecture also shows **sentencepiece**, which Llama 2 used: it merges code points instead of bytes, and
falls back to bytes for the rare ones. The lecture's advice at the end still holds: reuse GPT-4's tokens if
you can, train your own if you must, and then look at them.

`make -s lesson-08 ARGS="--encode FILE"` prints a text's ids, `--decode` turns ids back into text, and
`--train FILE --vocab 1024 --save FILE.bpe` learns your own. The next lesson puts the model behind the
tokens: GPT-2.
*/
static const Shown lecture[] = {
    {"merged", "5 6 99 9"},
    {"wikipedia_ids", "258 100 258 97 99"},
    {"language_model", "15496 11 314 1101 257 3303 2746 11"},
    {"tokens", "338025"},
    {0},
};

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "08-tokenizer",
        .about = "byte pair encoding, GPT-2's tokenizer, and what tokens do to a model",
        .data = "pride.txt",
        .video_data = "tinyshakespeare.txt",
        .seed = 1337,
        .steps = 6000,
        .quick_steps = 60,
        .lecture = lecture,
        .extras = command_options,
    };
    const char *whose = whose_functions;
    whose_functions = NULL; // a command's output is read by other programs
    notebook_begin(&lesson, argc, argv);
    if (command_given()) {
        command_run();
        return 0;
    }
    if (whose)
        printf("%s: %s\n", lesson.name, whose);
    char path[PATH_MAX];
    size_t n;
    s.text = data_bytes(options.data, path, &n);
    s.n = (int)n;
    if (n < 50000 || n > 100000000)
        data_error("%s has %zu bytes; this lesson needs 50 thousand to 100 million", path, n);
    s.gpt2 = bpe_gpt2();

    cell("Strings, code points, bytes", strings);
    cell("Not characters, not words, not bytes", units);
    cell("Counting pairs", pairs);
    cell("Merging a pair", merging);
    cell("Training", training);
    cell("Decoding", decoding);
    cell("Encoding", encoding);
    cell("Cutting by a pattern", splitting);
    cell("GPT-2's tokenizer", gpt2_tokens);
    cell("The tree of a token", tree);
    cell("Special tokens", special);
    cell("How large a vocabulary?", vocabulary);
    cell("The best 512 tokens", choosing);
    cell("English, and the others", languages);
    cell("Sums", sums);
    cell("Letters", letters);
    cell("A token that never occurs", born);
    cell("What it costs", costs);
    return notebook_end();
}
