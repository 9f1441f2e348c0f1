// Preloaded with --import: lets this thread, and every worker thread that inherits the flag, run TypeScript as it is.
import { register } from 'tsx/esm/api';

register();

// Worker threads named in the environment misbehave: see sabotage.ts.
if (process.env['ONEPLAN_TEST_SABOTAGE'] !== undefined) await import('./sabotage.ts');
