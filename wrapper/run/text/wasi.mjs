// Runs a WASI program by Node's own WASI:
// node FILE --dir=DIR... PROGRAM ARGS...
import { readFile } from 'node:fs/promises';
import { WASI } from 'node:wasi';
const words = process.argv.slice(2);
const preopens = {};
for (let m; (m = /^--dir=(.*)$/s.exec(words[0])); words.shift())
  preopens[m[1]] = m[1];
const program = words[0];
const wasi = new WASI({
  version: 'preview1', args: words, env: process.env,
  preopens, returnOnExit: true,
});
const module = await WebAssembly.compile(await readFile(program));
const instance = await WebAssembly.instantiate(module,
  wasi.getImportObject());
try {
  process.exitCode = wasi.start(instance);
} catch (e) {
  if (!(e instanceof WebAssembly.RuntimeError)) throw e;
  process.stderr.write(`${program}: trap: ${e.message}\n`);
  process.exitCode = 134;
}
