import { beforeAll, describe, expect, test } from 'vitest';
import { evidencePaths, imagesOf, manifestOf } from '../../sandbox/github/evidence-files.ts';
import { offers, press, repliesOf, request, toldTo, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type Shop, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { cardsOf, hasButton, loses, minuteMs, pushBuilt, runOf } from '../support/world-evidence.ts';
import { readLedger } from '../support/world-ledger.ts';
import { byEvidence } from '../support/world-shops.ts';

const gate = 'integration-gate.yml';
const twoGoes = { approval: { rules: [{ role: 'approver', min: 2 }] } };

describe('a gate', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      red: byEvidence(),
      quiet: byEvidence(),
      outside: byEvidence(),
      rebuilt: byEvidence(twoGoes),
      turning: byEvidence(twoGoes),
      advised: byEvidence({ ...twoGoes, watch: { health: undefined } }),
      dry: byEvidence({
        windows: { allow: [{ cron: openingSoon(), for: '1h', reason: 'office hours', timezone: 'UTC' }] },
      }),
    });
  });

  test('that is red keeps Approve away and names the fix; when it turns green the button is there', async () => {
    const of = shop(world, 'red');
    const run = runOf(world, of, gate, of.candidate);
    world.github.world.setConclusion(run.id, 'failure');
    const release = await asked(world, 'red');
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    const words = cardWords(world, release);
    expect(words).toContain('A blocking gate has not passed: `integration-gate`');
    expect(words).toContain('ended as `failure`. Fix what failed and run it again');
    expect(hasButton(world, release, 'release.reject')).toBe(true);

    world.github.world.rerunTo(run.id, 'success', 'dana');
    await offers(world, release, 'release.approve');
    expect(cardWords(world, release)).not.toContain('has not passed');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'deploying');
  });

  test('is read again every minute when GitHub’s webhooks are lost, and an older green does not satisfy it', async () => {
    const of = shop(world, 'quiet');
    const release = await asked(world, 'quiet');
    await offers(world, release, 'release.approve');
    world.github.world.faults.loseWebhooks = true;
    const newer = addPush(world, of, 'failure');
    await world.moveClock(minuteMs + 1000);
    await loses(world, release, 'release.approve');
    expect(cardWords(world, release)).toContain('an older green run does not count');

    world.github.world.rerunTo(newer, 'success', 'dana');
    world.github.world.faults.loseWebhooks = false;
    await world.moveClock(minuteMs + 1000);
    await offers(world, release, 'release.approve');
  });

  test('takes no artifact of a fork or of a pull request for the one of the commit', async () => {
    const of = shop(world, 'outside');
    const sha = pushBuilt(world, of, { builds: 'failure' });
    addForeign(world, of, sha, { event: 'pull_request' });
    addForeign(world, of, sha, { event: 'push', headRepo: 'mallory/outside' });
    world.github.world.addRun(of.repo, { workflow: gate, event: 'push', branch: 'main', sha, conclusion: 'success' });
    const release = await asked(world, 'outside');
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    const words = cardWords(world, release);
    expect(words).toContain('A blocking gate has not passed: `release-candidate`');
    expect(words).toMatch(/of mallory\/outside|only a push counts/);
    expect(words).toContain('not known by digest');
  });

  test('whose manifest names another image after one of two goes voids that go, and the card says which', async () => {
    const of = shop(world, 'rebuilt');
    const release = await votedOn(world, 'rebuilt');
    world.github.world.rebuildImage(of.repo, of.candidate, 'web');
    await expect.poll(() => cardWords(world, release), soon).toContain('the manifest’s `web` image changed');
    expect(cardWords(world, release)).toContain('The votes of <@U0ANA> are void');
    expect(cardWords(world, release)).toContain('0 of 2');
    await expect.poll(() => notesOf(world, release), soon).toContain('`web` image changed');
    expect(runsOf(world, of)).toHaveLength(0);
  });

  test('that goes red after a go voids it, and takes the button away until it is green and asked again', async () => {
    const of = shop(world, 'turning');
    const release = await votedOn(world, 'turning');
    const newer = addPush(world, of, 'failure');
    await expect.poll(() => cardWords(world, release), soon).toContain('the gate `integration-gate` went red');
    expect(cardWords(world, release)).toContain('The votes of <@U0ANA> are void');
    expect(hasButton(world, release, 'release.approve')).toBe(false);

    world.github.world.rerunTo(newer, 'success', 'dana');
    await world.moveClock(minuteMs);
    await offers(world, release, 'release.approve');
    await press(world, 'U0ANA', release, 'release.approve');
    await press(world, 'U0BEN', release, 'release.approve');
    await expectPhase(world, release, 'deploying');
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('and a checklist that asks for somebody after a go void it: a weakness of a new dependency came up', async () => {
    const of = shop(world, 'advised');
    const sha = pushBuilt(world, of, { files: { 'package-lock.json': lockOf('left-pad', '1.3.0') } });
    const release = await votedOn(world, 'advised', sha);
    expect(cardWords(world, release)).not.toContain('waits for a person');
    world.github.world.reportAdvisory(of.repo, {
      ecosystem: 'npm',
      name: 'left-pad',
      version: '1.3.0',
      severity: 'high',
      advisory: 'GHSA-aaaa-bbbb-cccc',
      summary: 'It pads too much.',
    });
    await world.moveClock(minuteMs + 1000);
    await expect.poll(() => cardWords(world, release), soon).toContain('the checklist changed');
    expect(cardWords(world, release)).toContain('The votes of <@U0ANA> are void');
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    expect(cardWords(world, release)).toContain('left-pad');
  });

  test('is told by /release why for a commit that nobody has asked for, and nothing is created by that', async () => {
    const of = shop(world, 'dry');
    world.github.world.setConclusion(runOf(world, of, gate, of.candidate).id, 'failure');
    const ledger = readLedger(world);
    const before = await ledger.events('dry');
    const words = `why dry ${of.candidate.slice(0, 8)}`;
    const answer = await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', words);
    expect(answer).toMatchObject({ status: 200, trouble: null });
    await expect.poll(() => toldTo(world, 'U0FINN').join('\n'), soon).toContain('Nothing was created');
    const told = toldTo(world, 'U0FINN').join('\n');
    expect(told).toContain('A blocking gate has not passed: `integration-gate`');
    expect(told).toMatch(/Who would have to approve:\*\n.*`approver`.*<@U0ANA>/);
    expect(told).toMatch(/The deployment window is shut \(.*\)\. It opens <!date\^\d+/);
    expect(told).toContain('*Rollback:* There is no version to go back to');
    expect(await ledger.events('dry')).toEqual(before);
    expect(cardsOf(world, 'dry')).toEqual([]);
  });
});

