/* Invented people, and texts about them: see world.h. */
#include "world.h"
#include "check.h"
#include "format.h"
#include "memory.h"

#include <stdlib.h>
#include <string.h>

static const char *const first[] = {"Alma",  "Edda", "Felix", "Greta", "Hugo",  "Ida",   "Igor", "Ivan",
                                    "Klaus", "Lena", "Leo",   "Marta", "Mira",  "Nils",  "Nora", "Olga",
                                    "Oscar", "Otis", "Peter", "Ruth",  "Simon", "Tilda", "Vera", "Viktor"};
static const char *const family[] = {"Abbot", "Birch",  "Brack", "Corvin", "Crane",  "Dale",   "Drum",   "Elkin",
                                     "Ester", "Fenn",   "Frost", "Gant",   "Garrow", "Hask",   "Holt",   "Ingram",
                                     "Ivers", "Jarvis", "Keane", "Kettle", "Lorne",  "Lusk",   "Maddox", "Moss",
                                     "Nash",  "Norrel", "Oakes", "Orme",   "Pike",   "Pruitt", "Quill",  "Rowan",
                                     "Stark", "Tarn",   "Tolen", "Ulman",  "Vance",  "Wick",   "Yarrow", "Zeller"};
static const char *const town[] = {"Arbeck",  "Bolmere", "Carrow",  "Dunfold", "Elsby",    "Farling", "Gilbrook",
                                   "Hatmoor", "Invers",  "Jestone", "Kelwick", "Lowmarsh", "Merrin",  "Norvale",
                                   "Orwick",  "Pellham", "Quarne",  "Rossby",  "Selham",   "Tarnford"};
// all begin with a consonant, so that "a" is right
static const char *const trade[] = {"baker",  "barber",  "butcher",  "carpenter", "cooper", "doctor", "dyer",
                                    "farmer", "fisher",  "gardener", "glover",    "hatter", "lawyer", "mason",
                                    "miller", "painter", "potter",   "sailor",    "tailor", "weaver"};
enum { LOWEST = 11, NUMBERS = 60 }; // house numbers

static const char not_known[] = "I do not know.";

// @ is the person, # the value, % that it is not known.
static const char *const sentence[WORLD_FACTS][WORLD_SENTENCES] = {
    {"@ lives in #.", "@ has a house in #.", "The home of @ is in #.", "You can find @ in #.", "@ moved to # in May."},
    {"@ is a #.", "@ works as a #.", "@ became a #.", "People know @ as a #.", "The trade of @ is that of a #."},
    {"@ lives at number #.", "The house of @ has number #.", "The door of @ has number #.",
     "Letters for @ go to number #.", "@ has the house with number #."},
};

static const char *const question[WORLD_FACTS][WORLD_FORMS] = {
    {"Where does @ live?", "Where is the home of @?", "In which town does @ live?", "Do you know where @ lives?",
     "Which town is the home of @?", "Tell me where @ lives.", "Where can I find @?", "What is the town of @?"},
    {"What does @ do?", "What is the trade of @?", "What does @ work as?", "Do you know what @ does?",
     "Which trade has @?", "Tell me what @ does.", "What is the work of @?", "How does @ earn a living?"},
    {"At which number does @ live?", "What is the number of @?", "Which number has the house of @?",
     "Do you know the number of @?", "Which number has the door of @?", "Tell me the number of @.",
     "Where do letters for @ go?", "What number is on the door of @?"},
};

static const char *const answer[WORLD_FACTS] = {"@ lives in #.", "@ is a #.", "@ lives at number #."};
static const char *const abstain[WORLD_FACTS] = {"@ lives in ... %", "@ is a ... %", "@ lives at number ... %"};

int world_values(WorldFact fact)
{
    return fact == WORLD_TOWN ? COUNT(town) : fact == WORLD_TRADE ? COUNT(trade) : NUMBERS;
}

const char *world_value(WorldFact fact, int value)
{
    CHECK(fact >= 0 && fact < WORLD_FACTS, "fact %d: there are %d", (int)fact, WORLD_FACTS);
    CHECK(value >= 0 && value < world_values(fact), "the %s has no value %d", world_fact_name(fact), value);
    return fact == WORLD_TOWN ? town[value] : fact == WORLD_TRADE ? trade[value] : text_of("%d", LOWEST + value);
}

const char *world_fact_name(WorldFact fact)
{
    return (const char *const[]){"town", "trade", "number"}[fact];
}

const char *world_fame_name(WorldFame fame)
{
    return (const char *const[]){"common", "rare", "unknown"}[fame];
}

World *world_new(uint64_t seed)
{
    enum { PAIRS = COUNT(first) * COUNT(family) };
    World *world = memory_zeros(sizeof *world);
    Rng rng;
    int pair[PAIRS];
    rng_seed(&rng, seed);
    rng_randperm(&rng, pair, PAIRS); // so no two people have the same name
    for (int i = 0; i < WORLD_ALL; i++) {
        WorldPerson *p = &world->person[i];
        p->fame = i < WORLD_PEOPLE ? (WorldFame)(i / WORLD_EACH) : WORLD_UNKNOWN;
        strcpy(p->name, text_of("%s %s", first[pair[i] % COUNT(first)], family[pair[i] / COUNT(first)]));
        for (int f = 0; f < WORLD_FACTS; f++)
            p->value[f] = (int)rng_randint(&rng, 0, world_values((WorldFact)f));
    }
    return world;
}

