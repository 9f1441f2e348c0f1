import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import test from 'node:test';
import { folderWith, hostPool, hostXml, vmXml } from '../support/recorded.ts';

const HEAP_MIB = 48;
const FILE_MIB = 200;

/** VMs that are DONE, and so not kept, in a list four times as large as the heap that the reader gets. */
function folderWithLongList(): string {
  const folder = folderWith({ 'hosts.xml': hostPool(hostXml(0)) });
  const file = openSync(join(folder, 'vms.xml'), 'w');
  const done = vmXml(1, {}, { STATE: 6, USER_TEMPLATE: `<NOTE>${'long '.repeat(1000)}</NOTE>` });
  const block = done.repeat(Math.floor(2 ** 20 / done.length));
  writeSync(file, '<VM_POOL>');
  for (let mib = 0; mib < FILE_MIB; mib++) writeSync(file, block);
  writeSync(file, `${vmXml(2)}</VM_POOL>`);
  closeSync(file);
  return folder;
}

test(`a list of ${FILE_MIB} MiB is read in a heap of ${HEAP_MIB} MiB`, { timeout: 60_000 }, () => {
  const script = `
    import { folderSource } from './src/read/folder.ts';
    const { vms } = folderSource(${JSON.stringify(folderWithLongList())}, { now: null }).raw();
    console.log(vms.length);`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [`--max-old-space-size=${HEAP_MIB}`, '--import', 'tsx', '--input-type=module', '--eval', script],
    { encoding: 'utf8' },
  );
  assert.equal(stdout.trim(), '1', stderr);
});
