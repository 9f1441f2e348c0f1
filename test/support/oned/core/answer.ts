/** What an action or a read answers; codes are OpenNebula's. */
export type Answer<Value> =
  | { readonly kind: 'ok'; readonly value: Value }
  | { readonly kind: 'error'; readonly code: number; readonly message: string; readonly object: number };

/** Codes of OpenNebula's answers. */
export const CODE = {
  authentication: 256,
  authorization: 512,
  noExists: 1024,
  action: 2048,
  api: 4096,
  internal: 8192,
} as const;

export const ok = <Value>(value: Value): Answer<Value> => ({ kind: 'ok', value });

/** An error; `object` is the id that could not be found, −1 otherwise. */
export const error = (code: number, message: string, object = -1): Answer<never> => ({
  kind: 'error',
  code,
  message,
  object,
});
