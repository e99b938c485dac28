"""From a submission's text to its verdicts: guard, compile, guard, link, run, judge. What runs a learner's code (the hand)
decides nothing, and what decides (the judge, and this program) never runs it."""
import glob
import hashlib
import json
import os
import re
import shlex
import shutil
import tempfile
import time
from fractions import Fraction

import guard
from sandbox import NotGraded, limited, run

TOO_MUCH = re.compile(r'terminated program|out of memory|virtual memory exhausted|File size limit|fatal error: Killed')
NEARLY = Fraction(4, 5)  # what a leak, too much output or an error below 1e-4 leaves of a test's points
MACHINE = re.compile(r'No space left|failed to execute .*|Read-only file system|cannot execute|internal compiler error|Input/output error|Disk quota')


class Exercise:
    def __init__(self, name, starter, object_path):
        def header(key, usual=''):
            found = re.search(rf'^ \* {key}: *(.*)$', starter, re.M)
            return found.group(1).strip() if found else usual
        self.name, self.starter = name, starter
        self.code = guard.code(starter)
        self.points = int(header('points', '0'))
        self.kind = header('kind')
        self.trains = self.kind == 'experiment'
        self.plain = header('built') == 'plain' # without sanitizers, for an exercise whose speed is measured
        self.seconds = int(os.environ.get('GRADE_SECONDS') or header('seconds') or (20 if self.trains else 5))
        self.megabytes = int(header('memory') or 1024)
        self.needs = header('needs').split()
        self.refuses = guard.refuses_of(starter)
        self.uses = guard.uses_of(starter)
        self.object_path = object_path
        with open(object_path, 'rb') as file:
            self.object = guard.Object(file.read())


class Lesson:
    def __init__(self, name, root, environment):
        self.name, self.root, self.environment = name, root, environment
        self.hands, self.judge = os.path.join(root, environment['HANDS'], name), os.path.join(root, environment['JUDGE'])
        stubs = os.path.join(root, 'build', 'stubs', name)
        objects = os.path.join(root, os.path.dirname(environment['HANDS']), 'pic', 'build', 'stubs', name)
        self.exercises = {}
        for path in sorted(glob.glob(os.path.join(glob.escape(stubs), '*.c')), key=lambda p: int(re.match(r'\d+', os.path.basename(p)).group())):
            k = os.path.basename(path)[:-2]
            self.exercises[k] = Exercise(k, read(path), os.path.join(objects, k + '.o'))
        headers = {os.path.basename(p): read(p) for p in glob.glob(os.path.join(glob.escape(root), 'common', '*', '*.h')) +
                   glob.glob(os.path.join(glob.escape(root), 'lessons', '*.h'))}
        self.rules = guard.Rules(set(headers), guard.library_of({n: t for n, t in headers.items()
                                                               if not re.match(r'\d\d-', n) or n.startswith(name)}), f'{name}.h')
        self.owner = {f: k for k, e in self.exercises.items() for f in e.object.defined}
        includes = sorted(glob.glob(os.path.join(glob.escape(root), 'common', '*', '')))
        options = ['-Wno-unused-parameter', '-Wno-missing-prototypes', '-Wno-error', '-Werror=implicit-function-declaration', '-fPIC',
                   *(a for i in [*includes, os.path.join(root, 'lessons')] for a in ('-iquote', i))]
        self.compile = [*shlex.split(environment['COMPILE']), *options]
        self.plain = [*shlex.split(environment['PLAIN']), *options]
        self.link = shlex.split(environment['JOIN'])

    def fingerprint(self):
        """Of all that a verdict depends on, but the submission and the seed."""
        whole = hashlib.sha256()
        here = os.path.dirname(os.path.abspath(__file__))
        for path in [os.path.join(self.hands, 'hand'), os.path.join(self.hands, 'trains'), self.judge,
                     *(os.path.join(here, f) for f in ('guard.py', 'intake.py', 'work.py'))]:
            if os.path.exists(path):
                with open(path, 'rb') as file:
                    whole.update(hashlib.sha256(file.read()).digest())
        for exercise in self.exercises.values():
            whole.update(exercise.starter.encode())
        return whole.hexdigest()


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


class Verdict:
    """Of one exercise."""

    def __init__(self, exercise, verdict='missing', message=''):
        self.exercise, self.verdict, self.message = exercise.name, verdict, message
        self.points, self.of, self.tests, self.warnings = Fraction(0), exercise.points, [], []


def missing_data(lesson, exercise):
    for data in exercise.needs:
        if not any(os.path.isfile(os.path.join(f, data)) for f in (os.environ.get('DATASETS', ''), os.path.join(lesson.root, 'datasets'))):
            return data
    return None


