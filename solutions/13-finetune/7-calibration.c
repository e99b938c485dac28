/*
 * Exercise 13.7: the calibration curve
 *
 * kind:     function
 * effort:   **, 25 minutes
 * points:   10
 * lecture:  none; Guo et al., "On Calibration of Modern Neural Networks", 2017, section 2
 *           https://arxiv.org/abs/1706.04599
 * uses:     Bin (13-finetune.h); fabs (math.h)
 *
 * task:     Answer i was given with confidence[i] from 0 to 1, and right[i] says whether it was right. Put the answers into
 *           `bins` bins of equal width: bin b is for b / bins <= confidence < (b + 1) / bins; confidence 1 goes into the
 *           last. Each bin gets its count, its mean confidence, and its share of right answers; an empty one gets 0, 0, 0.
 *           Return the calibration error: the sum over all bins of (count / n) |right - confidence|.
 * example:  2 bins, confidences 0.2 0.9 0.7 1, of which the last two are right: bin 0 has 1 answer, 0.2, 0; bin 1 has 3,
 *           0.8667, 0.6667. The error is 1/4 * 0.2 + 3/4 * 0.2 = 0.2.
 * trap:     Confidence 1 times bins is bins, one beyond the last bin.
 * trap:     An empty bin has no mean: do not divide by 0.
 * trap:     A bin of many answers weighs more than a bin of few.
 */
#include "13-finetune.h"

#include <math.h>

double calibration(int n, const double confidence[], const bool right[], int bins, Bin bin[])
{
    //: solution
    double error = 0;
    for (int b = 0; b < bins; b++)
        bin[b] = (Bin){0};
    for (int i = 0; i < n; i++) {
        int b = (int)(confidence[i] * bins);
        b = b < bins ? b : bins - 1;
        bin[b].count++;
        bin[b].confidence += confidence[i];
        bin[b].right += right[i];
    }
    for (int b = 0; b < bins; b++) {
        if (bin[b].count == 0)
            continue;
        bin[b].confidence /= bin[b].count;
        bin[b].right /= bin[b].count;
        error += (double)bin[b].count / n * fabs(bin[b].right - bin[b].confidence);
    }
    return error;
    //: end
}

/*
 * hint:     Three loops: clear the bins, add each answer to its bin, divide each sum by its count.
 * hint:     The bin of a confidence is (int)(confidence * bins), at most bins - 1.
 * hint:     The error needs the bin's means: add (double)count / n * fabs(right - confidence) after both divisions.
 *
 * outputs:  calibration returns
 *
 * mistake:  all bins weigh the same
 *  -        error += (double)bin[b].count / n * fabs(bin[b].right - bin[b].confidence);
 *  +        error += fabs(bin[b].right - bin[b].confidence) / bins;
 *  says:    a bin of many answers weighs more
 * mistake:  no absolute value
 *  -        error += (double)bin[b].count / n * fabs(bin[b].right - bin[b].confidence);
 *  +        error += (double)bin[b].count / n * (bin[b].right - bin[b].confidence);
 *  says:    too little and too much do not make up for each other
 * mistake:  squared
 *  -        error += (double)bin[b].count / n * fabs(bin[b].right - bin[b].confidence);
 *  +        error += (double)bin[b].count / n * (bin[b].right - bin[b].confidence) * (bin[b].right - bin[b].confidence);
 *  says:    not its square
 * mistake:  rounds to the nearest bin
 *  -        int b = (int)(confidence[i] * bins);
 *  +        int b = (int)(confidence[i] * bins + 0.5);
 *  says:    do not round
 * mistake:  an empty bin
 *  -        if (bin[b].count == 0)
 *  +        if (bin[b].count < 0)
 *  says:    an empty bin
 * mistake:  sums instead of means
 *  -        bin[b].confidence /= bin[b].count;
 *  -        bin[b].right /= bin[b].count;
 *  says:    divide both sums by the bin's count
 */
