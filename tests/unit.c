/* Runs the unit tests of common/. CK_FORK=no keeps them in one process, for a debugger. */
#include "unit.h"

#include <stdlib.h>

int main(void)
{
    SRunner *runner = srunner_create(base_suite());
    srunner_add_suite(runner, json_suite());
    srunner_add_suite(runner, rng_suite());
    srunner_add_suite(runner, data_suite());
    srunner_add_suite(runner, tales_suite());
    srunner_add_suite(runner, notebook_suite());
    srunner_add_suite(runner, gemm_suite());
    srunner_add_suite(runner, bpe_suite());
    srunner_add_suite(runner, models_suite());
    srunner_add_suite(runner, safetensors_suite());
    srunner_add_suite(runner, safetensors_fuzz_suite());
    srunner_add_suite(runner, microgpt_suite());
    srunner_add_suite(runner, recipe_suite());
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
