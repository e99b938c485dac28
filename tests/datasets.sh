#!/bin/sh
# Tests tools/datasets against a server on 127.0.0.1, with curl and with wget.
#
#     sh tests/datasets.sh LOOPBACK        (the program compiled from tests/loopback.c)
#
# One line per case, "ok" or "FAIL"; ends with "N passed, N failed", and with status 1 on a failure.
set -u
unset CDPATH DATASETS DATASETS_FETCH DATASETS_TABLE DATASETS_URL
unset http_proxy HTTP_PROXY https_proxy all_proxy ALL_PROXY

[ $# -eq 1 ] || { echo "usage: sh tests/datasets.sh LOOPBACK" >&2; exit 2; }
loopback=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
[ -x "$loopback" ] || { echo "tests/datasets.sh: no program $loopback" >&2; exit 2; }
root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d "${TMPDIR:-/tmp}/datasets.XXXXXX") || exit 1
export HOME="$work" # no one's .curlrc or .wgetrc
server=
trap '[ -z "$server" ] || kill "$server"; chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
passed=0 failed=0

sha256() {
    if command -v sha256sum >/dev/null; then
        sha256sum <"$1"
    else
        shasum -a 256 <"$1"
    fi | cut -d ' ' -f 1
}

serve() { # serve [OPTION]...: starts a server of $work/served; sets DATASETS_URL; empties the log
    : >"$work/log"
    mkfifo "$work/port"
    "$loopback" "$@" "$work/served" >"$work/port" 2>>"$work/log" &
    server=$!
    read -r port <"$work/port"
    rm "$work/port"
    export DATASETS_URL="http://127.0.0.1:$port"
}

unserve() {
    kill "$server"
    wait "$server"
    server=
}

fresh() { # a new, empty target folder
    rm -rf "$work/target"
    mkdir "$work/target"
}

run() { # run [ARGUMENT]...: sets $status; what was said is in $work/said
    "$root/tools/datasets" "$@" >"$work/said" 2>&1
    status=$?
}

said() { grep -qF -- "$1" "$work/said"; }
logged() { [ "$(cat "$work/log")" = "$1" ]; }
holds() { cmp -s "$work/target/$1" "$work/served/$1"; }
absent() { [ ! -e "$work/target/$1" ]; }
part() { cat >"$work/target/$1.part"; }

expect() { # expect STATUS CASE CONDITION...: judges the last run
    wanted=$1 title=$2
    shift 2
    why=
    [ "$status" -eq "$wanted" ] || why="exit status $status, expected $wanted"
    for condition; do
        [ -n "$why" ] || eval "$condition" || why="not so: $condition"
    done
    if [ -z "$why" ]; then
        echo "ok   $title"
        passed=$((passed + 1))
    else
        echo "FAIL $title: $why"
        sed 's/^/     said: /' "$work/said"
        sed 's/^/     server: /' "$work/log"
        failed=$((failed + 1))
    fi
}

# The data: a.txt and b.txt are listed with their checksums, wrong.txt with another one, and
# gone.txt is listed but not served.
mkdir "$work/served" "$work/mine"
: >"$work/log"
awk 'BEGIN { for (i = 0; i < 20000; i++) print "line", i }' >"$work/served/a.txt"
echo "a short file" >"$work/served/b.txt"
echo "not what the list says" >"$work/served/wrong.txt"
a_sum=$(sha256 "$work/served/a.txt")
a="a.txt $a_sum http://example.invalid/a.txt"
b="b.txt $(sha256 "$work/served/b.txt") http://example.invalid/b.txt"
echo "$a" >"$work/a.list"
printf '# two files\n\n%s\n%s\n' "$a" "$b" >"$work/ab.list"
printf '%s 02,03\n%s 09 548 MB\n' "$a" "$b" >"$work/large.list"
echo "gpt2/$a 09 548 MB" >"$work/folder.list"
echo "gpt2/wrong.txt ${a#* } 09 548 MB" >"$work/folder-wrong.list"
{ echo "wrong.txt ${a#* }"; echo "$b"; } >"$work/wrong.list"
{ echo "gone.txt ${a#* }"; echo "$b"; } >"$work/gone.list"
target=$work/target

