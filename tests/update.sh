#!/bin/sh
# make update, with an upstream that has changed and work that is half done: in a git clone, and from a handout's folder and
# archives. What a learner has written must be there afterwards, whatever happens. In copies of the tree.
set -u
. tests/tree.sh
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.org GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.org
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
same() { cmp -s "$2" "$3"; status=$?; : >"$work/output"; expect "$1" 0; }

# What the teacher changes: one starter is explained better, one exercise and a tool are new, a file of common/ has another name
newer() {
    for solution in solutions/02-bigram/4-nll.c solutions/02-bigram/1-count.c solutions/02-bigram/9-select-rows.c; do
        sed 's/^ \* task:     /&(Now said better.) /' "$solution" >"$solution.new" && mv "$solution.new" "$solution"
    done
    sed 's/2\.10/2.11/; s/cross_entropy/cross_entropy_too/' solutions/02-bigram/10-cross-entropy.c >solutions/02-bigram/11-new.c
    echo '// a test that is new' >>tests/02-bigram.c
    git mv -q common/data/split.c common/data/splitting.c 2>/dev/null || mv common/data/split.c common/data/splitting.c
    for k in 1-count 4-nll 9-select-rows 11-new; do tools/starter solutions/02-bigram/$k.c >exercises/02-bigram/$k.c; done
}
learn() { # half-done work: 4 is right (its starter will change), 5 has begun, 1 is as it was
    cp "$here/solutions/02-bigram/4-nll.c" exercises/02-bigram/4-nll.c
    sed 's/TODO(.*/int half = written;/' exercises/02-bigram/5-net-backward.c >half && mv half exercises/02-bigram/5-net-backward.c
    echo "my notes" >exercises/02-bigram/notes.txt
    mkdir -p "$work/$1.yours" && cp exercises/02-bigram/* "$work/$1.yours/"
}
kept() { # TITLE NAME: what was written is there, in the folder where we are
    for file in 4-nll.c 5-net-backward.c notes.txt; do same "$1: $file is as it was" "$work/$2.yours/$file" exercises/02-bigram/$file; done
    : >"$work/output"
    find . -name '*.part' | grep -q . && status=1 || status=0
    [ -z "$(ls -d build/update.* 2>/dev/null)" ] || status=1
    expect "$1: nothing half-written is left" 0
}

# ---- a git clone ----

copy upstream
git init -q -b main . && git add -A && git commit -q -m old || exit 1
git clone -q "$work/upstream" "$work/clone"
git clone -q "$work/upstream" "$work/committed"
git clone -q "$work/upstream" "$work/conflict"
cd "$work/clone" || exit 1
learn clone
run make -s update
expect "nothing is new, and it says so" 0 '^this is the newest course already$'
kept "nothing new" clone
cd "$work/committed" || exit 1
learn committed
git add -A && git commit -q -m "my work"
echo "more" >>exercises/02-bigram/notes.txt && cp exercises/02-bigram/notes.txt "$work/committed.yours/"
cd "$work/conflict" || exit 1
learn conflict
echo '// mine' >>tests/02-bigram.c
cp tests/02-bigram.c "$work/mine.c"
cd "$work/upstream" || exit 1
newer
git add -A && git commit -q -m new
for clone in clone committed; do
    cd "$work/$clone" || exit 1
    run make -s update
    expect "$clone: says which exercises changed" 0 'exercises/02-bigram/1-count\.c: changed$' 'exercises/02-bigram/11-new\.c: new$' \
        'exercises/02-bigram/4-nll\.c: its starter has changed\. Yours is kept; the new starter is exercises/02-bigram/4-nll\.c\.new' \
        '02-bigram: its tests have changed; make check-02' '!5-net-backward' '!2-normalise'
    kept "$clone" $clone
    same "$clone: what was not begun is the new starter" "$work/upstream/exercises/02-bigram/1-count.c" exercises/02-bigram/1-count.c
    same "$clone: the new starter is beside it" "$work/upstream/exercises/02-bigram/4-nll.c" exercises/02-bigram/4-nll.c.new
    same "$clone: the rest is new" "$work/upstream/tests/02-bigram.c" tests/02-bigram.c
    run git log -1 --format=%s
    expect "$clone: git has the new course" 0 "new|Merge"
    run git status --porcelain -- . ':!exercises'
    [ ! -s "$work/output" ] || status=1
    expect "$clone: and nothing else is changed" 0
    run make -s update
    expect "$clone: once more: nothing new" 0 'newest course already'
    run make -s where-02
    expect "$clone: the desk works on" 0 '11-new' '4-nll\.c +10 points .*written, not checked'
done
cd "$work/conflict" || exit 1
run make -s update
expect "changes outside exercises/ come first" 2 '^you have changed files outside exercises/: tests/02-bigram\.c' '^Nothing has changed\.'
git commit -qam "my test"
run make -s update
expect "both changed one file: a sentence" 2 'both changed tests/02-bigram\.c\. Undo' '^Nothing has changed\.'
kept "conflict" conflict
same "conflict: the file is as it was" "$work/mine.c" tests/02-bigram.c
run git status --porcelain --untracked-files=no -- . ':!exercises'
[ ! -s "$work/output" ] || status=1
expect "conflict: no merge is left open" 0
git remote set-url origin "$work/nowhere"
run make -s update
expect "no upstream to be reached: a sentence" 2 '^git fetch origin: ' '^Nothing has changed\.'
kept "no upstream" conflict

# ---- a handout's folder, .tar.gz and .zip ----

copy course
run env OUT="$work/hand out" tools/handout 02
expect "the old handout" 0
newer
rm common/data/split.c 2>/dev/null
run env OUT="$work/new hand'out" tools/handout 02 03
expect "the new one, with a lesson more" 0
(cd "$work" && tar -czf new.tar.gz "new hand'out")
sources="$work/new hand'out
$work/new.tar.gz"
if command -v zip >/dev/null 2>&1; then
    (cd "$work" && zip -qr new.zip "new hand'out")
    sources="$sources
$work/new.zip"
elif command -v python3 >/dev/null 2>&1; then # whose archives forget what may be run
    (cd "$work" && python3 -m zipfile -c new.zip "new hand'out")
    sources="$sources
$work/new.zip"
fi
printf '%s\n' "$sources" >"$work/sources"
while read -r source; do
    name=$(basename "$source")
    rm -rf "$work/mine"
    cp -Rp "$work/hand out" "$work/mine"
    cd "$work/mine" || exit 1
    learn mine
    run make -s update
    expect "$name: without FROM it is asked for" 2 'this is not a git clone: make update FROM=FILE'
    run env FROM="$source" tools/update
    expect "$name: says which exercises changed" 0 'exercises/02-bigram/1-count\.c: changed$' 'exercises/02-bigram/11-new\.c: new$' \
        'exercises/03-mlp/1-dataset\.c: new$' 'the new starter is exercises/02-bigram/4-nll\.c\.new$' '!5-net-backward' '!2-normalise'
    kept "$name" mine
    same "$name: what was not begun is the new starter" "$work/new hand'out/exercises/02-bigram/9-select-rows.c" exercises/02-bigram/9-select-rows.c
    same "$name: the rest is new" "$work/new hand'out/tests/02-bigram.c" tests/02-bigram.c
    [ ! -f common/data/split.c ] && [ -f common/data/splitting.c ] && [ -n "$(ls backup-*/common/data/split.c)" ]; status=$?
    expect "$name: what the new course does not have is in a backup" 0
    run make -s where-02
    expect "$name: and all of it works" 0 '11-new'
    run env FROM="$source" tools/update
    expect "$name: once more: nothing is said to be new" 0 '!: (new|changed)$' '!: its starter has changed'
    kept "$name once more" mine
