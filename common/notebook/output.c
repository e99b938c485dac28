/*
 * The files a lesson writes. Each is opened as <name>.part when it is first used, and renamed when the
 * lesson ends, so a plot or a test never reads half a file.
 */
#include "internal.h"
#include "check.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MAX_FILES = 64 };

typedef struct Output {
    char name[128];
    FILE *file;
    bool is_curve;
} Output;

static Output outputs[MAX_FILES];
static int count;
static const char *folder;

static Output *find(const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(outputs[i].name, name) == 0)
            return &outputs[i];
    return NULL;
}

static void path_of(char path[PATH_MAX], const Output *output, const char *suffix)
{
    if (snprintf(path, PATH_MAX, "%s/%s%s", folder, output->name, suffix) >= PATH_MAX)
        data_error("--out: the path is longer than %d characters; choose a shorter one", PATH_MAX);
}

static void remove_unfinished(void)
{
    output_discard_since(0);
}

static void make_folder(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
        data_error("%s is a file, not a folder; choose another with --out DIR", path);
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
        data_error("cannot make the folder %s: %s; choose another with --out DIR", path, strerror(errno));
}

void output_open(const char *path)
{
    char partial[PATH_MAX];
    snprintf(partial, sizeof partial, "%s", path);
    for (char *slash = partial; (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        make_folder(partial);
        *slash = '/';
    }
    make_folder(path);
    if (access(path, W_OK | X_OK) != 0)
        data_error("cannot write in %s: %s; choose another folder with --out DIR", path, strerror(errno));
    folder = path;
    atexit(remove_unfinished);
}

FILE *table(const char *name)
{
    Output *known = find(name);
    if (known)
        return known->file;
    CHECK(count < MAX_FILES, "table(\"%s\"): a lesson can write at most %d files", name, MAX_FILES);
    Output *output = &outputs[count];
    *output = (Output){0};
    snprintf(output->name, sizeof output->name, "%s", name);
    char path[PATH_MAX];
    path_of(path, output, ".part");
    output->file = fopen(path, "w+");
    if (!output->file)
        data_error("cannot write %s: %s; choose another folder with --out DIR", path, strerror(errno));
    count++;
    return output->file;
}

void curve(const char *name, double x, double y)
{
    char file[128];
    snprintf(file, sizeof file, "%s.tsv", name);
    fprintf(table(file), "%.9g\t%.9g\n", x, y);
    find(file)->is_curve = true;
}

int output_mark(void)
{
    return count;
}

void output_discard_since(int mark)
{
    while (count > mark) {
        Output *output = &outputs[--count];
        char path[PATH_MAX];
        fclose(output->file);
        path_of(path, output, ".part");
        unlink(path);
    }
}

// First writes everything to disk, and only then renames: if the disk is full, the old files stay.
void output_close(void)
{
    char part[PATH_MAX], final[PATH_MAX];
    errno = 0;
    for (int i = 0; i < count; i++) {
        path_of(final, &outputs[i], "");
        if (fflush(outputs[i].file) != 0 || ferror(outputs[i].file))
            data_error("cannot write %s: %s", final, strerror(errno ? errno : EIO));
    }
    for (; count > 0; count--) {
        Output *output = &outputs[count - 1];
        path_of(part, output, ".part");
        path_of(final, output, "");
        if (rename(part, final) != 0)
            data_error("cannot write %s: %s", final, strerror(errno));
        fclose(output->file);
    }
}

void output_show_curves(void)
{
    for (int i = 0; i < count; i++)
        if (outputs[i].is_curve)
            draw_curve(outputs[i].name, outputs[i].file);
}
