"""Everything that comes out: a JSON file for each submission, and from those alone the gradebook, the files that Gradescope and
Autolab read, a letter to each learner and a page about the class. A file gets its name when it is whole."""
import collections
import csv
import io
import json
import os
import re
from fractions import Fraction

from intake import printable

SCHEMA = 'zero-to-hero-grade-1'


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    part = f'{path}.part'
    with open(part, 'w', encoding='utf-8', newline='') as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def file_name(learner):
    """A name that any file system takes, another one for each learner."""
    plain = re.sub(r'[^A-Za-z0-9._-]', '_', printable(learner)).lstrip('.') or '_'
    if plain == learner and len(plain) <= 80:
        return plain
    import hashlib
    return plain[:80] + '-' + hashlib.sha256(learner.encode('utf-8', 'surrogateescape')).hexdigest()[:8]


def decimal(fraction):
    return round(float(fraction), 4)


def result(submission, verdicts, seconds, about):
    """The JSON of one submission. Points are fractions; beside each stands its decimal."""
    exercises = []
    for v in verdicts.values():
        weights = sum(t['weight'] for t in v.tests)
        tests = [{'name': t['name'], 'weight': t['weight'], 'credit': str(t['credit']), 'message': t['message'],
                  'points': str(v.of * t['weight'] * t['credit'] / weights)} for t in v.tests]
        exercises.append({'exercise': v.exercise, 'verdict': v.verdict, 'points': str(v.points), 'points_decimal': decimal(v.points),
                          'of': v.of, 'sha256': submission.sha256.get(v.exercise), 'message': v.message, 'warnings': v.warnings,
                          'tests': tests})
    counted = [v for v in verdicts.values() if v.verdict != 'skipped']
    total = sum((v.points for v in counted), Fraction(0))
    return {'schema': SCHEMA, 'learner': submission.learner, 'label': submission.label, 'members': submission.members,
            'total': str(total), 'total_decimal': decimal(total), 'of': sum(v.of for v in counted), 'seconds': round(seconds, 2),
            'time': submission.time, 'sha256': submission.digest(), 'notes': [printable(n) for n in submission.notes],
            'exercises': exercises, **about}


def not_graded(submission, reason, about):
    return {'schema': SCHEMA, 'learner': submission.learner, 'label': submission.label, 'members': submission.members,
            'not_graded': printable(reason), 'sha256': submission.digest(), 'notes': [printable(n) for n in submission.notes], **about}


def points_text(fraction):
    value = Fraction(fraction)
    return str(value) if value.denominator == 1 else f'{float(value):.2f}'


SAYS = {'todo': 'not written yet', 'written': 'written; a person grades it, by its rubric', 'missing': 'missing'}


def letter(one):
    """What the learner reads, in the words of make check-NN."""
    lines = [f"{one['lesson']}: {one['label']}"]
    if 'not_graded' in one:
        return '\n'.join([*lines, f"not graded: {one['not_graded']}. This is the machine's fault and costs no points.", ''])
    lines += [f'note: {note}' for note in one['notes']]
    for e in one['exercises']:
        points = f"{points_text(e['points'])} of {e['of']} points" if e['of'] else 'no points'
        lines.append(f"{e['exercise'] + '.c':<28} {points:>18}  {SAYS.get(e['verdict'], e['verdict'])}")
        lines += [f'      {line}' for line in (e['message'].splitlines() if e['verdict'] not in ('missing', 'todo') else [])]
        lines += [f'      {line}' for line in e['warnings']]
        before = None
        for t in e['tests']:
            if t['credit'] == '1' or e['verdict'] == 'todo':
                continue
            lines.append(f"    {t['name']}" + (', which costs a fifth of its points' if t['credit'] != '0' else ''))
            likely = t['message'].partition('likely ')[2]
            if likely and likely == before:
                lines.append('      likely    the same')
            else:
                lines += [f'      {line}' for line in t['message'].splitlines()]
            before = likely
    lines.append(f"total: {points_text(one['total'])} of {one['of']} points")
    if one.get('late'):
        lines.append(f"{one['late']['days']} days late: {points_text(one['late']['points'])} points count")
    return '\n'.join(lines) + '\n'


def gradescope(one):
    if 'not_graded' in one:
        return {'output': letter(one), 'score': 0, 'visibility': 'hidden', 'execution_failed': True}
    tests = []
    for e in one['exercises']:
        shown = [line for t in e['tests'] if t['credit'] != '1' for line in (t['name'], t['message'])]
        tests.append({'name': e['exercise'], 'score': e['points_decimal'], 'max_score': e['of'],
                      'output': '\n'.join([e['verdict'], e['message'], *shown]).strip()})
    return {'score': one['total_decimal'], 'execution_time': round(one['seconds']), 'output': '\n'.join(one['notes']), 'tests': tests}