downloads() { # the cases, with the tool $1
    tool=$1
    export DATASETS_FETCH="$tool"

    serve
    fresh
    export DATASETS_TABLE="$work/ab.list"
    run "$target"
    expect 0 "$tool: plain download" "holds a.txt" "holds b.txt" "absent a.txt.part" \
        "said 'a.txt: downloaded, checksum right'"

    fresh
    export DATASETS_TABLE="$work/large.list"
    run "$target"
    expect 0 "$tool: a large file is left out" "holds a.txt" "absent b.txt" \
        "said 'b.txt: 548 MB, only for lesson 09: make datasets-09'"
    fresh
    run --lesson 09 "$target"
    expect 0 "$tool: ... its lesson fetches it, and nothing else" "holds b.txt" "absent a.txt"
    fresh
    run --lesson 03 "$target"
    expect 0 "$tool: a lesson's small file" "holds a.txt" "absent b.txt"
    run --lesson 01 "$target"
    expect 0 "$tool: a lesson without files" "said 'lesson 01 needs no download'" "absent b.txt"

    fresh
    export DATASETS_TABLE="$work/ab.list"
    run "$target"
    : >"$work/log"
    run "$target"
    expect 0 "$tool: already here" "said 'a.txt: already here, checksum right'" \
        "said 'b.txt: already here, checksum right'" "logged ''"

    echo "old" >"$target/b.txt"
    run "$target"
    expect 0 "$tool: a wrong file is replaced, with a word" "holds b.txt" "absent b.txt.part" \
        "said 'b.txt: here with a wrong checksum'" "said 'b.txt: old file replaced'"

    run "$work/new/folder"
    expect 0 "$tool: a new folder is made" "cmp -s $work/new/folder/b.txt $work/served/b.txt"
    rm -r "$work/new"
    unserve

    serve --cut 1000
    fresh
    export DATASETS_TABLE="$work/a.list"
    run "$target"
    expect 1 "$tool: connection cut" "absent a.txt" "[ $(wc -c <"$target/a.txt.part") -eq 1000 ]" \
        "said 'a.txt: NOT downloaded'" "logged '200 a.txt -'"
    : >"$work/log"
    run "$target"
    expect 0 "$tool: the second run asks for the rest only" "holds a.txt" "absent a.txt.part" \
        "logged '206 a.txt 1000'"

    unserve
    serve --cut 1000
    fresh
    export DATASETS_TABLE="$work/folder.list"
    run --lesson 09 "$target"
    expect 1 "$tool: a file of a folder, connection cut" "absent gpt2/a.txt" "[ $(wc -c <"$target/gpt2/a.txt.part") -eq 1000 ]"
    run --lesson 09 "$target"
    expect 0 "$tool: ... continued, with what belongs to it" "cmp -s $target/gpt2/a.txt $work/served/a.txt" \
        "absent gpt2/a.txt.part" "cmp -s $target/gpt2/config.json $root/datasets/gpt2/config.json"
    fresh
    export DATASETS_TABLE="$work/folder-wrong.list"
    run --lesson 09 "$target"
    expect 1 "$tool: ... with a wrong checksum" "absent gpt2/wrong.txt" "absent gpt2/wrong.txt.part"

    fresh
    export DATASETS_TABLE="$work/a.list"
    : >"$work/log"
    part a.txt <"$work/served/a.txt"
    run "$target"
    expect 0 "$tool: a part already whole needs no request" "holds a.txt" "logged ''"

    fresh
    echo "of another file" | part a.txt
    run "$target"
    expect 0 "$tool: a part of another file: started over" "holds a.txt" "absent a.txt.part" \
        "said 'starting over'"

    fresh
    cat "$work/served/a.txt" "$work/served/b.txt" | part a.txt
    run "$target"
    expect 0 "$tool: a part too long: started over" "holds a.txt" "absent a.txt.part"
    unserve

    serve --no-range
    fresh
    head -c 1000 "$work/served/a.txt" | part a.txt
    run "$target"
    expect 0 "$tool: a server without ranges" "holds a.txt" "absent a.txt.part"
    unserve

    serve
    fresh
    export DATASETS_TABLE="$work/wrong.list"
    run "$target"
    expect 1 "$tool: wrong checksum; the next file is still fetched" "absent wrong.txt" \
        "absent wrong.txt.part" "said 'what arrived has a wrong checksum'" "holds b.txt"

    fresh
    echo "old" >"$target/wrong.txt"
    run "$target"
    expect 1 "$tool: wrong checksum; the old file stays" "grep -q old $target/wrong.txt" \
        "absent wrong.txt.part"

    fresh
    export DATASETS_TABLE="$work/gone.list"
    run "$target"
    expect 1 "$tool: 404; the next file is still fetched" "absent gone.txt" \
        "absent gone.txt.part" "said 404" "said 'Every lesson works without it'" \
        "said 'sha256  $a_sum'" "holds b.txt"
    unserve

    fresh
    head -c 1000 "$work/served/a.txt" | part a.txt
    export DATASETS_TABLE="$work/a.list"
    run "$target"
    expect 1 "$tool: nobody listening; the part stays" "absent a.txt" \
        "[ $(wc -c <"$target/a.txt.part") -eq 1000 ]" "said refused || said 'connect'" \
        "said 'from    http://example.invalid/a.txt'" "said 'as      $target/a.txt'"
}

