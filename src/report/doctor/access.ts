import type { Diagnosis, Examination } from '../../domain/diagnosis.ts';

/** Who we are to the cloud, and whether it can be reached as it should. */
export function accessFindings(seen: Examination): readonly Diagnosis[] {
  return [...credentials(seen), ...address(seen), ...answers(seen), ...rights(seen), ...clock(seen)];
}

function credentials({ credentials: seen }: Examination): readonly Diagnosis[] {
  if (!seen.ok)
    return [error('credentials', seen.problem, seen.remedy ?? 'Name a file with user:password in ONE_AUTH.')];
  const { file, mode } = seen.value;
  if ((mode & 0o077) === 0) return [];
  const finding = `${file} can be read by others (mode ${(mode & 0o777).toString(8)})`;
  return [warning('credentials-rights', finding, `chmod 600 ${file}`)];
}

function address({ endpoint }: Examination): readonly Diagnosis[] {
  if (!endpoint.ok) {
    return [error('address', endpoint.problem, endpoint.remedy ?? 'Write ONE_XMLRPC like http://localhost:2633/RPC2.')];
  }
  const { url, insecure } = endpoint.value;
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:') {
    const remedy = 'Take ONE_DISABLE_SSL_VERIFY away, and name the authority in ONE_CERT_DIR.';
    return insecure ? [warning('tls', `any certificate is taken for ${url}`, remedy)] : [];
  }
  if (LOOPBACK.test(hostname)) return [];
  return [warning('tls', `the password goes to ${url} in clear`, 'Use https, or run beside oned.')];
}

const LOOPBACK = /^(localhost|127\.[\d.]+|\[::1\])$/;

function answers({ oned, snapshot, nodeVersion }: Examination): readonly Diagnosis[] {
  const node = olderThan(nodeVersion, [20, 19])
    ? [error('node', `this is Node ${nodeVersion}`, 'Install Node 20.19 or later.')]
    : [];
  if (oned === null) return node;
  if (!oned.ok) return [...node, error(troubleOf(oned.problem), oned.problem, remedyOf(oned.problem))];
  const { version } = oned.value;
  const unread =
    snapshot !== null && !snapshot.ok
      ? [error('reading', snapshot.problem, snapshot.remedy ?? 'See oneplan queue xmlrpc.')]
      : [];
  return [...node, ...unread, ...versions(version)];
}

function versions(version: string): readonly Diagnosis[] {
  if (olderThan(version, [6, 0])) {
    return [error('version', `OpenNebula ${version} is too old`, 'Upgrade OpenNebula: 6.0 or later is read.')];
  }
  const newer = !olderThan(version, [8, 0]);
  return newer
    ? [warning('version', `OpenNebula ${version} is newer than this was tried with`, 'Look for a newer oneplan.')]
    : [];
}

const troubleOf = (problem: string): string =>
  /certificate|SSL|TLS/i.test(problem) ? 'tls' : /authenticate/i.test(problem) ? 'credentials-wrong' : 'unreachable';

function remedyOf(problem: string): string {
  switch (troubleOf(problem)) {
    case 'tls':
      return 'Name the folder of the authority that signed it in ONE_CERT_DIR.';
    case 'credentials-wrong':
      return 'Check user and password in the file that ONE_AUTH names: oneuser show must work with it.';
    default:
      return 'Check that oned runs, and the address in ONE_XMLRPC.';
  }
}

function rights({ oned }: Examination): readonly Diagnosis[] {
  if (oned === null || !oned.ok || oned.value.user.isAdmin) return [];
  const finding = `user ${oned.value.user.name} is not in the group oneadmin, which deploy and migrate need`;
  return [error('rights', finding, 'Use oneadmin, or a user whose group is oneadmin (oneuser chgrp).')];
}

function clock({ oned }: Examination): readonly Diagnosis[] {
  const ahead = oned?.ok === true ? oned.value.clockAheadSeconds : null;
  if (ahead === null || Math.abs(ahead) <= SKEW_SECONDS) return [];
  const finding = `the cloud's clock is ${Math.abs(Math.round(ahead))} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's`;
  return [warning('clock', finding, 'Run a time service (chrony) on both: starts are exact to the clock.')];
}

/** The header counts whole seconds, and the answer takes a while. */
const SKEW_SECONDS = 5;

function olderThan(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number);
  return first < major || (first === major && second < minor);
}

const error = (check: string, finding: string, remedy: string): Diagnosis => ({
  severity: 'error',
  check,
  finding,
  remedy,
});
const warning = (check: string, finding: string, remedy: string): Diagnosis => ({
  severity: 'warning',
  check,
  finding,
  remedy,
});