done <"$work/sources"
cd "$work/mine" || exit 1

# ---- interrupted, and what cannot be ----

mkdir "$work/bin"
killer() { # TOOL PATTERN: this tool ends make update with a kill -9 when it is called with such arguments
    printf '#!/bin/sh\ncase "$*" in %s) kill -9 $PPID; exit 1 ;; esac\nexec %s "$@"\n' "$2" "$(command -v "$1")" >"$work/bin/$1"
    chmod +x "$work/bin/$1"
}
rm -rf "$work/mine"
cp -Rp "$work/hand out" "$work/mine"
cd "$work/mine" || exit 1
learn mine
killer mv '*exercises/02-bigram/9*'
run env PATH="$work/bin:$PATH" FROM="$work/new hand'out" tools/update
expect "killed among the exercises" 137
same "killed among the exercises: yours is there" "$work/mine.yours/4-nll.c" exercises/02-bigram/4-nll.c
killer mv '*tests/02*'
run env PATH="$work/bin:$PATH" FROM="$work/new hand'out" tools/update
expect "killed among the rest" 137 'the update is not finished, but yours are all there'
rm "$work/bin/mv"
run env FROM="$work/new hand'out" tools/update
expect "... the next one goes on" 0 'yours are all there'
rm -rf build/update.*
kept "... and" mine
same "... and all is new" "$work/new hand'out/tests/02-bigram.c" tests/02-bigram.c
git clone -q "$work/upstream" "$work/killed"
cd "$work/killed" || exit 1
git reset -q --hard HEAD~1
learn killed
killer git 'merge*--no-edit*'
run env PATH="$work/bin:$PATH" make -s update
expect "killed while git merges" 2
rm "$work/bin/git"
run make -s update
expect "... the next one brings everything back, and goes on" 0 'an update was interrupted; what you had written is back' '1-count\.c: changed'
kept "killed while git merges" killed

cd "$work/mine" || exit 1
echo "not an archive" >"$work/broken.zip"
head -c 5000 "$work/new.tar.gz" >"$work/cut.tar.gz"
for source in "$work/broken.zip" "$work/cut.tar.gz" "$work/nowhere" "$work/mine.yours" "$here"; do
    run env FROM="$source" tools/update
    expect "$(basename "$source") cannot be the new course" 1 '^Nothing has changed\.'
    kept "$(basename "$source")" mine
done
finish update