others() { # the cases that download nothing, with whichever tool is there
    unset DATASETS_FETCH
    export DATASETS_TABLE="$work/a.list"

    fresh
    cp "$work/served/a.txt" "$work/mine/"
    export DATASETS="$work/mine"
    run "$target"
    expect 0 "the file is in \$DATASETS" "absent a.txt" "said 'a.txt: in $work/mine already'"

    echo "old" >"$work/mine/a.txt"
    run "$target"
    expect 1 "a wrong file in \$DATASETS is told" "said 'a.txt: beware'"
    unset DATASETS

    : >"$work/file"
    run "$work/file"
    expect 1 "a file in place of the folder" "said 'cannot write into $work/file'" \
        "[ -f $work/file ]"

    if [ "$(id -u)" -eq 0 ]; then
        echo "skip a folder without write permission: root may write anywhere"
    else
        fresh
        chmod a-w "$target"
        run "$target"
        expect 1 "a folder without write permission" "said 'cannot write into $target'"
        chmod u+w "$target"
    fi

    fresh
    mkdir "$target/a.txt"
    run "$target"
    expect 1 "a folder in place of the file" "said 'a.txt is a folder'"

    # The three programs for checksums, each alone: a PATH of links to what the script needs.
    fresh
    cp "$work/served/a.txt" "$target/"
    for program in sha256sum shasum openssl; do
        path=$(command -v "$program") || { echo "skip $program: not installed"; continue; }
        bin=$work/only-$program
        mkdir "$bin"
        for other in sh dirname sed cat; do ln -s "$(command -v "$other")" "$bin/"; done
        ln -s "$path" "$bin/"
        (PATH=$bin && "$root/tools/datasets" "$target") >"$work/said" 2>&1
        status=$?
        expect 0 "checksum by $program" "said 'a.txt: already here'"
    done

    run --bogus
    expect 2 "unknown option" "said 'unknown option --bogus'" "said usage:"
    run "$target" "$target"
    expect 2 "too many arguments" "said 'too many arguments'" "said usage:"
    run --help
    expect 0 "--help" "said usage:"
    export DATASETS_FETCH=telnet
    run "$target"
    expect 2 "an unknown DATASETS_FETCH" "said telnet"
    unset DATASETS_FETCH
    export DATASETS_TABLE="$work/none"
    run "$target"
    expect 1 "no list of files" "said '$work/none'"

    # The list itself
    grep -v '^#' "$root/datasets/downloads.txt" |
        grep -Ev '^([a-z0-9-]+/)?[a-z0-9.-]+ [0-9a-f]{64} https://[^ ]+ [0-9]{2}(,[0-9]{2})*( [0-9.]+ [MG]B)?$' >"$work/said"
    status=0
    expect 0 "every line of datasets/downloads.txt has a name, 64 digits, an address, lessons" "! said ''" \
        "[ $(grep -vc '^#' "$root/datasets/downloads.txt") -ge 2 ]"
    run --lesson
    expect 2 "--lesson without a number" "said '--lesson needs a number'"
}

for fetcher in curl wget; do
    if command -v "$fetcher" >/dev/null; then
        downloads "$fetcher"
    else
        echo "skip $fetcher: not installed"
    fi
done
others
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
