"""What concerns the class and not one submission: late days, resubmissions, pairs of equal answers, essays."""
import collections
import datetime
import os
import re
from fractions import Fraction

import guard

KEYWORDS = set('''auto break case char const continue default do double else enum extern float for goto if inline int long register
    restrict return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false'''.split())
SHORT = 40  # tokens: below that, equal answers are what one expects


def shape(text, known):
    """The tokens without comments, and with the names that are not known (the starter's) numbered, so that renaming changes nothing."""
    names = {}
    out = []
    for kind, token, _ in guard.tokens(text):
        if kind == 'name' and token not in KEYWORDS and token not in known:
            token = f'name{names.setdefault(token, len(names))}'
        out.append(token)
    return ' '.join(out)


def pairs(texts, exercises):
    """[(learner, learner, [exercise, ...]), ...]: those with the most equal answers first. Answers that more than a tenth of the
    class (at least five) share are how one writes it, and nothing to look at."""
    shared = collections.defaultdict(list)
    most = max(4, len(texts) // 10)
    for k, exercise in exercises.items():
        same = collections.defaultdict(list)
        known = {t for kind, t, _ in guard.tokens(exercise.starter) if kind == 'name'}
        unwritten = shape(exercise.starter, known)
        for learner, text in texts.items():
            if k in text and exercise.kind != 'essay':
                form = shape(text[k], known)
                if form != unwritten and form.count(' ') - len(exercise.code) > SHORT:
                    same[form].append(learner)
        for learners in same.values():
            if 2 <= len(learners) <= most:
                for i, a in enumerate(learners):
                    for b in learners[i + 1:]:
                        shared[a, b].append(k)
    return sorted(((a, b, ks) for (a, b), ks in shared.items()), key=lambda p: (-len(p[2]), p))


def moment(text):
    """Of a CSV: 2026-11-02, 2026-11-02 23:59 or with a T and a zone."""
    text = text.strip().replace('Z', '+00:00')
    for form in (text, text.replace(' ', 'T', 1)):
        try:
            found = datetime.datetime.fromisoformat(form)
            return found if found.tzinfo else found.astimezone()
        except ValueError:
            continue
    return None


def late_rules(rows):
    """late.csv: rules in rows whose learner is *, exceptions in rows of their own. Columns: learner, due, free (days that cost
    nothing), a_day (the share that each further day costs, 0.1), most (days after which nothing counts), counts (best or last of
    several submissions), submitted (a time that overrides the file's)."""
    usual = next((r for r in rows if r.get('learner') == '*'), {})
    return usual, {r['learner']: r for r in rows if r.get('learner') not in (None, '', '*')}


def late(one, rules):
    """{days, points} that a late submission counts, or None where there is no due date."""
    usual, own = rules
    mine = next((own[m] for m in [one['learner'], *one['members']] if m in own), {})
    def rule(key, fallback):
        return mine.get(key) or usual.get(key) or fallback
    due = moment(rule('due', ''))
    when = moment(mine['submitted']) if mine.get('submitted') else (
        datetime.datetime.fromtimestamp(one['time'], datetime.timezone.utc) if one.get('time') else None)
    if not due or not when:
        return None
    days = max(0, -((due - when) // datetime.timedelta(days=1)) if when > due else 0)
    counted = max(0, days - int(rule('free', '0')))
    share = max(Fraction(0), 1 - counted * Fraction(rule('a_day', '0.1')))
    if days > int(rule('most', '1000')):
        share = Fraction(0)
    return {'days': days, 'points': str(Fraction(one['total']) * share)}


def essay_page(exercise, solution, texts):
    """All answers to one written question behind its task and its rubric."""
    lines = [f'# {exercise.name}', '', '```', comment(exercise.starter), '```', '', '## Rubric', '', '```', rubric(solution) or
             'The solution has no rubric: entry.', '```', '', 'Marks go into marks.csv: learner,exercise,points', '']
    for learner, text in texts.items():
        if exercise.name in text:
            lines += [f'## {learner}', '', '```c', text[exercise.name].replace('```', "'''").strip(), '```', '']
    return '\n'.join(lines)


def comment(text):
    found = re.search(r'/\*.*?\*/', text, re.S)
    return found.group().replace('```', "'''") if found else ''


def rubric(solution):
    """The `rubric:` entry of a solution's header."""
    found = re.search(r'^ \* rubric: *(.*(?:\n \* {2,}.*)*)', solution, re.M)
    return re.sub(r'\n \* +', '\n', found.group(1)) if found else ''


def essays(lesson, texts, out):
    import results
    for exercise in lesson.exercises.values():
        if exercise.kind == 'essay':
            path = os.path.join(lesson.root, 'solutions', lesson.name, exercise.name + '.c')
            with open(path, encoding='utf-8') as file:
                results.write(os.path.join(out, 'essays', exercise.name + '.md'), essay_page(exercise, file.read(), texts))


def marks(rows):
    """{learner: {exercise: points}} of marks.csv."""
    found = {}
    for row in rows:
        if row.get('learner') and row.get('exercise') and row.get('points'):
            Fraction(row['points'])  # or the error says which
            found.setdefault(row['learner'], {})[row['exercise']] = row['points']
    return found
