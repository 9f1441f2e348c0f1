import { type Logger, pino } from 'pino';

/** Attributes that may hold a secret, at any of the places a log line is likely to have them. */
const SECRETS = ['password', 'passwd', 'token', 'secret', 'auth', 'session', 'ONE_AUTH'];

/** A logger that writes one JSON object a line to stderr and never a secret. */
export const loggerOf = (level: string): Logger =>
  pino(
    { level, base: null, redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]) } },
    pino.destination({ dest: 2, sync: true }),
  );
