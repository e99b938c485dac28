/* A conversation in a terminal: see talk.h. */
#include "talk.h"
#include "chat.h"
#include "data.h"
#include "memory.h"
#include "sampler.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ROOM = 28 }; // tokens for an answer

static volatile sig_atomic_t interrupted;

static void interrupt(int number)
{
    (void)number;
    interrupted = 1;
}

static void read_history(Chat *chat, const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    for (int number = 1; (line = data_line(&rest)); number++) {
        char *colon = strstr(line, ": ");
        if (!*line)
            continue;
        if (!colon)
            data_error("%s line %d: '%.40s' is not \"user: ...\" or \"assistant: ...\"", path, number, line);
        *colon = '\0';
        int role = chat_role(line);
        if (role < 0)
            data_error("%s line %d: '%.40s' is not a role; it is user or assistant", path, number, line);
        size_t n;
        char *clean = chat_clean(colon + 2, strlen(colon + 2), &n);
        if (!chat_add(chat, (ChatMark)role, clean, n, ROOM))
            data_error("%s line %d: the message is longer than the model can read", path, number);
        free(clean);
    }
    free(text);
}

// Writes an answer, token by token, and adds it to the history.
static void answer(const Base *b, const GPT *gpt, Chat *chat)
{
    GPTCache *cache = gpt_cache_new(gpt);
    int end = chat_mark(b->bpe, CHAT_END), n = 0;
    chat->ids[chat->count++] = chat_mark(b->bpe, CHAT_ASSISTANT);
    const real *logits = gpt_cache_feed(cache, chat->ids, chat->count);
    for (; n < ROOM - 2 && !interrupted; n++) {
        int id = sampler_next(gpt->config.vocab, logits, 0, 0, NULL);
        size_t size;
        if (id >= b->bpe->vocab - CHAT_MARKS) // the end, or another mark, which ends it, too
            break;
        const char *bytes = bpe_token(b->bpe, id, &size);
        for (size_t i = 0; i < size; i++) // an answer is one line
            putchar((unsigned char)bytes[i] < ' ' ? ' ' : bytes[i]);
        fflush(stdout);
        chat->ids[chat->count++] = id;
        logits = gpt_cache_next(cache, id);
    }
    chat->ids[chat->count++] = end;
    printf("\n");
    gpt_cache_free(cache);
}

void talk(const Base *b, const GPT *gpt, const char *history)
{
    bool terminal = isatty(STDIN_FILENO);
    struct sigaction quit = {.sa_handler = interrupt}, before; // without SA_RESTART, so that reading ends
    Chat chat = chat_new(b->bpe, gpt->config.block);
    char *line = NULL;
    size_t room = 0;
    sigaction(SIGINT, &quit, &before);
    if (history)
        read_history(&chat, history);
    if (terminal)
        fprintf(stderr, "Ask about %s, say (Ctrl-D ends).\n", b->world->person[0].name);
    for (;;) {
        if (terminal)
            fprintf(stderr, "> ");
        ssize_t length = getline(&line, &room, stdin);
        if (length < 0 || interrupted)
            break;
        size_t n;
        char *text = chat_clean(line, (size_t)length, &n);
        if (n > 0 && chat_add(&chat, CHAT_USER, text, n, ROOM))
            answer(b, gpt, &chat);
        else if (n > 0)
            printf("(that is too long for a model that reads %d tokens)\n", gpt->config.block);
        fflush(stdout);
        free(text);
        if (terminal)
            interrupted = 0; // Ctrl-C in an answer ended the answer
    }
    sigaction(SIGINT, &before, NULL);
    free(line);
    chat_free(&chat);
}
