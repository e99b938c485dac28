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
    TODO("11.5");
}
