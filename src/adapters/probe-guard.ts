import { BlockList, isIP, isIPv4 } from 'node:net';

/** One address of a host, as the resolver gave it. */
export type HostAddress = { readonly address: string; readonly family: number };

export type Guarded = { readonly kind: 'allowed' } | { readonly kind: 'refused'; readonly reason: string };

/**
 * IPv4 ranges that are no public service: this host, private, carrier-grade NAT, loopback, link-local with the
 * clouds' metadata, protocol assignments, documentation, benchmarks, multicast, reserved (RFC 6890 and its
 * registry), and Azure's own platform address.
 */
const closedV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/**
 * The same for IPv6: unspecified, loopback and the old compatible forms, IPv4-mapped and -translated, local
 * NAT64, Teredo and ORCHID, documentation, 6to4, unique local (with metadata), link-local, site-local, multicast.
 */
const closedV6: readonly (readonly [string, number])[] = [
  ['::', 96],
  ['::ffff:0:0', 96],
  ['::ffff:0:0:0', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
];

/** Two lists, for one that holds IPv4-mapped addresses would take every IPv4 address for such. */
const closed = closedRanges();

function closedRanges(): { readonly ipv4: BlockList; readonly ipv6: BlockList } {
  const ipv4 = new BlockList();
  const ipv6 = new BlockList();
  for (const [start, bits] of closedV4) {
    ipv4.addSubnet(start, bits, 'ipv4');
    // Behind NAT64 a public IPv4 host is reached through this prefix; a private one must not be.
    ipv6.addSubnet(`64:ff9b::${start}`, 96 + bits, 'ipv6');
  }
  for (const [start, bits] of closedV6) ipv6.addSubnet(start, bits, 'ipv6');
  return { ipv4, ipv6 };
}

/** Whether an address belongs to the public internet. What is no address does not. */
export function isPublicAddress(address: string): boolean {
  const bare = address.split('%', 1)[0] ?? '';
  if (isIP(bare) === 0) return false;
  return isIPv4(bare) ? !closed.ipv4.check(bare, 'ipv4') : !closed.ipv6.check(bare, 'ipv6');
}

/** Whether the config names this host, with any port or with this one. */
export function isNamedHost(url: URL, allowHosts: readonly string[]): boolean {
  const host = bareHost(url);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  const written = host.includes(':') ? [host, `[${host}]`, `[${host}]:${port}`] : [host, `${host}:${port}`];
  return allowHosts.some((allowed) => written.includes(allowed.toLowerCase()));
}

/** The host without brackets and without the dot that ends an absolute name. */
export function bareHost(url: URL): string {
  return url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '');
}

/**
 * Keeps a configured address from reaching what only this machine can reach. Fails closed: one private
 * address among several refuses the host, for the resolver may hand out another one next time.
 */
export function guardTarget(url: URL, addresses: readonly HostAddress[], allowHosts: readonly string[]): Guarded {
  if (isNamedHost(url, allowHosts)) return { kind: 'allowed' };
  const host = bareHost(url);
  if (url.protocol !== 'https:') return refused(`${host} is asked over plain http`, host);
  const closedOne = addresses.find(({ address }) => !isPublicAddress(address));
  return closedOne === undefined
    ? { kind: 'allowed' }
    : refused(`${host} is at ${closedOne.address}, which is not a public address`, host);
}

function refused(why: string, host: string): Guarded {
  return { kind: 'refused', reason: `${why}; add "${host}" to watch.allowHosts if that is meant` };
}
