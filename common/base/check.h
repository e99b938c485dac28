/*
 * When something is wrong: the three ways in which a program of this course stops.
 *
 *   CHECK(n > 0, "randperm: n is %d", n)   a promise between two pieces of code is broken:
 *                                          prints file, line and the message, and aborts
 *   data_error("no names in %s", path)     the user's data cannot be used: exit status 1
 *   usage_error("--steps needs a number")  the user's command cannot be used: exit status 2
 *
 * A fourth is for code that is not written yet: TODO("2.4 nll") ends the notebook's cell, or the
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

// Called by data_error with its sentence (no newline at the end). A server sets it, so that a bad request ends only
// that request. The handler copies the sentence, which it must not keep, and leaves with longjmp. Memory and files in
// use at that moment are not freed. If it returns, data_error prints the sentence and exits as usual.
extern void (*data_error_handler)(const char *sentence);

// Called by TODO: the notebook sets it to end the cell, the checker to fail the test. It must not
// return. If it is NULL, the program prints which exercise is missing and exits with status 1.
extern void (*todo_handler)(const char *exercise, const char *file);
_Noreturn void todo_reached(const char *exercise, const char *file);

#endif
