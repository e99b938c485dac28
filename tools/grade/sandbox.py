"""Where a stranger's code runs: no network, no processes but its own, the course read-only and without its solutions, 64 MB of
/tmp. With bubblewrap where it is installed, else with unshare. The limits are set from outside, and all that the code
started ends with it."""
import os
import shutil
import signal
import subprocess

SHELL = r'''
set -e
root=$1 answers=$2 hide=$3; shift 3
mount --make-rprivate /
case $root/ in /tmp/*) ;; *) case $answers/ in /tmp/*) ;; *) mount -t tmpfs -o size=64m none /tmp ;; esac ;; esac
for folder in /var/tmp /dev/shm; do
    case $root/$answers/ in *$folder/*) continue ;; esac
    [ ! -d $folder ] || mount -t tmpfs -o size=1m none $folder
done
printf '%s\n' "$hide" | while read -r folder; do [ ! -d "$folder" ] || mount -t tmpfs -o size=1m none "$folder"; done
mount -o remount,bind,ro / 2>/dev/null || true
cd "$root"
exec "$@"
'''


class NotGraded(Exception):
    """The machine is at fault, not the learner: a missing tool, a full disk."""


def works(command):
    try:
        return subprocess.run([*command, 'true'], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, timeout=20).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


class Sandbox:
    def __init__(self, root, hidden):
        # a folder in which the course itself lies cannot be hidden
        self.root, self.hidden = root, [h for h in hidden if h and not f'{root}/'.startswith(h.rstrip('/') + '/')]
        user = [] if os.geteuid() == 0 else ['-r']
        self.unshare = ['unshare', *user, '--fork', '--pid', '--mount-proc', '--net', '--ipc', '--mount', '--kill-child']
        if shutil.which('bwrap') and works(['bwrap', '--unshare-all', '--die-with-parent', '--ro-bind', '/', '/']):
            self.kind = 'bubblewrap'
        elif shutil.which('unshare') and works(self.unshare):
            self.kind = 'unshare'
        elif os.environ.get('UNSAFE') == '1':
            self.kind = 'none'
        else:
            raise NotGraded('there is nothing here that keeps strangers\' code apart: install bubblewrap (apt-get install bubblewrap), '
                            'or grade in a container of its own with UNSAFE=1')

    def command(self, command, answers):
        """`command` inside, where `answers` (a folder) is `self.seen(answers)`."""
        if self.kind == 'none':
            return command
        if self.kind == 'unshare':
            hide = '\n'.join(h for h in self.hidden if not answers.startswith(h + '/'))
            return [*self.unshare, 'sh', '-c', SHELL, 'sh', self.root, answers, hide, *command]
        hide = []
        for folder in self.hidden:
            if os.path.isdir(folder):
                hide += ['--size', '1048576', '--tmpfs', folder]
        return ['bwrap', '--unshare-all', '--die-with-parent', '--new-session', '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev',
                '--size', '67108864', '--tmpfs', '/tmp', '--ro-bind', self.root, self.root, *hide,
                '--ro-bind', answers, '/tmp/answers', '--chdir', self.root, *command]

    def seen(self, answers):
        return '/tmp/answers' if self.kind == 'bubblewrap' else answers


def limited(command, **limits):
    return ['prlimit', '--core=0', *(f'--{name}={value}' for name, value in limits.items()), *command]


def run(command, seconds, cwd=None, env=None, output=None):
    """(status, what it wrote to stderr), at most 64 kB of it; status None when it did not end in time. All of its group ends with it."""
    try:
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output or subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, start_new_session=True)
    except OSError as error:
        raise NotGraded(f'{command[0]} cannot be started: {error.strerror}')
    try:
        _, said = process.communicate(timeout=seconds)
        status = process.returncode
    except subprocess.TimeoutExpired:
        kill(process.pid)
        _, said = process.communicate()
        status = None
    kill(process.pid)
    return status, said[:65536].decode('utf-8', 'replace')


def kill(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        pass