def autolab(one):
    return json.dumps({'scores': {e['exercise']: e['points_decimal'] for e in one.get('exercises', [])}})


def cell(text):
    """A spreadsheet would run what begins like a formula."""
    text = str(text)
    return "'" + text if text and text[0] in '=+-@\t\r' and not re.fullmatch(r'-?[0-9.]+', text) else text


def csv_text(rows):
    out = io.StringIO()
    csv.writer(out, lineterminator='\n').writerows([[cell(c) for c in row] for row in rows])
    return out.getvalue()


def grades(results, exercises, marks):
    """A row for each learner, also for each member of a group."""
    essays = sorted({k for row in marks.values() for k in row})
    rows = [['learner', 'total', 'of', 'state', *exercises, *(f'{k} (marked)' for k in essays), 'days late', 'counts']]
    for one in results:
        for member in one['members']:
            mine = marks.get(member, marks.get(one['learner'], {}))
            marked = [mine.get(k, '') for k in essays]
            if 'not_graded' in one:
                rows.append([member, '', '', 'not graded: ' + one['not_graded'], *[''] * len(exercises), *marked, '', ''])
                continue
            points = {e['exercise']: points_text(e['points']) if e['verdict'] != 'skipped' else '' for e in one['exercises']}
            late = one.get('late') or {'days': 0, 'points': one['total']}
            counts = Fraction(late['points']) + sum(Fraction(m) for m in marked if m)
            state = 'missing' if all(e['verdict'] == 'missing' for e in one['exercises']) else 'graded'
            rows.append([member, points_text(one['total']), one['of'], state, *(points[k] for k in exercises), *marked, late['days'],
                         points_text(counts)])
    return csv_text(rows)


def bar(share):
    return '#' * round(20 * share)


def class_page(results, lesson, pairs, about):
    """How the class did: of each exercise how many had what, and which known mistakes were made how often."""
    graded = [r for r in results if 'not_graded' not in r]
    lines = [f'# {lesson}: {len(graded)} submissions graded', '']
    broken = [r for r in results if 'not_graded' in r]
    if broken:
        lines += [f"Not graded, for the machine's faults: {', '.join(r['learner'] for r in broken)}", '']
    if not graded:
        return '\n'.join(lines)
    totals = sorted(float(r['total_decimal']) for r in graded)
    lines += [f"Points: median {totals[len(totals) // 2]:g} of {graded[0]['of']}, lowest {totals[0]:g}, highest {totals[-1]:g}.", '',
              f"Seed of the drawn cases: {about['seed']}; course {about['course']}.", '',
              '| exercise | of | mean | right | partly | none | not written | not counted |', '|---|---|---|---|---|---|---|---|']
    for i, e in enumerate(graded[0]['exercises']):
        mine = [r['exercises'][i] for r in graded]
        states = collections.Counter('not written' if m['verdict'] in ('todo', 'missing') else 'not counted' if m['verdict'] == 'skipped' else
                                     'right' if m['verdict'] in ('right', 'written') else
                                     'partly' if m['points'] != '0' else 'none' for m in mine)
        mean = sum(m['points_decimal'] for m in mine) / len(mine)
        lines.append(f"| {e['exercise']} | {e['of']} | {mean:.1f} | {states['right']} | {states['partly']} | {states['none']} | "
                     f"{states['not written']} | {states['not counted']} |")
    lines += ['', '## What went wrong', '']
    for i, e in enumerate(graded[0]['exercises']):
        mistakes = collections.Counter()
        for r in graded:
            mine = r['exercises'][i]
            said = {line.partition('likely')[2].strip() for t in mine['tests'] for line in t['message'].splitlines() if line.startswith('likely')}
            if mine['verdict'] in ('refused', 'does not compile'):
                said = {mine['verdict'] + (': ' + mine['message'].splitlines()[0][:120] if mine['verdict'] == 'refused' and mine['message'] else '')}
            mistakes.update(s for s in said if s and not s.startswith('the same'))
        if not mistakes:
            continue
        lines += [f"### {e['exercise']}", '']
        for sentence, count in mistakes.most_common(8):
            lines.append(f'- {bar(count / len(graded))} {100 * count / len(graded):.0f} % ({count}): {escaped(sentence)}')
        lines.append('')
    if pairs:
        lines += ['## Pairs to look at', '', 'Their code is the same once comments, spacing and names are taken away. That proves nothing: '
                  'short answers look alike. See pairs.csv.', '']
        lines += [f'- {escaped(a)}, {escaped(b)}: {", ".join(ks)}' for a, b, ks in pairs[:40]] + ['']
    return '\n'.join(lines)


def escaped(text):
    return re.sub(r'([\\`*_<>\[\]|])', r'\\\1', text.replace('\n', ' '))
