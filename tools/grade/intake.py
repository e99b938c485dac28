"""Submissions as they come: folders or archives of strangers. Only regular files that are named like a starter are read,
each at most 256 kB, and what they hold becomes plain UTF-8 text. Nothing of theirs is unpacked, linked to or run here."""
import csv
import datetime
import gzip
import hashlib
import io
import os
import stat
import tarfile
import zipfile

MOST_BYTES = 256 << 10
MOST_MEMBERS = 20000
MOST_UNPACKED = 64 << 20
ARCHIVES = ('.zip', '.tar.gz', '.tgz', '.tar')


def printable(text):
    """A name as UTF-8 has it: that of a folder may be any bytes."""
    return text.encode('utf-8', 'replace').decode('utf-8')


class Submission:
    """What one learner (or group) handed in: the text of each exercise, and remarks about it."""

    def __init__(self, learner, path):
        self.learner, self.path = printable(learner), path
        self.members = [self.learner]
        self.label = self.learner  # the name of its files; a second submission has another one
        self.text, self.notes, self.sha256 = {}, [], {}
        self.time = None

    def digest(self):
        whole = hashlib.sha256()
        for name in sorted(self.sha256):
            whole.update(f'{name} {self.sha256[name]}\n'.encode())
        return whole.hexdigest()


def plain_text(data, say):
    """UTF-8 with \\n, whatever an editor made of it; None where it is not text."""
    if data.startswith((b'\xff\xfe', b'\xfe\xff')):
        say('it was UTF-16 and is read as UTF-8: let your editor save UTF-8')
        text = data.decode('utf-16', 'replace')
    elif b'\0' in data:
        return None
    else:
        if data.startswith(b'\xef\xbb\xbf'):
            say('it began with a byte order mark, which was taken away: let your editor save UTF-8 without BOM')
            data = data[3:]
        try:
            text = data.decode('utf-8')
        except UnicodeDecodeError:
            say('it is not UTF-8 and is read as Latin-1: let your editor save UTF-8')
            text = data.decode('latin-1')
    if '\r' in text:
        say('its lines ended in CR LF and now end in LF: let your editor save Unix line ends')
        text = text.replace('\r\n', '\n').replace('\r', '\n')
    return text if text.endswith('\n') or not text else text + '\n'


def in_folder(folder, wanted):
    """(path inside the folder, bytes or a reason, time) of each regular file that could be meant; links are not followed."""
    for where, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith(('.', 'backup-', '__MACOSX')))
        for name in sorted(files):
            if name not in wanted:
                continue
            path = os.path.join(where, name)
            inside = os.path.relpath(path, folder)
            try:
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
            except OSError as error:
                yield inside, 'it is a link, not a file' if os.path.islink(path) else f'it cannot be read: {error.strerror}', None
                continue
            with os.fdopen(handle, 'rb') as file:
                about = os.fstat(file.fileno())
                if not stat.S_ISREG(about.st_mode):
                    yield inside, 'it is not a regular file', None
                else:
                    yield inside, file.read(MOST_BYTES + 1), about.st_mtime


def time_of(member):
    try:
        return datetime.datetime(*member.date_time).timestamp()
    except ValueError:
        return None


def in_zip(path, wanted):
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist()[:MOST_MEMBERS]:
            name = member.filename.replace('\\', '/')
            if member.is_dir() or name.rsplit('/', 1)[-1] not in wanted or '__MACOSX' in name or '/backup-' in name:
                continue
            kind = stat.S_IFMT(member.external_attr >> 16)
            if kind not in (0, stat.S_IFREG):
                yield name, 'it is a link, not a file', None
            elif member.flag_bits & 1:
                yield name, 'it is encrypted', None
            else:
                with archive.open(member) as file:
                    yield name, file.read(MOST_BYTES + 1), time_of(member)


class Limited(io.RawIOBase):
    """A stream that ends after so many bytes: a small archive can unpack to more than the disk holds."""

    def __init__(self, stream, most):
        self.stream, self.left = stream, most

    def readable(self):
        return True

    def readinto(self, buffer):
        data = self.stream.read(min(len(buffer), self.left))
        self.left -= len(data)
        buffer[:len(data)] = data
        return len(data)


