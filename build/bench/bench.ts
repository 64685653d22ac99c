/**
 * `npm run bench`: every measurement beside its goal and its competitor, both
 * measured in this run. One JSON object a line, then a table.
 *
 *   npm run bench -- --only NAME     one measurement
 *   npm run bench -- --records N     size of the workload (10,000)
 *   npm run bench -- --runs N        counted runs of each (11)
 */
import { parseArgs } from 'node:util';
import { appSync } from './app-sync.ts';
import { channelSync } from './channel-sync.ts';
import { coldOpen } from './cold-open.ts';
import { durableCommit } from './durable-commit.ts';
import { editToPaint } from './edit-to-paint.ts';
import { firstSync } from './first-sync.ts';
import { quietDayCost } from './quiet-day.ts';
import { rekey } from './rekey.ts';
import { messagesPerEdit } from './messages-per-edit.ts';
import { resolveLog } from './resolve-log.ts';
import { keeper } from './keeper.ts';
import type { BenchRow, Benchmark } from './row.ts';
import { unlock } from './unlock.ts';

const ALL: readonly Benchmark[] = [
  firstSync,
  unlock,
  coldOpen,
  durableCommit,
  resolveLog,
  rekey,
  messagesPerEdit,
  channelSync,
  appSync,
  editToPaint,
  keeper,
  quietDayCost,
];

const rounded = (value: number): string =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);

function printTable(rows: readonly BenchRow[]): void {
  const cells = rows.map((row) => [
    row.name,
    `${rounded(row.value)} ${row.unit}`,
    row.against === null ? '' : `${rounded(row.against)} ${row.unit}`,
    row.ratio === null ? '' : `${row.ratio.toFixed(2)} ×`,
    row.goal,
  ]);
  const table = [['measurement', 'ours', 'against', 'ratio', 'goal'], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => (line[column] ?? '').length)));
  for (const line of table) {
    console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  }
}

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    records: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '11' },
  },
});
const options = { records: Number(values.records), runs: Number(values.runs) };
const chosen = ALL.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0 || !(options.records > 0) || !(options.runs > 0)) {
  console.error(`There is no such measurement. These are: ${ALL.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}
const rows: BenchRow[] = [];
for (const benchmark of chosen) {
  for (const row of await benchmark.run(options)) {
    rows.push(row);
    console.log(JSON.stringify(row));
  }
}
console.log();
printTable(rows);
