"""ends_by.py SIGNAL WHOM LINE COMMAND...: starts COMMAND in a session of its own,
waits for LINE, sends the signal to the group or to the command alone ("us"). It
must end by that signal, with nobody left in its session. For "tty" a terminal
sends SIGNAL's key."""
import os
import pty
import re
import signal
import subprocess
import sys
import time

KEYS = {"INT": b"\x03", "QUIT": b"\x1c"}


def left(session):
    said = subprocess.run(["ps", "-o", "pid=,stat=,args=", "--sid",
                           str(session)], capture_output=True, text=True)
    return [x for x in said.stdout.splitlines() if " Z" not in x]


def main():
    name, whom, line, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    number = getattr(signal, "SIG" + name)
    # A script's background ignores these two.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGQUIT, signal.SIG_DFL)
    if whom == "tty":
        pid, out = pty.fork()
        if pid == 0:
            os.execvp(command[0], command)
    else:
        out, end = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.setsid()
            os.dup2(end, 1)
            os.close(end)
            os.execvp(command[0], command)
        os.close(end)
    seen = b""
    # (wine moves the cursor between any two letters.)
    while line.encode() not in re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", seen):
        try:
            more = os.read(out, 4096)
        except OSError:
            more = b""
        if not more:
            sys.exit(f"said only {seen}")
        seen += more
    if whom == "tty":
        os.write(out, KEYS[name])
    elif whom == "group":
        os.killpg(pid, number)
    else:
        os.kill(pid, number)
    # (What it runs sleeps longer than these two wait.)
    for _ in range(1200):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        time.sleep(0.1)
    else:
        os.killpg(pid, signal.SIGKILL)
        sys.exit("it goes on")
    if not os.WIFSIGNALED(status) or os.WTERMSIG(status) != number:
        sys.exit(f"wait status {status:#x}, not signal {number}")
    for _ in range(600):
        rest = left(pid)
        if not rest:
            sys.exit(0)
        time.sleep(0.1)
    os.killpg(pid, signal.SIGKILL)
    sys.exit("left: " + "; ".join(rest))


main()
