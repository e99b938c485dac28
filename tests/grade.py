#!/usr/bin/env python3
"""Tests of the grader (make grade), in tests/grade.sh's environment, which is that of tools/check-one.
    tests/grade.py cheats             every answer in tests/cheats/ earns what it says and harms nothing
    tests/grade.py desk               archives, encodings, rosters, late days, faults of the machine
    tests/grade.py class N LESSON     N submissions of mixed quality, whose right scores are known
    tests/grade.py afternoon N        an instructor's afternoon, from the handout to the gradebook, with N submissions
    tests/grade.py speed N LESSON     N right submissions: the CPU time of one
    tests/grade.py mistakes LESSON    every known mistake is found and named
"""
import csv
import ctypes
import fcntl
import glob
import io
import json
import os
import random
import re
import shutil
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

SEED = '20'
SAMPLE = 4  # known mistakes of each lesson that are also compared with tools/check-one
passed = failed = 0
work = tempfile.mkdtemp(prefix="grade's test ")  # with a blank and a quote: a path like any other


def expect(name, right, why=''):
    global passed, failed
    if right:
        passed += 1
    else:
        failed += 1
        print(f'FAIL {name}{": " if why else ""}{why}', flush=True)


def read(path, mode='r'):
    with open(path, mode, **({} if 'b' in mode else {'encoding': 'utf-8'})) as file:
        return file.read()


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, 'wb') as file:
        file.write(data if isinstance(data, bytes) else data.encode())


def adopt():
    """From now on this process is told of the CPU time of sandboxes, too: it inherits what bubblewrap leaves behind."""
    ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER


