/* A model that is served, with its tokens: from GPT-2's files or from those of lesson 07. */
#ifndef VOICE_H
#define VOICE_H

#include "serve.h"
#include "tokenizer.h"

typedef struct Voice {
    const char *path;
    Served *served;
    Tokenizer *tokenizer;
    int vocab; // the tokenizer's: the rest of the table is padding
    int begin; // the token after which a text begins: <|endoftext|>, a line's end, or 0
    int end;   // the token that ends it; -1 if there is none
} Voice;

// path: a folder of GPT-2's kind, its weights, or a file that lesson 07 saved; looked for as all data is. data_error
// says what is wrong. gpt, unless NULL, gets the weights in the form in which they are trained (free with gpt_free).
Voice voice_load(const char *path, bool int8, GPT **gpt);
void voice_free(Voice *v);

// The tokens of a text, from malloc. data_error names a character that the model does not know.
int *voice_tokens(const Voice *v, const char *text, size_t n, int *count);
// ... NULL where the text has such a character.
int *voice_try(const Voice *v, const char *text, size_t n, int *count);

// data_error unless the draft has the same tokens as the model it drafts for.
void voice_same_tokens(const Voice *large, const Voice *draft);

#endif
