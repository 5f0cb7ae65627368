import { type Alert, type ByHand, type RollbackStall } from '../domain/effects.ts';
import { notFoundText, readyText, refusedText, runLink } from './outcome-sentences.ts';
import { warningList, warningsIn } from './rollback-sentences.ts';
import { clause, code, codeBlock, joined, lines, type Markup, md } from './text.ts';

type Stalled = Extract<Alert, { kind: 'rollback-stalled' }>;

/** A rollback that does not get on: somebody has to know how to do it without Gonogo. */
export function stalledWords({ because, byHand }: Stalled): {
  readonly title: string;
  readonly happened: Markup;
  readonly means: Markup;
  readonly todo: Markup;
} {
  const { command, left } = commandOf(byHand);
  return {
    title: titles[because.code],
    happened: whyText(because),
    means: meansText(because),
    todo: lines(
      todoText(because),
      md`To start the workflow by hand, ${beforeByHand(because)}, so that it is not started twice; then:`,
      codeBlock(command, longestCommand),
      left.length === 0
        ? null
        : md`It also takes ${joined(
            left.map((name) => code(name)),
            ', ',
          )}, too long to stand here: the manifest of that commit’s release candidate, in one line.`,
    ),
  };
}

const titles: Readonly<Record<RollbackStall['code'], string>> = {
  'not-read': 'A rollback has not started',
  behind: 'A rollback has not started',
  rechecking: 'A rollback has not started',
  calling: 'A rollback has not started',
  refused: 'GitHub refused a rollback',
  'waits-for-confirm': 'A rollback waits for a press',
  'not-found': 'It is not known whether a rollback started',
  unreadable: 'The run of a rollback cannot be read',
};

function whyText(because: RollbackStall): Markup {
  switch (because.code) {
    case 'not-read':
      return because.problem === null
        ? md`What it goes back to has not been read for two minutes.`
        : md`What it goes back to cannot be read: ${clause(because.problem, 400)}.`;
    case 'behind':
      return md`It waits for the end of ${code(because.release)}, which was asked to stop and has not.`;
    case 'rechecking':
      return because.said === null
        ? md`Its last check has not come to an end for two minutes.`
        : md`GitHub does not answer its last check: ${clause(because.said, 400)}.`;
    case 'calling':
      return md`GitHub was called to start the workflow, and nobody knows yet whether it did.`;
    case 'refused':
      return refusedText(because.said);
    case 'waits-for-confirm':
      return lines(readyText(because.because), warningList(warningsIn(because.detail)));
    case 'not-found':
      return notFoundText(because);
    case 'unreadable':
      return md`GitHub does not show ${runLink(because.run)}, and has not for two minutes: ${clause(because.said, 400)}.`;
  }
}

/** Says of production only what is certain. */
function meansText(because: RollbackStall): Markup {
  switch (because.code) {
    case 'not-read':
      return md`Nothing has been put back. Gonogo goes on trying until an hour after it was asked to, and then gives it up.`;
    case 'behind':
      return md`A run may still be changing production, and nothing has been put back. Gonogo goes on asking GitHub to end that run, and says so again in an hour.`;
    case 'rechecking':
      return md`Nothing has been put back. Gonogo goes on trying, and says so again in an hour.`;
    case 'calling':
      return md`A run may be putting production back, or none. Gonogo looks for it, and sends nothing again meanwhile.`;
    case 'refused':
    case 'waits-for-confirm':
      return md`Nothing has been put back, and nothing is tried again by itself. This is said again every hour; when the time on its card is over, the rollback ends.`;
    case 'not-found':
      return md`A run may be putting production back, or none, so nothing is sent again by itself. The lane waits, and this is said again every hour.`;
    case 'unreadable':
      return md`It is not known how far the rollback is. Gonogo goes on looking, and says so again in an hour: once the run can be read, the rollback goes on.`;
  }
}

function todoText(because: RollbackStall): Markup {
  switch (because.code) {
    case 'not-read':
    case 'rechecking':
      return md`Look at GitHub's status.`;
    case 'behind':
      return md`Look at that run at GitHub, and cancel it there.`;
    case 'calling':
      return md`Look at the workflow’s runs at GitHub: if there is one, let it run.`;
    case 'refused':
      return md`Settle what kept it from starting, then press Roll back on the card.`;
    case 'waits-for-confirm':
      return md`Look at the card, and press Roll back on it if it is what you want.`;
    case 'not-found':
      return because.searched === 'yes'
        ? md`Look at the workflow’s runs at GitHub. If there is one, press Link the run on the card. If there is none, press It never started and then Roll back: it is sent once more.`
        : md`Look at the workflow’s runs at GitHub. If there is one, press Link the run on the card. It never started is taken once Gonogo has searched GitHub, too.`;
    case 'unreadable':
      return md`Look at that run at GitHub. If it is gone for good, press Stop on the card after five minutes: the rollback then ends as failed.`;
  }
}

/** What ends Gonogo's own attempt: the buttons that its card has at that time. */
function beforeByHand(because: RollbackStall): Markup {
  switch (because.code) {
    case 'not-read':
      return md`press Withdraw on the card first`;
    case 'behind':
      return md`see that run ended, and press Stop on the card first`;
    case 'rechecking':
    case 'refused':
    case 'waits-for-confirm':
      return md`press Stop on the card first`;
    case 'calling':
      return md`make sure that there is none, and press Stop on the card first`;
    case 'not-found':
      return md`make sure that there is none, and press Link the run on the card afterwards`;
    case 'unreadable':
      return md`cancel that run at GitHub and press Stop on the card first`;
  }
}

/** Characters. Slack takes 3,000 in a section, and the rest of the alert needs its part. */
const longestCommand = 1500;

/** For GitHub's own command line, quoted for a shell. A command that was cut would be none, so long values are left out. */
function commandOf({ repo, workflow, ref, inputs }: ByHand): {
  readonly command: string;
  readonly left: readonly string[];
} {
  const start = `gh workflow run ${quoted(workflow)} --repo ${quoted(repo)} --ref ${quoted(ref)}`;
  const left: string[] = [];
  let command = start;
  for (const [name, value] of Object.entries(inputs)) {
    const given = ` -f ${quoted(`${name}=${value}`)}`;
    if (command.length + given.length > longestCommand) left.push(name);
    else command += given;
  }
  return { command, left };
}

function quoted(text: string): string {
  return /^[A-Za-z0-9._/=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
