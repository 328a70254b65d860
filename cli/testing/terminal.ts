import { execFile } from 'node:child_process';
import { command } from './attache.ts';

/** Runs a program on a terminal of its own, and types the next line at each text that ends with ": ". */
const TYPE = `
import json, os, pty, sys
lines = json.loads(os.environ.pop('TYPED'))
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
seen = asked = b''
while True:
    try:
        chunk = os.read(terminal, 4096)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    asked += chunk
    if asked.endswith(b': ') and lines:
        asked = b''
        os.write(terminal, lines.pop(0).encode() + b'\\r')
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

export interface RanOnTerminal {
  readonly code: number;
  /** All that the terminal showed. */
  readonly shown: string;
}

/** Runs the command on a terminal. `typed` has a line for each question. */
export function onTerminal(
  args: readonly string[],
  typed: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<RanOnTerminal> {
  const options = { env: { ...process.env, ...env, TYPED: JSON.stringify(typed) } };
  return new Promise((resolve) => {
    execFile('python3', ['-c', TYPE, ...command(), ...args], options, (error, shown) =>
      resolve({ code: error === null ? 0 : Number(error.code), shown }),
    );
  });
}
