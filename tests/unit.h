/* The suites of the unit tests of common/, which tests/unit.c runs. */
#ifndef UNIT_H
#define UNIT_H

#include "helpers.h"

#include <check.h>

Suite *base_suite(void);
Suite *json_suite(void);
Suite *rng_suite(void);
Suite *data_suite(void);
Suite *tales_suite(void);
Suite *notebook_suite(void);
Suite *gemm_suite(void);
Suite *bpe_suite(void);
Suite *models_suite(void);
Suite *safetensors_suite(void);
Suite *safetensors_fuzz_suite(void);
Suite *microgpt_suite(void);
Suite *recipe_suite(void);

#endif