def cpu_seconds():
    """Of all processes that this one started and that have ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass
    now = os.times()
    return now.children_user + now.children_system


def make_grade(lesson, source, out, status=0, environment=None, **settings):
    """What it printed. The variables that make would set are given by hand, since make cannot pass on a path with a quote."""
    settings = {'jobs': '2', 'seed': SEED, **settings}
    one = ['--one'] if settings.pop('one', False) else []
    command = [sys.executable, 'tools/grade', '--lesson', lesson, '--from', source, '--out', out, *one,
               *(a for k, v in settings.items() for a in (f'--{k}', v))]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **(environment or {})})
    said = done.stdout.decode('utf-8', 'replace')
    expect(f'grading {os.path.basename(source)} ends with status {status}', done.returncode == status, f'{done.returncode}: {said[-1500:]}')
    return said


def results(out):
    return {r['label']: r for r in (json.loads(read(p, 'rb').decode('utf-8')) for p in glob.glob(glob.escape(out) + '/results/*.json'))}


def letter(out, learner):
    return read(os.path.join(out, 'feedback', f'{learner}.txt'))


def names(lesson):
    return sorted((os.path.basename(p)[:-2] for p in glob.glob(f'solutions/{lesson}/*.c')), key=lambda k: int(k.split('-')[0]))


def solution(lesson, k):
    return read(f'solutions/{lesson}/{k}.c')


def solved(folder, lesson='02-bigram', change=None):
    for k in names(lesson):
        write(f'{folder}/{k}.c', (change or (lambda k, t: t))(k, solution(lesson, k)))


# ---- cheats ----

def processes():
    """How many processes run a hand of this folder."""
    hands = f'{os.getcwd()}/{os.environ["HANDS"]}/'.encode()
    count = 0
    for path in glob.glob('/proc/[0-9]*/cmdline'):
        try:
            count += hands in read(path, 'rb')
        except OSError:
            pass
    return count


def catalogue():
    """(name, exercise, share of its points, text) of every answer in tests/cheats."""
    prologue = read('tests/cheats/prologue.inc')
    for path in sorted(glob.glob('tests/cheats/*.txt')):
        _, *answers = re.split(r'^=== ', read(path), flags=re.M)
        for answer in answers:
            title, _, code = answer.partition('\n')
            name, exercise, earns = title.split()
            # what would be a large file, to keep a slow reader busy
            code = code.replace('@slashes@', '/*' * 100000).replace('@quotes@', "'" + "\\'" * 100000)
            yield f'{os.path.basename(path)[:-4]}-{name}', exercise, Fraction(earns), prologue + code


def cheats():
    lesson, mine = '02-bigram', {}
    for name, k, earns, text in catalogue():
        write(f'{work}/cheats/{name}/{k}.c', text)
        mine[name] = (k, earns)
    os.makedirs(f'{work}/tmp')
    before, running = set(os.listdir('/tmp')), processes()
    said = make_grade(lesson, f'{work}/cheats', f'{work}/caught', environment={'TMPDIR': f'{work}/tmp'})
    found = results(f'{work}/caught')
    for name, (k, earns) in mine.items():
        if 'not_graded' in found[name]:
            expect(f'{name} is graded', False, found[name]['not_graded'])
            continue
        one = next(e for e in found[name]['exercises'] if e['exercise'] == k)
        right = earns * one['of']
        expect(f'{name} earns {right}', Fraction(one['points']) == right and Fraction(found[name]['total']) == right,
               f"{one['points']} {one['verdict']} {one['message'][:200]} {one['tests']}")
        expect(f'{name} is told why', earns == 1 or one['message'] or any(t['message'] for t in one['tests']))
        words = letter(f'{work}/caught', name)
        expect(f'{name}: nothing of a file is in its letter', not re.search('root:|log_likelihood|\033', words) and len(words) < 20000)
    expect('cheats print nothing', 'total: 100' not in said)
    time.sleep(1)
    left = os.listdir(f'{work}/tmp') + [n for n in set(os.listdir('/tmp')) - before if n.startswith('filled')]
    expect('cheats leave no file', not left, str(left))
    expect('cheats leave no process', processes() <= running)


# ---- the desk ----

def archives(folder):
    """One solution in many wrappings; each deserves all points."""
    plain = {k: solution('02-bigram', k).encode() for k in names('02-bigram')}
    with zipfile.ZipFile(f'{folder}/zipped.zip', 'w') as archive:
        for k, data in plain.items():
            archive.writestr(f'my work/exercises/02-bigram/{k}.c', data)
            archive.writestr(f'__MACOSX/{k}.c', b'junk')
        archive.writestr('../../escaped.c', b'no')
    with tarfile.open(f'{folder}/packed.tar.gz', 'w:gz') as archive:
        for k, data in plain.items():
            about = tarfile.TarInfo(f'./{k}.c')
            about.size, about.mtime = len(data), 1700000000
            archive.addfile(about, io.BytesIO(data))
        link = tarfile.TarInfo('sub/4-nll.c')
        link.type, link.linkname = tarfile.SYMTYPE, '/etc/passwd'
        archive.addfile(link)
    wraps = {'bom': lambda d: b'\xef\xbb\xbf' + d, 'crlf': lambda d: d.replace(b'\n', b'\r\n'),
             'utf16': lambda d: d.decode().encode('utf-16'), 'latin': lambda d: d + '// é\n'.encode('latin-1')}
    for name, wrap in wraps.items():
        for k, data in plain.items():
            write(f'{folder}/{name}/{k}.c', wrap(data))
    for k, data in plain.items():
        write(f'{folder}/O\'Neil, "Ada" (late)\udcff/{k}.c'.encode('utf-8', 'surrogateescape'), data)
    return ['zipped', 'packed', *wraps]


def desk():
    folder, out = f'{work}/in', f'{work}/out'
    os.makedirs(folder)
    right = archives(folder)
    os.makedirs(f'{folder}/links')
    os.symlink('/etc/passwd', f'{folder}/links/4-nll.c')
    os.mkfifo(f'{folder}/links/3-sample.c')
    write(f'{folder}/links/1-count.c', b'x' * 300000)
    write(f'{folder}/links/2-normalise.c', b'\0\1\2')
    write(f'{folder}/broken.zip', b'PK\3\4 nothing')
    os.symlink('/etc', f'{folder}/etc')
    solved(f'{folder}/helpers', change=lambda k, t: t.replace('#include <math.h>', '#include <math.h>\ndouble helper(double x) { return x; }'))
    write(f'{folder}/twice/10-cross-entropy.c', mutant('02-bigram', '10-cross-entropy', '2'))
    solved(f'{folder}/second-1')
    write(f'{folder}/second-2/4-nll.c', solution('02-bigram', '4-nll'))
    for day, name in enumerate(['second-1', 'second-2']):
        for path in glob.glob(glob.escape(f'{folder}/{name}') + '/*.c'):
            os.utime(path, (1700000000 + day, 1700000000 + day))
    write(f'{folder}/roster.csv', 'folder,learner,group\nzipped,Zoe Zip,\nnobody,Nora None,\npacked,Ann,g1\n,Ben,g1\nsecond-1,Tom,\nsecond-2,Tom,\n')
    write(f'{folder}/late.csv', 'learner,due,free,a_day,submitted\n*,2023-11-12,0,0.1,\nZoe Zip,2023-11-01,1,,2023-11-03 12:00\n')
    write(f'{folder}/marks.csv', 'learner;exercise;points\nZoe Zip;essay;7.5\n')
    said = make_grade('02-bigram', folder, out, environment={'LC_ALL': 'C', 'TERM': 'dumb'})
    found = results(out)
    for learner in ['Zoe Zip', 'g1', 'bom', 'crlf', 'utf16', 'latin', 'helpers']:
        expect(f'{learner} has all points', found[learner]['total'] == '100', str(found[learner].get('total', found[learner])))
    # of three fixed tests the one that fails counts twice, and both drawn cases fail: 15 points (1 + 1) / (1 + 1 + 2 + 1 + 1)
    expect('a test that counts TWICE', found['twice']['total'] == '5', found['twice']['total'])
    odd = next(r for r in found.values() if r['learner'].startswith("O'Neil"))
    expect('a name with quotes and a byte that is not text', odd['total'] == '100')
    for learner, word in (('bom', 'byte order mark'), ('crlf', 'CR LF'), ('utf16', 'UTF-16'), ('latin', 'Latin-1')):
        expect(f'{learner}: the letter says so', word in letter(out, learner))
    words = letter(out, 'links')
    for part in ('4-nll.c: not read: it is a link', '3-sample.c: not read: it is not a regular', 'larger than 256 kB', 'not text'):
        expect(f'links: {part}', part in words, words[:600])
    expect('an archive that is none', 'cannot be unpacked' in letter(out, 'broken') and found['broken']['total'] == '0')
    expect('a learner without a submission is missing', all(e['verdict'] == 'missing' for e in found['Nora None']['exercises']))
    expect('a linked folder is not graded', 'etc' not in found)
    expect('who is not in the roster is named', 'not in the roster' in said)
    rows = {r['learner']: r for r in csv.DictReader(io.StringIO(read(f'{out}/grades.csv')))}
    expect('both of a group have its points', rows['Ann']['total'] == rows['Ben']['total'] == '100')
    expect('late days', rows['Zoe Zip']['days late'] == '3' and rows['Zoe Zip']['counts'] == '87.50', str(rows['Zoe Zip']))
    expect('of two submissions the last counts', rows['Tom']['total'] == '10', str(rows['Tom']))
    write(f'{folder}/late.csv', read(f'{folder}/late.csv').replace('submitted\n', 'submitted,counts\n').replace('0.1,\n', '0.1,,best\n'))
    make_grade('02-bigram', folder, out)
    rows = {r['learner']: r for r in csv.DictReader(io.StringIO(read(f'{out}/grades.csv')))}
    expect('... or the best', rows['Tom']['total'] == '100', str(rows['Tom']))
    expect('a row for the missing', rows['Nora None']['total'] == '0' and rows['Nora None']['state'] == 'missing')
    shapes = json.loads(read(f'{out}/gradescope/bom.json'))
    expect("Gradescope's file", shapes['score'] == 100 and len(shapes['tests']) == 10)
    expect("Autolab's line", json.loads(read(f'{out}/autolab/bom.json'))['scores']['4-nll'] == 10)
    expect('equal answers of two are a pair', 'crlf' not in read(f'{out}/pairs.csv') or len(right) > 0)
    expect('the page about the class', '<tr><td>4-nll<td>' in read(f'{out}/class.html'))
    expect('less than 2 MB for each', sum(os.path.getsize(os.path.join(w, f)) for w, _, fs in os.walk(out) for f in fs) < 2e6 * len(found))
    said = make_grade('02-bigram', folder, out)
    expect('what has not changed is not graded again', said.count('as before') == len(found), said[-800:])
    write(f'{folder}/bom/4-nll.c', 'int nothing;\n')
    said = make_grade('02-bigram', folder, out)
    expect('what has changed is', said.count('as before') == len(found) - 1 and results(out)['bom']['total'] == '90')
    said = make_grade('02-bigram', f'{folder}/crlf', f'{work}/one', one=True)
    expect('one submission: the letter, and Autolab\'s line last', 'total: 100 of 100' in said and '"4-nll": 10.0' in said.strip().splitlines()[-1])
    faults(folder, out)
    sandboxes()


INSIDE = r"""
ls -A solutions | wc -l
touch common/written 2>/dev/null && echo writes
ls -d /proc/[0-9]* | wc -l
grep -c : /proc/net/dev
(sleep 300 &) ; echo end
"""


def sandboxes():
    """What is inside, with the guard out of the way: each kind that this machine can."""
    sys.path.insert(0, 'tools/grade')
    sys.dont_write_bytecode = True
    from sandbox import Sandbox, run, works
    with tempfile.TemporaryDirectory() as answers:
        for kind in ('bubblewrap', 'unshare'):
            box = Sandbox(os.getcwd(), [os.path.join(os.getcwd(), 'solutions')])
            if box.kind != kind and (kind == 'bubblewrap' or not works(box.unshare)):
                continue
            box.kind = kind
            with open(f'{work}/inside', 'wb') as output:
                status, said = run(box.command(['sh', '-c', INSIDE], answers), 20, os.getcwd(), output=output)
            lines = read(f'{work}/inside').split()
            expect(f'{kind}: no solutions, read-only, few processes, no network', len(lines) == 4 and lines[0] == '0' and
                   int(lines[1]) < 10 and int(lines[2]) <= 1 and lines[3] == 'end', f'{status} {lines} {said}')
    sleeping = [p for p in glob.glob('/proc/[0-9]*/cmdline') if b'sleep\x00300' in (read(p, 'rb') if os.path.exists(p) else b'')]
    expect('what was started there is gone', not sleeping, str(sleeping))


def faults(folder, out):
    """The machine's, which cost nobody points."""
    with open(f'{out}/.lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        expect('two at once', 'another make grade' in make_grade('02-bigram', folder, out, status=3))
    said = make_grade('02-bigram', folder, f'{work}/none', status=3, environment={'CC': 'no-such-cc', 'COMPILE': 'no-such-cc'})
    expect('no compiler', 'not graded' in said and 'no-such-cc' in said and not os.path.exists(f'{work}/none/grades.csv'))
    write(f'{work}/bin/gcc-that-breaks', '#!/bin/sh\ncase $* in *-shared*) ;; *crash*) exit 1 ;; esac\n'
          'for a; do [ ! -f "$a" ] || ! grep -q helper "$a" || { echo "No space left on device" >&2; exit 1; }; done\nexec "$REAL" "$@"\n')
    os.chmod(f'{work}/bin/gcc-that-breaks', 0o755)
    compile_with = os.environ['COMPILE'].split()
    os.makedirs(f'{work}/two')
    for name in ('helpers', 'crlf'):
        shutil.copytree(f'{folder}/{name}', f'{work}/two/{name}')
    environment = {'REAL': shutil.which(compile_with[0]), 'PATH': f'{work}/bin:{os.environ["PATH"]}',
                   'COMPILE': ' '.join(['gcc-that-breaks', *compile_with[1:]])}
    make_grade('02-bigram', f'{work}/two', f'{work}/full', status=3, environment=environment)
    found = results(f'{work}/full')
    expect('a full disk costs nobody points', 'not_graded' in found['helpers'] and found['crlf']['total'] == '100', str(found['helpers'])[:300])
    rows = {r['learner']: r for r in csv.DictReader(io.StringIO(read(f'{work}/full/grades.csv')))}
    expect('... nor in the gradebook', rows['helpers']['total'] == '' and rows['helpers']['state'].startswith('not graded'), str(rows['helpers']))
    tools = f'{work}/tools'
    os.makedirs(tools)
    for tool in ('prlimit', 'objcopy', 'git', 'true', 'sh'):
        os.symlink(shutil.which(tool), f'{tools}/{tool}')
    said = make_grade('02-bigram', folder, f'{work}/open', status=3, environment={'PATH': tools})
    expect('without a sandbox it refuses', 'install bubblewrap' in said)
    expect('a wrong LESSON', 'no exercises' in make_grade('99-none', folder, f'{work}/none', status=2))
    expect('a wrong FROM', 'no such folder' in make_grade('02-bigram', f'{work}/nowhere', f'{work}/none', status=2))


# ---- known mistakes, and a class ----

def mistakes_of(lesson, k):
    said = subprocess.run(['tools/mutant', f'solutions/{lesson}/{k}.c'], capture_output=True, text=True, check=True).stdout
    return [line.split('\t') for line in said.splitlines()]


def mutant(lesson, k, number):
    return subprocess.run(['tools/mutant', f'solutions/{lesson}/{k}.c', number], capture_output=True, text=True, check=True).stdout


def checked(lesson, k, text, name):
    """{test: whether it passed} by tools/check-one, which has nothing to do with the grader; and the verdict."""
    folder = os.path.join('build', 'grade-check', lesson, f'{k}-{name}')
    write(f'{folder}/{k}.c', text)
    subprocess.run(['tools/check-one', lesson, k, f'{folder}/{k}.c', f'{folder}/{k}'], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    found = json.loads(read(f'{folder}/{k}.json', 'rb').decode('utf-8', 'replace'), strict=False)
    shutil.rmtree(folder)
    return found


def mistakes(lesson):
    """Every known mistake is graded: the first ones of all exercises are one submission, the second ones the next. Each must be found
    and named. make test-meta proves the same of tools/check-one; SAMPLE of them are drawn and compared with it test by test."""
    folder, out = f'{work}/mistakes-{lesson}', f'{work}/mistaken-{lesson}'
    cases = []
    for k in names(lesson):
        for number, title, says in mistakes_of(lesson, k):
            text = mutant(lesson, k, number)
            write(f'{folder}/{number}/{k}.c', text)
            cases.append((number, k, text, says))
    make_grade(lesson, folder, out)
    found = results(out)
    letters = {(number, k): part for number in found for k, part in parts(letter(out, number)).items()}
    for number, k, _, says in cases:
        one = exercise_of(found[number], k)
        expect(f'{lesson} {k}, mistake {number}: says {says}', says in letters[number, k], letters[number, k][:1500])
        expect(f'{lesson} {k}, mistake {number}: is found', one['verdict'] in ('wrong', 'refused'), one['verdict'])
    drawn = random.Random(f'{SEED} {lesson}').sample(cases, min(SAMPLE, len(cases)))
    with ThreadPoolExecutor(2) as pool:
        for (number, k, _, _), check in zip(drawn, pool.map(lambda c: checked(lesson, c[1], c[2], c[0]), drawn)):
            one = exercise_of(found[number], k)
            if check['verdict'] in ('refused', 'does not compile') or one['verdict'] == 'refused':
                alone = 'stands alone' in one['message'] # which the checker finds when it is called, and the grader before
                expect(f'{lesson} {k}, mistake {number}: {check["verdict"]}', one['verdict'] == check['verdict'] or alone,
                       one['verdict'] + one['message'])
            else:
                compare_tests(f'{lesson} {k}, mistake {number}', check, one)
    print(f'{lesson}: {len(cases)} known mistakes graded in {len(found)} submissions, {len(drawn)} drawn with seed {SEED} and compared '
          'with tools/check-one')


def exercise_of(result, k):
    return next(e for e in result['exercises'] if e['exercise'] == k)


def parts(words):
    """{exercise: what the letter says of it}"""
    _, *rest = re.split(r'^(\d+-[a-z0-9-]+)\.c ', words, flags=re.M)
    return dict(zip(rest[::2], rest[1::2]))


MEASURED = re.compile('within_a_factor_of_|reaches_')  # lesson 11's: of a wrong answer, the moment decides how wrong it is


def compare_tests(name, check, one):
    """The fixed tests pass or fail as tools/check-one has it; a fifth may be left of one that fails there by a leak or 1e-4."""
    credits = {t['name']: Fraction(t['credit']) for t in one['tests']}
    expect(f'{name}: tools/check-one ran its tests', len(check['tests']) > 0, check['verdict'])
    for test in check['tests']:
        if MEASURED.match(test['name']):
            continue
        credit = credits[test['name']]
        expect(f"{name}: {test['name']} is {'right' if test['passed'] else 'wrong'}", (credit == 1) == test['passed'], f'{credit}')


def answers(lesson, chance, most):
    """{exercise: {kind: text}}: right, a few known mistakes, unwritten, broken, missing"""
    kinds = {}
    for k in names(lesson):
        text = solution(lesson, k)
        kinds[k] = {'right': text, 'starter': read(f'build/stubs/{lesson}/{k}.c'), 'missing': None, 'broken': text + '}\n'}
        numbers = [n for n, _, _ in mistakes_of(lesson, k)]
        for number in chance.sample(numbers, min(len(numbers), most)):
            kinds[k][f'mistake {number}'] = mutant(lesson, k, number)
    return kinds


def known_scores(lesson, kinds):
    """{(exercise, kind): points}, by the grader; of one mistake in each exercise also by tools/check-one, test by test."""
    alone = {}
    for k, variants in kinds.items():
        for i, (kind, text) in enumerate(variants.items()):
            if text is not None:
                write(f'{work}/alone/{i}/{k}.c', text)
                alone[k, kind] = str(i)
    make_grade(lesson, f'{work}/alone', f'{work}/alone-out')
    found = results(f'{work}/alone-out')
    score, jobs = {}, []
    for k, variants in kinds.items():
        for kind, text in variants.items():
            one = exercise_of(found[alone[k, kind]], k) if text is not None else None
            score[k, kind] = Fraction(one['points']) if one else Fraction(0)
            if kind == 'right':
                expect(f'{k}: the solution has all points', score[k, kind] == one['of'])
            elif kind in ('starter', 'missing', 'broken'):
                expect(f'{k}: {kind} has none', score[k, kind] == 0)
            elif k not in [j[0] for j in jobs]:
                jobs.append((k, kind, text, one))
    with ThreadPoolExecutor(2) as pool:
        for (k, kind, _, one), check in zip(jobs, pool.map(lambda j: checked(lesson, j[0], j[2], j[1].replace(' ', '-')), jobs)):
            if one['verdict'] not in ('refused', 'does not compile'):
                compare_tests(f'{k} {kind}', check, one)
    return score


def mixed(folder, i, lesson, kinds, score, chance):
    """Writes a submission of mixed quality; one of twenty never ends. {exercise: points}"""
    expected, skill = {}, chance.random() ** 0.5
    os.makedirs(folder)
    for k, variants in kinds.items():
        kind = 'right' if chance.random() < skill else chance.choice([v for v in variants if v != 'right'])
        if kind != 'missing':
            write(f'{folder}/{k}.c', f'// {i}\n' + variants[kind] if kind != 'starter' else variants[kind])
        expected[k] = score[k, kind]
    if i % 20 == 19:
        k = names(lesson)[0]
        write(f'{folder}/{k}.c', endless(lesson, k))
        expected[k] = Fraction(0)
    return expected


def whole_class(count, lesson):
    """Submissions put together from answers whose scores are known one by one: right, wrong, unwritten, broken, endless."""
    chance = random.Random(count)
    kinds = answers(lesson, chance, 2)
    score = known_scores(lesson, kinds)
    expected = {f'{i:03}': mixed(f'{work}/class/{i:03}', i, lesson, kinds, score, chance) for i in range(count)}
    before = cpu_seconds()
    make_grade(lesson, f'{work}/class', f'{work}/class-out', jobs=os.environ.get('JOBS', '2'))
    spent = cpu_seconds() - before
    compare_class(expected, results(f'{work}/class-out'))
    print(f'{count} submissions: {spent / count:.2f} s of CPU time for each')


def compare_class(expected, found, but=()):
    for learner, points in expected.items():
        for k, right in points.items():
            one = exercise_of(found[learner], k)
            if k not in but:
                expect(f'{learner} has {right} points for {k}', Fraction(one['points']) == right, one['points'])
        if int(re.search('[0-9]+', learner).group()) % 20 == 19:
            first = found[learner]['exercises'][0]
            expect(f'{learner}: the endless one is found out', 'did not end' in first['tests'][0]['message'], str(first))


# ---- an instructor's afternoon ----

LOST = 'TWICE,\n             cross_entropy_of_large_logits, '  # the test that is forgotten at first


def afternoon(count):
    """From the handout to the gradebook, by the commands of TEACHING.md, in a copy of the course: a class with groups, late days,
    resubmissions, marks and endless loops; then a test that was forgotten is mended, and all is graded again. Every score must be right."""
    lesson, chance = '02-bigram', random.Random(count)
    kinds = answers(lesson, chance, 4)
    kinds['10-cross-entropy']['mistake 2'] = mutant(lesson, '10-cross-entropy', '2')  # which the forgotten test alone finds
    score = known_scores(lesson, kinds)
    course = f'{tempfile.gettempdir()}/afternoon-{os.getpid()}'  # make wants a path without blanks
    try:
        private = {'build', '.git', 'submissions', 'grades', 'handout'}
        shutil.copytree('.', course, ignore=lambda folder, _: private if folder == '.' else ())
        whole = read(f'{course}/tests/{lesson}.c')
        expect('there is a test to forget', LOST in whole)
        write(f'{course}/tests/{lesson}.c', whole.replace(LOST, ''))
        def make(*words, status=0):
            begun, before = time.monotonic(), cpu_seconds()
            environment = {k: v for k, v in os.environ.items() if k in ('PATH', 'HOME', 'DATASETS', 'TMPDIR', 'GRADE_SECONDS')}
            done = subprocess.run(['make', '-s', *words], cwd=course, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, env=environment)
            said = done.stdout.decode('utf-8', 'replace')
            expect(f'make {words[0]} ends with status {status}', done.returncode == status, said[-1500:])
            print(f'make {words[0]}: {cpu_seconds() - before:.0f} s of CPU time, {time.monotonic() - begun:.0f} s here and now', flush=True)
            return said
        make('handout', 'LESSONS=02', f'OUT={course}/handout')
        expect('the handout has starters and no solutions', os.path.exists(f'{course}/handout/exercises/{lesson}/4-nll.c') and
               not os.path.exists(f'{course}/handout/solutions') and not glob.glob(f'{course}/handout/tests/*drawn*'))
        expected, counts = the_class(f'{course}/submissions', count, lesson, kinds, score, chance)
        make('hands', 'LESSON=02')
        make('grade', 'LESSON=02', 'FROM=submissions', 'OUT=grades', f'SEED={SEED}', 'JOBS=2')
        compare_class(expected, results(f'{course}/grades'), but=['10-cross-entropy'])
        write(f'{course}/tests/{lesson}.c', whole)
        make('hands', 'LESSON=02')
        said = make('grade', 'LESSON=02', 'FROM=submissions', 'OUT=grades', 'JOBS=2')
        expect('after a mended test all are graded again', ', as before' not in said)
        compare_class(expected, results(f'{course}/grades'))
        gradebook(f'{course}/grades', expected, counts)
        said = make('grade', 'LESSON=02', 'FROM=submissions', 'OUT=grades', 'JOBS=2')
        expect('and then none', said.count(', as before') == len(results(f'{course}/grades')), said[-500:])
        size = sum(os.path.getsize(os.path.join(w, f)) for w, _, fs in os.walk(f'{course}/grades') for f in fs)
        expect('less than 2 MB for each', size < 2e6 * count, str(size))
        print(f'{size / count / 1000:.0f} kB kept for each')
        if os.environ.get('KEEP'):
            shutil.copytree(f'{course}/grades', f'{work}/grades')
    finally:
        shutil.rmtree(course, ignore_errors=True)


def the_class(folder, count, lesson, kinds, score, chance):
    """Submissions in folders and archives, with roster, late days and marks. {label: {exercise: points}}, {learner: what counts}"""
    expected, counts, roster = {}, {}, ['folder,learner,group']
    marks = ['learner,exercise,points']
    for i in range(count):
        learner, name, group = f'Learner {i:03}', f'{i:03}', ''
        if i % 50 == 11:  # handed in nothing
            roster.append(f',{learner},')
            expected[learner] = {k: Fraction(0) for k in kinds}
            counts[learner] = Fraction(0)
            continue
        if i % 25 == 8:  # shares the work of the one before
            roster.append(f',{learner},group {i - 1}')
            counts[learner] = counts[f'group {i - 1}']
            continue
        if i % 25 == 7:
            group = f'group {i}'
        label = group or learner
        points = mixed(f'{folder}/{name}', i, lesson, kinds, score, chance)
        late = i % 10 == 3  # two days, of which one is free
        for path in glob.glob(f'{folder}/{name}/*.c'):
            when = time.mktime((2026, 11, 4 if late else 1, 12, 0, 0, 0, 0, -1))
            os.utime(path, (when, when))
        if i % 50 == 21:  # a first try, of which nothing counts
            write(f'{folder}/{name}-first/4-nll.c', kinds['4-nll']['right'])
            os.utime(f'{folder}/{name}-first/4-nll.c', (1e9, 1e9))
            roster.append(f'{name}-first,{learner},')
            expected[learner] = {k: score[k, 'right'] if k == '4-nll' else Fraction(0) for k in kinds}
            label = f'{learner} ({name})'
        elif i % 3 == 0 and not late and glob.glob(f'{folder}/{name}/*.c'):
            shutil.make_archive(f'{folder}/{name}', 'zip' if i % 2 else 'gztar', f'{folder}/{name}')
            shutil.rmtree(f'{folder}/{name}')
        roster.append(f'{name},{learner},{group}')
        expected[label] = points
        counts[label] = sum(points.values()) * (Fraction(9, 10) if late else 1)
        if group:
            counts[learner] = counts[label]
        elif label != learner:
            counts[learner] = counts.pop(label)
        if i % 5 == 0:
            marks.append(f'{learner},essay,5')
            counts[learner] += 5
    write(f'{folder}/roster.csv', '\n'.join(roster))
    write(f'{folder}/marks.csv', '\n'.join(marks))
    write(f'{folder}/late.csv', 'learner,due,free,a_day\n*,2026-11-02 23:59,1,0.1\n')
    return expected, {learner: c for learner, c in counts.items() if not learner.startswith('group')}


def gradebook(out, expected, counts):
    rows = {r['learner']: r for r in csv.DictReader(io.StringIO(read(f'{out}/grades.csv')))}
    expect('a row for each learner', rows.keys() == counts.keys(), str(rows.keys() ^ counts.keys()))
    for learner, right in counts.items():
        said = rows[learner]['counts']
        expect(f'{learner}: {float(right):.2f} points count', abs(Fraction(said) - right) <= Fraction(1, 200), said)
    scores = {}
    for path in glob.glob(f'{out}/gradescope/*.json'):
        one = json.loads(read(path))
        scores[os.path.basename(path)[:-5]] = one['score']
        expect('Gradescope: its tests add up', abs(sum(t['score'] for t in one['tests']) - one['score']) < 0.001, path)
    expect("Gradescope's files", sorted(scores.values()) == sorted(round(float(sum(p.values())), 4) for p in expected.values()))
    expect("the class's page", 'What went wrong' in read(f'{out}/class.html'))


def speed(count, lesson):
    """Right submissions, no two the same: what one costs in CPU time."""
    for i in range(count):
        solved(f'{work}/right/{i:03}', lesson, lambda k, text: f'// {i}\n{text}')
    begun, before = time.monotonic(), cpu_seconds()
    make_grade(lesson, f'{work}/right', f'{work}/right-out', jobs=os.environ.get('JOBS', '2'))
    seconds, spent = time.monotonic() - begun, (cpu_seconds() - before) / count
    expect('all are right', all(r['total'] == str(r['of']) for r in results(f'{work}/right-out').values()))
    print(f'{count} right submissions: {spent:.3f} s of CPU time for each; {60 * count / seconds:.0f} a minute here and now')


def endless(lesson, k):
    text = solution(lesson, k)
    return re.sub(r'( *)//: solution\n', r'\1for (volatile int forever = 1; forever;) {}\n\1//: solution\n', text, count=1)


adopt()
what = sys.argv[1:]
try:
    if what[:1] == ['cheats']:
        cheats()
    elif what[:1] == ['desk']:
        desk()
    elif what[:1] == ['class']:
        whole_class(int(what[1]), what[2])
    elif what[:1] == ['afternoon']:
        afternoon(int(what[1]))
    elif what[:1] == ['speed']:
        speed(int(what[1]), what[2])
    elif what[:1] == ['mistakes']:
        mistakes(what[2] if len(what) > 2 else what[1])
    else:
        sys.exit(__doc__)
finally:
    if not os.environ.get('KEEP'):
        subprocess.run(['chmod', '-R', 'u+rwX', work])
        shutil.rmtree(work)
    else:
        print(work)
print(f"grade {' '.join(what)}: {passed} passed, {failed} failed; {cpu_seconds():.0f} s of CPU time")
sys.exit(failed > 0 or passed == 0)
