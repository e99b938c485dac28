#!/usr/bin/env python3
"""What drawn cases are worth (tests/drawn.h), as the grader's hand and judge have it, in tests/grade.sh's environment:
    tests/drawn.py heart LESSON...            answers known by heart, of the fixed tests or of another seed's, earn the fixed share
    tests/drawn.py mistakes LESSON [K ...]    no known mistake earns a larger share with drawn cases than without them
The code is ours, so there is no sandbox."""
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

sys.dont_write_bytecode = True
sys.path.insert(0, 'tools/grade')
import work

ROOT = os.getcwd()
SEEDS = (1, 2, 3)
passed = failed = 0


class Open:
    """A sandbox that is none."""

    def __init__(self, **variables):
        self.variables = [f'{k}={v}' for k, v in variables.items()]

    def command(self, command, answers):
        return ['env', *self.variables, *command]

    def seen(self, answers):
        return answers


def expect(name, right, why=''):
    global passed, failed
    if right:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {name}{": " if why else ""}{why}', flush=True)


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def is_drawn(test):
    return ', case ' in test


class Answers:
    """Compiled answers to some exercises; the others are starters."""

    def __init__(self, lesson, texts, folder):
        self.lesson, self.folder, self.ready = lesson, folder, list(texts)
        os.makedirs(folder)
        for k, text in texts.items():
            with open(f'{folder}/{k}.c', 'w', encoding='utf-8') as file:
                file.write(text)
        words, everything = work.compile_all(lesson, self.ready, folder)
        self.compiled = all(os.path.exists(f'{folder}/{k}.o') for k in self.ready)
        self.why = everything
        if self.compiled:
            work.link(lesson, self.ready, folder)

    def blocks(self, seed, known=False, **variables):
        """A file of what the hand saw."""
        work.run_hands(self.lesson, Open(**variables), self.ready, self.folder, seed, known)
        path = f'{self.folder}/blocks-{seed}-{known}'
        os.replace(f'{self.folder}/blocks', path)
        return path


def judged(lesson, right, yours):
    """{exercise: {test: credit}}"""
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(yours, f'{folder}/blocks')
        tests = work.judged(lesson, right, folder)
    return {k: {t['test']: Fraction(str(t['credit'])) for t in some} for k, some in tests.items()}


def each_block(path):
    """(exercise, test, bytes) of each block: tests/records.h."""
    with open(path, 'rb') as file:
        data = file.read()
    at = 0
    def text():
        nonlocal at
        length = int.from_bytes(data[at:at + 4], sys.byteorder)
        at += 4 + length
        return data[at - length:at]
    while at < len(data):
        begin = at
        exercise, test = text().decode(), text().decode()
        at += 1 + 4 + 4 + 8 + 16  # follows, weight, seconds, token, how it ended
        text(), text()
        yield exercise, test, data[begin:at]


def functions(lesson):
    return [k for k, e in lesson.exercises.items() if e.kind in ('function', 'bug hunt')]


def solution(lesson, k):
    return work.read(f'solutions/{lesson.name}/{k}.c')


def by_heart(lesson, folder):
    """The same solutions, asked with another seed, know the fixed answers and those of that seed: no drawn case may pass. Nor may
    it where all is right in the fixed tests, and where the results of the drawn ones are zeros (tools/spoil)."""
    names = functions(lesson)
    right = Answers(lesson, {k: solution(lesson, k) for k in names}, f'{folder}/right')
    one, other = right.blocks(1, True), right.blocks(2, True)
    for k, tests in judged(lesson, one, right.blocks(1)).items():
        expect(f'{lesson.name}/{k}: the solution has all points', all(c == 1 for c in tests.values()), str(tests))
        expect(f'{lesson.name}/{k}: two drawn cases', sum(map(is_drawn, tests)) >= 2)
    open_ended = {'5-init', '8-smoothing'}  # many answers are right, and the solution's own are right for any seed
    for k, tests in judged(lesson, other, one).items():
        for test, credit in tests.items():
            if k not in open_ended:
                expect(f'{lesson.name}/{k}: another seed\'s answers, {test}', credit == (0 if is_drawn(test) else 1), str(credit))
    spoiled = {k: said('tools/spoil', f'solutions/{lesson.name}/{k}.c', 'source') for k in names}
    flags = ['-iquote', os.path.join(ROOT, 'tests')]
    lesson.compile += flags
    zeros = Answers(lesson, spoiled, f'{folder}/zeros')
    for k in names:
        ways = [line.split('\t')[0] for line in said('tools/spoil', f'solutions/{lesson.name}/{k}.c').splitlines()]
        if not ways: # there is nothing that tools/spoil can change: 11.5 writes where a pointer leads
            continue
        zeros.ready = [k]
        of_fixed = {(e, t): b for e, t, b in each_block(right.blocks(1))}
        spliced = f'{folder}/spliced'
        with open(spliced, 'wb') as file:
            for e, t, block in each_block(zeros.blocks(1, SPOIL=ways[0])):
                file.write(block if is_drawn(t) else of_fixed[e, t])
        for test, credit in judged(lesson, one, spliced).get(k, {}).items():
            expect(f'{lesson.name}/{k}: right for the fixed cases only, {test}', credit == (0 if is_drawn(test) else 1), str(credit))


