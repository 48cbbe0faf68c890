/** `npm run bench -- [CASES] [EVENTS …]`: asks registers of these sizes, and says where the largest is slower than it may be. */
import { registerOf } from './build.js';
import { CASES, type Case } from './cases.js';
import { measure, openRegister, type Register, type Taken } from './measure.js';

const [first = '', ...others] = process.argv.slice(2);
const only = /^\d*$/.test(first) ? undefined : new RegExp(first);
const given = [...(only || first === '' ? [] : [first]), ...others].map(Number);
const sizes = (given.length > 0 ? given : [10_000, 1_000_000]).toSorted((one, other) => one - other);
if (!sizes.every((size) => Number.isInteger(size) && size >= 1000)) {
  console.error('usage: npm run bench -- [CASES] [EVENTS …]; at least 1000 events');
  process.exit(2);
}

const registers: Register[] = [];
for (const size of sizes) registers.push(await openRegister(size, await registerOf(size)));

/** The value that so many of a hundred do not exceed. */
function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** Noise breaks bars, so a case has broken its bar when it has done so as often as this. */
const TRIES = 3;

function row({ name, bar }: Case, taken: Taken[][], tries: number): { cells: string[]; broken: boolean } {
  const figures = taken.map((times) => ({
    median: percentile(
      times.map(({ whole }) => whole),
      50,
    ),
    slow: percentile(
      times.map(({ whole }) => whole),
      95,
    ),
    queries: percentile(
      times.map(({ queries }) => queries),
      50,
    ),
  }));
  const [small, large] = [figures[0]!, figures.at(-1)!];
  const ratio = large.median / small.median;
  const broken = bar !== undefined && ('ratio' in bar ? ratio > bar.ratio : large.queries > bar.milliseconds);
  return {
    cells: [
      name,
      ...figures.flatMap(({ median, slow, queries }) => [median, slow, queries].map((time) => time.toFixed(3))),
      ...(figures.length > 1 ? [ratio.toFixed(2), (large.queries / small.queries).toFixed(2)] : []),
      bar === undefined ? '' : 'ratio' in bar ? `${bar.ratio} ×` : `${bar.milliseconds} ms`,
      bar === undefined ? '' : broken ? 'BROKEN' : tries > 1 ? `ok (${tries})` : 'ok',
    ],
    broken,
  };
}

const WIDTHS = [36, ...sizes.flatMap(() => [10, 9, 9]), ...(sizes.length > 1 ? [8, 8] : []), 8, 8];
const print = (cells: string[]) =>
  console.log(cells.map((cell, index) => (index === 0 ? cell.padEnd(36) : cell.padStart(WIDTHS[index] ?? 0))).join(''));

console.log(
  'Milliseconds of a request in this process: the median, what 95 of 100 do not exceed, and the median without HTTP, by which searches are judged.',
);
print([
  'case',
  ...sizes.flatMap((size) => [size.toLocaleString('en').replaceAll(',', ' '), '95 %', 'inside']),
  ...(sizes.length > 1 ? ['ratio', 'there'] : []),
  'bar',
  '',
]);
const broken: string[] = [];
for (const one of CASES.filter(({ name }) => only?.test(name) ?? true)) {
  const refusal = await registers[0]!.refusal(one.urls[0]!);
  if (refusal !== undefined) {
    console.log(`${one.name.padEnd(36)}  skipped: ${refusal.slice(0, 80)}`);
    continue;
  }
  let tries = 1;
  let result = row(one, await measure(registers, one), tries);
  while (result.broken && tries < TRIES) {
    tries += 1;
    result = row(one, await measure(registers, one), tries);
  }
  print(result.cells);
  if (result.broken) broken.push(one.name);
}
for (const register of registers) await register.close();
if (broken.length > 0) console.log(`\n${broken.length} bars broken: ${broken.join('; ')}`);
process.exitCode = broken.length > 0 ? 1 : 0;
