import type { Refusal } from '../domain/enactment.ts';
import type { RefusalCode } from '../opennebula/reply.ts';

/** What the cloud's words ask for, and why that is so. */
export interface Understood {
  readonly refusal: Refusal;
  /** What it means, in the operator's words. */
  readonly meaning: string;
}

interface Rule extends Understood {
  readonly text: RegExp;
}

const rule = (refusal: Refusal, text: RegExp, meaning: string): Rule => ({ refusal, text, meaning });

/** What OpenNebula 7.4 says, the first that fits counts. Its commands print the same text that its API answers. */
const RULES: readonly Rule[] = [
  rule('stop', /couldn't be authenticated/i, 'user or password are wrong'),
  rule('stop', /ONE_AUTH file not present|ONE_AUTH environment variable not set/i, 'there are no credentials'),
  rule('stop', /not authorized to perform/i, "the planner's user lacks the right; deploy and migrate need ADMIN"),
  rule('stop', /action "[^"]*" is not supported/i, 'this version of OpenNebula does not know the action'),
  rule('stop', /method '[^']*' not defined|parameter that is supposed to be/i, 'this version has another API'),
  rule('stop', /command '.*' not found|is not known to this version/i, "this version's commands are others"),
  rule(
    'stop',
    /requires \d+ parameters? to run|invalid option|can not be started/i,
    "this version's commands are others",
  ),
  rule('retry', /is locked\b/i, 'the VM is locked'),
  rule('retry', /failed to open tcp connection|connection refused/i, 'oned does not listen'),
  rule('retry', /no leader|cannot process request|not the leader/i, 'oned is about to hand over'),
  rule('retry', /database|\bsql\b|try again|temporarily|busy/i, 'oned is busy'),
  rule(
    'replan',
    /does not fit in host|not enough (cpu|memory|capacity|pci)|exceeds .*capacity/i,
    'there is no room any more',
  ),
  rule('replan', /not available for state|wrong state|cannot .* in (this|its) state/i, "the VM's state has changed"),
  rule('replan', /host is offline/i, 'the host is offline'),
  rule('replan', /error getting host|host named .* not found/i, 'the host is gone'),
  rule('replan', /error getting (datastore|cluster|virtual network)/i, 'datastore, cluster or network are gone'),
  rule(
    'replan',
    /not of type system datastore|not in the same cluster|incompatible/i,
    'the datastore does not belong there',
  ),
  rule('replan', /already running on host/i, 'it is there already'),
  rule('replan', /cannot live migrate/i, 'it can not be moved live like that'),
  rule('replan', /pci device|numa|pinned|hugepage/i, 'the device or the NUMA node is taken'),
  rule('replan', /no lease|leases? available|cannot get ip|no free/i, 'the network has no address left'),
  rule('give-up', /error getting virtual machine|vm named .* not found|already in DONE state/i, 'the VM is gone'),
  rule('give-up', /quota/i, "its owner's quota is used up"),
  rule('give-up', /multiple vms with name/i, 'the name means several VMs'),
  rule('give-up', /restricted attribute|cannot parse|parse error|syntax error/i, 'its template is not accepted'),
];

/** What is to be done when the text says nothing that is known; null for `other`. */
const BY_CODE: Readonly<Record<RefusalCode, Understood>> = {
  authentication: { refusal: 'stop', meaning: 'user or password are wrong' },
  authorization: { refusal: 'stop', meaning: "the planner's user lacks the right" },
  'no-such-object': { refusal: 'replan', meaning: 'something it needs is gone' },
  action: { refusal: 'replan', meaning: 'it is not possible now' },
  api: { refusal: 'stop', meaning: 'this version has another API' },
  internal: { refusal: 'retry', meaning: 'oned failed inside' },
  allocate: { refusal: 'replan', meaning: 'something could not be allocated' },
  locked: { refusal: 'retry', meaning: 'the VM is locked' },
  replication: { refusal: 'retry', meaning: 'oned is about to hand over' },
  other: { refusal: 'replan', meaning: 'the reason is not known; the next plan looks at it anew' },
};

/**
 * What a refusal asks for, by its text and, over the API, by its code. What is not understood is not repeated: the next
 * plan is made of the new present.
 */
export function understand(message: string, code: RefusalCode = 'other'): Understood {
  return RULES.find(({ text }) => text.test(message)) ?? BY_CODE[code];
}