def in_tar(path, wanted):
    with open(path, 'rb') as file:
        packed = file.read(2) == b'\x1f\x8b'
        file.seek(0)
        stream = io.BufferedReader(Limited(gzip.GzipFile(fileobj=file) if packed else file, MOST_UNPACKED))
        with tarfile.open(fileobj=stream, mode='r|') as archive:
            for count, member in enumerate(archive):
                if count > MOST_MEMBERS:
                    return
                name = member.name
                if name.rsplit('/', 1)[-1] not in wanted or member.isdir() or '/backup-' in name:
                    continue
                if not member.isreg():
                    yield name, 'it is a link, not a file', None
                else:
                    yield name, archive.extractfile(member).read(MOST_BYTES + 1), member.mtime


def preferred(lesson):
    """Of two files with the name of one exercise: the one in exercises/LESSON, then the one in LESSON, then the higher."""
    def key(found):
        path = found[0]
        folder = f'/{path}'.rsplit('/', 1)[0]
        return (not folder.endswith(f'exercises/{lesson}'), not folder.endswith(lesson), path.count('/'), path)
    return key


def read(submission, lesson, exercises):
    """Fills a submission from its folder or archive."""
    wanted = {f'{k}.c': k for k in exercises}
    path = submission.path
    look = in_folder if os.path.isdir(path) else in_zip if path.endswith('.zip') else in_tar
    found = {}
    try:
        for item in look(path, wanted):
            found.setdefault(item[0].rsplit('/', 1)[-1], []).append(item)
    except (zipfile.BadZipFile, tarfile.TarError, EOFError, OSError, RuntimeError, NotImplementedError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in (5, 12, 13, 23, 24, 28):
            raise  # the machine's fault
        submission.notes.append(f'{os.path.basename(path)} cannot be unpacked: {error}')
    for name, items in found.items():
        items.sort(key=preferred(lesson))
        inside, data, time = items[0]
        def say(what, inside=inside):
            submission.notes.append(f'{inside}: {what}')
        if len(items) > 1:
            say(f'graded; {items[1][0]} has the same name and is not')
        if isinstance(data, str):
            say(f'not read: {data}')
            continue
        if len(data) > MOST_BYTES:
            say(f'not read: it is larger than {MOST_BYTES >> 10} kB')
            continue
        text = plain_text(data, say)
        if text is None:
            say('not read: it is not text')
            continue
        submission.text[wanted[name]] = text
        submission.sha256[wanted[name]] = hashlib.sha256(data).hexdigest()
        if time and (submission.time is None or time > submission.time):
            submission.time = time


def stem(name):
    for ending in ARCHIVES:
        if name.endswith(ending):
            return name[:-len(ending)]
    return name


def table(path):
    """A CSV file as dictionaries, in any common encoding and with any common separator."""
    with open(path, 'rb') as file:
        text = plain_text(file.read(), lambda what: None) or ''
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith('#')]
    if not lines:
        return []
    separator = max(',;\t', key=lines[0].count)
    return [{(key or '').strip().lower(): (value or '').strip() for key, value in row.items() if isinstance(value, (str, type(None)))}
            for row in csv.DictReader(lines, delimiter=separator)]


def submissions(folder, roster=None, out=None):
    """Every folder and archive in `folder`, with the names that the roster gives them (columns folder, learner, group). A
    learner of the roster without a submission gets an empty one; members of a group share theirs; who has several rows with
    folders handed in several times."""
    there = {}
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        if entry.name.startswith('.') or entry.is_symlink() or os.path.abspath(entry.path) == out:
            continue
        if entry.is_dir() or entry.name.endswith(ARCHIVES):
            there[stem(entry.name)] = entry.path
    if not roster:
        return [Submission(name, path) for name, path in there.items()], []
    found, unknown, known, taken = [], [], {}, set()
    for row in roster:
        learner = row.get('learner') or row.get('name') or row.get('folder')
        if not learner:
            continue
        key = next((stem(k) for k in (row.get('folder'), row.get('group'), learner) if k and stem(k) in there), None)
        who = row.get('group') or learner
        mine = known.setdefault(who, [])
        if not mine or (key and key not in taken and mine[0].path is not None):
            one = Submission(who, there[key] if key else None)
            one.members = mine[0].members if mine else []
            if mine: # a second submission of the same learner or group
                one.label = f'{one.learner} ({printable(key)})'
            mine.append(one)
            found.append(one)
        elif key and mine[0].path is None:
            mine[0].path = there[key]
        if printable(learner) not in mine[0].members:
            mine[0].members.append(printable(learner))
        if key:
            taken.add(key)
    for name, path in there.items():
        if name not in taken:
            found.append(Submission(name, path))
            unknown.append(name)
    return found, unknown
