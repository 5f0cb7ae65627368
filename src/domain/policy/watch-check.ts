import { type Finding, fault, type PolicyPath, warning } from './finding.ts';
import { signalSources } from './signals.ts';
import { skeletonOf } from './skeleton.ts';
import { WatchRules } from './watch.ts';

/** The watches of a policy. Null stands for one that is wrong in itself, of which nothing more can be said. */
export type Watched = readonly {
  readonly lanes: readonly { readonly environment: string; readonly watch?: WatchRules | null | undefined }[];
}[];

/** The watches of a file that is wrong elsewhere, so that what is wrong with them is told at once with the rest. */
export function watchesIn(file: unknown): Watched {
  return skeletonOf(file).services.map(({ lanes }) => ({
    lanes: lanes.map(({ environment, watch }) => ({
      environment,
      watch: watch === undefined ? undefined : (WatchRules.safeParse(watch).data ?? null),
    })),
  }));
}

/** What can only be said of a watch as a whole. */
export function watchFindings(services: Watched): readonly Finding[] {
  return services.flatMap((service, at) =>
    service.lanes.flatMap((lane, index) => {
      const path = ['services', at, 'lanes', index];
      if (lane.watch === null) return [];
      if (lane.watch === undefined) {
        const problem = 'has no watch, so production is not looked at after a deployment';
        return lane.environment === 'production'
          ? [warning(path, problem, 'Add watch with a health and a version address.')]
          : [];
      }
      const rules = [...path, 'watch'];
      return [...plainHttp(lane.watch, rules), ...blindSpots(lane.watch, rules), ...tooShort(lane.watch, rules)];
    }),
  );
}

function plainHttp(watch: WatchRules, path: PolicyPath): readonly Finding[] {
  const urls: readonly (readonly [string, string | undefined])[] = [
    ['health', watch.health?.url],
    ['version', watch.version?.url],
    ['prometheus', watch.prometheus?.url],
  ];
  return urls.flatMap(([key, url]) => {
    if (url === undefined || !url.startsWith('http:')) return [];
    const host = hostOf(url);
    if (watch.allowHosts.includes(host) || watch.allowHosts.includes(withoutPort(host))) return [];
    const problem = `uses plain http to ${host}, which anybody on the way could answer`;
    return [fault([...path, key, 'url'], problem, `Use https, or add "${host}" to the watch's allowHosts.`)];
  });
}

function blindSpots(watch: WatchRules, path: PolicyPath): readonly Finding[] {
  const { sources, withoutSource } = signalSources(watch);
  const findings: Finding[] = [];
  if (watch.every > watch.minutes * 60_000) {
    findings.push(
      fault([...path, 'every'], 'is longer than the whole watch', 'Use a shorter interval, or more minutes.'),
    );
  }
  if (sources.length === 0 && watch.version === undefined) {
    findings.push(fault(path, 'has nothing to look at', 'Add health, version, azure or prometheus, or remove watch.'));
  }
  if (watch.health !== undefined && watch.health.timeout > watch.every) {
    findings.push(
      warning(
        [...path, 'health', 'timeout'],
        'is longer than the interval of the looks',
        'Use a shorter time-out, or a longer interval.',
      ),
    );
  }
  if (watch.version === undefined) {
    findings.push(
      warning(
        path,
        'has no version address, so it cannot be seen whether the approved SHA is live',
        'Add version with the address of an endpoint that tells the SHA.',
      ),
    );
  }
  if (watch.azure !== undefined || watch.prometheus !== undefined) {
    for (const trigger of withoutSource) {
      findings.push(
        warning(path, `has no source for the trigger ${trigger}, so it can never fire`, sourceFor[trigger]),
      );
    }
  }
  return findings;
}

/**
 * Of so many minutes a watch holds one whole minute less, unless it begins on the dot. Four looks in five have to be
 * known for a verdict of health, and a trigger fires after as many looks as its rule names.
 */
const leastForHealth = 5;
const leastToFire = { health: 1, errors: 3, latency: 4, memory: 6, cpu: 6 } as const;

function tooShort(watch: WatchRules, path: PolicyPath): readonly Finding[] {
  const measured = signalSources(watch).sources.filter((trigger) => trigger !== 'health');
  const required = measured.filter((trigger) => !watch.advisory.includes(trigger));
  const unable = measured.filter((trigger) => watch.minutes < leastToFire[trigger]);
  const least = Math.max(required.length > 0 ? leastForHealth : 0, ...measured.map((trigger) => leastToFire[trigger]));
  if (watch.minutes >= least) return [];
  const names = listed(unable.map((trigger) => (trigger === 'memory' ? 'memory (but for restarts)' : trigger)));
  const never = unable.length === 0 ? '' : `; ${names} can never fire in it`;
  const problem =
    required.length > 0 && watch.minutes < leastForHealth
      ? `is too short for telemetry, which comes in whole minutes: no release could end as healthy${never}`
      : `is too short for some triggers: ${names} can never fire in it`;
  return [warning([...path, 'minutes'], problem, `Use at least ${least} minutes.`)];
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}

const sourceFor = {
  health: 'Add health with an address.',
  errors: 'Add azure with a resource that counts requests, or prometheus queries for requests and errors.',
  latency: 'Add azure.logs, or a prometheus query for p95Ms.',
  memory: 'Add azure (of an App Service with its appServicePlan), or a prometheus query for memoryPercent.',
  cpu: 'Add azure (of an App Service with its appServicePlan), or a prometheus query for cpuPercent.',
} as const;

/** Host and, where it is written, port. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]+)/.exec(url)?.[1] ?? '';
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '');
}