def first_look(lesson, exercise, text):
    """The verdict where the text alone has it, else None."""
    data = missing_data(lesson, exercise)
    if data:
        return Verdict(exercise, 'skipped', f'it needs {data} (make datasets-{lesson.name[:2]})')
    if text is None:
        return Verdict(exercise, 'missing', f'{exercise.name}.c was not handed in')
    if guard.code(text) == exercise.code and exercise.kind != 'essay':
        return Verdict(exercise, 'todo')
    sentence = guard.in_text(text, lesson.rules)
    return Verdict(exercise, 'refused', sentence) if sentence else None


def compile_all(lesson, names, folder):
    """What the compiler said, by exercise. Objects are in the folder, of those that it could compile."""
    limits = dict(cpu=10, fsize=16 << 20)
    limits['as'] = 2 << 30
    files = [f'{k}.c' for k in names]
    environment = {**os.environ, 'LC_ALL': 'C', 'TMPDIR': folder, 'CCACHE_DISABLE': '1'} # each file is a new one
    def attempt(some, command):
        status, said = run(limited([*command, '-c', *some], **limits), 12 * len(some) + 5, folder, environment)
        if MACHINE.search(said) and not TOO_MUCH.search(said):
            raise NotGraded(f'the compiler: {MACHINE.search(said).group()}')
        return status, said
    plain = [f for f in files if lesson.exercises[f[:-2]].plain]
    said = ''.join(compile_some(some, command, attempt, folder) for some, command in
                   (([f for f in files if f not in plain], lesson.compile), (plain, lesson.plain)) if some)
    if not os.access(folder, os.W_OK):
        raise NotGraded(f'{folder} cannot be written')
    return {k: [line for line in said.splitlines() if line.startswith(f'{k}.c:')] for k in names}, said


def compile_some(files, command, attempt, folder):
    """What the compiler said. If all files together are too much for it, one after another."""
    status, said = attempt(files, command)
    if status is None or status < 0 or TOO_MUCH.search(said):
        said = ''
        for file in files: # one of them is too much: which?
            status, words = attempt([file], command)
            if status is None or status < 0 or TOO_MUCH.search(words):
                words = f'{file}:1:1: error: it takes more than 10 seconds, 2 GB of memory or a 16 MB object to compile'
                silently_remove(os.path.join(folder, file[:-2] + '.o'))
            said += words + '\n'
    return said


def silently_remove(path):
    try:
        os.remove(path)
    except FileNotFoundError:
        pass


def guard_object(lesson, exercise, folder):
    """The verdict where the object is not what it may be, else None."""
    path = os.path.join(folder, exercise.name + '.o')
    with open(path, 'rb') as file:
        data = file.read()
    found = guard.Object(data)
    own = set(found.defined) - set(exercise.object.defined)
    others = {f: k for f, k in lesson.owner.items() if k != exercise.name}
    harmless = [f for f in own if f not in guard.C_LIBRARY and f not in guard.SENTENCES and f not in lesson.rules.library
                and f not in others and f not in guard.HANDLERS and f != 'main' and not f.startswith('_')
                and found.defined[f] == 'plain']
    if harmless: # helpers without the word static: nobody else sees them
        status, said = run(['objcopy', *(f'--localize-symbol={f}' for f in harmless), path], 10)
        if status != 0:
            raise NotGraded(f'objcopy: {said[:200]}')
        with open(path, 'rb') as file:
            data = file.read()
    sentence = guard.in_object(data, exercise.object, lesson.rules, exercise.refuses, others, exercise.uses)
    if sentence:
        return Verdict(exercise, 'refused', sentence)
    for name in exercise.object.defined:
        if name not in found.defined:
            return Verdict(exercise, 'does not compile', f'{name}() is missing in {exercise.name}.c: is its name as in the starter?')
    return None


def link(lesson, ready, folder):
    objects = [os.path.join(folder, k + '.o') if k in ready else e.object_path for k, e in lesson.exercises.items()]
    status, said = run([*lesson.link, *objects, '-o', os.path.join(folder, 'libanswers.so')], 60, folder,
                       {**os.environ, 'LC_ALL': 'C', 'TMPDIR': folder})
    if status != 0:
        raise NotGraded(f'the linker: {said.strip()[:300]}')


