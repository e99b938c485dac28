/* Conversations as tokens: see chat.h. */
#include "chat.h"
#include "check.h"
#include "memory.h"
#include "unicode.h"

#include <stdlib.h>
#include <string.h>

const char *const chat_mark_name[CHAT_MARKS] = {"<|user|>", "<|assistant|>", "<|end|>", "<|text|>"};

void chat_marks(Bpe *bpe)
{
    if (bpe->specials == 0)
        for (int i = 0; i < CHAT_MARKS; i++)
            bpe_add_special(bpe, chat_mark_name[i]);
    for (int i = 0; i < CHAT_MARKS; i++)
        if (bpe->specials != CHAT_MARKS || strcmp(bpe->special[i], chat_mark_name[i]) != 0)
            data_error(
                "this tokenizer has %d special tokens, and not the %d of a chat (%s, ...): it belongs to another "
                "model",
                bpe->specials, CHAT_MARKS, chat_mark_name[0]);
}

int chat_mark(const Bpe *bpe, ChatMark mark)
{
    CHECK(bpe->specials == CHAT_MARKS, "the tokenizer has no marks: call chat_marks");
    return bpe->vocab - CHAT_MARKS + (int)mark;
}

int chat_role(const char *name)
{
    return strcmp(name, "user") == 0 ? CHAT_USER : strcmp(name, "assistant") == 0 ? CHAT_ASSISTANT : -1;
}

int chat_message(Bpe *bpe, ChatMark role, const char *text, size_t n, int ids[])
{
    ids[0] = chat_mark(bpe, role);
    int count = 1 + (int)bpe_encode(bpe, text, n, ids + 1);
    ids[count] = chat_mark(bpe, CHAT_END);
    return count + 1;
}

char *chat_clean(const char *line, size_t length, size_t *n)
{
    char *text = memory_new(3 * length + 1), *end = text; // U+FFFD has three bytes
    for (size_t i = 0; i < length;) {
        int code, bytes = utf8_next(line + i, length - i, &code);
        bool control = code >= 0 && (code < ' ' || (code >= 0x7f && code < 0xa0));
        if (code < 0)
            end = strcpy(end, "\xef\xbf\xbd") + 3;
        else if (control)
            *end++ = ' ';
        else
            end = (char *)memcpy(end, line + i, (size_t)bytes) + bytes;
        i += code < 0 ? 1 : (size_t)bytes;
    }
    char *from = text;
    while (from < end && *from == ' ')
        from++;
    while (end > from && end[-1] == ' ')
        end--;
    *n = (size_t)(end - from);
    memmove(text, from, *n);
    text[*n] = '\0';
    return text;
}

// ---- a conversation ----

Chat chat_new(Bpe *bpe, int block)
{
    return (Chat){bpe, block, 0, memory_new(sizeof(int) * (size_t)block)};
}

void chat_free(Chat *chat)
{
    free(chat->ids);
    *chat = (Chat){0};
}

// Forgets the oldest message: all up to the next one's beginning, which follows an <|end|>.
static void forget_oldest(Chat *chat)
{
    int from = 0, end = chat_mark(chat->bpe, CHAT_END);
    while (from < chat->count && chat->ids[from] != end)
        from++;
    from += from < chat->count;
    chat->count -= from;
    memmove(chat->ids, chat->ids + from, sizeof *chat->ids * (size_t)chat->count);
}

bool chat_add(Chat *chat, ChatMark role, const char *text, size_t n, int room)
{
    int *ids = memory_new(sizeof *ids * (n + 2)), count = chat_message(chat->bpe, role, text, n, ids);
    bool fits = count + room <= chat->block;
    while (fits && chat->count + count + room > chat->block)
        forget_oldest(chat);
    if (fits)
        memcpy(chat->ids + chat->count, ids, sizeof *ids * (size_t)count);
    chat->count += fits ? count : 0;
    free(ids);
    return fits;
}
