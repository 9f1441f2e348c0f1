import type { Argv, InferredOptionTypes, Options } from 'yargs';
import { InputError } from '../../domain/errors.ts';
import { rematch } from '../../read/finish.ts';
import { difference, differenceDocument, leaseDifferenceSheet } from '../../report/difference.ts';
import { differenceText } from '../../report/difference-text.ts';
import { document } from '../../report/document/document.ts';
import type { TextStyle } from '../../report/text-table.ts';
import { say } from '../answer.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { PLAN_OPTIONS } from '../options.ts';
import { codeOf, type Planned, planned } from '../planning.ts';
import { policyOf } from '../policy.ts';
import { liveWorld, sourceOf } from '../source.ts';
import type { Change, Scene } from '../whatif/change.ts';
import { addedHosts, addedRequest, failed } from '../whatif/changes.ts';
import { drain, maintenance } from '../whatif/maintenance.ts';
import { setting } from '../whatif/setting.ts';

const CHANGES = 'What is otherwise (each may be given several times):';

/** As often as it is given, each with one value. */
const repeated = <About extends string>(describe: About) =>
  ({ type: 'string', array: true, nargs: 1, group: CHANGES, describe }) as const;

const OPTIONS = {
  ...PLAN_OPTIONS,
  'add-hosts': repeated('N:LIKE, so many more hosts like that one'),
  'fail-host': repeated('a host that fails now; what ran there starts again'),
  'drain-host': repeated('a host that everything has to leave'),
  maintenance: repeated('HOST:FROM..UNTIL, moments or +1h..+2h'),
  'add-request': repeated('cpu=4,memory=8GiB and n, name, priority, start, not_before, deadline, duration, …'),
  set: repeated('a setting of the policy: preemption.operation=none'),
} as const satisfies Record<string, Options>;

type Args = InferredOptionTypes<typeof OPTIONS> & { readonly source?: string | undefined };

/** `oneplan whatif`: the cloud as it is and as it would be, planned both, side by side. */
export const whatifCommand: Command = (cli, chosen) =>
  cli.command(
    'whatif [source]',
    'plan the cloud as it is and as it would be, side by side',
    (command: Argv) =>
      command
        .positional('source', { type: 'string', describe: 'as --from' })
        .options(OPTIONS)
        .example('$0 whatif --add-hosts 2:lab-01', 'two more hosts like lab-01')
        .example('$0 whatif --fail-host lab-03 --set migration.operation=none', 'a failure, and no migrations')
        .example('$0 whatif --add-request cpu=8,memory=32GiB,duration=01:00:00,n=4', 'a gang of four, submitted now'),
    (args) => chosen((io) => whatif(args, io)),
  );

async function whatif(args: Args, io: Io): Promise<number> {
  const changes = changesOf(args);
  const source = sourceOf(args, liveWorld(io));
  const now: Scene = { snapshot: await source.read(), policy: policyOf(args) };
  const changed = changes.reduce((scene, change) => change(scene), now);
  const before = await plannedScene(now, source.name, args, io);
  const scene = { ...changed, snapshot: changed.snapshot === now.snapshot ? now.snapshot : rematch(changed.snapshot) };
  const after = await plannedScene(scene, `${source.name}, changed`, args, io);
  const found = difference(before.epoch, after.epoch);
  const answer = {
    document: () => ({
      ...differenceDocument(found),
      before: document(before.epoch, before.context),
      after: document(after.epoch, after.context),
    }),
    sheet: () => leaseDifferenceSheet(found),
    text: (style: TextStyle) => differenceText(found, before.epoch, after.epoch, style),
  };
  say(answer, args, io);
  return [before, after].map(({ epoch }) => codeOf(epoch, io)).find((code) => code !== EXIT.done) ?? EXIT.done;
}

const plannedScene = ({ snapshot, policy }: Scene, name: string, args: Args, io: Io): Promise<Planned> =>
  planned({ name, read: async () => snapshot }, policy, args, io);

/** Hosts come and go first, then requests, then what is decided about them. */
function changesOf(args: Args): readonly Change[] {
  const changes = [
    ...(args['add-hosts'] ?? []).map(addedHosts),
    ...(args['fail-host'] ?? []).map(failed),
    ...(args['add-request'] ?? []).map(addedRequest),
    ...(args.set ?? []).map(setting),
    ...(args['drain-host'] ?? []).map(drain),
    ...(args.maintenance ?? []).map(maintenance),
  ];
  if (changes.length > 0) return changes;
  throw new InputError(
    'whatif',
    'nothing is otherwise',
    'Say what is, with --add-hosts, --fail-host, --set or another.',
  );
}
