/*
 * Exercise 12.4: a product of bytes
 *
 * kind:     function
 * effort:   **, 20 minutes
 * points:   10
 * lecture:  none; llama2.c's runq.c has it as matmul()
 *           https://github.com/karpathy/llama2.c
 * uses:     GROUP (12-inference.h)
 *
 * task:     Both rows are quantised as in 12.3. In a group, w . x is w_scale x_scale times the sum of w[i] x[i], and that
 *           sum is one of whole numbers: exact, and many at a time in a vector register. Return the sum over all groups.
 *           (x is used for every row of weights, so the caller has widened its bytes to 16 bits, once.)
 * example:  n = 2, w 3 -4 with scale 0.5, x 10 20 with scale 0.1: the whole numbers give 30 - 80 = -50; -50 * 0.05 is
 *           -2.5.
 * trap:     127 * 127 does not fit into a byte: multiply as int.
 * trap:     Each group has its own two scales, so there is no one sum for the row.
 * trap:     The last group may be smaller than GROUP.
 */
#include "12-inference.h"

float int8_dot(int n, const int8_t w[], const float w_scale[], const int16_t x[], const float x_scale[])
{
    //: solution
    float total = 0;
    int groups = n / GROUP, rest = groups * GROUP;
    for (int g = 0; g < groups; g++) {
        int sum = 0;
        for (int i = g * GROUP; i < (g + 1) * GROUP; i++)
            sum += (int16_t)w[i] * x[i];
        total += w_scale[g] * x_scale[g] * (float)sum;
    }
    int last = 0;
    for (int i = rest; i < n; i++)
        last += w[i] * x[i];
    return rest < n ? total + w_scale[groups] * x_scale[groups] * (float)last : total;
    //: end
}

/*
 * hint:     Two loops: over the groups, and in each over its numbers. The inner sum is an int.
 * hint:     A whole group has exactly GROUP numbers: with that constant as the loop's end a compiler makes vector
 *           instructions of it. Treat what is left after n / GROUP groups on its own.
 * hint:     total += w_scale[g] * x_scale[g] * (float)sum;
 *
 * outputs:  int8_dot returns
 *
 * mistake:  one of the scales is forgotten
 *  -        total += w_scale[g] * x_scale[g] * (float)sum;
 *  +        total += w_scale[g] * (float)sum;
 *  -    return rest < n ? total + w_scale[groups] * x_scale[groups] * (float)last : total;
 *  +    return rest < n ? total + w_scale[groups] * (float)last : total;
 *  says:    x_scale is missing
 * mistake:  the first group's scales for all
 *  -        total += w_scale[g] * x_scale[g] * (float)sum;
 *  +        total += w_scale[0] * x_scale[0] * (float)sum;
 *  says:    scales of the first group
 * mistake:  the sum goes on over the groups
 *  -        int sum = 0;
 *  +        static int sum = 0;
 *  +        sum = g ? sum : 0;
 *  says:    begin each group's sum
 * mistake:  the last group is left out
 *  -    return rest < n ? total + w_scale[groups] * x_scale[groups] * (float)last : total;
 *  +    return rest < n + last ? total : total;
 *  says:    last group
 * mistake:  products as bytes
 *  -            sum += (int16_t)w[i] * x[i];
 *  +            sum += (int8_t)((int16_t)w[i] * x[i]);
 *  says:    does not fit into a byte
 */
