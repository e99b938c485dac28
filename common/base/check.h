/*
 * When something is wrong: the three ways a program of this course stops.
 *
 *   CHECK(n > 0, "randperm: n is %d", n)   a promise between two pieces of code is broken:
 *                                          prints file, line and the message, and aborts
 *   data_error("no names in %s", path)     the user's data cannot be used: exit status 1
 *   usage_error("--steps needs a number")  the user's command cannot be used: exit status 2
 *
 * and one for a piece that is not written yet: TODO("2.4 nll") ends the notebook's cell, or the
 * test that called it. No function returns an error code, so lesson code has no error branches.
 */
#ifndef COMMON_CHECK_H
#define COMMON_CHECK_H

#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

#define CHECK(condition, ...) ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__))

#define TODO(exercise) todo_reached(exercise, __FILE__)

__attribute__((format(printf, 4, 5))) _Noreturn void check_failed(const char *file, int line, const char *condition,
                                                                  const char *format, ...);
__attribute__((format(printf, 1, 2))) _Noreturn void data_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) _Noreturn void usage_error(const char *format, ...);

// Who catches a data_error: a server sets it, so that a request that cannot be answered ends that request and not the
// server. It gets the sentence, without a newline, which is gone once it has left (copy it), and leaves by longjmp;
// memory and files that were being read stay allocated. If it returns, the program ends as it does without it.
extern void (*data_error_handler)(const char *sentence);

// Who catches a TODO: the notebook sets it to end the cell, the checker to fail the test. It must
// not return. Where nobody catches it, the program says what is missing and exits with status 1.
extern void (*todo_handler)(const char *exercise, const char *file);
_Noreturn void todo_reached(const char *exercise, const char *file);

#endif
