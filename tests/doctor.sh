#!/bin/sh
# Tests tools/doctor on systems where one thing after another is missing or broken. PATH is a folder of links to
# everything that is installed; a test hides some of them or replaces them by a fake.
# Run from the repository's top; prints `ok` and `FAIL` lines and at the end `N passed, N failed`.
set -u
unset CDPATH CC FLAGS MAKEFLAGS MFLAGS MAKELEVEL MAKE
LC_ALL=C
export LC_ALL
root=$(pwd)
[ -x tools/doctor ] || { echo "run it from the repository's top: sh tests/doctor.sh" >&2; exit 2; }
base=$(mktemp -d) || exit 1
trap 'rm -rf "$base"' EXIT
trap 'exit 1' HUP INT TERM
# ccache looks for the compiler in PATH: there it would find a fake one, which calls ccache again
PATH=$(echo "$PATH" | tr ':' '\n' | grep -v ccache | paste -s -d : -)
real=$PATH cc=$(command -v "${TEST_CC:-cc}") make=$(command -v make)
passed=0 failed=0

bin=$base/bin hidden=$base/hidden
mkdir "$bin" "$hidden" "$base/tmp"
IFS=:
for folder in $PATH; do
    for program in "$folder"/*; do
        [ -x "$program" ] && echo "$program"
    done
done | awk -F/ '!seen[$NF]++' >"$base/programs"
unset IFS
(cd "$bin" && xargs ln -s 2>/dev/null -t . <"$base/programs") ||
    while read -r program; do ln -s "$program" "$bin/${program##*/}" 2>/dev/null; done <"$base/programs"

