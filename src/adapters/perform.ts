import { sayingText } from '../cards/saying.ts';
import { type FactCommand } from '../domain/commands.ts';
import { type Effect } from '../domain/effects.ts';
import { reply, showCard } from './perform-card.ts';
import { incidentChart, showChart } from './perform-chart.ts';
import { raiseAlarm, settleDebt, tellIncident, tellOfRun } from './perform-cross.ts';
import { incidentReply, makeIssue, remind, showIncident } from './perform-incident.ts';
import { openIncidentChannel, welcomeToChannel } from './perform-incident-channel.ts';
import { pageOut, pagePerson, settlePager } from './perform-page.ts';
import { type Claim, done, growing, type Performed, type Performing, type PerformParts } from './perform-parts.ts';

export { type Claim, type Performed, type PerformParts } from './perform-parts.ts';

/**
 * A claim that was appended longer ago than this is not acted on: the process may have been paused, and the
 * search for its run may be over. Far below the 120 s that the search lasts. Milliseconds.
 */
const claimGoodForMs = 5000;

/** Over about two minutes. */
const mostCancels = 7;

/** Every effect, with the story of its second performance. */
const performers: { readonly [T in Effect['type']]: Performing<T> } = {
  ShowCard: showCard,
  Reply: reply,
  ShowChart: showChart,

  Alert: raiseAlarm,
  TellIncident: tellIncident,
  TellOfRun: tellOfRun,
  SettleDebt: settleDebt,
  ShowIncident: showIncident,
  IncidentReply: incidentReply,
  IncidentChart: incidentChart,
  PagePerson: pagePerson,
  PageOut: pageOut,
  SettlePager: settlePager,
  Remind: remind,
  MakeIssue: makeIssue,
  OpenIncidentChannel: openIncidentChannel,
  WelcomeToChannel: welcomeToChannel,

  /** Twice: the person reads the same sentence again. */
  Tell: async (parts, effect, { attemptsBefore }) => {
    const { user, channel, say } = effect;
    const told = await parts.slack.tell({ user, channel, message: sayingText(say), attemptsBefore });
    return told.kind === 'later' && attemptsBefore < 3 ? told : done;
  },

  /**
   * Never twice. The claim is appended before the call, and only while the dispatch still waits for one; whoever
   * comes second finds it claimed and goes away. An answer that cannot be recorded under the claim any more is
   * reported all the same, for it is about the dispatch id and not about who made the call.
   */
  StartRun: async (parts, effect, { effect: name, token }) => {
    const claim = { effect: name, token };
    // Fetching a token takes its time, which must not lie between the claim and the call.
    await parts.github.prepare();
    const begun = parts.elapsed();
    const claimed = await parts.submit(
      { type: 'ClaimDispatch', release: effect.release, dispatch: effect.dispatch },
      { ...claim, settle: false },
    );
    if (claimed !== 'recorded') return done;
    const { repo, workflow, ref, inputs } = effect;
    const answer = await parts.github.startRun(
      { repo, workflow, ref, inputs },
      () => parts.elapsed() - begun <= claimGoodForMs,
    );
    const record: FactCommand = {
      type: 'RecordDispatchAnswer',
      release: effect.release,
      dispatch: effect.dispatch,
      answer,
    };
    const recorded = await parts.submit(record, { ...claim, settle: true });
    if (recorded === 'fenced') await parts.report(record);
    return { kind: 'settled' };
  },

  /**
   * Twice: GitHub says that the run is being cancelled, or over. What it did not hear is asked a few times more; of a
   * release that is still open the state asks again as well.
   */
  CancelRun: async (parts, { repo, run }, { attemptsBefore }) => {
    const asked = await parts.github.cancelRun(repo, run);
    if (asked.kind !== 'problem' || attemptsBefore >= mostCancels) return done;
    return { kind: 'later', afterMs: growing(attemptsBefore), reason: asked.sentence };
  },
};

export async function perform(
  parts: PerformParts,
  effect: Effect,
  how: Claim & { readonly attemptsBefore: number },
): Promise<Performed> {
  if (!Object.hasOwn(performers, effect.type))
    throw new TypeError(`This Gonogo does not know the effect ${effect.type}; the version that wrote it does.`);
  // The table's one cast: each performer is stored under the type of effect that it takes.
  const performer = performers[effect.type] as Performing<Effect['type']>;
  return performer(parts, effect, how);
}
