/* Tensors in several files: see shards.h. */
#include "shards.h"
#include "data.h"
#include "format.h"
#include "json.h"
#include "memory.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char INDEX[] = "model.safetensors.index.json";

struct Shards {
    char *path;
    Json *index; // NULL for a single file
    int count;
    SafeTensors **file;
    char **name; // (count) as the index calls them
};

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static const char *in_folder(char path[PATH_MAX], const char *folder, const char *name)
{
    CHECK(snprintf(path, PATH_MAX, "%s/%s", folder, name) < PATH_MAX, "the path %s/%s is too long", folder, name);
    return path;
}

// Which of a folder's files to open.
static const char *entry_of(char path[PATH_MAX], const char *folder)
{
    static const char *const older[] = {"pytorch_model.bin", "pytorch_model.bin.index.json", "tf_model.h5",
                                        "model.ckpt.index"};
    if (access(in_folder(path, folder, "model.safetensors"), F_OK) == 0 ||
        access(in_folder(path, folder, INDEX), F_OK) == 0)
        return path;
    for (int i = 0; i < COUNT(older); i++)
        if (access(in_folder(path, folder, older[i]), F_OK) == 0)
            data_error("%s has %s, which only Python can read: get the same model's model.safetensors", folder,
                       older[i]);
    data_error("%s has neither model.safetensors nor %s: is it a model's folder? (make datasets-09 downloads GPT-2's "
               "weights, to datasets/gpt2)",
               folder, INDEX);
}

// ---- an index ----

static SafeTensors *shard_named(Shards *s, const char *name)
{
    char path[PATH_MAX];
    for (int i = 0; i < s->count; i++)
        if (strcmp(s->name[i], name) == 0)
            return s->file[i];
    if (strchr(name, '/') || !*name || *name == '.')
        data_error("%s: \"%s\" is not the name of a file beside it", s->path, name);
    const char *slash = strrchr(s->path, '/');
    CHECK(snprintf(path, sizeof path, "%.*s%s", slash ? (int)(slash + 1 - s->path) : 0, s->path, name) < PATH_MAX,
          "the path of %s is too long", name);
    if (access(path, F_OK) != 0)
        data_error("%s names %s, which is not beside it: the model needs all of its files", s->path, name);
    s->file = memory_grow(s->file, (size_t)s->count, sizeof *s->file);
    s->name = memory_grow(s->name, (size_t)s->count, sizeof *s->name);
    s->name[s->count] = memory_text(name);
    return s->file[s->count++] = st_open(path);
}

static const Json *weight_map(const Shards *s)
{
    const Json *map = json_get(s->index, "weight_map");
    if (!map || map->type != JSON_OBJECT || map->count == 0)
        data_error("%s has no \"weight_map\" that says which file has which tensor: it is not an index", s->path);
    return map;
}

static void open_index(Shards *s)
{
    char path[PATH_MAX], error[JSON_ERROR];
    size_t size;
    char *text = data_bytes(s->path, path, &size);
    s->index = json_read(text, size, error);
    free(text);
    if (!s->index)
        data_error("%s is not JSON: %s", s->path, error);
    const Json *map = weight_map(s);
    for (unsigned i = 0; i < map->count; i++) {
        const Json *entry = &map->child[i];
        if (entry->type != JSON_STRING)
            data_error("%s: the file of \"%.64s\" is not a text", s->path, entry->key);
        if (!st_find(shard_named(s, entry->text), entry->key))
            data_error("%s says that \"%.64s\" is in %s, and it is not there: files of two models?", s->path,
                       entry->key, entry->text);
    }
}

// ---- all ----

Shards *shards_open(const char *path)
{
    char entry[PATH_MAX];
    if (is_folder(path))
        path = entry_of(entry, path);
    Shards *s = memory_zeros(sizeof *s);
    s->path = memory_text(path);
    size_t length = strlen(path);
    if (length > 5 && strcmp(path + length - 5, ".json") == 0) {
        open_index(s);
        return s;
    }
    s->file = memory_grow(NULL, 0, sizeof *s->file);
    s->name = memory_grow(NULL, 0, sizeof *s->name);
    s->name[0] = memory_text("");
    s->file[s->count++] = st_open(path);
    return s;
}

void shards_close(Shards *s)
{
    for (int i = 0; i < s->count; i++) {
        st_close(s->file[i]);
        free(s->name[i]);
    }
    json_free(s->index);
    free(s->file);
    free(s->name);
    free(s->path);
    free(s);
}

const char *shards_path(const Shards *s)
{
    return s->path;
}

int shards_count(const Shards *s)
{
    return s->count;
}

SafeTensors *shards_at(const Shards *s, int i)
{
    CHECK(i >= 0 && i < s->count, "shard %d of %d", i, s->count);
    return s->file[i];
}

SafeTensors *shards_with(const Shards *s, const char *name)
{
    const Json *entry = s->index ? json_get(json_get(s->index, "weight_map"), name) : NULL;
    if (s->index && !entry)
        return NULL;
    for (int i = 0; i < s->count; i++)
        if (!entry || strcmp(s->name[i], entry->text) == 0)
            return st_find(s->file[i], name) ? s->file[i] : NULL;
    return NULL;
}

const StTensor *shards_find(const Shards *s, const char *name)
{
    SafeTensors *file = shards_with(s, name);
    return file ? st_find(file, name) : NULL;
}
