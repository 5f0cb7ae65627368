import { beforeAll, describe, expect, test } from 'vitest';
import {
  cardOf,
  isLoading,
  offers,
  press,
  request,
  toldTo,
  until,
  valueOf,
  wordsOf,
} from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { workflowPath } from '../support/world-shops.ts';

describe('what people read', () => {
  let world: ShopWorld;
  let open: string;
  let done: string;
  beforeAll(async () => {
    world = await startShops({ open: {}, done: { watch: null }, bare: {}, lost: {}, elsewhere: {} });
    open = await request(world, { by: 'U0FINN', service: 'open' });
    await expectPhase(world, open, 'awaiting-decision');
    done = await request(world, { by: 'U0FINN', service: 'done' });
    await expectPhase(world, done, 'awaiting-decision');
    await press(world, 'U0ANA', done, 'release.approve');
    const run = await oneRun(world, shop(world, 'done'));
    await expectPhase(world, done, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, done, 'succeeded');
  });

  test('in the status: every lane, what is open and who is needed, and what ended lately', async () => {
    const status = await type(world, 'status');
    for (const name of ['open', 'done', 'bare']) expect(status).toContain(`${name} → production`);
    expect(status).toContain(open);
    expect(status).toContain('<@U0ANA>');
    expect(await type(world, 'status done')).not.toContain(open);
    expect(await type(world, 'status done')).toContain('succeeded');
  });

  test('in why: each open condition with its code, its sentence and who can settle it', async () => {
    const why = await type(world, `why ${open}`);
    expect(why).toContain('votes_missing');
    expect(why).toContain('Who can settle it: <@U0ANA>');
    expect(await type(world, 'why open')).toContain('votes_missing');
    expect(await type(world, `why ${open.split('.').at(-1) ?? ''}`)).toContain('votes_missing');
    expect(await type(world, `why ${done}`)).toContain('It is over');
  });

  test('in the history: a table with date, version, type, status, rollback and notes', async () => {
    const history = await type(world, 'history done');
    expect(history).toMatch(/Date +\| Version +\| Type +\| Status +\| Rollback +\| Notes/);
    expect(history).toMatch(/\d{4}-\d\d-\d\d +\| v1\.1\.0 +\| Feature +\| Success +\| N\/A/);
  });

  test('in the page of record: who asked, who approved, what ran and how it ended', async () => {
    for (const words of ['show done', 'show v1.1.0 done', `show ${done}`]) {
      const page = await type(world, words);
      expect(page).toContain('Succeeded');
      expect(page).toContain('Requested by <@U0FINN>');
      expect(page).toContain('<@U0ANA> as ');
      expect(page).toMatch(/<https?:[^|]+\|run \d+>/);
    }
    expect(await type(world, 'show done', 'U0GWEN')).toContain('Only full members');
  });

  test('in a file with the history, which comes as a direct message', async () => {
    expect(await type(world, 'history done export:csv')).toContain('sent to you as a direct message');
    const file = await until('the file', () => fileFor(world, 'U0FINN'));
    expect(file).toMatchObject({ name: expect.stringMatching(/^deployment-history-done-.*\.csv$/) });
    const text = await (await fetch(file.url)).text();
    expect(text).toMatch(/^Date,Version,Type,Status,Rollback,Notes,.*\r\n[\d-]+,v1\.1\.0,Feature,Success,N\/A,/);
    await expect.poll(() => toldTo(world, 'U0FINN').join('\n'), soon).toContain('in your direct messages');
  });

  test('in the help, and a wrong word does nothing but suggest the right one', async () => {
    expect(await type(world, 'help')).toContain('/release request');
    expect(await type(world, '')).toContain('/release request');
    expect(await type(world, 'statsu')).toContain('Did you mean `/release status`');
    expect(await type(world, 'approve')).toContain('buttons on a release');
    expect(await type(world, 'status dnoe')).toContain('Did you mean `done`');
    expect(await type(world, 'why nobody.production.abcdefgh12')).toContain('knows no release');
  });

  test('in Home: what needs this very person', async () => {
    await world.slack.people.openHome('U0ANA');
    const home = await until('Home of Ana', () => homeOf(world, 'U0ANA'));
    expect(home.indexOf(open)).toBeGreaterThan(home.indexOf('What needs you'));
    expect(home.indexOf(open)).toBeLessThan(home.indexOf('Open without you'));
    await world.slack.people.openHome('U0FINN');
    const other = await until('Home of Finn', () => homeOf(world, 'U0FINN'));
    expect(other).toContain('Nothing waits for you');
    expect(other).toContain(open);
  });

  test('is not for guests', async () => {
    expect(await type(world, 'status', 'U0GWEN')).toContain('Only full members');
    expect(await type(world, 'request done main', 'U0GWEN')).toContain('Only full members');
  });

  test('of a lane without a record offers a deployer to record what is live, also in the status', async () => {
    expect(await type(world, 'status bare')).toContain('lane.adopt');
    const card = await until('the card', () => cardOf(world, open));
    expect(valueOf(card, 'lane.adopt')).toContain('open.production');
  });

  test('when there is no such service, commit or branch: at once, with what was meant, and nothing was requested', async () => {
    expect(await type(world, 'request dnoe main')).toContain('There is no service `dnoe`');
    expect(await problem(world, 'request done 0123456789012345678901234567890123456789')).toContain('0123456');
    expect(await problem(world, 'request done no-such-branch')).toContain('no-such-branch');
    expect(await type(world, 'request done main nowhere')).toContain('no environment `nowhere`');
    expect(await type(world, 'request done ..')).toContain('can be neither a commit SHA');
    expect(await type(world, 'status')).toContain('1 release open');
  });

  test('when the workflow lacks what it takes to be started: the lines to add, and nobody can approve yet', async () => {
    const of = shop(world, 'elsewhere');
    const file = world.github.world.repo(of.repo).commits.get(of.candidate)?.tree.get(workflowPath) ?? '';
    world.github.world.setFile(of.repo, 'main', workflowPath, file.replace(/^run-name:.*$/m, ''), 'dana');
    const release = await request(world, { by: 'U0FINN', service: 'elsewhere' });
    await expectPhase(world, release, 'awaiting-decision');
    const words = cardWords(world, release);
    expect(words).toContain('run-name: Deploy ${{ inputs.release_sha }} (${{ inputs.gonogo_request_id }})');
    expect(words).toContain('Nobody can approve this yet');
    expect(valueOf(cardOf(world, release) ?? { blocks: [] }, 'release.approve')).toBe('');

    world.github.world.setFile(of.repo, 'main', workflowPath, file, 'dana');
    await offers(world, release, 'release.approve');
  });

  test('when the workflow file is missing: which one, and where', async () => {
    const of = shop(world, 'lost');
    const sha = world.github.world.commit(of.repo, {
      on: 'main',
      author: 'dana',
      message: 'Tidy up',
      files: { [workflowPath]: null },
    });
    world.github.world.push(of.repo, 'main', sha, 'eli');
    const release = await request(world, { by: 'U0FINN', service: 'lost' });
    await expect.poll(() => cardWords(world, release), soon).toContain('cloud-deployment-pipeline.yml');
    expect(valueOf(cardOf(world, release) ?? { blocks: [] }, 'release.approve')).toBe('');
  });

  test('makes words of others inert', async () => {
    const release = await request(world, {
      by: 'U0FINN',
      service: 'bare',
      entries: { summary: '<!channel> *approved* <https://evil.example|click> \u202egnp' },
    });
    await expectPhase(world, release, 'awaiting-decision');
    const words = cardWords(world, release);
    expect(words).toContain('approved');
    expect(words).not.toContain('<!channel>');
    expect(words).not.toContain('<https://evil.example|click>');
    expect(words).not.toContain('\u202e');
  });
});

