/** A verb folder imports itself, domain/ and ports.ts; `extra` names what else it may, with the reason in `comment`. */
const only = (verb, extra, comment) => ({
  name: `${verb}-stands-alone`,
  comment,
  severity: 'error',
  from: { path: `^src/${verb}/` },
  to: { path: '^(src|models)/', pathNot: [`^src/${verb}/`, '^src/domain/', '^src/ports\\.ts$', ...extra] },
});

const OUTSIDE =
  '^(node:)?(fs|fs/promises|child_process|worker_threads|net|http|https|http2|dgram|tls|os|process|timers|timers/promises)$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle means two files are one: neither can be read, tested or changed alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'domain-imports-nothing',
      comment: 'The nouns are what everyone agrees on; they depend on nobody.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'ports-are-made-of-nouns',
      comment: 'A port says what the outside is asked for, in the words of the domain, without knowing who answers.',
      severity: 'error',
      from: { path: '^src/ports\\.ts$' },
      to: { pathNot: '^src/domain/' },
    },
    {
      name: 'models-are-data',
      comment: 'An integer program is made from the problem alone, so that any solver can be given it.',
      severity: 'error',
      from: { path: '^models/' },
      to: { pathNot: ['^models/', '^src/domain/'] },
    },
    only('opennebula', [], 'How OpenNebula is spoken to: calls, commands, events. It knows no plan.'),
    only('read', ['^src/opennebula/'], 'Reading makes a snapshot and knows nothing of what is done with it.'),
    only('formulate', [], 'Formulating turns a snapshot into a problem; it knows no solver.'),
    only('solve', ['^models/'], 'Solving sees the problem and the integer programs, never the cloud.'),
    only('plan', [], 'Planning is schedule minus present; how the schedule came about is not its business.'),
    only('check', [], 'The checker is written from the rules: sharing code with solvers or formulation would hide their mistakes.'),
    only('enact', ['^src/opennebula/'], 'Enacting carries out a checked plan; how it came about is not its business.'),
    only('store', [], 'The store keeps what it is given, in the words of the domain.'),
    only('simulate', ['^src/planner\\.ts$', '^src/check/simulation/run\\.ts$'], 'The simulated cloud calls the walk as any caller does, with a world of its own; each run is checked as it happens.'),
    only('daemon', ['^src/planner\\.ts$', '^src/(enact|store|report|opennebula)/'], 'Epoch after epoch: the daemon calls the walk, enacts and remembers.'),
    only('report', [], 'A report is a function of an epoch.'),
    {
      name: 'only-callers-call-the-walk',
      comment: 'The stages meet in planner.ts; the command line and other callers use that, so nothing below imports them.',
      severity: 'error',
      from: { path: '^src/(domain|opennebula|read|formulate|solve|plan|check|report|enact|store|simulate|daemon)/|^src/(planner|ports)\\.ts$' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'outside-world-at-the-edge',
      comment: 'Files, processes, threads, sockets and clocks are touched where the world is brought in; the rest is arithmetic.',
      severity: 'error',
      from: { path: '^(src|models)/', pathNot: '^src/(opennebula|read|solve|enact|store|simulate|daemon|cli)/' },
      to: { path: OUTSIDE },
    },
    {
      name: 'no-test-in-product',
      comment: 'What ships does not lean on what tests it.',
      severity: 'error',
      from: { path: '^(src|models)/' },
      to: { path: '^test/' },
    },
    {
      name: 'dev-packages-stay-in-dev',
      comment: 'A fresh production install must run.',
      severity: 'error',
      from: { path: '^(src|models)/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], extensions: ['.ts', '.js', '.json'] },
  },
};
