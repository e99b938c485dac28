"""What an exercise's file may be: a plain C function. The guard looks at the text before it is compiled and at the object before
it is linked, and says in a sentence what is not for exercises, and what to do instead. Without system calls, constructors,
assembly and functions of the tests' own, a file can answer a test but not reach around it."""
import os
import re
import struct

MATH = '''acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim floor fma fmax fmin
    fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint lround modf nan nearbyint nextafter pow
    remainder remquo rint round scalbn scalbln sin sinh sqrt tan tanh tgamma trunc'''.split()
PLAIN = '''memcpy memmove memset memcmp memchr mempcpy memmem strlen strnlen strcpy strncpy stpcpy strcat strncat strcmp strncmp strchr
    strrchr strchrnul strstr strspn strcspn strpbrk strtok strdup strndup strcasecmp strncasecmp malloc calloc realloc free
    reallocarray abs labs llabs div ldiv qsort bsearch atoi atol atof strtol strtoul strtoll strtoull strtod strtof rand srand
    printf fprintf sprintf snprintf vprintf vfprintf vsprintf vsnprintf puts putchar putc fputc fputs fwrite fflush stdout stderr
    isalnum isalpha isblank iscntrl isdigit isgraph islower isprint ispunct isspace isupper isxdigit tolower toupper
    __ctype_b_loc __ctype_tolower_loc __ctype_toupper_loc __errno_location __assert_fail __stack_chk_fail _GLOBAL_OFFSET_TABLE_
    __memcpy_chk __memset_chk __memmove_chk __strcpy_chk __strcat_chk __printf_chk __fprintf_chk __sprintf_chk __snprintf_chk
    __isoc99_sscanf sscanf sincos sincosf exp10 exp10f
    __fpclassify __isnan __isinf __isfinite __signbit __fpclassifyf __isnanf __isinff __finite __finitef'''.split()
C_LIBRARY = {name + kind for name in MATH for kind in ('', 'f', 'l')} | set(PLAIN)


def what_to_do_instead():
    """{function: what to do instead} of tools/not-for-exercises.txt, which learners are warned of."""
    found = {}
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'not-for-exercises.txt'), encoding='utf-8') as file:
        for line in file:
            names, _, instead = line.strip().partition(': ')
            if not line.startswith('#'):
                found.update(dict.fromkeys(names.split(), instead))
    return found


SENTENCES = what_to_do_instead()
HEADERS = set('''check.h real.h rng.h utf8.h bpe.h characters.h data.h examples.h split.h unicode.h tensor.h nn.h params.h rows.h
    sampler.h gpt.h model.h'''.split())
FILES = re.compile(r'(_load|_save|_open|_close|_read|_write|_file)')
HANDLERS = {'todo_handler', 'data_error_handler', 'data_error', 'usage_error'}
ALLOWED_UNDERSCORES = set('''__func__ __FUNCTION__ __LINE__ __FILE__ __VA_ARGS__ __VA_OPT__ __STDC__ __STDC_VERSION__ __cplusplus
    __restrict __inline __typeof__ __int128'''.split())
DIRECTIVES = set('define undef if ifdef ifndef else elif endif include error warning'.split()) | {''}

# What is open at a line's end takes the line, and a comment that is never closed the file: nothing is read twice.
TOKEN = re.compile(r'''
    (?P<space>\s+|//[^\n]*|/\*.*?\*/|/\*.*)
  | (?P<raw>(?:u8|[uUL])?R")
  | (?P<string>(?:u8|[uUL])?"(?:[^"\\\n]|\\[^\n])*")
  | (?P<char>[uUL]?'(?:[^'\\\n]|\\[^\n])*')
  | (?P<open>(?:u8|[uUL])?["'][^\n]*)
  | (?P<name>[A-Za-z_$][A-Za-z_$0-9]*)
  | (?P<number>\.?[0-9](?:[eEpP][+-]|[A-Za-z_0-9.])*)
  | (?P<mark>\#\#|\#|\[|<:|%:|%>|<%|:>|<|>|\(|.)
''', re.X | re.S)


