import type { DriverAction } from '../../domain/driver.ts';

/** ID of the plan that places VMs; a plan that moves VMs of a cluster has the cluster's. */
export const PLACEMENT = -1;

/**
 * The PLAN document that oned 7.x reads. Its XSD asks for this order of elements, its parser for HOST_ID and DS_ID in
 * every action (−1 says nothing), or it drops the whole plan. A plan without actions is valid, and is skipped.
 */
export const planXml = (id: number, actions: readonly DriverAction[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<PLAN>\n  <ID>${id}</ID>\n${actions.map(actionXml).join('')}</PLAN>\n`;

const actionXml = ({ vm, operation, host, datastore, networks }: DriverAction): string =>
  [
    '  <ACTION>',
    `    <VM_ID>${vm}</VM_ID>`,
    `    <OPERATION>${operation}</OPERATION>`,
    `    <HOST_ID>${host}</HOST_ID>`,
    `    <DS_ID>${datastore ?? -1}</DS_ID>`,
    ...networks.map(
      ({ nicId, network }) => `    <NIC><NIC_ID>${nicId}</NIC_ID><NETWORK_ID>${network}</NETWORK_ID></NIC>`,
    ),
    '  </ACTION>\n',
  ].join('\n');
