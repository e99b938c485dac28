"""Everything that comes out: a JSON file for each submission, and from those alone the gradebook, the files that Gradescope and
Autolab read, a letter to each learner and a page about the class. A file gets its name when it is whole."""
import collections
import csv
import html
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


# ---- the page about the class: class.html, which needs nothing else ----

STYLE = '''body { font: 15px/1.45 system-ui, sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff }
h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 2em } h3 { font-size: 1em; margin: 1.2em 0 .3em } code { font-size: .92em }
table { border-collapse: collapse; width: 100% } td, th { padding: .25em .6em; text-align: right; white-space: nowrap } tr { border-bottom: 1px solid #e4e4e4 }
td:first-child, th:first-child, td.said { text-align: left } td.said { white-space: normal; width: 75% } td.wide { width: 45% } th { font-weight: 600 }
.bar { display: flex; height: 1em; background: #eee; min-width: 6em } .bar i { display: block } .key i { display: inline-block; width: .8em; height: .8em; margin: 0 .3em 0 1em }
.right { background: #3a7d44 } .partly { background: #e0a526 } .none { background: #b8402f } .unwritten { background: #bbb } .skipped { background: #eee }
.columns { display: flex; align-items: flex-end; height: 9em; gap: 3px; margin-top: 1.5em } .columns div { flex: 1; background: #3b6ea5; position: relative; min-height: 1px }
.columns b, .columns span { position: absolute; left: 0; right: 0; text-align: center; font-size: .8em; font-weight: 400 } .columns b { top: -1.4em } .columns span { bottom: -1.6em; color: #666 }'''
STATES = (('right', 'right'), ('partly', 'partly right'), ('none', 'no points'), ('unwritten', 'not written'), ('skipped', 'not counted'))


def text(words):
    return html.escape(printable(str(words)))


def state(mine):
    """Of one answer: which of STATES."""
    if mine['verdict'] in ('todo', 'missing'):
        return 'unwritten'
    if mine['verdict'] == 'skipped':
        return 'skipped'
    return 'right' if mine['verdict'] in ('right', 'written') else 'none' if mine['points'] == '0' else 'partly'


def bar(parts):
    """parts: [(class, share), ...]"""
    return '<div class="bar">' + ''.join(f'<i class="{name}" style="width:{100 * share:.1f}%"></i>' for name, share in parts if share) + '</div>'


def histogram(totals, of):
    counts = [0] * 10
    for total in totals:
        counts[min(9, int(10 * total / of) if of else 0)] += 1
    columns = [f'<div style="height:{100 * n / max(counts):.0f}%"><b>{n or ""}</b><span>{of * i // 10}–{of * (i + 1) // 10}</span></div>'
               for i, n in enumerate(counts)]
    return f'<div class="columns">{"".join(columns)}</div><p style="margin-top:2em">Points, and how many have them.</p>'


def mistakes_of(mine):
    """What an answer was told: the sentences after "likely", or why it was not run."""
    if mine['verdict'] == 'refused' and mine['message']:
        return {'refused: ' + mine['message'].splitlines()[0]}
    if mine['verdict'] in ('refused', 'does not compile'):
        return {mine['verdict']}
    said = {re.sub("^'[^']*': ", '', line[6:].strip()) for t in mine['tests'] for line in t['message'].splitlines() if line.startswith('likely')}
    said = {re.sub('-?[0-9]{7,}', '...', s) for s in said}  # numbers that are another one for each
    return {s for s in said if s and not s.startswith('the same')}


def class_page(results, lesson, pairs, about):
    """How the class did: the points, of each exercise how many had what, and which known mistakes were made how often."""
    graded = [r for r in results if 'not_graded' not in r]
    lines = [f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>{text(lesson)}: the class</title>\n<style>{STYLE}</style>',
             f'<h1>{text(lesson)}: {len(graded)} submissions graded</h1>']
    broken = [r['learner'] for r in results if 'not_graded' in r]
    if broken:
        lines.append(f'<p>Not graded, because of the machine: {text(", ".join(broken))}</p>')
    if graded:
        totals = sorted(float(r['total_decimal']) for r in graded)
        lines += [f"<p>Points: median {totals[len(totals) // 2]:g} of {graded[0]['of']}, lowest {totals[0]:g}, highest {totals[-1]:g}. "
                  f"Seed of the drawn cases: {about['seed']}; course {text(about['course'])}.</p>", histogram(totals, graded[0]['of'])]
        lines += exercises_table(graded) + mistakes_tables(graded)
    if pairs:
        lines += ['<h2>Pairs to look at</h2>', '<p>Their code is the same once comments, spacing and names are taken away. That proves nothing: '
                  'short answers look alike. The file <code>pairs.csv</code> has all of them.</p><table>',
                  *(f'<tr><td>{text(a)}<td class="said">{text(b)}<td>{text(", ".join(ks))}' for a, b, ks in pairs[:40]), '</table>']
    return '\n'.join(lines) + '</html>'


def exercises_table(graded):
    lines = ['<h2>Exercises</h2>', '<p class="key">' + ''.join(f'<i class="{name}"></i>{words}' for name, words in STATES) + '</p>',
             '<table><tr><th>exercise<th>mean<th>of<th>right<th>partly<th>none<th>not written<th>']
    for i, e in enumerate(graded[0]['exercises']):
        mine = [r['exercises'][i] for r in graded]
        states = collections.Counter(map(state, mine))
        mean = sum(m['points_decimal'] for m in mine) / len(mine)
        lines.append(f"<tr><td>{text(e['exercise'])}<td>{mean:.1f}<td>{e['of']}<td>{states['right']}<td>{states['partly']}<td>{states['none']}"
                     f"<td>{states['unwritten']}<td class=\"wide\">{bar([(name, states[name] / len(mine)) for name, _ in STATES])}")
    return lines + ['</table>']


def mistakes_tables(graded):
    lines = ['<h2>What went wrong</h2>', '<p>How many were told what, the most frequent first.</p>']
    for i, e in enumerate(graded[0]['exercises']):
        mistakes = collections.Counter(said for r in graded for said in mistakes_of(r['exercises'][i]))
        if mistakes:
            lines += [f"<h3>{text(e['exercise'])}</h3><table>",
                      *(f'<tr><td class="said">{text(sentence[:300])}<td>{count}<td>{100 * count / len(graded):.0f} %<td>'
                        f'{bar([("none", count / len(graded))])}' for sentence, count in mistakes.most_common(8)), '</table>']
    return lines
