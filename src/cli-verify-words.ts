import { plain } from './cards/text.ts';
import { type BundleFault, type StoryFault } from './domain/bundle/fault.ts';

/** What is wrong with a bundle, as one or two sentences. Text of the file is shown and never obeyed by a terminal. */
export function faultSentence(fault: BundleFault): string {
  switch (fault.code) {
    case 'not-readable':
      return `It cannot be read: ${plain(fault.detail, 200)}.`;
    case 'not-as-written':
      return 'It is not byte for byte as Gonogo writes a bundle: somebody has changed it, or a program has saved it in another form. Export it again.';
    case 'wrong-shape':
      return `It has not the shape of a bundle at ${named(fault.field)}: ${plain(fault.detail, 200)}.`;
    case 'unusable-key':
      return 'The public key in it is no Ed25519 key in the form in which Gonogo writes one.';
    case 'wrong-key-id':
      return `The key in it has the fingerprint ${fault.is}, not ${fault.says} as it says.`;
    case 'signed-by-another':
      return `It is signed by the key ${fault.by}, and the one that is trusted is ${fault.trusted}. Whoever signed it is not your Gonogo, or was it with an earlier key: then give that one with --key.`;
    case 'wrong-signature':
      return 'The signature does not fit what it says: something was changed after it was signed.';
    case 'broken-chain':
      return `Event ${fault.seq} of its part of the ledger is the first that is wrong. ${chainProblem(fault)}`;
    case 'foreign-entry':
      return `Event ${fault.seq} of its part of the ledger is about something else than this release.`;
    case 'wrong-ends':
      return 'Its part of the ledger does not go from the request of this release to an event about it.';
    case 'unreadable-event':
      return `Event ${fault.seq} (${named(fault.type)}) has not the shape of such an event.`;
    case 'wrong-policy-hash':
      return 'The rules in it do not have the hash that they name.';
    case 'policy-of-another':
      return 'The rules in it are not those that the subject names.';
    case 'record-differs':
      return `What it says at ${named(fault.field)} is not what its events say.`;
    case 'files-disordered':
      return 'Its evidence files do not stand in their order, or one stands there twice.';
    case 'wrong-file-digest':
      return `The evidence file ${fault.digest} does not have that digest: its text was changed.`;
    case 'file-not-asked-for':
      return `The evidence file ${fault.digest} is named by no event of this release.`;
    case 'file-says-otherwise':
      return `The evidence file of ${named(fault.name)} (${fault.digest}) does not say what the ledger has of it: ${plain(fault.detail, 200)}.`;
    default:
      return `Event ${fault.seq} cannot have been so. ${storySentence(fault)}`;
  }
}

function storySentence(fault: StoryFault): string {
  switch (fault.code) {
    case 'out-of-place':
      return `${named(fault.type)} does not follow from what was before it.`;
    case 'wrong-subject-hash':
      return 'Its subject does not have the hash that was voted on.';
    case 'subject-of-another':
      return 'Its subject is about another service, environment, kind of release, commit or manifest than it should be.';
    case 'by-another':
      return `It says that ${named(fault.says)} did this, and the ledger has it from ${named(fault.actor)}.`;
    case 'voted-twice':
      return `${named(fault.who)} voted twice on one subject.`;
    case 'not-eligible':
      return `The go of ${named(fault.who)} did not count under the rules that are enclosed (${fault.because}).`;
    case 'not-approved':
      return notApproved(fault.type, fault.lacks);
    case 'dispatched-otherwise':
      return 'What was dispatched is not what was approved.';
    case 'success-without-ground':
      return `It is said to have succeeded, but ${groundLacking(fault.because)}.`;
  }
}

function notApproved(type: string, lacks: string | null): string {
  const goes = lacks === null ? 'without any go' : `with fewer goes of the role ${named(lacks)} than the rules ask for`;
  return `${named(type)} came ${goes}.`;
}

function groundLacking(because: Extract<StoryFault, { code: 'success-without-ground' }>['because']): string {
  switch (because) {
    case 'no-run':
      return 'no run is on record';
    case 'run-without-success':
      return 'its run did not end with success';
    case 'run-condemned':
      return 'its run did not count';
    case 'evidence-contradicts':
      return 'what its run left behind speaks against what was approved';
  }
}

function chainProblem({ seq, problem }: Extract<BundleFault, { code: 'broken-chain' }>): string {
  switch (problem) {
    case 'wrong_chain':
      return 'It belongs to another chain.';
    case 'wrong_seq':
      return `Another event stands where number ${seq} should be: one was taken out, moved or put in.`;
    case 'wrong_prev':
      return `It does not follow from event ${seq - 1}: one of the two was changed, moved or put in.`;
    case 'wrong_hash':
      return 'Its content was changed after it was written.';
    case 'wrong_start':
      return 'It is the first of its chain and names one before it.';
  }
}

function named(text: string): string {
  return plain(text, 100);
}