/** What a command answers to who typed it. */
async function type(world: ShopWorld, words: string, user = 'U0FINN'): Promise<string> {
  const answer = await world.slack.people.slash(user, 'C0GENERAL', '/release', words);
  const said = JSON.parse(answer.body === '' ? '{"blocks":[]}' : answer.body) as {
    readonly blocks: readonly unknown[];
  };
  return `${wordsOf(said)}\n${JSON.stringify(said).includes('lane.adopt') ? 'lane.adopt' : ''}`;
}

/** What the form says in place of fields. */
async function problem(world: ShopWorld, words: string): Promise<string> {
  await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', words);
  const view = await until('the form that says why', () => {
    const top = world.slack.workspace.state.views['U0FINN']?.at(-1);
    return top === undefined || top.submit !== null || isLoading(top) ? null : top;
  });
  await world.slack.people.closeView('U0FINN', view.id);
  return wordsOf(view);
}

function homeOf(world: ShopWorld, user: string): string | null {
  const home = world.slack.workspace.state.homes[user];
  return home === undefined ? null : wordsOf(home);
}

/** The file that somebody was sent last. */
function fileFor({ slack }: ShopWorld, user: string): { readonly name: string; readonly url: string } | null {
  const { channels, messages } = slack.workspace.state;
  const own = Object.values(channels).filter((channel) => channel.is_im && channel.members.includes(user));
  const [file] = own.flatMap(({ id }) => messages[id] ?? []).flatMap(({ files = [] }) => files);
  return file === undefined ? null : { name: file.name, url: file.url_private };
}
