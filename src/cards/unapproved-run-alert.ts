import { type Alert } from '../domain/effects.ts';
import { shortSha } from '../domain/ids.ts';
import { fileName } from '../domain/incident/title.ts';
import { type Words } from './alert.ts';
import { runLink, runLinks } from './outcome-sentences.ts';
import { runEndText } from './run-end.ts';
import { clause, code, joined, type Markup, md } from './text.ts';

type UnapprovedRun = Extract<Alert, { kind: 'unapproved-run' }>;

/** Says what is known of a run that nobody started through Gonogo, and that its inputs are not. */
export function unapprovedRunWords(alert: UnapprovedRun): Words {
  const { run, workflow, title, startedBy, sha, ended } = alert;
  if (ended !== null) {
    return {
      title: 'The run that was started past Gonogo is over',
      happened: runEndText(run, ended),
      means: md`It is not counted as a release. What is live now may not be what was approved last.`,
      todo: md`If what is live is not what should run, a deployer brings back a version that worked with ${code('/rollback')}. Else say in the thread what it was for, and press Resolve.`,
    };
  }
  const who = startedBy === null ? md`` : md` by ${code(startedBy)} at GitHub`;
  const where = sha === null ? md`` : md`, on ${code(shortSha(sha))}`;
  const named =
    title.trim() === '' ? md`` : md` It is called ${clause(title, 160)}, without the id of a dispatch of this Gonogo.`;
  return {
    title: 'A run was started past Gonogo',
    happened: md`Somebody started ${code(fileName(workflow))} past Gonogo: ${runLink(run)}${who}${where}.${named}`,
    means: meansOf(alert),
    todo: md`If it was not meant, cancel the run at GitHub; whoever may write to the actions of the repository can. A release that is under way beside it can be stopped on its card. Then look at what is live: a deployer brings back a version that worked with ${code('/rollback')}. If it was meant, say so in the thread and press Resolve.`,
  };
}

/** GitHub tells no inputs, so where several lanes share the file nobody here knows which one it is for. */
function meansOf({ environments }: UnapprovedRun): Markup {
  const all = joined(
    environments.map((environment) => code(environment)),
    ' or ',
  );
  return environments.length > 1
    ? md`Nobody approved it here. Gonogo cannot see which environment it deploys to: ${all} may have changed, or may be changing now.`
    : md`Nobody approved it here, and Gonogo cannot see what it deploys: ${all} may have changed, or may be changing now.`;
}

/** Of a release whose place a rollback took: whatever it did, nobody wants it any more. */
export function lateRunWords(alert: Extract<Alert, { kind: 'late-run' }>): Words {
  return {
    title: 'A run has appeared beside a rollback',
    happened: md`${runLinks(alert.runs)} ${alert.runs.length === 1 ? 'belongs' : 'belong'} to release ${code(alert.of)}. When the rollback took its place, no run with ${code(alert.dispatch)} in its name was found.`,
    means: md`It may have changed production before or after the rollback did. Gonogo has asked GitHub to cancel it.`,
    todo: md`Look at GitHub whether it has ended, and cancel it there if it has not. Then look at what is live: if it is not what the rollback was to put back, roll back once more.`,
  };
}
