"""make grade LESSON=02 FROM=submissions OUT=grades: tools/grade/README.md says how it works, TEACHING.md how to use it."""
import argparse
import concurrent.futures
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from fractions import Fraction

sys.dont_write_bytecode = True
import classwork
import intake
import results
import work
from sandbox import NotGraded, Sandbox

USAGE = 'make grade LESSON=02 FROM=submissions OUT=grades'


class Usage(Exception):
    """The command is not one that can be carried out: exit status 2."""


def arguments():
    parser = argparse.ArgumentParser(prog=USAGE, description=__doc__)
    for name in ('lesson', 'from', 'out', 'jobs', 'seed', 'roster', 'late', 'marks'):
        parser.add_argument(f'--{name}', default='')
    parser.add_argument('--one', action='store_true', help='FROM is one submission; the letter goes to stdout')
    given = parser.parse_args()
    given.source = vars(given)['from']
    if not given.lesson or not given.source:
        raise Usage(f'say which lesson and where the submissions are: {USAGE} (JOBS, SEED, ROSTER, LATE, MARKS, ONE=1)')
    if not os.path.isdir(os.path.join('solutions', given.lesson)):
        raise Usage(f'LESSON={given.lesson} has no exercises with solutions here')
    if not (os.path.exists(given.source) if given.one else os.path.isdir(given.source)):
        raise Usage(f'FROM={given.source}: there is no such folder')
    for name in ('jobs', 'seed'):
        if vars(given)[name] and not vars(given)[name].isdecimal():
            raise Usage(f'{name.upper()}={vars(given)[name]} is not a number')
    given.out = os.path.abspath(given.out or 'grades')
    given.source = os.path.abspath(given.source)
    return given


def optional_table(given, name, usual):
    """The CSV that an argument names, or the usual one where the submissions are."""
    path = vars(given)[name]
    if path and not os.path.isfile(path):
        raise Usage(f'{name.upper()}={path}: there is no such file')
    if not path and not given.one:
        path = os.path.join(given.source, usual)
    return intake.table(path) if path and os.path.isfile(path) else []


def locked(out):
    os.makedirs(out, exist_ok=True)
    lock = open(os.path.join(out, '.lock'), 'w')
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise NotGraded(f'another make grade writes to {out}: wait for it, or choose another OUT')
    return lock


def course_version():
    try:
        said = subprocess.run(['git', 'describe', '--always', '--dirty'], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=20)
        return said.stdout.strip() or 'unknown'
    except (OSError, subprocess.TimeoutExpired):
        return 'unknown'


def earlier(path):
    try:
        with open(path, encoding='utf-8') as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def seed_of(given):
    """The one that was asked for, or that of the last time, or a new one."""
    known = earlier(os.path.join(given.out, 'class.json')) or {}
    if given.seed:
        return int(given.seed)
    return known['seed'] if known.get('lesson') == given.lesson and 'seed' in known else secrets.randbelow(2 ** 31)


class Grading:
    def __init__(self, given):
        self.given = given
        root = os.getcwd()
        try:
            self.lesson = work.Lesson(given.lesson, root, os.environ)
        except OSError as error:
            raise NotGraded(f'{error.filename}: {error.strerror}')
        hidden = [os.path.join(root, 'solutions'), os.path.join(root, 'build', 'meta'), given.source, given.out]
        self.sandbox = Sandbox(root, hidden)
        self.about = {'lesson': given.lesson, 'seed': seed_of(given), 'tests': self.lesson.fingerprint(), 'course': course_version(),
                      'sandbox': self.sandbox.kind}
        self.print_lock = threading.Lock()
        self.texts = {}

    def learn_what_is_right(self, folder):
        """What the hands see with the solutions: what every submission is compared with."""
        texts = {k: work.read(os.path.join('solutions', self.lesson.name, k + '.c')) for k in self.lesson.exercises}
        self.solutions = os.path.join(folder, 'solutions.blocks')
        verdicts, _ = work.grade(self.lesson, self.sandbox, texts, self.about['seed'], None, self.solutions)
        for v in verdicts.values():
            if v.verdict not in ('right', 'written', 'skipped'):
                said = v.message or next((f"{t['name']}: {t['message']}" for t in v.tests if t['credit'] != 1), '')
                raise NotGraded(f"the solution of {v.exercise} is {v.verdict} on this machine: {said}")

    def path(self, label):
        return os.path.join(self.given.out, 'results', results.file_name(label) + '.json')

    def one(self, submission):
        """The result of one submission; one that is there already, of the same files and tests, is kept."""
        try:
            if submission.path:
                intake.read(submission, self.lesson.name, self.lesson.exercises)
            self.texts[submission.label] = submission.text
            known = earlier(self.path(submission.label))
            if known and 'not_graded' not in known and known.get('sha256') == submission.digest() and \
                    all(known.get(k) == self.about[k] for k in ('lesson', 'seed', 'tests')):
                known['members'], known['notes'], known['kept'] = submission.members, submission.notes, True
                return known
            verdicts, seconds = work.grade(self.lesson, self.sandbox, submission.text, self.about['seed'], self.solutions)
            return results.result(submission, verdicts, seconds, self.about)
        except NotGraded as error:
            return results.not_graded(submission, str(error), self.about)
        except OSError as error:
            return results.not_graded(submission, f'{error.filename or "the machine"}: {error.strerror}', self.about)

    def finished(self, one, late):
        one['late'] = classwork.late(one, late) if 'not_graded' not in one else None
        kept = one.pop('kept', False)
        results.write(self.path(one['label']), json.dumps(one, ensure_ascii=False, indent=1) + '\n')
        name = results.file_name(one['label'])
        results.write(os.path.join(self.given.out, 'feedback', name + '.txt'), results.letter(one))
        results.write(os.path.join(self.given.out, 'gradescope', name + '.json'), json.dumps(results.gradescope(one), indent=1) + '\n')
        results.write(os.path.join(self.given.out, 'autolab', name + '.json'), results.autolab(one) + '\n')
        state = ('not graded: ' + one['not_graded'] if 'not_graded' in one else
                 f"{results.points_text(one['total'])} of {one['of']} points" + (', as before' if kept else ''))
        if not self.given.one:
            with self.print_lock:
                print(f"{one['label']}: {state}", flush=True)
        return one


