/*
 * Lesson 00, microgpt: the frame around the model. What the original prints, for the notebook to show beside our own
 * numbers, and the defaults of the options. The GPT itself is in 00-microgpt.c, all of it.
 * Source: A. Karpathy, microgpt (February 2026), run on the makemore names.
 */
#ifndef MICROGPT_H
#define MICROGPT_H

#include "notebook.h"

static const Shown lecture[] = {
    {"docs", "32033"},      {"params", "4192"},      {"loss_1", "3.3660"},
    {"loss_2", "3.4243"},   {"loss_3", "3.1778"},    {"loss_4", "3.0664"},
    {"loss_5", "3.2209"},   {"loss_10", "3.2229"},   {"loss_100", "3.3669"},
    {"loss_200", "2.3097"}, {"loss_500", "2.0645"},  {"loss_1000", "2.6497"},
    {"sample_1", "kamon"},  {"sample_2", "ann"},     {"sample_3", "karai"},
    {"sample_4", "jaire"},  {"sample_5", "vialan"},  {"sample_6", "karia"},
    {"sample_7", "yeran"},  {"sample_8", "anna"},    {"sample_9", "areli"},
    {"sample_10", "kaina"}, {"sample_11", "konna"},  {"sample_12", "keylen"},
    {"sample_13", "liole"}, {"sample_14", "alerin"}, {"sample_15", "earan"},
    {"sample_16", "lenne"}, {"sample_17", "kana"},   {"sample_18", "lara"},
    {"sample_19", "alela"}, {"sample_20", "anton"},  {0},
};

static const Lesson lesson = {
    .name = "00-microgpt",
    .about = "a whole GPT on one page: tokens, autograd, attention, Adam, sampling",
    .data = "names.txt",
    .video_data = "makemore-names.txt",
    .seed = 42,
    .steps = 1000,
    .quick_steps = 100,
    .lecture = lecture,
};

#endif