/** A request by Finn whose evidence has been read. */
async function asked(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service, ref });
  await expectPhase(world, release, 'awaiting-decision');
  return release;
}

async function votedOn(world: ShopWorld, service: string, ref = 'main'): Promise<string> {
  const release = await asked(world, service, ref);
  await press(world, 'U0ANA', release, 'release.approve');
  await expect.poll(() => cardWords(world, release), soon).toContain('1 of 2, from <@U0ANA>');
  return release;
}

/** Another run of the gate for the candidate, newer than those before. */
function addPush(world: ShopWorld, of: Shop, conclusion: 'failure'): string {
  const spec = { workflow: gate, event: 'push', branch: 'main', sha: of.candidate, conclusion };
  return world.github.world.addRun(of.repo, spec).id;
}

/** A commit stage that anybody may have started, with a manifest of the right name and shape. */
function addForeign(
  world: ShopWorld,
  of: Shop,
  sha: string,
  how: { readonly event: string; readonly headRepo?: string },
): void {
  const spec = { workflow: 'commit-stage.yml', branch: 'main', sha, conclusion: 'success', ...how } as const;
  const run = world.github.world.addRun(of.repo, spec);
  const images = imagesOf('stranger', sha);
  const configDigest = `sha256:${'0'.repeat(64)}`;
  const manifest = manifestOf({ sha, version: null, createdAt: run.createdAt, runId: run.id, images, configDigest });
  const file = evidencePaths['release-candidate'](sha);
  world.github.world.publishArtifact(of.repo, run.id, `release-candidate-${sha}`, { [file]: JSON.stringify(manifest) });
}

/** A window that opens half an hour after the start of this file, by the clock of this machine. */
function openingSoon(): string {
  const opens = new Date(Date.now() + 30 * minuteMs);
  return `${opens.getUTCMinutes()} ${opens.getUTCHours()} * * *`;
}

function lockOf(name: string, version: string): string {
  const packages = { '': { name: 'shop' }, [`node_modules/${name}`]: { version, license: 'MIT' } };
  return JSON.stringify({ name: 'shop', lockfileVersion: 3, packages });
}

function notesOf(world: ShopWorld, release: string): string {
  return repliesOf(world, release).map(wordsOf).join('\n');
}
