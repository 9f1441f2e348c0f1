import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { checkSchedule } from '../../../src/check/schedule.ts';
import { FAMILIES } from '../../../src/read/benchmarks/families.ts';
import { present } from '../../../src/solve/present.ts';

for (const { name, folder, files, read } of FAMILIES) {
  test(`${name}: bundled instances are read, and changing nothing breaks none of their rules`, async () => {
    const path = join('fixtures', 'instances', folder);
    const instances = readdirSync(path).filter((file) => files.test(file));
    assert.ok(instances.length > 0);
    for (const file of instances) {
      const { problem } = await read(join(path, file));
      assert.deepEqual(checkSchedule(problem, present(problem)).violations, [], file);
    }
  });

  test(`${name}: a file that is not there is refused by its name`, async () => {
    await assert.rejects(read(join('fixtures', 'instances', 'missing.json')), {
      name: 'InputError',
      message: /missing/,
    });
  });
}
