import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import test, { after, before } from 'node:test';
import { execa } from 'execa';
import { type ExaminedPlaces, examine } from '../../src/cli/doctor/examine.ts';
import { diagnosesOf } from '../../src/report/doctor/diagnoses.ts';
import { lockStore } from '../../src/store/lock.ts';
import { cloudOf } from '../support/oned/presets.ts';
import { type RunningOned, startOned } from '../support/oned/start.ts';
import { temporaryFolder } from '../support/recorded.ts';

const SECRET = 'PASSWORD';
const drs = [['ONE_DRS', [['AUTOMATION', 'full'] as const, ['POLICY', 'balance'] as const]] as const] as const;
const base = cloudOf(4);

let well: RunningOned;
let sick: RunningOned;

before(async () => {
  [well, sick] = await Promise.all([
    startOned({ cloud: base }),
    startOned({
      cloud: {
        ...base,
        version: '9.1.0',
        clusters: base.clusters.map((cluster) => ({ ...cluster, attributes: drs })),
        datastores: base.datastores.map((datastore) => ({ ...datastore, usedMib: datastore.totalMib - 10 })),
        vmGroups: [
          {
            id: 0,
            name: 'torn',
            roles: ['a', 'b'].map((name) => ({ name, attributes: [['POLICY', 'NONE']] })),
            attributes: [
              ['AFFINED', 'a,b'],
              ['ANTI_AFFINED', 'a,b'],
            ],
          },
        ],
        configuration: [
          ['DRS_INTERVAL', '600'],
          ['SCHED_MAD', [['ARGUMENTS', '-t 15 -p rank -o one_drs']]],
        ],
      },
      clockOffsetSeconds: 120,
    }),
  ]);
  await sick.control({ do: 'host-state', host: 0, state: 'ERROR' });
  await sick.control({ do: 'stale-host', host: 1, ageSeconds: 5_000 });
  await sick.control({ do: 'allocate', templates: ['CPU=1\nMEMORY=512\nONEPLAN=[COLOUR="blue"]'] });
  const later = 'CPU=1\nMEMORY=512\nONEPLAN=[DURATION="01:00:00"]';
  await sick.control({ do: 'allocate', templates: [later], hold: true });
});

after(() => Promise.all([well?.stop(), sick?.stop()]));

/** A stand-in as its own environment says, with a state folder of its own. */
function placesOf(oned: RunningOned, environment: Readonly<Record<string, string>> = {}): ExaminedPlaces {
  const state = { ONEPLAN_STATE: temporaryFolder() };
  return {
    url: null,
    events: oned.eventsUrl,
    policy: null,
    store: null,
    environment: { ...oned.environment, ...state, ...environment },
  };
}

async function checks(places: ExaminedPlaces): Promise<readonly string[]> {
  const found = diagnosesOf(await examine(places));
  for (const { finding, remedy } of found) {
    assert.ok(finding !== '' && remedy !== '' && !`${finding}${remedy}`.includes('\n'), finding);
    assert.ok(!`${finding}${remedy}`.includes(SECRET), finding);
  }
  return found.map(({ check }) => check);
}

function file(name: string, content: string, mode = 0o600): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content, { mode });
  return path;
}

test('a sound cloud has no finding', async () => assert.deepEqual(await checks(placesOf(well)), []));

test('a sick cloud: each of its ailments is named', async () => {
  const found = await checks(placesOf(sick));
  for (const check of [
    'version',
    'clock',
    'other-scheduler',
    'drs',
    'hosts-error',
    'hosts-silent',
    'datastores-full',
    'vm-groups',
    'attributes',
    'held',
  ]) {
    assert.ok(found.includes(check), `${check} is among ${found.join(', ')}`);
  }
});

const free = (): Promise<number> =>
  new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { readonly port: number };
      server.close(() => found(port));
    });
  });

const ailments: Readonly<Record<string, () => ExaminedPlaces | Promise<ExaminedPlaces>>> = {
  credentials: () => placesOf(well, { ONE_AUTH: '/no/such/file' }),
  'credentials-wrong': () => placesOf(well, { ONE_AUTH: file('auth', `oneadmin:not-${SECRET.toLowerCase()}\n`) }),
  'credentials-rights': () => placesOf(well, { ONE_AUTH: file('auth', `oneadmin:${SECRET}\n`, 0o644) }),
  rights: () => placesOf(well, { ONE_AUTH: file('auth', `alice:${SECRET}\n`) }),
  unreachable: async () => placesOf(well, { ONE_XMLRPC: `http://127.0.0.1:${await free()}/RPC2` }),
  address: () => placesOf(well, { ONE_XMLRPC: 'localhost' }),
  tls: async () =>
    placesOf(well, { ONE_XMLRPC: `https://127.0.0.1:${await free()}/RPC2`, ONE_DISABLE_SSL_VERIFY: 'yes' }),
  events: async () => ({ ...placesOf(well), events: `tcp://127.0.0.1:${await free()}` }),
  commands: () => placesOf(well, { PATH: '/nowhere' }),
  policy: () => ({ ...placesOf(well), policy: file('policy.yaml', 'no-such-setting: 1\n') }),
  store: () => ({ ...placesOf(well), store: file('store.db', 'x'.repeat(5_000)) }),
};

for (const [check, places] of Object.entries(ailments)) {
  test(`${check} is named`, async () => {
    const found = await checks(await places());
    assert.ok(found.includes(check), `${check} is among ${found.join(', ')}`);
  });
}

test('a planner at work, and a store that others may write, are named', async () => {
  const state = temporaryFolder();
  const store = join(state, 'store.db');
  mkdirSync(state, { recursive: true });
  const words = ['run', '--once', '--dry-run', '--store', store, '--interval', '2s'];
  const made = await execa(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words],
    {
      env: { ...well.environment, ONEPLAN_STATE: state },
      reject: false,
    },
  );
  assert.equal(made.exitCode, 0, made.stderr);
  chmodSync(store, 0o666);
  const lock = lockStore(store, 1_700_000_000);
  try {
    const found = await checks({ ...placesOf(well), store });
    assert.deepEqual(found, ['store-rights', 'planner']);
  } finally {
    lock.release();
  }
});

test('oneplan doctor exits with 255 when there is an error, and prints one document', async () => {
  const { environment } = placesOf(well, { ONE_AUTH: file('auth', `alice:${SECRET}\n`) });
  const words = ['doctor', '--json', '--events', well.eventsUrl];
  const ended = await execa(
    process.execPath,
    ['--import', './test/support/typescript.mjs', 'src/cli/main.ts', ...words],
    {
      env: environment,
      extendEnv: false,
      reject: false,
    },
  );
  assert.equal(ended.exitCode, 255, ended.stderr);
  const { errors, findings } = JSON.parse(ended.stdout);
  assert.equal(errors, findings.filter(({ severity }: { severity: string }) => severity === 'error').length);
  assert.ok(!`${ended.stdout}${ended.stderr}`.includes(SECRET));
});
