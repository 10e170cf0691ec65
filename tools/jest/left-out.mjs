// After every project: which suites did not run for want of an engine, and how to run them.
import { globSync, readFileSync } from 'node:fs';

const reports = globSync('{apps,libs}/*/reports/left-out.txt').sort();
for (const file of reports)
  process.stdout.write(`\n${file.split('/').slice(0, 2).join('/')}${readFileSync(file, 'utf8')}`);
if (reports.length === 0) process.stdout.write('\nEvery suite ran.\n');