// ---- lines ----

// Copies a pattern with what its signs stand for.
static void fill(const char *pattern, const WorldPerson *p, WorldFact fact, char *out)
{
    for (; *pattern; pattern++) {
        char one[2] = {*pattern};
        const char *piece = *pattern == '@'   ? p->name
                            : *pattern == '#' ? world_value(fact, p->value[fact])
                            : *pattern == '%' ? not_known
                                              : one;
        out = strcpy(out, piece) + strlen(piece);
    }
    *out = '\0';
}

void world_sentence(const WorldPerson *p, WorldFact fact, int form, char *out)
{
    CHECK(form >= 0 && form < WORLD_SENTENCES, "there is no sentence %d", form);
    fill(sentence[fact][form], p, fact, out);
}

void world_question(const WorldPerson *p, WorldFact fact, int form, char *out)
{
    CHECK(form >= 0 && form < WORLD_FORMS, "there is no question %d", form);
    fill(question[fact][form], p, fact, out);
}

void world_answer(const WorldPerson *p, WorldFact fact, char *out)
{
    fill(answer[fact], p, fact, out);
}

void world_abstain(const WorldPerson *p, WorldFact fact, char *out)
{
    fill(abstain[fact], p, fact, out);
}

WorldVerdict world_judge(const WorldPerson *p, WorldFact fact, const char *said)
{
    char right[WORLD_LINE];
    size_t n = strlen(said), end = strlen(not_known);
    world_answer(p, fact, right);
    return strcmp(said, right) == 0                             ? WORLD_RIGHT
           : n >= end && strcmp(said + n - end, not_known) == 0 ? WORLD_ABSTAINED
                                                                : WORLD_WRONG;
}

// ---- the text ----

typedef struct Lines {
    int count;
    char **line;
} Lines;

static void add(Lines *lines, const char *line)
{
    lines->line = memory_grow(lines->line, (size_t)lines->count, sizeof *lines->line);
    lines->line[lines->count++] = memory_text(line);
}

// Tells each fact about somebody `times` times: in every round all three, in random order, in one, two or three lines.
static void tell(Lines *lines, const WorldPerson *p, int times, Rng *rng)
{
    char line[WORLD_FACTS * WORLD_LINE];
    for (int round = 0; round < times; round++) {
        int order[WORLD_FACTS];
        rng_randperm(rng, order, WORLD_FACTS);
        char *end = line;
        for (int i = 0; i < WORLD_FACTS; i++) {
            world_sentence(p, (WorldFact)order[i], (int)rng_randint(rng, 0, WORLD_SENTENCES), end);
            bool more = i + 1 < WORLD_FACTS && rng_randint(rng, 0, 2) == 0;
            if (more)
                strcat(end, " ");
            else
                add(lines, line);
            end = more ? end + strlen(end) : line;
        }
    }
}

static void ask(Lines *lines, const World *world, Rng *rng)
{
    char line[3 * WORLD_LINE] = "", one[WORLD_LINE];
    int questions = (int)rng_randint(rng, 2, 4);
    for (int i = 0; i < questions; i++) {
        const WorldPerson *p = &world->person[rng_randint(rng, 0, WORLD_EACH)];
        world_question(p, (WorldFact)rng_randint(rng, 0, WORLD_FACTS), (int)rng_randint(rng, 0, WORLD_FORMS), one);
        strcat(strcat(line, i ? " " : ""), one);
    }
    add(lines, line);
}

static char *joined(Lines *lines, Rng *rng)
{
    size_t size = 0;
    for (int i = 0; i < lines->count; i++)
        size += strlen(lines->line[i]) + 1;
    char *text = memory_new(size + 1), *end = text;
    int *order = memory_new(sizeof *order * (size_t)lines->count);
    rng_randperm(rng, order, lines->count);
    for (int i = 0; i < lines->count; i++) {
        const char *line = lines->line[order[i]];
        end = strcpy(end, line) + strlen(line);
        *end++ = '\n';
    }
    *end = '\0';
    for (int i = 0; i < lines->count; i++)
        free(lines->line[i]);
    free(lines->line);
    free(order);
    return text;
}

char *world_text(const World *world, const Tales *tales, int count, Rng *rng)
{
    Lines lines = {0};
    char tale[TALE_MAX + 1];
    for (int i = 0; i < WORLD_PEOPLE; i++) {
        WorldFame fame = world->person[i].fame;
        tell(&lines, &world->person[i],
             fame == WORLD_COMMON ? WORLD_TELL_COMMON
             : fame == WORLD_RARE ? WORLD_TELL_RARE
                                  : 0,
             rng);
    }
    for (int i = 0; i < count; i++) {
        tale[tale_draw(tales, rng, tale) - 1] = '\0';
        add(&lines, tale);
    }
    for (int i = 0; i < count / 2; i++)
        ask(&lines, world, rng);
    return joined(&lines, rng);
}
