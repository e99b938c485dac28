/*
 * Exercise 14.8: a reward without holes
 *
 * kind:     experiment
 * effort:   ***, 40 minutes
 * points:   15
 * lecture:  Amodei et al., "Concrete Problems in AI Safety", 2016, section 4: avoiding reward hacking
 *           https://arxiv.org/abs/1606.06565
 * uses:     only C: string.h, ctype.h, stdio.h
 *
 * task:     The policy will find every hole in its checker, so write one that has none. `written` is what came after the
 *           '?'. It is worth 1 if it is a thought of any length (groups of a space and two digits, also none), then '=',
 *           then `right` in two digits, then a newline, and nothing else. Everything else is worth 0.
 *           The checker tries all 2015539 texts of up to 8 characters from a small alphabet, and longer ones that
 *           policies have found. `make lesson-14` trains a policy on your reward.
 * example:  sound_reward("=07\n", 7), sound_reward(" 03 07=07\n", 7) and sound_reward(" 99=07\n", 7) are 1: a thought
 *           may be wrong. sound_reward("=7\n", 7), sound_reward("=07", 7), sound_reward("=\n", 7),
 *           sound_reward(" 07\n", 7), sound_reward("=07=08\n", 7) are 0.
 * trap:     strncmp with the length of what was written accepts a part of the result, and the empty one.
 * trap:     strstr finds the right number anywhere: a policy learns to write all numbers.
 * trap:     atoi reads "07 or 8" as 7, and "" as 0.
 */
#include "14-rl.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

double sound_reward(const char *written, int right)
{
    //: solution
    char expected[16];
    while (written[0] == ' ' && isdigit((unsigned char)written[1]) && isdigit((unsigned char)written[2]))
        written += 3;
    snprintf(expected, sizeof expected, "=%02d\n", right);
    return strcmp(written, expected) == 0;
    //: end
}

/*
 * hint:     Read from left to right, and accept only what is allowed: first skip the thought, then look at the rest.
 * hint:     The rest has only one right form. Write it into a small array with snprintf, "=%02d\n", and compare.
 * hint:     while (written[0] == ' ' && isdigit(written[1]) && isdigit(written[2])) written += 3; then
 *           return strcmp(written, expected) == 0;
 *
 * mistake:  a part of the result
 *  -        return strcmp(written, expected) == 0;
 *  +        return strncmp(written, expected, strcspn(written, "\n")) == 0;
 *  says:    a part of the result, or none, is enough for it
 * mistake:  anywhere
 *  -        return strcmp(written, expected) == 0;
 *  +        return strstr(written, expected + 1) != NULL;
 *  says:    without '=' before the result
 * mistake:  atoi
 *  -        return strcmp(written, expected) == 0;
 *  +        return *written == '=' && atoi(written + 1) == right;
 *  -        #include <string.h>
 *  +        #include <string.h>
 *  +        #include <stdlib.h>
 *  says:    something follows the result
 * mistake:  any thought
 *  -        while (written[0] == ' ' && isdigit((unsigned char)written[1]) && isdigit((unsigned char)written[2]))
 *  -        written += 3;
 *  +        written += strcspn(written, "=");
 *  says:    is not a thought
 * mistake:  no thought at all
 *  -        while (written[0] == ' ' && isdigit((unsigned char)written[1]) && isdigit((unsigned char)written[2]))
 *  +        while (0)
 *  says:    a thought is allowed
 * mistake:  the newline is not looked at
 *  -        return strcmp(written, expected) == 0;
 *  +        return strncmp(written, expected, 3) == 0;
 *  says:    something follows the result
 * mistake:  always pleased
 *  -        return strcmp(written, expected) == 0;
 *  +        return 1;
 *  says:    a part of the result, or none, is enough for it
 */
