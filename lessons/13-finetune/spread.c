/* Prints the numbers of three seeds: see spread.h. */
#include "spread.h"
#include "check.h"
#include "data.h"

#include <stdio.h>
#include <stdlib.h>

void spread_print(const char *file)
{
    char path[PATH_MAX], *text = data_text(file, path), *rest = text, *line;
    printf("%-34s%10s%10s%10s\n", "", "lowest", "mean", "highest");
    for (int number = 1; (line = data_line(&rest)); number++) {
        char name[64];
        double low, mean, high;
        if (!*line)
            continue;
        if (sscanf(line, "%63[^\t]\t%lf\t%lf\t%lf", name, &low, &mean, &high) != 4)
            data_error("%s line %d: '%.40s' is not a name and three numbers", path, number, line);
        printf("%-34s%10g%10g%10g\n", name, low, mean, high);
    }
    free(text);
}
