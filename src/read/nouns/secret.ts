/**
 * Whether an element of this name holds a credential: a password, key, token or script that may carry one.
 * Such elements are neither named by requirements nor written into a snapshot.
 */
export const isSecret = (name: string): boolean => SECRET.test(name) || SCRIPT.test(name);

const SECRET =
  /(^|_)(PASSWORD|PASSWD|PASSPHRASE|PASS|SECRET|SECRETS|TOKEN|TOKENS|KEY|KEYS|APIKEY|CREDENTIAL|CREDENTIALS|AUTH|CERT|CERTIFICATE)(_|$)/i;
const SCRIPT = /^(START_SCRIPT|USER_DATA|USERDATA)/i;
