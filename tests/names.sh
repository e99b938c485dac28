#!/bin/sh
# Every `make X` in the README, the help, a tool or an error message must have a rule that does something. Where `make` is just
# an English verb, the words after it are listed here.
set -u
unset MAKEFLAGS MFLAGS MAKELEVEL
english=' a again are every everything gmake in is it of pkg-config pkgconf pkgconf-pkg-config rows sense sure that the them two '
passed=0 failed=0
tests=$(sed -n '/make test-/,/^$/p' tools/help.txt | grep -oE '(^| )test-[a-z]+' | sed 's/^ */make /')
# a number that is filled in later becomes 02: check-NN, check-${lesson%%-*}, check-$number, check-%.2s, "make check-"
for name in $({ echo "$tests"; cat README.md datasets/README.md common/*/README.md tools/help.txt .devcontainer/* .ci/run tools/[a-z]* \
    common/*/*.[ch] lessons/*.c lessons/*/*.c 2>/dev/null; } |
    sed -E 's/\$\{[^}]*\}|\$[a-z_]+|%[0-9.]*s|NN/02/g' | grep -oE '(^|[^a-z-])make [a-z][a-z-]*[0-9]*' |
    sed 's/.*make //; s/-$/-02/; s/-0202$/-02/' | sort -u); do
    case $english in *" $name "*) continue ;; esac
    does=$(make -n "$name" 2>&1)
    status=$?
    if [ $status -eq 0 ] && [ -n "$does" ] && ! echo "$does" | grep -qE 'Nothing to be done|is up to date'; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "FAIL make $name: $(echo "$does" | tail -n 1)"
        grep -rnE "make $(echo "$name" | sed 's/[0-9]*$//')" README.md tools common lessons | head -n 3 | sed 's/^/     | /'
    fi
done
for step in $(sed -n 's/.*step \([a-z]*\) ".*/\1/p' tests/all.sh tests/more.sh); do
    case "$tests " in *"make test-$step"*) passed=$((passed + 1)) ;; *) failed=$((failed + 1)); echo "FAIL tools/help.txt does not name test-$step" ;; esac
done
echo "names: $passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 40 ]
