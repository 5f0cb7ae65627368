import { expect, test } from 'vitest';
import { replayFile } from '../../sandbox/github/acme-checkout.ts';
import { byHand } from '../../src/domain/release/by-hand.ts';
import { third } from '../support/lane.ts';
import { askBack, rollBack } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { checkout, stage } from './github-support.ts';

test.each([
  ['before anything was read', askBack],
  ['once it has been read', rollBack],
])('GitHub takes the command for a rollback by hand, %s', async (_when, ask) => {
  const scene = given('succeeded');
  ask(scene);
  const { lane, policy } = scene;
  const release = lane.open[third];
  if (release === undefined) throw new Error('Nothing is rolled back.');
  const { ref, inputs } = byHand(release, policy);
  const { octokit } = await stage();
  const answer = await octokit.actions.createWorkflowDispatch({ ...checkout, workflow_id: replayFile, ref, inputs });

  expect(answer.status).toBe(204);
});
