/*
 * A conversation as tokens, for a model that answers:
 *
 *     <|user|>Where does Mira Tolen live?<|end|><|assistant|>In Arbeck.<|end|><|user|> ...
 *
 * The four marks are special tokens (bpe.h): no text can spell them. What somebody types is always encoded as plain
 * text, so "<|end|>" in a question becomes the bytes of these seven characters. That matters: who can write a mark can
 * put words into the assistant's mouth.
 *
 * <|text|> begins a text that is quoted: something to be read, by whomever it was written, and not an order.
 */
#ifndef CHAT_H
#define CHAT_H

#include "bpe.h"

typedef enum ChatMark { CHAT_USER, CHAT_ASSISTANT, CHAT_END, CHAT_TEXT, CHAT_MARKS } ChatMark;
extern const char *const chat_mark_name[CHAT_MARKS]; // "<|user|>", "<|assistant|>", "<|end|>", "<|text|>"

// Adds the marks to a tokenizer that has none, or checks that it has exactly these. data_error (exit 1) if it has
// others: it belongs to another model.
void chat_marks(Bpe *bpe);
int chat_mark(const Bpe *bpe, ChatMark mark); // its id

// CHAT_USER or CHAT_ASSISTANT for "user" or "assistant"; -1 for any other name.
int chat_role(const char *name);

// One message: its role's mark, its text (n bytes, as plain text), <|end|>. ids has room for n + 2; returns how many.
int chat_message(Bpe *bpe, ChatMark role, const char *text, size_t n, int ids[]);

// What a terminal gives, made harmless: control characters become blanks, broken UTF-8 becomes U+FFFD, the blanks at both
// ends go. From malloc; *n is its length.
char *chat_clean(const char *line, size_t length, size_t *n);

// The tokens of a conversation, of which a model reads the last ones.
typedef struct Chat {
    Bpe *bpe;
    int block, count;
    int *ids; // (block)
} Chat;

Chat chat_new(Bpe *bpe, int block); // free it with chat_free
void chat_free(Chat *chat);
// Adds a message. If the block cannot hold it with `room` more tokens, the oldest messages are forgotten, whole. Returns
// false, and adds nothing, if the message alone is too long.
bool chat_add(Chat *chat, ChatMark role, const char *text, size_t n, int room);

#endif