def run_hands(lesson, sandbox, ready, folder, seed, known):
    """Writes what the hands saw into the folder's file `blocks`."""
    inside = sandbox.seen(folder)
    environment = {k: v for k, v in os.environ.items() if k in ('PATH', 'DATASETS', 'HOME')}
    environment.update(LC_ALL='C', LD_LIBRARY_PATH=inside, OMP_NUM_THREADS='1', UBSAN_OPTIONS='print_stacktrace=1',
                       ASAN_OPTIONS=f"detect_leaks={lesson.environment.get('LEAKS') or 1}:allocator_may_return_null=1")
    with open(os.path.join(folder, 'blocks'), 'wb') as output:
        for hand, trains in (('hand', False), ('trains', True)):
            mine = [lesson.exercises[k] for k in ready if lesson.exercises[k].trains == trains]
            if not mine:
                continue
            command = limited([os.path.join(lesson.hands, hand), str(seed), 'known' if known else 'unknown',
                               *(f'{e.name}:{e.seconds}:{e.megabytes}' for e in mine)], fsize=512 << 20)
            status, said = run(sandbox.command(command, folder), sum(4 * e.seconds + 10 for e in mine), lesson.root, environment, output)
            if status is not None and status != 0:
                raise NotGraded(f'the tests cannot run: {said.strip()[-300:] or status}')


def judged(lesson, solutions, folder):
    """The judge's verdicts: {exercise: [test, ...]}."""
    path = os.path.join(folder, 'verdicts')
    with open(path, 'wb') as output:
        status, said = run([lesson.judge, solutions, os.path.join(folder, 'blocks')], 60, output=output)
    if status != 0:
        raise NotGraded(f'the judge: {said.strip()[:300] or status}')
    with open(path, 'rb') as file:
        tests = json.loads(file.read().decode('utf-8', 'replace'), strict=False)
    found = {}
    for test in tests:
        found.setdefault(test['exercise'], []).append(test)
    return found


def verdict_of(exercise, tests):
    verdict = Verdict(exercise)
    for test in tests:
        credit = NEARLY if 0 < test['credit'] < 1 else Fraction(int(test['credit']))
        verdict.tests.append({'name': test['test'], 'weight': test['weight'], 'credit': credit, 'todo': test['todo'],
                              'message': clean(test['message'])})
    credits = [t['credit'] for t in verdict.tests]
    weights = sum(t['weight'] for t in verdict.tests)
    verdict.points = exercise.points * sum((t['weight'] * t['credit'] for t in verdict.tests), Fraction(0)) / max(1, weights)
    todo = sum(t['todo'] for t in verdict.tests)
    verdict.verdict = ('right' if credits and all(c == 1 for c in credits) else 'todo' if todo == len(credits) else
                       'half written' if todo else 'wrong')
    if exercise.kind == 'essay' and verdict.verdict == 'right':
        verdict.verdict = 'written'
    return verdict


def clean(text, most=1500):
    """Text from a stranger's process: printable, and not longer than a report needs."""
    text = ''.join(c if c == '\n' or c.isprintable() else '?' for c in text)
    return text if len(text) <= most else text[:most] + ' ...'


def grade(lesson, sandbox, texts, seed, solutions, keep=None):
    """{exercise: Verdict} of these texts. With solutions=None they are the solutions, and what the hands saw is kept in `keep`."""
    begun = time.monotonic()
    verdicts = {}
    with tempfile.TemporaryDirectory(prefix='grade-') as folder:
        os.chmod(folder, 0o755 if os.geteuid() == 0 else 0o700)
        ready = []
        for k, exercise in lesson.exercises.items():
            verdicts[k] = first_look(lesson, exercise, texts.get(k))
            if verdicts[k] is None:
                with open(os.path.join(folder, k + '.c'), 'w', encoding='utf-8') as file:
                    file.write(texts[k])
                ready.append(k)
        said, everything = compile_all(lesson, ready, folder) if ready else ({}, '')
        for k in list(ready):
            exercise = lesson.exercises[k]
            if not os.path.exists(os.path.join(folder, k + '.o')):
                errors = [line for line in said[k] if 'error:' in line] or [line for line in everything.splitlines() if 'error:' in line]
                verdicts[k] = Verdict(exercise, 'does not compile', clean('\n'.join(errors[:3]) or 'the compiler makes nothing of it'))
            else:
                verdicts[k] = guard_object(lesson, exercise, folder)
            if verdicts[k]:
                ready.remove(k)
        if ready:
            link(lesson, ready, folder)
            run_hands(lesson, sandbox, ready, folder, seed, solutions is None)
            if solutions is None:
                shutil.copy(os.path.join(folder, 'blocks'), keep)
            tests = judged(lesson, solutions or keep, folder)
            for k in ready:
                verdicts[k] = verdict_of(lesson.exercises[k], tests.get(k, []))
                verdicts[k].warnings = [clean(line, 200) for line in said[k] if 'warning:' in line][:3]
    return verdicts, time.monotonic() - begun