# system KIND: begins a test on a system with that package manager, as an ordinary user
system() {
    variables=
    for program in $fakes; do rm -f "$bin/$program"; done
    for program in "$hidden"/*; do [ ! -L "$program" ] || mv "$program" "$bin/"; done
    fakes=
    hide apt-get dnf pacman brew
    case $1 in
    darwin) fake uname 'echo Darwin' ;;
    darwin+brew) fake uname 'echo Darwin'; fake brew 'exit 1' ;;
    *) fake uname 'echo Linux'; [ "$1" = other ] || fake "$1" 'exit 1' ;;
    esac
    fake id 'echo 1000'
    # what not everybody has, and no test of another thing should depend on
    [ -e "$bin/pandoc" ] || fake pandoc 'echo "<h1>"'
    [ -e "$bin/dot" ] || fake dot 'echo "<svg>"'
    [ -e "$bin/curl" ] || fake curl 'echo curl 7.1'
}
fakes=
hide() { for program; do [ ! -L "$bin/$program" ] || mv "$bin/$program" "$hidden/"; rm -f "$bin/$program"; done; }
fake() { hide "$1"; fakes="$fakes $1"; printf '#!/bin/sh\n%s\n' "$2" >"$bin/$1"; chmod +x "$bin/$1"; }
# compiler CASES: cc is the real one, except for what the shell code CASES does about $arg, an argument
compiler() { fake cc "for arg; do last=\$arg; case \$arg in $1 esac; done; exec '$cc' \"\$@\""; }

doctor() { # [ARGUMENTS]: runs it; $status and $out
    # shellcheck disable=SC2086
    env PATH="$bin" TMPDIR="$base/tmp" $variables "$root/tools/doctor" "$@" >"$base/out" 2>&1
    status=$?
    out=$(cat "$base/out")
}
# expect TITLE STATUS LINE...: each LINE is an extended regular expression that a line must match, or
# with ! in front one that none may
expect() {
    title=$1 wrong=
    [ "$status" -eq "$2" ] || wrong="exit status $status, not $2"
    shift 2
    for line; do
        case $line in
        !*) ! grep -q -E -e "${line#!}" "$base/out" || wrong="$wrong; has a line like: ${line#!}" ;;
        *) grep -q -E -e "$line" "$base/out" || wrong="$wrong; no line like: $line" ;;
        esac
    done
    [ -z "$(ls -A "$base/tmp")" ] || { wrong="$wrong; leaves files behind: $(ls "$base/tmp")"; rm -rf "$base/tmp"/*; }
    if [ -z "$wrong" ]; then
        passed=$((passed + 1))
        echo "ok   $title"
    else
        failed=$((failed + 1))
        echo "FAIL $title: ${wrong#; }"
        sed 's/^/     | /' "$base/out"
    fi
}

# ---- this system as it is ----

system apt-get
doctor
expect "nothing hidden" 0 '^ok +compiler .*runs C17' '^ok +make +GNU make [0-9]' '!^missing' '!Not ready'
here="^(Everything is here|Lessons build)"
expect "the verdict" 0 "$here"

# ---- the compiler ----

system apt-get
hide cc
doctor
expect "no compiler" 1 '^missing +compiler +there is no cc' '^ +sudo apt-get install gcc libc6-dev$' \
    '^optional +OpenMP +cannot be tried' '^optional +Check +cannot be tried' '^optional +sanitizers +cannot be tried' \
    '^Not ready: .*: compiler\.$' '^To get all of it: sudo apt-get update && sudo apt-get install gcc libc6-dev check$' \
    '!and exercises'
fake id 'echo 0'
doctor
expect "no compiler, as root: no sudo" 1 '^ +apt-get install gcc libc6-dev$' '^To get all of it: apt-get update && apt-get install gcc' '!sudo'
system apt-get
fake cc 'echo "hello.c:2:10: fatal error: stdio.h: No such file or directory" >&2; exit 1'
doctor
expect "a compiler without the C library's headers" 1 '^missing +compiler .*cannot build and run .*stdio\.h: No such file' '^ +sudo apt-get install gcc libc6-dev$'
system apt-get
# shellcheck disable=SC2016
fake cc 'for last; do :; done; case $last in -*) exit 0 ;; esac; printf "#!/bin/sh\nexit 126\n" >"$last"; chmod +x "$last"'
doctor
expect "programs are built and do not run" 1 '^missing +compiler .*cannot build and run' '^Not ready'
system apt-get
fake cc "case \$1 in --version) exec '$cc' --version ;; esac; exec '$cc' \"\$@\" -std=c99"
doctor
expect "a compiler older than C17" 1 '^missing +compiler .*older than C17'
system apt-get
compiler '-march=native) echo "error: unsupported argument native" >&2; exit 1 ;;'
doctor
expect "a compiler without -march=native" 1 '^missing +compiler .*rejects the course.s compiler flags \(.*unsupported argument native' "^ +make CFLAGS='-std=gnu17"
variables=FLAGS=-std=gnu17
doctor
expect "... which is fine with other flags" 0 '^ok +compiler' '!^missing'
system apt-get
variables=CC=no-such-cc
doctor
expect "CC names nothing, but cc is there" 1 '^missing +compiler .*no no-such-cc, but there is cc: leave out CC=no-such-cc' '!apt-get install gcc libc6-dev'
system apt-get
variables=TMPDIR=$base/no-such-folder
doctor
expect "no folder for the probes" 1 'cannot make a folder'

# ---- make ----

system apt-get
hide make gmake
doctor
expect "no make" 1 '^missing +make +there is no make' '^ +sudo apt-get install make$' '^Not ready: .*: make\.$' '^To get all of it: .*apt-get install make$'
fake gmake "exec '$make' \"\$@\""
doctor
expect "GNU make is called gmake" 0 '^ok +make .*type gmake where the course says make' '!^missing'
system apt-get
hide gmake
fake make 'echo "usage: make [-BeikNnqrstWwX]" >&2; exit 2'
doctor
expect "make is not GNU make" 1 '^missing +make .*not GNU make 3\.81 or newer' '^ +sudo apt-get install make$'
hide cc
doctor
expect "neither make nor compiler" 1 '^Not ready: .*: compiler and make\.$' 'install gcc libc6-dev make check$'

# ---- what lessons use if it is there ----

system apt-get
compiler '*openmp*) exit 1 ;;'
doctor
expect "no OpenMP" 0 '^optional +OpenMP' '^ +lessons run on one thread' '!^ok +OpenMP' '^Lessons build and run, and .* not working: .*OpenMP'
system apt-get
fake cc "case \"\$*\" in --version) echo 'clang version 17' ;; *openmp*) exit 1 ;; *) exec '$cc' \"\$@\" ;; esac"
doctor
expect "clang has packages of its own" 0 '^ +sudo apt-get install libomp-dev$' '^To get all of it: .*libomp-dev'
system apt-get
hide gnuplot
doctor
expect "no gnuplot" 0 '^optional +gnuplot +not installed' '^ +lessons draw their curves as characters' '^ +sudo apt-get install gnuplot-nox$' "$here"
system apt-get
fake gnuplot 'echo "line 0: unknown or ambiguous terminal type" >&2; exit 1'
doctor
expect "gnuplot without svg" 0 '^optional +gnuplot +here, but it cannot draw svg \(.*unknown' '^ +sudo apt-get install gnuplot-nox$'
system apt-get
hide dot
doctor
expect "no graphviz" 0 '^optional +graphviz +not installed' "^ +only the drawing of lesson 01's graph" '^ +sudo apt-get install graphviz$'
system apt-get
fake dot 'echo "There is no layout engine support for dot" >&2; exit 1'
doctor
expect "graphviz without its plugins" 0 '^optional +graphviz +dot is here, but .*no layout engine'
system apt-get
hide pandoc
doctor
expect "no pandoc" 0 '^optional +pandoc +not installed' '^ +only the lessons as HTML' '^ +sudo apt-get install pandoc$'
system apt-get
hide curl wget
doctor
expect "neither curl nor wget" 0 '^optional +download +neither' '^ +only make datasets' '^ +sudo apt-get install curl$'
fake wget 'echo GNU Wget 1.21.3'
doctor
expect "wget will do" 0 '^ok +download +wget 1\.21\.3'

# ---- what checking takes ----

system apt-get
compiler '*check.c) echo "check.c:1:10: fatal error: check.h: No such file or directory" >&2; exit 1 ;;'
doctor
expect "no Check" 0 '^optional +Check +not installed' '^ +lessons run, but make check-NN cannot' '^ +sudo apt-get install check$' '^Lessons build and run; checking exercises does not work yet'
system apt-get
compiler '*check.c) echo "ld: undefined reference to subunit_test_start" >&2; exit 1 ;;'
doctor
expect "a Check that does not link" 0 '^optional +Check +here, but .*undefined reference'
hide pkg-config
doctor
expect "... for want of pkg-config" 0 '^optional +Check .*does not link without pkg-config' '^optional +pkg-config +not installed' '^ +sudo apt-get install pkg-config$'
system apt-get
compiler '-fsanitize=*) echo "ld: cannot find libasan.so" >&2; exit 1 ;;'
doctor
expect "no sanitizers" 0 '^optional +sanitizers .*cannot find libasan' '^ +lessons run, but make check-NN cannot' '^Lessons build and run; checking exercises does not work yet'
doctor --leaks
expect "... nor leaks" 0 '^0$'
leak() { # a system where a leaking program says $1 and fails
    system apt-get
    compiler '*leak.c) leaking=1 ;; -fsanitize=*) sanitize=1 ;;'
    sed "s|^for arg|leaking= sanitize=; &|; s|exec .*|[ -n \"\$leaking\" ] \|\| exec '$cc' \"\$@\"; printf '#!/bin/sh\\\\necho \"$1\" >\&2\\\\nexit 1\\\\n' >\"\$last\"; chmod +x \"\$last\"|" "$bin/cc" >"$bin/cc.new"
    cat "$bin/cc.new" >"$bin/cc"
    doctor
}
leak '==1==ERROR: LeakSanitizer: detected memory leaks'
expect "leaks are found" 0 '^ok +sanitizers .*find leaks' '!^optional +leaks'
doctor --leaks
expect "... so the checker looks for them" 0 '^1$'
leak '==1==LeakSanitizer has encountered a fatal error.'
expect "a container without ptrace" 0 '^ok +sanitizers' '^optional +leaks .*may not trace' 'CHECK_LEAKS=0$' 'cap-add=SYS_PTRACE$' '^Lessons build and run, and exercises can be checked'
doctor --leaks
expect "... so the checker does not look for leaks" 0 '^0$'
leak '==1==AddressSanitizer: detect_leaks is not supported on this platform.'
expect "a system without leak detection" 0 '^ok +sanitizers' '^optional +leaks .*does not look for them' 'CHECK_LEAKS=0$' '!SYS_PTRACE'

# ---- the other systems ----

system dnf
hide cc gnuplot make gmake
doctor
expect "Fedora" 1 '^ +sudo dnf install gcc$' '^ +sudo dnf install check-devel$' '^ +sudo dnf install libasan libubsan$' \
    '^To get all of it: sudo dnf install gcc make gnuplot check-devel libasan libubsan$'
system pacman
hide cc gnuplot make gmake
doctor
expect "Arch" 1 '^To get all of it: sudo pacman -S --needed gcc make gnuplot check$'
system darwin+brew
hide cc gnuplot make gmake
doctor
expect "macOS with Homebrew" 1 '^ +xcode-select --install$' '^ +brew install gnuplot$' \
    '^To get all of it: xcode-select --install && brew install .*gnuplot check' '!sudo'
system darwin+brew
fake cc "case \"\$*\" in --version) echo 'Apple clang version 15.0.0' ;; *openmp*) exit 1 ;; *) exec '$cc' \"\$@\" ;; esac"
doctor
expect "macOS: OpenMP comes from libomp" 0 '^ +brew install libomp$'
system darwin
hide cc gnuplot
doctor
expect "macOS without Homebrew" 1 '^ +xcode-select --install$' '^ +install gnuplot$' 'To get the compiler.*: xcode-select --install' 'install Homebrew'
system other
hide cc gnuplot
doctor
expect "an unknown system: names, not a command" 1 '^ +install a C17 compiler \(gcc or clang\)' '^To get all of it, install with .*: a C17 compiler .*; gnuplot; Check'

# ---- make doctor, which README.md, the help and error messages name ----

make_doctor() {
    env PATH="$bin" TMPDIR="$base/tmp" make -C "$root" doctor >"$base/out" 2>&1
    status=$?
}
system apt-get
make_doctor
expect "make doctor" 0 '^ok +compiler' '^ok +make' "$here"
system apt-get
hide cc pkg-config
make_doctor
expect "make doctor without a compiler" 2 '^missing +compiler +there is no cc' '^Not ready: .*: compiler\.$' '!command not found|: not found'
system apt-get
hide gnuplot
make_doctor
expect "make doctor without gnuplot: a missing optional tool is not an error" 0 '^optional +gnuplot'

# ---- a library that a single lesson needs ----

system apt-get
variables='LIBRARIES=08 -lno-such-library;09 -lm;'
env PATH="$bin" TMPDIR="$base/tmp" "$variables" tools/doctor >"$base/out" 2>&1
status=$?
expect "a lesson's library is missing, another's is here" 0 '^optional +lesson 08 +-lno-such-library is not installed' \
    '^ +only this lesson needs it' '^ok +lesson 09 +-lm is here' "$here"
env PATH="$bin" TMPDIR="$base/tmp" "$variables" tools/doctor --library 08 09 >"$base/out" 2>&1
status=$?
expect "... one line says so" 1 '^lesson 08 is left out: it needs -lno-such-library' '!lesson 09'
env PATH="$bin" TMPDIR="$base/tmp" "$variables" tools/doctor --library 09 >"$base/out" 2>&1
status=$?
expect "... or nothing" 0 '!.'
variables=

# ---- the table ----

PATH=$real
system apt-get
for manager in apt-get dnf pacman brew; do
    doctor --packages $manager
    expect "the packages for $manager" 0 '(^| )make( |$)' '(^| )check(-devel)?( |$)' '!,' '!(^| )-( |$)' '!pandoc'
done
doctor --packages apt-get
expect "Debian's are Debian's" 0 '^gcc libc6-dev make pkg-config check gnuplot-nox graphviz libpcre2-dev$'
if grep -q 'apt-get install' README.md 2>/dev/null; then
    grep -o 'apt-get install[a-z0-9 .+-]*' README.md | head -n 1 | sed 's/.*install//; s/ -y / /; s/^ *//; s/ *$//' >"$base/readme"
    cmp -s "$base/readme" "$base/out"
    status=$?
    expect "README.md names the same" 0
fi
doctor --packages yum
expect "an unknown manager" 2 'usage:'
doctor --packages
expect "no manager" 2 'usage:'
doctor --nonsense
expect "an unknown option" 2 '--packages'
doctor --help
expect "--help" 0 '--packages' '!shellcheck'
if command -v apt-cache >/dev/null 2>&1 && apt-cache show make >/dev/null 2>&1; then
    doctor --packages apt-get
    # shellcheck disable=SC2086
    apt-cache show $out pandoc curl libomp-dev >/dev/null 2>"$base/out"
    status=$?
    expect "apt knows all of them" 0 '!.'
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
