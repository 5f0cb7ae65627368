import { findRelease } from '../domain/lane/evolve.ts';
import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type VersionSeen } from '../domain/release/candidate.ts';
import { policyUnder } from '../domain/release/emergency.ts';
import { type Watching } from '../domain/release/release.ts';
import { after, minute } from '../domain/time.ts';
import { type TelemetryRead } from '../domain/watch/telemetry.ts';
import { type LookReading } from '../domain/watch/watch.ts';
import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** One look at production. A look whose moment has passed is not made up for: the domain counts it as missed. */
export async function look(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id, look: number }: WorkOf<'look'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release?.phase !== 'watching' || release.watch.stage !== 'looking' || release.watch.next !== number) return;
  const { watch } = policyUnder(policy, release.request);
  const [health, seen, telemetry] = await Promise.all([
    parts.probe.health(watch),
    parts.probe.version(watch),
    signals(parts, release, watch),
  ]);
  const reading = hasHealth(watch) ? health : readingFrom(watch, seen);
  await submitFact(parts, chain, { type: 'RecordLook', release: id, look: number, reading, seen, telemetry });
}

/** Minutes may come late and in parts, so the last ones are read again. */
const readAgain = 12 * minute;

/** Null where nothing was asked. The last looks ask each time: a verdict waits for what they bring. */
async function signals(
  parts: JobParts,
  { id, watch, proposal }: Watching,
  policy: WatchPolicy | null,
): Promise<TelemetryRead | null> {
  if (policy?.hasTelemetry !== true || watch.stage !== 'looking') return null;
  const now = parts.now();
  if (!parts.telemetryTurns.take(id, now) && watch.next < watch.total) return null;
  const from = after(now, -readAgain);
  const { sha } = proposal.candidate;
  const to = now < watch.endsAt ? now : watch.endsAt;
  return await parts.telemetry.readings({
    watch: policy,
    sha,
    from: from > watch.startedAt ? from : watch.startedAt,
    to,
  });
}

function hasHealth(watch: WatchPolicy | null): boolean {
  return watch !== null && watch.health !== null;
}

/** Where only the version endpoint is configured, its answer is the look; where telemetry alone is, nothing is asked. */
function readingFrom(watch: WatchPolicy | null, seen: VersionSeen): LookReading {
  if (watch === null || watch.version === null) return { kind: 'not-asked' };
  return seen.kind === 'seen' ? { kind: 'ok', ms: 0 } : { kind: 'unknown', reason: seen.reason };
}

/** What production says it runs: while a new version is awaited, when health is asked, too, and after a run that did not succeed. */
export async function readVersion(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release }: WorkOf<'read-version'>,
): Promise<void> {
  const { watch } = policy;
  const isWatched = hasHealth(watch) && findRelease(lane, release)?.phase === 'watching';
  const [seen, health] = await Promise.all([parts.probe.version(watch), isWatched ? parts.probe.health(watch) : null]);
  const asked = health === null ? {} : { health };
  await submitFact(parts, chain, { type: 'RecordVersion', release, seen, ...asked });
}

/** What production says it runs, for somebody who wants the lane to know. */
export async function readLive(parts: JobParts, { chain, policy }: At): Promise<void> {
  const seen = await parts.probe.version(policy.watch);
  await submitFact(parts, chain, { type: 'RecordLiveForAdoption', seen });
}
