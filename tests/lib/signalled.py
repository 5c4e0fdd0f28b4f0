"""signalled.py SIGNAL group|us MARK COMMAND…: runs it in a session of its own,
and sends it the signal once the file MARK is there: to its group, as a terminal
does, or to it alone. Prints what it says and `ended N`, as a shell counts."""
import os
import signal
import subprocess
import sys
import time

sig, whom, mark = signal.Signals[sys.argv[1]], sys.argv[2], sys.argv[3]


def own_session():
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_DFL)


p = subprocess.Popen(sys.argv[4:], preexec_fn=own_session,
                     stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                     stderr=subprocess.STDOUT)
while not os.path.exists(mark) and p.poll() is None:
    time.sleep(0.02)
if p.poll() is None:
    (os.killpg if whom == 'group' else os.kill)(p.pid, sig)
n = p.wait()
# (what it left behind may hold the pipe open)
os.set_blocking(p.stdout.fileno(), False)
sys.stdout.write((p.stdout.read() or b'').decode())
print('ended', n if n >= 0 else 128 - n)