def tokens(text):
    """(kind, token, begins a line) without comments. Backslashes at the ends of lines join them, as C has it."""
    text = re.sub(r'\\[ \t\f\v]*\n', '', text)
    begins, at = True, 0
    while at < len(text):
        match = TOKEN.match(text, at)
        kind, token = match.lastgroup, match.group()
        at = match.end()
        if kind == 'space':
            begins = begins or '\n' in token
            continue
        yield kind, token, begins
        begins = False


def code(text):
    """The tokens alone, for comparing."""
    return [token for _, token, _ in tokens(text)]


class Rules:
    """What one lesson's files may include and call."""

    def __init__(self, headers, library, lesson_header):
        self.headers = headers              # names of headers that may be included
        self.library = library              # names of functions that may be called
        self.lesson_header = lesson_header


def refuses_of(starter):
    """{function: what to do instead}, as `refuses:` of the starter's header says."""
    found, entries = {}, []
    for line in starter.splitlines():
        if line.startswith('#include'):
            break
        if line.startswith(' * refuses: '):
            entries.append(line[12:].strip())
        elif entries and re.match(r' \*           \S', line):
            entries[-1] += ' ' + line[3:].strip()
        elif entries and entries[-1] is not None and re.match(r' \* \S|^ \*$', line):
            entries.append('')
    for entry in filter(None, entries):
        names, _, instead = entry.partition(':')
        for name in names.split(','):
            found[name.strip()] = instead.strip()
    return found


def uses_of(starter):
    """The names in `uses:` of the starter's header, of functions and what else there is: `uses: gemm (gemm.h); log (math.h)`"""
    found = re.search(r'^ \* uses: *(.*(?:\n \*           .*)*)', starter, re.M)
    return set(re.findall(r'[a-z_][a-z_0-9]*', re.sub(r'\([^)]*\)|^ \*', ' ', found.group(1), flags=re.M))) if found else set()


def in_text(text, rules):
    """The sentence that refuses this text, or None."""
    items = list(tokens(text))
    for at, (kind, token, begins) in enumerate(items):
        following = items[at + 1][1] if at + 1 < len(items) else ''
        if kind == 'name':
            if token in ('asm', '__asm__', '__asm', '__asm__volatile'):
                return 'asm is not for exercises: write it in C'
            if token.startswith('__attribute') or token == '_Pragma' or (token.startswith('__declspec')):
                return f'{token} is not for exercises: plain C is enough'
            if token.startswith('__builtin_'):
                return f'{token} is the compiler\'s own: use the function of the C library'
            if token.startswith('__') and token not in ALLOWED_UNDERSCORES and not re.fullmatch(r'__[A-Z0-9]+_?[A-Z0-9_]*__', token):
                return f'{token}: names that begin with two underscores belong to the compiler and the tests'
            if token in ('_fileno', '_start', 'environ') or token.startswith('_IO_'):
                return f'{token} belongs to the C library: print with printf'
        elif kind == 'raw':
            return 'raw strings, R"(...)", are not for exercises: write an ordinary string'
        elif token in ('##', '%:', '<:', ':>', '<%', '%>'):
            return f'{token} is not for exercises: write it without that'
        elif token == '[' and following == '[':
            return '[[attributes]] are not for exercises: plain C is enough'
        elif token == '#' and begins:
            if following == 'include' or following == 'pragma' or following not in DIRECTIVES:
                sentence = directive(items, at, following, rules)
                if sentence:
                    return sentence
    return None


def directive(items, at, word, rules):
    if word == 'pragma':
        return '#pragma is not for exercises: plain C is enough'
    if word != 'include':
        return f'#{word} is not for exercises'
    kind, token, _ = items[at + 2] if at + 2 < len(items) else ('', '', False)
    if kind == 'string':
        name = token[1:-1]
        if name in rules.headers:
            return None
        return f'#include "{name[:60]}": only the headers of common/ and lessons/ are there, by their names alone'
    if token == '<':
        name = ''
        for _, token, begins in items[at + 3:]:
            if token == '>' or begins:
                break
            name += token
        if re.fullmatch(r'(sys/)?[a-z0-9_]+\.h', name):
            return None
        return f'#include <{name[:60]}>: only headers of the C library are there'
    return '#include takes the name of a header, not a macro'


