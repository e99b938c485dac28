#!/bin/sh
# The English of prose, comments and messages: codespell's list of common misspellings, aspell's dictionary, and phrases
# that read as if translated. A tool that is not installed is skipped. Prints `ok`, `skip` and `FAIL` lines.
#   tests/english.sh            from the repository's top
# tests/words.txt has the words of ours that codespell takes for mistakes, tests/aspell.txt those that aspell does not know.
set -u
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
failed=0
here() { command -v "$1" >/dev/null 2>&1; }
report() { # TITLE: it is right if $work/found is empty, else that is shown
    if [ -s "$work/found" ]; then
        failed=1
        echo "FAIL $1:"
        sed 's/^/     | /' "$work/found"
    else echo "ok   $1"; fi
}

# exercises/ is the learner's, lessons/*.md are woven from the programs
files() { # SUFFIX...: the files of the repository with these suffixes
    for suffix; do
        find . -type f -name "*$suffix" ! -path './build/*' ! -path './.git/*' ! -path './exercises/*' ! -path './handout/*'
    done | sed 's/^\.\///' | grep -v '^lessons/.*\.md$' | sort
}
files .md .c .h .sh .py >"$work/files"
find tools .ci Makefile -type f ! -name '*.*' >>"$work/files"

# ---- misspellings that are common ----

if here codespell; then
    find lessons -name '*.md' | cat "$work/files" - | xargs codespell -I tests/words.txt >"$work/found" 2>&1
    report "codespell finds nothing"
else echo "skip codespell is not installed"; fi

# ---- phrases that should not come back ----

# A phrase, and after the tab its exceptions: a line that has one of these is right.
cat >"$work/phrases" <<'PHRASES'
(is|are|was) no [a-z]+	there (is|are|was) no|(is|are) no (longer|more|less|better|worse|different|girls)
(is|are|was|were) to be 	
but for (the|a|an|those|what|skipped|eps)	
as (much|many|far|little|few) as there (is|are)	
(hangs|hang) on 	
anew	
whoever	
what is behind	
has come by	
its hour (comes|has)	
the norm before($|[.,;])	
nothing there is	
in (its|their) turn($|[.,;])	
PHRASES
grep -v '^tests/english\.sh$' "$work/files" | xargs grep -nE '[a-z]' /dev/null >"$work/prose"
while IFS='	' read -r phrase right; do
    grep -iE "(^|[^a-z_-])$phrase" "$work/prose" | grep -viE "${right:-^$}" | cut -c 1-160
done <"$work/phrases" >"$work/found"
report "no phrases that read as if translated"

# ---- words that no dictionary has ----

# Prose: Markdown without code, and the comments of the sources. Names of functions and variables are words of ours, so a
# word that occurs in code is right.
split() { awk -v want="$1" '
    FNR == 1 { inside = 0 }
    /^ *\/\*/ || /[^"\/]\/\* / { inside = 1 }
    inside { if (want == "prose") print; if (/\*\//) inside = 0; next }
    match($0, /(^|[ \t])\/\/ .*/) { if (want == "prose") print substr($0, RSTART); $0 = substr($0, 1, RSTART) }
    want == "code" { gsub(/"([^"\\]|\\.)*"/, ""); print }'; }
lower() { tr '[:upper:]' '[:lower:]'; }
if here aspell && echo colour | aspell --lang=en_GB list >/dev/null 2>&1; then
    files .c .h | xargs cat >"$work/c"
    { files .sh .py; echo Makefile; find tools -type f ! -name '*.*'; } | xargs cat >"$work/scripts"
    {
        split prose <"$work/c"
        grep -oE '(^| )# .*' "$work/scripts"
        files .md | xargs awk '/^ *```/ { code = !code; next } !code'
        cat tools/help.txt
    } | sed -E 's/`[^`]*`/ /g; s/\$[^$]*\$/ /g; s/https?:[^ )]*/ /g; s/[^ ]*[_0-9\/\\%<>=(){}@#$.][_0-9A-Za-z\/\\%<>=()@#-][^ ]*/ /g' |
        aspell --lang=en_GB --ignore-case --ignore=2 list | lower | sed "s/'s\$//" | LC_ALL=C sort -u >"$work/unknown"
    { split code <"$work/c"; grep -vE '^ *#' "$work/scripts"; } | tr -cs 'A-Za-z' '\n' | lower >"$work/names"
    lower <tests/aspell.txt | cat - "$work/names" | LC_ALL=C sort -u >"$work/known"
    LC_ALL=C comm -23 "$work/unknown" "$work/known" >"$work/found"
    report "aspell knows every word, or tests/aspell.txt has it"
else echo "skip aspell (with aspell-en) is not installed"; fi
exit $failed