# An answer to 3.6 that looks for its own 199 rates in the memory of its process, and writes a loss of 0.5 behind them.
WRITES = r"""
#include "03-mlp.h"
#include <stdio.h>
#include <string.h>
Recipe beat_the_lecture(int steps) { (void)steps; return (Recipe){10, 200, 1, 1}; }
__attribute__((no_sanitize("address", "undefined"))) double recipe_rate(int step, int steps)
{
    char line[512];
    FILE *maps = step == steps - 1 ? fopen("/proc/self/maps", "r") : NULL;
    for (int found = 0; maps && fgets(line, sizeof line, maps) && !found;) {
        double *from, *to;
        if (!strstr(line, "rw-p") || sscanf(line, "%p-%p", (void **)&from, (void **)&to) != 2 || to - from > 1 << 24)
            continue;
        for (int run = 0; from + 8 < to && !found; from++) {
            run = *from == 0.123456789 ? run + 1 : 0;
            for (int i = 1; run == steps - 1 && i < 5; i++)
                from[i] = 0.5, found = 1;
        }
    }
    if (maps) fclose(maps);
    return 0.123456789;
}
"""


def by_memory(lesson, folder):
    """A loss that is written into memory is not believed."""
    right = Answers(lesson, {'6-recipe': solution(lesson, '6-recipe')}, f'{folder}/recipe')
    known, cheat = right.blocks(1, True), Answers(lesson, {'6-recipe': WRITES}, f'{folder}/writes')
    expect('3.6: the recipe has all points', set(judged(lesson, known, right.blocks(1))['6-recipe'].values()) == {1})
    expect('3.6: a loss that was written into memory is none', set(judged(lesson, known, cheat.blocks(1))['6-recipe'].values()) == {0})


def mistakes(lesson, folder, only):
    """Prints those for which drawn cases are too kind."""
    names = [k for k in functions(lesson) if not only or k.split('-')[0] in only]
    right = Answers(lesson, {k: solution(lesson, k) for k in names}, f'{folder}/right')
    known = {seed: right.blocks(seed, True) for seed in SEEDS}
    jobs = [(k, *line.split('\t')) for k in names for line in said('tools/mutant', f'solutions/{lesson.name}/{k}.c').splitlines()]

    def one(job):
        k, number, name, _ = job
        answers = Answers(lesson, {k: said('tools/mutant', f'solutions/{lesson.name}/{k}.c', number)}, f'{folder}/{k}-{number}')
        if not answers.compiled:
            return job, None
        return job, [judged(lesson, known[seed], answers.blocks(seed)).get(k, {}) for seed in SEEDS]

    with ThreadPoolExecutor(int(os.environ.get('JOBS') or 2)) as pool:
        for (k, number, name, _), all_tests in pool.map(one, jobs):
            for seed, tests in zip(SEEDS, all_tests or []):
                fixed = [c for t, c in tests.items() if not is_drawn(t)]
                drawn = [c for t, c in tests.items() if is_drawn(t)]
                before, after = sum(fixed) / max(1, len(fixed)), (sum(fixed) + sum(drawn)) / max(1, len(tests))
                expect(f'{lesson.name}/{k} mistake {number} ({name}), seed {seed}', after <= before,
                       f'{sum(fixed)} of {len(fixed)} fixed, {sum(drawn)} of {len(drawn)} drawn')


if len(sys.argv) < 3 or sys.argv[1] not in ('heart', 'mistakes'):
    sys.exit(__doc__)
for name in sys.argv[2:] if sys.argv[1] == 'heart' else sys.argv[2:3]:
    this = work.Lesson(name, ROOT, dict(os.environ))
    with tempfile.TemporaryDirectory(prefix='drawn-') as folder:
        if sys.argv[1] == 'heart':
            by_heart(this, folder)
            if name == '03-mlp':
                by_memory(this, folder)
        else:
            mistakes(this, folder, sys.argv[3:])
print(f"drawn cases, {' '.join(sys.argv[1:])}: {passed} passed, {failed} failed")
sys.exit(failed > 0 or passed == 0)
