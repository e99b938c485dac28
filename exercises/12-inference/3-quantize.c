/*
 * Exercise 12.3: weights as bytes
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   15
 * lecture:  none; llama2.c's runq.c has it as quantize()
 *           https://github.com/karpathy/llama2.c
 * uses:     fabsf (math.h); GROUP (12-inference.h)
 *
 * task:     Turn a row of n weights into whole numbers from -127 to 127, with a scale for each GROUP of them: scale is
 *           the largest |w| of the group divided by 127, q is w / scale rounded to the nearest. The last group has what
 *           is left. A group of zeros has scale 0.
 * example:  w = 0.5, -1.27, 0.014: scale 0.01; q = 50, -127, 1. Back again: 0.50, -1.27, 0.01, nowhere off by more than
 *           1.27 / 254 = 0.005.
 * trap:     A group of zeros: 0 / 0 is not a number, and as a byte it is anything.
 * trap:     (int8_t)x cuts off the digits after the point, and that doubles the error: round.
 * trap:     n = 100 has two groups, of 64 and of 36.
 */
#include "12-inference.h"

#include <math.h>

void quantize_row(int n, const float w[], int8_t q[], float scale[])
{
    TODO("12.3");
}
