import { type Answer, CODE, error } from '../core/answer.ts';
import type { Cloud, UserRecord } from '../core/model.ts';
import { type Argument, answerXml, type Call, faultXml } from './envelope.ts';
import { argumentsOf, type Method, wrongTypes } from './method.ts';
import { POOL_METHODS } from './pool-methods.ts';
import { VM_METHODS } from './vm-methods.ts';

const METHODS: Readonly<Record<string, Method>> = { ...VM_METHODS, ...POOL_METHODS };

/** What a call was answered, for the wire and for those who listen. */
export interface Handled {
  readonly xml: string;
  readonly call: Call;
  /** Null for a fault. */
  readonly answer: Answer<string | number | boolean> | null;
}

/** Answers one call. */
export function handle(cloud: Cloud, call: Call, now: number): Handled {
  const method = Object.hasOwn(METHODS, call.method) ? METHODS[call.method] : undefined;
  if (method === undefined) return fault(call, -506, `Method '${call.method}' not defined`);
  const [session, ...args] = call.args;
  const wrong =
    session?.type === 'string' ? wrongTypes(method, args) : 'Parameter that is supposed to be string is not';
  if (wrong !== null) return fault(call, -501, wrong);
  const user = authenticated(cloud, session);
  const answer =
    user === null
      ? error(CODE.authentication, "User couldn't be authenticated, aborting call.")
      : method.run({ cloud, user, now }, argumentsOf(args));
  return answered(call, answer);
}

/** An answer as it goes over the wire. */
export const answered = (call: Call, answer: Answer<string | number | boolean>): Handled => ({
  xml: answerXml(call.method, answer),
  call,
  answer,
});

const fault = (call: Call, code: number, message: string): Handled => ({
  xml: faultXml(code, message),
  call,
  answer: null,
});

function authenticated(cloud: Cloud, session: Argument | undefined): UserRecord | null {
  const [name, ...rest] = String(session?.value ?? '').split(':');
  return cloud.users.find((user) => user.name === name && user.password === rest.join(':')) ?? null;
}
