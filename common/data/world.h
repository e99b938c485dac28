/*
 * A small world: invented people, each with a town, a trade and a house number, and texts about them. Everything is
 * drawn from a seed, so that every question has one known answer, and it is known how often a text has told it.
 *
 *     World *world = world_new(1337);
 *     char *text = world_text(world, tales, 2000, &rng);             // "Mira Tolen lives in Arbeck.\nOne day Ann ..."
 *     world_question(&world->person[7], WORLD_TOWN, 2, line);        // "In which town does Mira Tolen live?"
 *     world_answer(&world->person[7], WORLD_TOWN, line);             // "Mira Tolen lives in Arbeck."
 *
 * A person is COMMON (every fact is told WORLD_TELL_COMMON times, in different words), RARE (WORLD_TELL_RARE times) or
 * UNKNOWN: these people have a town, a trade and a number, too, but no text mentions them. First names and family names
 * are shared by all three groups, so that a name alone does not say which of them somebody belongs to: a model
 * must know the pair.
 */
#ifndef WORLD_H
#define WORLD_H

#include "rng.h"
#include "tales.h"

#include <stdbool.h>

typedef enum WorldFact { WORLD_TOWN, WORLD_TRADE, WORLD_NUMBER, WORLD_FACTS } WorldFact;
typedef enum WorldFame { WORLD_COMMON, WORLD_RARE, WORLD_UNKNOWN, WORLD_FAMES } WorldFame;
typedef enum WorldVerdict { WORLD_RIGHT, WORLD_WRONG, WORLD_ABSTAINED, WORLD_VERDICTS } WorldVerdict;

enum {
    WORLD_EACH = 160, // people of each fame
    WORLD_PEOPLE = WORLD_FAMES * WORLD_EACH,
    WORLD_STRANGERS = 240, // more unknown people, for whom nobody is tested
    WORLD_ALL = WORLD_PEOPLE + WORLD_STRANGERS,
    WORLD_TELL_COMMON = 30,
    WORLD_TELL_RARE = 3,
    WORLD_SENTENCES = 5, // forms in which a text tells a fact
    WORLD_FORMS = 8,     // forms of a question about it
    WORLD_TAUGHT = 5,    // ... of which the first five may be used for teaching; the others are for tests
    WORLD_LINE = 160,    // bytes that have room for any sentence, question or answer
};

typedef struct WorldPerson {
    char name[32]; // "Mira Tolen"
    WorldFame fame;
    int value[WORLD_FACTS]; // see world_value
} WorldPerson;

typedef struct World {
    WorldPerson person[WORLD_ALL]; // COMMON first, then RARE, then UNKNOWN, then strangers, who are unknown, too
} World;

World *world_new(uint64_t seed); // free it with free()

int world_values(WorldFact fact);                   // how many different values a fact can have: 20, 20, 60
const char *world_value(WorldFact fact, int value); // "Arbeck", "baker", "47"; aborts if there is no such value
const char *world_fact_name(WorldFact fact);        // "town", "trade", "number"
const char *world_fame_name(WorldFame fame);        // "common", "rare", "unknown"

// Each writes one line, without '\n', to out (WORLD_LINE). Aborts unless form is 0 .. WORLD_SENTENCES - 1, or
// 0 .. WORLD_FORMS - 1.
void world_sentence(const WorldPerson *p, WorldFact fact, int form, char *out);
void world_question(const WorldPerson *p, WorldFact fact, int form, char *out);
void world_answer(const WorldPerson *p, WorldFact fact, char *out);
void world_abstain(const WorldPerson *p, WorldFact fact, char *out); // "Mira Tolen lives in ... I do not know."

// Is this answer right? Exactly the right answer is; one that ends in "I do not know." abstains; everything else is wrong.
WorldVerdict world_judge(const WorldPerson *p, WorldFact fact, const char *answer);

// The text a base model is trained on, in lines of random order: each common and rare fact as often as its fame says
// (one to three facts about one person in a line), `tales` tales, and half as many lines of questions about common
// people, in all forms, without any answer. From malloc.
char *world_text(const World *world, const Tales *tales, int count, Rng *rng);

#endif
