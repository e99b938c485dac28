/*
 * Tests the tensor library. Without an option it runs the suites; CK_FORK=no keeps them in one
 * process, for a debugger. The options do what the shell puts together in tests/ops.sh; they are
 * told in tensor-cases.h.
 */
#include "tensor-cases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void expect_close(const char *what, size_t count, const real *a, const real *b, double tolerance)
{
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(fabs((double)a[i] - b[i]) <= tolerance * fmax(1, fabs((double)b[i])),
                      "%s: [%zu] is %.9g, expected %.9g", what, i, (double)a[i], (double)b[i]);
}

// What tests/tensor-reference.py reads: the cases, at one size.
static void print_cases(void)
{
    for (int i = 0; i < case_count(); i++) {
        Case c;
        case_new(&c, i, 4);
        puts(c.text);
        case_free(&c);
    }
    for (int i = 0; i < edge_count(); i++) {
        Case c;
        edge_new(&c, i);
        printf("edge %s\n", c.text);
        case_free(&c);
    }
}

static int run_suites(void)
{
    SRunner *runner = srunner_create(tape_suite());
    srunner_add_suite(runner, misuse_suite());
    srunner_add_suite(runner, gradient_suite());
    srunner_add_suite(runner, fused_suite());
    srunner_add_suite(runner, torch_suite());
    srunner_add_suite(runner, fastmath_suite());
    srunner_add_suite(runner, attention_suite());
    srunner_add_suite(runner, gpt_suite());
    srunner_add_suite(runner, lora_suite());
    srunner_add_suite(runner, chunks_suite());
    srunner_add_suite(runner, edges_suite());
    srunner_add_suite(runner, params_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    const char *option = argc > 1 ? argv[1] : "";
    if (argc == 1)
        return run_suites();
    if (strcmp(option, "--cases") == 0)
        print_cases();
    else if (strcmp(option, "--ops") == 0)
        print_exercised();
    else if (strcmp(option, "--train") == 0)
        train_models();
    else if (strcmp(option, "--fastmath") == 0)
        return fastmath_all();
    else if (argc == 3 && strcmp(option, "--values") == 0)
        write_values(argv[2]);
    else if (argc == 3 && strcmp(option, "--compare") == 0)
        return compare_values(argv[2]);
    else
        usage_error("%s [--cases | --ops | --train | --fastmath | --values FILE | --compare FILE]", argv[0]);
    return EXIT_SUCCESS;
}
