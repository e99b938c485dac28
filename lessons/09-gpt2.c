/*
# 09 GPT-2: a language model is two files
*/
#include "09-gpt2/train.h"

int main(int argc, char **argv)
{
    const Lesson lesson = {
        .name = "09-gpt2",
        .about = "GPT-2 from its own files: load, write, score, train",
        .data = "pride.txt",
        .video_data = "tinyshakespeare.txt",
        .seed = 1337,
        .steps = 2000,
        .quick_steps = 20,
        .extras = train_options,
    };
    notebook_begin(&lesson, argc, argv);
    if (train_given()) {
        train_run();
        return 0;
    }
    return notebook_end();
}
