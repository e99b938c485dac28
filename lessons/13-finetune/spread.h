/* The numbers of three runs with different seeds, as tests/13-finetune-seeds.sh writes them. */
#ifndef FINETUNE_SPREAD_H
#define FINETUNE_SPREAD_H

// Prints a table of a file with lines "metric, lowest, mean, highest", separated by tabs. data_error if it has others.
void spread_print(const char *file);

#endif
