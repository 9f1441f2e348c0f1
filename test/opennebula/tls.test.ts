import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { connect } from '../../src/opennebula/client.ts';
import { credentialsOf } from '../../src/opennebula/credentials.ts';
import { endpointOf } from '../../src/opennebula/endpoint.ts';
import { ANSWERING_SESSION, answeringOned } from '../support/answering-oned.ts';
import { temporaryFolder } from '../support/recorded.ts';

/**
 * An authority of nobody's, and what it vouches for: this machine (`here`) and a host of another name (`elsewhere`), all
 * until 2126. Made with openssl: `ecparam -name prime256v1`, `req -x509`, `x509 -req` with subjectAltName.
 */
const PEM = new URL('../support/tls/', import.meta.url);
const pem = (name: string): string => readFileSync(new URL(name, PEM), 'utf8');

/** A small oned behind TLS, with a certificate; gives its address and what it was asked. */
async function behindTls(context: TestContext, certificate: 'here' | 'elsewhere') {
  const oned = await answeringOned((method) => (method === 'one.system.version' ? '7.4.0' : 0));
  const options = { key: pem(`${certificate}.key`), cert: pem(`${certificate}.pem`) };
  const server = createServer(options, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await fetch(oned.url, { method: 'POST', body: Buffer.concat(chunks) });
    response.end(await answer.text());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.close();
    server.closeAllConnections();
    return oned.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/RPC2`, calls: oned.calls };
}

const cases = [
  { title: 'an authority in the folder of ONE_CERT_DIR is trusted', certificate: 'here', trusts: true, found: '7.4.0' },
  {
    title: 'without it nobody vouches for the certificate, and nothing is sent',
    certificate: 'here',
    trusts: false,
    found:
      /^unsent .*127\.0\.0\.1.*: nobody trusted vouches for its certificate, put its authority into the folder of ONE_CERT_DIR/,
  },
  {
    title: 'a certificate for another host name is refused, whoever vouches for it',
    certificate: 'elsewhere',
    trusts: true,
    found: /^unsent .*: its certificate is for another host name/,
  },
  {
    title: 'ONE_DISABLE_SSL_VERIFY takes any certificate',
    certificate: 'elsewhere',
    trusts: false,
    insecure: '1',
    found: '7.4.0',
  },
] as const;

for (const { title, certificate, trusts, found, ...more } of cases) {
  test(title, async (context) => {
    const folder = temporaryFolder();
    if (trusts) copyFileSync(new URL('ca.pem', PEM), join(folder, 'ca.pem'));
    const environment = { ONE_CERT_DIR: folder, ...('insecure' in more ? { ONE_DISABLE_SSL_VERIFY: '1' } : {}) };
    const { url, calls } = await behindTls(context, certificate);
    const client = connect(endpointOf(url, environment), credentialsOf(ANSWERING_SESSION));
    context.after(() => client.close());
    const reply = await client.call('one.system.version', []);
    const said = reply.kind === 'value' ? reply.value : `${reply.kind} ${reply.message}`;
    if (typeof found === 'string') assert.equal(said, found);
    else {
      assert.match(String(said), found);
      assert.deepEqual(calls, []);
    }
  });
}
