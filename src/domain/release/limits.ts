import { hour, minute, second } from '../time.ts';

/** How long things may take before somebody is asked or told. Milliseconds. */

/** Nothing starts in production this long after the last person looked. */
export const scheduledForAtMost = 30 * minute;
/** The call to GitHub has 10 s; after this long without its answer nobody will bring one. */
export const callMayTake = 15 * second;
/**
 * An intent that no worker claimed within this is checked afresh: whoever comes to claim it now finds it gone, so
 * nothing can be sent twice.
 */
export const claimedWithin = minute;
/** A run may become visible late: GitHub's lists lag by up to two minutes. */
export const searchFor = 120 * second;
/** A search that GitHub would not let us make is given this much longer before a person is asked all the same. */
export const searchGrace = minute;
export const searchEvery = 3 * second;
/** A run that was not found is looked for this long after a rollback has taken its place. */
export const lateRunFor = 15 * minute;
/** A person who was asked and did not answer is asked again. */
export const askAgainEvery = hour;
/** How long we try to read what is live after a run that failed or was cancelled. */
export const readLiveFor = 60 * second;
/** How long a finished run may stay without a readable workflow file before a person is asked. */
export const readWorkflowFor = 5 * minute;
/** How long the new version may take to be seen live, unless the watch itself is shorter. */
export const versionWithin = 10 * minute;
/** A waiting dispatch looks again this often at what it waits for. */
export const recheckEvery = 10 * second;
/** GitHub that could not be read is tried again after this, doubling up to a minute. */
export const gatherAgainAfter = 5 * second;
/** How often open requests are read again, so that a moved ref is seen before somebody clicks. */
export const refreshEvery = minute;
export const pollRunEvery = 10 * second;
/** Looks in a row with another version than the approved one, before that is believed. */
export const strangersBelieved = 3;
/** Failed health checks have to last this long before the new version is seen: a restart is no outage. */
export const restartWithin = minute;
/** A watch that sees nothing for so long, or for a third of its time where that is less, is blind. */
export const unseenFor = 10 * minute;
/** Of all looks, this part has to be known for a verdict of health. */
export const enoughKnown = 4 / 5;
/** A run that somebody stopped and that still goes on is asked to end again this often. */
export const cancelEvery = 15 * second;
/** Asked this often in vain, people are told to cancel it by hand. */
export const cancelsBeforeAlert = 4;
/** How long GitHub may fail to show a run before people are told, of a rollback earlier, and may give it up. */
export const unreadableFor = 5 * minute;
/** How long required evidence may take to appear after the run's end. GitHub lists artifacts with the run; this covers its lag. */
export const evidenceWithin = minute;
/** A rollback that could not begin within this is asked for anew. */
export const rollbackFor = hour;
/** A rollback that has not started by then, or whose run GitHub does not show for so long, is told to people, with the command to do it by hand. */
export const rollbackSilence = 2 * minute;
