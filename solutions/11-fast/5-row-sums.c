/*
 * Exercise 11.5: parallel rows without false sharing
 *
 * kind:     function
 * effort:   **, 30 minutes
 * points:   15
 * lecture:  none; Intel, "Avoiding and Identifying False Sharing Among Threads"
 * uses:     RowSums, LINE_FLOATS (11-fast.h)
 *
 * task:     Several threads add up the rows of x (rows, n). Each computes a part of sum. A core that writes a number takes
 *           its whole cache line of 16 floats from the other cores. So a line must belong to one part: cut between lines.
 *           There are (rows + 15) / 16 lines; give each part as many, or one more than another. The function is called
 *           with part = 0 ... parts - 1, in any order, at the same time, and does its own part only.
 * example:  100 rows are 7 lines. With 2 parts: lines 0 to 2, which are rows 0 to 47, and lines 3 to 6, rows 48 to 99.
 *           Or 4 lines and 3: rows 0 to 63 and 64 to 99.
 * trap:     The last line may be cut by the end of sum: min(rows, ...).
 * trap:     With more parts than lines, a part may be empty. Then write nothing.
 * trap:     Add in a variable and write sum[r] once: otherwise the line is written n times.
 */
#include "11-fast.h"

void row_sums_part(int part, void *row_sums)
{
    //: solution
    const RowSums *s = row_sums;
    int lines = (s->rows + LINE_FLOATS - 1) / LINE_FLOATS;
    int from = lines * part / s->parts * LINE_FLOATS, to = lines * (part + 1) / s->parts * LINE_FLOATS;
    for (int r = from; r < to && r < s->rows; r++) {
        float sum = 0;
        for (int j = 0; j < s->n; j++)
            sum += s->x[(ptrdiff_t)r * s->n + j];
        s->sum[r] = sum;
    }
    //: end
}

/*
 * hint:     const RowSums *s = row_sums; is what you are given. Cut the lines, not the rows: part p has the lines from lines * p / parts to lines * (p + 1) / parts - 1.
 * hint:     Line l has the rows 16 l to 16 l + 15. The last ones may not exist.
 * hint:     int lines = (rows + LINE_FLOATS - 1) / LINE_FLOATS, from = lines * part / parts * LINE_FLOATS; and `to` with part + 1.
 *
 * outputs:  row_sums_part nothing
 *
 * mistake:  cuts between rows
 *  -        int from = lines * part / s->parts * LINE_FLOATS, to = lines * (part + 1) / s->parts * LINE_FLOATS;
 *  +        int from = s->rows * part / s->parts, to = s->rows * (part + 1) / s->parts + 0 * lines;
 *  says:    is written by two parts
 * mistake:  takes turns
 *  -        for (int r = from; r < to && r < s->rows; r++) {
 *  +        for (int r = part + 0 * (from + to); r < s->rows; r += s->parts) {
 *  says:    is written by two parts
 * mistake:  everybody does everything
 *  -        int from = lines * part / s->parts * LINE_FLOATS, to = lines * (part + 1) / s->parts * LINE_FLOATS;
 *  +        int from = 0, to = lines * LINE_FLOATS + 0 * part;
 *  says:    computed by every part
 * mistake:  the last part does it all
 *  -        int from = lines * part / s->parts * LINE_FLOATS, to = lines * (part + 1) / s->parts * LINE_FLOATS;
 *  +        int from = part == s->parts - 1 ? 0 : lines * LINE_FLOATS, to = lines * LINE_FLOATS;
 *  says:    the others wait
 * mistake:  the last lines are lost
 *  -        int from = lines * part / s->parts * LINE_FLOATS, to = lines * (part + 1) / s->parts * LINE_FLOATS;
 *  +        int from = lines / s->parts * part * LINE_FLOATS, to = lines / s->parts * (part + 1) * LINE_FLOATS;
 *  says:    belongs to no part
 * mistake:  beyond the end
 *  -        for (int r = from; r < to && r < s->rows; r++) {
 *  +        for (int r = from; r < to; r++) {
 *  says:    beyond the last row
 * mistake:  adds in memory
 *  -        float sum = 0;
 *  +        s->sum[r] = 0;
 *  -        sum += s->x[(ptrdiff_t)r * s->n + j];
 *  +        s->sum[r] += s->x[(ptrdiff_t)r * s->n + j];
 *  -        s->sum[r] = sum;
 *  says:    add in a variable
 */
