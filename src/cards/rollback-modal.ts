import { usualMinutes } from '../domain/checklist/rollback-plan.ts';
import { type CommitSha, type EnvironmentName, type ReleaseId, type ServiceId } from '../domain/ids.ts';
import { type RollbackWarning } from '../domain/release/terms.ts';
import { type RollbackChoice, type RollbackDraft } from '../domain/views.ts';
import { type Block, type InputBlock, type Modal } from './block-kit.ts';
import { context, modal, section } from './blocks.ts';
import { callbackIds, rollBackFields, warnedValue } from './ids-of-fields.ts';
import { consentField, selectField, textField } from './inputs.ts';
import { laneName, phaseText, versionName, versionText } from './names.ts';
import { liveNow, undoneText, warningList } from './rollback-sentences.ts';
import { code, count, instantText, lines, type Markup, md, prose, utcText } from './text.ts';

const title = 'Roll back';

/** In which lane, and what is undone where a card asked. */
type Place = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly of: ReleaseId | null;
};

/** What the form carries. `warned` is what it named: only with its box ticked has somebody read it. */
export type RollbackMetadata = Place &
  (
    | { readonly step: 'choose'; readonly reason: string }
    | { readonly step: 'confirm'; readonly target: CommitSha; readonly warned: readonly RollbackWarning[] }
  );

/** Opened at once, for a modal can only be opened within seconds. */
export function rollbackLoading(service: ServiceId, environment: EnvironmentName, to: string): Modal {
  return bare([
    section(md`*${laneName(service, environment)}* back to ${code(to)}`),
    section(
      md`Reading what is live, what this goes back to, and whether its images can be had. Nothing is changed by that.`,
    ),
  ]);
}

/** Why it cannot be rolled back so, in place of the form. A sentence that is text is made inert. */
export function rollbackProblem(service: string, to: string, sentence: string | Markup): Modal {
  return bare([
    section(md`*${prose(service, 80)}* back to ${code(to)}`),
    section(typeof sentence === 'string' ? prose(sentence, 1500) : sentence),
    context(md`Nothing was rolled back. ${code('/release status')} shows what runs and what is open.`),
  ]);
}

function bare(blocks: readonly Block[]): Modal {
  return modal({ callbackId: callbackIds.rollBack, title, submit: null, metadata: '' }, blocks);
}

/** Several versions begin like what was typed: which one is meant. */
export function rollbackChoices(
  place: Place & { readonly word: string; readonly reason: string },
  choices: readonly RollbackChoice[],
): Modal {
  const { service, environment, of, word, reason } = place;
  const metadata: RollbackMetadata = { step: 'choose', service, environment, of, reason: reason.slice(0, mostReason) };
  return modal({ callbackId: callbackIds.rollBack, title, submit: 'Continue', metadata: JSON.stringify(metadata) }, [
    section(
      md`*${laneName(service, environment)}*: ${count(choices.length, 'version')} could be meant by ${code(word)}. Nothing is rolled back before you have seen what that does.`,
    ),
    selectField(
      rollBackFields.target,
      { label: 'Which one?' },
      choices.map(({ sha, version, verifiedAt, suspect }) => {
        const seen =
          verifiedAt === null ? 'none of the last ten verified here' : `verified here ${utcText(verifiedAt)}`;
        const description = suspect === null ? seen : `${seen}; ${heldAgainst[suspect]}`;
        return { value: sha, label: versionName(version, sha), description };
      }),
    ),
  ]);
}

const heldAgainst: Readonly<Record<NonNullable<RollbackChoice['suspect']>, string>> = {
  breached: 'found unhealthy since',
  undone: 'rolled back from since',
  unverified: 'not verified since',
};

/** What a person may type as the reason; also what is kept of it between two forms. */
const mostReason = 500;

/** All that somebody should know before production is put back. Sending it is the confirm. */
export function rollbackModal(draft: RollbackDraft): Modal {
  const { service, environment, of, candidate, warnings } = draft;
  const metadata: RollbackMetadata = {
    step: 'confirm',
    service,
    environment,
    of,
    target: candidate.sha,
    warned: warnings,
  };
  const words = { callbackId: callbackIds.rollBack, title, submit: 'Roll back', metadata: JSON.stringify(metadata) };
  return modal(words, [...factBlocks(draft), ...inputBlocks(draft)]);
}

function factBlocks(draft: RollbackDraft): readonly Block[] {
  const { candidate, live, service, environment, warnings } = draft;
  return [
    section(
      lines(
        md`*${laneName(service, environment)}*`,
        md`*Live now:* ${liveNow(candidate.live, live)}`,
        md`*Goes back to:* ${versionText(candidate.version, candidate.sha)} ${prose(candidate.title, 120)}`,
        verifiedText(draft),
        suspectText(draft),
      ),
    ),
    section(undoneText(candidate, draft.policy)),
    section(lines(tookText(draft.tookMs), occupantText(draft))),
    ...(warnings.length === 0 ? [] : [section(lines(md`*Before you go on:*`, warningList(warnings)))]),
    context(
      md`It starts at once, without a vote: windows, the queue and a hold do not keep it back. The same images run again, by digest; nothing is built. Afterwards the lane is held until a deployer clears the hold.`,
    ),
  ];
}

/** Null where no watch of the last ten saw it work: a warning says so. */
function verifiedText({ verifiedAt }: RollbackDraft): Markup | null {
  return verifiedAt === null ? null : md`It was last verified here ${instantText(verifiedAt)}.`;
}

/** Where to read what was wrong with it; that something was, a warning says. */
function suspectText({ suspect }: RollbackDraft): Markup | null {
  if (suspect === null) return null;
  return md`What came of it when it last ran here, ${instantText(suspect.at)}: ${code(`/release show ${suspect.release}`, 120)}`;
}

function tookText(tookMs: readonly number[]): Markup {
  const minutes = usualMinutes(tookMs);
  return minutes === null
    ? md`*How long:* not measured yet.`
    : md`*How long:* about ${minutes} min, as measured from ${count(tookMs.length, 'earlier release')} of this lane.`;
}

/** What was not sent yet ends; a run is cancelled, and its end is awaited. */
function occupantText({ occupant }: RollbackDraft): Markup {
  if (occupant === null) return md`*In the lane:* nothing. It starts at once.`;
  const { release, phase, sha, version } = occupant;
  const what = sha === null ? code(release) : md`${versionText(version, sha)} (${code(release)})`;
  const then =
    phase === 'deploying' || phase === 'dispatching'
      ? md`Its run is cancelled, and the rollback starts when it is over; what was not started yet just ends.`
      : md`It ends as rolled back, and the rollback starts at once.`;
  return md`*In the lane:* ${what} is ${phaseText(phase)}. ${then}`;
}

function inputBlocks({ reason, warnings }: RollbackDraft): readonly InputBlock[] {
  const why = textField(rollBackFields.reason, {
    label: 'Why is it rolled back?',
    hint: 'It stands on the card, in the record, and as the reason of the hold.',
    initial: reason,
    lines: 'many',
    answer: 'required',
    most: mostReason,
  });
  if (warnings.length === 0) return [why];
  const consent = {
    value: warnedValue,
    label: 'I have read this and want to go on',
    description: 'Your second confirm',
  };
  return [why, consentField(rollBackFields.warned, { label: 'What stands under “Before you go on”' }, consent)];
}
