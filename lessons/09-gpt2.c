/*
# 09 GPT-2: a language model is two files
*/
#include "09-gpt2/command.h"
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
        .extras = command_options_and(train_options),
    };
    const char *whose = whose_functions;
    whose_functions = NULL; // what --prompt writes is the output's first line
    notebook_begin(&lesson, argc, argv);
    if (command_given()) {
        command_run();
        return 0;
    }
    if (train_given()) {
        train_run();
        return 0;
    }
    if (whose)
        printf("%s: %s\n", lesson.name, whose);
    return notebook_end();
}
