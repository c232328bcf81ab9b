#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a person sees who types a line and presses Tab: typed.py SHELL DIRECTORY LINE

Runs an interactive bash, zsh or fish on a terminal of its own, with the completions below DIRECTORY (an installed
share), types LINE and Tab, and prints the line as the shell has it then. A key that no one types writes that line to a
file; a file is what we wait for, never a time.
"""
import os
import pty
import select
import sys
import tempfile

KEY = b"\x18\x10"  # Ctrl-X Ctrl-P


def commands(shell, share, line_file, ready_file):
    """How each shell is started, and what it reads first."""
    if shell == "bash":
        return ["bash", "--norc", "--noprofile", "-i"], f"""
            source {share}/bash-completion/completions/sbatch
            show() {{ printf '%s\\n' "$READLINE_LINE" > {line_file}.new; mv {line_file}.new {line_file}; }}
            bind 'set enable-bracketed-paste off'
            bind -x '"\\C-x\\C-p": show'
            touch {ready_file}
        """
    if shell == "zsh":
        return ["zsh", "-f", "-i"], f"""
            fpath=({share}/zsh/site-functions $fpath)
            autoload -U compinit && compinit -D -u
            show() {{ print -r -- $BUFFER > {line_file}.new; mv {line_file}.new {line_file} }}
            zle -N show
            bindkey '^X^P' show
            touch {ready_file}
        """
    return ["fish", "--private", "--no-config", "--interactive"], f"""
        set -p fish_complete_path {share}/fish/vendor_completions.d
        set -p fish_function_path {share}/fish/vendor_functions.d
        bind \\cx\\cp 'commandline > {line_file}.new; mv {line_file}.new {line_file}'
        touch {ready_file}
    """


def main():
    shell, share, line = sys.argv[1:]
    with tempfile.TemporaryDirectory() as directory:
        line_file, ready_file = directory + "/line", directory + "/ready"
        argv, setup = commands(shell, share, line_file, ready_file)
        script = directory + "/setup"
        with open(script, "w") as out:
            out.write(setup)
        child, terminal = pty.fork()
        if child == 0:
            os.environ["TERM"] = "dumb" if shell != "fish" else "xterm"
            os.execvp(argv[0], argv)

        def until(path):
            """Read what the shell shows, so that it never waits for us, until the file is there."""
            while not os.path.exists(path):
                if select.select([terminal], [], [], 0.05)[0]:
                    os.read(terminal, 65536)

        os.write(terminal, f" . {script}\r".encode())
        until(ready_file)
        os.write(terminal, line.encode() + b"\t")
        os.write(terminal, KEY)
        until(line_file)
        with open(line_file) as result:
            print(result.read().rstrip("\n"))
        os.kill(child, 9)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