# ---- the object ----

class Object:
    """What an ELF object defines and needs: the two lists, and whether it runs anything before main."""

    def __init__(self, data):
        self.defined, self.undefined, self.strange = {}, set(), None
        if data[:6] != b'\x7fELF\x02\x01':
            raise ValueError('no 64-bit ELF object')
        offset, = struct.unpack_from('<Q', data, 40)
        size, count, names_at = struct.unpack_from('<HHH', data, 58)
        headers = [struct.unpack_from('<IIQQQQIIQQ', data, offset + i * size) for i in range(count)]
        names = headers[names_at]
        self.initialisers = 0
        for header in headers:
            name = text_at(data, names[4] + header[0])
            # the sanitizer registers a file's variables with one entry of its own in each (GCC's is 99, clang's 1)
            if header[1] in (14, 15, 16) or re.match(r'\.(preinit_array|ctors|dtors|init$|fini$)', name):
                own = re.fullmatch(r'\.(init|fini)_array\.(00099|1)', name) and header[5] == 8
                if not own:
                    self.strange = f'something runs before or after the tests ({name})'
            if header[1] == 2:
                self.symbols(data, header, headers[header[6]])

    def symbols(self, data, table, strings):
        for at in range(table[4] + table[9], table[4] + table[5], table[9]):
            name, info, _, section = struct.unpack_from('<IBBH', data, at)
            if info & 15 == 10:
                self.strange = 'an indirect function is chosen while the program is loaded'
            if info >> 4 == 0:
                continue
            name = text_at(data, strings[4] + name)
            if section == 0:
                self.undefined.add(name)
            elif not name.startswith('__odr_asan.'):
                self.defined[name] = 'weak' if info >> 4 != 1 else 'plain'


def text_at(data, at):
    return data[at:data.index(b'\0', at)].decode('utf-8', 'replace')


def in_object(data, starter, rules, refuses, others, uses):
    """The sentence that refuses this object, or None. `starter` is the starter's object; `others` names the exercise in which
    each function of the lesson's other exercises is; `uses` are the names that its header allows."""
    found = Object(data)
    if found.strange:
        return f'{found.strange}: constructors and the like are not for exercises'
    for name in sorted(found.defined):
        if name == 'main':
            return 'take main() out: the tests have their own'
        if name in starter.defined:
            if found.defined[name] == 'weak':
                return f'{name}() is weak: write it as in the starter'
        elif name in others:
            return f'{name}() is the function of exercise {others[name]}: write only this exercise here'
        elif name in C_LIBRARY or name in SENTENCES:
            return f"{name}() is the C library's: give yours another name, or make it static"
        elif name in rules.library or name in HANDLERS:
            return f"{name}() is the course's: give yours another name, or make it static"
        else:
            return f'{name}() is not in the starter: give functions of your own the word static'
    for name in sorted(found.undefined):
        if name in refuses:
            return f'{name}() is the exercise itself: {refuses[name]}'
        if name in starter.undefined or name in C_LIBRARY or name.startswith(('__asan_', '__ubsan_')):
            continue
        if name in others:
            return (f'it calls the function of exercise {others[name]}: each file is checked on its own and stands alone, so write '
                    'that code here again')
        if name in SENTENCES:
            return f'{name}() is not for exercises: {SENTENCES[name]}'
        if name in HANDLERS or name not in rules.library | uses:
            return f'{name}() is in no file of this lesson that exercises may use: write it here, or find what takes its place'
    return None


def library_of(texts):
    """The functions that headers declare: {header: text}; those that read or write files are left out."""
    found = set()
    for name, text in texts.items():
        if name in HEADERS or re.match(r'\d\d-', name):
            found |= {f for f in re.findall(r'\b([a-z][a-z_0-9]*)[(;\[]', text) if not FILES.search(f)}
            found |= set(re.findall(r'^extern .*?\b([a-z][a-z_0-9]*)(?:\[|;)', text, re.M))
    return found - HANDLERS
