// Preloaded with --import: lets this thread, and every worker thread that inherits the flag, run TypeScript as it is.
import { register } from 'tsx/esm/api';

register();