def that_count(done, late):
    """Of several submissions of one learner, the last counts, or the best where late.csv says so."""
    best = late[0].get('counts') == 'best'
    def rank(one):
        points = Fraction((one.get('late') or {}).get('points') or one.get('total', '-1'))
        return (points, one.get('time') or 0) if best else (one.get('time') or 0, points)
    count = {}
    for one in done:
        if one['learner'] not in count or rank(one) >= rank(count[one['learner']]):
            count[one['learner']] = one
    return list(count.values())


def grade_all(given, folder):
    roster = optional_table(given, 'roster', 'roster.csv')
    late = classwork.late_rules(optional_table(given, 'late', 'late.csv'))
    marks = classwork.marks(optional_table(given, 'marks', 'marks.csv'))
    grading = Grading(given)
    if given.one:
        one = intake.Submission(intake.stem(os.path.basename(given.source.rstrip('/'))) or 'submission', given.source)
        found, unknown = [one], []
    else:
        found, unknown = intake.submissions(given.source, roster, given.out)
    if not found:
        raise Usage(f'FROM={given.source} holds no folder and no archive (.zip, .tar.gz)')
    grading.learn_what_is_right(folder)
    results.write(os.path.join(given.out, 'class.json'), json.dumps(grading.about, indent=1) + '\n')
    jobs = int(given.jobs or 0) or len(os.sched_getaffinity(0)) + 1
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        done = list(pool.map(lambda s: grading.finished(grading.one(s), late), found))
    if given.one:
        print(results.letter(done[0]))
        print(results.autolab(done[0]))
    else:
        report(grading, done, late, marks, unknown)
    return 3 if any('not_graded' in one for one in done) else 0


def report(grading, done, late, marks, unknown):
    out, lesson = grading.given.out, grading.lesson
    pairs = classwork.pairs(grading.texts, lesson.exercises)
    results.write(os.path.join(out, 'grades.csv'), results.grades(that_count(done, late), list(lesson.exercises), marks))
    results.write(os.path.join(out, 'pairs.csv'), results.csv_text([['one', 'other', 'equal answers', 'exercises'],
                                                                   *([a, b, len(ks), ' '.join(ks)] for a, b, ks in pairs)]))
    results.write(os.path.join(out, 'class.html'), results.class_page(that_count(done, late), lesson.name, pairs, grading.about) + '\n')
    classwork.essays(lesson, grading.texts, out)
    faults = [one for one in done if 'not_graded' in one]
    print(f"{len(done) - len(faults)} graded, {len(faults)} not graded; grades.csv, class.html and feedback/ are in {intake.printable(out)}")
    if unknown:
        print(f"not in the roster, graded under their own names: {', '.join(unknown)}")
    if faults:
        print(f"not graded, for the machine's faults and not the learners': {', '.join(o['label'] for o in faults)}; mend it and say "
              'make grade again')


def main():
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: sys.exit(1))
    sys.stdout.reconfigure(encoding='utf-8', errors='replace')
    sys.stderr.reconfigure(encoding='utf-8', errors='replace')
    os.umask(0o077)
    try:
        given = arguments()
        for tool in ('prlimit', 'objcopy'):
            if not shutil.which(tool):
                raise NotGraded(f'{tool} is missing (util-linux, binutils): the grader needs Linux')
        lock = locked(given.out)
        with tempfile.TemporaryDirectory(prefix='grade-') as folder:
            status = grade_all(given, folder)
        lock.close()
        return status
    except Usage as error:
        print(error, file=sys.stderr)
        return 2
    except NotGraded as error:
        print(f'not graded: {error}', file=sys.stderr)
        return 3
    except OSError as error:
        print(f'not graded: {error.filename or "the machine"}: {error.strerror}', file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        print('stopped; make grade again goes on where this ended', file=sys.stderr)
        return 130


if __name__ == '__main__':
    sys.exit(main())
