// Calls the exports of a module: node call.mjs MODULE
import { readFile } from 'node:fs/promises';
const bytes = await readFile(process.argv[2]);
const { instance } = await WebAssembly.instantiate(bytes,
  { env: { twice: (n) => 2 * n } });
const e = instance.exports;
const said = [];
if (e.scaled) said.push(e.scaled(20));
if (e.remainder) said.push(e.remainder(3n, 1000n));
if (e.text) {
  const all = new Uint8Array(e.memory.buffer, e.text());
  said.push(new TextDecoder().decode(all.slice(0, all.indexOf(0))));
}
if (e.add) said.push(e.add(40, 2), e.c_part(5), e.sorted(4));
console.log(`exports: ${said.join(' ')}`);
